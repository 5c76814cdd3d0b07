// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files.h"
#include "outputbench.h"
#include "outputfollower.h"

#include <QDirIterator>
#include <QProcess>
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
    void mendsWhatACrashLeft_data();
    void mendsWhatACrashLeft();
    void passesOverWhatIsDamaged_data();
    void passesOverWhatIsDamaged();
    void sweeps();
    void sharesTheRoomAmongTheLive();
    void removes();
    void forgetsWhatIsReadMeanwhile();
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

void TestOutputStore::mendsWhatACrashLeft_data()
{
    // Segments A and B of an output of 2.5 MiB are closed, C is open.
    QTest::addColumn<QString>("script");
    QTest::addColumn<qint64>("left");
    const qint64 all = 5 * mebi / 2;
    QTest::newRow("nothing") << u"true"_s << all;
    QTest::newRow("both forms of a segment") << u"zstd -q 0-*.raw -o $(basename 0-*.raw .raw).zst"_s << all;
    QTest::newRow("half a compressed file") << u"echo half > $(basename 0-*.raw .raw).zst.tmp"_s << all;
    QTest::newRow("a segment that wasn't closed") << u"n=$(echo 100000-*.raw); mv $n ${n%-*}.out"_s << all;
    QTest::newRow("an empty segment at the end") << u": > 280000-28001-280000-18bcfe56800.out"_s << all;
    QTest::newRow("nothing but an empty segment") << u"rm *; : > 0-1-0-18bcfe56800.out"_s << 0LL;
    QTest::newRow("an empty twin") << u": > 200000-20001-200000-1.out"_s << all;
    QTest::newRow("what isn't ours") << u"echo x > README; echo x > 0-1-0-18b.out.bak"_s << all;
    QTest::newRow("nothing open") << u"rm 200000-*.out"_s << 2 * mebi;
}

void TestOutputStore::mendsWhatACrashLeft()
{
    QFETCH(QString, script);
    QFETCH(qint64, left);
    QVERIFY(append(0, numbered(0, 5 * mebi / 2)).ok());
    m_store->waitForBackground();
    m_bench->store.reset();
    QProcess shell;
    shell.setWorkingDirectory(QFileInfo(m_bench->files().first()).path());
    // As they were before they were compressed.
    shell.start(u"sh"_s, {u"-ec"_s, u"for f in *.zst; do zstd -qd --rm $f -o ${f%.zst}.raw; done; "_s + script});
    QVERIFY(shell.waitForFinished() && shell.exitCode() == 0);
    for (int run = 0; run < 2; ++run) {
        open();
        QCOMPARE(m_store->extent(key)->length, left);
        QCOMPARE(readAll(), numbered(0, left));
        QCOMPARE(m_store->extent(key)->lines, left / 16);
        QVERIFY(append(left, numbered(left, 1600)).ok());
        left += 1600;
        QCOMPARE(readAll(), numbered(0, left));
        m_store->waitForBackground();
        const QStringList files = m_bench->files();
        QVERIFY(files.filter(u".raw"_s).isEmpty());
        QVERIFY(files.filter(u".tmp"_s).isEmpty());
        QCOMPARE(files.filter(u".out"_s).size() - files.filter(u".bak"_s).size(), 1);
    }
}

void TestOutputStore::passesOverWhatIsDamaged_data()
{
    QTest::addColumn<QString>("script");
    QTest::newRow("garbage") << u"echo garbage > $(echo 100000-*.zst)"_s;
    QTest::newRow("empty") << u": > $(echo 100000-*.zst)"_s;
    QTest::newRow("a changed byte")
        << u"printf X | dd of=$(echo 100000-*.zst) bs=1 seek=500 conv=notrunc status=none"_s;
    QTest::newRow("far too much in it")
        << u"f=$(echo 100000-*.zst); head -c 100000000 /dev/zero | zstd -q --stream-size=100000000 -f -o $f"_s;
    QTest::newRow("gone") << u"rm 100000-*.zst"_s;
}

void TestOutputStore::passesOverWhatIsDamaged()
{
    QFETCH(QString, script);
    QVERIFY(append(0, numbered(0, 3 * mebi)).ok());
    QVERIFY(m_store->finish(key).ok());
    m_store->waitForBackground();
    m_bench->store.reset();
    QProcess shell;
    shell.setWorkingDirectory(QFileInfo(m_bench->files().first()).path());
    shell.start(u"sh"_s, {u"-c"_s, script});
    QVERIFY(shell.waitForFinished() && shell.exitCode() == 0);
    open();
    QCOMPARE(readAll(), numbered(0, mebi) + numbered(2 * mebi, mebi));
    const auto slice = m_store->read(key, mebi + 5, 100);
    QCOMPARE(slice->skipped, (OutputRange{mebi + 5, 2 * mebi}));
    const auto lines = m_store->lines(key, mebi / 16 - 1, 4);
    QCOMPARE(lines->lines.size(), 4u);
    QCOMPARE(lines->lines[3].number, 2 * mebi / 16 + 2);
    OutputQuery query;
    query.text = QString::number(2 * mebi / 16 + 7);
    QCOMPARE(m_store->search(key, query)->matches.size(), 1u);
}

