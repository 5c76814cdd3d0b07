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

namespace {

/// An output that a test says when it was.
class FakeOutput final : public OutputClock
{
public:
    std::optional<qint64> lastOutputMs(const Process &) const override
    {
        ++asked;
        return last;
    }

    std::optional<qint64> last{};
    mutable int asked = 0;
};

} // namespace

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
    void showsWhatNobodyTakesUp_data();
    void showsWhatNobodyTakesUp();
    void aRetriedAttemptThatNobodyTakesUpIsShownToo();
    void endsWhatNobodyTakesUp_data();
    void endsWhatNobodyTakesUp();
    void ownWorkMayWait();
    void waitsAreCountedFromTheRelease();
    void givesReportersTimeWhenItGoesOn_data();
    void givesReportersTimeWhenItGoesOn();
    void aShortDelayBuysNoTime();
    void aJumpOverARestartEndsNobody_data();
    void aJumpOverARestartEndsNobody();
    void aJumpAndALossEndNobody();
    void deadlinesOfWhatIsOverDoNotGather();
    void attemptsDoNotMultiplyDeadlines();
    void progressHasItsOwnClock();
    void aReportDoesNotHideAStandstill();
    void silenceCountsForMoreThanAStandstill();
    void outputHasItsOwnClock();
    void whoPrintsAgainIsNoLongerQuiet();
    void outputIsAskedForOnlyWhenItIsDue();
    void nobodyIsGivenUpWhereNobodyKnowsOfOutput();
    void standstillsBeginAnewWithEachAttempt();
    void aGraverSilenceIsToldToo();
    void anAttemptThatBeganUnseenHasItsOwnTime();
    void standstillsOfAnEarlierRunGetTime();
    void whatRunsHereIsNotGivenUp();

private:
    void start(std::optional<std::chrono::milliseconds> timeout, std::optional<std::chrono::milliseconds> heartbeat,
               ProcessStatus status = ProcessStatus::Running);
    void startLimited(const AttemptLimits &limits);
    void watchWith(SignsOfLife signs)
    {
        m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock, DeadlineOptions{}, std::move(signs));
    }
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
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock);
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
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock);
    m_monitor->checkNow();
    QCOMPARE(process().status, ProcessStatus::Running); // its reporter may have been waiting for us
    QVERIFY(process().quietSince.has_value());
    pass(9s);
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(2s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::showsWhatNobodyTakesUp_data()
{
    QTest::addColumn<std::chrono::milliseconds>("quietAfter");
    QTest::addColumn<bool>("isShown");
    QTest::newRow("by default") << DeadlineOptions{}.pendingQuietAfter << true;
    QTest::newRow("sooner") << std::chrono::milliseconds(20s) << true;
    QTest::newRow("never") << std::chrono::milliseconds(0) << false;
}

void TestDeadlineMonitor::showsWhatNobodyTakesUp()
{
    QFETCH(std::chrono::milliseconds, quietAfter);
    QFETCH(bool, isShown);
    m_monitor =
        std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock, DeadlineOptions{.pendingQuietAfter = quietAfter});
    start(std::nullopt, std::nullopt, ProcessStatus::Pending);
    const qint64 since = process().updatedAt;
    if (isShown) {
        pass(quietAfter - 500ms);
        QVERIFY(!process().quietSince);
        pass(500ms);
        QCOMPARE(process().quietSince, std::optional(since));
        QCOMPARE(process().status, ProcessStatus::Pending);
        QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
        QVERIFY(!process().quietSince);
    } else {
        m_clock->advance(24h);
        m_monitor->checkNow();
        QVERIFY(!process().quietSince);
        QCOMPARE(deadlines(), 0);
    }
}

void TestDeadlineMonitor::aRetriedAttemptThatNobodyTakesUpIsShownToo()
{
    start(std::nullopt, 10s);
    pass(10s); // its worker is gone
    QCOMPARE(process().status, ProcessStatus::Timeout);
    QVERIFY(m_tracker->retry(id(u"job")).ok());
    pass(299500ms);
    QVERIFY(!process().quietSince);
    pass(500ms);
    QVERIFY(process().quietSince);
    QCOMPARE(process().attempt, 2);
    QCOMPARE(process().status, ProcessStatus::Pending);
}

