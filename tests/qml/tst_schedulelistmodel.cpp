// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "modelrecorder.h"
#include "processes.h"
#include "processtracker.h"
#include "schedulemarks.h"
#include "selectedschedule.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Model = ScheduleListModel;

/// The schedules of a tracker, their due times as marks, and the one that is selected.
class TestScheduleListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void readsNothingUntilItIsShown();
    void followsTheLog();
    void tellsWhatARowShows();
    void tellsWhyItIsPaused();
    void tellsWhatBecameOfARun();
    void anUnknownTimeZoneIsTold();
    void startsAgainAfterALoss();

    void timesFarApartAreMarksOfTheirOwn();
    void denseTimesAreOneMark_data();
    void denseTimesAreOneMark();
    void whatComesWhilePausedIsLeftOut();
    void decidedTimesShowTheWorst();

    void theSelectedOneFollows();
    void newTicksComeAtTheTop();

private:
    static ScheduleDefinition definitionOf(const QString &name, const QString &rule)
    {
        ScheduleDefinition definition;
        definition.name = name;
        definition.rule = rule;
        definition.timeZone = u"UTC"_s;
        definition.workType = ProcessType::scheduledTask();
        definition.request = u"{\"tool\":\"backup\"}"_s;
        return definition;
    }
    void put(const QString &name, const QString &rule = u"@every 1h"_s)
    {
        QVERIFY(m_tracker->changeSchedule(name, ScheduleChange::Put{definitionOf(name, rule)}).ok());
    }
    void decide(const QString &name, const std::vector<Tick> &ticks)
    {
        const SchedulePtr before = m_tracker->findSchedule(name);
        Schedule next = *before;
        next.ticks = ticks;
        QVERIFY(m_tracker->changeSchedule(name, ScheduleChange::Decide{next, before->seq}).ok());
    }
    static Tick tickOf(qint64 dueMs, TickOutcome outcome, const ProcessId &run = {}, const QString &reason = {})
    {
        return {.dueMs = dueMs, .lastDueMs = dueMs, .outcome = outcome, .reason = reason, .process = run};
    }
    /// What is told next.
    static QStringList told(ModelRecorder &recorder)
    {
        QStringList told;
        std::ignore = QTest::qWaitFor([&] { return !(told = recorder.take()).isEmpty(); });
        return told;
    }
    QVariant at(const QString &name, int role) { return m_model->data(m_model->index(m_model->rowOf(name)), role); }
    /// A range that begins now, or so long before.
    ScheduleSlots cells(std::chrono::milliseconds slot, int count, std::chrono::milliseconds back = 0ms) const
    {
        return {.beginMs = m_clock.wallMs() - back.count(), .slotMs = slot.count(), .count = count};
    }

    FakeClock m_clock;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ProcessTracker> m_tracker;
    std::unique_ptr<Model> m_model;
};

void TestScheduleListModel::init()
{
    m_model.reset();
    m_tracker.reset();
    m_log = std::make_unique<EventLog>(64);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, m_clock);
    m_model = std::make_unique<Model>(*m_tracker);
}

void TestScheduleListModel::readsNothingUntilItIsShown()
{
    put(u"a"_s);
    QTest::qWait(200);
    QCOMPARE(m_model->count(), 0);
    m_model->setShown(true);
    QCOMPARE(m_model->count(), 1);
    m_model->setShown(false);
    QCOMPARE(m_model->count(), 0);
}

void TestScheduleListModel::followsTheLog()
{
    put(u"b"_s);
    m_model->setShown(true);
    ModelRecorder recorder(*m_model);
    put(u"a"_s);
    QCOMPARE(told(recorder), QStringList{u"inserted 0-0"_s});
    put(u"c"_s);
    put(u"b"_s, u"@every 2h"_s);
    QTRY_COMPARE(m_model->count(), 3);
    QCOMPARE(told(recorder), QStringList({u"changed 1-1"_s, u"inserted 2-2"_s}));
    QCOMPARE(m_model->nameAt(2), u"c"_s);
    QVERIFY(m_tracker->changeSchedule(u"b"_s, ScheduleChange::Remove{}).ok());
    QCOMPARE(told(recorder), QStringList{u"removed 1-1"_s});
    QCOMPARE(m_model->rowOf(u"b"_s), -1);
    QCOMPARE(m_model->rowOf(u"c"_s), 1);
}

