// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "modelrecorder.h"
#include "processes.h"
#include "processlistmodel.h"
#include "tracked.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace Procession;
using namespace Qt::StringLiterals;

using Steps = std::function<void(ProcessTracker &)>;

class TestProcessListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatIsTrackedAlready();
    void tellsExactlyWhatChanged_data();
    void tellsExactlyWhatChanged();
    void mergesAtMostOnceAFrame();
    void tellsWhatFinishedAndWhatTheHistoryHas();
    void whatFellOffTheLogIsFoundByComparing();
    void aRestartedProcessStandsAmongTheYoungest_data();
    void aRestartedProcessStandsAmongTheYoungest();
    void equalsTheTrackerWhateverHappens_data();
    void equalsTheTrackerWhateverHappens();
    void tellsWhatARowShows_data();
    void tellsWhatARowShows();

private:
    static QStringList ids(const ProcessListModel &model);
};

QStringList TestProcessListModel::ids(const ProcessListModel &model)
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.append(model.index(row).data(ProcessListModel::IdRole).toString());
    return ids;
}

void TestProcessListModel::showsWhatIsTrackedAlready()
{
    auto [clock, log, tracker] = Tracked();
    for (const auto *text : {u"c", u"a", u"b"})
        QVERIFY(tracker.start(startOf(text)).ok());
    ProcessListModel model(tracker);
    const ModelRecorder recorder(model);
    QCOMPARE(ids(model), QStringList({u"c"_s, u"a"_s, u"b"_s})); // the oldest first
    QCOMPARE(model.rowOf(id(u"b")), 2);
    QCOMPARE(model.rowOf(id(u"nobody")), -1);
}

void TestProcessListModel::tellsExactlyWhatChanged_data()
{
    QTest::addColumn<Steps>("steps");
    QTest::addColumn<QString>("told");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char *name, const char *told, const char *rows, const Steps &steps) {
        QTest::newRow(name) << steps << QString::fromLatin1(told) << QString::fromLatin1(rows);
    };
    const auto forget = [](ProcessTracker &tracker, QStringView text) {
        QVERIFY(tracker.cancel(id(text)).ok());
        QVERIFY(tracker.remove(id(text)).ok());
    };
    // p0 to p5 run already.
    row("one begins", "inserted 6-6", "p0 p1 p2 p3 p4 p5 new",
        [](ProcessTracker &tracker) { QVERIFY(tracker.start(startOf(u"new")).ok()); });
    row("two begin", "inserted 6-7", "p0 p1 p2 p3 p4 p5 new newer", [](ProcessTracker &tracker) {
        QVERIFY(tracker.start(startOf(u"new")).ok());
        QVERIFY(tracker.start(startOf(u"newer")).ok());
    });
    row("one reports twice", "changed 3-3", "p0 p1 p2 p3 p4 p5", [](ProcessTracker &tracker) {
        QVERIFY(tracker.report(id(u"p3"), progressOf(1)).ok());
        QVERIFY(tracker.report(id(u"p3"), progressOf(2)).ok());
    });
    row("neighbours report", "changed 1-2 changed 4-4", "p0 p1 p2 p3 p4 p5", [](ProcessTracker &tracker) {
        for (const auto *text : {u"p4", u"p2", u"p1"})
            QVERIFY(tracker.report(id(text), progressOf(1)).ok());
    });
    row("one is forgotten", "removed 2-2", "p0 p1 p3 p4 p5",
        [forget](ProcessTracker &tracker) { forget(tracker, u"p2"); });
    row("neighbours and the first are forgotten", "removed 3-4 removed 0-0", "p1 p2 p5",
        [forget](ProcessTracker &tracker) {
            for (const auto *text : {u"p3", u"p0", u"p4"})
                forget(tracker, text);
        });
    row("one comes and goes within a frame", "", "p0 p1 p2 p3 p4 p5", [forget](ProcessTracker &tracker) {
        QVERIFY(tracker.start(startOf(u"brief")).ok());
        forget(tracker, u"brief");
    });
    row("everything at once", "changed 1-1 removed 0-0 inserted 5-5", "p1 p2 p3 p4 p5 new",
        [forget](ProcessTracker &tracker) {
            forget(tracker, u"p0");
            QVERIFY(tracker.start(startOf(u"new")).ok());
            QVERIFY(tracker.report(id(u"p1"), progressOf(1)).ok());
        });
}

