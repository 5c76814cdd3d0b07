// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "madepages.h"
#include "outputcopy.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestOutputCopy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gathersText_data();
    void gathersText();
    void gathersWhatIsFarApart();
    void passesOverWhatIsGone();
    void boundsTheText();
    void saysWhyItFails();
};

void TestOutputCopy::gathersText_data()
{
    QTest::addColumn<OutputSelection>("selection");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *tag, TextPlace from, TextPlace to, const QString &text) {
        QTest::newRow(tag) << OutputSelection{from, to} << text;
    };
    row("within a line", {2, 1}, {2, 4}, u"ine"_s);
    row("two lines", {2, 3}, {3, 2}, u"e 2\nli"_s);
    row("drawn backwards", {3, 2}, {2, 3}, u"e 2\nli"_s);
    row("a whole line", {2, 0}, {3, 0}, u"line 2\n"_s);
    row("the last line", {9, 0}, {10, 0}, u"line 9\n"_s);
    row("behind the last line", {9, 0}, {99, 0}, u"line 9\n"_s);
}

void TestOutputCopy::gathersText()
{
    QFETCH(OutputSelection, selection);
    // The escapes aren't copied.
    MadePages pages(9, [](qint64 line) { return u"\x1b[31mline\x1b[0m %1"_s.arg(line); });
    OutputCopy copy;
    QSignalSpy finished(&copy, &OutputCopy::finished);
    copy.start(pages, selection);
    QTRY_COMPARE(finished.size(), 1);
    QTEST(finished[0][0].toString(), "text");
    QVERIFY(finished[0][1].toBool());
    QVERIFY(!copy.isRunning());
}

void TestOutputCopy::gathersWhatIsFarApart()
{
    MadePages pages(100'000);
    OutputCopy copy;
    QSignalSpy finished(&copy, &OutputCopy::finished);
    copy.start(pages, {{1, 0}, {50'000, 3}});
    QTRY_COMPARE(finished.size(), 1);
    const QString text = finished[0][0].toString();
    QCOMPARE(text.count(u'\n'), 49'999);
    QVERIFY(text.endsWith(u"line 49999\nlin"));
}

void TestOutputCopy::passesOverWhatIsGone()
{
    MadePages pages(100);
    pages.cutLines(3, 98);
    OutputCopy copy;
    QSignalSpy finished(&copy, &OutputCopy::finished);
    copy.start(pages, {{2, 0}, {99, 4}});
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished[0][0].toString(), u"line 2\nline"_s);
    // It ends within what is gone.
    copy.start(pages, {{2, 0}, {50, 4}});
    QTRY_COMPARE(finished.size(), 2);
    QCOMPARE(finished[1][0].toString(), u"line 2\n"_s);
}

void TestOutputCopy::boundsTheText()
{
    MadePages pages(10'000, [](qint64) { return QString(100, u'x'); });
    OutputCopy copy(500'000);
    QSignalSpy finished(&copy, &OutputCopy::finished);
    copy.start(pages, {{1, 0}, {10'000, 0}});
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(!finished[0][1].toBool());
    const qsizetype size = finished[0][0].toString().size();
    QVERIFY(size <= 500'000 && size > 500'000 - 101);
}

void TestOutputCopy::saysWhyItFails()
{
    MadePages pages(10);
    pages.fails = true;
    OutputCopy copy;
    QSignalSpy failed(&copy, &OutputCopy::failed);
    copy.start(pages, {{1, 0}, {2, 0}});
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!copy.isRunning());
}

QTEST_GUILESS_MAIN(TestOutputCopy)
#include "tst_outputcopy.moc"
