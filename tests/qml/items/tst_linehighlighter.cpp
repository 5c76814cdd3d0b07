// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linehighlighter.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestLineHighlighter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsPlaces_data();
    void findsPlaces();
    void givesUpOnAnEndlessExpression();
    void boundsThePlaces();
};

void TestLineHighlighter::findsPlaces_data()
{
    QTest::addColumn<QString>("term");
    QTest::addColumn<bool>("regex");
    QTest::addColumn<bool>("caseSensitive");
    QTest::addColumn<QList<qsizetype>>("places"); // begin, length, ...
    const auto row = [](const char *tag, const QString &term, bool regex, bool caseSensitive,
                        const QList<qsizetype> &places) {
        QTest::newRow(tag) << term << regex << caseSensitive << places;
    };
    // In `Abc abc a.c`.
    row("nothing", u""_s, false, false, {});
    row("nowhere", u"x"_s, false, false, {});
    row("in any case", u"abc"_s, false, false, {0, 3, 4, 3});
    row("in this case", u"abc"_s, false, true, {4, 3});
    row("signs are signs", u"a.c"_s, false, false, {8, 3});
    row("an expression", u"a.c"_s, true, false, {0, 3, 4, 3, 8, 3});
    row("an expression in this case", u"a.c"_s, true, true, {4, 3, 8, 3});
    row("no expression", u"("_s, true, false, {});
    row("empty places", u"x*"_s, true, false, {});
    row("a lookahead", u"b(?=c a\\.)"_s, true, false, {5, 1});
}

void TestLineHighlighter::findsPlaces()
{
    QFETCH(QString, term);
    QFETCH(bool, regex);
    QFETCH(bool, caseSensitive);
    LineHighlighter highlighter;
    highlighter.setTerm({term, regex, caseSensitive});
    QList<qsizetype> places;
    for (const auto &place : highlighter.placesIn(u"Abc abc a.c"_s))
        places << place.begin << place.length;
    QTEST(places, "places");
}

void TestLineHighlighter::givesUpOnAnEndlessExpression()
{
    LineHighlighter highlighter;
    highlighter.setTerm({u"(a+)+$"_s, true, false});
    // Without a bound this would take longer than the test may.
    QVERIFY(highlighter.placesIn(QString(10'000, u'a') + u'b').empty());
    highlighter.setTerm({u"(*LIMIT_MATCH=4000000000)(a+)+$"_s, true, false});
    QVERIFY(highlighter.placesIn(QString(40, u'a') + u'b').empty());
}

void TestLineHighlighter::boundsThePlaces()
{
    LineHighlighter highlighter;
    const QString line(100'000, u'a');
    highlighter.setTerm({u"a"_s, false, false});
    QCOMPARE(highlighter.placesIn(line).size(), size_t(1000));
    highlighter.setTerm({u"a"_s, true, false});
    QCOMPARE(highlighter.placesIn(line).size(), size_t(1000));
}

QTEST_GUILESS_MAIN(TestLineHighlighter)
#include "tst_linehighlighter.moc"
