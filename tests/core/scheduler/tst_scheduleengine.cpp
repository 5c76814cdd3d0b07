// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduleengine.h"

#include "fakeclock.h"
#include "metadatakeys.h"
#include "processtracker.h"

#include <QTest>
#include <QTimer>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// The engine with a tracker and a log of their own. The clock stands at a whole minute when a test begins.
class TestScheduleEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void startsARunWhenItIsDue();
    void aRunThatIsLiveHoldsUpTheNext();
    void whatWaitsStartsWhenTheRunIsOver();
    void aRetryKeepsTheRunLive();
    void cancelsTheOther();
    void failuresPause();
    void tellsWhyNothingStarted();
    void aScheduleThatIsRemovedStartsNothing();
    void aNewRuleCountsFromNow();
    void aClockThatIsPutForward();
    void aClockThatIsPutBack();
    void aCrashBetweenStartAndCursorDoublesNothing();
    void aCrashBeforeTheStartLosesNothing();
    void endsThatNobodySawFreeTheSchedule();
    void goesOnAfterALoss();
    void aClientThatTookTheIdIsTold();
    void runsNow();
    void fillsBackOneByOne();
    void manySchedulesWithOneTimer();

private:
    void startEngine();
    void put(const QString &name, const QString &rule, OverlapPolicy overlap = OverlapPolicy::Skip);
    void pass(std::chrono::milliseconds duration);
    void settle();
    void finish(const ProcessId &id, ProcessStatus status = ProcessStatus::Completed);
    Schedule schedule(const QString &name = u"s"_s) const { return *m_tracker->findSchedule(name); }
    int liveRuns() const;
    int runs() const { return int(m_tracker->snapshot().processes.size()); }

    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ProcessTracker> m_tracker;
    std::unique_ptr<ScheduleEngine> m_engine;
    std::optional<Error> m_refusal; // of the work
};

