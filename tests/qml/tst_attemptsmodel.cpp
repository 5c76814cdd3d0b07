// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptfacts.h"
#include "attemptsmodel.h"
#include "madepages.h"
#include "modelrecorder.h"
#include "processes.h"
#include "selectedprocess.h"
#include "shownattempt.h"
#include "tracked.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// Opens outputs that are made up, and remembers which.
struct MadeOutput final : OutputSource
{
    std::unique_ptr<OutputPages> open(const Process &process, int attempt) override
    {
        opened << u"%1/%2"_s.arg(process.id.toString()).arg(attempt);
        return std::make_unique<MadePages>(attempt);
    }
    QStringList opened;
};

struct Bench : Tracked
{
    Bench()
        : list(tracker)
        , selected(list)
        , attempts(selected)
        , recorder(attempts)
        , shown(selected, attempts, &output)
    {
    }

    void start(QStringView processId) { QVERIFY(tracker.start(startOf(processId, ProcessStatus::Running)).ok()); }
    void fail(QStringView processId)
    {
        ReportChange failure = reportOf(ProcessStatus::Failed);
        failure.errorMessage = u"disk full"_s;
        QVERIFY(tracker.report(id(processId), failure).ok());
    }
    void retry(QStringView processId) { QVERIFY(tracker.retry(id(processId)).ok()); }
    QString numbers() const
    {
        QStringList numbers;
        for (int row = 0; row < attempts.rowCount(); ++row)
            numbers << attempts.index(row).data().toString();
        return numbers.join(u' ');
    }

    MadeOutput output;
    ProcessListModel list;
    SelectedProcess selected;
    AttemptsModel attempts;
    ModelRecorder recorder;
    ShownAttempt shown;
};

} // namespace

class TestAttemptsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "UTC"); }
    void tellsTheNewestFirst();
    void goesFromOneToTheNext();
    void showsTheNewestUntilOneIsChosen();
    void opensOutputOnlyWhileShown();
    void tellsFacts_data();
    void tellsFacts();
};

void TestAttemptsModel::tellsTheNewestFirst()
{
    Bench bench;
    bench.start(u"a");
    bench.start(u"b");
    QCOMPARE(bench.numbers(), QString());
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.numbers(), u"1"_s);
    QCOMPARE(bench.recorder.take(), QStringList{u"reset"_s});
    bench.fail(u"a");
    QTRY_COMPARE(bench.attempts.index(0).data(AttemptsModel::StatusRole).toInt(), int(StatusText::Failed));
    QVERIFY(bench.attempts.index(0).data(AttemptsModel::EndRole).toDouble() > 0);
    QCOMPARE(bench.recorder.take(), QStringList{u"changed 0-0"_s});
    bench.retry(u"a");
    QTRY_COMPARE(bench.numbers(), u"2 1"_s);
    QCOMPARE(bench.recorder.take().first(), u"inserted 0-0"_s);
    QCOMPARE(bench.attempts.index(1).data(AttemptsModel::StatusRole).toInt(), int(StatusText::Failed));
    bench.selected.setProcessId(u"b"_s);
    QTRY_COMPARE(bench.numbers(), u"1"_s);
    QCOMPARE(bench.recorder.take(), QStringList{u"reset"_s});
    bench.selected.setProcessId({});
    QCOMPARE(bench.numbers(), QString());
}

void TestAttemptsModel::goesFromOneToTheNext()
{
    Bench bench;
    bench.start(u"a");
    for (int times = 0; times < 2; ++times) {
        bench.fail(u"a");
        bench.retry(u"a");
    }
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.numbers(), u"3 2 1"_s);
    QCOMPARE(bench.attempts.neighbour(3, 1), 2);
    QCOMPARE(bench.attempts.neighbour(3, -1), 3);
    QCOMPARE(bench.attempts.neighbour(1, 1), 1);
    QCOMPARE(bench.attempts.neighbour(1, -2), 3);
    QCOMPARE(bench.attempts.neighbour(9, 1), 9);
}

void TestAttemptsModel::showsTheNewestUntilOneIsChosen()
{
    Bench bench;
    bench.start(u"a");
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.shown.number(), 1);
    QVERIFY(bench.shown.isNewest() && !bench.shown.isOver());
    bench.fail(u"a");
    bench.retry(u"a");
    QTRY_COMPARE(bench.shown.number(), 2);
    bench.shown.choose(1);
    QCOMPARE(bench.shown.number(), 1);
    QVERIFY(bench.shown.isOver() && !bench.shown.isNewest());
    QCOMPARE(bench.shown.errorCause(), u"disk full"_s);
    QCOMPARE(bench.shown.status(), StatusText::Failed);
    bench.fail(u"a");
    bench.retry(u"a");
    QTRY_COMPARE(bench.attempts.count(), 3);
    QCOMPARE(bench.shown.number(), 1);
    bench.shown.choose(9); // there is none
    QCOMPARE(bench.shown.number(), 1);
    bench.shown.choose(3);
    bench.fail(u"a");
    bench.retry(u"a");
    QTRY_COMPARE(bench.shown.number(), 4);
    bench.selected.setProcessId({});
    QCOMPARE(bench.shown.number(), 0);
    QVERIFY(bench.shown.facts().isEmpty() && bench.shown.lastReport() == 0.0);
}