void TestDeadlineMonitor::endsWhatNobodyTakesUp_data()
{
    QTest::addColumn<std::optional<std::chrono::milliseconds>>("own");
    QTest::addColumn<std::chrono::milliseconds>("general");
    QTest::addColumn<std::chrono::milliseconds>("after");
    using Own = std::optional<std::chrono::milliseconds>;
    QTest::newRow("its own limit") << Own(20s) << std::chrono::milliseconds(0) << std::chrono::milliseconds(20s);
    QTest::newRow("the configured one") << Own() << std::chrono::milliseconds(30s) << std::chrono::milliseconds(30s);
    QTest::newRow("its own is longer") << Own(20s) << std::chrono::milliseconds(10s) << std::chrono::milliseconds(20s);
    QTest::newRow("beyond being quiet") << Own(400s) << std::chrono::milliseconds(0) << std::chrono::milliseconds(400s);
}

void TestDeadlineMonitor::endsWhatNobodyTakesUp()
{
    QFETCH(std::optional<std::chrono::milliseconds>, own);
    QFETCH(std::chrono::milliseconds, general);
    QFETCH(std::chrono::milliseconds, after);
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock, DeadlineOptions{.pendingTimeout = general});
    StartChange start = startOf(u"job");
    start.pendingTimeout = own;
    QVERIFY(m_tracker->start(start).ok());
    pass(after / 2);
    QVERIFY(m_tracker->report(id(u"job"), {}).ok()); // to say that it waits buys no time
    pass(after - after / 2 - 500ms);
    QCOMPARE(process().status, ProcessStatus::Pending);
    pass(500ms);
    QCOMPARE(process().status, ProcessStatus::Timeout);
    QVERIFY(process().errorMessage.toString().contains(u"pending_timeout"));
    // Each attempt has the whole of it, and running ends it.
    QVERIFY(m_tracker->retry(id(u"job")).ok());
    pass(after - 500ms);
    QCOMPARE(process().status, ProcessStatus::Pending);
    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
    pass(after);
    QCOMPARE(process().status, ProcessStatus::Running);
}

void TestDeadlineMonitor::ownWorkMayWait()
{
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock, DeadlineOptions{.pendingTimeout = 10s});
    StartChange start = startOf(u"job");
    start.work = Text(QStringLiteral("{}"));
    QVERIFY(m_tracker->start(start).ok());
    pass(600s); // the queue is long
    QCOMPARE(process().status, ProcessStatus::Pending);
    QVERIFY(!process().quietSince);
}

