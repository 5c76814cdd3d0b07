// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "seriesrecorder.h"
#include "tracked.h"

#include <QTest>

#include <cmath>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Channel = AttemptSeries::Channel;

/// A disk in memory, which may be full.
class FakeDisk
{
public:
    SeriesDisk disk()
    {
        return {.write = [this](const std::vector<SeriesRecord> &records) -> Result<void> {
                    const std::scoped_lock lock(m_mutex);
                    if (isFull)
                        return Error{ErrorCode::Io, u"The disk is full."_s, {}};
                    for (const SeriesRecord &record : records) {
                        m_kept[{record.createdSeq, record.attempt}] = record.bytes;
                        ++m_writes;
                    }
                    return {};
                },
                .readLive = [this]() -> Result<std::vector<SeriesRecord>> {
                    const std::scoped_lock lock(m_mutex);
                    std::vector<SeriesRecord> records;
                    for (const auto &[key, bytes] : m_kept)
                        records.push_back({key.first, key.second, bytes});
                    return records;
                },
                .read = [this](quint64 createdSeq, int attempt) -> Result<std::optional<QByteArray>> {
                    const std::scoped_lock lock(m_mutex);
                    if (isBroken)
                        return Error{ErrorCode::Io, u"The disk is broken."_s, {}};
                    const auto found = m_kept.find({createdSeq, attempt});
                    return found == m_kept.end() ? std::nullopt : std::optional(found->second);
                }};
    }
    std::optional<AttemptSeries> find(quint64 createdSeq, int attempt) const
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_kept.find({createdSeq, attempt});
        return found == m_kept.end() ? std::nullopt : AttemptSeries::fromBytes(found->second);
    }
    size_t size() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_kept.size();
    }
    int writes() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_writes;
    }

    std::atomic<bool> isFull = false;
    std::atomic<bool> isBroken = false;

private:
    mutable std::mutex m_mutex;
    std::map<std::pair<quint64, int>, QByteArray> m_kept;
    int m_writes = 0;
};

ReportChange sampleOf(qint64 memory)
{
    ReportChange report;
    report.resources = Resources{.source = Resources::Source::Proc, .memory = memory};
    return report;
}

} // namespace

class TestSeriesRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_parts = std::make_unique<Tracked>(); }
    void cleanup() { m_parts.reset(); }

    void recordsProgressAndFigures();
    void whatSaysNothingIsNotRecorded();
    void eachAttemptHasItsOwn();
    void isWrittenAtTheEndAndLetGoOf();
    void isReadFromMemoryOrTheDisk();
    void isWrittenNowAndThen();
    void aFullDiskLosesNothing();
    void goesOnAfterARestart();
    void aRemovedProcessLeavesNothing();
    void withoutADiskTheLastStay();
    void manyAttemptsShareTheRoom();
    void goesOnAfterALoss();

private:
    ProcessTracker &tracker() { return m_parts->tracker; }
    void report(const ReportChange &change, QStringView process = u"a")
    {
        QVERIFY(tracker().report(id(process), change).ok());
        m_parts->clock.advance(1s);
    }
    void startRunning(QStringView process = u"a")
    {
        QVERIFY(tracker().start(startOf(process, ProcessStatus::Running)).ok());
        m_parts->clock.advance(1s);
    }

    std::unique_ptr<Tracked> m_parts;
};

void TestSeriesRecorder::recordsProgressAndFigures()
{
    SeriesRecorder recorder(tracker(), m_parts->clock);
    recorder.start();
    startRunning();
    const qint64 begun = m_parts->clock.wallMs();
    report(progressOf(10));
    report(sampleOf(4096));
    report({});             // a sign of life says nothing
    report(progressOf(10)); // nor does what was known
    ReportChange both = sampleOf(8192);
    both.progress = 30;
    report(both);
    QTRY_VERIFY(recorder.find(1, 1) && recorder.find(1, 1)->size() == 3);
    const AttemptSeries series = *recorder.find(1, 1);
    QCOMPARE(series.atMs(0), begun);
    QCOMPARE(series.atMs(2), begun + 4000);
    QCOMPARE(series.value(0, Channel::Progress).last, 10.0);
    QVERIFY(std::isnan(series.value(0, Channel::Memory).last));
    QCOMPARE(series.value(1, Channel::Memory).last, 4096.0);
    QCOMPARE(series.value(2, Channel::Memory).last, 8192.0);
    QCOMPARE(series.value(2, Channel::Progress).last, 30.0);
    QVERIFY(series.source() == Resources::Source::Proc);
    QVERIFY(!recorder.find(1, 2) && !recorder.find(2, 1));
}