void TestProcessListModel::tellsExactlyWhatChanged()
{
    QFETCH(Steps, steps);
    QFETCH(QString, told);
    QFETCH(QString, rows);
    auto [clock, log, tracker] = Tracked();
    for (const auto *text : {u"p0", u"p1", u"p2", u"p3", u"p4", u"p5"})
        QVERIFY(tracker.start(startOf(text, ProcessStatus::Running)).ok());
    ProcessListModel model(tracker);
    ModelRecorder recorder(model);
    QSignalSpy merged(&model, &ProcessListModel::merged);
    // Views may ask for rows while they are told: the numbers are right by then.
    const auto rowsAreNumbered = [&model] {
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.rowOf((*model.processAt(row))->id), row);
    };
    connect(&model, &QAbstractItemModel::rowsInserted, &recorder, rowsAreNumbered);
    connect(&model, &QAbstractItemModel::rowsRemoved, &recorder, rowsAreNumbered);

    steps(tracker);
    QVERIFY(recorder.take().isEmpty()); // nothing before the frame
    QTRY_COMPARE(merged.count(), 1);
    QCOMPARE(recorder.take().join(u' '), told);
    QCOMPARE(ids(model).join(u' '), rows);
    rowsAreNumbered();
}

void TestProcessListModel::tellsWhatFinishedAndWhatTheHistoryHas()
{
    auto [clock, log, tracker] = Tracked(8);
    QVERIFY(tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    QVERIFY(tracker.start(startOf(u"b", ProcessStatus::Running)).ok());
    ProcessListModel model(tracker);
    QSignalSpy merged(&model, &ProcessListModel::merged);
    QSignalSpy finished(&model, &ProcessListModel::finished);
    QSignalSpy archived(&model, &ProcessListModel::archived);
    QVERIFY(tracker.report(id(u"a"), progressOf(5)).ok());
    QTRY_COMPARE(merged.count(), 1);
    QVERIFY(finished.isEmpty());
    QVERIFY(tracker.cancel(id(u"a")).ok());
    QVERIFY(tracker.cancel(id(u"b")).ok());
    QTRY_COMPARE(merged.count(), 2);
    QCOMPARE(finished.count(), 1); // once a frame
    QVERIFY(tracker.archive(id(u"a")).ok());
    QVERIFY(tracker.remove(id(u"b")).ok());
    QTRY_COMPARE(merged.count(), 3);
    QCOMPARE(finished.count(), 1);
    QCOMPARE(archived.count(), 1);
    QCOMPARE((*archived.first().first().value<ProcessPtr>())->id, id(u"a"));
    for (int i = 0; i < 10; ++i) // falls off the log: something may have finished
        QVERIFY(tracker.start(startOf(u"p"_s + QString::number(i))).ok());
    QTRY_COMPARE(merged.count(), 4);
    QCOMPARE(finished.count(), 2);
}

void TestProcessListModel::mergesAtMostOnceAFrame()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"busy", ProcessStatus::Running)).ok());
    ProcessListModel model(tracker);
    const ModelRecorder recorder(model);
    QSignalSpy merged(&model, &ProcessListModel::merged);

    // However often the log wakes the model: the frames that fit into the time are all that it takes.
    QElapsedTimer timer;
    timer.start();
    constexpr int changes = 5000;
    for (int change = 0; change <= changes; ++change) {
        QVERIFY(tracker.report(id(u"busy"), progressOf(100.0 * change / changes)).ok());
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(model.index(0).data(ProcessListModel::ProgressRole).toDouble(), 100.0);
    QVERIFY2(merged.count() <= timer.elapsed() / 16 + 1, qPrintable(QString::number(merged.count())));
}