void TestOutputStore::sweeps()
{
    using Keep = OutputStore::Keep;
    // Each takes over 100 KB, also compressed.
    QRandomGenerator random(5);
    QByteArray noise(100'000, Qt::Uninitialized);
    for (char &byte : noise)
        byte = static_cast<char>(random.generate());
    open({.bytesInAll = 350'000});
    const auto keyOf = [](quint64 createdSeq) { return OutputKey{createdSeq, 1, 1}; };
    for (quint64 createdSeq = 1; createdSeq <= 6; ++createdSeq)
        QVERIFY(append(0, noise, OutputStream::Stdout, keyOf(createdSeq)).ok());
    // The higher the number, the older; but 1 is live, and 6 is known no more.
    for (const QString &path : m_bench->files()) {
        QFile file(path);
        const auto createdSeq = QFileInfo(QFileInfo(path).path()).dir().dirName().section(u'-', 0, 0).toInt();
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(-createdSeq), QFileDevice::FileModificationTime));
    }
    const auto fate = [](quint64 createdSeq) {
        return createdSeq == 1 ? Keep::Always : createdSeq == 6 ? Keep::No : Keep::WhileRoom;
    };
    m_store->sweep(fate);
    m_store->waitForBackground();
    m_store->waitForBackground(); // what the sweep has posted
    for (quint64 createdSeq = 1; createdSeq <= 6; ++createdSeq) {
        QCOMPARE(m_store->extent(keyOf(createdSeq))->length, createdSeq <= 3 ? noise.size() : 0);
        // What is over is closed.
        QCOMPARE(m_store->extent(keyOf(createdSeq))->complete, createdSeq == 2 || createdSeq == 3);
    }
    qint64 onDisk = 0;
    for (const QString &file : m_bench->files())
        onDisk += QFileInfo(file).size();
    QCOMPARE(m_store->bytesOnDisk(), onDisk);
    QCOMPARE(QDir(m_bench->path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 3);
    // A later run counts anew.
    open({.bytesInAll = 250'000});
    m_store->sweep(fate);
    m_store->waitForBackground();
    QCOMPARE(m_store->extent(keyOf(3))->length, 0);
    QCOMPARE(m_store->extent(keyOf(2))->length, noise.size());
}

void TestOutputStore::sharesTheRoomAmongTheLive()
{
    QRandomGenerator random(5);
    QByteArray noise(8 * mebi, Qt::Uninitialized);
    for (char &byte : noise)
        byte = static_cast<char>(random.generate());
    open({.bytesInAll = 8 * mebi});
    for (quint64 createdSeq = 1; createdSeq <= 2; ++createdSeq)
        QVERIFY(append(0, noise, OutputStream::Stdout, {createdSeq, 1, 1}).ok());
    m_store->waitForBackground();
    m_store->sweep([](quint64) { return OutputStore::Keep::Always; });
    m_store->waitForBackground();
    for (quint64 createdSeq = 1; createdSeq <= 2; ++createdSeq) {
        const auto extent = m_store->extent({createdSeq, 1, 1});
        QCOMPARE(extent->length, 8 * mebi);
        QCOMPARE(extent->cut, (OutputRange{mebi, 5 * mebi}));
    }
    QVERIFY(m_store->bytesOnDisk() <= 8 * mebi + 10'000);
}

void TestOutputStore::removes()
{
    for (quint64 createdSeq = 1; createdSeq <= 3; ++createdSeq) {
        for (int attempt = 1; attempt <= 2; ++attempt)
            QVERIFY(append(0, "some\n", OutputStream::Stdout, {createdSeq, 1, attempt}).ok());
    }
    m_store->remove({1, 3, 99});
    m_store->waitForBackground();
    for (quint64 createdSeq = 1; createdSeq <= 3; ++createdSeq) {
        for (int attempt = 1; attempt <= 2; ++attempt)
            QCOMPARE(m_store->extent({createdSeq, 1, attempt})->length, createdSeq == 2 ? 5 : 0);
    }
    QCOMPARE(QDir(m_bench->path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot), QStringList(u"2-0000000000000001"_s));
    // Another process of that number begins anew.
    QVERIFY(append(0, "other\n", OutputStream::Stdout, {1, 2, 1}).ok());
    QCOMPARE(readAll({1, 2, 1}), "other\n"_ba);
}

void TestOutputStore::forgetsWhatIsReadMeanwhile()
{
    for (quint64 createdSeq = 1; createdSeq <= 10; ++createdSeq) {
        const OutputKey gone{createdSeq, 1, 1};
        QVERIFY(append(0, numbered(0, 3 * mebi), OutputStream::Stdout, gone).ok());
        m_store->waitForBackground();
        m_bench->open(); // so that the folder is read again
        m_store = m_bench->store.get();
        std::atomic<bool> ends = false;
        std::thread reader([&] {
            while (!ends)
                std::ignore = m_store->extent(gone);
        });
        m_store->remove({createdSeq});
        m_store->waitForBackground();
        ends = true;
        reader.join();
        QCOMPARE(m_store->extent(gone)->length, 0);
    }
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
