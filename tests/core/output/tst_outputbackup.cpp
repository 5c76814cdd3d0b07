// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputbackup.h"
#include "outputbench.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mebi = OutputBench::mebi;

bool all(quint64)
{
    return true;
}

/// A copy of the bench's output, and what a store finds in it.
struct Copy
{
    explicit Copy(const OutputBench &original, const std::function<bool(quint64)> &wanted = all)
        : result(backUpOutput(original.path(), copied.path(), wanted))
    {
        copied.open();
    }

    OutputBench copied;
    Result<void> result;
};

} // namespace

class TestOutputBackup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void copiesEachForm();
    void copiesWhatIsWantedAlone();
    void leavesOutWhatIsHalfWritten_data();
    void leavesOutWhatIsHalfWritten();
    void keepsACut();
    void makesNothingOfNothing();
    void refusesWhatIsThere();
    void leavesNoHalfCopy();
    void copiesWhileItGrows();
};

void TestOutputBackup::copiesEachForm()
{
    OutputBench bench;
    const QByteArray bytes = OutputBench::numbered(0, 3 * mebi + 500);
    QVERIFY(bench.append(0, bytes.first(2 * mebi)).ok());
    bench.store->waitForBackground(); // compressed
    QVERIFY(bench.append(2 * mebi, bytes.sliced(2 * mebi)).ok());
    const OutputKey second{OutputBench::key.createdSeq, OutputBench::key.digest, 2};
    QVERIFY(bench.append(0, "the second\n", OutputStream::Stderr, second).ok());
    QVERIFY(bench.store->finish(second).ok());
    Copy copy(bench);
    QVERIFY2(copy.result.ok(), copy.result ? "" : qPrintable(copy.result.error().message));
    QCOMPARE(copy.copied.readAll(), bytes);
    QCOMPARE(copy.copied.readAll(second), "the second\n");
    QVERIFY(copy.copied.store->extent(second)->complete);
    QCOMPARE(copy.copied.store->extent(OutputBench::key)->lines, bench.store->extent(OutputBench::key)->lines);
    // It goes on where it was, and the original doesn't notice.
    QVERIFY(copy.copied.append(bytes.size(), "more").ok());
    QCOMPARE(bench.readAll(), bytes);
    for (const QString &file : copy.copied.files()) {
        const auto others = QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther);
        QVERIFY(!others);
    }
}

void TestOutputBackup::copiesWhatIsWantedAlone()
{
    OutputBench bench;
    const OutputKey other{501, 7, 1};
    QVERIFY(bench.append(0, "wanted").ok());
    QVERIFY(bench.append(0, "unknown", OutputStream::Stdout, other).ok());
    Copy copy(bench, [](quint64 createdSeq) { return createdSeq == OutputBench::key.createdSeq; });
    QVERIFY(copy.result.ok());
    QCOMPARE(copy.copied.readAll(), "wanted");
    QCOMPARE(copy.copied.readAll(other), QByteArray());
}

void TestOutputBackup::leavesOutWhatIsHalfWritten_data()
{
    QTest::addColumn<QByteArray>("tail");
    QTest::newRow("half a head") << QByteArray("\1\0\0", 3);
    QTest::newRow("a head without its bytes") << QByteArray("\1\0\0\0\0\0\0\4\0\0\0\0\0\0\0\0abcd", 20);
    QTest::newRow("zeros") << QByteArray(100, '\0');
}

void TestOutputBackup::leavesOutWhatIsHalfWritten()
{
    QFETCH(const QByteArray, tail);
    OutputBench bench;
    QVERIFY(bench.append(0, "confirmed\n").ok());
    QCOMPARE(bench.files().size(), 1);
    QFile file(bench.files().constFirst());
    QVERIFY(file.open(QIODevice::Append) && file.write(tail) == tail.size());
    file.close();
    const qint64 size = file.size();
    const Copy copy(bench);
    QVERIFY(copy.result.ok());
    QCOMPARE(file.size(), size); // nobody but its server mends the original
    QCOMPARE(copy.copied.files().size(), 1);
    QCOMPARE(QFile(copy.copied.files().constFirst()).size(), size - tail.size());
}