void TestScheduleListModel::tellsWhatARowShows()
{
    put(u"nightly"_s, u"0 3 * * *"_s);
    m_model->setShown(true);
    QCOMPARE(at(u"nightly"_s, Model::WordsRole), u"at 03:00"_s);
    QCOMPARE(at(u"nightly"_s, Model::WorkRole), u"Tool backup"_s);
    QCOMPARE(at(u"nightly"_s, Model::TimeZoneRole), u"UTC"_s);
    QCOMPARE(at(u"nightly"_s, Model::StateRole), ScheduleWords::Active);
    const auto next = at(u"nightly"_s, Model::NextRole).value<qint64>();
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(next, Qt::UTC).time(), QTime(3, 0));
    QVERIFY(next > m_clock.wallMs() && next <= m_clock.wallMs() + 24 * 3600'000);
    QCOMPARE(at(u"nightly"_s, Model::LastRole), 0.0);
    QCOMPARE(at(u"nightly"_s, Model::ConfiguredRole), false);
    put(u"once"_s, u"@at 2001-01-01T00:00"_s);
    QTRY_COMPARE(m_model->count(), 2);
    QCOMPARE(at(u"once"_s, Model::StateRole), ScheduleWords::Over);
    QCOMPARE(at(u"once"_s, Model::NextRole), 0.0);
}

void TestScheduleListModel::tellsWhyItIsPaused()
{
    put(u"a"_s);
    m_model->setShown(true);
    QVERIFY(m_tracker->changeSchedule(u"a"_s, ScheduleChange::Pause{u"disk\nfull"_s}).ok());
    QTRY_COMPARE(at(u"a"_s, Model::StateRole), ScheduleWords::Paused);
    QCOMPARE(at(u"a"_s, Model::NoteRole), u"disk full"_s);
    QCOMPARE(at(u"a"_s, Model::NextRole), 0.0);
    QVERIFY(m_tracker->changeSchedule(u"a"_s, ScheduleChange::Resume{}).ok());
    QTRY_COMPARE(at(u"a"_s, Model::StateRole), ScheduleWords::Active);
    QCOMPARE(at(u"a"_s, Model::NoteRole), QString());
}

void TestScheduleListModel::tellsWhatBecameOfARun()
{
    put(u"a"_s);
    m_model->setShown(true);
    QVERIFY(m_tracker->start(startOf(u"run", ProcessStatus::Running)).ok());
    decide(u"a"_s, {tickOf(m_clock.wallMs(), TickOutcome::Started, id(u"run"))});
    QTRY_COMPARE(at(u"a"_s, Model::LastMarkRole), ScheduleWords::Running);
    QCOMPARE(at(u"a"_s, Model::LastRole), double(m_clock.wallMs()));
    const int revision = at(u"a"_s, Model::RevisionRole).toInt();
    QVERIFY(m_tracker->report(id(u"run"), reportOf(ProcessStatus::Completed)).ok());
    QTRY_COMPARE(at(u"a"_s, Model::LastMarkRole), ScheduleWords::Completed);
    QVERIFY(at(u"a"_s, Model::RevisionRole).toInt() > revision);
    // What it ended as is still known when it is no longer tracked, as long as somebody looks.
    QVERIFY(m_tracker->archive(id(u"run")).ok());
    QTest::qWait(150);
    QCOMPARE(at(u"a"_s, Model::LastMarkRole), ScheduleWords::Completed);
    m_model->setShown(false);
    m_model->setShown(true);
    QCOMPARE(at(u"a"_s, Model::LastMarkRole), ScheduleWords::Started);
}

