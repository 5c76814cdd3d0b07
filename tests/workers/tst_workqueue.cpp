// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputstore.h"
#include "outputwriter.h"
#include "processes.h"
#include "processtracker.h"
#include "quietfor.h"
#include "retryengine.h"
#include "workqueue.h"

#include <QJsonArray>
#include <QPointer>
#include <QScopeGuard>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A job that does what the test tells it.
class TestJob : public Job
{
public:
    TestJob(QString what, int attempt, QStringList &log)
        : m_what(std::move(what))
        , m_attempt(attempt)
        , m_log(log)
    {
    }
    ~TestJob() override { m_log.append(u"end "_s + m_what); }

    void begin() override { m_log.append(u"begin %1 %2"_s.arg(m_what).arg(m_attempt)); }
    bool stop() override
    {
        if (endsSlowly)
            m_log.append(u"stop "_s + m_what);
        return !endsSlowly;
    }
    void haveStopped() { Q_EMIT stopped(); }

    bool endsSlowly = false;
    void say(const ReportChange &report) { Q_EMIT reported(report); }
    void print(OutputStream stream, const QByteArray &bytes) { Q_EMIT printed(stream, bytes); }

private:
    const QString m_what;
    const int m_attempt;
    QStringList &m_log;
};

class TestWorker : public Worker
{
public:
    ProcessType type() const override { return ProcessType::aiTask(); }
    int maxRunning() const override { return 2; }
    Result<Plan> plan(const QJsonObject &request) const override
    {
        const QString what = request.value("what"_L1).toString();
        if (what.isEmpty())
            return Error{ErrorCode::InvalidField, u"what is missing."_s, u"what"_s};
        if (forbidden.contains(what))
            return Error{ErrorCode::InvalidField, u"%1 isn't allowed any more."_s.arg(what), u"what"_s};
        Plan plan;
        plan.name = what;
        plan.request = request;
        return plan;
    }
    std::unique_ptr<Job> attempt(const Process &process, const QJsonObject &request) override
    {
        requests.append(request);
        auto job = std::make_unique<TestJob>(process.name, process.attempt, log);
        jobs.insert_or_assign(process.name, job.get());
        return job;
    }

    QString group(const Process &process) const override
    {
        return process.name.toString().startsWith(u"grouped"_s) ? u"one"_s : QString();
    }
    int maxRunningOf(const QString &group) const override { return group.isEmpty() ? maxRunning() : 1; }
    bool isLost(const Process &process) const override
    {
        return cannotBeRepeated && process.status == ProcessStatus::Running;
    }
    void forget(const ProcessId &, int attempt) override { forgotten.append(attempt); }

    bool cannotBeRepeated = false;
    QList<int> forgotten;
    std::map<QString, QPointer<TestJob>> jobs;
    QStringList log;
    QList<QJsonObject> requests;
    QStringList forbidden;
};

/// A tracker with a work queue on it.
struct Bench
{
    explicit Bench(qsizetype capacity = EventLog::defaultCapacity, OutputWriter *jobsPrintTo = nullptr,
                   RoomOptions roomOfAll = {})
        : output(jobsPrintTo)
        , room(std::move(roomOfAll))
        , log(capacity)
        , tracker(log, clock)
    {
        restart();
    }
    /// As the next run of the program finds what this one leaves.
    void restart(bool cannotBeRepeated = false)
    {
        queue.reset();
        queue = std::make_unique<WorkQueue>(tracker, output, room);
        auto owned = std::make_unique<TestWorker>();
        owned->cannotBeRepeated = cannotBeRepeated;
        worker = owned.get();
        queue->add(std::move(owned));
        queue->start();
    }
    ProcessId submit(const QString &what, QJsonObject demand = {}) const
    {
        demand.insert(u"what"_s, what);
        const auto process = queue->submit(ProcessType::aiTask(), demand);
        if (!process)
            qFatal("refused");
        return (**process)->id;
    }
    ProcessStatus status(const ProcessId &id) const { return (*tracker.find(id))->status; }
    QJsonObject metadata(const ProcessId &id) const { return (*tracker.find(id))->metadata.toObject(); }

    OutputWriter *output;
    RoomOptions room;
    SystemClock clock;
    EventLog log;
    ProcessTracker tracker;
    TestWorker *worker = nullptr;
    std::unique_ptr<WorkQueue> queue;
};

} // namespace

class TestWorkQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsSomeAndKeepsTheRestInOrder();
    void saysWhoAsked();
    void refusesWhatTheWorkerRefuses();
    void leavesOthersProcessesAlone();
    void keepsTheRequestWhereNoClientWrites();
    void plansAgainBeforeEachAttempt();
    void givesUpWhatAnEarlierVersionLeft_data();
    void givesUpWhatAnEarlierVersionLeft();
    void tellsWhatAJobSays();
    void endsTheJobOfWhatIsCancelled();
    void neverBeginsWhatIsCancelledWhileItWaits();
    void triesAgain();
    void doesNotTryAgainWhatIsHopeless();
    void waitsAsLongAsItIsAskedTo();
    void goesOnAfterARestart();
    void survivesTheLossOfEvents();
    void keepsTheResultOfAJobThatSaysTooMuch();
    void keepsWhatAJobPrints();
    void endsAJobOnceItsOutputIsStored();
    void endsWhatIsDoneBeforeItGoes();
    void leavesWhatIsCancelledWhileItsOutputWaits();
    void aJobThatEndsSlowlyKeepsItsPlace();
    void aGroupHoldsUpNoOther();
    void failsWhatCannotBeRepeated();
    void endsWhatCannotBeRepeatedBeforeItGoes();
    void forgetsWhatIsOver();
    void namedLimitsAreGivenBackOnceTheJobIsGone();
    void asksForWhatTheConfigurationSays();
    void pausesHoldWhatWaits();
    void aPauseHoldsAcrossARestart();
    void refusesWhatNoLongerFits();
    void whatIsCancelledLeavesTheQueue();
    void beginsOnceItsDependenciesStand();
};

void TestWorkQueue::runsSomeAndKeepsTheRestInOrder()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    const ProcessId b = bench.submit(u"b"_s);
    const ProcessId c = bench.submit(u"c"_s);
    const ProcessId d = bench.submit(u"d"_s);
    QTRY_COMPARE(bench.worker->log, QStringList({u"begin a 1"_s, u"begin b 1"_s}));
    QCOMPARE(bench.status(a), ProcessStatus::Running);
    QCOMPARE(bench.status(c), ProcessStatus::Pending);
    QCOMPARE(bench.metadata(c).value("stage"_L1), u"queued"_s);
    bench.worker->jobs[u"b"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(bench.worker->log.mid(2), QStringList({u"begin c 1"_s, u"end b"_s}));
    QCOMPARE(bench.status(b), ProcessStatus::Completed);
    QCOMPARE(bench.status(d), ProcessStatus::Pending);
}

/// The client asks for the work, and the workers report on it.
void TestWorkQueue::saysWhoAsked()
{
    Bench bench;
    EventCursor cursor(bench.log);
    const Origin client{Actor{.kind = Actor::Kind::Token, .name = u"default"_s}, u"because"_s};
    const auto process = bench.queue->submit(ProcessType::aiTask(), {{u"what"_s, u"a"_s}}, client);
    QVERIFY(process);
    QTRY_VERIFY(bench.worker->jobs.contains(u"a"_s));
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(bench.status((**process)->id), ProcessStatus::Completed);
    const EventLog::Batch batch = cursor.take();
    QCOMPARE(batch.events.size(), size_t(3)); // started, began, completed
    QVERIFY(batch.events[0].origin == client);
    QVERIFY(batch.events[1].origin == Origin::ofServer(u"workers"));
    QVERIFY(batch.events[2].origin == Origin::ofServer(u"workers"));
}

