// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fullprocess.h"
#include "processes.h"
#include "processreplica.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

ProcessPtr processOf(QStringView name, quint64 createdSeq, quint64 seq, ProcessStatus status = ProcessStatus::Running)
{
    Process process;
    process.id = id(name);
    process.type = ProcessType::backgroundJob();
    process.status = status;
    process.createdSeq = createdSeq;
    process.seq = seq;
    return std::make_shared<const ProcessState>(std::move(process));
}

Event eventOf(const ProcessPtr &process, EventKind kind = EventKind::Reported)
{
    return {.kind = kind, .timeMs = 1000, .id = {}, .process = process};
}

} // namespace

class TestProcessReplica : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void schedulesAreToldAsTheyCome();
    void expectationsAreToldAsTheyCome();
    void alertsAreToldAsTheyCome();
    void startsWithNothing();
    void keepsEveryField();
    void numbersItsOwnLog();
    void passesOverWhatItKnows_data();
    void passesOverWhatItKnows();
    void aNamesakeTakesThePlace();
    void tellsHowAProcessLeft_data();
    void tellsHowAProcessLeft();
    void aResetIsALossForEveryReader();
    void aReaderThatTookTheSnapshotMissesNothing();
    void takesSettingsOver();

private:
    static QStringList ids(const ProcessReplica &replica);
};

QStringList TestProcessReplica::ids(const ProcessReplica &replica)
{
    QStringList ids;
    for (const ProcessPtr &process : replica.snapshot().processes)
        ids << (*process)->id.toString();
    return ids;
}

void TestProcessReplica::startsWithNothing()
{
    const ProcessReplica replica;
    QCOMPARE(replica.snapshot().seq, 0ull);
    QVERIFY(replica.snapshot().processes.empty());
    QCOMPARE(replica.types(), TypeRegistry().types());
    QVERIFY(replica.snapshot().registry == TypeRegistry());
    QCOMPARE(replica.counts(), StatusCounts{});
}

void TestProcessReplica::keepsEveryField()
{
    const Process process = fullProcess();
    ProcessReplica replica;
    replica.put(eventOf(std::make_shared<const ProcessState>(process)));
    QCOMPARE(**replica.find(process.id), process);
    QCOMPARE(replica.counts()[static_cast<size_t>(process.status)], 1);
}

void TestProcessReplica::numbersItsOwnLog()
{
    ProcessReplica replica;
    replica.put(eventOf(processOf(u"a", 10, 10), EventKind::Started));
    replica.put(eventOf(processOf(u"b", 400, 400), EventKind::Started));
    replica.put(eventOf(processOf(u"a", 10, 977)));
    const EventLog::Batch batch = replica.log().read(0, 10);
    QCOMPARE(batch.events.size(), 3u);
    for (size_t at = 0; at < 3; ++at)
        QCOMPARE(batch.events[at].seq, at + 1);
    QCOMPARE((*batch.events[2].process)->seq, 977ull);
    QCOMPARE((*batch.events[2].before)->seq, 10ull);
    QCOMPARE(batch.events[0].kind, EventKind::Started);
    QCOMPARE(batch.events[2].timeMs, 1000);
    QCOMPARE(replica.log().committed(), 3ull); // what a feed tells is committed
}

void TestProcessReplica::passesOverWhatItKnows_data()
{
    QTest::addColumn<int>("seq");
    QTest::addColumn<int>("events");
    QTest::newRow("an older state") << 11 << 1;
    QTest::newRow("the same state") << 12 << 1;
    QTest::newRow("a newer state") << 13 << 2;
}

void TestProcessReplica::passesOverWhatItKnows()
{
    QFETCH(int, seq);
    ProcessReplica replica;
    replica.put(eventOf(processOf(u"a", 10, 12)));
    replica.put(eventOf(processOf(u"a", 10, static_cast<quint64>(seq))));
    QTEST(static_cast<int>(replica.log().head()), "events");
    QCOMPARE((*replica.find(id(u"a")))->seq, static_cast<quint64>(std::max(seq, 12)));
    replica.remove(id(u"nobody"), EventKind::Removed, 5);
    QTEST(static_cast<int>(replica.log().head()), "events");
}

void TestProcessReplica::aNamesakeTakesThePlace()
{
    ProcessReplica replica;
    replica.put(eventOf(processOf(u"a", 10, 12)));
    replica.put(eventOf(processOf(u"b", 11, 11)));
    replica.put(eventOf(processOf(u"a", 20, 20), EventKind::Started)); // that it was forgotten in between is conflated
    QCOMPARE(ids(replica), QStringList({u"b"_s, u"a"_s}));
    QCOMPARE(replica.counts()[static_cast<size_t>(ProcessStatus::Running)], 2);
    // A server that lost its data begins again at 1.
    replica.put(eventOf(processOf(u"a", 1, 1), EventKind::Started));
    QCOMPARE(ids(replica), QStringList({u"a"_s, u"b"_s}));
}

