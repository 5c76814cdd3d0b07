// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "reporter.h"

#include <QJsonArray>
#include <QRandomGenerator>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What is left after a power cut, by what the daemon had put on the disk by then: see diskshadow.cpp.
class TestPowerCut : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fullKeepsWhatWasConfirmed();
    void normalKeepsAWholeFile();

private:
    struct AfterCut
    {
        bool started = false;
        QHash<QString, QJsonObject> processes;
    };
    /// Lets reporters work, cuts the power, and starts a daemon on what is on the disk.
    AfterCut cutPower(const QStringList &arguments, std::vector<std::unique_ptr<Reporter>> &reporters);
};

TestPowerCut::AfterCut TestPowerCut::cutPower(const QStringList &arguments,
                                              std::vector<std::unique_ptr<Reporter>> &reporters)
{
    const QTemporaryDir disk;
    const QString data = disk.filePath(u"procession"_s);
    AfterCut after;
    if (!QDir().mkdir(data))
        return after;
    Daemon daemon;
    daemon.addToEnvironment(u"LD_PRELOAD"_s, QStringLiteral(DISK_SHADOW));
    daemon.addToEnvironment(u"SHADOW_FOLDER"_s, data);
    if (!daemon.start(arguments))
        return after;
    for (int i = 0; i < 4; ++i) {
        reporters.push_back(std::make_unique<Reporter>(u"r%1"_s.arg(i), daemon.token()));
        reporters.back()->begin(daemon.port(), 200);
    }
    QTest::qWait(QRandomGenerator::global()->bounded(200, 600));
    daemon.kill();
    for (const auto &reporter : reporters)
        reporter->end();

    QFile::copy(daemon.folder() + u"/procession/token"_s, data + u"/token"_s);
    Daemon next(disk.path());
    after.started = next.start(arguments);
    if (!after.started)
        qWarning() << next.process().readAllStandardError();
    const QJsonArray list = next.ask("GET", u"/processes?limit=10000"_s).value("processes"_L1).toArray();
    for (const QJsonValue &process : list)
        after.processes.insert(process["process_id"_L1].toString(), process.toObject());
    return after;
}

void TestPowerCut::fullKeepsWhatWasConfirmed()
{
    for (int round = 0; round < 5; ++round) {
        std::vector<std::unique_ptr<Reporter>> reporters;
        const AfterCut after = cutPower({u"--durability"_s, u"full"_s}, reporters);
        QVERIFY(after.started);
        qint64 confirmed = 0;
        for (const auto &reporter : reporters) {
            confirmed += reporter->confirmedCount();
            const QString unexplained = reporter->reconcile(after.processes);
            QVERIFY2(unexplained.isEmpty(), qPrintable(unexplained));
        }
        QVERIFY(confirmed > 20);
    }
}

void TestPowerCut::normalKeepsAWholeFile()
{
    for (int round = 0; round < 5; ++round) {
        std::vector<std::unique_ptr<Reporter>> reporters;
        const AfterCut after = cutPower({u"--durability"_s, u"normal"_s}, reporters);
        QVERIFY(after.started); // the last moments may be missing, the file is whole
        for (const auto &reporter : reporters) {
            for (auto it = reporter->records().cbegin(); it != reporter->records().cend(); ++it) {
                const auto found = after.processes.constFind(it.key());
                const int sent = it->unanswered ? it->unanswered->step : it->confirmed ? it->confirmed->step : 0;
                if (found != after.processes.cend())
                    QVERIFY((*found)["metadata"_L1]["step"_L1].toInt(-1) <= sent);
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestPowerCut)
#include "tst_powercut.moc"
