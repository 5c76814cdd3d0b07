// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptcourse.h"
#include "bench.h"
#include "processes.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// On a whole server, as the page has it.
class TestAttemptCourse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void showsWhatCameBeforeThePageWasOpened();
    void showsAnEarlierAttempt();
    void showsOneOfTheHistory();
    void isNotMadeAnewWhereNothingChanged();
    void tellsWhenItEnds();
    void tellsThatItIsOverdue();

private:
    bool sample(const QString &process, double progress, double memory)
    {
        return m_bench.report(
            process,
            {{u"progress"_s, progress}, {u"resources"_s, QVariantMap{{u"memory"_s, memory}, {u"cpu_percent"_s, 50}}}});
    }
    void open(const QString &process);
    const SeriesLane *lane(const QString &name) const;
    QList<double> valuesOf(const QString &name) const;

    Bench m_bench;
    std::unique_ptr<AttemptCourse> m_course;
};

void TestAttemptCourse::init()
{
    QVERIFY(m_bench.begin());
}

void TestAttemptCourse::cleanup()
{
    m_course.reset();
    m_bench.end();
}

void TestAttemptCourse::open(const QString &process)
{
    Dashboard &dashboard = *m_bench.dashboard();
    QTRY_VERIFY(dashboard.processes()->rowOf(process) >= 0);
    m_course.reset();
    dashboard.closePage();
    dashboard.selected()->setProcessId(process);
    dashboard.openPage();
    m_course = std::make_unique<AttemptCourse>();
    m_course->setDashboard(&dashboard);
}

const SeriesLane *TestAttemptCourse::lane(const QString &name) const
{
    const std::vector<SeriesLane> &lanes = m_course->series()->data().lanes;
    const auto found =
        std::find_if(lanes.begin(), lanes.end(), [&name](const SeriesLane &lane) { return lane.name == name; });
    return found == lanes.end() ? nullptr : &*found;
}

QList<double> TestAttemptCourse::valuesOf(const QString &name) const
{
    QList<double> values;
    if (const SeriesLane *found = lane(name)) {
        for (const SeriesPoint &point : found->points)
            values.append(point.value);
    }
    return values;
}

void TestAttemptCourse::showsWhatCameBeforeThePageWasOpened()
{
    QVERIFY(m_bench.start({{u"process_id"_s, u"one"_s}, {u"status"_s, u"running"_s}, {u"max_memory"_s, 5000}}));
    for (const double step : {1.0, 2.0, 3.0}) {
        QVERIFY(sample(u"one"_s, 10 * step, 1000 * step));
        QTest::qWait(5); // another millisecond
    }
    open(u"one"_s);
    QTRY_COMPARE(valuesOf(u"Memory"_s), QList<double>({1000, 2000, 3000}));
    QCOMPARE(valuesOf(u"Processor"_s).size(), 3);
    QCOMPARE(valuesOf(u"Progress"_s).first(), 10.0);
    QCOMPARE(lane(u"Memory"_s)->limit.value_or(0), 5000.0);
    QVERIFY(sample(u"one"_s, 40, 4000)); // and it goes on
    QTRY_COMPARE(valuesOf(u"Memory"_s), QList<double>({1000, 2000, 3000, 4000}));
    QVERIFY(m_course->series()->data().isLive);
}

void TestAttemptCourse::showsAnEarlierAttempt()
{
    QVERIFY(m_bench.start({{u"process_id"_s, u"one"_s}, {u"status"_s, u"running"_s}}));
    QVERIFY(sample(u"one"_s, 10, 1000));
    QTest::qWait(5);
    QVERIFY(sample(u"one"_s, 20, 2000));
    QVERIFY(m_bench.report(u"one"_s, {{u"status"_s, u"failed"_s}}));
    m_bench.dashboard()->retry(u"one"_s);
    QTRY_COMPARE(m_bench.ask(u"one"_s, u"attempt"_s).toInt(), 2);
    QVERIFY(m_bench.report(u"one"_s, {{u"status"_s, u"running"_s}}));
    QVERIFY(sample(u"one"_s, 5, 50));
    QTest::qWait(5);
    QVERIFY(sample(u"one"_s, 6, 60));
    open(u"one"_s);
    QTRY_COMPARE(valuesOf(u"Memory"_s), QList<double>({50, 60}));
    m_bench.dashboard()->attempt()->choose(1);
    QTRY_COMPARE(valuesOf(u"Memory"_s), QList<double>({1000, 2000}));
    QVERIFY(!m_course->series()->data().isLive);
    QCOMPARE(valuesOf(u"Progress"_s).last(), 20.0);
    m_bench.dashboard()->attempt()->choose(2);
    QTRY_COMPARE(valuesOf(u"Memory"_s), QList<double>({50, 60}));
}