void TestWorkQueue::refusesWhatTheWorkerRefuses()
{
    Bench bench;
    const auto refused = bench.queue->submit(ProcessType::aiTask(), {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().field, u"what"_s);
    QVERIFY(!bench.queue->submit(ProcessType::backgroundJob(), {{u"what"_s, u"a"_s}}));
    QCOMPARE(bench.tracker.snapshot().processes.size(), 0);
}

void TestWorkQueue::leavesOthersProcessesAlone()
{
    Bench bench;
    QVERIFY(bench.tracker.start(startOf(u"foreign", ProcessStatus::Pending, ProcessType::aiTask())));
    const ProcessId ours = bench.submit(u"a"_s);
    QTRY_COMPARE(bench.status(ours), ProcessStatus::Running);
    QCOMPARE(bench.status(id(u"foreign")), ProcessStatus::Pending);
    QCOMPARE(bench.worker->log, QStringList({u"begin a 1"_s}));
}

void TestWorkQueue::keepsTheRequestWhereNoClientWrites()
{
    Bench bench;
    bench.submit(u"a"_s);
    bench.submit(u"b"_s);
    const ProcessId c = bench.submit(u"c"_s); // waits
    ReportChange forgery;
    forgery.metadataUpdate = {{u"request"_s, QJsonObject{{u"what"_s, u"forged"_s}}},
                              {u"work"_s, QJsonObject{{u"request"_s, QJsonObject{{u"what"_s, u"forged"_s}}}}},
                              {u"worker"_s, u"forged"_s}};
    QVERIFY(bench.tracker.report(c, forgery));
    QTRY_COMPARE(bench.worker->log.size(), 2);
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(bench.worker->requests.size(), 3);
    QCOMPARE(bench.worker->requests.last(), QJsonObject({{u"what"_s, u"c"_s}}));
}

void TestWorkQueue::plansAgainBeforeEachAttempt()
{
    Bench bench;
    bench.submit(u"a"_s);
    bench.submit(u"b"_s);
    const ProcessId c = bench.submit(u"c"_s);
    bench.worker->forbidden.append(u"c"_s);
    QTRY_COMPARE(bench.worker->log.size(), 2);
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(bench.status(c), ProcessStatus::Failed);
    QCOMPARE((*bench.tracker.find(c))->errorMessage, u"c isn't allowed any more."_s);
    QCOMPARE((*bench.tracker.find(c))->retry->status, RetryState::Status::Exhausted);
    QVERIFY(!bench.worker->log.contains(u"begin c 1"_s));
}

void TestWorkQueue::givesUpWhatAnEarlierVersionLeft_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<bool>("isScheduled");
    QTest::addColumn<bool>("isHere");
    QTest::addColumn<ProcessStatus>("after");
    QTest::addColumn<bool>("isRun");

    QTest::newRow("pending") << ProcessStatus::Pending << false << false << ProcessStatus::Failed << false;
    QTest::newRow("running") << ProcessStatus::Running << false << false << ProcessStatus::Failed << false;
    QTest::newRow("with a retry to come") << ProcessStatus::Failed << true << false << ProcessStatus::Failed << false;
    QTest::newRow("over") << ProcessStatus::Completed << false << false << ProcessStatus::Completed << false;
    QTest::newRow("pending, of this version")
        << ProcessStatus::Pending << false << true << ProcessStatus::Running << true;
}

void TestWorkQueue::givesUpWhatAnEarlierVersionLeft()
{
    QFETCH(ProcessStatus, status);
    QFETCH(bool, isScheduled);
    QFETCH(bool, isHere);
    Bench bench;
    Process process;
    process.id = id(u"old");
    process.type = ProcessType::aiTask();
    process.name = u"old"_s;
    process.status = status;
    process.dispatch.setWork({Text(u"{\"what\":\"old\"}"_s), isHere});
    process.createdSeq = process.seq = 1;
    if (isScheduled)
        process.retry = RetryState{};
    bench.tracker.restore({std::make_shared<const ProcessState>(process)});
    bench.restart();
    QFETCH(ProcessStatus, after);
    QTRY_COMPARE(bench.status(id(u"old")), after);
    const ProcessPtr now = bench.tracker.find(id(u"old"));
    QCOMPARE(isLive(**now), isHere);
    QCOMPARE((*now)->errorMessage.isEmpty(), after != ProcessStatus::Failed || isScheduled);
    QTEST(bench.worker->log.contains(u"begin old 1"_s), "isRun");
    // Nor does somebody bring it back.
    if (!isHere && isRetryable(after))
        QCOMPARE(bench.tracker.retry(id(u"old")).error().code, ErrorCode::NotRetryable);
}

void TestWorkQueue::tellsWhatAJobSays()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    QTRY_VERIFY(bench.worker->jobs[u"a"_s]);
    const quint64 before = bench.log.head();
    ReportChange report = progressOf(10);
    report.metadataUpdate = {{u"stage"_s, u"thinking"_s}, {u"tokens"_s, 1}};
    bench.worker->jobs[u"a"_s]->say(report);
    report = progressOf(20);
    report.metadataUpdate = {{u"tokens"_s, 2}};
    bench.worker->jobs[u"a"_s]->say(report);
    QTRY_COMPARE((*bench.tracker.find(a))->progress, std::optional(20.0));
    QCOMPARE(bench.log.head(), before + 1); // together
    QCOMPARE(bench.metadata(a).value("stage"_L1), u"thinking"_s);
    QCOMPARE(bench.metadata(a).value("tokens"_L1), 2);
}

void TestWorkQueue::endsTheJobOfWhatIsCancelled()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    QTRY_VERIFY(bench.worker->jobs[u"a"_s]);
    QVERIFY(bench.tracker.cancel(a));
    QTRY_COMPARE(bench.worker->log.last(), u"end a"_s);
    QCOMPARE(bench.status(a), ProcessStatus::Cancelled);
}