void TestScheduleListModel::anUnknownTimeZoneIsTold()
{
    ScheduleDefinition definition = definitionOf(u"a"_s, u"@every 1h"_s);
    definition.timeZone = u"Nowhere/Here"_s;
    QVERIFY(m_tracker->changeSchedule(u"a"_s, ScheduleChange::Put{definition}).ok());
    m_model->setShown(true);
    QCOMPARE(at(u"a"_s, Model::StateRole), ScheduleWords::Unread);
    QVERIFY(at(u"a"_s, Model::NoteRole).toString().contains(u"Nowhere/Here"_s));
    QCOMPARE(at(u"a"_s, Model::WordsRole), u"@every 1h"_s);
}

void TestScheduleListModel::startsAgainAfterALoss()
{
    put(u"a"_s);
    m_model->setShown(true);
    ModelRecorder recorder(*m_model);
    for (int number = 0; number < 1000; ++number)
        put(u"a"_s, u"@every %1s"_s.arg(number + 1));
    put(u"b"_s);
    QTRY_COMPARE(m_model->count(), 2);
    QCOMPARE(recorder.take(), QStringList{u"reset"_s});
    QCOMPARE(at(u"a"_s, Model::RuleRole), u"@every 1000s"_s);
}

void TestScheduleListModel::timesFarApartAreMarksOfTheirOwn()
{
    put(u"a"_s, u"@every 1h"_s);
    m_model->setShown(true);
    const auto marks = dueMarks(*m_model->find(u"a"_s), cells(1min, 24 * 60));
    QCOMPARE(marks.size(), 24U);
    for (const ScheduleMark &mark : marks) {
        QCOMPARE(mark.fromMs % 3600'000, 0);
        QCOMPARE(mark.toMs, mark.fromMs);
        QCOMPARE(mark.count, 1);
        QCOMPARE(mark.kind, ScheduleWords::Due);
    }
}

void TestScheduleListModel::denseTimesAreOneMark_data()
{
    QTest::addColumn<QString>("rule");
    QTest::newRow("each second") << u"@every 1s"_s;
    QTest::newRow("each minute") << u"* * * * *"_s;
    QTest::newRow("every 7 minutes") << u"@every 7m"_s;
    QTest::newRow("every 15 minutes") << u"*/15 * * * *"_s; // a slot now and then has none
}

void TestScheduleListModel::denseTimesAreOneMark()
{
    QFETCH(QString, rule);
    put(u"a"_s, rule);
    m_model->setShown(true);
    const ScheduleSlots day = cells(14min, 103);
    const auto marks = dueMarks(*m_model->find(u"a"_s), day);
    QCOMPARE(marks.size(), 1U);
    QCOMPARE(marks[0].count, 0); // nobody counted them
    QVERIFY(marks[0].fromMs <= m_clock.wallMs() + 15 * 60'000);
    QVERIFY(marks[0].toMs >= day.endMs() - 30 * 60'000 && marks[0].toMs < day.endMs());
    QVERIFY(markText(marks[0], m_clock.wallMs()).contains(u"many times"_s));
}

void TestScheduleListModel::whatComesWhilePausedIsLeftOut()
{
    put(u"a"_s);
    QVERIFY(m_tracker->changeSchedule(u"a"_s, ScheduleChange::Pause{}).ok());
    m_model->setShown(true);
    const auto marks = dueMarks(*m_model->find(u"a"_s), cells(1min, 600));
    QCOMPARE(marks.size(), 10U);
    QCOMPARE(marks[0].kind, ScheduleWords::Left);
}

void TestScheduleListModel::decidedTimesShowTheWorst()
{
    put(u"a"_s);
    for (const auto *run : {u"good", u"bad", u"later"})
        QVERIFY(m_tracker->start(startOf(run, ProcessStatus::Running)).ok());
    QVERIFY(m_tracker->report(id(u"good"), reportOf(ProcessStatus::Completed)).ok());
    ReportChange failed = reportOf(ProcessStatus::Failed);
    failed.retryable = false;
    QVERIFY(m_tracker->report(id(u"bad"), failed).ok());
    const qint64 begin = cells(1min, 60, 1h).beginMs;
    Tick missed = tickOf(begin + 40 * 60'000, TickOutcome::Missed, {}, u"the server didn't run"_s);
    missed.lastDueMs = begin + 50 * 60'000;
    missed.count = 11;
    decide(u"a"_s,
           {tickOf(begin - 60'000, TickOutcome::Skipped), tickOf(begin + 1000, TickOutcome::Started, id(u"bad")),
            tickOf(begin + 5000, TickOutcome::Started, id(u"good")),
            tickOf(begin + 10 * 60'000, TickOutcome::Started, id(u"later")), missed});
    m_model->setShown(true);
    const auto marks = decidedMarks(*m_model->find(u"a"_s)->schedule, *m_model, cells(1min, 60, 1h));
    QCOMPARE(marks.size(), 3U); // one is before the range, two share a slot
    QCOMPARE(marks[0].kind, ScheduleWords::Failed);
    QCOMPARE(marks[0].run, id(u"bad"));
    QCOMPARE(marks[0].count, 2);
    QCOMPARE(marks[1].kind, ScheduleWords::Running);
    QCOMPARE(marks[2].kind, ScheduleWords::Missed);
    QCOMPARE(marks[2].count, 11);
    const QString told = markText(marks[2], m_clock.wallMs());
    QVERIFY2(told.contains(u"11 times"_s) && told.contains(u"Missed · the server didn't run"_s), qPrintable(told));
}

void TestScheduleListModel::theSelectedOneFollows()
{
    put(u"a"_s);
    m_model->setShown(true);
    SelectedSchedule selected(*m_model);
    QSignalSpy changed(&selected, &SelectedSchedule::changed);
    selected.setName(u"a"_s);
    QVERIFY(selected.isValid());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(selected.next().size(), 10);
    QCOMPARE(selected.next()[1] - selected.next()[0], 3600'000.0);
    QVERIFY(selected.fields().contains(u"Tool backup"_s));
    QVERIFY(m_tracker->changeSchedule(u"a"_s, ScheduleChange::Pause{u"later"_s}).ok());
    QTRY_VERIFY(selected.isPaused());
    QCOMPARE(selected.note(), u"later"_s);
    QVERIFY(m_tracker->changeSchedule(u"a"_s, ScheduleChange::RunNow{id(u"run")}).ok());
    QTRY_COMPARE(selected.live(), QStringList{u"run"_s});
    QVERIFY(m_tracker->changeSchedule(u"a"_s, ScheduleChange::Remove{}).ok());
    QTRY_VERIFY(!selected.isValid());
    QVERIFY(selected.fields().isEmpty() && selected.next().isEmpty());
    put(u"a"_s); // and comes again
    QTRY_VERIFY(selected.isValid());
}

void TestScheduleListModel::newTicksComeAtTheTop()
{
    put(u"a"_s);
    m_model->setShown(true);
    SelectedSchedule selected(*m_model);
    ModelRecorder recorder(*selected.ticks());
    selected.setName(u"a"_s);
    std::vector<Tick> ticks{tickOf(1000, TickOutcome::Skipped, {}, u"a"_s), tickOf(2000, TickOutcome::Missed)};
    decide(u"a"_s, ticks);
    QCOMPARE(told(recorder), QStringList{u"reset"_s});
    ticks.push_back(tickOf(3000, TickOutcome::Skipped, {}, u"b"_s));
    decide(u"a"_s, ticks);
    QCOMPARE(told(recorder), QStringList{u"inserted 0-0"_s});
    ticks.back().count = 2;
    ticks.back().lastDueMs = 4000;
    decide(u"a"_s, ticks);
    QCOMPARE(told(recorder), QStringList{u"changed 0-0"_s});
    const QModelIndex first = selected.ticks()->index(0);
    QCOMPARE(first.data(ScheduleTicks::SinceRole), 3000.0);
    QCOMPARE(first.data(ScheduleTicks::DueRole), 4000.0);
    QCOMPARE(first.data(ScheduleTicks::ReasonRole), u"b"_s);
    ticks.erase(ticks.begin());
    ticks.push_back(tickOf(5000, TickOutcome::Missed));
    decide(u"a"_s, ticks);
    QCOMPARE(told(recorder), QStringList({u"removed 2-2"_s, u"inserted 0-0"_s}));
}

QTEST_GUILESS_MAIN(TestScheduleListModel)
#include "tst_schedulelistmodel.moc"
