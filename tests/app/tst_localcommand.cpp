// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clock.h"
#include "localcommand.h"

#include <QSysInfo>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestLocalCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void believesWhatProcSays_data();
    void believesWhatProcSays();
    void anEndedCommandDoesNotRun();
};

namespace {

/// A process that was reported on a moment ago, with that metadata.
Process reportedNow(const QJsonObject &metadata)
{
    Process process;
    process.updatedAt = SystemClock().wallMs();
    process.metadata = Metadata(metadata);
    return process;
}

} // namespace

void TestLocalCommand::believesWhatProcSays_data()
{
    QTest::addColumn<QJsonObject>("metadata");
    QTest::addColumn<qint64>("sinceReportMs");
    QTest::addColumn<bool>("runs");
    const QString here = QSysInfo::machineHostName();
    const auto own = static_cast<qint64>(::getpid());
    QTest::newRow("a command") << QJsonObject{{u"host"_s, here}, {u"pid"_s, own}} << qint64(0) << true;
    QTest::newRow("a runner") << QJsonObject{{u"host"_s, here}, {u"runner_pid"_s, own}} << qint64(0) << true;
    QTest::newRow("a command that is gone, and its runner")
        << QJsonObject{{u"host"_s, here}, {u"pid"_s, 0x3fffffff}, {u"runner_pid"_s, own}} << qint64(0) << false;
    QTest::newRow("elsewhere") << QJsonObject{{u"host"_s, u"another"_s}, {u"pid"_s, own}} << qint64(0) << false;
    QTest::newRow("nowhere") << QJsonObject{{u"pid"_s, own}} << qint64(0) << false;
    QTest::newRow("nobody") << QJsonObject{{u"host"_s, here}} << qint64(0) << false;
    // The pid is another's since: this test began after the last report.
    QTest::newRow("a pid of before") << QJsonObject{{u"host"_s, here}, {u"pid"_s, own}} << qint64(24 * 3600 * 1000)
                                     << false;
    for (const QJsonValue &pid : {QJsonValue(-1), QJsonValue(0), QJsonValue(1), QJsonValue(u"1/../1"_s),
                                  QJsonValue(1e300), QJsonValue(0.5), QJsonValue(QJsonObject())}) {
        QTest::newRow(qPrintable(u"no pid: "_s + QString::fromUtf8(Metadata({{u"p"_s, pid}}).toJson())))
            << QJsonObject{{u"host"_s, here}, {u"pid"_s, pid}} << qint64(0) << false;
    }
}

void TestLocalCommand::believesWhatProcSays()
{
    QFETCH(QJsonObject, metadata);
    QFETCH(qint64, sinceReportMs);
    QFETCH(bool, runs);
    Process process = reportedNow(metadata);
    process.updatedAt -= sinceReportMs;
    QCOMPARE(runsOnThisMachine(process), runs);
}

void TestLocalCommand::anEndedCommandDoesNotRun()
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    QVERIFY(child > 0);
    const Process process =
        reportedNow({{u"host"_s, QSysInfo::machineHostName()}, {u"pid"_s, static_cast<qint64>(child)}});
    QVERIFY(runsOnThisMachine(process));
    QCOMPARE(::kill(child, SIGKILL), 0);
    siginfo_t ended = {};
    QCOMPARE(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);
    QVERIFY(!runsOnThisMachine(process)); // a zombie
    QCOMPARE(::waitpid(child, nullptr, 0), child);
    QVERIFY(!runsOnThisMachine(process));
}

QTEST_GUILESS_MAIN(TestLocalCommand)
#include "tst_localcommand.moc"