void TestProcessListModel::whatFellOffTheLogIsFoundByComparing()
{
    auto [clock, log, tracker] = Tracked(4);
    for (const auto *text : {u"stays", u"goes", u"changes"})
        QVERIFY(tracker.start(startOf(text, ProcessStatus::Running)).ok());
    ProcessListModel model(tracker);
    ModelRecorder recorder(model);
    QSignalSpy merged(&model, &ProcessListModel::merged);

    QVERIFY(tracker.cancel(id(u"goes")).ok());
    QVERIFY(tracker.remove(id(u"goes")).ok());
    QVERIFY(tracker.start(startOf(u"comes")).ok());
    for (int percent = 0; percent < 10; ++percent)
        QVERIFY(tracker.report(id(u"changes"), progressOf(percent)).ok());
    QTRY_COMPARE(merged.count(), 1);
    QCOMPARE(recorder.take().join(u' '), u"changed 2-2 removed 1-1 inserted 2-2"_s);
    QCOMPARE(ids(model).join(u' '), u"stays changes comes"_s);
    QCOMPARE(model.index(1).data(ProcessListModel::ProgressRole).toDouble(), 9.0);

    // And it follows the log again from there.
    QVERIFY(tracker.report(id(u"stays"), progressOf(5)).ok());
    QTRY_COMPARE(merged.count(), 2);
    QCOMPARE(recorder.take().join(u' '), u"changed 0-0"_s);
}

void TestProcessListModel::aRestartedProcessStandsAmongTheYoungest_data()
{
    QTest::addColumn<int>("logCapacity");
    QTest::newRow("read from the log") << 100;
    QTest::newRow("found by comparing") << 2;
}

void TestProcessListModel::aRestartedProcessStandsAmongTheYoungest()
{
    QFETCH(int, logCapacity);
    auto [clock, log, tracker] = Tracked(logCapacity);
    for (const auto *text : {u"again", u"other"})
        QVERIFY(tracker.start(startOf(text)).ok());
    ProcessListModel model(tracker);
    ModelRecorder recorder(model);
    QVERIFY(tracker.cancel(id(u"again")).ok());
    QVERIFY(tracker.remove(id(u"again")).ok());
    QVERIFY(tracker.start(startOf(u"again")).ok());
    QTRY_COMPARE(ids(model).join(u' '), u"other again"_s);
    QCOMPARE(recorder.take().join(u' '), u"removed 0-0 inserted 1-1"_s);
}

void TestProcessListModel::equalsTheTrackerWhateverHappens_data()
{
    QTest::addColumn<int>("logCapacity");
    QTest::newRow("never behind the log") << 65536;
    QTest::newRow("often behind the log") << 40;
}

void TestProcessListModel::equalsTheTrackerWhateverHappens()
{
    QFETCH(int, logCapacity);
    auto [clock, log, tracker] = Tracked(logCapacity);
    ProcessListModel model(tracker);
    ModelRecorder recorder(model);
    QSignalSpy merged(&model, &ProcessListModel::merged);
    QRandomGenerator random(4711);
    for (int round = 1; round <= 30; ++round) {
        for (int step = 0; step < 60; ++step) {
            const ProcessId one = id(u"p"_s + QString::number(random.bounded(50)));
            switch (random.bounded(5)) {
            case 0:
                std::ignore = tracker.cancel(one);
                break;
            case 1:
                std::ignore = tracker.remove(one);
                break;
            case 2:
                std::ignore = tracker.report(one, progressOf(random.bounded(100)));
                break;
            default:
                std::ignore = tracker.start(startOf(one.toString(), ProcessStatus::Running));
            }
        }
        QVERIFY(tracker.start(startOf(u"round-"_s + QString::number(round))).ok()); // something happened for sure
        QTRY_COMPARE(merged.count(), round);
        const std::vector<ProcessPtr> expected = tracker.snapshot().processes;
        QCOMPARE(static_cast<size_t>(model.rowCount()), expected.size());
        for (int row = 0; row < model.rowCount(); ++row) {
            QCOMPARE(model.processAt(row), expected[static_cast<size_t>(row)]);
            QCOMPARE(model.rowOf((*model.processAt(row))->id), row);
        }
    }
    QVERIFY(!recorder.take().contains(u"reset"_s));
}

