// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cleanup.h"
#include "clock.h"
#include "deadlinemonitor.h"
#include "processes.h"
#include "processtracker.h"

#include <QTest>
#include <QThread>

#include <thread>

using namespace Procession;

class TestTrackerThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eightThreadsAtOnceLeaveEveryEventInTheLogOnce();
    void readersOnTheirOwnThreadsComeAndGo();
};

namespace {

constexpr int threads = 8;
constexpr int processes = 250;

/// Starts, reports on, cancels, retries and reads processes, its own and those of the other threads.
quint64 work(ProcessTracker &tracker, int thread)
{
    quint64 changes = 0;
    for (int i = 0; i < processes; ++i) {
        const QString own = QStringLiteral("t%1-%2").arg(thread).arg(i);
        const ProcessId shared = id(QStringLiteral("shared-%1").arg(i % 10));
        const auto count = [&changes](const auto &result) { changes += result ? 1 : 0; };

        if (const auto started = tracker.start(startOf(own, ProcessStatus::Running)))
            changes += started->created ? 1 : 0;
        if (const auto started = tracker.start(startOf(shared.toString())))
            changes += started->created ? 1 : 0;
        count(tracker.report(id(own), progressOf(i % 100)));
        count(tracker.report(shared, progressOf(thread)));
        count(i % 2 == 0 ? tracker.cancel(id(own)) : tracker.report(id(own), reportOf(ProcessStatus::Failed)));
        count(tracker.cancel(shared));
        count(tracker.retry(shared));
        if (const ProcessPtr process = tracker.find(shared))
            std::ignore = process->json();
        ProcessQuery query;
        query.limit = 5;
        std::ignore = tracker.query(query);
    }
    return changes;
}

} // namespace

void TestTrackerThreads::eightThreadsAtOnceLeaveEveryEventInTheLogOnce()
{
    SystemClock clock;
    EventLog log(threads * processes * 10);
    ProcessTracker tracker(log, clock);
    std::array<quint64, threads> changes{};
    {
        std::vector<std::jthread> workers;
        for (int thread = 0; thread < threads; ++thread)
            workers.emplace_back([&, thread] { changes[static_cast<size_t>(thread)] = work(tracker, thread); });
    }

    quint64 total = 0;
    for (const quint64 count : changes)
        total += count;
    QCOMPARE(log.head(), total);
    const EventLog::Batch batch = log.read(0, static_cast<qsizetype>(total));
    QCOMPARE(batch.events.size(), total);
    QHash<ProcessId, ProcessPtr> folded;
    QSet<QUuid> ids;
    for (size_t i = 0; i < batch.events.size(); ++i) {
        QCOMPARE(batch.events[i].seq, i + 1);
        ids.insert(batch.events[i].id);
        folded.insert((*batch.events[i].process)->id, batch.events[i].process);
    }
    QCOMPARE(ids.size(), static_cast<qsizetype>(total));
    // Whoever followed the log knows exactly what the tracker knows.
    const auto snapshot = tracker.snapshot();
    QCOMPARE(static_cast<qsizetype>(snapshot.processes.size()), folded.size());
    for (const ProcessPtr &process : snapshot.processes)
        QVERIFY(folded.value((*process)->id) == process);
}

void TestTrackerThreads::readersOnTheirOwnThreadsComeAndGo()
{
    SystemClock clock;
    EventLog log(512); // short, so that readers fall off it as well
    ProcessTracker tracker(log, clock);
    QThread keeperThread;
    auto *keeper = new QObject;
    keeper->moveToThread(&keeperThread);
    keeperThread.start();
    QMetaObject::invokeMethod(
        keeper,
        [&] {
            new DeadlineMonitor(tracker, log, clock, {}, keeper);
            new Cleanup(tracker, log, clock, {.maxAge = std::chrono::milliseconds(1), .maxFinished = 10}, keeper);
        },
        Qt::BlockingQueuedConnection);
    {
        std::vector<std::jthread> workers;
        for (int thread = 0; thread < threads; ++thread)
            workers.emplace_back([&, thread] { work(tracker, thread); });
        workers.emplace_back([&log] {
            for (int i = 0; i < 200; ++i) {
                EventCursor cursor(log);
                std::ignore = cursor.take();
            }
        });
    }
    // Live ones are still there, and of the finished ones no more than asked for.
    QTRY_VERIFY(tracker.counts()[static_cast<size_t>(ProcessStatus::Failed)]
                    + tracker.counts()[static_cast<size_t>(ProcessStatus::Cancelled)]
                <= 10);
    QMetaObject::invokeMethod(
        keeper, [keeper] { delete keeper; }, Qt::BlockingQueuedConnection);
    keeperThread.quit();
    QVERIFY(keeperThread.wait());
}

QTEST_GUILESS_MAIN(TestTrackerThreads)
#include "tst_trackerthreads.moc"
