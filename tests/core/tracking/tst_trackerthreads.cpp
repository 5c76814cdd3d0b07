// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cleanup.h"
#include "clock.h"
#include "deadlinemonitor.h"
#include "processes.h"
#include "processtracker.h"

#include <QTest>
#include <QThread>

#include <latch>
#include <thread>

using namespace Procession;

class TestTrackerThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eightThreadsAtOnceLeaveEveryEventInTheLogOnce();
    void aReaderMeanwhileMissesNothing();
    void readersOnTheirOwnThreadsComeAndGo();
};

namespace {

constexpr int threads = 8;
constexpr int processes = 250;

/// Starts, reports on, cancels, retries and reads processes, its own and those of the other threads. Yields
/// what the tracker answered to each change that it made.
std::vector<ProcessPtr> work(ProcessTracker &tracker, int thread)
{
    std::vector<ProcessPtr> made;
    const auto note = [&made](const Result<ProcessPtr> &changed) {
        if (changed)
            made.push_back(*changed);
    };
    const auto noteStart = [&made](const Result<ProcessTracker::Started> &started) {
        if (started && started->created)
            made.push_back(started->process);
    };
    for (int i = 0; i < processes; ++i) {
        const QString own = QStringLiteral("t%1-%2").arg(thread).arg(i);
        const ProcessId shared = id(QStringLiteral("shared-%1").arg(i % 10));

        noteStart(tracker.start(startOf(own, ProcessStatus::Running)));
        noteStart(tracker.start(startOf(shared.toString())));
        note(tracker.report(id(own), progressOf(i % 100)));
        note(tracker.report(shared, progressOf(thread)));
        note(i % 2 == 0 ? tracker.cancel(id(own)) : tracker.report(id(own), reportOf(ProcessStatus::Failed)));
        note(tracker.cancel(shared));
        note(tracker.retry(shared));
        if (const ProcessPtr process = tracker.find(shared))
            std::ignore = process->json();
        ProcessQuery query;
        query.limit = 5;
        std::ignore = tracker.query(query);
    }
    return made;
}

/// Lets all threads work, from the same moment on, and waits for them.
std::array<std::vector<ProcessPtr>, threads> workAtOnce(ProcessTracker &tracker)
{
    std::array<std::vector<ProcessPtr>, threads> made;
    std::latch ready(threads);
    std::vector<std::jthread> workers;
    workers.reserve(threads);
    for (int thread = 0; thread < threads; ++thread) {
        workers.emplace_back([&, thread] {
            ready.arrive_and_wait();
            made[static_cast<size_t>(thread)] = work(tracker, thread);
        });
    }
    workers.clear(); // joins
    return made;
}

} // namespace

void TestTrackerThreads::eightThreadsAtOnceLeaveEveryEventInTheLogOnce()
{
    SystemClock clock;
    EventLog log(threads * processes * 10);
    ProcessTracker tracker(log, clock);
    const auto made = workAtOnce(tracker);

    // Each answer is the state that exactly one event carries, and no event is without its caller.
    std::vector<ProcessPtr> answers(log.head());
    quint64 total = 0;
    for (const auto &byOneThread : made) {
        quint64 before = 0;
        for (const ProcessPtr &process : byOneThread) {
            const quint64 seq = (*process)->seq;
            QVERIFY(seq > before && seq <= answers.size()); // a thread's own changes are in its order
            before = seq;
            QVERIFY(!answers[seq - 1]);
            answers[seq - 1] = process;
            ++total;
        }
    }
    QCOMPARE(log.head(), total);

    const EventLog::Batch batch = log.read(0, static_cast<qsizetype>(total));
    QCOMPARE(batch.events.size(), total);
    QHash<ProcessId, ProcessPtr> folded;
    QSet<QUuid> ids;
    for (size_t i = 0; i < batch.events.size(); ++i) {
        const Event &event = batch.events[i];
        QCOMPARE(event.seq, i + 1);
        QCOMPARE(event.process, answers[i]);
        ids.insert(event.id);
        // Each follows by a legal step from the event of its process before it.
        const Process &next = **event.process;
        const ProcessPtr before = folded.value(next.id);
        QCOMPARE(before == nullptr, event.kind == EventKind::Started);
        if (before && event.kind == EventKind::Retried)
            QVERIFY(isRetryable((*before)->status) && next.attempt == (*before)->attempt + 1);
        else if (before)
            QVERIFY(isLegalTransition((*before)->status, next.status) && next.attempt == (*before)->attempt);
        folded.insert(next.id, event.process);
    }
    QCOMPARE(ids.size(), static_cast<qsizetype>(total));
    // Whoever followed the log knows exactly what the tracker knows.
    const auto snapshot = tracker.snapshot();
    QCOMPARE(static_cast<qsizetype>(snapshot.processes.size()), folded.size());
    for (const ProcessPtr &process : snapshot.processes)
        QVERIFY(folded.value((*process)->id) == process);
}

void TestTrackerThreads::aReaderMeanwhileMissesNothing()
{
    SystemClock clock;
    EventLog log(threads * processes * 10);
    ProcessTracker tracker(log, clock);
    QThread readerThread;
    QObject reader;
    reader.moveToThread(&readerThread);
    readerThread.start();
    std::vector<quint64> seen; // of the reader's thread, until that has ended
    std::unique_ptr<EventCursor> cursor;
    QMetaObject::invokeMethod(
        &reader,
        [&] {
            cursor = std::make_unique<EventCursor>(log);
            QObject::connect(cursor.get(), &EventCursor::available, &reader, [&] {
                for (const Event &event : cursor->take(100).events)
                    seen.push_back(event.seq);
            });
        },
        Qt::BlockingQueuedConnection);

    workAtOnce(tracker);

    // Woken for all that is there, and never again afterwards: it has read up to the head by itself.
    const auto position = [&] {
        quint64 at = 0;
        QMetaObject::invokeMethod(
            &reader, [&] { at = cursor->position(); }, Qt::BlockingQueuedConnection);
        return at;
    };
    QTRY_COMPARE(position(), log.head());
    QMetaObject::invokeMethod(
        &reader, [&] { cursor.reset(); }, Qt::BlockingQueuedConnection);
    readerThread.quit();
    QVERIFY(readerThread.wait());
    QCOMPARE(seen.size(), log.head());
    for (size_t i = 0; i < seen.size(); ++i)
        QCOMPARE(seen[i], i + 1);
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
            new DeadlineMonitor(tracker, clock, {}, {}, keeper);
            new Cleanup(tracker, clock, {.maxAge = std::chrono::milliseconds(1), .maxFinished = 10}, keeper);
        },
        Qt::BlockingQueuedConnection);
    {
        std::vector<std::jthread> workers;
        workers.reserve(threads + 1);
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
