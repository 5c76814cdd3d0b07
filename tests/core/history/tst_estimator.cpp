// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "estimator.h"

#include <QTest>

#include <cmath>

using namespace Procession;

class TestEstimator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingToGoBy_data();
    void nothingToGoBy();
    void progressAlone_data();
    void progressAlone();
    void durationsAlone_data();
    void durationsAlone();
    void historyIsCorrectedByProgress_data();
    void historyIsCorrectedByProgress();
    void theBandNarrowsWithProgress();
    void stoppedProgress_data();
    void stoppedProgress();
    void theNextStepBringsItBack();
    void aLongPausePutsTheEndOff();
    void overdue_data();
    void overdue();

private:
    /// `second` by `second` up to `progress`, which the run reaches at its last second.
    static RunCourse even(double progress, int seconds, double before = 0);
    /// Ten runs of 160 s that pause for 60 s at 50 %.
    static PastRuns pausing();
    /// Runs of about these seconds, each with even progress or without any.
    static PastRuns past(std::initializer_list<int> seconds, bool withCourse);
    /// How far off the estimate is: p50 / `seconds` - 1.
    static double error(const std::optional<Estimate> &estimate, double seconds);
};

RunCourse TestEstimator::even(double progress, int seconds, double before)
{
    RunCourse course;
    for (int i = 1; i <= seconds; ++i)
        course.note(before + i * 1000.0, progress * i / seconds);
    return course;
}

PastRuns TestEstimator::past(std::initializer_list<int> seconds, bool withCourse)
{
    PastRuns runs;
    for (const int duration : seconds)
        runs.addNewest(PastRun(duration * 1000, withCourse ? even(100, duration) : RunCourse()));
    return runs;
}

PastRuns TestEstimator::pausing()
{
    PastRuns runs;
    for (int i = 0; i < 10; ++i) {
        RunCourse course = even(50, 50);
        for (int k = 1; k <= 50; ++k)
            course.note(110000 + k * 1000.0, 50 + k);
        runs.addNewest(PastRun(160000 + i * 100, course));
    }
    return runs;
}

double TestEstimator::error(const std::optional<Estimate> &estimate, double seconds)
{
    if (!estimate || !estimate->left)
        return std::nan("");
    return static_cast<double>(estimate->left->p50) / (seconds * 1000) - 1;
}

void TestEstimator::nothingToGoBy_data()
{
    QTest::addColumn<RunCourse>("course");
    QTest::newRow("no report") << RunCourse();
    QTest::newRow("less than 1 %") << even(0.5, 10);
    QTest::newRow("all is done, but it goes on") << even(100, 60);
    RunCourse parts = even(80, 60);
    parts.note(61000, 2);
    parts.note(62000, 90);
    QTest::newRow("each part counts from 0") << parts;
}

void TestEstimator::nothingToGoBy()
{
    QFETCH(RunCourse, course);
    const PastRuns none;
    QVERIFY(!estimate(course, 62000, nullptr));
    QVERIFY(!estimate(course, 62000, &none));
}

void TestEstimator::progressAlone_data()
{
    QTest::addColumn<RunCourse>("course");
    QTest::addColumn<double>("elapsed");
    QTest::addColumn<double>("left");
    QTest::newRow("a tenth") << even(10, 10) << 10.0 << 90.0;
    QTest::newRow("half") << even(50, 60) << 60.0 << 60.0;
    QTest::newRow("nine tenths") << even(90, 900) << 900.0 << 100.0;
    QTest::newRow("half a second after the last step") << even(50, 60) << 60.5 << 59.5;
    RunCourse slowing;
    for (int i = 1; i <= 60; ++i)
        slowing.note(i * 1000.0, 100 * (1 - std::pow(1 - i / 120.0, 2)));
    QTest::newRow("it slows down") << slowing << 60.0 << 60.0;
    RunCourse paused = even(30, 30);
    for (int i = 1; i <= 30; ++i)
        paused.note(80000 + i * 1000.0, 30 + i);
    QTest::newRow("it paused for 50 s") << paused << 110.0 << 40.0;
}