void TestScheduleEngine::init()
{
    m_clock = std::make_unique<FakeClock>();
    const qint64 beyond = m_clock->wallMs() % 60'000;
    m_clock->advance(std::chrono::milliseconds(60'000 - beyond));
    m_log = std::make_unique<EventLog>(1024);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, *m_clock);
    m_refusal.reset();
    startEngine();
}

void TestScheduleEngine::cleanup()
{
    m_engine.reset();
    m_tracker.reset();
    m_log.reset();
}

void TestScheduleEngine::startEngine()
{
    const auto plan = [this](const ProcessType &type, const QJsonObject &) -> Result<StartChange> {
        if (m_refusal)
            return *m_refusal;
        StartChange start;
        start.type = type;
        start.name = u"work"_s;
        start.work = Text(u"{}"_s);
        return start;
    };
    m_engine = std::make_unique<ScheduleEngine>(*m_tracker, *m_clock, RunStarter(*m_tracker, *m_clock, plan));
}

void TestScheduleEngine::put(const QString &name, const QString &rule, OverlapPolicy overlap)
{
    ScheduleDefinition definition;
    definition.name = name;
    definition.rule = rule;
    definition.timeZone = u"UTC"_s;
    definition.workType = ProcessType::scheduledTask();
    definition.request = u"{}"_s;
    definition.overlap = overlap;
    QVERIFY(m_tracker->changeSchedule(name, ScheduleChange::Put{definition}).ok());
    settle();
}

/// The engine has taken all that is in the log.
void TestScheduleEngine::settle()
{
    quint64 head = 0;
    do {
        head = m_log->head();
        QCoreApplication::processEvents();
    } while (m_log->head() != head);
}

void TestScheduleEngine::pass(std::chrono::milliseconds duration)
{
    m_clock->advance(duration);
    m_engine->checkNow();
    settle();
}

void TestScheduleEngine::finish(const ProcessId &id, ProcessStatus status)
{
    QVERIFY(m_tracker->report(id, {.status = ProcessStatus::Running}).ok());
    QVERIFY(m_tracker->report(id, {.status = status}).ok());
    settle();
}

int TestScheduleEngine::liveRuns() const
{
    const auto snapshot = m_tracker->snapshot();
    return int(std::count_if(snapshot.processes.begin(), snapshot.processes.end(),
                             [](const ProcessPtr &process) { return isLive(**process); }));
}

void TestScheduleEngine::startsARunWhenItIsDue()
{
    put(u"s"_s, u"* * * * *"_s);
    QCOMPARE(runs(), 0);
    pass(59s);
    QCOMPARE(runs(), 0);
    pass(1s);
    QCOMPARE(runs(), 1);
    const ProcessPtr run = m_tracker->snapshot().processes.front();
    QCOMPARE((*run)->type, ProcessType::scheduledTask());
    const QJsonObject metadata = (*run)->metadata.toObject();
    QCOMPARE(metadata[MetadataKeys::schedule].toString(), u"s"_s);
    QCOMPARE(qint64(metadata[MetadataKeys::dueAt].toDouble() * 1000), m_clock->wallMs());
    QCOMPARE(schedule().running, std::vector<ProcessId>{(*run)->id});
    QCOMPARE(schedule().ticks.back().outcome, TickOutcome::Started);
}

void TestScheduleEngine::aRunThatIsLiveHoldsUpTheNext()
{
    put(u"s"_s, u"* * * * *"_s);
    for (int minute = 0; minute < 3; ++minute)
        pass(1min);
    QCOMPARE(runs(), 1);
    QCOMPARE(schedule().ticks.back().outcome, TickOutcome::Skipped);
    QCOMPARE(schedule().ticks.back().count, 2);
    finish(schedule().running.front());
    QVERIFY(schedule().running.empty());
    pass(1min);
    QCOMPARE(runs(), 2);
}

void TestScheduleEngine::whatWaitsStartsWhenTheRunIsOver()
{
    put(u"s"_s, u"* * * * *"_s, OverlapPolicy::BufferAll);
    for (int minute = 0; minute < 3; ++minute)
        pass(1min);
    QCOMPARE(runs(), 1);
    QCOMPARE(schedule().buffered.size(), size_t(2));
    finish(schedule().running.front());
    QCOMPARE(runs(), 2);
    finish(schedule().running.front());
    QCOMPARE(runs(), 3);
    QVERIFY(schedule().buffered.empty());
}

void TestScheduleEngine::aRetryKeepsTheRunLive()
{
    QVERIFY(m_tracker->setRetryPolicy(ProcessType::scheduledTask(),
                                      {.maxAttempts = 2, .initialDelay = 1h, .maxDelay = 1h}));
    put(u"s"_s, u"* * * * *"_s, OverlapPolicy::BufferOne);
    pass(1min);
    const ProcessId run = schedule().running.front();
    finish(run, ProcessStatus::Failed);
    QCOMPARE(schedule().running.size(), size_t(1)); // its retry is scheduled
    QVERIFY(m_tracker->retry(run).ok());
    finish(run, ProcessStatus::Failed);
    QVERIFY(schedule().running.empty());
    QCOMPARE(schedule().failures, 1);
}

void TestScheduleEngine::cancelsTheOther()
{
    put(u"s"_s, u"* * * * *"_s, OverlapPolicy::CancelOther);
    pass(1min);
    const ProcessId first = schedule().running.front();
    pass(1min);
    QCOMPARE((**m_tracker->find(first)).status, ProcessStatus::Cancelled);
    QCOMPARE(runs(), 2);
    QCOMPARE(liveRuns(), 1);
}

void TestScheduleEngine::failuresPause()
{
    put(u"s"_s, u"* * * * *"_s);
    ScheduleDefinition definition = schedule().definition;
    definition.pauseAfterFailures = 2;
    QVERIFY(m_tracker->changeSchedule(u"s"_s, ScheduleChange::Put{definition}).ok());
    settle();
    for (int minute = 0; minute < 5; ++minute) {
        pass(1min);
        if (!schedule().running.empty())
            finish(schedule().running.front(), ProcessStatus::Failed);
    }
    QCOMPARE(runs(), 2);
    QVERIFY(schedule().pause);
    QVERIFY(m_tracker->changeSchedule(u"s"_s, ScheduleChange::Resume{}).ok());
    settle();
    QCOMPARE(schedule().ticks.back().count, 3); // what came while it was paused
    pass(1min);
    QCOMPARE(runs(), 3);
}

void TestScheduleEngine::tellsWhyNothingStarted()
{
    put(u"s"_s, u"* * * * *"_s);
    m_refusal = Error{ErrorCode::InvalidField, u"There is no tool \"backup\"."_s, u"tool"_s};
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"can't start its run"_s));
    pass(1min);
    QCOMPARE(runs(), 0);
    QCOMPARE(schedule().ticks.back().outcome, TickOutcome::Skipped);
    QVERIFY(schedule().ticks.back().reason.toString().contains(u"no tool"_s));
    QVERIFY(schedule().running.empty());
}

