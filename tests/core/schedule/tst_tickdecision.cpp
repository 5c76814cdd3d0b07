// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tickdecision.h"

#include "schedulechange.h"
#include "schedulejson.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 noon = 1'800'000'000'000 / (60 * minute) * (60 * minute); // a whole hour

/// A schedule that is due each minute, whose cursor stands at noon.
Schedule everyMinute()
{
    Schedule schedule;
    schedule.id = QUuid::fromString(u"{018f0000-0000-7000-8000-000000000001}"_s);
    schedule.definition.name = u"minutely"_s;
    schedule.definition.rule = u"* * * * *"_s;
    schedule.definition.timeZone = u"UTC"_s;
    schedule.definition.workType = ProcessType::scheduledTask();
    schedule.definition.request = u"{}"_s;
    schedule.cursorMs = noon;
    return schedule;
}

bool nothingExists(const ProcessId &)
{
    return false;
}

TickDecision decide(const Schedule &schedule, qint64 now,
                    const std::function<bool(const ProcessId &)> &exists = nothingExists)
{
    return decideTicks(schedule, *ScheduleTimes::of(schedule.definition), now, exists);
}

QList<qint64> dueMinutes(const TickDecision &decision)
{
    QList<qint64> minutes;
    for (const TickStart &start : decision.starts)
        minutes += (start.dueMs - noon) / minute;
    return minutes;
}

/// Such as `missed 3, late 1`.
QString outcomes(const Schedule &schedule)
{
    QStringList parts;
    for (const Tick &tick : schedule.ticks)
        parts += u"%1 %2"_s.arg(wireName(tick.outcome)).arg(tick.count);
    return parts.join(u", "_s);
}

} // namespace

class TestTickDecision : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsWhatIsDue();
    void followsTheOverlapPolicy_data();
    void followsTheOverlapPolicy();
    void startsWhatWaited();
    void makesUpForWhatWasMissed_data();
    void makesUpForWhatWasMissed();
    void startsAgainWhatACrashLeft();
    void spreadsByJitter();
    void doesNothingWhilePaused();
    void leavesOutWhatIsExcluded();
    void keepsToStartAndEnd();
    void fillsBack();
    void decidesTheSameTwice();
    void pausesAfterFailures();
    void survivesTheStore();
};