void TestEstimator::progressAlone()
{
    QFETCH(RunCourse, course);
    QFETCH(double, elapsed);
    QFETCH(double, left);
    const auto found = estimate(course, elapsed * 1000, nullptr);
    QVERIFY2(std::abs(error(found, left)) < 0.12, qPrintable(QString::number(error(found, left))));
    QVERIFY(found->left->p90 > found->left->p50);
    QCOMPARE(found->basis, Estimate::Basis::Progress);
    QCOMPARE(found->runs, 0);
    QVERIFY(!found->overdue);
}

void TestEstimator::durationsAlone_data()
{
    QTest::addColumn<PastRuns>("past");
    QTest::addColumn<double>("elapsed");
    QTest::addColumn<double>("left");
    const PastRuns alike = past({98, 102, 99, 101, 100, 100, 103, 97, 100, 100}, false);
    QTest::newRow("at the start") << alike << 0.0 << 100.0;
    QTest::newRow("later") << alike << 40.0 << 60.0;
    const PastRuns either = past({10, 100, 11, 103, 9, 98, 10, 101, 10, 100}, false);
    QTest::newRow("only the long ones last that long") << either << 30.0 << 70.0;
    QTest::newRow("one run") << past({100}, false) << 0.0 << 100.0;
    QTest::newRow("their course helps nobody without progress") << past({100, 99, 101}, true) << 50.0 << 50.0;
}

void TestEstimator::durationsAlone()
{
    QFETCH(PastRuns, past);
    QFETCH(double, elapsed);
    QFETCH(double, left);
    const auto found = estimate({}, elapsed * 1000, &past);
    QVERIFY2(std::abs(error(found, left)) < 0.1, qPrintable(QString::number(error(found, left))));
    QVERIFY(found->left->p90 > found->left->p50);
    QCOMPARE(found->basis, Estimate::Basis::History);
    QCOMPARE(found->runs, static_cast<int>(past.runs().size()));
}

void TestEstimator::historyIsCorrectedByProgress_data()
{
    QTest::addColumn<PastRuns>("past");
    QTest::addColumn<RunCourse>("course");
    QTest::addColumn<double>("elapsed");
    QTest::addColumn<double>("left");
    const PastRuns alike = past({98, 102, 99, 101, 100, 100, 103, 97, 100, 100}, true);
    QTest::newRow("as ever") << alike << even(50, 50) << 50.0 << 50.0;
    QTest::newRow("twice as slow") << alike << even(50, 100) << 100.0 << 100.0;
    const PastRuns apart = past({20, 200, 40, 150, 80, 60, 300, 30, 100, 25}, true);
    QTest::newRow("progress tells the length") << apart << even(25, 10) << 10.0 << 30.0;
    QTest::newRow("durations without a course")
        << past({98, 102, 99, 101, 100, 100}, false) << even(50, 50) << 50.0 << 50.0;
    PastRuns lateStart; // nothing for 80 s, then all in 20 s
    for (int i = 0; i < 10; ++i) {
        RunCourse course;
        for (int k = 1; k <= 20; ++k)
            course.note(80000 + k * 1000.0, k * 5);
        lateStart.addNewest(PastRun(99000 + i * 200, course));
    }
    RunCourse begun;
    begun.note(81000, 5);
    begun.note(82000, 10);
    QTest::newRow("a late start") << lateStart << begun << 82.0 << 18.0;
}

void TestEstimator::historyIsCorrectedByProgress()
{
    QFETCH(PastRuns, past);
    QFETCH(RunCourse, course);
    QFETCH(double, elapsed);
    QFETCH(double, left);
    const auto found = estimate(course, elapsed * 1000, &past);
    QVERIFY2(std::abs(error(found, left)) < 0.2, qPrintable(QString::number(error(found, left))));
    QCOMPARE(found->basis, Estimate::Basis::History);
}

void TestEstimator::theBandNarrowsWithProgress()
{
    const PastRuns apart = past({20, 200, 40, 150, 80, 60, 300, 30, 100, 25}, true);
    double before = std::numeric_limits<double>::infinity();
    for (const int done : {0, 10, 30, 60, 90}) {
        const auto found = estimate(even(done, done), done * 1000, &apart);
        QVERIFY(found && found->left);
        const auto width = static_cast<double>(found->left->p90 - found->left->p50);
        QVERIFY2(width < before, qPrintable(QString::number(done)));
        before = width;
    }
}

