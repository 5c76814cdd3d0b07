// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputbench.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <thread>
#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr int attempts = 4;
constexpr qint64 mebi = OutputBench::mebi;

OutputKey keyOf(int attempt)
{
    return {7, 7, attempt};
}

/// In another program: appends numbered lines to several outputs at once, from where they end, and prints what was
/// confirmed. Now and then an output is over, and goes on all the same.
int writeForEver(const QString &folder, qint64 bytesPerAttempt)
{
    const SystemClock clock;
    OutputStore store(folder, OutputStore::Durability::Normal, clock, {.bytesPerAttempt = bytesPerAttempt});
    const auto write = [&store](int attempt) {
        QRandomGenerator random(QRandomGenerator::securelySeeded());
        qint64 length = store.extent(keyOf(attempt))->length;
        for (;;) {
            const QByteArray bytes =
                OutputBench::numbered(length, random.bounded(1, random.bounded(20) == 0 ? 3'000'000 : 50'000));
            const OutputChunk chunk{OutputStream::Stdout, 1, bytes};
            const auto extent = store.append(keyOf(attempt), length, {&chunk, 1});
            if (!extent || extent->length != length + bytes.size())
                ::_exit(3);
            length = extent->length;
            const QByteArray told = QByteArray::number(attempt) + ' ' + QByteArray::number(length) + '\n';
            if (::write(STDOUT_FILENO, told.constData(), static_cast<size_t>(told.size())) != told.size())
                ::_exit(4);
            if (random.bounded(50) == 0)
                (void)store.finish(keyOf(attempt));
        }
    };
    std::vector<std::thread> writers;
    for (int attempt = 1; attempt <= attempts; ++attempt)
        writers.emplace_back(write, attempt);
    for (std::thread &writer : writers)
        writer.join();
    return 0;
}

} // namespace

/// What is left of outputs when the program that writes them is killed, again and again.
class TestOutputKilled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatWasConfirmed_data();
    void keepsWhatWasConfirmed();
};

void TestOutputKilled::keepsWhatWasConfirmed_data()
{
    QTest::addColumn<qint64>("bytesPerAttempt");
    QTest::newRow("all is kept") << 100'000 * mebi;
    QTest::newRow("the middle is cut") << 6 * mebi;
}

void TestOutputKilled::keepsWhatWasConfirmed()
{
    QFETCH(qint64, bytesPerAttempt);
    OutputBench bench({.bytesPerAttempt = bytesPerAttempt});
    std::array<qint64, attempts + 1> confirmed{};
    for (int round = 0; round < 20; ++round) {
        bench.store.reset();
        QProcess writer;
        writer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        writer.start(QCoreApplication::applicationFilePath(),
                     {u"write"_s, bench.path(), QString::number(bytesPerAttempt)});
        QVERIFY(writer.waitForStarted());
        // As much as it happens to do; it ends nowhere by itself.
        QVERIFY(writer.waitForReadyRead(30'000));
        const int lines = QRandomGenerator::global()->bounded(1, 60);
        QByteArray told = writer.readAll();
        while (told.count('\n') < lines && writer.waitForReadyRead(30'000))
            told += writer.readAll();
        writer.kill();
        QVERIFY(writer.waitForFinished());
        QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
        told += writer.readAll();
        for (const QByteArray &line : told.first(told.lastIndexOf('\n') + 1).trimmed().split('\n')) {
            const QByteArrayList words = line.split(' ');
            confirmed.at(static_cast<size_t>(words.at(0).toInt())) = words.at(1).toLongLong();
        }

        bench.open();
        for (int attempt = 1; attempt <= attempts; ++attempt) {
            const auto extent = bench.store->extent(keyOf(attempt));
            QVERIFY(extent.ok());
            QVERIFY(extent->length >= confirmed.at(static_cast<size_t>(attempt)));
            QCOMPARE(extent->lines, (extent->length + 15) / 16);
            qint64 offset = 0;
            qint64 skipped = 0;
            while (offset < extent->length) {
                const auto slice = bench.store->read(keyOf(attempt), offset, 8 * mebi);
                QVERIFY(slice.ok());
                skipped += slice->content.offset - offset;
                QVERIFY(slice->content.offset == offset || slice->skipped == extent->cut);
                QVERIFY(!slice->content.bytes.isEmpty());
                QCOMPARE(slice->content.bytes,
                         OutputBench::numbered(slice->content.offset, slice->content.bytes.size()));
                offset = slice->next();
            }
            QCOMPARE(skipped, extent->cut.to - extent->cut.from);
            QVERIFY(extent->length - skipped <= bytesPerAttempt);
        }
    }
    for (int attempt = 1; attempt <= attempts; ++attempt)
        QVERIFY(confirmed.at(static_cast<size_t>(attempt)) > 0);
    // What was half done when it ended, the next one does.
    bench.store->waitForBackground();
    for (const QString &file : bench.files())
        QVERIFY2(!file.endsWith(u".tmp"), qPrintable(file));
}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == u"write")
        return writeForEver(arguments[2], arguments[3].toLongLong());
    TestOutputKilled test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_outputkilled.moc"