void TestSeriesRecorder::whatSaysNothingIsNotRecorded()
{
    SeriesRecorder recorder(tracker(), m_parts->clock);
    recorder.start();
    startRunning();
    report({});
    report(reportOf(ProcessStatus::Completed));
    startRunning(u"b");
    ReportChange done = progressOf(100);
    done.status = ProcessStatus::Completed;
    report(done, u"b");
    startRunning(u"c");
    ReportChange ran = sampleOf(1); // a run of 0.3 s has its figures, too
    ran.status = ProcessStatus::Completed;
    report(ran, u"c");
    QTRY_COMPARE(recorder.size(), 1);
}

void TestSeriesRecorder::eachAttemptHasItsOwn()
{
    SeriesRecorder recorder(tracker(), m_parts->clock);
    recorder.start();
    startRunning();
    report(sampleOf(1));
    report(reportOf(ProcessStatus::Failed));
    QVERIFY(tracker().retry(id(u"a")).ok());
    report(reportOf(ProcessStatus::Running));
    report(sampleOf(2));
    QTRY_VERIFY(recorder.find(1, 2));
    QCOMPARE(recorder.find(1, 1)->size(), size_t(2)); // with its end
    QCOMPARE(recorder.find(1, 2)->value(0, Channel::Memory).last, 2.0);
    // The last figures may come after the end.
    QVERIFY(tracker().cancel(id(u"a")).ok());
    ReportChange last = sampleOf(3);
    last.exit = Exit{.code = 0};
    report(last);
    QTRY_COMPARE(recorder.find(1, 2)->value(recorder.find(1, 2)->size() - 1, Channel::Memory).last, 3.0);
}