void TestDeadlineMonitor::waitsAreCountedFromTheRelease()
{
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock, DeadlineOptions{.pendingTimeout = 30s});
    QVERIFY(m_tracker->start(startOf(u"first", ProcessStatus::Running)).ok());
    StartChange start = startOf(u"job");
    start.dependencies.on = {{id(u"first")}};
    QVERIFY(m_tracker->start(start).ok());
    pass(600s);
    QCOMPARE(process().status, ProcessStatus::Pending);
    QVERIFY(!process().quietSince);
    QVERIFY(m_tracker->report(id(u"first"), reportOf(ProcessStatus::Completed)).ok());
    pass(29s);
    // A server that starts anew counts alike.
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock, DeadlineOptions{.pendingTimeout = 30s});
    QCOMPARE(process().status, ProcessStatus::Pending);
    pass(1s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::givesReportersTimeWhenItGoesOn_data()
{
    QTest::addColumn<bool>("isAsleep"); // the machine; else the program is stopped
    QTest::addColumn<std::chrono::milliseconds>("heartbeat");
    QTest::addColumn<std::chrono::milliseconds>("timeout");
    QTest::addColumn<std::chrono::milliseconds>("away");
    QTest::addColumn<std::chrono::milliseconds>("grace");
    using Ms = std::chrono::milliseconds;
    for (const bool isAsleep : {false, true}) {
        const char *what = isAsleep ? "asleep" : "stopped";
        QTest::addRow("%s: longer than a heartbeat", what) << isAsleep << Ms(4s) << Ms(0) << Ms(6s) << Ms(4s);
        QTest::addRow("%s: far longer", what) << isAsleep << Ms(60s) << Ms(0) << Ms(1h) << Ms(15s);
        QTest::addRow("%s: a short heartbeat", what) << isAsleep << Ms(1s) << Ms(0) << Ms(1500ms) << Ms(1s);
    }
    QTest::newRow("stopped: a running time") << false << Ms(0) << Ms(100s) << Ms(200s) << Ms(15s);
    QTest::newRow("stopped: a short running time") << false << Ms(0) << Ms(3s) << Ms(200s) << Ms(3s);
}

void TestDeadlineMonitor::givesReportersTimeWhenItGoesOn()
{
    QFETCH(bool, isAsleep);
    QFETCH(std::chrono::milliseconds, heartbeat);
    QFETCH(std::chrono::milliseconds, timeout);
    QFETCH(std::chrono::milliseconds, away);
    QFETCH(std::chrono::milliseconds, grace);
    const auto limit = [](std::chrono::milliseconds ms) { return ms > 0ms ? std::optional(ms) : std::nullopt; };
    start(limit(timeout), limit(heartbeat));
    // It is nearly over.
    pass((heartbeat > 0ms ? heartbeat : timeout) - 250ms);
    QCOMPARE(process().status, ProcessStatus::Running);
    if (isAsleep)
        m_clock->jump(away); // the steady clock stands still meanwhile
    else
        m_clock->advance(away);
    m_monitor->checkNow();
    pass(grace - 250ms);
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(500ms);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::aShortDelayBuysNoTime()
{
    start(std::nullopt, 60s);
    for (int i = 0; i < 120; ++i)
        pass(500ms); // each a quarter of a second later than it should be
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::aJumpOverARestartEndsNobody_data()
{
    QTest::addColumn<qint64>("jumpMs");
    QTest::newRow("two hours forward") << qint64(7200000);
    QTest::newRow("two hours back") << qint64(-7200000);
}

void TestDeadlineMonitor::aJumpOverARestartEndsNobody()
{
    QFETCH(qint64, jumpMs);
    start(600s, std::nullopt);
    pass(10s);
    m_monitor.reset();
    m_clock->jump(std::chrono::milliseconds(jumpMs));
    m_clock->advance(1s);
    m_monitor = std::make_unique<DeadlineMonitor>(
        *m_tracker, *m_clock, DeadlineOptions{.clockMoved = std::chrono::milliseconds(std::max<qint64>(0, jumpMs))});
    m_monitor->checkNow();
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(588500ms);
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(jumpMs > 0 ? 500ms : 12s); // what was before a jump back isn't known
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

/// After a loss what is new is told by the wall clock only.
void TestDeadlineMonitor::aJumpAndALossEndNobody()
{
    m_monitor.reset();
    m_log = std::make_unique<EventLog>(16);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, *m_clock);
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock);
    StartChange start = startOf(u"job", ProcessStatus::Running);
    start.timeout = 100s;
    QVERIFY(m_tracker->start(start).ok());
    QVERIFY(m_tracker->start(startOf(u"chatter", ProcessStatus::Running)).ok());
    m_clock->jump(1h);
    for (int i = 0; i < 50; ++i)
        QVERIFY(m_tracker->report(id(u"chatter"), {}).ok());
    pass(99s);
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(1s);
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
    pass(301s); // past the time at which each of the attempts would have been quiet, running or pending
    QVERIFY(process().quietSince);
    QCOMPARE(deadlines(), 1);
}

void TestDeadlineMonitor::startLimited(const AttemptLimits &limits)
{
    StartChange start = startOf(u"job", ProcessStatus::Running);
    start.limits = limits;
    QVERIFY(m_tracker->start(start).ok());
    QCoreApplication::processEvents();
}

void TestDeadlineMonitor::progressHasItsOwnClock()
{
    startLimited({.progressTimeout = 10s});
    const qint64 begun = *process().startedAt;
    pass(4500ms);
    QVERIFY(!process().quietSince);
    pass(500ms);
    QVERIFY(process().quietSince == begun && process().quietClock == QuietClock::Progress);
    QCOMPARE(m_log->read(m_log->head() - 1, 1).events[0].origin.reason, QStringLiteral("no progress"));
    pass(1s);
    QVERIFY(m_tracker->report(id(u"job"), progressOf(10)).ok()); // it moves again
    QVERIFY(!process().quietSince);
    pass(9500ms);
    QCOMPARE(process().status, ProcessStatus::Running);
    QVERIFY(process().quietSince == process().progressedAt);
    pass(500ms);
    QCOMPARE(process().status, ProcessStatus::Timeout);
    QCOMPARE(process().errorMessage, QStringLiteral("No progress for 10 s (progress_timeout)"));
}

void TestDeadlineMonitor::aReportDoesNotHideAStandstill()
{
    startLimited({.progressTimeout = 10s});
    for (int i = 0; i < 9; ++i) {
        pass(1s);
        QVERIFY(m_tracker->report(id(u"job"), progressOf(50)).ok()); // the same each time
    }
    // It moved once, with the first of them: there is one event of its quiet, however many reports came.
    QVERIFY(process().quietSince && process().quietClock == QuietClock::Progress);
    int fellQuiet = 0;
    for (const Event &event : m_log->read(0, 100).events)
        fellQuiet += event.kind == EventKind::FellQuiet ? 1 : 0;
    QCOMPARE(fellQuiet, 1);
    pass(2s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::silenceCountsForMoreThanAStandstill()
{
    StartChange start = startOf(u"job", ProcessStatus::Running);
    start.limits.progressTimeout = 20s;
    start.heartbeatTimeout = 60s;
    QVERIFY(m_tracker->start(start).ok());
    pass(5s);
    QVERIFY(m_tracker->report(id(u"job"), {}).ok());
    pass(5s);
    QVERIFY(process().quietClock == QuietClock::Progress);
    QVERIFY(m_tracker->report(id(u"job"), progressOf(1)).ok());
    pass(9s);
    QVERIFY(m_tracker->report(id(u"job"), {}).ok());
    QVERIFY(!process().quietSince);
    pass(1s);
    QVERIFY(process().quietSince == process().progressedAt);
}

void TestDeadlineMonitor::outputHasItsOwnClock()
{
    FakeOutput output;
    watchWith({.output = &output});
    startLimited({.outputTimeout = 10s});
    for (int i = 0; i < 10; ++i) {
        pass(4s);
        output.last = m_clock->wallMs();
        QVERIFY(m_tracker->report(id(u"job"), {}).ok());
    }
    QVERIFY(process().status == ProcessStatus::Running && !process().quietSince);
    const qint64 last = *output.last;
    pass(6s);
    QVERIFY(process().quietSince == last && process().quietClock == QuietClock::Output);
    QVERIFY(m_tracker->report(id(u"job"), {}).ok()); // a report isn't output
    QVERIFY(process().quietSince.has_value());
    pass(4s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
    QCOMPARE(process().errorMessage, QStringLiteral("No output for 10 s (output_timeout)"));
}

void TestDeadlineMonitor::whoPrintsAgainIsNoLongerQuiet()
{
    FakeOutput output;
    watchWith({.output = &output});
    startLimited({.outputTimeout = 20s});
    pass(11s);
    QVERIFY(process().quietClock == QuietClock::Output);
    output.last = m_clock->wallMs();
    const qint64 updatedAt = process().updatedAt;
    pass(5s); // a quarter of the limit
    QVERIFY(!process().quietSince);
    QCOMPARE(process().updatedAt, updatedAt); // no news of its reporter's
    pass(14s);
    QVERIFY(process().status == ProcessStatus::Running && process().quietSince == output.last);
    pass(2s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::outputIsAskedForOnlyWhenItIsDue()
{
    FakeOutput output;
    watchWith({.output = &output});
    startLimited({.outputTimeout = 100s});
    for (int i = 0; i < 40; ++i) {
        QVERIFY(m_tracker->report(id(u"job"), progressOf(i)).ok());
        pass(1s);
    }
    QCOMPARE(output.asked, 0);
    output.last = m_clock->wallMs();
    pass(11s);
    QCOMPARE(output.asked, 1);
}

void TestDeadlineMonitor::nobodyIsGivenUpWhereNobodyKnowsOfOutput()
{
    startLimited({.outputTimeout = 5s});
    pass(50s);
    QVERIFY(process().status == ProcessStatus::Running && !process().quietSince);
}

void TestDeadlineMonitor::standstillsBeginAnewWithEachAttempt()
{
    startLimited({.progressTimeout = 10s});
    pass(8s);
    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    QVERIFY(m_tracker->retry(id(u"job")).ok());
    pass(20s);
    QCOMPARE(process().status, ProcessStatus::Pending); // what doesn't run makes no progress
    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
    pass(4s);
    QVERIFY(!process().quietSince);
    pass(6s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::aGraverSilenceIsToldToo()
{
    FakeOutput output;
    watchWith({.output = &output});
    startLimited({.progressTimeout = 40s, .outputTimeout = 60s});
    pass(20s);
    QVERIFY(process().quietClock == QuietClock::Progress);
    pass(10s);
    QVERIFY(process().quietSince && process().quietClock == QuietClock::Output);
    output.last = m_clock->wallMs();
    pass(9500ms);
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(10500ms); // it printed, and moved no further
    QCOMPARE(process().status, ProcessStatus::Timeout);
    QVERIFY(process().errorMessage.toString().contains(u"progress_timeout"));
}

void TestDeadlineMonitor::anAttemptThatBeganUnseenHasItsOwnTime()
{
    m_monitor.reset();
    m_log = std::make_unique<EventLog>(16);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, *m_clock);
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock);
    startLimited({.progressTimeout = 20s});
    pass(19s);
    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    QVERIFY(m_tracker->retry(id(u"job")).ok());
    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
    for (int i = 0; i < 50; ++i) // more than the log holds, before anybody looks
        QVERIFY(m_tracker->report(id(u"job"), {}).ok());
    pass(19s);
    QCOMPARE(process().status, ProcessStatus::Running);
    pass(1s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::standstillsOfAnEarlierRunGetTime()
{
    m_monitor.reset();
    startLimited({.progressTimeout = 10s});
    m_clock->advance(30s);
    m_monitor = std::make_unique<DeadlineMonitor>(*m_tracker, *m_clock);
    pass(1s);
    QVERIFY(process().quietClock == QuietClock::Progress); // which is told at once
    QCOMPARE(process().status, ProcessStatus::Running);    // its report may be on the way
    pass(9s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
}

void TestDeadlineMonitor::whatRunsHereIsNotGivenUp()
{
    bool runs = true;
    watchWith({.runsHere = [&runs](const Process &asked) { return runs && asked.id == id(u"job"); }});
    start(60s, 10s);
    pass(35s);
    QCOMPARE(process().status, ProcessStatus::Running);
    QVERIFY(process().quietSince && process().quietClock == QuietClock::Report); // and is shown to be silent
    runs = false;
    pass(10s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
    QVERIFY(process().errorMessage.toString().contains(u"heartbeat_timeout"));

    // It may not run for longer than it may.
    runs = true;
    QVERIFY(m_tracker->retry(id(u"job")).ok());
    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
    pass(60s);
    QCOMPARE(process().status, ProcessStatus::Timeout);
    QVERIFY(process().errorMessage.toString().contains(u"(timeout)"));
}

QTEST_GUILESS_MAIN(TestDeadlineMonitor)
#include "tst_deadlinemonitor.moc"
