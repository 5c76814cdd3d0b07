// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files.h"
#include "outputbench.h"
#include "outputfollower.h"

#include <QDirIterator>
#include <QRandomGenerator>
#include <QSignalSpy>

#include <thread>
#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mebi = OutputBench::mebi;
constexpr OutputKey key = OutputBench::key;

QByteArray numbered(qint64 from, qint64 size)
{
    return OutputBench::numbered(from, size);
}

} // namespace

class TestOutputStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void appendsByOffset_data();
    void appendsByOffset();
    void keepsStreamsAndTimes();
    void readsAnyPart_data();
    void readsAnyPart();
    void cutsTheMiddle();
    void cutsOffATornTail_data();
    void cutsOffATornTail();
    void isForItsOwnerAlone();
    void followsNoLink();
    void finishes();
    void wakesFollowers();
    void keepsFewFilesOpen();
    void appendsFromManyThreads();

private:
    void open(OutputLimits limits = {})
    {
        m_bench->limits = limits;
        m_bench->open();
        m_store = m_bench->store.get();
    }
    auto append(qint64 offset, QByteArrayView bytes, OutputStream stream = OutputStream::Stdout,
                const OutputKey &to = key)
    {
        return m_bench->append(offset, bytes, stream, to);
    }
    QByteArray readAll(const OutputKey &from = key) { return m_bench->readAll(from); }

    std::unique_ptr<OutputBench> m_bench;
    OutputStore *m_store = nullptr;
};

void TestOutputStore::init()
{
    m_bench = std::make_unique<OutputBench>();
    m_store = m_bench->store.get();
}

void TestOutputStore::appendsByOffset_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("all"); // empty where it is refused
    QTest::newRow("next") << 6LL << "world\n"_ba
                          << "hello\nworld\n"_ba;
    QTest::newRow("at the end, wherever that is") << OutputStore::atEnd << "world\n"_ba
                                                  << "hello\nworld\n"_ba;
    QTest::newRow("again") << 0LL << "hello\n"_ba
                           << "hello\n"_ba;
    QTest::newRow("again, a part") << 2LL << "ll"_ba
                                   << "hello\n"_ba;
    QTest::newRow("half of it again") << 3LL << "lo\nworld\n"_ba
                                      << "hello\nworld\n"_ba;
    QTest::newRow("nothing") << 6LL << ""_ba
                             << "hello\n"_ba;
    QTest::newRow("with a hole") << 7LL << "world\n"_ba << QByteArray();
    QTest::newRow("nothing, with a hole") << 7LL << ""_ba << QByteArray();
    QTest::newRow("before the beginning") << -2LL << "world\n"_ba << QByteArray();
}

void TestOutputStore::appendsByOffset()
{
    QFETCH(qint64, offset);
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, all);
    QCOMPARE(append(0, "hello\n")->length, 6);
    const auto appended = append(offset, bytes);
    QCOMPARE(appended.ok(), !all.isNull());
    if (!appended) {
        QCOMPARE(appended.error().error.field, u"offset"_s);
        if (offset > 0) {
            QCOMPARE(appended.error().error.code, ErrorCode::WrongOffset);
            QCOMPARE(appended.error().expectedOffset, 6);
        }
        all = "hello\n";
    } else {
        QCOMPARE(appended->lines, all.count('\n'));
        QCOMPARE(appended->lastAt, m_bench->clock.wallMs());
    }
    for (int run = 0; run < 2; ++run) {
        QCOMPARE(readAll(), all);
        QCOMPARE(m_store->extent(key)->length, all.size());
        QCOMPARE(m_store->extent(key)->lines, all.count('\n'));
        open();
    }
}