void TestScheduleEngine::aScheduleThatIsRemovedStartsNothing()
{
    put(u"s"_s, u"* * * * *"_s);
    QVERIFY(m_tracker->changeSchedule(u"s"_s, ScheduleChange::Remove{}).ok());
    settle();
    pass(2min);
    QCOMPARE(runs(), 0);
    put(u"s"_s, u"* * * * *"_s);
    pass(1min);
    QCOMPARE(runs(), 1);
}

void TestScheduleEngine::aNewRuleCountsFromNow()
{
    put(u"s"_s, u"0 0 1 1 *"_s);
    pass(10min);
    put(u"s"_s, u"* * * * *"_s);
    QCOMPARE(runs(), 0);
    pass(1min);
    QCOMPARE(runs(), 1);
}

void TestScheduleEngine::aClockThatIsPutForward()
{
    put(u"s"_s, u"* * * * *"_s);
    pass(1min);
    finish(schedule().running.front());
    m_clock->jump(1h);
    pass(1s);
    // 59 are told as missed, and the newest is made up for.
    QCOMPARE(runs(), 2);
    qint64 told = 0;
    for (const Tick &tick : schedule().ticks)
        told += tick.count;
    QCOMPARE(told, 61);
}

void TestScheduleEngine::aClockThatIsPutBack()
{
    put(u"s"_s, u"* * * * *"_s, OverlapPolicy::AllowAll);
    pass(1min);
    pass(1min);
    QCOMPARE(runs(), 2);
    m_clock->jump(-1h);
    for (int minute = 0; minute < 60; ++minute)
        pass(1min);
    QCOMPARE(runs(), 2); // those times were decided
    pass(1min);
    QCOMPARE(runs(), 3);
}

void TestScheduleEngine::aCrashBetweenStartAndCursorDoublesNothing()
{
    put(u"s"_s, u"* * * * *"_s, OverlapPolicy::AllowAll);
    const auto before = std::make_shared<const Schedule>(schedule());
    pass(1min);
    QCOMPARE(runs(), 1);
    std::vector<ProcessPtr> processes = m_tracker->snapshot().processes;

    // Another server, in whose store the process is, and the cursor isn't moved.
    m_engine.reset();
    m_tracker.reset();
    m_log = std::make_unique<EventLog>(1024);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, *m_clock);
    m_tracker->restore(processes, {}, {before});
    startEngine();
    settle();
    QCOMPARE(runs(), 1);
    QCOMPARE(schedule().cursorMs, m_clock->wallMs());
    pass(1min);
    QCOMPARE(runs(), 2);
}

void TestScheduleEngine::aCrashBeforeTheStartLosesNothing()
{
    put(u"s"_s, u"* * * * *"_s);
    const auto before = std::make_shared<const Schedule>(schedule());
    m_engine.reset();
    m_tracker.reset();
    m_log = std::make_unique<EventLog>(1024);
    m_clock->advance(1min + 30s);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, *m_clock);
    m_tracker->restore({}, {}, {before});
    startEngine();
    settle();
    QCOMPARE(runs(), 1);
    QCOMPARE(schedule().ticks.back().outcome, TickOutcome::Late);
}