void TestProcessReplica::tellsHowAProcessLeft_data()
{
    QTest::addColumn<EventKind>("kind");
    QTest::newRow("forgotten") << EventKind::Removed;
    QTest::newRow("archived") << EventKind::Archived;
}

void TestProcessReplica::tellsHowAProcessLeft()
{
    QFETCH(EventKind, kind);
    ProcessReplica replica;
    replica.put(eventOf(processOf(u"a", 10, 12, ProcessStatus::Failed)));
    replica.remove(id(u"a"), kind, 2000);
    QVERIFY(!replica.find(id(u"a")));
    QCOMPARE(replica.counts(), StatusCounts{});
    const Event last = replica.log().read(1, 1).events.front();
    QCOMPARE(last.kind, kind);
    QCOMPARE(last.timeMs, 2000);
    QCOMPARE((*last.process)->status, ProcessStatus::Failed);
}

void TestProcessReplica::aResetIsALossForEveryReader()
{
    ProcessReplica replica;
    EventCursor atTheEnd(replica.log());
    replica.put(eventOf(processOf(u"a", 10, 12)));
    EventCursor behind(replica.log());
    behind.seek(0);
    std::ignore = atTheEnd.take();
    TypeRegistry registry;
    QVERIFY(registry.apply({ProcessType::fromString(u"nightly").value()}).ok());
    replica.reset({processOf(u"b", 3, 4), processOf(u"c", 1, 5)}, registry);
    for (EventCursor *cursor : {&atTheEnd, &behind}) {
        QVERIFY(cursor->take().lost);
        cursor->seek(replica.snapshot().seq);
        QVERIFY(!cursor->take().lost);
    }
    QCOMPARE(ids(replica), QStringList({u"c"_s, u"b"_s})); // the oldest first
    QVERIFY(replica.snapshot().registry == registry);
    QCOMPARE(replica.types(), registry.types());
    QCOMPARE(replica.counts()[static_cast<size_t>(ProcessStatus::Running)], 2);
}

void TestProcessReplica::aReaderThatTookTheSnapshotMissesNothing()
{
    ProcessReplica replica;
    replica.reset({processOf(u"a", 10, 12)}, {});
    EventCursor cursor(replica.log());
    cursor.seek(replica.snapshot().seq);
    replica.put(eventOf(processOf(u"a", 10, 14)));
    const EventLog::Batch batch = cursor.take();
    QVERIFY(!batch.lost);
    QCOMPARE(batch.events.size(), 1u);
    QCOMPARE((*batch.events[0].before)->seq, 12ull);
}

void TestProcessReplica::takesSettingsOver()
{
    ProcessReplica replica;
    const ProcessType nightly = ProcessType::fromString(u"nightly").value();
    const RetryPolicy policy{.maxAttempts = 7};
    replica.apply({nightly}, 1000);
    replica.apply({nightly}, 2000); // known already
    replica.apply({nightly, policy}, 3000);
    QCOMPARE(replica.types().last(), nightly);
    QVERIFY(replica.snapshot().registry.policy(nightly) == policy);
    const EventLog::Batch batch = replica.log().read(0, 10);
    QCOMPARE(batch.events.size(), 2u);
    QCOMPARE(batch.events[0].kind, EventKind::TypeRegistered);
    QCOMPARE(batch.events[1].kind, EventKind::PolicySet);
    QVERIFY(!batch.events[1].process);
    QCOMPARE(batch.events[1].setting->type, nightly);
    QCOMPARE(batch.events[1].timeMs, 3000);

    replica.apply({.type = nightly, .pause = QueuePause{.sinceMs = 4000}}, 4000);
    replica.apply({.type = nightly, .pause = QueuePause{.sinceMs = 5000}}, 5000); // known already
    QCOMPARE(replica.snapshot().registry.pauses().at(nightly).sinceMs, 4000);
    replica.apply({.type = nightly, .pause = QueuePause{.isPaused = false}}, 6000);
    QVERIFY(replica.snapshot().registry.pauses().empty());
    QCOMPARE(replica.log().read(0, 10).events.size(), 4u);
}

