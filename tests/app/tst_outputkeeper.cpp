// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputkeeper.h"

#include "archivebench.h"
#include "outputstore.h"
#include "outputtimes.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mebi = 1024 * 1024;

/// Bytes that no compression makes fewer.
QByteArray incompressible(qint64 size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(1);
    random.fillRange(reinterpret_cast<quint32 *>(bytes.data()), size / 4); // NOLINT: whole words
    return bytes;
}

/// A tracker, a store of outputs, and what keeps it; with a history, or without.
class Bench
{
public:
    enum class History : bool { No, Yes };
    explicit Bench(History history, OutputLimits limits = {})
        : archive(history == History::Yes ? std::make_unique<ArchiveBench>() : nullptr)
        , alone(history == History::Yes ? nullptr : std::make_unique<Tracked>())
        , tracker(archive ? archive->run.tracker : alone->tracker)
        , clock(archive ? archive->run.clock : alone->clock)
        , output(folder.filePath(u"output"_s), OutputStore::Durability::Normal, clock, limits)
    {
        keep();
    }

    /// As the next run of the program does.
    void keep()
    {
        keeper.reset();
        keeper = std::make_unique<OutputKeeper>(tracker, archive ? &archive->archive : nullptr, output,
                                                OutputLimits().bytesInAll);
        output.waitForBackground(); // it looks through all once
    }
    /// Starts a process that prints, and lets time pass. Its output.
    OutputKey print(const QString &name, const QByteArray &bytes)
    {
        if (!tracker.start(startOf(name, ProcessStatus::Running)).ok())
            qFatal("can't start");
        const OutputKey key = OutputKey::of(**tracker.find(id(name)));
        append(key, bytes);
        clock.advance(std::chrono::minutes(1));
        return key;
    }
    void append(const OutputKey &key, const QByteArray &bytes)
    {
        const OutputChunk chunk{OutputStream::Stdout, clock.wallMs(), bytes};
        if (!output.append(key, OutputStore::atEnd, {&chunk, 1}).ok())
            qFatal("can't append");
    }
    bool end(const QString &name) { return tracker.report(id(name), reportOf(ProcessStatus::Completed)).ok(); }
    bool isThere(const OutputKey &key) { return output.extent(key)->length > 0; }
    bool isComplete(const OutputKey &key) { return output.extent(key)->complete; }
    void sweep()
    {
        keeper->sweep();
        output.waitForBackground();
    }

    QTemporaryDir folder;
    std::unique_ptr<ArchiveBench> archive;
    std::unique_ptr<Tracked> alone;
    ProcessTracker &tracker;
    FakeClock &clock;
    OutputStore output;
    std::unique_ptr<OutputKeeper> keeper;
};

using History = Bench::History;

} // namespace

/// OutputKeeper, and OutputTimes.
class TestOutputKeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesTheOutputOfAnAttemptThatIsOver();
    void closesThoseThatItMissed();
    void forgetsWithTheProcess_data();
    void forgetsWithTheProcess();
    void keepsWhatIsNotCommittedYet();
    void sweepsWhatNobodyKnows_data();
    void sweepsWhatNobodyKnows();
    void keepsThatOfAProcessWhichWasNeverStored();
    void sweepsTheOldestThatIsOver();
    void cutsLiveOnesAlone();
    void tellsWhenAnAttemptPrinted();
};

