// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputbacklog.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 bound = 4096;

/// Lines of 16 bytes that tell their number.
QByteArray numbered(int from, int to)
{
    QByteArray bytes;
    for (int line = from; line < to; ++line)
        bytes += QByteArray::number(line).rightJustified(15, '.') + '\n';
    return bytes;
}

} // namespace

class TestOutputBacklog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesWhatCame();
    void takesWhatComesTogetherForOneMoment();
    void dropsTheOldestAndSaysSo_data();
    void dropsTheOldestAndSaysSo();
    void tellsOfAGapOnce();
};

void TestOutputBacklog::givesWhatCame()
{
    OutputBacklog backlog(bound);
    QVERIFY(backlog.isEmpty());
    backlog.add({OutputStream::Stdout, 1000, "one "});
    backlog.add({OutputStream::Stderr, 1000, "two "});
    backlog.add({OutputStream::Stdout, 1000, {}});
    backlog.add({OutputStream::Stdout, 1000, "three"});
    QCOMPARE(backlog.size(), 13);
    const OutputBytes taken = backlog.take();
    QCOMPARE(taken.bytes, "one two three");
    QCOMPARE(taken.chunks().size(), size_t(3));
    QCOMPARE(taken.chunks()[1].stream, OutputStream::Stderr);
    QVERIFY(backlog.isEmpty());
    QVERIFY(backlog.take().bytes.isEmpty());
}

void TestOutputBacklog::takesWhatComesTogetherForOneMoment()
{
    OutputBacklog backlog(bound);
    for (const qint64 time : {1000, 1049, 1050, 1000}) // the clock may be set back
        backlog.add({OutputStream::Stdout, time, "a"});
    const OutputBytes taken = backlog.take();
    QCOMPARE(taken.runs.size(), size_t(3));
    QCOMPARE(taken.runs[0].timeMs, 1000);
    QCOMPARE(taken.runs[1].timeMs, 1050);
    QCOMPARE(taken.runs[2].timeMs, 1000);
}

void TestOutputBacklog::dropsTheOldestAndSaysSo_data()
{
    QTest::addColumn<QByteArray>("before"); // what was stored already
    QTest::addColumn<QList<QByteArray>>("pieces");
    QTest::addColumn<QByteArray>("taken");
    const QByteArray many = numbered(0, 257); // of 4112 bytes
    const QByteArray missing = "[2 KiB (2064 bytes) of the output are missing here: they couldn't be stored in time]\n";
    QTest::newRow("as much as it may") << QByteArray() << QList{numbered(0, 256)} << numbered(0, 256);
    QTest::newRow("lines") << QByteArray() << QList{numbered(0, 200), numbered(200, 257)}
                           << missing + many.last(bound / 2);
    QTest::newRow("behind half a line") << "half"_ba << QList{numbered(0, 200), numbered(200, 257)}
                                        << '\n' + missing + many.last(bound / 2);
    QTest::newRow("behind a line") << "whole\n"_ba << QList{numbered(0, 200), numbered(200, 257)}
                                   << missing + many.last(bound / 2);
    QTest::newRow("one piece that is too long")
        << QByteArray() << QList{"first "_ba, many}
        << "[22 B (22 bytes) of the output are missing here: they couldn't be stored in time]\n" + many.last(bound);
}

void TestOutputBacklog::dropsTheOldestAndSaysSo()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QList<QByteArray>, pieces);
    OutputBacklog backlog(bound);
    backlog.add({OutputStream::Stdout, 1000, before});
    std::ignore = backlog.take();
    for (const QByteArray &piece : pieces)
        backlog.add({OutputStream::Stdout, 1000, piece});
    QVERIFY(backlog.size() <= bound);
    const OutputBytes taken = backlog.take();
    QTEST(taken.bytes, "taken");
    if (taken.bytes.contains('['))
        QCOMPARE(taken.runs.front().stream, OutputStream::Stderr);
}

void TestOutputBacklog::tellsOfAGapOnce()
{
    OutputBacklog backlog(0); // that is 4 KiB
    for (int i = 0; i < 10; ++i)
        backlog.add({OutputStream::Stdout, 1000 + 100 * i, numbered(0, 100)});
    const OutputBytes taken = backlog.take();
    QCOMPARE(taken.bytes.count("missing"), 1);
    // Each byte is there or counted.
    const qint64 line = taken.bytes.indexOf('\n') + 1;
    const qsizetype number = taken.bytes.indexOf('(') + 1;
    const qint64 gap = taken.bytes.mid(number, taken.bytes.indexOf(' ', number) - number).toLongLong();
    QCOMPARE(gap + taken.bytes.size() - line, 16'000);
    backlog.add({OutputStream::Stdout, 5000, "more\n"});
    QCOMPARE(backlog.take().bytes, "more\n");
}

QTEST_GUILESS_MAIN(TestOutputBacklog)
#include "tst_outputbacklog.moc"