void TestWorkQueue::neverBeginsWhatIsCancelledWhileItWaits()
{
    Bench bench;
    bench.submit(u"a"_s);
    bench.submit(u"b"_s);
    const ProcessId c = bench.submit(u"c"_s);
    bench.submit(u"d"_s);
    QTRY_COMPARE(bench.worker->log.size(), 2);
    QVERIFY(bench.tracker.cancel(c));
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(bench.worker->log.mid(2), QStringList({u"begin d 1"_s, u"end a"_s}));
}

void TestWorkQueue::triesAgain()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    QTRY_VERIFY(bench.worker->jobs[u"a"_s]);
    ReportChange failure = reportOf(ProcessStatus::Failed);
    failure.metadataUpdate = {{u"stage"_s, u"error"_s}};
    bench.worker->jobs[u"a"_s]->say(failure);
    QCOMPARE(bench.status(a), ProcessStatus::Failed);
    QCOMPARE(bench.metadata(a).value("stage"_L1), u"error"_s);
    QVERIFY(bench.tracker.retry(a));
    QTRY_COMPARE(bench.metadata(a).value("stage"_L1), u"queued"_s);
    QTRY_VERIFY(bench.worker->log.contains(u"begin a 2"_s));
    QCOMPARE(bench.status(a), ProcessStatus::Running);
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QCOMPARE(bench.status(a), ProcessStatus::Completed);
}

void TestWorkQueue::doesNotTryAgainWhatIsHopeless()
{
    Bench bench;
    const RetryEngine engine(bench.tracker, bench.clock);
    const ProcessId a = bench.submit(u"a"_s);
    QTRY_VERIFY(bench.worker->jobs[u"a"_s]);
    ReportChange report = reportOf(ProcessStatus::Failed);
    report.errorMessage = u"There is no such model"_s;
    report.retryable = false;
    bench.worker->jobs[u"a"_s]->say(report);
    QCOMPARE((*bench.tracker.find(a))->retry->status, RetryState::Status::Exhausted);
    QVERIFY(quietFor(50ms, [&] { return (*bench.tracker.find(a))->retry->status != RetryState::Status::Exhausted; }));
    QCOMPARE((*bench.tracker.find(a))->retry->lastError, u"There is no such model"_s);
    QVERIFY(bench.tracker.retry(a)); // by hand it still may be
}

void TestWorkQueue::waitsAsLongAsItIsAskedTo()
{
    Bench bench;
    const RetryEngine engine(bench.tracker, bench.clock);
    const ProcessId a = bench.submit(u"a"_s);
    QTRY_VERIFY(bench.worker->jobs[u"a"_s]);
    ReportChange report = reportOf(ProcessStatus::Failed);
    report.retryAfter = std::chrono::minutes(30);
    bench.worker->jobs[u"a"_s]->say(report);
    QTRY_COMPARE((*bench.tracker.find(a))->retry->status, RetryState::Status::Scheduled);
    QCOMPARE((*bench.tracker.find(a))->retry->delay, std::chrono::milliseconds(std::chrono::minutes(30)));
}

void TestWorkQueue::goesOnAfterARestart()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    bench.submit(u"b"_s);
    const ProcessId c = bench.submit(u"c"_s);
    QTRY_COMPARE(bench.worker->log.size(), 2);
    bench.restart();
    QTRY_COMPARE(bench.worker->log, QStringList({u"begin a 1"_s, u"begin b 1"_s}));
    QCOMPARE(bench.status(a), ProcessStatus::Running);
    QVERIFY((*bench.tracker.find(a))->message.toString().contains(u"restart"_s));
    QCOMPARE(bench.status(c), ProcessStatus::Pending);
}

void TestWorkQueue::survivesTheLossOfEvents()
{
    Bench bench(16);
    const ProcessId a = bench.submit(u"a"_s);
    const ProcessId b = bench.submit(u"b"_s);
    QTRY_COMPARE(bench.worker->log.size(), 2);
    QVERIFY(bench.tracker.cancel(a));
    const ProcessId c = bench.submit(u"c"_s);
    QVERIFY(bench.tracker.start(startOf(u"noise")));
    for (int i = 0; i < 50; ++i)
        QVERIFY(bench.tracker.report(id(u"noise"), progressOf(i)));
    QTRY_COMPARE(bench.status(c), ProcessStatus::Running);
    QCOMPARE(bench.status(b), ProcessStatus::Running);
    QTRY_VERIFY(bench.worker->log.contains(u"end a"_s));
    QVERIFY(!bench.worker->log.contains(u"end b"_s));
}

