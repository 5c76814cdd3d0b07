// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "valueaxis.h"

#include <QTest>

#include <limits>

using namespace Procession;
using namespace Qt::StringLiterals;
using Unit = SeriesLane::Unit;

class TestValueAxis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasARoundScale_data();
    void hasARoundScale();
    void saysValues_data();
    void saysValues();
};

void TestValueAxis::hasARoundScale_data()
{
    QTest::addColumn<double>("most");
    QTest::addColumn<Unit>("unit");
    QTest::addColumn<int>("steps");
    QTest::addColumn<double>("top");
    QTest::addColumn<double>("step");
    constexpr double mib = 1024.0 * 1024.0;
    const auto row = [](const char *tag, double most, Unit unit, int steps, double top, double step) {
        QTest::newRow(tag) << most << unit << steps << top << step;
    };
    row("progress", 100.0, Unit::Percent, 2, 100.0, 50.0);
    row("progress, finer", 100.0, Unit::Percent, 4, 100.0, 50.0);
    row("one core", 99.0, Unit::Percent, 2, 100.0, 50.0);
    row("a little more than one", 101.0, Unit::Percent, 3, 150.0, 50.0);
    row("three cores", 247.0, Unit::Percent, 3, 300.0, 100.0);
    row("hardly any", 0.1, Unit::Percent, 2, 10.0, 5.0);
    row("none", 0.0, Unit::Percent, 2, 10.0, 5.0);
    row("bytes", 900.0 * mib, Unit::Bytes, 2, 1024.0 * mib, 512.0 * mib);
    row("a little more bytes", 1100.0 * mib, Unit::Bytes, 3, 1536.0 * mib, 512.0 * mib);
    row("no bytes", 0.0, Unit::Bytes, 2, 1024.0, 512.0);
    row("bytes of all", 1e18, Unit::Bytes, 2, 1152921504606846976.0, 576460752303423488.0);
    row("threads", 7.0, Unit::Count, 4, 8.0, 2.0);
    row("one thread", 1.0, Unit::Count, 1, 1.0, 1.0);
    row("one thread, and room for more steps", 1.0, Unit::Count, 4, 1.0, 1.0);
    row("three threads", 3.0, Unit::Count, 4, 3.0, 1.0);
    row("no number", std::numeric_limits<double>::quiet_NaN(), Unit::Percent, 2, 10.0, 5.0);
    row("no end", std::numeric_limits<double>::infinity(), Unit::Bytes, 2, 1024.0, 512.0);
}

void TestValueAxis::hasARoundScale()
{
    QFETCH(double, most);
    QFETCH(Unit, unit);
    QFETCH(int, steps);
    const ValueAxis axis = ValueAxis::over(most, unit, steps);
    QTEST(axis.top, "top");
    QTEST(axis.step, "step");
}

void TestValueAxis::saysValues_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<Unit>("unit");
    QTest::addColumn<QString>("text");
    const auto row = [](double value, Unit unit, const QString &text) {
        QTest::addRow("%g %d", value, int(unit)) << value << unit << text;
    };
    row(0.0, Unit::Bytes, u"0"_s);
    row(0.24, Unit::Percent, u"0.2%"_s);
    row(9.0, Unit::Percent, u"9%"_s);
    row(42.4, Unit::Percent, u"42%"_s);
    row(250.0, Unit::Percent, u"250%"_s);
    row(1536.0, Unit::Bytes, u"1.5 KiB"_s);
    row(1024.0, Unit::BytesPerSecond, u"1 KiB/s"_s);
    row(1e300, Unit::Bytes, u"8 EiB"_s);
    row(12.0, Unit::Count, u"12"_s);
}

void TestValueAxis::saysValues()
{
    QFETCH(double, value);
    QFETCH(Unit, unit);
    QTEST(ValueAxis::text(value, unit), "text");
}

QTEST_GUILESS_MAIN(TestValueAxis)
#include "tst_valueaxis.moc"
