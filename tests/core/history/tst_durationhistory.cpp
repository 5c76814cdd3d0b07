// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "durationhistory.h"
#include "processes.h"
#include "processreplica.h"
#include "tracked.h"

#include <QPromise>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A history that a test fills, and that answers page by page and later.
class FakeHistory final : public HistorySource
{
public:
    QFuture<Finished> finished(const HistoryQuery &query, const Wanted &) override
    {
        if (fails)
            return later<Finished>(Error{ErrorCode::Io, u"The disk is gone."_s, {}});
        ProcessPage page;
        const qsizetype begin = query.cursor.isEmpty() ? 0 : query.cursor.toLongLong();
        const qsizetype end = std::min<qsizetype>(begin + pageSize, static_cast<qsizetype>(processes.size()));
        for (qsizetype i = begin; i < end; ++i)
            page.processes.push_back(processes[static_cast<size_t>(i)]);
        if (end < static_cast<qsizetype>(processes.size()))
            page.nextCursor = QString::number(end);
        return later<Finished>(page);
    }

    QFuture<Life> life(const ProcessPtr &process) override
    {
        ++lives;
        std::vector<HistoryEvent> events;
        for (int i = 1; i <= 20; ++i) {
            HistoryEvent event;
            event.timeMs = *(*process)->startedAt + i * 1000;
            event.progress = i * 5;
            event.attempt = (*process)->attempt;
            events.push_back(event);
        }
        return later<Life>(events);
    }

    QFuture<Finished> then(const PastQuery &, const Wanted &) override { return later<Finished>(ProcessPage()); }
    QFuture<Range> range() override { return later<Range>(HistoryRange()); }

    template <typename Answer>
    static QFuture<Answer> later(Answer answer)
    {
        QPromise<Answer> promise;
        promise.start();
        promise.addResult(std::move(answer));
        promise.finish();
        return promise.future();
    }

    std::vector<ProcessPtr> processes; // the newest first
    qsizetype pageSize = 3;
    int lives = 0;
    bool fails = false;
};

} // namespace

class TestDurationHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aRunIsEstimatedByThoseBefore();
    void theBandShrinksAsTimePasses();
    void onlyRunsCount_data();
    void onlyRunsCount();
    void onlySuccessCounts_data();
    void onlySuccessCounts();
    void eachAttemptBeginsAnew();
    void typesAreApart();
    void namesThatDifferInNumbersAreOne();
    void anExactNameComesFirst();
    void archivedProcessesDontCountTwice();
    void theCourseIsFollowed();
    void noMoreAreFollowedThanAllowed();
    void theNameWithoutARunForLongestGoes();
    void aLossIsMadeGood();
    void theHistoryIsRead();
    void theCoursesOfTheHistoryAreRead();
    void theHistoryIsBounded();
    void afterTheStartTheLogCounts();
    void aHistoryThatFails();
    void itMayEndBeforeTheHistoryIsRead();
    void anotherThreadReads();
    void aReplicaHasNumbersOfItsOwn();

private:
    void make(DurationHistoryOptions options = {}, HistorySource *history = nullptr);
    void start(const QString &name, const QString &processId, const ProcessType &type = ProcessType::backgroundJob());
    void end(const QString &processId, ProcessStatus status = ProcessStatus::Completed);
    /// Runs one process from start to end.
    void run(const QString &name, std::chrono::milliseconds duration);
    void report(const QString &processId, double progress);
    std::optional<Estimate> estimateOf(const QString &processId);
    ProcessPtr finishedProcess(const QString &name, std::chrono::milliseconds duration, quint64 seq);

    std::unique_ptr<Tracked> m_tracked;
    std::unique_ptr<DurationHistory> m_history;
    int m_count = 0;
};

void TestDurationHistory::init()
{
    m_count = 0;
    m_tracked = std::make_unique<Tracked>(256);
    make();
}

void TestDurationHistory::cleanup()
{
    m_history.reset();
    m_tracked.reset();
}

void TestDurationHistory::make(DurationHistoryOptions options, HistorySource *history)
{
    m_history.reset();
    m_history = std::make_unique<DurationHistory>(m_tracked->tracker, history, options);
}

