// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runjudge.h"

#include <QTest>

using namespace Procession;

/// The short form of bench/estimate: how good estimates are on simulated runs, which are always the same ones.
class TestEstimateQuality : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withHistory_data();
    void withHistory();
    void withoutHistory_data();
    void withoutHistory();
    void stuck_data();
    void stuck();

private:
    static constexpr quint64 seed = 1;
    static constexpr int runs = 400;
    static void addKinds();
};

void TestEstimateQuality::addKinds()
{
    QTest::addColumn<RunKind>("kind");
    QTest::addColumn<double>("atMostOfLinear"); // the loss beside that of the linear estimate
}

void TestEstimateQuality::withHistory_data()
{
    addKinds();
    QTest::newRow("steady") << RunKind::Steady << 1.0;
    QTest::newRow("slowing") << RunKind::Slowing << 0.3;
    QTest::newRow("in steps") << RunKind::InSteps << 0.4;
    QTest::newRow("heavy-tailed") << RunKind::HeavyTailed << 0.9;
    QTest::newRow("pausing") << RunKind::Pausing << 0.6;
    QTest::newRow("silent") << RunKind::Silent << 0.0;
}

void TestEstimateQuality::withHistory()
{
    QFETCH(RunKind, kind);
    QFETCH(double, atMostOfLinear);
    const KindJudgement judged = judge(kind, runs, 30, seed);
    const auto calibrated = [](const Judgement &of, double leastP50, double leastP90) {
        const auto shares = QStringLiteral("answered %1 of %2, <= p50 %3, <= p90 %4")
                                .arg(of.answered)
                                .arg(of.asked)
                                .arg(of.belowP50Share())
                                .arg(of.belowP90Share());
        QVERIFY2(of.answered > 0.95 * of.asked, qPrintable(shares));
        QVERIFY2(of.belowP50Share() >= leastP50 && of.belowP50Share() <= 0.60, qPrintable(shares));
        QVERIFY2(of.belowP90Share() >= leastP90 && of.belowP90Share() <= 0.96, qPrintable(shares));
    };
    // Runs without progress can't know that they are asked at a share of their own time.
    const Judgement all = judged.all();
    if (kind != RunKind::Silent)
        calibrated(all, 0.40, 0.82);
    // At any moment a run is likely to be in one of its long pauses: estimates are a little short then.
    calibrated(judged.anytime, 0.36, 0.80);
    QVERIFY2(all.comparedPinball50 <= atMostOfLinear * all.linearPinball50,
             qPrintable(QStringLiteral("%1 %2").arg(all.comparedPinball50).arg(all.linearPinball50)));
    const double overdue = 1.0 * judged.becameOverdue / judged.runs;
    QVERIFY2(overdue > 0.025 && overdue < 0.075, qPrintable(QString::number(overdue)));
}

void TestEstimateQuality::withoutHistory_data()
{
    addKinds();
    QTest::newRow("steady") << RunKind::Steady << 1.04;
    QTest::newRow("slowing") << RunKind::Slowing << 0.85;
    QTest::newRow("in steps") << RunKind::InSteps << 0.92;
    QTest::newRow("heavy-tailed") << RunKind::HeavyTailed << 1.02;
    QTest::newRow("pausing") << RunKind::Pausing << 0.75;
}

void TestEstimateQuality::withoutHistory()
{
    QFETCH(RunKind, kind);
    QFETCH(double, atMostOfLinear);
    const Judgement of = judge(kind, runs, 0, seed).all();
    QVERIFY2(of.comparedPinball50 <= atMostOfLinear * of.linearPinball50,
             qPrintable(QStringLiteral("%1 %2").arg(of.comparedPinball50).arg(of.linearPinball50)));
}

void TestEstimateQuality::stuck_data()
{
    QTest::addColumn<RunKind>("kind");
    QTest::addColumn<size_t>("history");
    for (const RunKind kind : {RunKind::Steady, RunKind::Slowing, RunKind::InSteps, RunKind::HeavyTailed}) {
        for (const size_t history : {size_t(30), size_t(0)})
            QTest::addRow("%s, history of %zu", nameOf(kind), history) << kind << history;
    }
}

/// Runs that stop for ever lose their estimate.
void TestEstimateQuality::stuck()
{
    QFETCH(RunKind, kind);
    QFETCH(size_t, history);
    const StuckJudgement judged = judgeStuck(kind, runs, history, seed);
    QCOMPARE(judged.neverSilent, 0);
    QVERIFY2(median(judged.silenceLag) < 1.5, qPrintable(QString::number(median(judged.silenceLag))));
}

QTEST_APPLESS_MAIN(TestEstimateQuality)
#include "tst_estimatequality.moc"
