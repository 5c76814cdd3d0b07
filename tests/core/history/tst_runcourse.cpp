// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pastruns.h"

#include <QTest>

#include <cmath>

using namespace Procession;

class TestRunCourse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyStepsCount();
    void fallingBackIsNoMeasure_data();
    void fallingBackIsNoMeasure();
    void nonsenseIsLeftOut();
    void aPastRunKeepsItsSteps_data();
    void aPastRunKeepsItsSteps();
    void aPastRunKeepsItsPauses();
    void aJumpToTheEndIsNoCourse();
    void theOldestRunGoesFirst();
    void olderRunsFillWhatIsLeft();
    void overdue_data();
    void overdue();
};

void TestRunCourse::onlyStepsCount()
{
    RunCourse course;
    course.note(100, 0);
    course.note(1000, 10);
    course.note(1500, 10);
    course.note(1600, 8);
    course.note(4000, 11);
    course.note(3000, 30); // a clock that went back
    QCOMPARE(course.steps(), 3);
    QCOMPARE(course.progress(), 30.0);
    QCOMPARE(course.reachedMs(), 4000.0);
    QCOMPARE(course.longestPauseMs(), 3000.0);
    QVERIFY(course.isMeasure());
    const RunCourse::Interval &ten = course.course()[RunCourse::intervalOf(12)];
    QCOMPARE(ten.progress, 10.0F);
    QCOMPARE(ten.atMs, 1000.0F);
    QCOMPARE(ten.pauseMs, 3000.0F);
}

void TestRunCourse::fallingBackIsNoMeasure_data()
{
    QTest::addColumn<double>("backTo");
    QTest::addColumn<bool>("isMeasure");
    QTest::newRow("flicker") << 56.0 << true;
    QTest::newRow("the next part") << 0.0 << false;
}

void TestRunCourse::fallingBackIsNoMeasure()
{
    QFETCH(double, backTo);
    QFETCH(bool, isMeasure);
    RunCourse course;
    course.note(1000, 60);
    course.note(2000, backTo);
    course.note(3000, 70);
    QCOMPARE(course.isMeasure(), isMeasure);
}

void TestRunCourse::nonsenseIsLeftOut()
{
    RunCourse course;
    course.note(std::nan(""), 10);
    course.note(10, std::nan(""));
    course.note(10, std::numeric_limits<double>::infinity());
    course.note(10, -5);
    QCOMPARE(course.steps(), 0);
    course.note(10, 250);
    QCOMPARE(course.progress(), 100.0);
}

void TestRunCourse::aPastRunKeepsItsSteps_data()
{
    QTest::addColumn<double>("progress");
    QTest::addColumn<double>("share");
    QTest::newRow("nothing") << 0.0 << 0.0;
    QTest::newRow("on the way to the first step") << 11.0 << 0.05;
    QTest::newRow("at the first step") << 22.0 << 0.1;
    QTest::newRow("at the second") << 33.7 << 0.6;
    QTest::newRow("half way to the third") << 47.05 << 0.7;
    QTest::newRow("at the third") << 60.4 << 0.8;
    QTest::newRow("on the way to the end") << 80.2 << 0.9;
    QTest::newRow("the end") << 100.0 << 1.0;
}

void TestRunCourse::aPastRunKeepsItsSteps()
{
    QFETCH(double, progress);
    QFETCH(double, share);
    RunCourse course;
    course.note(1000, 22);
    course.note(6000, 33.7);
    course.note(8000, 60.4);
    const PastRun run(10000, course);
    QVERIFY(run.hasCourse());
    QVERIFY2(std::abs(run.shareAt(progress) - share) < 0.003, qPrintable(QString::number(run.shareAt(progress))));
}

void TestRunCourse::aPastRunKeepsItsPauses()
{
    RunCourse course;
    course.note(1000, 22);
    course.note(6000, 62);
    course.note(8000, 100);
    const PastRun run(10000, course);
    QVERIFY(std::abs(run.pauseShareAt(22) - 0.5) < 0.01);
    QVERIFY(std::abs(run.pauseShareAt(62) - 0.2) < 0.01);
    QCOMPARE(run.pauseShareAt(45), 0.0);
}

void TestRunCourse::aJumpToTheEndIsNoCourse()
{
    RunCourse course;
    QVERIFY(!PastRun(1000, course).hasCourse());
    course.note(1000, 100);
    QVERIFY(!PastRun(1000, course).hasCourse());
    QCOMPARE(PastRun(0).durationMs(), 1.0);
}

void TestRunCourse::theOldestRunGoesFirst()
{
    PastRuns runs;
    for (size_t i = 1; i <= PastRuns::mostRuns + 1; ++i)
        runs.addNewest(PastRun(static_cast<qint64>(i)));
    QCOMPARE(runs.runs().size(), PastRuns::mostRuns);
    QCOMPARE(runs.runs().front().durationMs(), 2.0);
    QCOMPARE(runs.runs().back().durationMs(), static_cast<double>(PastRuns::mostRuns + 1));
}

void TestRunCourse::olderRunsFillWhatIsLeft()
{
    PastRuns runs;
    for (size_t i = 0; i + 1 < PastRuns::mostRuns; ++i)
        runs.addNewest(PastRun(1000));
    runs.addOldest(PastRun(7));
    runs.addOldest(PastRun(8));
    QVERIFY(runs.isFull());
    QCOMPARE(runs.runs().front().durationMs(), 7.0);
}

void TestRunCourse::overdue_data()
{
    QTest::addColumn<std::vector<qint64>>("durations");
    QTest::addColumn<std::optional<double>>("afterMs");
    QTest::newRow("none") << std::vector<qint64>{} << std::optional<double>();
    QTest::newRow("four are too few") << std::vector<qint64>(4, 1000) << std::optional<double>();
    QTest::newRow("five alike") << std::vector<qint64>(5, 1000) << std::optional<double>(1000);
    // The logarithms are -1, -1, 0, 1, 1 around 1000 ms: mean 0, deviation 1, and Student's 2.13 * sqrt(1 + 1/5).
    QTest::newRow("five that differ") << std::vector<qint64>{368, 368, 1000, 2718, 2718}
                                      << std::optional<double>(1000 * std::exp(2.13 * std::sqrt(1.2)));
    std::vector<qint64> hundreds;
    for (qint64 i = 1; i <= 39; ++i)
        hundreds.push_back(i * 100);
    QTest::newRow("the 38th of 39") << hundreds << std::optional<double>(3800);
}

void TestRunCourse::overdue()
{
    QFETCH(std::vector<qint64>, durations);
    QFETCH(std::optional<double>, afterMs);
    PastRuns runs;
    for (const qint64 duration : durations)
        runs.addNewest(PastRun(duration));
    QCOMPARE(runs.overdueAfterMs().has_value(), afterMs.has_value());
    if (afterMs)
        QVERIFY2(std::abs(*runs.overdueAfterMs() / *afterMs - 1) < 0.005,
                 qPrintable(QString::number(*runs.overdueAfterMs())));
}

QTEST_APPLESS_MAIN(TestRunCourse)
#include "tst_runcourse.moc"
