// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "changepoint.h"

#include <QTest>

#include <algorithm>
#include <iterator>
#include <vector>

using namespace Procession;

/// From where on values are greater.
class TestChangePoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheFirst_data();
    void findsTheFirst();
    void weighsValues();
};

void TestChangePoint::findsTheFirst_data()
{
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<int>("place"); // -1 for none
    const auto row = [](const char *name, const QList<double> &values, int place) {
        QTest::newRow(name) << values << place;
    };
    // The level is 10.
    row("nothing", {}, -1);
    row("one above", {20}, -1);
    row("one below", {5}, -1);
    row("a clean step", {5, 6, 5, 20, 21, 20}, 3);
    row("in the second", {5, 20, 20, 20}, 1);
    row("in the last", {5, 5, 5, 20}, 3);
    row("all above", {20, 20, 20}, -1);
    row("all below", {5, 5, 5}, -1);
    row("it went back", {20, 20, 5, 5, 5}, -1);
    row("an early slow one", {5, 20, 5, 5, 5, 20, 20, 20}, 5);
    row("a late fast one", {5, 5, 5, 20, 20, 5, 20, 20}, 3);
    row("one far out decides nothing", {5, 100000, 5, 5, 5, 20, 20}, 5);
    row("slow for a while, and again", {5, 5, 20, 5, 5, 20, 20}, 5);
    row("at the level is below", {10, 10, 11, 11}, 2);
}

void TestChangePoint::findsTheFirst()
{
    QFETCH(QList<double>, values);
    QFETCH(int, place);
    std::vector<WeighedValue> weighed;
    std::transform(values.cbegin(), values.cend(), std::back_inserter(weighed),
                   [](double value) { return WeighedValue{value}; });
    const auto found = changePoint(weighed, 10.0);
    QCOMPARE(found ? static_cast<int>(*found) : -1, place);
}

/// A day with many runs counts for more than one with few.
void TestChangePoint::weighsValues()
{
    const std::vector<WeighedValue> days{{5, 100}, {20, 1}, {5, 90}, {20, 80}, {5, 2}, {20, 90}};
    QCOMPARE(changePoint(days, 10.0), std::optional<size_t>(3));
}

QTEST_APPLESS_MAIN(TestChangePoint)
#include "tst_changepoint.moc"
