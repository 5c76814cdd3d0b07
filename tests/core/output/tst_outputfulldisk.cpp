// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputbench.h"

#include <QTest>

#include <sys/mount.h>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mebi = OutputBench::mebi;
constexpr OutputKey key = OutputBench::key;

} // namespace

/// A disk that is full, and one that can't be written to. Needs a mount namespace in which it is root: see
/// tests/durability/ownmounts.sh.
class TestOutputFullDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aFullDiskLosesNothing_data();
    void aFullDiskLosesNothing();
    void aReadOnlyDiskIsRead();

private:
    static void fill(QFile &ballast)
    {
        while (ballast.write(QByteArray(4096, 'x')) == 4096) { }
    }

    std::unique_ptr<OutputBench> m_bench;
};

void TestOutputFullDisk::init()
{
    m_bench = std::make_unique<OutputBench>();
    m_bench->store.reset();
    const QByteArray path = m_bench->folder.path().toLocal8Bit();
    QVERIFY2(::mount("none", path.constData(), "tmpfs", 0, "size=5m") == 0, "can't mount: run it as CTest does");
    m_bench->open();
}

void TestOutputFullDisk::cleanup()
{
    m_bench->store.reset();
    QCOMPARE(::umount2(m_bench->folder.path().toLocal8Bit().constData(), MNT_DETACH), 0);
}

void TestOutputFullDisk::aFullDiskLosesNothing_data()
{
    QTest::addColumn<qint64>("chunk");
    QTest::addColumn<bool>("full");
    QTest::newRow("small chunks") << 10'000LL << false;
    QTest::newRow("large chunks") << 700'000LL << false;
    QTest::newRow("chunks of several segments") << 3 * mebi << false;
    QTest::newRow("small chunks, synced") << 10'000LL << true;
}

void TestOutputFullDisk::aFullDiskLosesNothing()
{
    QFETCH(qint64, chunk);
    QFETCH(bool, full);
    const auto durability = full ? OutputStore::Durability::Full : OutputStore::Durability::Normal;
    m_bench->open(durability);
    QFile ballast(m_bench->folder.filePath(u"ballast"_s));
    QVERIFY(ballast.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    QCOMPARE(ballast.write(QByteArray(mebi, 'x')), mebi);
    qint64 length = 0;
    std::optional<OutputRefusal> refusal;
    for (int i = 0; i < 5000 && !refusal; ++i) {
        const auto extent = m_bench->append(length, OutputBench::numbered(length, chunk));
        if (extent)
            length = extent->length;
        else
            refusal = extent.error();
        // So that it gets full in the middle of an output.
        if (i > 2)
            fill(ballast);
    }
    QVERIFY(refusal);
    QCOMPARE(refusal->error.code, ErrorCode::StoreUnavailable);
    QVERIFY2(refusal->error.message.contains(u"No space left"), qPrintable(refusal->error.message));
    for (int run = 0; run < 2; ++run) {
        // What is compressed makes room.
        m_bench->store->waitForBackground();
        fill(ballast);
        const auto extent = m_bench->store->extent(key);
        QVERIFY(extent.ok());
        // A beginning of the chunk may be there.
        QVERIFY(extent->length >= length && extent->length < length + chunk);
        QCOMPARE(m_bench->readAll(), OutputBench::numbered(0, extent->length));
        QVERIFY(!m_bench->append(length, OutputBench::numbered(length, 4 * mebi)).ok());
        m_bench->open(durability);
    }
    // There is room again: it goes on.
    QVERIFY(ballast.resize(0));
    for (int run = 0; run < 2; ++run) {
        const auto extent = m_bench->append(length, OutputBench::numbered(length, chunk / 2));
        QVERIFY2(extent.ok(), extent.ok() ? "" : qPrintable(extent.error().error.message));
        QCOMPARE(m_bench->readAll(), OutputBench::numbered(0, extent->length));
        length = extent->length;
        m_bench->open(durability);
        QCOMPARE(m_bench->store->extent(key)->length, length);
    }
}

void TestOutputFullDisk::aReadOnlyDiskIsRead()
{
    QVERIFY(m_bench->append(0, OutputBench::numbered(0, 2 * mebi + 5)).ok());
    m_bench->store.reset();
    QCOMPARE(
        ::mount("none", m_bench->folder.path().toLocal8Bit().constData(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr), 0);
    m_bench->open();
    QCOMPARE(m_bench->readAll(), OutputBench::numbered(0, 2 * mebi + 5));
    const auto refused = m_bench->append(OutputStore::atEnd, "more");
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().error.code, ErrorCode::StoreUnavailable);
    QCOMPARE(m_bench->readAll(), OutputBench::numbered(0, 2 * mebi + 5));
}

QTEST_GUILESS_MAIN(TestOutputFullDisk)
#include "tst_outputfulldisk.moc"
