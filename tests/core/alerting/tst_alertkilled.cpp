// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertengine.h"
#include "alertrulejson.h"
#include "storedlog.h"

#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A server with a real store and a real file of alerts is killed again and again.
class TestAlertKilled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachFailureCountsOnce();
};

namespace {

struct Server
{
    explicit Server(const QString &folder)
        : log(folder)
        , engine(log.tracker, log.clock, options(folder))
        , opened(engine.open())
    {
    }
    static AlertEngineOptions options(const QString &folder)
    {
        const QByteArray rule = R"({"condition": {"kind": "failed"}, "group_by": "all", "channels": ["ops"]})";
        return {.path = AlertFile::pathIn(folder),
                .rules = std::vector{*alertRuleFromJson(u"rule"_s, QJsonDocument::fromJson(rule).object())}};
    }
    qint64 failures() const
    {
        const auto processes = log.tracker.snapshot().processes;
        return std::count_if(processes.begin(), processes.end(),
                             [](const ProcessPtr &process) { return (*process)->status == ProcessStatus::Failed; });
    }

    StoredLog log;
    AlertEngine engine;
    Result<void> opened;
};

/// The child, which is killed: processes fail until then.
int failForEver(const QString &folder, const QString &prefix)
{
    Server server(folder);
    if (!server.opened || !server.log.problem.isEmpty())
        return 1;
    for (int i = 0;; ++i) {
        StartChange start = startOf(u"%1-%2"_s.arg(prefix).arg(i), ProcessStatus::Running);
        if (!server.log.tracker.start(start) || !server.log.tracker.report(start.id, reportOf(ProcessStatus::Failed)))
            return 1;
        QCoreApplication::processEvents();
        if (i % 10 == 9) {
            std::printf("%d\n", i);
            std::fflush(stdout);
        }
    }
}

} // namespace

void TestAlertKilled::eachFailureCountsOnce()
{
    const QTemporaryDir folder;
    qint64 least = 0;
    { // the first start of all decides nothing of the past
        Server server(folder.path());
        QVERIFY(server.opened.ok());
        server.log.stop();
    }
    for (int round = 0; round < 5; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(),
                    {u"--fail-for-ever"_s, folder.path(), u"round-%1"_s.arg(round)});
        QVERIFY(child.waitForStarted());
        QByteArray output;
        while (output.count('\n') < 3 + round * 2) {
            QVERIFY2(child.waitForReadyRead(30'000), qPrintable(child.errorString()));
            output += child.readAll();
        }
        QCOMPARE(::kill(static_cast<pid_t>(child.processId()), SIGKILL), 0);
        QVERIFY(child.waitForFinished());

        Server server(folder.path());
        QVERIFY2(server.opened.ok() && server.log.problem.isEmpty(), qPrintable(server.log.problem));
        const qint64 failures = server.failures();
        QVERIFY(failures > least);
        least = failures;
        const auto counted = [&server] {
            const auto episodes = server.engine.episodes();
            return episodes.size() == 1 ? episodes[0].facts.count : -1;
        };
        QVERIFY2(QTest::qWaitFor([&] { return counted() >= failures; }),
                 qPrintable(u"%1 of %2"_s.arg(counted()).arg(failures)));
        QCOMPARE(counted(), failures);
        QCOMPARE(server.engine.outbox().size(), 1U); // and all of that is one message
        server.log.stop();
    }
}

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--fail-for-ever"_L1)
        return failForEver(arguments.value(2), arguments.value(3));
    TestAlertKilled test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_alertkilled.moc"
