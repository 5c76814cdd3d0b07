// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeaxis.h"

#include <QTest>

#include <cmath>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestTimeAxis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesOutIdleTimes_data();
    void leavesOutIdleTimes();
    void goesThereAndBack();
    void staysWithinItself();
    void hasRoundTicks_data();
    void hasRoundTicks();
    void hasNoTicksInNotches();
    void needsNoTime();
};

namespace {

/// A point each second from one to the other, in seconds.
std::vector<double> steady(std::initializer_list<std::pair<int, int>> spans)
{
    std::vector<double> times;
    for (const auto &[from, to] : spans) {
        for (int at = from; at <= to; ++at)
            times.push_back(at * 1000.0);
    }
    return times;
}

} // namespace

void TestTimeAxis::leavesOutIdleTimes_data()
{
    QTest::addColumn<QList<double>>("busy"); // seconds
    QTest::addColumn<double>("end");
    QTest::addColumn<QList<double>>("gaps"); // from, to, ... in seconds
    const auto row = [](const char *tag, std::initializer_list<std::pair<int, int>> spans, double end,
                        const QList<double> &gaps) {
        QList<double> busy;
        for (const double time : steady(spans))
            busy << time / 1000.0;
        QTest::newRow(tag) << busy << end << gaps;
    };
    row("steady", {{0, 100}}, 100, {});
    row("a pause", {{0, 50}, {3600, 3650}}, 3650, {50, 3600});
    row("two pauses", {{0, 50}, {1000, 1050}, {9000, 9050}}, 9050, {50, 1000, 1050, 9000});
    row("a short pause", {{0, 50}, {70, 120}}, 120, {});
    row("a pause that is little of the whole", {{0, 1000}, {1060, 2000}}, 2000, {});
    row("nothing at the beginning", {{3600, 3700}}, 3700, {0, 3600});
    row("nothing at the end", {{0, 100}}, 3700, {100, 3700});
    row("points far apart", {{0, 0}, {600, 600}, {1200, 1200}, {1800, 1800}}, 1800, {});
    row("two points", {{0, 0}, {3600, 3600}}, 3600, {});
    row("none", {}, 3600, {});
}

void TestTimeAxis::leavesOutIdleTimes()
{
    QFETCH(QList<double>, busy);
    QFETCH(double, end);
    QFETCH(QList<double>, gaps);
    std::vector<double> times;
    for (const double time : busy)
        times.push_back(time * 1000.0);
    const TimeAxis axis(0.0, end * 1000.0, times, 50.0, 1000.0);
    QList<double> found;
    for (const auto &notch : axis.notches())
        found << notch.from / 1000.0 << notch.to / 1000.0;
    QCOMPARE(found, gaps);
    QCOMPARE(axis.xOf(0.0), 50.0);
    QVERIFY(qAbs(axis.xOf(end * 1000.0) - 1050.0) < 0.001);
}

void TestTimeAxis::goesThereAndBack()
{
    const TimeAxis axis(0.0, 3'650'000.0, steady({{0, 50}, {3600, 3650}}), 50.0, 1000.0);
    for (const double time : {0.0, 25'000.0, 50'000.0, 1'000'000.0, 3'600'000.0, 3'620'000.0, 3'650'000.0})
        QVERIFY2(qAbs(axis.timeOf(axis.xOf(time)) - time) < 1.0, qPrintable(QString::number(time)));
    // Both sides of the notch have the same scale.
    QVERIFY(qAbs((axis.xOf(10'000.0) - axis.xOf(0.0)) - (axis.xOf(3'640'000.0) - axis.xOf(3'630'000.0))) < 0.001);
    QVERIFY(qAbs(axis.xOf(3'600'000.0) - axis.xOf(50'000.0) - TimeAxis::notchWidth) < 0.001);
    double last = axis.xOf(0.0);
    for (double time = 0.0; time <= 3'650'000.0; time += 10'000.0) {
        QVERIFY(axis.xOf(time) >= last);
        last = axis.xOf(time);
    }
}

void TestTimeAxis::staysWithinItself()
{
    const TimeAxis axis(1000.0, 2000.0, {}, 0.0, 100.0);
    QCOMPARE(axis.timeOf(-50.0), 1000.0);
    QCOMPARE(axis.timeOf(500.0), 2000.0);
    // More notches than there is room for are none.
    std::vector<double> busy;
    for (int at = 0; at < 6; ++at) {
        for (const double time : steady({{at * 10'000, at * 10'000 + 20}}))
            busy.push_back(time);
    }
    QCOMPARE(TimeAxis(0.0, 50'020'000.0, busy, 0.0, 1000.0).notches().size(), size_t(5));
    QVERIFY(TimeAxis(0.0, 50'020'000.0, busy, 0.0, 200.0).notches().empty());
}

void TestTimeAxis::hasRoundTicks_data()
{
    QTest::addColumn<double>("length"); // seconds
    QTest::addColumn<QStringList>("texts");
    const auto row = [](double length, const QStringList &texts) { QTest::addRow("%g s", length) << length << texts; };
    row(0.34, {u"0"_s, u"50 ms"_s, u"100 ms"_s, u"150 ms"_s, u"200 ms"_s, u"250 ms"_s, u"300 ms"_s});
    row(4, {u"0"_s, u"500 ms"_s, u"1 s"_s, u"1.5 s"_s, u"2 s"_s, u"2.5 s"_s, u"3 s"_s, u"3.5 s"_s, u"4 s"_s});
    row(60, {u"0"_s, u"10 s"_s, u"20 s"_s, u"30 s"_s, u"40 s"_s, u"50 s"_s, u"1 min"_s});
    row(120,
        {u"0"_s, u"15 s"_s, u"30 s"_s, u"45 s"_s, u"1 min"_s, u"1:15 min"_s, u"1:30 min"_s, u"1:45 min"_s, u"2 min"_s});
    row(7 * 3600, {u"0"_s, u"1 h"_s, u"2 h"_s, u"3 h"_s, u"4 h"_s, u"5 h"_s, u"6 h"_s, u"7 h"_s});
}

void TestTimeAxis::hasRoundTicks()
{
    QFETCH(double, length);
    const TimeAxis axis(5'000'000.0, 5'000'000.0 + length * 1000.0, {}, 0.0, 1000.0);
    QStringList texts;
    double last = -1000.0;
    for (const auto &tick : axis.ticks(90.0)) {
        texts << tick.text;
        QVERIFY(tick.x - last >= 72.0);
        QVERIFY(qAbs(axis.xOf(tick.at) - tick.x) < 0.001);
        last = tick.x;
    }
    QTEST(texts, "texts");
}

void TestTimeAxis::hasNoTicksInNotches()
{
    const TimeAxis axis(0.0, 3'650'000.0, steady({{0, 50}, {3600, 3650}}), 0.0, 1000.0);
    QVERIFY(axis.ticks(90.0).size() >= 6);
    for (const auto &tick : axis.ticks(90.0))
        QVERIFY(tick.at <= 50'000.0 || tick.at >= 3'600'000.0);
}

void TestTimeAxis::needsNoTime()
{
    const TimeAxis axis(1000.0, 1000.0, {1000.0, std::nan("")}, 0.0, 0.0);
    QVERIFY(std::isfinite(axis.xOf(1000.0)) && std::isfinite(axis.timeOf(0.0)));
    QVERIFY(axis.ticks(90.0).size() <= 2);
    const TimeAxis none;
    QCOMPARE(none.xOf(5.0), 0.0);
    QVERIFY(none.ticks(90.0).empty());
}

QTEST_GUILESS_MAIN(TestTimeAxis)
#include "tst_timeaxis.moc"
