// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputspool.h"

#include "numberedlines.h"
#include "outputcodec.h"

#include <QDir>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kib = 1024;

/// The bytes of output in records.
QByteArray outputIn(const QByteArray &records)
{
    QByteArray bytes;
    const auto chunks = OutputCodec::decode(records);
    for (const OutputChunk &chunk : *chunks)
        bytes += chunk.bytes;
    return bytes;
}

/// The bytes of all that a spool gives.
QByteArray takeAll(OutputSpool &spool)
{
    QByteArray taken;
    for (;;) {
        const OutputSpool::Batch batch = spool.take(100 * kib);
        if (batch.bytes == 0)
            return taken;
        taken += outputIn(batch.records);
    }
}

} // namespace

class TestOutputSpool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAllInOrder_data();
    void keepsAllInOrder();
    void keepsStreamsAndTimes();
    void dropsTheMiddle_data();
    void dropsTheMiddle();
    void leavesNoFileBehind();
    void waitsForRoomAndNotLonger();
};

void TestOutputSpool::keepsAllInOrder_data()
{
    QTest::addColumn<qint64>("memory");
    QTest::addColumn<qint64>("file");
    QTest::addColumn<qint64>("backlog"); // that is left at most before some is taken
    QTest::newRow("in memory") << 1024 * kib << 0 * kib << 200 * kib;
    QTest::newRow("in a file, too") << 64 * kib << 1024 * kib << 500 * kib;
    QTest::newRow("round and round in the file") << 16 * kib << 256 * kib << 120 * kib;
}

void TestOutputSpool::keepsAllInOrder()
{
    QFETCH(qint64, memory);
    QFETCH(qint64, file);
    QFETCH(qint64, backlog);
    const QTemporaryDir folder;
    OutputSpool spool({.memoryBytes = memory, .fileBytes = file, .folder = folder.path()});
    QRandomGenerator random(12);
    const QByteArray sent = numberedLines(0, 300'000);
    QByteArray taken;
    for (qsizetype at = 0; at < sent.size();) {
        // From a byte to more than a record of the file holds.
        const qsizetype size = std::min<qsizetype>(sent.size() - at, 1 + random.bounded(1 << random.bounded(18)));
        spool.append({at % 2 ? OutputStream::Stderr : OutputStream::Stdout, at, QByteArrayView(sent).sliced(at, size)});
        at += size;
        while (spool.size() > backlog) {
            const qint64 most = OutputCodec::headSize + 1 + random.bounded(50'000);
            const OutputSpool::Batch batch = spool.take(most);
            QVERIFY(batch.bytes > 0);
            QVERIFY(batch.records.size() <= most);
            const QByteArray bytes = outputIn(batch.records);
            QCOMPARE(bytes.size(), batch.bytes);
            taken += bytes;
        }
    }
    QCOMPARE(spool.size(), sent.size() - taken.size());
    taken += takeAll(spool);
    QVERIFY(taken == sent);
    QCOMPARE(spool.size(), 0);
    QCOMPARE(spool.dropped(), 0);
}

void TestOutputSpool::keepsStreamsAndTimes()
{
    OutputSpool spool({.memoryBytes = 40, .fileBytes = 200 * kib});
    spool.append({OutputStream::Stdout, 1000, "a"});
    spool.append({OutputStream::Stdout, 1001, "b"}); // as good as the same moment
    spool.append({OutputStream::Stderr, 1001, "c"});
    spool.append({OutputStream::Stderr, 2000, "d"}); // in the file
    const OutputSpool::Batch batch = spool.take(OutputCodec::headSize + 2);
    QCOMPARE(batch.bytes, 2);
    const auto both = OutputCodec::decode(batch.records);
    QCOMPARE(*both, (std::vector<OutputChunk>{{OutputStream::Stdout, 1000, "ab"}}));
    const QByteArray rest = spool.take(100).records;
    QCOMPARE(*OutputCodec::decode(rest),
             (std::vector<OutputChunk>{{OutputStream::Stderr, 1001, "c"}, {OutputStream::Stderr, 2000, "d"}}));
}

void TestOutputSpool::dropsTheMiddle_data()
{
    QTest::addColumn<qint64>("file");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<bool>("keepsTheNewest");
    QTest::newRow("of a file") << 256 * kib << QString() << true;
    QTest::newRow("of memory alone") << 0 * kib << QString() << false;
    QTest::newRow("without a folder") << 256 * kib << u"/nowhere/at/all"_s << false;
}

void TestOutputSpool::dropsTheMiddle()
{
    QFETCH(qint64, file);
    QFETCH(QString, folder);
    QFETCH(bool, keepsTheNewest);
    OutputSpool spool({.memoryBytes = 64 * kib, .fileBytes = file, .folder = folder});
    const QByteArray sent = numberedLines(0, 200'000);
    for (qsizetype at = 0; at < sent.size(); at += 5000)
        spool.append({OutputStream::Stdout, at, QByteArrayView(sent).sliced(at, 5000)});
    QVERIFY(spool.dropped() > 0);
    QVERIFY(spool.size() <= 64 * kib + file);
    const QByteArray taken = takeAll(spool);

    const qsizetype note = taken.indexOf('[');
    QVERIFY(note > 50 * kib);
    QVERIFY(sent.startsWith(taken.first(note)));
    const qsizetype end = taken.indexOf('\n', note);
    const QByteArray said = taken.sliced(note, end - note);
    QVERIFY2(said.contains('(' + QByteArray::number(spool.dropped()) + " bytes) of the output are missing here"),
             said.constData());
    const QByteArray newest = taken.sliced(end + 1);
    QCOMPARE(!newest.isEmpty(), keepsTheNewest);
    QVERIFY(sent.endsWith(newest));
    QCOMPARE(note + newest.size() + spool.dropped(), sent.size());

    // What comes then has its place behind the line.
    spool.append({OutputStream::Stdout, 0, "more\n"});
    QCOMPARE(takeAll(spool), QByteArray("more\n"));
}

void TestOutputSpool::leavesNoFileBehind()
{
    const QTemporaryDir folder;
    OutputSpool spool({.memoryBytes = 100, .fileBytes = 256 * kib, .folder = folder.path()});
    spool.append({OutputStream::Stdout, 0, QByteArray(100 * kib, 'x')});
    QCOMPARE(spool.size(), 100 * kib);
    QVERIFY(QDir(folder.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot));
}

void TestOutputSpool::waitsForRoomAndNotLonger()
{
    OutputSpool spool({.memoryBytes = 64 * kib, .fileBytes = 0});
    spool.append({OutputStream::Stdout, 0, QByteArray(60 * kib, 'x')});
    const std::unique_ptr<QThread> taker(QThread::create([&] {
        QThread::msleep(50);
        spool.take(100 * kib);
    }));
    taker->start();
    spool.append({OutputStream::Stdout, 0, QByteArray(30 * kib, 'y')}, std::chrono::minutes(10));
    taker->wait();
    QCOMPARE(spool.dropped(), 0);
    spool.append({OutputStream::Stdout, 0, QByteArray(40 * kib, 'z')}, std::chrono::milliseconds(1));
    QCOMPARE(spool.dropped(), 40 * kib);
}

QTEST_GUILESS_MAIN(TestOutputSpool)
#include "tst_outputspool.moc"