void TestWorkQueue::keepsTheResultOfAJobThatSaysTooMuch()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    QTRY_VERIFY(bench.worker->jobs[u"a"_s]);
    ReportChange report = reportOf(ProcessStatus::Completed);
    report.metadataUpdate = {{u"answer"_s, QString(200'000, u'x')}};
    bench.worker->jobs[u"a"_s]->say(report);
    QCOMPARE(bench.status(a), ProcessStatus::Completed);
}

void TestWorkQueue::keepsWhatAJobPrints()
{
    const QTemporaryDir folder;
    SystemClock clock;
    OutputStore store(folder.filePath(u"output"_s), OutputStore::Durability::Normal, clock);
    OutputWriter writer(store, clock);
    Bench bench(EventLog::defaultCapacity, &writer);
    std::ignore = bench.tracker.setRetryPolicy(ProcessType::aiTask(), {.maxAttempts = 2, .initialDelay = 1ms});
    RetryEngine engine(bench.tracker, bench.clock);
    const ProcessId id = bench.submit(u"a"_s);
    const auto printed = [&](int attempt) {
        const auto slice = store.read(OutputKey::of(**bench.tracker.find(id), attempt), 0, 1'000'000);
        return slice ? slice->content : OutputBytes();
    };
    QTRY_VERIFY(bench.worker->jobs[u"a"_s]);
    bench.worker->jobs[u"a"_s]->print(OutputStream::Stdout, "step 1\n");
    bench.worker->jobs[u"a"_s]->print(OutputStream::Stderr, "oh\n");
    QTRY_COMPARE(printed(1).bytes, "step 1\noh\n");
    QCOMPARE(printed(1).runs.size(), size_t(2));
    bench.worker->jobs[u"a"_s]->print(OutputStream::Stdout, "step 2\n");
    bench.worker->jobs[u"a"_s]->say({.status = ProcessStatus::Failed, .errorMessage = u"It broke\nin two"_s});
    QTRY_COMPARE((*bench.tracker.find(id))->attempt, 2);
    // Who learns of the end finds all of it, and the next attempt begins with nothing.
    QCOMPARE(printed(1).bytes, "step 1\noh\nstep 2\nIt broke in two\n");
    QCOMPARE(printed(2).bytes, QByteArray());

    QTRY_COMPARE(bench.worker->log.last(), u"begin a 2"_s);
    bench.worker->jobs[u"a"_s]->print(OutputStream::Stdout, "half of\n");
    QTRY_COMPARE(printed(2).bytes, "half of\n");
    bench.restart();
    QTRY_VERIFY(bench.worker->jobs[u"a"_s]);
    bench.worker->jobs[u"a"_s]->print(OutputStream::Stdout, "all of\n");
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(bench.status(id), ProcessStatus::Completed);
    QCOMPARE(printed(2).bytes, "half of\nGoes on after a restart of the server\nall of\n");
}

namespace {

/// A disk on which nothing gets ahead until it is released.
struct StuckDisk
{
    OutputWriter::Append toAppend()
    {
        return [this](const OutputKey &, std::span<const OutputChunk>) -> Result<OutputExtent, OutputRefusal> {
            asked.release();
            goOn.acquire();
            return OutputExtent();
        };
    }
    QSemaphore asked;
    QSemaphore goOn;
};

} // namespace

void TestWorkQueue::endsAJobOnceItsOutputIsStored()
{
    StuckDisk disk;
    SystemClock clock;
    OutputWriter writer(disk.toAppend(), clock);
    const auto atTheEnd = qScopeGuard([&disk] { disk.goOn.release(100); });
    Bench bench(EventLog::defaultCapacity, &writer);
    const ProcessId a = bench.submit(u"a"_s);
    const ProcessId b = bench.submit(u"b"_s);
    QTRY_VERIFY(bench.worker->jobs[u"a"_s] && bench.worker->jobs[u"b"_s]);
    bench.worker->jobs[u"a"_s]->print(OutputStream::Stdout, "done\n");
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QVERIFY(disk.asked.tryAcquire(1, 30'000));
    // Meanwhile the queue does its work.
    bench.worker->jobs[u"b"_s]->say({.progress = 50});
    QTRY_COMPARE((*bench.tracker.find(b))->progress, 50.0);
    bench.worker->jobs[u"b"_s]->say(reportOf(ProcessStatus::Completed)); // it has printed nothing
    QTRY_COMPARE(bench.status(b), ProcessStatus::Completed);
    QCOMPARE(bench.status(a), ProcessStatus::Running);
    disk.goOn.release(100);
    QTRY_COMPARE(bench.status(a), ProcessStatus::Completed);
}

/// A restart must not do again what is done.
void TestWorkQueue::endsWhatIsDoneBeforeItGoes()
{
    StuckDisk disk;
    SystemClock clock;
    OutputWriter writer(disk.toAppend(), clock);
    const auto atTheEnd = qScopeGuard([&disk] { disk.goOn.release(100); });
    Bench bench(EventLog::defaultCapacity, &writer);
    const ProcessId id = bench.submit(u"a"_s);
    QTRY_VERIFY(bench.worker->jobs[u"a"_s]);
    bench.worker->jobs[u"a"_s]->print(OutputStream::Stdout, "done\n");
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    bench.queue.reset();
    QCOMPARE(bench.status(id), ProcessStatus::Completed);
}

void TestWorkQueue::leavesWhatIsCancelledWhileItsOutputWaits()
{
    StuckDisk disk;
    SystemClock clock;
    OutputWriter writer(disk.toAppend(), clock);
    const auto atTheEnd = qScopeGuard([&disk] { disk.goOn.release(100); });
    Bench bench(EventLog::defaultCapacity, &writer);
    const ProcessId id = bench.submit(u"a"_s);
    QTRY_VERIFY(bench.worker->jobs[u"a"_s]);
    bench.worker->jobs[u"a"_s]->print(OutputStream::Stdout, "done\n");
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QVERIFY(bench.tracker.cancel(id).ok());
    QTRY_COMPARE(bench.worker->log.last(), u"end a"_s);
    disk.goOn.release(100);
    QVERIFY(!bench.worker->jobs[u"a"_s]);
    QCOMPARE(bench.status(id), ProcessStatus::Cancelled);
}

void TestWorkQueue::aJobThatEndsSlowlyKeepsItsPlace()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    bench.submit(u"b"_s);
    const ProcessId c = bench.submit(u"c"_s);
    QTRY_VERIFY(bench.worker->jobs.contains(u"b"_s));
    QPointer<TestJob> job = bench.worker->jobs[u"a"_s];
    job->endsSlowly = true;
    QVERIFY(bench.tracker.cancel(a));
    QTRY_VERIFY(bench.worker->log.contains(u"stop a"_s));
    QCOMPARE(bench.status(a), ProcessStatus::Cancelled); // at once, for everybody else
    QCOMPARE(bench.status(c), ProcessStatus::Pending);
    QVERIFY(job);
    ReportChange ended{.message = u"not told"_s};
    ended.exit = Exit{.code = {}, .signal = u"SIGKILL"_s};
    job->say(ended);
    job->haveStopped();
    QTRY_COMPARE(bench.status(c), ProcessStatus::Running);
    QTRY_VERIFY(!job);
    const ProcessPtr process = bench.tracker.find(a);
    QVERIFY((*process)->details);
    QVERIFY((*process)->details->exit);
    QCOMPARE((*process)->details->exit->signal.toString(), u"SIGKILL"_s);
    QCOMPARE((*process)->status, ProcessStatus::Cancelled);
}

void TestWorkQueue::aGroupHoldsUpNoOther()
{
    Bench bench;
    const ProcessId first = bench.submit(u"grouped 1"_s);
    const ProcessId second = bench.submit(u"grouped 2"_s);
    const ProcessId other = bench.submit(u"a"_s);
    QTRY_COMPARE(bench.worker->log, QStringList({u"begin grouped 1 1"_s, u"begin a 1"_s}));
    QCOMPARE(bench.status(second), ProcessStatus::Pending);
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(bench.status(other), ProcessStatus::Completed);
    QCOMPARE(bench.status(second), ProcessStatus::Pending);
    bench.worker->jobs[u"grouped 1"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(bench.status(second), ProcessStatus::Running);
    QCOMPARE(bench.status(first), ProcessStatus::Completed);
}

void TestWorkQueue::failsWhatCannotBeRepeated()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    QTRY_COMPARE(bench.status(a), ProcessStatus::Running);
    bench.restart(true);
    QTRY_COMPARE(bench.status(a), ProcessStatus::Failed);
    QVERIFY((*bench.tracker.find(a))->errorMessage.toString().contains(u"server ended"_s));
    QVERIFY((*bench.tracker.find(a))->retry); // its policy decides
    QVERIFY(bench.worker->jobs.empty());
}

void TestWorkQueue::endsWhatCannotBeRepeatedBeforeItGoes()
{
    Bench bench;
    bench.restart(true);
    const ProcessId a = bench.submit(u"a"_s);
    const ProcessId b = bench.submit(u"b"_s);
    QTRY_COMPARE(bench.status(b), ProcessStatus::Running);
    TestJob *job = bench.worker->jobs[u"a"_s];
    job->endsSlowly = true;
    QTimer::singleShot(0, job, [job] {
        ReportChange ended;
        ended.exit = Exit{.code = {}, .signal = u"SIGTERM"_s};
        job->say(ended);
        job->haveStopped();
    });
    bench.queue.reset();
    for (const ProcessId &id : {a, b}) {
        QCOMPARE(bench.status(id), ProcessStatus::Failed);
        QVERIFY((*bench.tracker.find(id))->errorMessage.toString().contains(u"shut down"_s));
    }
}

void TestWorkQueue::forgetsWhatIsOver()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    QTRY_VERIFY(bench.worker->jobs.contains(u"a"_s));
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(bench.status(a), ProcessStatus::Completed);
    bench.submit(u"b"_s); // it is forgotten with the next event
    QTRY_COMPARE(bench.worker->forgotten, QList<int>{1});
}

void TestWorkQueue::namedLimitsAreGivenBackOnceTheJobIsGone()
{
    Bench bench(EventLog::defaultCapacity, nullptr, {.limits = {{u"gpu"_s, 2}}});
    const QJsonObject both{{u"uses"_s, QJsonObject{{u"gpu"_s, 2}}}};
    const ProcessId a = bench.submit(u"a"_s, both);
    const ProcessId b = bench.submit(u"b"_s, both);
    QTRY_COMPARE(bench.worker->log, QStringList({u"begin a 1"_s}));
    QCOMPARE(bench.worker->requests[0], (QJsonObject{{u"what"_s, u"a"_s}})); // the demand is no part of it
    QCOMPARE((*bench.tracker.find(a))->dispatch.demand()->uses.at(u"gpu"_s), 2);
    QTRY_VERIFY(bench.queue->place(b));
    QCOMPARE(bench.queue->place(b)->reason, QueuePlace::Reason::Uses);
    QVERIFY(!bench.queue->place(a));
    bench.worker->jobs[u"a"_s]->endsSlowly = true;
    QVERIFY(bench.tracker.cancel(a));
    QTRY_COMPARE(bench.worker->log.last(), u"stop a"_s);
    QCOMPARE(bench.queue->state().limits[0].inUse, 2);
    QCOMPARE(bench.status(b), ProcessStatus::Pending);
    bench.worker->jobs[u"a"_s]->haveStopped();
    QTRY_COMPARE(bench.status(b), ProcessStatus::Running);
    QCOMPARE(bench.queue->state().limits[0].inUse, 2);
    bench.worker->jobs[u"b"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(bench.queue->state().limits[0].inUse, 0);
    QCOMPARE(bench.queue->state().queues[0].running, 0);
}

void TestWorkQueue::asksForWhatTheConfigurationSays()
{
    RoomOptions room{.limits = {{u"gpu"_s, 3}}};
    room.queues[ProcessType::aiTask()] = {.maxRunning = 1, .demand = {.priority = 4, .uses = {{u"gpu"_s, 2}}}};
    Bench bench(EventLog::defaultCapacity, nullptr, room);
    const auto demandOf = [&](const ProcessId &id) { return *(*bench.tracker.find(id))->dispatch.demand(); };
    QVERIFY(demandOf(bench.submit(u"a"_s)) == room.queues[ProcessType::aiTask()].demand);
    QTRY_COMPARE(bench.worker->log, QStringList({u"begin a 1"_s}));
    const ProcessId more = bench.submit(u"b"_s, {{u"uses"_s, QJsonObject{{u"gpu"_s, 3}}}, {u"priority"_s, 0}});
    QVERIFY(demandOf(more) == (Demand{.priority = 0, .uses = {{u"gpu"_s, 3}}}));
    const ProcessId less = bench.submit(u"c"_s, {{u"uses"_s, QJsonObject{{u"gpu"_s, 1}}}, {u"priority"_s, 9}});
    QVERIFY(demandOf(less) == (Demand{.priority = 9, .uses = {{u"gpu"_s, 2}}}));
    QTRY_COMPARE(bench.queue->place(less)->place, 1); // by its priority
    QCOMPARE(bench.queue->place(more)->place, 2);
    QCOMPARE(bench.queue->place(more)->reason, QueuePlace::Reason::TypeLimit);
    const auto refused =
        bench.queue->submit(ProcessType::aiTask(), {{u"what"_s, u"d"_s}, {u"uses"_s, QJsonObject{{u"gpu"_s, 4}}}});
    QCOMPARE(refused.error().field, u"uses"_s);
}

void TestWorkQueue::pausesHoldWhatWaits()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    QTRY_COMPARE(bench.status(a), ProcessStatus::Running);
    QVERIFY(bench.tracker.pauseQueue(ProcessType::aiTask(), {.actor = {}, .reason = u"costs"_s}));
    const ProcessId b = bench.submit(u"b"_s);
    QTRY_VERIFY(bench.queue->place(b));
    QCOMPARE(bench.queue->place(b)->message, u"ai_task is paused: costs"_s);
    QVERIFY(bench.queue->state().pauses.contains(ProcessType::aiTask()));
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed)); // what runs goes on
    QTRY_COMPARE(bench.status(a), ProcessStatus::Completed);
    QVERIFY(quietFor(300ms, [&] { return bench.status(b) != ProcessStatus::Pending; }));
    QVERIFY(bench.tracker.resumeQueue(ProcessType::aiTask()));
    QTRY_COMPARE(bench.status(b), ProcessStatus::Running);
}

