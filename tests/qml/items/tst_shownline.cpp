// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shownline.h"

#include <QPromise>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestShownLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsMissing_data();
    void saysWhatIsMissing();
    void carriesColoursOver();
    void keepsWhatALineIs();
    void drawsNothingForOneWhoGaveUp();
};

void TestShownLine::saysWhatIsMissing_data()
{
    QTest::addColumn<qint64>("before");
    QTest::addColumn<qint64>("behind");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << qint64(0) << qint64(0) << u"text"_s;
    QTest::newRow("the beginning") << qint64(2048) << qint64(0) << u"… 2 KiB not shown … text"_s;
    QTest::newRow("the end") << qint64(0) << qint64(100 * 1024 * 1024) << u"text … 100 MiB more"_s;
    QTest::newRow("both") << qint64(1) << qint64(2) << u"… 1 B not shown … text … 2 B more"_s;
}

void TestShownLine::saysWhatIsMissing()
{
    QFETCH(qint64, before);
    QFETCH(qint64, behind);
    OutputLines lines;
    // A return doesn't get into the note.
    lines.lines.push_back({.number = 1,
                           .offset = 100,
                           .textOffset = 100 + before,
                           .stream = OutputStream::Stdout,
                           .timeMs = 0,
                           .text = u"\x1b[31mxx\rtext\r"_s,
                           .cutBytes = behind});
    const auto shown = shownLines(lines);
    QCOMPARE(shown.size(), size_t(1));
    QTEST(shown[0].line.text, "text");
    // Notes have a look of their own.
    QCOMPARE(shown[0].line.runs.front().style.dim, before > 0);
    QCOMPARE(shown[0].line.runs.back().style.dim, behind > 0);
}

void TestShownLine::carriesColoursOver()
{
    OutputLines lines;
    for (const QString &text : {u"\x1b[31mred"_s, u"still"_s, u"\x1b[0mplain"_s}) {
        OutputLine line;
        line.text = text;
        lines.lines.push_back(line);
    }
    lines.lines[0].cutBytes = 5;
    const auto shown = shownLines(lines);
    QCOMPARE(shown[1].line.runs[0].style.foreground.value, 1U);
    QVERIFY(shown[2].line.runs[0].style == TerminalStyle());
}

void TestShownLine::keepsWhatALineIs()
{
    OutputLines lines;
    OutputLine line;
    line.number = 7;
    line.offset = line.textOffset = 99;
    line.stream = OutputStream::Stderr;
    line.timeMs = 1234;
    lines.lines.push_back(line);
    const auto shown = shownLines(lines);
    QCOMPARE(shown[0].number, 7);
    QCOMPARE(shown[0].offset, 99);
    QCOMPARE(shown[0].timeMs, 1234);
    QVERIFY(shown[0].stream == OutputStream::Stderr);
}

void TestShownLine::drawsNothingForOneWhoGaveUp()
{
    for (const bool stopped : {false, true}) {
        QPromise<Result<OutputLines>> promise;
        promise.start();
        std::stop_source stop;
        QFuture<ShownLines> shown = shownLater(promise.future(), stop.get_token());
        if (stopped)
            stop.request_stop();
        OutputLines lines;
        lines.lines.resize(3);
        promise.addResult(lines);
        promise.finish();
        shown.waitForFinished();
        QCOMPARE(shown.result()->size(), stopped ? size_t(0) : size_t(3));
    }
}

QTEST_GUILESS_MAIN(TestShownLine)
#include "tst_shownline.moc"
