// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "estimatetext.h"

#include <QTest>

#include <limits>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestEstimateText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesABand_data();
    void namesABand();
    void namesItsGrounds();
};

void TestEstimateText::namesABand_data()
{
    constexpr qint64 s = 1000;
    constexpr qint64 min = 60 * s;
    constexpr qint64 h = 60 * min;
    QTest::addColumn<qint64>("p50");
    QTest::addColumn<qint64>("p90");
    QTest::addColumn<QString>("expected");
    QTest::newRow("at once") << qint64(0) << qint64(0) << u"~1 s"_s;
    QTest::newRow("seconds") << 20 * s << 45 * s << u"20–45 s"_s;
    QTest::newRow("more than a minute of seconds") << 50 * s << 99 * s << u"50–99 s"_s;
    QTest::newRow("rounded up to the next unit") << 90 * s << 99 * s + 500 << u"~2 min"_s;
    QTest::newRow("minutes") << 2 * min << 4 * min << u"2–4 min"_s;
    QTest::newRow("as much as one") << 3 * min - s << 3 * min + s << u"~3 min"_s;
    QTest::newRow("less than one") << 20 * s << 3 * min << u"<1–3 min"_s;
    QTest::newRow("less than one to one") << qint64(300) << qint64(900) << u"~1 s"_s;
    QTest::newRow("hours") << 50 * min << 3 * h << u"1–3 h"_s;
    QTest::newRow("days") << 20 * h << 72 * h << u"1–3 d"_s;
    QTest::newRow("longer than there is time")
        << qint64(0) << std::numeric_limits<qint64>::max() << u"<1–106751991167 d"_s;
    QTest::newRow("weeks") << 24 * h << 2400 * h << u"1–100 d"_s;
}

void TestEstimateText::namesABand()
{
    QFETCH(qint64, p50);
    QFETCH(qint64, p90);
    QTEST(bandText({.p50 = p50, .p90 = p90}), "expected");
}

void TestEstimateText::namesItsGrounds()
{
    Estimate estimate{.left = TimeLeft{.p50 = 120'000, .p90 = 240'000}, .basis = Estimate::Basis::History, .runs = 12};
    QCOMPARE(estimateText(estimate), u"2–4 min (12 earlier runs)"_s);
    estimate.overdue = true;
    QCOMPARE(estimateText(estimate), u"overdue, 2–4 min (12 earlier runs)"_s);
    estimate.left.reset();
    estimate.runs = 1;
    QCOMPARE(estimateText(estimate), u"overdue (1 earlier run)"_s);
    estimate = {.left = TimeLeft{.p50 = 120'000, .p90 = 240'000}};
    QCOMPARE(estimateText(estimate), u"2–4 min (its own progress)"_s);
}

QTEST_GUILESS_MAIN(TestEstimateText)
#include "tst_estimatetext.moc"
