// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "reporter.h"

#include <QJsonArray>
#include <QRandomGenerator>

#include <set>

using namespace Procession;
using namespace Qt::StringLiterals;

/// Nothing acknowledged is lost, whatever ends the daemon.
class TestKilled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatItConfirmed_data();
    void keepsWhatItConfirmed();

private:
    static QHash<QString, QJsonObject> everyProcess(Daemon &daemon);
};

QHash<QString, QJsonObject> TestKilled::everyProcess(Daemon &daemon)
{
    QHash<QString, QJsonObject> processes;
    const QJsonArray list = daemon.ask("GET", u"/processes?limit=10000"_s).value("processes"_L1).toArray();
    for (const QJsonValue &process : list)
        processes.insert(process["process_id"_L1].toString(), process.toObject());
    return processes;
}

void TestKilled::keepsWhatItConfirmed_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("rounds");
    QTest::addColumn<QString>("durability");
    QTest::newRow("SIGKILL, full") << SIGKILL << 200 << u"full"_s;
    QTest::newRow("SIGTERM, full") << SIGTERM << 20 << u"full"_s;
    QTest::newRow("SIGKILL, normal") << SIGKILL << 20 << u"normal"_s;
    QTest::newRow("SIGTERM, normal") << SIGTERM << 10 << u"normal"_s;
}

void TestKilled::keepsWhatItConfirmed()
{
    QFETCH(int, signal);
    QFETCH(int, rounds);
    QFETCH(QString, durability);
    constexpr int reporterCount = 8;
    constexpr int reportsPerSecond = 2000;

    Daemon daemon;
    QVERIFY(daemon.start({u"--durability"_s, durability}));
    std::vector<std::unique_ptr<Reporter>> reporters;
    reporters.reserve(reporterCount);
    for (int i = 0; i < reporterCount; ++i)
        reporters.push_back(std::make_unique<Reporter>(u"r%1"_s.arg(i), daemon.token()));

    quint64 highestSeen = 0;
    for (int round = 0; round < rounds; ++round) {
        for (const auto &reporter : reporters)
            reporter->begin(daemon.port(), reportsPerSecond / reporterCount);
        QTest::qWait(QRandomGenerator::global()->bounded(20, 400));
        ::kill(static_cast<pid_t>(daemon.process().processId()), signal);
        QVERIFY(daemon.process().waitForFinished());
        for (const auto &reporter : reporters) {
            reporter->end();
            QVERIFY2(reporter->problem().isEmpty(), qPrintable(reporter->problem()));
        }

        QVERIFY(daemon.start({u"--durability"_s, durability}));
        const QHash<QString, QJsonObject> processes = everyProcess(daemon);
        std::set<quint64> seqs;
        for (const QJsonObject &process : processes)
            QVERIFY2(seqs.insert(static_cast<quint64>(process.value("seq"_L1).toInteger())).second,
                     "two processes have the same seq");
        for (const auto &reporter : reporters) {
            const QString unexplained = reporter->reconcile(processes);
            QVERIFY2(unexplained.isEmpty(), qPrintable(u"round %1: %2"_s.arg(round).arg(unexplained)));
        }
        // A new number is above all that anybody saw, also in answers that never came.
        const QJsonObject next =
            daemon.ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"next","process_id":"next"})");
        const auto nextSeq = static_cast<quint64>(next["process"_L1]["seq"_L1].toInteger());
        if (!seqs.empty())
            highestSeen = std::max(highestSeen, *seqs.rbegin());
        QVERIFY(nextSeq > highestSeen);
        highestSeen = nextSeq;
        daemon.ask("POST", u"/processes/next/cancel"_s);
        daemon.ask("DELETE", u"/processes/next"_s);
    }
    qint64 confirmed = 0;
    for (const auto &reporter : reporters)
        confirmed += reporter->confirmedCount();
    QVERIFY2(confirmed > rounds * 20, "there was hardly any load");
    qInfo("%d times %d: %lld confirmed updates, none lost", rounds, signal, static_cast<long long>(confirmed));
}

QTEST_GUILESS_MAIN(TestKilled)
#include "tst_killed.moc"