void TestSeriesRecorder::isWrittenAtTheEndAndLetGoOf()
{
    FakeDisk disk;
    SeriesRecorder recorder(tracker(), m_parts->clock, disk.disk());
    recorder.start();
    startRunning();
    report(sampleOf(1));
    report(sampleOf(2));
    QTRY_VERIFY(recorder.find(1, 1));
    const AttemptSeries before = *recorder.find(1, 1);
    report(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(recorder.size(), 0);
    QVERIFY(disk.find(1, 1)->size() == before.size() + 1);
    QCOMPARE(disk.writes(), 1);
}

void TestSeriesRecorder::isReadFromMemoryOrTheDisk()
{
    FakeDisk disk;
    SeriesRecorder recorder(tracker(), m_parts->clock, disk.disk());
    recorder.start();
    startRunning();
    report(sampleOf(4096));
    QTRY_COMPARE(recorder.size(), 1);
    QVERIFY(recorder.read(1, 1).ok());
    QCOMPARE(recorder.read(1, 1)->value(0, Channel::Memory).last, 4096.0);
    QVERIFY(recorder.read(1, 2)->isEmpty());
    report(reportOf(ProcessStatus::Completed));
    QTRY_COMPARE(recorder.size(), 0);
    QCOMPARE(recorder.read(1, 1)->value(0, Channel::Memory).last, 4096.0);
    disk.isBroken = true;
    QVERIFY(!recorder.read(1, 1).ok());
}

void TestSeriesRecorder::isWrittenNowAndThen()
{
    FakeDisk disk;
    SeriesRecorder recorder(tracker(), m_parts->clock, disk.disk());
    recorder.start();
    startRunning();
    report(sampleOf(1));
    QTRY_COMPARE(recorder.size(), 1);
    QTest::qWait(1100); // a look: it isn't due yet
    QCOMPARE(disk.writes(), 0);
    m_parts->clock.advance(10s);
    QTRY_COMPARE(disk.writes(), 1);
    m_parts->clock.advance(60s);
    QTest::qWait(1100);
    QCOMPARE(disk.writes(), 1); // nothing is new
    report(sampleOf(2));
    QTRY_COMPARE(disk.writes(), 2);
    QCOMPARE(recorder.size(), 1);
}

void TestSeriesRecorder::aFullDiskLosesNothing()
{
    FakeDisk disk;
    disk.isFull = true;
    QTest::ignoreMessage(QtWarningMsg, "the courses of attempts can't be written: The disk is full.");
    {
        SeriesRecorder recorder(tracker(), m_parts->clock, disk.disk());
        recorder.start();
        startRunning();
        report(sampleOf(1));
        report(reportOf(ProcessStatus::Completed));
        QTRY_COMPARE(recorder.size(), 1);
        recorder.flush();
        QCOMPARE(disk.size(), size_t(0));
        QCOMPARE(recorder.size(), 1);
        disk.isFull = false;
        QTRY_COMPARE(recorder.size(), 0);
    }
    QCOMPARE(disk.find(1, 1)->size(), size_t(2));
}

void TestSeriesRecorder::goesOnAfterARestart()
{
    FakeDisk disk;
    {
        SeriesRecorder recorder(tracker(), m_parts->clock, disk.disk());
        recorder.start();
        startRunning();
        report(progressOf(1));
        report(sampleOf(1));
        report(sampleOf(2));
        startRunning(u"over");
        report(sampleOf(1), u"over");
        QTRY_COMPARE(recorder.size(), 2);
    }
    QCOMPARE(disk.size(), size_t(2)); // the end writes
    report(reportOf(ProcessStatus::Completed), u"over");
    SeriesRecorder recorder(tracker(), m_parts->clock, disk.disk());
    recorder.start();
    report(sampleOf(3));
    QTRY_VERIFY(recorder.find(1, 1) && recorder.find(1, 1)->size() >= 4);
    const AttemptSeries series = *recorder.find(1, 1);
    QCOMPARE(series.value(0, Channel::Progress).last, 1.0);
    QCOMPARE(series.value(series.size() - 1, Channel::Memory).last, 3.0);
    QVERIFY(!recorder.find(5, 1)); // that one ended
}

void TestSeriesRecorder::aRemovedProcessLeavesNothing()
{
    FakeDisk disk;
    SeriesRecorder recorder(tracker(), m_parts->clock, disk.disk());
    recorder.start();
    startRunning();
    report(sampleOf(1));
    report(reportOf(ProcessStatus::Completed));
    QVERIFY(tracker().remove(id(u"a")).ok());
    QCoreApplication::processEvents();
    recorder.flush();
    QCOMPARE(recorder.size(), 0);
    QCOMPARE(disk.size(), size_t(0));
}

void TestSeriesRecorder::withoutADiskTheLastStay()
{
    SeriesRecorder recorder(tracker(), m_parts->clock, {}, {.maxSeries = 10});
    recorder.start();
    for (int i = 0; i < 30; ++i) {
        const QString process = u"p%1"_s.arg(i);
        startRunning(process);
        report(sampleOf(i), process);
        report(reportOf(ProcessStatus::Completed), process);
    }
    QTRY_COMPARE(recorder.size(), 5);
    QVERIFY(!recorder.find(1, 1));
    QCOMPARE(recorder.find(29 * 3 + 1, 1)->value(0, Channel::Memory).last, 29.0);
}

void TestSeriesRecorder::manyAttemptsShareTheRoom()
{
    constexpr size_t pointBytes = AttemptSeries::bytesPerPoint;
    SeriesRecorder recorder(tracker(), m_parts->clock, {}, {.maxSeries = 4, .maxBytes = 4 * 100 * pointBytes});
    recorder.start();
    for (int i = 0; i < 6; ++i)
        startRunning(u"p%1"_s.arg(i));
    for (int round = 0; round < 300; ++round) {
        for (int i = 0; i < 6; ++i)
            QVERIFY(tracker().report(id(u"p%1"_s.arg(i)), sampleOf(round)).ok());
        m_parts->clock.advance(1s);
    }
    QTRY_VERIFY(recorder.find(1, 1) && recorder.find(1, 1)->value(0, Channel::Memory).least == 0.0
                && recorder.find(1, 1)->value(recorder.find(1, 1)->size() - 1, Channel::Memory).last == 299.0);
    QCOMPARE(recorder.size(), 4);
    for (quint64 process = 1; process <= 4; ++process) {
        QVERIFY(recorder.find(process, 1)->size() <= 100);
        QVERIFY(recorder.find(process, 1)->size() >= 40);
    }
    QVERIFY(!recorder.find(5, 1));
}

void TestSeriesRecorder::goesOnAfterALoss()
{
    m_parts = std::make_unique<Tracked>(8);
    SeriesRecorder recorder(tracker(), m_parts->clock);
    recorder.start();
    startRunning();
    report(sampleOf(1));
    QTRY_VERIFY(recorder.find(1, 1));
    for (int i = 0; i < 100; ++i)
        report(sampleOf(i)); // more than the log holds
    QTRY_VERIFY(recorder.find(1, 1)->size() == 2);
    QCOMPARE(recorder.find(1, 1)->value(1, Channel::Memory).last, 99.0);
    report(sampleOf(7));
    QTRY_COMPARE(recorder.find(1, 1)->size(), size_t(3));
}

QTEST_GUILESS_MAIN(TestSeriesRecorder)
#include "tst_seriesrecorder.moc"