void TestTickDecision::startsWhatIsDue()
{
    const TickDecision early = decide(everyMinute(), noon + 30'000);
    QVERIFY(!early.isChange);
    QCOMPARE(early.wakeAt.value_or(0), noon + minute);

    const TickDecision due = decide(everyMinute(), noon + minute);
    QCOMPARE(dueMinutes(due), QList<qint64>{1});
    QCOMPARE(due.next.cursorMs, noon + minute);
    QCOMPARE(due.next.running.size(), size_t(1));
    QCOMPARE(outcomes(due.next), u"started 1"_s);
    QCOMPARE(due.wakeAt.value_or(0), noon + 2 * minute);
}

void TestTickDecision::followsTheOverlapPolicy_data()
{
    QTest::addColumn<QString>("policy");
    QTest::addColumn<QList<qint64>>("starts"); // while the run of minute 1 is live, minutes 2 and 3 come
    QTest::addColumn<int>("cancels");
    QTest::addColumn<int>("waiting");
    QTest::addColumn<QString>("ticks");
    QTest::newRow("skip") << u"skip"_s << QList<qint64>() << 0 << 0 << u"started 1, skipped 2"_s;
    QTest::newRow("buffer_one") << u"buffer_one"_s << QList<qint64>() << 0 << 1 << u"started 1, skipped 1"_s;
    QTest::newRow("buffer_all") << u"buffer_all"_s << QList<qint64>() << 0 << 2 << u"started 1"_s;
    QTest::newRow("cancel_other") << u"cancel_other"_s << QList<qint64>() << 2 << 1 << u"started 1, skipped 1"_s;
    QTest::newRow("terminate_other") << u"terminate_other"_s << QList<qint64>{2, 3} << 2 << 0
                                     << u"started 1, started 1, started 1"_s;
    QTest::newRow("allow_all") << u"allow_all"_s << QList<qint64>{2, 3} << 0 << 0
                               << u"started 1, started 1, started 1"_s;
}

void TestTickDecision::followsTheOverlapPolicy()
{
    QFETCH(const QString, policy);
    Schedule schedule = everyMinute();
    schedule.definition.overlap = *overlapPolicyFromString(policy);
    schedule = decide(schedule, noon + minute).next;

    QList<qint64> starts;
    int cancels = 0;
    for (const qint64 now : {noon + 2 * minute, noon + 3 * minute}) {
        const TickDecision decision = decide(schedule, now);
        starts += dueMinutes(decision);
        cancels += int(decision.cancels.size());
        schedule = decision.next;
    }
    QTEST(starts, "starts");
    QTEST(cancels, "cancels");
    QTEST(int(schedule.buffered.size()), "waiting");
    QTEST(outcomes(schedule), "ticks");
}

void TestTickDecision::startsWhatWaited()
{
    Schedule schedule = everyMinute();
    schedule.definition.overlap = OverlapPolicy::BufferAll;
    for (int at = 1; at <= 3; ++at)
        schedule = decide(schedule, noon + at * minute).next;
    QCOMPARE(schedule.buffered.size(), size_t(2));
    schedule.running.clear(); // the first run is over
    const TickDecision decision = decide(schedule, noon + 3 * minute + 1000);
    QCOMPARE(dueMinutes(decision), QList<qint64>{2});
    QCOMPARE(decision.next.buffered.size(), size_t(1));
}

void TestTickDecision::makesUpForWhatWasMissed_data()
{
    QTest::addColumn<int>("windowSeconds");
    QTest::addColumn<int>("limit");
    QTest::addColumn<qint64>("minutesAway");
    QTest::addColumn<QList<qint64>>("starts");
    QTest::addColumn<QString>("ticks");
    QTest::newRow("the newest") << 3600 << 1 << qint64(5) << QList<qint64>{4, 5} << u"missed 3, late 1, started 1"_s;
    QTest::newRow("the newest two, side by side")
        << 3600 << 2 << qint64(5) << QList<qint64>{3, 4, 5} << u"missed 2, late 1, late 1, started 1"_s;
    QTest::newRow("none") << 3600 << 0 << qint64(5) << QList<qint64>{5} << u"missed 4, started 1"_s;
    QTest::newRow("none, too old") << 0 << 10 << qint64(5) << QList<qint64>{5} << u"missed 4, started 1"_s;
    QTest::newRow("within two minutes") << 120 << 10 << qint64(5) << QList<qint64>{3, 4, 5}
                                        << u"missed 2, late 1, late 1, started 1"_s;
    QTest::newRow("after a day") << 120 << 10 << qint64(1440) << QList<qint64>{1438, 1439, 1440}
                                 << u"missed 1437, late 1, late 1, started 1"_s;
}

void TestTickDecision::makesUpForWhatWasMissed()
{
    QFETCH(const int, windowSeconds);
    QFETCH(const int, limit);
    QFETCH(const qint64, minutesAway);
    Schedule schedule = everyMinute();
    schedule.definition.overlap = OverlapPolicy::AllowAll;
    schedule.definition.catchUpWindow = std::chrono::seconds(windowSeconds);
    schedule.definition.catchUpLimit = limit;
    const TickDecision decision = decide(schedule, noon + minutesAway * minute);
    // The time that is due right now isn't late: the limit is on the others.
    QTEST(dueMinutes(decision), "starts");
    QTEST(outcomes(decision.next), "ticks");
    QCOMPARE(decision.next.cursorMs, noon + minutesAway * minute);
}

/// The process was started, and the server was killed before it could move the cursor.
void TestTickDecision::startsAgainWhatACrashLeft()
{
    const Schedule schedule = everyMinute();
    const ProcessId started = runId(schedule, noon + minute, 0);
    const auto exists = [&started](const ProcessId &id) { return id == started; };
    const TickDecision decision = decide(schedule, noon + 3 * minute, exists);
    // Minute 1 is the same run once more; 2 is missed, as 3 is the newest; 3 is left out, since 1 still counts as live.
    QCOMPARE(dueMinutes(decision), QList<qint64>{1});
    QCOMPARE(decision.next.running, std::vector<ProcessId>{started});
    QCOMPARE(decision.next.cursorMs, noon + 3 * minute);
}

void TestTickDecision::spreadsByJitter()
{
    Schedule schedule = everyMinute();
    schedule.definition.jitter = 30s;
    const qint64 jitter = jitterOf(schedule, noon + minute);
    QVERIFY(jitter >= 0 && jitter <= 30'000);
    QCOMPARE(jitterOf(schedule, noon + minute), jitter);
    QSet<qint64> different;
    for (int at = 1; at <= 100; ++at)
        different.insert(jitterOf(schedule, noon + at * minute));
    QVERIFY(different.size() > 80);

    QCOMPARE(decide(schedule, noon + minute + jitter - 1).starts.size(), size_t(0));
    const TickDecision decision = decide(schedule, noon + minute + jitter);
    QCOMPARE(dueMinutes(decision), QList<qint64>{1});
    QCOMPARE(outcomes(decision.next), u"started 1"_s);
}

void TestTickDecision::doesNothingWhilePaused()
{
    Schedule schedule = everyMinute();
    schedule.seq = 1;
    const auto change = [&schedule](decltype(ScheduleChange::payload) payload, qint64 timeMs) {
        const ScheduleChange made{.seq = schedule.seq + 1, .timeMs = timeMs, .id = {}, .payload = std::move(payload)};
        schedule = **apply(&schedule, made);
    };
    change(ScheduleChange::Pause{u"the disk is full"_s}, noon + 1000);
    const TickDecision paused = decide(schedule, noon + 10 * minute);
    QVERIFY(!paused.isChange);
    QVERIFY(!paused.wakeAt);

    change(ScheduleChange::Resume{}, noon + 10 * minute + 1000);
    const TickDecision resumed = decide(schedule, noon + 10 * minute + 1000);
    QCOMPARE(dueMinutes(resumed), QList<qint64>());
    QCOMPARE(outcomes(resumed.next), u"skipped 10"_s);
    QCOMPARE(dueMinutes(decide(resumed.next, noon + 11 * minute)), QList<qint64>{11});
}

void TestTickDecision::leavesOutWhatIsExcluded()
{
    Schedule schedule = everyMinute();
    schedule.definition.exclusions = {u"*/2 * * * *"_s};
    const auto times = ScheduleTimes::of(schedule.definition);
    QVERIFY(times.ok());
    QCOMPARE(times->next(noon, 3), (QList<qint64>{noon + minute, noon + 3 * minute, noon + 5 * minute}));

    schedule.definition.exclusions = {u"* * * * *"_s};
    QVERIFY(!ScheduleTimes::of(schedule.definition)->nextAfter(noon));
}

void TestTickDecision::keepsToStartAndEnd()
{
    Schedule schedule = everyMinute();
    schedule.definition.startsAt = noon + 2 * minute;
    schedule.definition.endsAt = noon + 4 * minute;
    QCOMPARE(ScheduleTimes::of(schedule.definition)->next(noon, 5),
             (QList<qint64>{noon + 2 * minute, noon + 3 * minute}));
}

void TestTickDecision::fillsBack()
{
    Schedule schedule = everyMinute();
    schedule.seq = 1;
    const ScheduleChange fill{.seq = 2,
                              .timeMs = noon,
                              .id = {},
                              .payload =
                                  ScheduleChange::FillBack{noon - 3 * minute, noon - minute, OverlapPolicy::BufferAll}};
    schedule = **apply(&schedule, fill);
    QList<qint64> starts;
    for (int round = 0; round < 10 && schedule.backfill; ++round) {
        const TickDecision decision = decide(schedule, noon + 1000);
        starts += dueMinutes(decision);
        schedule = decision.next;
        schedule.running.clear();
    }
    QCOMPARE(starts, (QList<qint64>{-3, -2, -1}));
    QCOMPARE(schedule.cursorMs, noon);
    QVERIFY(runId(schedule, noon, 0) != runId(schedule, noon, 1));
}

void TestTickDecision::decidesTheSameTwice()
{
    const Schedule schedule = everyMinute();
    const TickDecision one = decide(schedule, noon + 7 * minute + 11'000);
    const TickDecision other = decide(schedule, noon + 7 * minute + 11'000);
    QVERIFY(one.starts == other.starts);
    QVERIFY(one.next == other.next);
}

void TestTickDecision::pausesAfterFailures()
{
    Schedule schedule = everyMinute();
    schedule.definition.pauseAfterFailures = 2;
    for (int failed = 1; failed <= 2; ++failed) {
        QVERIFY(!schedule.pause);
        schedule = decide(schedule, noon + failed * minute).next;
        const ScheduleChange end{.seq = schedule.seq + 1,
                                 .timeMs = noon + failed * minute + 1000,
                                 .id = {},
                                 .payload = ScheduleChange::End{schedule.running.front(), true}};
        schedule = **apply(&schedule, end);
    }
    QVERIFY(schedule.pause);
    QVERIFY(schedule.pause->isByFailures);
    QVERIFY(schedule.running.empty());
}

void TestTickDecision::survivesTheStore()
{
    Schedule schedule = everyMinute();
    schedule.definition.description = u"„Nightly“ \U0001F319"_s;
    schedule.definition.exclusions = {u"2026-12-25"_s, u"* * * * SUN"_s};
    schedule.definition.overlap = OverlapPolicy::BufferAll;
    schedule.definition.jitter = 1500ms;
    schedule.definition.startsAt = noon - 5 * minute;
    schedule.definition.endsAt = noon + 500 * minute;
    schedule.definition.pauseAfterFailures = 3;
    schedule.createdAt = schedule.updatedAt = noon - 1;
    schedule.failures = 1;
    schedule.backfills = 2;
    schedule.seq = 77;
    schedule.skipUntilMs = noon + 123;
    schedule.pause = SchedulePause{noon + 1, u"why"_s, true};
    schedule.backfill = Backfill{2, noon - 10 * minute, noon - minute, OverlapPolicy::AllowAll};
    schedule = decide(schedule, noon).next;
    schedule.running = {runId(schedule, noon, 0)};
    schedule.buffered = {noon + minute};
    addTick(schedule,
            {noon, noon, 1, TickOutcome::Late, u"12 s late"_s, runId(schedule, noon, 0), noon + 12'000, true});
    addTick(schedule, {noon, noon + minute, 2, TickOutcome::Skipped, u"live"_s, {}, noon + minute, false});

    const auto read = scheduleFromBytes(scheduleToBytes(schedule));
    QVERIFY(read);
    QCOMPARE(scheduleToBytes(*read), scheduleToBytes(schedule));
    QVERIFY(*read == schedule);
    QVERIFY(!scheduleFromBytes("{}"));
    QVERIFY(!scheduleFromBytes("no JSON"));
}

QTEST_APPLESS_MAIN(TestTickDecision)
#include "tst_tickdecision.moc"