void TestDurationHistory::start(const QString &name, const QString &processId, const ProcessType &type)
{
    StartChange change = startOf(processId, ProcessStatus::Running, type);
    change.name = name;
    QVERIFY(m_tracked->tracker.start(change));
}

void TestDurationHistory::end(const QString &processId, ProcessStatus status)
{
    QVERIFY(m_tracked->tracker.report(id(processId), reportOf(status)));
    QCoreApplication::processEvents();
}

void TestDurationHistory::run(const QString &name, std::chrono::milliseconds duration)
{
    const QString processId = u"run%1"_s.arg(++m_count);
    start(name, processId);
    m_tracked->clock.advance(duration);
    end(processId);
}

void TestDurationHistory::report(const QString &processId, double progress)
{
    QVERIFY(m_tracked->tracker.report(id(processId), progressOf(progress)));
    QCoreApplication::processEvents();
}

std::optional<Estimate> TestDurationHistory::estimateOf(const QString &processId)
{
    QCoreApplication::processEvents();
    const ProcessPtr process = m_tracked->tracker.find(id(processId));
    return m_history->estimate(**process, m_tracked->clock.wallMs());
}

ProcessPtr TestDurationHistory::finishedProcess(const QString &name, std::chrono::milliseconds duration, quint64 seq)
{
    Process process;
    process.id = id(u"old%1"_s.arg(++m_count));
    process.type = ProcessType::backgroundJob();
    process.status = ProcessStatus::Completed;
    process.name = name;
    process.startedAt = FakeClock::beginning - 1000 * 1000;
    process.completedAt = *process.startedAt + duration.count();
    process.progress = 100;
    process.seq = seq;
    return std::make_shared<const ProcessState>(process);
}

void TestDurationHistory::aRunIsEstimatedByThoseBefore()
{
    start(u"Backup"_s, u"first"_s);
    QVERIFY(!estimateOf(u"first"_s));
    for (int i = 0; i < 6; ++i)
        run(u"Backup"_s, 100s + i * 100ms);
    start(u"Backup"_s, u"next"_s);
    const auto found = estimateOf(u"next"_s);
    QVERIFY(found && found->left);
    QVERIFY(std::abs(found->left->p50 - 100'000) < 5'000);
    QCOMPARE(found->basis, Estimate::Basis::History);
    QCOMPARE(found->runs, 6);
    QVERIFY(estimateOf(u"first"_s)->overdue);
    const auto overdueAfter = m_history->overdueAfterMs(**m_tracked->tracker.find(id(u"next"_s)));
    QVERIFY(overdueAfter && *overdueAfter > 100'000 && *overdueAfter < 200'000);
}

void TestDurationHistory::theBandShrinksAsTimePasses()
{
    for (int i = 0; i < 6; ++i)
        run(u"Backup"_s, 100s + i * 100ms);
    start(u"Backup"_s, u"next"_s);
    m_tracked->clock.advance(60s);
    QVERIFY(std::abs(estimateOf(u"next"_s)->left->p50 - 40'000) < 5'000);
}

void TestDurationHistory::onlyRunsCount_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::newRow("pending") << ProcessStatus::Pending;
    QTest::newRow("completed") << ProcessStatus::Completed;
    QTest::newRow("failed") << ProcessStatus::Failed;
}

void TestDurationHistory::onlyRunsCount()
{
    QFETCH(ProcessStatus, status);
    run(u"A job"_s, 100s);
    QVERIFY(m_tracked->tracker.start(startOf(u"next")));
    if (status != ProcessStatus::Pending)
        end(u"next"_s, status);
    QVERIFY(!estimateOf(u"next"_s));
}

void TestDurationHistory::onlySuccessCounts_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::newRow("failed") << ProcessStatus::Failed;
    QTest::newRow("cancelled") << ProcessStatus::Cancelled;
}

void TestDurationHistory::onlySuccessCounts()
{
    QFETCH(ProcessStatus, status);
    start(u"Backup"_s, u"other"_s);
    m_tracked->clock.advance(10s);
    end(u"other"_s, status);
    QCOMPARE(m_history->size(), 0);
}