void TestWorkQueue::aPauseHoldsAcrossARestart()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    QTRY_COMPARE(bench.status(a), ProcessStatus::Running);
    QVERIFY(bench.tracker.pauseQueue({}));
    const ProcessId b = bench.submit(u"b"_s);
    bench.restart();
    QTRY_COMPARE(bench.worker->log, QStringList({u"begin a 1"_s})); // it ran, and goes on
    QCOMPARE(bench.queue->place(b)->reason, QueuePlace::Reason::AllPaused);
    QVERIFY(bench.tracker.resumeQueue({}));
    QTRY_COMPARE(bench.status(b), ProcessStatus::Running);
}

void TestWorkQueue::refusesWhatNoLongerFits()
{
    Bench bench(EventLog::defaultCapacity, nullptr, {.limits = {{u"gpu"_s, 2}}});
    QVERIFY(bench.tracker.pauseQueue({}));
    const ProcessId a = bench.submit(u"a"_s, {{u"uses"_s, QJsonObject{{u"gpu"_s, 2}}}});
    bench.room.limits = {};
    bench.restart();
    QCOMPARE(bench.status(a), ProcessStatus::Failed);
    QVERIFY((*bench.tracker.find(a))->errorMessage.toString().contains(u"no limit \"gpu\""_s));
    QVERIFY(!bench.queue->place(a));
}