void TestAttemptCourse::showsOneOfTheHistory()
{
    QVERIFY(m_bench.start({{u"process_id"_s, u"one"_s}, {u"status"_s, u"running"_s}}));
    QVERIFY(sample(u"one"_s, 10, 1000));
    QTest::qWait(5);
    QVERIFY(sample(u"one"_s, 20, 2000));
    QVERIFY(m_bench.report(u"one"_s, {{u"status"_s, u"completed"_s}}));
    open(u"one"_s);
    QVERIFY(m_bench.archive(u"one"_s));
    QTRY_VERIFY(m_bench.dashboard()->selected()->isArchived());
    m_bench.dashboard()->closePage();
    m_bench.dashboard()->openPage();
    QTRY_COMPARE(valuesOf(u"Memory"_s), QList<double>({1000, 2000}));
}

void TestAttemptCourse::isNotMadeAnewWhereNothingChanged()
{
    QVERIFY(m_bench.start({{u"process_id"_s, u"one"_s}, {u"status"_s, u"running"_s}}));
    QVERIFY(m_bench.start({{u"process_id"_s, u"two"_s}, {u"status"_s, u"running"_s}}));
    QVERIFY(sample(u"one"_s, 10, 1000));
    QTest::qWait(5);
    QVERIFY(sample(u"one"_s, 20, 2000));
    QVERIFY(m_bench.report(u"one"_s, {{u"status"_s, u"failed"_s}}));
    open(u"one"_s);
    QTRY_COMPARE(valuesOf(u"Memory"_s).size(), 2);
    QTest::qWait(300); // what was to come has come
    QSignalSpy changed(m_course->series(), &SeriesModel::changed);
    Q_EMIT m_bench.dashboard()->time()->nowChanged();
    Q_EMIT m_bench.dashboard()->attempt()->changed();
    QVERIFY(sample(u"two"_s, 10, 1000));
    QTest::qWait(400);
    QCOMPARE(changed.count(), 0);
}

void TestAttemptCourse::tellsWhenItEnds()
{
    for (int run = 0; run < 8; ++run)
        QVERIFY(m_bench.importRun(u"run%1"_s.arg(run), 600));
    QVERIFY(m_bench.importRunning(u"one"_s, 60));
    open(u"one"_s);
    QTRY_VERIFY(m_course->series()->data().estimate);
    const SeriesData data = m_course->series()->data();
    QVERIFY(data.estimate->likely > data.end + 400'000);
    QVERIFY(data.estimate->likely < data.end + 700'000);
    QVERIFY(data.estimate->latest >= data.estimate->likely);
    QVERIFY2(data.estimate->text.contains(u"min"_s), qPrintable(data.estimate->text));
    QVERIFY(!data.isOverdue);
    QVERIFY(m_bench.report(u"one"_s, {{u"status"_s, u"completed"_s}}));
    QTRY_VERIFY(!m_course->series()->data().estimate);
}

void TestAttemptCourse::tellsThatItIsOverdue()
{
    for (int run = 0; run < 8; ++run)
        QVERIFY(m_bench.importRun(u"run%1"_s.arg(run), 600));
    QVERIFY(m_bench.importRunning(u"one"_s, 6000));
    open(u"one"_s);
    QTRY_VERIFY(m_course->series()->data().isOverdue);
}

QTEST_MAIN(TestAttemptCourse)
#include "tst_attemptcourse.moc"