void TestProcessReplica::alertsAreToldAsTheyCome()
{
    const auto ruleOf = [](const QString &name, bool isRemoved = false) {
        KeptAlertRule kept;
        kept.rule.name = name;
        kept.isRemoved = isRemoved;
        return std::make_shared<const KeptAlertRule>(kept);
    };
    const auto episode = [](quint64 number, AlertEnding ending = AlertEnding::Open) {
        AlertEpisode one;
        one.facts.episode = number;
        one.ending = ending;
        return std::make_shared<const AlertEpisode>(one);
    };
    ProcessReplica replica(1000);
    AlertBoard board;
    board.apply({.rule = ruleOf(u"a"_s)});
    replica.reset({}, {}, {}, board);
    const quint64 begin = replica.log().head();
    replica.put(AlertNews{.rule = ruleOf(u"b"_s)}, EventKind::AlertRuleSet, 1000);
    replica.put(AlertNews{.rule = ruleOf(u"a"_s, true)}, EventKind::AlertRuleRemoved, 2000);
    replica.put(AlertNews{.rule = {}, .episodes = {episode(1), episode(2)}}, EventKind::AlertsChanged, 3000);
    replica.put(AlertNews{.rule = {}, .episodes = {episode(1, AlertEnding::Recovered)}}, EventKind::AlertsChanged,
                4000);
    QVERIFY(!replica.findAlertRule(u"a"_s));
    QVERIFY(replica.findAlertRule(u"b"_s));
    QVERIFY(!replica.findAlert(1));
    QVERIFY(replica.findAlert(2));
    const EventLog::Batch batch = replica.log().read(begin, 10);
    QCOMPARE(batch.events.size(), size_t(4));
    QCOMPARE(batch.events[3].kind, EventKind::AlertsChanged);
    QCOMPARE(batch.events[3].setting->alerts->episodes.front()->facts.episode, quint64(1));
    replica.reset({}, {});
    QVERIFY(replica.snapshot().alerts == AlertBoard());
}

void TestProcessReplica::schedulesAreToldAsTheyCome()
{
    const auto scheduleOf = [](QStringView name, quint64 seq, bool isRemoved = false) {
        Schedule schedule;
        schedule.definition.name = Text(name);
        schedule.seq = seq;
        schedule.isRemoved = isRemoved;
        return std::make_shared<const Schedule>(schedule);
    };
    ProcessReplica replica;
    replica.reset({}, {}, {scheduleOf(u"a", 3), scheduleOf(u"b", 4)});
    QCOMPARE(replica.schedules().size(), size_t(2));
    QCOMPARE(replica.snapshot().schedules.size(), size_t(2));
    EventCursor cursor(replica.log());
    replica.put(scheduleOf(u"a", 2), EventKind::ScheduleSet, 1000); // older than what is known
    replica.put(scheduleOf(u"a", 7), EventKind::ScheduleDecided, 2000);
    replica.put(scheduleOf(u"b", 8, true), EventKind::ScheduleRemoved, 3000);
    replica.put(scheduleOf(u"c", 9), EventKind::ScheduleSet, 4000);
    QCOMPARE(replica.findSchedule(u"a"_s)->seq, quint64(7));
    QVERIFY(!replica.findSchedule(u"b"_s));
    QVERIFY(replica.findSchedule(u"c"_s));
    const EventLog::Batch batch = cursor.take();
    QCOMPARE(batch.events.size(), size_t(3));
    QCOMPARE(batch.events[0].kind, EventKind::ScheduleDecided);
    QCOMPARE(batch.events[1].setting->schedule->definition.name, Text(u"b"_s));
    replica.reset({}, {});
    QVERIFY(replica.schedules().empty());
}

void TestProcessReplica::expectationsAreToldAsTheyCome()
{
    const auto one = [](QStringView name, quint64 seq, bool isRemoved = false) {
        Expectation expectation;
        expectation.definition.name = Text(name);
        expectation.seq = seq;
        expectation.isRemoved = isRemoved;
        return std::make_shared<const Expectation>(expectation);
    };
    ProcessReplica replica;
    replica.reset({}, {}, {}, {}, {one(u"a", 3), one(u"b", 4)});
    QCOMPARE(replica.snapshot().expectations.size(), size_t(2));
    EventCursor cursor(replica.log());
    replica.put(one(u"a", 2), EventKind::ExpectationHeard, 1000); // older than what is known
    replica.put(one(u"a", 7), EventKind::ExpectationMissed, 2000);
    replica.put(one(u"b", 8, true), EventKind::ExpectationRemoved, 3000);
    QCOMPARE(replica.findExpectation(u"a"_s)->seq, quint64(7));
    QVERIFY(!replica.findExpectation(u"b"_s));
    const EventLog::Batch batch = cursor.take();
    QCOMPARE(batch.events.size(), size_t(2));
    QCOMPARE(batch.events[0].kind, EventKind::ExpectationMissed);
    QCOMPARE(batch.events[1].setting->expectation->definition.name, Text(u"b"_s));
    replica.reset({}, {});
    QVERIFY(replica.expectations().empty());
}

QTEST_GUILESS_MAIN(TestProcessReplica)
#include "tst_processreplica.moc"