void TestWorkQueue::whatIsCancelledLeavesTheQueue()
{
    Bench bench;
    QVERIFY(bench.tracker.pauseQueue({}));
    const ProcessId a = bench.submit(u"a"_s);
    const ProcessId b = bench.submit(u"b"_s);
    QTRY_VERIFY(bench.queue->place(b));
    QCOMPARE(bench.queue->place(b)->place, 2);
    QVERIFY(bench.tracker.cancel(a));
    QTRY_COMPARE(bench.queue->place(b)->place, 1);
    QCOMPARE(bench.queue->state().queues[0].waiting, 1);
}

void TestWorkQueue::beginsOnceItsDependenciesStand()
{
    Bench bench;
    const ProcessId a = bench.submit(u"a"_s);
    const ProcessId b = bench.submit(u"b"_s, {{u"depends_on"_s, QJsonArray{a.toString()}}});
    const ProcessId c =
        bench.submit(u"c"_s, {{u"depends_on"_s, QJsonArray{b.toString()}}, {u"dependency_rule"_s, u"any_failed"_s}});
    QTRY_COMPARE(bench.worker->log, QStringList({u"begin a 1"_s}));
    QCOMPARE(bench.worker->requests.last(), QJsonObject({{u"what"_s, u"a"_s}}));
    QVERIFY(isWaiting(**bench.tracker.find(b)));
    bench.restart();
    QTRY_COMPARE(bench.worker->log, QStringList({u"begin a 1"_s}));
    bench.worker->jobs[u"a"_s]->say(reportOf(ProcessStatus::Completed));
    QTRY_VERIFY(bench.worker->log.contains(u"begin b 1"_s));
    QVERIFY(!bench.worker->log.contains(u"begin c 1"_s));
    bench.worker->jobs[u"b"_s]->say({.status = ProcessStatus::Failed, .retryable = false});
    QTRY_VERIFY(bench.worker->log.contains(u"begin c 1"_s));
}

QTEST_GUILESS_MAIN(TestWorkQueue)
#include "tst_workqueue.moc"
