// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Work that does nothing through the queue by which a server runs its own work, with the store that makes it durable and
// without HTTP: what a job costs beside its work. Prints a line "NAME VALUE" for each figure.
//   bench_workqueue full|normal filled JOBS          they wait before the queue begins: jobs a second
//   bench_workqueue full|normal steady RATE SECONDS  they come one by one: milliseconds from submission to start
#include "workqueue.h"
#include "outputstore.h"
#include "outputwriter.h"
#include "processtracker.h"
#include "sqlitestore.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <clocale>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <thread>

using namespace Procession;
using namespace Qt::StringLiterals;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int mostRunning = 64;

/// When each job was to be submitted, and when it began.
struct Times
{
    std::vector<Steady::time_point> submitted, begun;
};

/// A job whose work is to note that it began.
class NoJob : public Job
{
public:
    explicit NoJob(Steady::time_point &begun)
        : m_begun(begun)
    {
    }
    void begin() override
    {
        m_begun = Steady::now();
        Q_EMIT reported({.status = ProcessStatus::Completed});
    }

private:
    Steady::time_point &m_begun;
};

class NoWorker : public Worker
{
public:
    explicit NoWorker(Times &times)
        : m_times(times)
    {
    }
    ProcessType type() const override { return ProcessType::backgroundJob(); }
    int maxRunning() const override { return mostRunning; }
    Result<Plan> plan(const QJsonObject &request) const override
    {
        Plan plan;
        plan.name = u"Nothing"_s;
        plan.request = request;
        return plan;
    }
    std::unique_ptr<Job> attempt(const Process &, const QJsonObject &request) override
    {
        return std::make_unique<NoJob>(m_times.begun.at(size_t(request.value("number"_L1).toInt())));
    }

private:
    Times &m_times;
};

/// What a server has beside HTTP: the door, the store on a thread of its own, the queue on another.
class Bench
{
public:
    Bench(Durability durability, size_t jobs)
        : m_log(EventLog::defaultCapacity, EventLog::Commits::ByStore)
        , m_tracker(m_log, m_clock)
        , m_store(std::make_unique<SqliteStore>(m_tracker, m_clock, m_folder.path(),
                                                StoreOptions{.durability = durability}))
        , m_files(m_folder.filePath(u"output"_s),
                  durability == Durability::Full ? OutputStore::Durability::Full : OutputStore::Durability::Normal,
                  m_clock)
        , m_output(m_files, m_clock)
        , m_queue(std::make_unique<WorkQueue>(m_tracker, &m_output))
        , m_committed(m_log, nullptr, EventCursor::Reads::Committed)
    {
        m_times.submitted.resize(jobs);
        m_times.begun.resize(jobs);
        const auto loaded = m_store->open();
        if (!loaded)
            throw std::runtime_error(loaded.error().message.toStdString());
        m_queue->add(std::make_unique<NoWorker>(m_times));
        startThread(m_storeThread, *m_store, [this] { m_store->follow(); });
        startThread(m_queueThread, *m_queue, [] {});
        QObject::connect(&m_committed, &EventCursor::available, &m_committed, [this] { count(); });
    }
    ~Bench()
    {
        endThread(m_queueThread, m_queue, [] {});
        endThread(m_storeThread, m_store, [this] { m_store->close(); });
    }
    Q_DISABLE_COPY_MOVE(Bench)