void TestOutputStore::keepsStreamsAndTimes()
{
    const qint64 now = m_bench->clock.wallMs();
    QVERIFY(append(0, "to a file", OutputStream::Stdout).ok());
    m_bench->clock.advance(std::chrono::milliseconds(5));
    QVERIFY(append(9, "oops\n", OutputStream::Stderr).ok());
    QVERIFY(append(14, "again\n", OutputStream::Stderr).ok());
    const std::vector<OutputChunk> expected{{OutputStream::Stdout, now, "file"},
                                            {OutputStream::Stderr, now + 5, "oops\nag"}};
    for (int run = 0; run < 3; ++run) {
        const auto slice = m_store->read(key, 5, 11);
        QVERIFY(slice.ok());
        QCOMPARE(slice->content.chunks(), expected);
        QCOMPARE(slice->next(), 16);
        // The other stream ends the line.
        QCOMPARE(slice->extent, (OutputExtent{20, {}, 3, now + 5, run == 2}));
        if (run == 1)
            QVERIFY(m_store->finish(key).ok());
        else
            open();
    }
}

void TestOutputStore::readsAnyPart_data()
{
    QTest::addColumn<qint64>("chunk");
    QTest::addColumn<qint64>("size");
    QTest::addColumn<bool>("finished");
    QTest::newRow("in small chunks") << 7LL << 100'000LL << false;
    QTest::newRow("in small chunks, closed") << 7LL << 100'000LL << true;
    QTest::newRow("in chunks of one byte") << 1LL << 300'000LL << false;
    QTest::newRow("in large chunks") << 256 * 1024LL << 3 * mebi + 5 << false;
    QTest::newRow("in large chunks, closed") << 256 * 1024LL << 3 * mebi + 5 << true;
    QTest::newRow("at once") << 5 * mebi << 5 * mebi << false;
    QTest::newRow("in odd chunks, closed") << 99'999LL << 5 * mebi << true;
}