void TestEstimator::stoppedProgress_data()
{
    QTest::addColumn<PastRuns>("past");
    QTest::addColumn<RunCourse>("course");
    QTest::addColumn<double>("elapsed");
    QTest::addColumn<bool>("isKnown");
    const PastRuns none;
    QTest::newRow("a second's pause in a pace of a second") << none << even(50, 60) << 61.0 << true;
    QTest::newRow("a minute's") << none << even(50, 60) << 120.0 << false;
    QTest::newRow("for good") << none << even(50, 60) << 1e6 << false;
    RunCourse fewSteps;
    fewSteps.note(100000, 20);
    fewSteps.note(200000, 40);
    QTest::newRow("a minute's in a pace of a hundred seconds") << none << fewSteps << 260.0 << true;
    const PastRuns pauseHere = pausing();
    QTest::newRow("as long as others paused here") << pauseHere << even(50, 50) << 110.0 << true;
    QTest::newRow("longer than others paused here") << pauseHere << even(50, 50) << 300.0 << false;
    QTest::newRow("nobody paused there") << pauseHere << even(30, 30) << 90.0 << false;
    QTest::newRow("never reported, and as long as others")
        << past({100, 99, 103, 100, 98}, false) << RunCourse() << 90.0 << true;
    QTest::newRow("never reported, and far longer")
        << past({100, 99, 103, 100, 98}, false) << RunCourse() << 1e6 << false;
}

void TestEstimator::stoppedProgress()
{
    QFETCH(PastRuns, past);
    QFETCH(RunCourse, course);
    QFETCH(double, elapsed);
    QFETCH(bool, isKnown);
    const auto found = estimate(course, elapsed * 1000, &past);
    QCOMPARE(found && found->left, isKnown);
}

void TestEstimator::theNextStepBringsItBack()
{
    RunCourse course = even(50, 60);
    QVERIFY(!estimate(course, 300000, nullptr));
    course.note(300000, 51);
    QVERIFY(estimate(course, 300000, nullptr));
}

void TestEstimator::aLongPausePutsTheEndOff()
{
    const PastRuns past = pausing();
    const RunCourse course = even(50, 50);
    const auto usual = estimate(course, 80000, &past);
    QVERIFY2(std::abs(error(usual, 80)) < 0.15, qPrintable(QString::number(error(usual, 80))));
    // The 50 s after the pause are still to come.
    const auto longer = estimate(course, 135000, &past);
    QVERIFY(longer && longer->left);
    QVERIFY2(longer->left->p50 > 50000, qPrintable(QString::number(longer->left->p50)));
}

void TestEstimator::overdue_data()
{
    QTest::addColumn<PastRuns>("past");
    QTest::addColumn<RunCourse>("course");
    QTest::addColumn<double>("elapsed");
    QTest::addColumn<bool>("overdue");
    QTest::addColumn<bool>("isKnown");
    const PastRuns five = past({100, 99, 103, 100, 98}, false);
    QTest::newRow("in time") << five << RunCourse() << 100.0 << false << true;
    QTest::newRow("beyond all") << five << RunCourse() << 200.0 << true << false;
    QTest::newRow("slow, but it moves") << five << even(50, 200) << 200.0 << true << true;
    QTest::newRow("slow and stuck") << five << even(50, 100) << 200.0 << true << false;
    QTest::newRow("four runs don't tell")
        << past({100, 99, 103, 100}, false) << even(50, 200) << 200.0 << false << true;
}

void TestEstimator::overdue()
{
    QFETCH(PastRuns, past);
    QFETCH(RunCourse, course);
    QFETCH(double, elapsed);
    QFETCH(bool, overdue);
    QFETCH(bool, isKnown);
    const auto found = estimate(course, elapsed * 1000, &past);
    QVERIFY(found);
    QCOMPARE(found->overdue, overdue);
    QCOMPARE(found->left.has_value(), isKnown);
}

QTEST_APPLESS_MAIN(TestEstimator)
#include "tst_estimator.moc"