void TestScheduleEngine::endsThatNobodySawFreeTheSchedule()
{
    put(u"s"_s, u"* * * * *"_s);
    pass(1min);
    m_engine.reset();
    const ProcessId run = schedule().running.front();
    QVERIFY(m_tracker->report(run, {.status = ProcessStatus::Running}).ok());
    QVERIFY(m_tracker->report(run, {.status = ProcessStatus::Completed}).ok());
    startEngine();
    settle();
    QVERIFY(schedule().running.empty());
    pass(1min);
    QCOMPARE(runs(), 2);
}

void TestScheduleEngine::goesOnAfterALoss()
{
    put(u"s"_s, u"* * * * *"_s);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"fell behind the log"_s));
    for (int i = 0; i < 2000; ++i)
        std::ignore = m_tracker->registerType(*ProcessType::fromString(u"t%1"_s.arg(i)));
    settle();
    pass(1min);
    QCOMPARE(runs(), 1);
}

/// Somebody guessed the id of a run: that isn't taken for the run.
void TestScheduleEngine::aClientThatTookTheIdIsTold()
{
    put(u"s"_s, u"* * * * *"_s);
    StartChange taken;
    taken.id = runId(schedule(), schedule().cursorMs + 60'000, 0);
    taken.type = ProcessType::aiTask();
    taken.name = u"hostile"_s;
    QVERIFY(m_tracker->start(taken).ok());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"can't start its run"_s));
    pass(1min);
    QCOMPARE(schedule().ticks.back().outcome, TickOutcome::Skipped);
    QVERIFY(schedule().running.empty());
    pass(1min);
    QCOMPARE(schedule().ticks.back().outcome, TickOutcome::Started);
}

void TestScheduleEngine::runsNow()
{
    put(u"s"_s, u"0 0 1 1 *"_s);
    const RunStarter starter(*m_tracker, *m_clock, [](const ProcessType &type, const QJsonObject &) {
        StartChange start;
        start.type = type;
        start.name = u"work"_s;
        return Result<StartChange>(start);
    });
    const auto run = starter.runNow(u"s"_s, {});
    QVERIFY(run.ok());
    settle();
    QCOMPARE(schedule().running, std::vector<ProcessId>{(**run)->id});
    finish((**run)->id);
    QVERIFY(schedule().running.empty());
    QVERIFY(!starter.runNow(u"other"_s, {}).ok());
}

void TestScheduleEngine::fillsBackOneByOne()
{
    put(u"s"_s, u"0 0 1 1 *"_s);
    ScheduleDefinition definition = schedule().definition;
    definition.rule = u"@every 60s"_s;
    QVERIFY(m_tracker->changeSchedule(u"s"_s, ScheduleChange::Put{definition}).ok());
    const qint64 now = m_clock->wallMs();
    QVERIFY(m_tracker->changeSchedule(u"s"_s, ScheduleChange::FillBack{now - 180'000, now - 60'000}).ok());
    settle();
    for (int run = 1; run <= 3; ++run) {
        QCOMPARE(runs(), run);
        QCOMPARE(liveRuns(), 1);
        finish(schedule().running.front());
    }
    QVERIFY(!schedule().backfill);
    QCOMPARE(runs(), 3);
}

void TestScheduleEngine::manySchedulesWithOneTimer()
{
    for (int i = 0; i < 300; ++i)
        put(u"s%1"_s.arg(i), i % 2 ? u"* * * * *"_s : u"@every 3600s"_s);
    QVERIFY(m_engine->findChildren<QTimer *>().isEmpty());
    pass(1min);
    QVERIFY(runs() >= 150);
    QVERIFY(runs() <= 300);
}

QTEST_GUILESS_MAIN(TestScheduleEngine)
#include "tst_scheduleengine.moc"