void TestProcessListModel::tellsWhatARowShows_data()
{
    QTest::addColumn<Steps>("steps");
    QTest::addColumn<int>("role");
    QTest::addColumn<QVariant>("expected");
    using Model = ProcessListModel;
    const Steps nothing = [](ProcessTracker &) {};
    const Steps runs = [](ProcessTracker &tracker) {
        ReportChange report = reportOf(ProcessStatus::Running);
        report.progress = 12.5;
        report.message = u"step 1"_s;
        QVERIFY(tracker.report(id(u"a"), report).ok());
    };
    const Steps fails = [runs](ProcessTracker &tracker) {
        runs(tracker);
        ReportChange report = reportOf(ProcessStatus::Failed);
        report.errorMessage = u"disk full"_s;
        QVERIFY(tracker.report(id(u"a"), report).ok());
    };
    const Steps waits = [fails](ProcessTracker &tracker) {
        QVERIFY(tracker.setRetryPolicy(ProcessType::backgroundJob(), retryAfter(std::chrono::seconds(7))).ok());
        fails(tracker);
    };
    const auto row = [](const char *name, const Steps &steps, int role, const QVariant &expected) {
        QTest::newRow(name) << steps << role << expected;
    };
    row("pending: status", nothing, Model::StatusRole, StatusText::Pending);
    row("pending: no progress", nothing, Model::ProgressRole, -1.0);
    row("pending: not started", nothing, Model::StartedRole, 0);
    row("pending: attempt", nothing, Model::AttemptRole, u"1"_s);
    row("pending: can be cancelled", nothing, Model::CanCancelRole, true);
    row("pending: can't be retried", nothing, Model::CanRetryRole, false);
    row("running: status", runs, Model::StatusRole, StatusText::Running);
    row("running: progress", runs, Model::ProgressRole, 12.5);
    row("running: message", runs, Model::MessageRole, u"step 1"_s);
    row("running: started", runs, Model::StartedRole, FakeClock::beginning);
    row("running: not ended", runs, Model::CompletedRole, 0);
    row("failed: the error takes the message's place", fails, Model::MessageRole, u"disk full"_s);
    row("failed: ended", fails, Model::CompletedRole, FakeClock::beginning);
    row("failed: can't be cancelled", fails, Model::CanCancelRole, false);
    row("failed: can be retried", fails, Model::CanRetryRole, true);
    row("retry waits: when", waits, Model::RetryAtRole, FakeClock::beginning + 7000);
    row("retry waits: attempts", waits, Model::AttemptRole, u"1/3"_s);
    row("retry waits: can be cancelled", waits, Model::CanCancelRole, true);
    const Steps uses = [](ProcessTracker &tracker) {
        ReportChange report = reportOf(ProcessStatus::Running);
        report.resources =
            Resources{.source = Resources::Source::Proc, .cpuTimeMs = 125'000, .memory = qint64(3) << 29};
        QVERIFY(tracker.report(id(u"a"), report).ok());
        report.resources = Resources{.source = Resources::Source::Proc, .cpuTimeMs = 125'000, .memory = 1};
        QVERIFY(tracker.report(id(u"a"), report).ok());
    };
    row("no figures: no memory", runs, Model::MemoryPeakRole, u""_s);
    row("no figures: no processor time", runs, Model::CpuTimeRole, u""_s);
    row("figures: the most memory", uses, Model::MemoryPeakRole, u"1.5 GiB"_s);
    row("figures: processor time", uses, Model::CpuTimeRole, u"2:05 min"_s);
    row("an unknown role", nothing, Qt::DecorationRole, QVariant());
}

void TestProcessListModel::tellsWhatARowShows()
{
    QFETCH(Steps, steps);
    QFETCH(int, role);
    QFETCH(QVariant, expected);
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    steps(tracker);
    const ProcessListModel model(tracker);
    QCOMPARE(model.index(0).data(role), expected);
}

QTEST_GUILESS_MAIN(TestProcessListModel)
#include "tst_processlistmodel.moc"
