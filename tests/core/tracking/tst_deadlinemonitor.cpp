// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deadlinemonitor.h"
#include "deadlinequeue.h"
#include "fakeclock.h"
#include "processes.h"
#include "processtracker.h"

#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;

class TestDeadlineMonitor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void endsWhatRunsTooLong();
    void endsWhatMissesItsHeartbeat();
    void aReportKeepsAProcessAlive();
    void aPendingProcessIsNotTimed();
    void eachAttemptHasItsOwnTime();
    void showsSilenceBeforeItGivesUp();
    void aClockThatJumpsTimesOutNobody_data();
    void aClockThatJumpsTimesOutNobody();
    void findsOutWhatWasOverdueAtItsStart();
    void deadlinesOfWhatIsOverDoNotGather();
    void attemptsDoNotMultiplyDeadlines();

private:
    void start(std::optional<std::chrono::milliseconds> timeout, std::optional<std::chrono::milliseconds> heartbeat,
               ProcessStatus status = ProcessStatus::Running);
    void pass(std::chrono::milliseconds duration);
    const Process &process() const { return **m_tracker->find(id(u"job")); }
    qsizetype deadlines() const { return m_monitor->findChild<DeadlineQueue *>()->size(); }

    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ProcessTracker> m_tracker;
    std::unique_ptr<DeadlineMonitor> m_monitor;
};

void TestDeadlineMonitor::init()
{
    m_clock = std::make_unique<FakeClock>();
    m_log = std::make_unique<EventLog>();
    m_tracker = std::make_unique<ProcessTracker>(*m_log, *m_clock);
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_log, *m_clock);
}

void TestDeadlineMonitor::cleanup()
{
    m_monitor.reset();
    m_tracker.reset();
    m_log.reset();
}

void TestDeadlineMonitor::start(std::optional<std::chrono::milliseconds> timeout,
                                std::optional<std::chrono::milliseconds> heartbeat, ProcessStatus status)
{
    StartChange start = startOf(u"job", status);
    start.timeout = timeout;
    start.heartbeatTimeout = heartbeat;
    QVERIFY(m_tracker->start(start).ok());
    QCoreApplication::processEvents();
}

/// Lets that much time pass, in small steps, and the monitor look at each.
void TestDeadlineMonitor::pass(std::chrono::milliseconds duration)
{
    QCoreApplication::processEvents();
    for (auto left = duration; left > 0ms; left -= 500ms) {
        m_clock->advance(std::min(left, 500ms));
        QCoreApplication::processEvents();
        m_monitor->checkNow();
        QCoreApplication::processEvents();
    }
}

void TestDeadlineMonitor::endsWhatRunsTooLong()
{
    start(10s, std::nullopt);
    pass(9500ms);
    QVERIFY(m_tracker->report(id(u"job"), progressOf(90)).ok()); // reports don't buy time
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(500ms);
    QCOMPARE(process().status, ProcessStatus::Timeout);
    QVERIFY(process().errorMessage.toString().contains(u"10 s"));
}

void TestDeadlineMonitor::endsWhatMissesItsHeartbeat()
{
    start(std::nullopt, 10s);
    pass(10s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
    QVERIFY(process().errorMessage.toString().contains(u"heartbeat_timeout"));
}

void TestDeadlineMonitor::aReportKeepsAProcessAlive()
{
    start(std::nullopt, 10s);
    for (int i = 0; i < 10; ++i) {
        pass(9s);
        QVERIFY(m_tracker->report(id(u"job"), {}).ok());
        QCoreApplication::processEvents();
    }
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(10s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::aPendingProcessIsNotTimed()
{
    start(10s, 10s, ProcessStatus::Pending);
    pass(60s);
    QCOMPARE(process().status, ProcessStatus::Pending);
    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
    pass(9s);
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(1s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::eachAttemptHasItsOwnTime()
{
    start(10s, std::nullopt);
    pass(10s);
    QVERIFY(m_tracker->retry(id(u"job")).ok());
    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
    pass(9s);
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(1s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::showsSilenceBeforeItGivesUp()
{
    start(std::nullopt, 20s);
    const qint64 lastReport = process().updatedAt;
    pass(9500ms);
    QVERIFY(!process().quietSince);
    pass(500ms); // half of the heartbeat timeout
    QCOMPARE(process().status, ProcessStatus::Running);
    QCOMPARE(process().quietSince, std::optional(lastReport));
    QVERIFY(m_tracker->report(id(u"job"), progressOf(3)).ok());
    QVERIFY(!process().quietSince);
    pass(10s);
    QVERIFY(process().quietSince);
    pass(10s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::aClockThatJumpsTimesOutNobody_data()
{
    QTest::addColumn<qint64>("jumpMs");
    QTest::newRow("an hour forward") << qint64(3600000);
    QTest::newRow("an hour back") << qint64(-3600000);
}

void TestDeadlineMonitor::aClockThatJumpsTimesOutNobody()
{
    QFETCH(qint64, jumpMs);
    start(100s, 100s);
    pass(10s);
    m_clock->jump(std::chrono::milliseconds(jumpMs));
    pass(10s);
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(80s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::findsOutWhatWasOverdueAtItsStart()
{
    m_monitor.reset(); // nobody watches
    start(std::nullopt, 10s);
    m_clock->advance(60s);
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_log, *m_clock);
    m_monitor->checkNow();
    QCOMPARE(process().status, ProcessStatus::Running); // its reporter may have been waiting for us
    QVERIFY(process().quietSince.has_value());
    pass(9s);
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(2s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::deadlinesOfWhatIsOverDoNotGather()
{
    for (int i = 0; i < 5000; ++i) {
        StartChange start = startOf(QString::number(i), ProcessStatus::Running);
        start.timeout = 24h * 30;
        QVERIFY(m_tracker->start(start).ok());
        QCoreApplication::processEvents();
        QVERIFY(m_tracker->report(start.id, reportOf(ProcessStatus::Completed)).ok());
        QCoreApplication::processEvents();
    }
    QVERIFY2(deadlines() <= 1000, qPrintable(QString::number(deadlines())));
}

void TestDeadlineMonitor::attemptsDoNotMultiplyDeadlines()
{
    start(1h, std::nullopt);
    for (int i = 0; i < 10; ++i) {
        QVERIFY(m_tracker->cancel(id(u"job")).ok());
        QVERIFY(m_tracker->retry(id(u"job")).ok());
        QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
        QCoreApplication::processEvents();
    }
    pass(61s); // past the time at which each of the attempts would have been quiet
    QVERIFY(process().quietSince);
    QCOMPARE(deadlines(), 1);
}

QTEST_GUILESS_MAIN(TestDeadlineMonitor)
#include "tst_deadlinemonitor.moc"