void TestOutputKeeper::closesTheOutputOfAnAttemptThatIsOver()
{
    Bench bench(History::No);
    const OutputKey first = bench.print(u"job"_s, "first");
    const OutputKey other = bench.print(u"other"_s, "other");
    QVERIFY(bench.tracker.report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    QTRY_VERIFY(bench.isComplete(first));
    QVERIFY(!bench.isComplete(other));
    QVERIFY(bench.tracker.retry(id(u"job")).ok());
    const OutputKey second = OutputKey::of(**bench.tracker.find(id(u"job")));
    QCOMPARE(second.attempt, 2);
    bench.append(second, "second");
    QVERIFY(bench.tracker.report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
    QVERIFY(bench.end(u"other"_s));
    QTRY_VERIFY(bench.isComplete(other));
    QVERIFY(!bench.isComplete(second));
    QVERIFY(bench.tracker.cancel(id(u"job")).ok());
    QTRY_VERIFY(bench.isComplete(second));
}

/// It may have been away, as after a crash.
void TestOutputKeeper::closesThoseThatItMissed()
{
    Bench bench(History::No);
    bench.keeper.reset();
    const OutputKey over = bench.print(u"over"_s, "over");
    const OutputKey live = bench.print(u"live"_s, "live");
    QVERIFY(bench.end(u"over"_s));
    bench.keep();
    bench.output.waitForBackground();
    QVERIFY(bench.isComplete(over));
    QVERIFY(!bench.isComplete(live));
}

void TestOutputKeeper::forgetsWithTheProcess_data()
{
    QTest::addColumn<History>("history");
    QTest::addColumn<bool>("archives"); // in place of a removal
    QTest::addColumn<bool>("isKept");
    QTest::newRow("removed") << History::Yes << false << false;
    QTest::newRow("removed, without a history") << History::No << false << false;
    QTest::newRow("archived") << History::Yes << true << true;
    QTest::newRow("archived, without a history") << History::No << true << false;
}

void TestOutputKeeper::forgetsWithTheProcess()
{
    QFETCH(const History, history);
    QFETCH(const bool, archives);
    QFETCH(const bool, isKept);
    Bench bench(history);
    const OutputKey job = bench.print(u"job"_s, "job");
    const OutputKey other = bench.print(u"other"_s, "other");
    QVERIFY(bench.end(u"job"_s) && bench.end(u"other"_s));
    QVERIFY(archives ? bench.tracker.archive(id(u"job")).ok() : bench.tracker.remove(id(u"job")).ok());
    // What comes behind it in the log was read after it.
    QVERIFY(bench.tracker.start(startOf(u"last", ProcessStatus::Running)).ok());
    const OutputKey last = OutputKey::of(**bench.tracker.find(id(u"last")));
    bench.append(last, "last");
    QVERIFY(bench.end(u"last"_s));
    QTRY_VERIFY(bench.isComplete(last));
    bench.output.waitForBackground();
    QCOMPARE(bench.isThere(job), isKept);
    QVERIFY(bench.isThere(other));
}

/// A crash may take a removal back.
void TestOutputKeeper::keepsWhatIsNotCommittedYet()
{
    QTemporaryDir folder;
    Tracked tracked(EventLog::defaultCapacity, EventLog::Commits::ByStore);
    OutputStore output(folder.filePath(u"output"_s), OutputStore::Durability::Normal, tracked.clock);
    QVERIFY(tracked.tracker.start(startOf(u"job", ProcessStatus::Running)).ok());
    const OutputKey key = OutputKey::of(**tracked.tracker.find(id(u"job")));
    const OutputChunk chunk{OutputStream::Stdout, tracked.clock.wallMs(), "job"};
    QVERIFY(output.append(key, 0, {&chunk, 1}).ok());
    const OutputKeeper keeper(tracked.tracker, nullptr, output, OutputLimits().bytesInAll);
    output.waitForBackground(); // it looks through all once
    QVERIFY(tracked.tracker.report(id(u"job"), reportOf(ProcessStatus::Completed)).ok());
    const quint64 ended = tracked.log.head();
    QVERIFY(tracked.tracker.remove(id(u"job")).ok());
    tracked.log.commit(ended);
    QTRY_VERIFY(output.extent(key)->complete);
    output.waitForBackground();
    QCOMPARE(output.extent(key)->length, 3);
    tracked.log.commit(tracked.log.head());
    QTRY_COMPARE(output.extent(key)->length, 0);
}

void TestOutputKeeper::sweepsWhatNobodyKnows_data()
{
    QTest::addColumn<History>("history");
    QTest::newRow("with a history") << History::Yes;
    QTest::newRow("without one") << History::No;
}

void TestOutputKeeper::sweepsWhatNobodyKnows()
{
    QFETCH(const History, history);
    Bench bench(history);
    const OutputKey live = bench.print(u"live"_s, "live");
    const OutputKey over = bench.print(u"over"_s, "over");
    const OutputKey archived = bench.print(u"archived"_s, "archived");
    // That of a process which went while nobody kept output; its number is that of a report.
    QVERIFY(bench.tracker.report(id(u"live"), progressOf(1)).ok());
    const OutputKey gone{(*bench.tracker.find(id(u"live")))->seq, 7, 1};
    bench.append(gone, "gone");
    QVERIFY(bench.end(u"over"_s) && bench.end(u"archived"_s));
    bench.keeper.reset();
    QVERIFY(bench.tracker.archive(id(u"archived")).ok());
    QVERIFY(!bench.archive || bench.archive->run.commit());
    bench.keep();
    QVERIFY(!bench.isThere(gone));
    QVERIFY(bench.isThere(live) && bench.isThere(over));
    QCOMPARE(bench.isThere(archived), history == History::Yes);
}

/// It began, ended and left the tracker faster than the store writes.
void TestOutputKeeper::keepsThatOfAProcessWhichWasNeverStored()
{
    Bench bench(History::Yes);
    const OutputKey key = bench.print(u"job"_s, "job");
    QVERIFY(bench.end(u"job"_s));
    QVERIFY(bench.tracker.archive(id(u"job")).ok());
    bench.sweep();
    QVERIFY(bench.isThere(key));
    QVERIFY(bench.archive->run.commit());
    bench.sweep();
    QVERIFY(bench.isThere(key));
}

void TestOutputKeeper::sweepsTheOldestThatIsOver()
{
    Bench bench(History::Yes, {.bytesInAll = 4 * mebi});
    const QByteArray bytes = incompressible(mebi + mebi / 4);
    const auto print = [&](const QString &name) {
        const OutputKey key = bench.print(name, bytes);
        QTest::qSleep(20); // the times of files go by steps of some milliseconds
        return key;
    };
    const OutputKey live = print(u"live"_s);
    const OutputKey first = print(u"first"_s);
    const OutputKey second = print(u"second"_s);
    const OutputKey third = print(u"third"_s);
    // Which was started first counts for nothing, but which printed last.
    bench.append(first, "again");
    for (const QString &name : {u"third"_s, u"first"_s, u"second"_s})
        QVERIFY(bench.end(name));
    QTRY_VERIFY(bench.isComplete(first) && bench.isComplete(second) && bench.isComplete(third));
    QVERIFY(bench.archive->run.commit());
    bench.sweep();
    QVERIFY(bench.isThere(live) && bench.isThere(first) && bench.isThere(third));
    QVERIFY(!bench.isThere(second));
    QVERIFY(bench.output.bytesOnDisk() <= 4 * mebi);
    bench.sweep(); // there is nothing more to do
    QVERIFY(bench.isThere(live) && bench.isThere(first) && bench.isThere(third));
}

void TestOutputKeeper::cutsLiveOnesAlone()
{
    Bench bench(History::No, {.bytesInAll = 4 * mebi});
    const QByteArray bytes = incompressible(mebi);
    const OutputKey over = bench.print(u"over"_s, "over");
    QVERIFY(bench.end(u"over"_s));
    const OutputKey live = bench.print(u"live"_s, bytes);
    for (int i = 0; i < 7; ++i)
        bench.append(live, bytes);
    bench.sweep();
    QVERIFY(!bench.isThere(over));
    const OutputExtent extent = *bench.output.extent(live);
    QCOMPARE(extent.length, 8 * mebi); // what it printed is known, though its middle isn't kept
    QVERIFY(!extent.cut.isEmpty());
    QCOMPARE(extent.cut.from, mebi);
}

void TestOutputKeeper::tellsWhenAnAttemptPrinted()
{
    Bench bench(History::No);
    const OutputTimes times(bench.output);
    QVERIFY(bench.tracker.start(startOf(u"job", ProcessStatus::Running)).ok());
    const auto process = [&bench]() -> Process { return **bench.tracker.find(id(u"job")); };
    QCOMPARE(times.lastOutputMs(process()), std::nullopt);
    bench.append(OutputKey::of(process()), "a");
    QCOMPARE(times.lastOutputMs(process()), bench.clock.wallMs());
    const qint64 first = bench.clock.wallMs();
    bench.clock.advance(std::chrono::seconds(5));
    QCOMPARE(times.lastOutputMs(process()), first);
    bench.append(OutputKey::of(process()), "b");
    QCOMPARE(times.lastOutputMs(process()), first + 5000);
    // The next attempt has printed nothing yet.
    QVERIFY(bench.tracker.report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    QVERIFY(bench.tracker.retry(id(u"job")).ok());
    QCOMPARE(times.lastOutputMs(process()), std::nullopt);
}

QTEST_GUILESS_MAIN(TestOutputKeeper)
#include "tst_outputkeeper.moc"
