// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowmap.h"

#include <QTest>

using namespace Procession;

class TestRowMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsRowsAndLines_data();
    void knowsRowsAndLines();
    void findsTheNearestRow();
};

void TestRowMap::knowsRowsAndLines_data()
{
    QTest::addColumn<LineRange>("shown");
    QTest::addColumn<LineRange>("gone");
    QTest::addColumn<QList<qint64>>("lines"); // of each row, 0 for that of the gone ones
    const auto row = [](const char *tag, LineRange shown, LineRange gone, const QList<qint64> &lines) {
        QTest::newRow(tag) << shown << gone << lines;
    };
    row("nothing", {1, 0}, {}, {});
    row("all kept", {1, 4}, {}, {1, 2, 3, 4});
    row("a gap", {1, 9}, {3, 7}, {1, 2, 0, 8, 9});
    row("one line gone", {1, 3}, {2, 2}, {1, 0, 3});
    row("the beginning gone", {1, 5}, {1, 3}, {0, 4, 5});
    row("the end gone", {1, 5}, {3, 5}, {1, 2, 0});
    row("a span", {5, 7}, {}, {5, 6, 7});
    row("a span behind the gap", {8, 9}, {3, 7}, {8, 9});
    row("a span into the gap", {2, 5}, {3, 7}, {2, 0});
    row("a span within the gap", {4, 5}, {3, 7}, {0});
}

void TestRowMap::knowsRowsAndLines()
{
    QFETCH(LineRange, shown);
    QFETCH(LineRange, gone);
    QFETCH(QList<qint64>, lines);
    const RowMap map(shown, gone);
    QCOMPARE(map.rows(), lines.size());
    for (qsizetype row = 0; row < lines.size(); ++row) {
        QCOMPARE(map.lineAt(row).value_or(0), lines[row]);
        if (lines[row] > 0)
            QCOMPARE(map.rowOf(lines[row]), row);
    }
}

void TestRowMap::findsTheNearestRow()
{
    const RowMap map({1, 20'000'000}, {1001, 19'000'000});
    QCOMPARE(map.rows(), 1000 + 1 + 1'000'000);
    QCOMPARE(map.rowOf(0), 0);
    QCOMPARE(map.rowOf(5000), 1000);
    QCOMPARE(map.rowOf(19'000'001), 1001);
    QCOMPARE(map.rowOf(99'000'000), map.rows() - 1);
    QCOMPARE(map.lineAt(map.rows() - 1).value_or(0), 20'000'000);
}

QTEST_GUILESS_MAIN(TestRowMap)
#include "tst_rowmap.moc"