void TestAttemptsModel::opensOutputOnlyWhileShown()
{
    Bench bench;
    bench.start(u"a");
    bench.start(u"b");
    bench.selected.setProcessId(u"a"_s);
    QVERIFY(!bench.shown.output() && bench.output.opened.isEmpty());
    bench.shown.setShown(true);
    QTRY_VERIFY(bench.shown.output());
    QCOMPARE(bench.output.opened, QStringList{u"a/1"_s});
    bench.fail(u"a");
    bench.retry(u"a");
    QTRY_COMPARE(bench.output.opened.size(), 2);
    bench.shown.choose(1);
    bench.shown.choose(1);
    bench.selected.setProcessId(u"b"_s);
    QCOMPARE(bench.output.opened, QStringList({u"a/1"_s, u"a/2"_s, u"a/1"_s, u"b/1"_s}));
    bench.shown.setShown(false);
    QVERIFY(!bench.shown.output());
    QCOMPARE(bench.output.opened.size(), 4);
}

void TestAttemptsModel::tellsFacts_data()
{
    QTest::addColumn<std::function<void(Attempt &)>>("change");
    QTest::addColumn<QString>("facts");

    const auto row = [](const char *name, const std::function<void(Exit &)> &change, const QString &facts) {
        QTest::newRow(name) << std::function<void(Attempt &)>([change](Attempt &attempt) {
            AttemptDetails details;
            Exit exit;
            change(exit);
            details.exit = exit;
            attempt.details = details;
        }) << facts;
    };
    QTest::newRow("nothing") << std::function<void(Attempt &)>([](Attempt &) {}) << QString();
    row(
        "a code", [](Exit &exit) { exit.code = 3; }, u"Ended by: Exit code 3"_s);
    row(
        "a signal", [](Exit &exit) { exit.signal = u"SIGTERM"_s; }, u"Ended by: SIGTERM"_s);
    row(
        "out of memory",
        [](Exit &exit) {
            exit.signal = u"SIGKILL"_s;
            exit.outOfMemory = true;
        },
        u"Ended by: SIGKILL, out of memory"_s);
    // 137 alone says nothing of memory.
    row(
        "137", [](Exit &exit) { exit.code = 137; }, u"Ended by: Exit code 137"_s);
    row(
        "a reason", [](Exit &exit) { exit.reason = u"over\u202e 64 MiB"_s; }, u"Reason: over\ufffd 64 MiB"_s);
    QTest::newRow("times") << std::function<void(Attempt &)>([](Attempt &attempt) {
        attempt.startedAt = 1000;
        attempt.endedAt = 4000;
        attempt.progress = 40.7;
    }) << u"Started: 1970-01-01 00:00:01; Ended: 1970-01-01 00:00:04; Took: 3 s; Progress: 40%"_s;
    QTest::newRow("figures") << std::function<void(Attempt &)>([](Attempt &attempt) {
        AttemptDetails details;
        Resources use;
        use.memory = 1024 * 1024;
        use.memoryPeak = 3 * 1024 * 1024;
        use.threads = 4;
        use.threadsPeak = 4;
        use.source = Resources::Source::Cgroup;
        details.resources = use;
        attempt.details = details;
    }) << u"Memory: 1 MiB, 3 MiB at most; Threads: 4; Measured: of its control group"_s;
    QTest::newRow("a canceller") << std::function<void(Attempt &)>([](Attempt &attempt) {
        AttemptDetails details;
        Origin origin;
        Actor actor;
        actor.kind = Actor::Kind::Window;
        origin.actor = actor;
        origin.reason = u"no longer needed"_s;
        details.cancelledBy = origin;
        attempt.details = details;
    }) << u"Cancelled: at the window; Its reason: no longer needed"_s;
}

void TestAttemptsModel::tellsFacts()
{
    QFETCH(const std::function<void(Attempt &)>, change);
    QFETCH(const QString, facts);
    Attempt attempt;
    change(attempt);
    const QStringList told = attemptFacts({}, attempt);
    QStringList lines;
    for (qsizetype at = 0; at + 1 < told.size(); at += 2)
        lines << told[at] + u": "_s + told[at + 1];
    QCOMPARE(lines.join(u"; "), facts);
}

QTEST_GUILESS_MAIN(TestAttemptsModel)
#include "tst_attemptsmodel.moc"