void TestDurationHistory::eachAttemptBeginsAnew()
{
    StartChange change = startOf(u"job", ProcessStatus::Running);
    change.name = u"Backup"_s;
    QVERIFY(m_tracked->tracker.start(change));
    for (int i = 1; i <= 90; ++i) {
        m_tracked->clock.advance(10s);
        report(u"job"_s, i);
    }
    end(u"job"_s, ProcessStatus::Failed);
    QVERIFY(m_tracked->tracker.retry(id(u"job")));
    QVERIFY(m_tracked->tracker.report(id(u"job"), reportOf(ProcessStatus::Running)));
    for (int i = 1; i <= 50; ++i) {
        m_tracked->clock.advance(1s);
        report(u"job"_s, i);
    }
    const auto found = estimateOf(u"job"_s);
    QVERIFY(found && found->left);
    QVERIFY(std::abs(found->left->p50 - 50'000) < 8'000);
    m_tracked->clock.advance(50s);
    end(u"job"_s);
    start(u"Backup"_s, u"next"_s);
    QVERIFY(std::abs(estimateOf(u"next"_s)->left->p50 - 100'000) < 1'000);
}

void TestDurationHistory::typesAreApart()
{
    run(u"Backup"_s, 100s);
    start(u"Backup"_s, u"next"_s, ProcessType::aiTask());
    QVERIFY(!estimateOf(u"next"_s));
}

void TestDurationHistory::namesThatDifferInNumbersAreOne()
{
    run(u"Import 2026-11-26 #122"_s, 100s);
    start(u"Import 2026-11-27 #123"_s, u"next"_s);
    QVERIFY(estimateOf(u"next"_s));
    start(u"Export 2026-11-27 #123"_s, u"other"_s);
    QVERIFY(!estimateOf(u"other"_s));
}

void TestDurationHistory::anExactNameComesFirst()
{
    run(u"Shard 1"_s, 100s);
    run(u"Shard 2"_s, 1000s);
    start(u"Shard 2"_s, u"next"_s);
    const auto found = estimateOf(u"next"_s);
    QCOMPARE(found->runs, 1);
    QVERIFY(std::abs(found->left->p50 - 1'000'000) < 10'000);
}

void TestDurationHistory::archivedProcessesDontCountTwice()
{
    run(u"Backup"_s, 100s);
    QVERIFY(m_tracked->tracker.archive(id(u"run1")));
    start(u"Backup"_s, u"next"_s);
    QCOMPARE(estimateOf(u"next"_s)->runs, 1);
}

void TestDurationHistory::theCourseIsFollowed()
{
    // Nothing for 80 s, then all in 20 s: only who knows the course doesn't expect 720 s more.
    for (int i = 0; i < 6; ++i) {
        const QString processId = u"run%1"_s.arg(++m_count);
        start(u"Backup"_s, processId);
        m_tracked->clock.advance(80s);
        for (int k = 1; k <= 20; ++k) {
            m_tracked->clock.advance(1s);
            report(processId, 5 * k);
        }
        end(processId);
    }
    start(u"Backup"_s, u"next"_s);
    m_tracked->clock.advance(81s);
    report(u"next"_s, 5);
    m_tracked->clock.advance(1s);
    report(u"next"_s, 10);
    const auto found = estimateOf(u"next"_s);
    QVERIFY(found && found->left);
    QVERIFY2(std::abs(found->left->p50 - 18'000) < 4'000, qPrintable(QString::number(found->left->p50)));
}

void TestDurationHistory::noMoreAreFollowedThanAllowed()
{
    DurationHistoryOptions options;
    options.maxFollowed = 1;
    make(options);
    for (const QString &processId : {u"one"_s, u"two"_s}) {
        start(processId, processId);
        m_tracked->clock.advance(10s);
        report(processId, 10);
        m_tracked->clock.advance(1s);
        report(processId, 20);
        m_tracked->clock.advance(1s);
        report(processId, 20); // of the second one only this is known: 20 % after 12 s
    }
    const auto one = estimateOf(u"one"_s);
    const auto two = estimateOf(u"two"_s);
    QVERIFY(one && one->left && two && two->left);
    QVERIFY(std::abs(two->left->p50 - 48'000) < 8'000);
    // The place is free again once the first one has ended.
    end(u"one"_s);
    start(u"three"_s, u"three"_s);
    m_tracked->clock.advance(10s);
    report(u"three"_s, 10);
    m_tracked->clock.advance(1s);
    report(u"three"_s, 20);
    m_tracked->clock.advance(1s);
    report(u"three"_s, 20);
    QVERIFY(estimateOf(u"three"_s)->left != two->left);
}

void TestDurationHistory::theNameWithoutARunForLongestGoes()
{
    DurationHistoryOptions options;
    options.maxNames = 2;
    make(options);
    run(u"a"_s, 10s);
    run(u"b"_s, 10s);
    run(u"a"_s, 10s);
    run(u"c"_s, 10s);
    QCOMPARE(m_history->size(), 2);
    for (const auto &[name, isKnown] : {std::pair(u"a"_s, true), std::pair(u"b"_s, false), std::pair(u"c"_s, true)}) {
        start(name, u"next-"_s + name);
        QCOMPARE(estimateOf(u"next-"_s + name).has_value(), isKnown);
    }
}

void TestDurationHistory::aLossIsMadeGood()
{
    run(u"Backup"_s, 100s);
    start(u"Copy"_s, u"copy"_s);
    m_tracked->clock.advance(10s);
    report(u"copy"_s, 10);
    // Nothing of this is read in time.
    start(u"Backup"_s, u"second"_s);
    m_tracked->clock.advance(100s);
    QVERIFY(m_tracked->tracker.report(id(u"second"), reportOf(ProcessStatus::Completed)));
    start(u"chatter"_s, u"chatter"_s);
    for (int i = 0; i < 300; ++i)
        QVERIFY(m_tracked->tracker.report(id(u"chatter"), {}));
    QTest::ignoreMessage(QtWarningMsg, "fell behind the log and starts again from a snapshot");
    QCoreApplication::processEvents();
    start(u"Backup"_s, u"next"_s);
    QCOMPARE(estimateOf(u"next"_s)->runs, 2);
}

void TestDurationHistory::theHistoryIsRead()
{
    FakeHistory past;
    for (int i = 0; i < 8; ++i)
        past.processes.push_back(finishedProcess(u"Backup"_s, 100s + i * 100ms, 0));
    make({}, &past);
    QSignalSpy spy(m_history.get(), &DurationHistory::historyRead);
    QVERIFY(spy.wait());
    start(u"Backup"_s, u"next"_s);
    const auto found = estimateOf(u"next"_s);
    QCOMPARE(found->runs, 8);
    QVERIFY(std::abs(found->left->p50 - 100'000) < 5'000);
}

void TestDurationHistory::theCoursesOfTheHistoryAreRead()
{
    FakeHistory past; // all of them reached 100 % after 20 s of their 100 s
    for (int i = 0; i < 30; ++i)
        past.processes.push_back(finishedProcess(u"Backup"_s, 100s + i * 10ms, 0));
    make({}, &past);
    QSignalSpy spy(m_history.get(), &DurationHistory::historyRead);
    QVERIFY(spy.wait());
    QCOMPARE(past.lives, 10);
    start(u"Backup"_s, u"next"_s);
    for (int i = 1; i <= 10; ++i) {
        m_tracked->clock.advance(1s);
        report(u"next"_s, 5 * i);
    }
    const auto found = estimateOf(u"next"_s);
    QVERIFY2(std::abs(found->left->p50 - 90'000) < 9'000, qPrintable(QString::number(found->left->p50)));
}

void TestDurationHistory::theHistoryIsBounded()
{
    FakeHistory past;
    for (int i = 0; i < 30; ++i)
        past.processes.push_back(finishedProcess(u"Backup"_s, 100s, 0));
    DurationHistoryOptions options;
    options.history = {.maxRuns = 7, .maxCourses = 2};
    make(options, &past);
    QSignalSpy spy(m_history.get(), &DurationHistory::historyRead);
    QVERIFY(spy.wait());
    start(u"Backup"_s, u"next"_s);
    QCOMPARE(estimateOf(u"next"_s)->runs, 7);
    QCOMPARE(past.lives, 2);
}

void TestDurationHistory::afterTheStartTheLogCounts()
{
    FakeHistory past;
    run(u"Backup"_s, 100s); // before the start: only the history counts
    const quint64 seq = m_tracked->log.head();
    past.processes = {finishedProcess(u"Backup"_s, 100s, seq + 5), finishedProcess(u"Backup"_s, 100s, seq)};
    make({}, &past);
    QSignalSpy spy(m_history.get(), &DurationHistory::historyRead);
    QVERIFY(spy.wait());
    run(u"Backup"_s, 100s);
    start(u"Backup"_s, u"next"_s);
    QCOMPARE(estimateOf(u"next"_s)->runs, 2);
}

void TestDurationHistory::aHistoryThatFails()
{
    FakeHistory past;
    past.fails = true;
    QTest::ignoreMessage(QtWarningMsg, "durations of earlier runs can't be read: The disk is gone.");
    make({}, &past);
    QSignalSpy spy(m_history.get(), &DurationHistory::historyRead);
    QVERIFY(spy.wait());
    run(u"Backup"_s, 100s);
    start(u"Backup"_s, u"next"_s);
    QVERIFY(estimateOf(u"next"_s));
}

void TestDurationHistory::itMayEndBeforeTheHistoryIsRead()
{
    FakeHistory past;
    past.processes.push_back(finishedProcess(u"Backup"_s, 100s, 0));
    make({}, &past);
    m_history.reset();
    QCoreApplication::processEvents();
}

void TestDurationHistory::anotherThreadReads()
{
    start(u"Backup"_s, u"next"_s);
    const ProcessPtr next = m_tracked->tracker.find(id(u"next"));
    std::atomic<bool> ends = false;
    std::atomic<int> answers = 0;
    std::thread reader([&] {
        while (!ends) {
            answers += m_history->estimate(**next, m_tracked->clock.wallMs()) ? 1 : 0;
            std::ignore = m_history->size();
        }
    });
    for (int i = 0; i < 50 || answers == 0; ++i) {
        const QString processId = u"run%1"_s.arg(++m_count);
        start(u"Backup"_s, processId);
        report(processId, 50);
        m_tracked->clock.advance(1s);
        end(processId);
    }
    ends = true;
    reader.join();
    QVERIFY(answers > 0);
}

/// The numbers of another server's processes aren't those of the log that they come by.
void TestDurationHistory::aReplicaHasNumbersOfItsOwn()
{
    FakeHistory past;
    past.processes = {finishedProcess(u"Backup"_s, 100s, 4000), finishedProcess(u"Backup"_s, 100s, 3000)};
    ProcessReplica replica;
    const ProcessPtr tracked = past.processes.front();
    replica.reset({tracked}, TypeRegistry());
    DurationHistory durations(replica, &past);
    QSignalSpy spy(&durations, &DurationHistory::historyRead);
    QVERIFY(spy.wait());
    Process next = **finishedProcess(u"Backup"_s, 100s, 6000);
    next.status = ProcessStatus::Running;
    next.completedAt.reset();
    next.progress.reset();
    const auto runs = [&] { return durations.estimate(next, *next.startedAt)->runs; };
    QCOMPARE(runs(), 2);
    replica.put({.kind = EventKind::Reported, .id = {}, .process = finishedProcess(u"Backup"_s, 100s, 5000)});
    QCoreApplication::processEvents();
    QCOMPARE(runs(), 3);
    // After a break the server tells all that it tracks again.
    QTest::ignoreMessage(QtWarningMsg, "fell behind the log and starts again from a snapshot");
    replica.reset({tracked, finishedProcess(u"Backup"_s, 100s, 5001)}, TypeRegistry());
    QCoreApplication::processEvents();
    QCOMPARE(runs(), 4);
}

QTEST_GUILESS_MAIN(TestDurationHistory)
#include "tst_durationhistory.moc"
