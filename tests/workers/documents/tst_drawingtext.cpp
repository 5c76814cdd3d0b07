// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "drawingtext.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestDrawingText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsOneLine_data();
    void readsOneLine();
    void readsSeveralLines_data();
    void readsSeveralLines();
};

void TestDrawingText::readsOneLine_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("drawn");
    QTest::newRow("plain") << u"Бетон {B25} C:\\Plans 50% a^b"_s << u"Бетон {B25} C:\\Plans 50% a^b"_s;
    QTest::newRow("signs") << u"%%c20 %%D %%p0.5 5%%% %%065"_s << u"Ø20 ° ±0.5 5% A"_s;
    QTest::newRow("lines above and below") << u"%%uOne%%u %%oTwo%%O %%kThree"_s << u"One Two Three"_s;
    QTest::newRow("signs that are none") << u"100%% %%x %%"_s << u"100%% %%x %%"_s;
    QTest::newRow("Unicode") << u"\\U+0411етон \\u+0411 \\U+04"_s << u"Бетон \\u+0411 \\U+04"_s;
    QTest::newRow("of two bytes") << u"\\M+18C5F\\M+5BACF \\M+5"_s << u"契合 \\M+5"_s;
    QTest::newRow("controls") << u"a^Ib^ c^M"_s << u"a\tb^c"_s;
    QTest::newRow("codes of several lines") << u"a\\Pb"_s << u"a\\Pb"_s;
    QTest::newRow("cut off") << u"a\\"_s << u"a\\"_s;
}

void TestDrawingText::readsOneLine()
{
    QFETCH(const QString, text);
    QTEST(drawnLine(text), "drawn");
}

void TestDrawingText::readsSeveralLines_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("drawn");
    QTest::newRow("lines") << u"one\\Ptwo\\Nthree^Jfour"_s << u"one\ntwo\nthree\nfour"_s;
    QTest::newRow("fonts and sizes") << u"{\\fArial|b1|i0|c204|p34;\\H2.5x;\\C1;\\W0.8;\\Q15;\\T1.1;\\A1;Бетон}"_s
                                     << u"Бетон"_s;
    QTest::newRow("paragraphs") << u"\\pxi-3,l4,t4;1.^Iпункт"_s << u"1.\tпункт"_s;
    QTest::newRow("lines above, below and through") << u"\\LOne\\l \\OTwo\\o \\KThree\\k"_s << u"One Two Three"_s;
    QTest::newRow("signs as they are") << u"\\{a\\} C:\\\\b\\~c %%c5 \\U+0411"_s << u"{a} C:\\b\u00a0c Ø5 Б"_s;
    QTest::newRow("fractions") << u"\\S1/2; 1\\S3#4;"_s << u"1/2 1 3/4"_s;
    QTest::newRow("limits") << u"20\\S+0.1^-0.2;"_s << u"20+0.1/-0.2"_s;
    QTest::newRow("above and below a line") << u"м\\S2^;, H\\S^2;O"_s << u"м2, H2O"_s;
    QTest::newRow("a stack with codes") << u"\\S{a}\\U+0411/b\\/c;"_s << u"aБ/b/c"_s;
    QTest::newRow("unknown codes") << u"C:\\data \\*"_s << u"C:\\data \\*"_s;
    QTest::newRow("a code that doesn't end") << u"\\fArial"_s << u"Arial"_s;
    QTest::newRow("a stack that doesn't end") << u"\\S1/2"_s << u"1/2"_s;
    QTest::newRow("cut off") << u"a\\"_s << u"a\\"_s;
}

void TestDrawingText::readsSeveralLines()
{
    QFETCH(const QString, text);
    QTEST(drawnLines(text), "drawn");
}

QTEST_GUILESS_MAIN(TestDrawingText)
#include "tst_drawingtext.moc"
