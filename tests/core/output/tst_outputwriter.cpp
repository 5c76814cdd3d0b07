// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputbench.h"
#include "outputwriter.h"

#include <QSemaphore>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr OutputWriterOptions quick{.gathering = 1ms, .retryAfter = 1ms};
/// Gathers until somebody waits, or it is a lot.
constexpr OutputWriterOptions patient{.gathering = 1h, .retryAfter = 1ms};

/// Waits until all that was written to the sink is stored or given up.
void settle(OutputSink &sink)
{
    QSemaphore settled;
    sink.whenStored([&settled] { settled.release(); });
    QVERIFY(settled.tryAcquire(1, 30'000));
}

/// A disk that does what the test says, and takes what it takes into memory.
class FakeDisk
{
public:
    Result<OutputExtent, OutputRefusal> append(std::span<const OutputChunk> chunks)
    {
        m_asked.release();
        if (isStuck)
            m_goOn.acquire();
        const std::scoped_lock lock(m_mutex);
        for (const OutputChunk &chunk : chunks) {
            const auto taken = std::min<qint64>(chunk.bytes.size(), room - m_bytes.size());
            m_bytes.append(chunk.bytes.first(taken));
            if (taken < chunk.bytes.size())
                return OutputRefusal{{ErrorCode::StoreUnavailable, u"The disk is full."_s, {}}, m_bytes.size()};
        }
        OutputExtent extent;
        extent.length = m_bytes.size();
        return extent;
    }
    OutputWriter::Append toAppend()
    {
        return [this](const OutputKey &, std::span<const OutputChunk> chunks) { return append(chunks); };
    }
    QByteArray bytes() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_bytes;
    }
    /// Waits until it was asked once more.
    void waitUntilAsked() { QVERIFY(m_asked.tryAcquire(1, 30'000)); }
    void goOn(int calls) { m_goOn.release(calls); }

    std::atomic<bool> isStuck = false;
    std::atomic<qint64> room = 1'000'000'000;

private:
    mutable std::mutex m_mutex;
    QByteArray m_bytes;
    QSemaphore m_asked;
    QSemaphore m_goOn;
};

} // namespace

class TestOutputWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storesWhatIsWritten();
    void hasNoFileForNothing();
    void storesWhatWaitsAtItsEnd();
    void storesMuchWithoutWaiting();
    void neverWaitsForTheDisk();
    void storesTheRestOnceThereIsRoom();
    void givesUpAtTheEndOfAnAttempt();
    void tellsNobodyAfterTheEndOfASink();
};

void TestOutputWriter::storesWhatIsWritten()
{
    OutputBench bench;
    OutputWriter writer(*bench.store, bench.clock, quick);
    const auto sink = writer.open(OutputBench::key);
    const OutputKey otherKey{501, 7, 2};
    const auto other = writer.open(otherKey);
    QByteArray all;
    for (int i = 0; i < 1000; ++i) {
        const QByteArray line = QByteArray::number(i) + '\n';
        sink->write(i % 3 == 0 ? OutputStream::Stderr : OutputStream::Stdout, line);
        all += line;
        if (i % 100 == 0)
            settle(*sink);
    }
    other->write(OutputStream::Stderr, "other");
    settle(*sink);
    settle(*other);
    QCOMPARE(bench.readAll(), all);
    QCOMPARE(bench.readAll(otherKey), "other");
    const auto slice = bench.store->read(OutputBench::key, 0, 4);
    QVERIFY(slice.ok());
    QCOMPARE(slice->content.runs.front().stream, OutputStream::Stderr);
    QCOMPARE(slice->content.runs.front().timeMs, bench.clock.wallMs());
}

void TestOutputWriter::hasNoFileForNothing()
{
    OutputBench bench;
    OutputWriter writer(*bench.store, bench.clock, quick);
    const auto sink = writer.open(OutputBench::key);
    sink->write(OutputStream::Stdout, {});
    settle(*sink);
    QVERIFY(bench.files().isEmpty());
}

void TestOutputWriter::storesWhatWaitsAtItsEnd()
{
    OutputBench bench;
    {
        OutputWriter writer(*bench.store, bench.clock, patient);
        const auto sink = writer.open(OutputBench::key);
        sink->write(OutputStream::Stdout, "the last words");
    }
    QCOMPARE(bench.readAll(), "the last words");
}

void TestOutputWriter::storesMuchWithoutWaiting()
{
    FakeDisk disk;
    FakeClock clock;
    OutputWriter writer(disk.toAppend(), clock, patient);
    const auto sink = writer.open(OutputBench::key);
    const QByteArray much(64 * 1024, 'x');
    sink->write(OutputStream::Stdout, much);
    QTRY_COMPARE(disk.bytes().size(), much.size());
}

void TestOutputWriter::neverWaitsForTheDisk()
{
    FakeDisk disk;
    FakeClock clock;
    OutputWriter writer(disk.toAppend(), clock, quick);
    const auto sink = writer.open(OutputBench::key);
    disk.isStuck = true;
    sink->write(OutputStream::Stdout, "begin\n");
    disk.waitUntilAsked();
    // The disk takes nothing, and a hundred times as much comes as may wait.
    const QByteArray piece = QByteArray(1023, 'x') + '\n';
    for (int i = 0; i < 25'600; ++i)
        sink->write(OutputStream::Stdout, piece);
    sink->write(OutputStream::Stdout, "end\n");
    disk.isStuck = false;
    disk.goOn(1);
    settle(*sink);
    const QByteArray bytes = disk.bytes();
    QVERIFY(bytes.startsWith("begin\n["));
    QCOMPARE(bytes.count("missing here"), 1);
    QVERIFY(bytes.endsWith("end\n"));
    QVERIFY2(bytes.size() <= quick.maxWaiting + 200, QByteArray::number(bytes.size()).constData());
}

void TestOutputWriter::storesTheRestOnceThereIsRoom()
{
    FakeDisk disk;
    FakeClock clock;
    OutputWriter writer(disk.toAppend(), clock, quick);
    const auto sink = writer.open(OutputBench::key);
    sink->write(OutputStream::Stdout, "stored ");
    settle(*sink);
    disk.room = 10;
    sink->write(OutputStream::Stdout, "bit by bit");
    QTRY_COMPARE(disk.bytes(), "stored bit");
    disk.room = 12;
    QTRY_COMPARE(disk.bytes(), "stored bit b");
    sink->write(OutputStream::Stdout, ", and more");
    disk.room = 1000;
    settle(*sink);
    QCOMPARE(disk.bytes(), "stored bit by bit, and more");
}

void TestOutputWriter::givesUpAtTheEndOfAnAttempt()
{
    FakeDisk disk;
    FakeClock clock;
    OutputWriter writer(disk.toAppend(), clock, quick);
    auto sink = writer.open(OutputBench::key);
    disk.room = 0;
    sink->write(OutputStream::Stdout, "lost");
    settle(*sink); // though it can't be stored
    sink.reset();
    disk.room = 1000;
    const auto next = writer.open(OutputBench::key);
    next->write(OutputStream::Stdout, "kept");
    settle(*next);
    QCOMPARE(disk.bytes(), "kept");
}

void TestOutputWriter::tellsNobodyAfterTheEndOfASink()
{
    FakeDisk disk;
    FakeClock clock;
    std::atomic<bool> isTold = false;
    {
        OutputWriter writer(disk.toAppend(), clock, quick);
        auto sink = writer.open(OutputBench::key);
        disk.isStuck = true;
        sink->write(OutputStream::Stdout, "all the same");
        disk.waitUntilAsked();
        sink->whenStored([&isTold] { isTold = true; });
        sink.reset();
        disk.isStuck = false;
        disk.goOn(1);
    }
    QCOMPARE(disk.bytes(), "all the same");
    QVERIFY(!isTold);
}

QTEST_GUILESS_MAIN(TestOutputWriter)
#include "tst_outputwriter.moc"