void TestOutputBackup::keepsACut()
{
    OutputBench bench({.bytesPerAttempt = 4 * mebi});
    for (int i = 0; i < 10; ++i)
        QVERIFY(bench.append(i * mebi, OutputBench::numbered(i * mebi, mebi)).ok());
    const OutputExtent extent = *bench.store->extent(OutputBench::key);
    QVERIFY(!extent.cut.isEmpty());
    Copy copy(bench);
    QVERIFY(copy.result.ok());
    QCOMPARE(*copy.copied.store->extent(OutputBench::key), extent);
    QCOMPARE(copy.copied.readAll(), bench.readAll());
}

void TestOutputBackup::makesNothingOfNothing()
{
    const OutputBench bench;
    const Copy copy(bench);
    QVERIFY(copy.result.ok());
    QVERIFY(!QFile::exists(copy.copied.path()));
}

void TestOutputBackup::refusesWhatIsThere()
{
    OutputBench bench;
    QVERIFY(bench.append(0, "new").ok());
    OutputBench other;
    QVERIFY(other.append(0, "old").ok());
    const auto refused = backUpOutput(bench.path(), other.path(), all);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::Io);
    QVERIFY(refused.error().message.contains(other.path()));
    QCOMPARE(other.readAll(), "old");
}

void TestOutputBackup::leavesNoHalfCopy()
{
    OutputBench bench;
    QVERIFY(bench.append(0, "first").ok());
    const OutputKey broken{501, 7, 1};
    QVERIFY(bench.append(0, "second", OutputStream::Stdout, broken).ok());
    // In the place of a segment stands a folder, which nobody can read as a file.
    const QStringList files = bench.files();
    const auto second = std::find_if(files.begin(), files.end(), [&](const QString &file) {
        return file.contains(QString::fromLatin1(broken.processFolder()));
    });
    QVERIFY(second != files.end());
    QVERIFY(QFile::remove(*second) && QDir().mkdir(*second));
    const Copy copy(bench);
    QVERIFY(!copy.result.ok());
    QCOMPARE(copy.result.error().code, ErrorCode::Io);
    QVERIFY(!QFile::exists(copy.copied.path()));
}

/// While a copy is made, the store appends, closes, compresses and cuts.
void TestOutputBackup::copiesWhileItGrows()
{
    OutputBench bench({.bytesPerAttempt = 6 * mebi});
    std::atomic<qint64> confirmed = 0;
    std::atomic<bool> ends = false;
    std::thread printer([&] {
        constexpr qint64 piece = 48'000;
        for (qint64 offset = 0; !ends; offset += piece) {
            if (!bench.append(offset, OutputBench::numbered(offset, piece)).ok())
                return;
            confirmed = offset + piece;
        }
    });
    QString problem;
    for (int i = 0; i < 10 && problem.isEmpty(); ++i) {
        const qint64 before = confirmed;
        Copy copy(bench);
        if (!copy.result) {
            problem = copy.result.error().message;
            continue;
        }
        const auto extent = copy.copied.store->extent(OutputBench::key);
        if (!extent || extent->length < before)
            problem = u"%1 bytes were confirmed, and %2 copied"_s.arg(before).arg(extent ? extent->length : -1);
        for (qint64 offset = 0; problem.isEmpty() && offset < extent->length;) {
            const auto slice = copy.copied.store->read(OutputBench::key, offset, mebi);
            if (!slice || slice->content.bytes.isEmpty()
                || slice->content.bytes != OutputBench::numbered(slice->content.offset, slice->content.bytes.size()))
                problem = u"other bytes at %1"_s.arg(offset);
            else if (!slice->skipped.isEmpty() && !(slice->skipped == extent->cut))
                problem = u"a second gap at %1"_s.arg(offset);
            else
                offset = slice->next();
        }
    }
    ends = true;
    printer.join();
    QCOMPARE(problem, QString());
}

QTEST_GUILESS_MAIN(TestOutputBackup)
#include "tst_outputbackup.moc"