void TestOutputStore::readsAnyPart()
{
    QFETCH(qint64, chunk);
    QFETCH(qint64, size);
    QFETCH(bool, finished);
    const QByteArray all = numbered(0, size);
    for (qint64 offset = 0; offset < size; offset += chunk)
        QCOMPARE(append(offset, all.mid(offset, chunk))->length, std::min(offset + chunk, size));
    if (finished) {
        QVERIFY(m_store->finish(key).ok());
        m_store->waitForBackground();
        for (const QString &file : m_bench->files())
            QVERIFY2(file.endsWith(u".zst"), qPrintable(file));
    }
    QRandomGenerator random(1);
    for (int run = 0; run < 2; ++run) {
        QCOMPARE(m_store->extent(key)->lines, (size + 15) / 16);
        QCOMPARE(m_store->extent(key)->complete, finished);
        QCOMPARE(readAll(), all);
        for (int i = 0; i < 200; ++i) {
            const qint64 offset = random.bounded(size + 1);
            const qint64 limit = random.bounded(1, i % 10 == 0 ? 3'000'000 : 3'000);
            const auto slice = m_store->read(key, offset, limit);
            QVERIFY(slice.ok());
            QCOMPARE(slice->content.offset, offset);
            QCOMPARE(slice->content.bytes, all.mid(offset, limit));
            QCOMPARE(slice->next(), offset + slice->content.bytes.size());
        }
        open();
    }
    QCOMPARE(m_store->read(key, size + 1, 1).error().field, u"offset"_s);
    QVERIFY(!m_store->read(key, -1, 1).ok());
}

void TestOutputStore::cutsTheMiddle()
{
    open({.bytesPerAttempt = 4 * mebi});
    const qint64 size = 20 * mebi + 12345;
    for (qint64 offset = 0; offset < size; offset += 200'000)
        QVERIFY(append(offset, numbered(offset, std::min(size - offset, 200'000LL))).ok());
    const OutputRange cut{mebi, 18 * mebi};
    for (int run = 0; run < 3; ++run) {
        const OutputExtent extent = *m_store->extent(key);
        QCOMPARE(extent.length, size);
        QCOMPARE(extent.cut, cut);
        QCOMPARE(extent.lines, (size + 15) / 16);
        const auto before = m_store->read(key, 1000, 2 * mebi);
        QCOMPARE(before->content.bytes, numbered(1000, mebi - 1000));
        QVERIFY(before->skipped.isEmpty());
        const auto behind = m_store->read(key, before->next(), 1000);
        QCOMPARE(behind->skipped, cut);
        QCOMPARE(behind->content.offset, cut.to);
        QCOMPARE(behind->content.bytes, numbered(cut.to, 1000));
        QCOMPARE(readAll(), numbered(0, mebi) + numbered(cut.to, size - cut.to));
        if (run == 1)
            QVERIFY(m_store->finish(key).ok());
        else
            open({.bytesPerAttempt = 4 * mebi});
    }
}

void TestOutputStore::cutsOffATornTail_data()
{
    QTest::addColumn<qint64>("change"); // bytes more or less
    QTest::addColumn<qint64>("left");
    QTest::newRow("whole") << 0LL << 300LL;
    QTest::newRow("without the last byte") << -1LL << 200LL;
    QTest::newRow("with nothing but the last head") << -100LL << 200LL;
    QTest::newRow("with half of the last head") << -110LL << 200LL;
    QTest::newRow("without the last frame") << -120LL << 200LL;
    QTest::newRow("with the first byte") << -359LL << 0LL;
    QTest::newRow("empty") << -360LL << 0LL;
    QTest::newRow("with zeros behind it, as after a power cut") << 4096LL << 300LL;
}

void TestOutputStore::cutsOffATornTail()
{
    QFETCH(qint64, change);
    QFETCH(qint64, left);
    for (qint64 offset = 0; offset < 300; offset += 100)
        QVERIFY(append(offset, numbered(offset, 100)).ok());
    m_bench->store.reset();
    QCOMPARE(m_bench->files().size(), 1);
    QFile file(m_bench->files().first());
    QVERIFY(file.resize(file.size() + change));
    open();
    QCOMPARE(m_store->extent(key)->length, left);
    QCOMPARE(readAll(), numbered(0, left));
    QVERIFY(append(left, numbered(left, 1000)).ok());
    open();
    QCOMPARE(readAll(), numbered(0, left + 1000));
}

void TestOutputStore::isForItsOwnerAlone()
{
    const mode_t before = ::umask(0);
    QVERIFY(append(0, numbered(0, 3 * mebi)).ok());
    m_store->waitForBackground();
    ::umask(before);
    QCOMPARE(modeOf(m_bench->path()), 0700);
    for (QDirIterator each(m_bench->path(), QDir::AllEntries | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
         each.hasNext();) {
        const QString entry = each.next();
        QCOMPARE(modeOf(entry), QFileInfo(entry).isDir() ? 0700 : 0600);
    }
    QCOMPARE(m_bench->files().size(), 3);
}

void TestOutputStore::followsNoLink()
{
    const QString elsewhere = m_bench->folder.filePath(u"elsewhere"_s);
    QVERIFY(QDir().mkpath(elsewhere));
    QVERIFY(QDir().mkpath(m_bench->path()));
    QVERIFY(QFile::link(elsewhere, m_bench->path() + u'/' + QFile::decodeName(key.processFolder())));
    QCOMPARE(append(0, "x").error().error.code, ErrorCode::Io);
    OutputKey other = key;
    other.createdSeq = 7;
    QVERIFY(QDir().mkpath(m_bench->path() + u'/' + QFile::decodeName(other.processFolder())));
    QVERIFY(QFile::link(elsewhere, m_bench->path() + u'/' + QFile::decodeName(other.processFolder()) + u"/1"_s));
    QVERIFY(!append(0, "x", OutputStream::Stdout, other).ok());
    QVERIFY(QDir(elsewhere).isEmpty());
}

void TestOutputStore::finishes()
{
    QVERIFY(m_store->finish(key).ok());
    QVERIFY(!m_store->extent(key)->complete);
    QVERIFY(!QFile::exists(m_bench->path()));
    QVERIFY(append(0, "some\n").ok());
    for (int run = 0; run < 2; ++run) {
        QVERIFY(m_store->finish(key).ok());
        QVERIFY(m_store->extent(key)->complete);
    }
    open();
    QVERIFY(m_store->extent(key)->complete);
    // The rest comes late.
    QVERIFY(append(5, "more").ok());
    open();
    QVERIFY(m_store->extent(key)->complete);
    QCOMPARE(readAll(), "some\nmore"_ba);
    QVERIFY(append(9, " and more").ok());
    QVERIFY(m_store->finish(key).ok());
    m_store->waitForBackground();
    open();
    QCOMPARE(readAll(), "some\nmore and more"_ba);
    QCOMPARE(m_store->extent(key)->lines, 2);
}

void TestOutputStore::wakesFollowers()
{
    OutputFollower follower(*m_store, key);
    QSignalSpy woken(&follower, &OutputFollower::available);
    OutputKey second = key;
    second.attempt = 2;
    QVERIFY(append(0, "x", OutputStream::Stdout, second).ok());
    QCoreApplication::processEvents();
    QCOMPARE(woken.count(), 0);
    std::thread([this] {
        QVERIFY(append(0, "x").ok());
        QVERIFY(append(1, "x").ok());
    }).join();
    QCoreApplication::processEvents();
    QVERIFY(append(2, "x").ok());
    QCoreApplication::processEvents();
    QCOMPARE(woken.count(), 1);
    follower.rearm();
    QVERIFY(m_store->finish(key).ok());
    QCoreApplication::processEvents();
    QCOMPARE(woken.count(), 2);
}

void TestOutputStore::keepsFewFilesOpen()
{
    const auto openFiles = [] { return QDir(u"/proc/self/fd"_s).entryList(QDir::Files | QDir::System).size(); };
    const auto before = openFiles();
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 1100; ++i) {
            const QByteArray line = "line " + QByteArray::number(round) + '\n';
            QVERIFY(append(round * line.size(), line, OutputStream::Stdout, {1, 1, i}).ok());
        }
        QVERIFY(openFiles() - before <= 130);
    }
    for (int i = 0; i < 1100; ++i)
        QCOMPARE(readAll({1, 1, i}), "line 0\nline 1\n"_ba);
}

void TestOutputStore::appendsFromManyThreads()
{
    open({.bytesPerAttempt = 4 * mebi});
    std::atomic<int> wrong = 0;
    std::atomic<bool> done = false;
    const auto write = [&](int number) {
        for (qint64 offset = 0; offset < 12 * mebi; offset += 60'000) {
            // Two writers for each attempt, as after a connection that seemed to be cut.
            if (!append(offset, numbered(offset, 60'000), OutputStream::Stdout, {quint64(number % 3), 1, 1})) {
                const auto length = m_store->extent({quint64(number % 3), 1, 1})->length;
                wrong += length > offset;
                offset = length / 60'000 * 60'000 - 60'000;
            }
        }
    };
    const auto read = [&](int number) {
        while (!done) {
            for (qint64 offset = 0;;) {
                const auto slice = m_store->read({quint64(number), 1, 1}, offset, 100'000);
                wrong += !slice || slice->content.bytes != numbered(slice->content.offset, slice->content.bytes.size());
                if (!slice || slice->content.bytes.isEmpty())
                    break;
                offset = slice->next();
            }
        }
    };
    std::vector<std::thread> writers;
    std::vector<std::thread> readers;
    for (int i = 0; i < 6; ++i)
        writers.emplace_back(write, i);
    for (int i = 0; i < 3; ++i)
        readers.emplace_back(read, i);
    for (std::thread &writer : writers)
        writer.join();
    done = true;
    for (std::thread &reader : readers)
        reader.join();
    QCOMPARE(wrong.load(), 0);
}

QTEST_GUILESS_MAIN(TestOutputStore)
#include "tst_outputstore.moc"
