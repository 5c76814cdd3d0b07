// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowscroll.h"

#include <QTest>

using namespace Procession;

class TestRowScroll : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void moves_data();
    void moves();
    void goesToTheEnd_data();
    void goesToTheEnd();
    void knowsItsPosition();
};

namespace {

/// Rows of 10 pixels; row 3 has 50.
double heightOf(qint64 row)
{
    return row == 3 ? 50.0 : 10.0;
}

} // namespace

void TestRowScroll::moves_data()
{
    QTest::addColumn<qint64>("row");
    QTest::addColumn<double>("hidden");
    QTest::addColumn<double>("pixels");
    QTest::addColumn<qint64>("newRow");
    QTest::addColumn<double>("newHidden");
    QTest::addColumn<bool>("atEnd");
    const auto row = [](const char *tag, qint64 from, double hidden, double pixels, qint64 to, double newHidden,
                        bool atEnd) { QTest::newRow(tag) << from << hidden << pixels << to << newHidden << atEnd; };
    // Ten rows of 140 pixels in all, in a view of 40: the end is at row 6.
    row("nowhere", 0, 0.0, 0.0, 0, 0.0, false);
    row("within a row", 0, 0.0, 4.0, 0, 4.0, false);
    row("to the next row", 0, 4.0, 6.0, 1, 0.0, false);
    row("over a high row", 2, 0.0, 60.0, 4, 0.0, false);
    row("into a high row", 2, 0.0, 40.0, 3, 30.0, false);
    row("back into a high row", 4, 0.0, -5.0, 3, 45.0, false);
    row("back over a high row", 4, 5.0, -65.0, 2, 0.0, false);
    row("above the beginning", 1, 0.0, -500.0, 0, 0.0, false);
    row("behind the end", 1, 0.0, 5000.0, 6, 0.0, true);
    row("exactly to the end", 5, 0.0, 10.0, 6, 0.0, true);
    row("just before the end", 5, 0.0, 9.0, 5, 9.0, false);
}

void TestRowScroll::moves()
{
    QFETCH(qint64, row);
    QFETCH(double, hidden);
    QFETCH(double, pixels);
    RowScroll scroll;
    scroll.goTo(row, hidden);
    scroll.moveBy(pixels, 10, heightOf);
    const bool isAtEnd = scroll.bound(10, 40.0, heightOf);
    QTEST(scroll.row(), "newRow");
    QTEST(scroll.hidden(), "newHidden");
    QTEST(isAtEnd, "atEnd");
}

void TestRowScroll::goesToTheEnd_data()
{
    QTest::addColumn<qint64>("rows");
    QTest::addColumn<double>("view");
    QTest::addColumn<qint64>("row");
    QTest::addColumn<double>("hidden");
    QTest::newRow("nothing") << qint64(0) << 40.0 << qint64(0) << 0.0;
    QTest::newRow("all have room") << qint64(3) << 40.0 << qint64(0) << 0.0;
    QTest::newRow("exactly") << qint64(3) << 30.0 << qint64(0) << 0.0;
    QTest::newRow("half a row hidden") << qint64(3) << 25.0 << qint64(0) << 5.0;
    QTest::newRow("the last one is higher than the view") << qint64(4) << 20.0 << qint64(3) << 30.0;
    QTest::newRow("a great many") << qint64(20'000'000) << 40.0 << qint64(19'999'996) << 0.0;
}

void TestRowScroll::goesToTheEnd()
{
    QFETCH(qint64, rows);
    QFETCH(double, view);
    RowScroll scroll;
    scroll.goToEnd(rows, view, heightOf);
    QTEST(scroll.row(), "row");
    QTEST(scroll.hidden(), "hidden");
    QVERIFY(scroll.bound(rows, view, heightOf));
}

void TestRowScroll::knowsItsPosition()
{
    RowScroll scroll;
    QCOMPARE(scroll.position(0, heightOf), 0.0);
    QCOMPARE(scroll.position(10, heightOf), 0.0);
    scroll.goTo(3, 25.0);
    QCOMPARE(scroll.position(10, heightOf), 0.35);
    scroll.goTo(10'000'000);
    QCOMPARE(scroll.position(20'000'000, heightOf), 0.5);
}

QTEST_GUILESS_MAIN(TestRowScroll)
#include "tst_rowscroll.moc"