    void submit(size_t number, Steady::time_point planned)
    {
        m_times.submitted[number] = planned;
        if (!m_queue->submit(ProcessType::backgroundJob(), {{u"number"_s, int(number)}}))
            throw std::runtime_error("a job is refused");
    }
    void waitUntilCommitted() const
    {
        while (m_log.committed() < m_log.head())
            std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    void startQueue()
    {
        QMetaObject::invokeMethod(
            m_queue.get(), [this] { m_queue->start(); }, Qt::BlockingQueuedConnection);
    }
    /// Until the end of every job is committed.
    void waitUntilOver()
    {
        while (m_over < m_times.begun.size())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    const Times &times() const { return m_times; }

private:
    template <typename Then>
    static void startThread(QThread &thread, QObject &first, Then then)
    {
        first.moveToThread(&thread);
        thread.start();
        QMetaObject::invokeMethod(&first, then, Qt::BlockingQueuedConnection);
    }
    template <typename Object, typename First>
    static void endThread(QThread &thread, std::unique_ptr<Object> &object, First first)
    {
        QMetaObject::invokeMethod(
            object.get(),
            [&object, first] {
                first();
                object.reset();
            },
            Qt::BlockingQueuedConnection);
        thread.quit();
        thread.wait();
    }
    void count()
    {
        const EventLog::Batch batch = m_committed.take();
        if (batch.lost)
            throw std::runtime_error("the log is too short for so many jobs");
        for (const Event &event : batch.events)
            m_over += event.process && (**event.process).status == ProcessStatus::Completed ? 1 : 0;
    }

    const QTemporaryDir m_folder;
    SystemClock m_clock;
    EventLog m_log;
    ProcessTracker m_tracker;
    std::unique_ptr<SqliteStore> m_store;
    OutputStore m_files;
    OutputWriter m_output;
    Times m_times;
    std::unique_ptr<WorkQueue> m_queue;
    EventCursor m_committed;
    size_t m_over = 0;
    QThread m_storeThread;
    QThread m_queueThread;
};

void filled(Durability durability, size_t jobs)
{
    Bench bench(durability, jobs);
    const auto secondsSince = [](Steady::time_point begin) {
        return std::chrono::duration<double>(Steady::now() - begin).count();
    };
    auto begin = Steady::now();
    for (size_t i = 0; i < jobs; ++i)
        bench.submit(i, begin);
    bench.waitUntilCommitted();
    std::printf("submitted %.1f\n", double(jobs) / secondsSince(begin));
    begin = Steady::now();
    bench.startQueue();
    bench.waitUntilOver();
    std::printf("finished %.1f\n", double(jobs) / secondsSince(begin));
}

void steady(Durability durability, double rate, double seconds)
{
    const auto jobs = size_t(rate * seconds);
    Bench bench(durability, jobs);
    bench.startQueue();
    const auto begin = Steady::now();
    std::jthread submitter([&] {
        for (size_t i = 0; i < jobs; ++i) {
            const auto due =
                begin + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(double(i) / rate));
            std::this_thread::sleep_until(due);
            bench.submit(i, Steady::now());
        }
    });
    bench.waitUntilOver();
    std::vector<double> waits;
    for (size_t i = 0; i < jobs; ++i) {
        waits.push_back(
            std::chrono::duration<double, std::milli>(bench.times().begun[i] - bench.times().submitted[i]).count());
    }
    std::sort(waits.begin(), waits.end());
    const double length = std::chrono::duration<double>(bench.times().submitted.back() - begin).count();
    std::printf("rate %.1f\nmedian %.4f\np99 %.4f\n", double(jobs) / length, waits[jobs / 2], waits[jobs * 99 / 100]);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // Qt took the user's, and a program reads these figures
    const QStringList arguments = QCoreApplication::arguments();
    const std::optional<Durability> durability = durabilityFromString(arguments.value(1));
    const double number = arguments.value(3).toDouble();
    const double seconds = arguments.value(4).toDouble();
    try {
        if (durability && arguments.value(2) == "filled"_L1 && number >= 1)
            filled(*durability, size_t(number));
        else if (durability && arguments.value(2) == "steady"_L1 && number * seconds >= 1)
            steady(*durability, number, seconds);
        else
            throw std::runtime_error("full|normal filled JOBS, or full|normal steady RATE SECONDS");
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "bench_workqueue: %s\n", problem.what());
        return 1;
    }
    return 0;
}
