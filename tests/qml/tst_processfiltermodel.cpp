// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "durationhistory.h"
#include "modelrecorder.h"
#include "processes.h"
#include "processfiltermodel.h"
#include "processreplica.h"
#include "tracked.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using Model = ProcessListModel;

class TestProcessFilterModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatIsAskedFor_data();
    void showsWhatIsAskedFor();
    void ordersBy_data();
    void ordersBy();
    void orderedTwiceTurnsRound();
    void clearingShowsEverything();
    void rowsComeAndGoWithTheirStatus();
    void aChangeThatMovesNothingReordersNothing_data();
    void aChangeThatMovesNothingReordersNothing();
    void findsTheRowOfAProcess();
    void ordersByElapsedAsTimeGoesOn();
    void ordersByUse_data();
    void ordersByUse();
    void ordersByTheTimeThatIsLeft();
    void tellsOnceThatUseIsTold();
    void ordersNamesAsPeopleCount_data();
    void ordersNamesAsPeopleCount();
    void ordersTheNamesOfAServerThatLostItsData();
    void tellsItsOrder();
    void whileHeldNothingComesLeavesOrMoves();
    void whatTheUserAsksForHappensWhileHeld();
    void aForgottenProcessGoesWhileHeld();
    void filtersWhatWaitsForARetry();
    void aSearchTellsItsCountOnce();

private:
    static void fill(ProcessTracker &tracker, FakeClock &clock);
    static QString ids(const ProcessFilterModel &model);
};

/// Four processes whose orders by age, name, type, status, progress, start and attempt all differ.
void TestProcessFilterModel::fill(ProcessTracker &tracker, FakeClock &clock)
{
    struct Row
    {
        const char16_t *id;
        const char16_t *name;
        ProcessType type;
    };
    const Row rows[] = {{u"one", u"delta", ProcessType::aiTask()},
                        {u"two", u"Alpha", ProcessType::ragTraining()},
                        {u"three", u"charlie", ProcessType::aiTask()},
                        {u"four", u"bravo", ProcessType::backgroundJob()}};
    for (const Row &row : rows) {
        StartChange start = startOf(row.id, ProcessStatus::Pending, row.type);
        start.name = QStringView(row.name).toString();
        QVERIFY(tracker.start(start).ok());
    }
    const auto report = [&](QStringView process, ProcessStatus status, double progress, const QString &message) {
        ReportChange change = reportOf(status);
        change.progress = progress;
        change.message = message;
        clock.advance(std::chrono::seconds(1));
        QVERIFY(tracker.report(id(process), change).ok());
    };
    report(u"three", ProcessStatus::Running, 40, u"reading pages"_s);
    report(u"two", ProcessStatus::Failed, 10, u"gave up"_s);
    QVERIFY(tracker.retry(id(u"two")).ok());
    report(u"two", ProcessStatus::Running, 10, u"reading again"_s);
    report(u"one", ProcessStatus::Running, 30, u"writing"_s);
    ReportChange warning;
    warning.errorMessage = u"Slow disk"_s;
    QVERIFY(tracker.report(id(u"one"), warning).ok());
    report(u"one", ProcessStatus::Completed, 30, u"written"_s);
}

QString TestProcessFilterModel::ids(const ProcessFilterModel &model)
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.append(model.index(row, 0).data(Model::IdRole).toString());
    return ids.join(u' ');
}

void TestProcessFilterModel::showsWhatIsAskedFor_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<StatusText::Status>("status");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &type, StatusText::Status status, const QString &text,
                        const char *expected) {
        QTest::newRow(name) << type << status << text << QString::fromLatin1(expected);
    };
    row("everything, the youngest first", u""_s, StatusText::All, u""_s, "four three two one");
    row("a type", u"ai_task"_s, StatusText::All, u""_s, "three one");
    row("a status", u""_s, StatusText::Running, u""_s, "three two");
    row("text in a name, whatever the case", u""_s, StatusText::All, u"ALPHA"_s, "two");
    row("text in an id", u""_s, StatusText::All, u"thr"_s, "three");
    row("text in a message", u""_s, StatusText::All, u"reading"_s, "three two");
    row("text in an error, which the row shows in place of the message", u""_s, StatusText::All, u"slow DISK"_s, "one");
    row("type and status", u"ai_task"_s, StatusText::Completed, u""_s, "one");
    row("status and text", u""_s, StatusText::Running, u"again"_s, "two");
    row("all three", u"rag_training"_s, StatusText::Running, u"alp"_s, "two");
    row("nothing has all three", u"ai_task"_s, StatusText::Running, u"alp"_s, "");
    row("nothing has the status", u""_s, StatusText::Timeout, u""_s, "");
}

void TestProcessFilterModel::showsWhatIsAskedFor()
{
    QFETCH(QString, type);
    QFETCH(StatusText::Status, status);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    ModelRecorder recorder(model);

    model.setType(type);
    model.setStatus(status);
    model.setSearchText(text);
    QCOMPARE(ids(model), expected);
    QCOMPARE(model.count(), model.rowCount());
    QCOMPARE(model.isFiltered(), !type.isEmpty() || status != StatusText::All || !text.isEmpty());
    QVERIFY(!recorder.take().contains(u"reset"_s));
}

void TestProcessFilterModel::ordersBy_data()
{
    QTest::addColumn<Model::Role>("role");
    QTest::addColumn<QString>("expected");
    QTest::newRow("age, turned round") << Model::CreatedRole << u"one two three four"_s;
    QTest::newRow("status, then age") << Model::StatusRole << u"four two three one"_s;
    QTest::newRow("name, whatever the case") << Model::NameRole << u"two four three one"_s;
    QTest::newRow("type, then age") << Model::TypeRole << u"one three four two"_s;
    QTest::newRow("progress, none first") << Model::ProgressRole << u"four two one three"_s;
    QTest::newRow("elapsed, the longest first and not started last") << Model::ElapsedRole << u"three two one four"_s;
    QTest::newRow("attempt, then age") << Model::AttemptRole << u"one three four two"_s;
}

void TestProcessFilterModel::ordersBy()
{
    QFETCH(Model::Role, role);
    QFETCH(QString, expected);
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    const ModelRecorder recorder(model);
    QSignalSpy ordered(&model, &ProcessFilterModel::orderChanged);
    model.orderBy(role);
    QCOMPARE(ids(model), expected);
    QCOMPARE(model.orderRole(), static_cast<int>(role));
    QCOMPARE(ordered.count(), 1);
}

void TestProcessFilterModel::orderedTwiceTurnsRound()
{
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    const ModelRecorder recorder(model);
    model.orderBy(Model::NameRole);
    QVERIFY(!model.isDescending());
    model.orderBy(Model::NameRole);
    QVERIFY(model.isDescending());
    QCOMPARE(ids(model), u"one three four two"_s);
    model.orderBy(Model::NameRole);
    QCOMPARE(ids(model), u"two four three one"_s);
    model.orderBy(Model::NameRole);
    model.orderBy(Model::ProgressRole); // another column begins upwards again
    QVERIFY(!model.isDescending());
}

void TestProcessFilterModel::clearingShowsEverything()
{
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    const ModelRecorder recorder(model);
    model.setType(u"ai_task"_s);
    model.setStatus(StatusText::Running);
    model.setSearchText(u"no such text"_s);
    QCOMPARE(model.count(), 0);
    model.clearFilter();
    QCOMPARE(model.count(), 4);
    QVERIFY(!model.isFiltered());
    QVERIFY(model.type().isEmpty() && model.status() == StatusText::All && model.searchText().isEmpty());
}

void TestProcessFilterModel::rowsComeAndGoWithTheirStatus()
{
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    model.setStatus(StatusText::Running);
    QCOMPARE(ids(model), u"three two"_s);
    ModelRecorder recorder(model);
    QSignalSpy counted(&model, &ProcessFilterModel::countChanged);

    QVERIFY(tracker.report(id(u"four"), reportOf(ProcessStatus::Running)).ok());
    QTRY_COMPARE(ids(model), u"four three two"_s);
    QCOMPARE(recorder.take().join(u' '), u"inserted 0-0"_s);
    QVERIFY(tracker.report(id(u"three"), reportOf(ProcessStatus::Completed)).ok());
    QTRY_COMPARE(ids(model), u"four two"_s);
    QCOMPARE(recorder.take().join(u' '), u"removed 1-1"_s);
    QCOMPARE(counted.count(), 2);

    // What is hidden may change as it likes: nobody is told.
    QSignalSpy merged(&list, &Model::merged);
    QVERIFY(tracker.remove(id(u"three")).ok());
    QTRY_COMPARE(merged.count(), 1);
    QVERIFY(recorder.take().isEmpty());
}

void TestProcessFilterModel::aChangeThatMovesNothingReordersNothing_data()
{
    QTest::addColumn<Model::Role>("role");
    QTest::addColumn<QString>("told");
    // Rows 1 and 3 by age are "three" and "one"; by progress they stand elsewhere, and "three" passes nobody.
    QTest::newRow("by age") << Model::CreatedRole << u"changed 1-1"_s;
    QTest::newRow("by progress, and it passes nobody") << Model::ProgressRole << u"changed 3-3"_s;
}

void TestProcessFilterModel::aChangeThatMovesNothingReordersNothing()
{
    QFETCH(Model::Role, role);
    QFETCH(QString, told);
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    if (role != Model::CreatedRole)
        model.orderBy(role);
    ModelRecorder recorder(model);
    QSignalSpy merged(&list, &Model::merged);
    QVERIFY(tracker.report(id(u"three"), progressOf(50)).ok());
    QTRY_COMPARE(merged.count(), 1);
    QCOMPARE(recorder.take().join(u' '), told);
}

void TestProcessFilterModel::findsTheRowOfAProcess()
{
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    const ModelRecorder recorder(model);
    QCOMPARE(model.rowOf(u"one"_s), 3);
    QCOMPARE(model.idAt(3), u"one"_s);
    QVERIFY(model.idAt(-1).isEmpty() && model.idAt(4).isEmpty());
    QCOMPARE(model.rowOf(u"nobody"_s), -1);
    QCOMPARE(model.rowOf(u"no id at all!"_s), -1);
    model.setStatus(StatusText::Running);
    QCOMPARE(model.rowOf(u"one"_s), -1); // filtered out
    QCOMPARE(model.rowOf(u"two"_s), 1);
}

void TestProcessFilterModel::ordersByElapsedAsTimeGoesOn()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"done", ProcessStatus::Running)).ok());
    clock.advance(std::chrono::minutes(10));
    QVERIFY(tracker.report(id(u"done"), reportOf(ProcessStatus::Completed)).ok()); // took 10 minutes
    QVERIFY(tracker.start(startOf(u"old", ProcessStatus::Running)).ok());
    clock.advance(std::chrono::minutes(5));
    QVERIFY(tracker.start(startOf(u"young", ProcessStatus::Running)).ok());
    QVERIFY(tracker.start(startOf(u"none")).ok());
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    ModelRecorder recorder(model);
    model.orderBy(Model::ElapsedRole);
    QVERIFY(model.isDescending());
    QCOMPARE(ids(model), u"done old young none"_s);
    recorder.take();
    clock.advance(std::chrono::minutes(4));
    model.followClock();
    QVERIFY(recorder.take().isEmpty()); // nobody passed anybody
    clock.advance(std::chrono::minutes(2));
    model.followClock();
    QCOMPARE(ids(model), u"old done young none"_s);
    QCOMPARE(recorder.take().join(u' '), u"reordered"_s);
    model.orderBy(Model::ElapsedRole);
    QCOMPARE(ids(model), u"young done old none"_s);
}

void TestProcessFilterModel::ordersByUse_data()
{
    QTest::addColumn<Model::Role>("role");
    QTest::addColumn<QString>("largestFirst");
    QTest::addColumn<QString>("leastFirst");
    QTest::newRow("memory") << Model::MemoryPeakRole << u"b a silent"_s << u"a b silent"_s;
    QTest::newRow("processor time") << Model::CpuTimeRole << u"a b silent"_s << u"b a silent"_s;
}

void TestProcessFilterModel::ordersByUse()
{
    QFETCH(Model::Role, role);
    auto [clock, log, tracker] = Tracked();
    const auto use = [&](QStringView process, qint64 memory, qint64 cpuTimeMs) {
        ReportChange report;
        report.resources = Resources{.source = Resources::Source::Proc, .cpuTimeMs = cpuTimeMs, .memory = memory};
        QVERIFY(tracker.report(id(process), report).ok());
    };
    for (const QStringView process : {u"a", u"silent", u"b"})
        QVERIFY(tracker.start(startOf(process, ProcessStatus::Running)).ok());
    use(u"a", 1000, 90);
    use(u"b", 5000, 20);
    use(u"b", 10, 30); // the peak counts
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    const ModelRecorder recorder(model);
    model.orderBy(role);
    QTEST(ids(model), "largestFirst");
    model.orderBy(role);
    QTEST(ids(model), "leastFirst");
    use(u"a", 6000, 200);
    model.orderBy(role);
    QTRY_COMPARE(ids(model), u"a b silent"_s);
}

void TestProcessFilterModel::ordersByTheTimeThatIsLeft()
{
    auto [clock, log, tracker] = Tracked();
    const auto start = [&tracker](QStringView process, const QString &name) {
        StartChange change = startOf(process, ProcessStatus::Running);
        change.name = name;
        QVERIFY(tracker.start(change).ok());
    };
    const DurationHistory durations(tracker, nullptr);
    // Two names whose runs take ten minutes and one.
    for (int run = 0; run < 6; ++run) {
        start(u"long%1"_s.arg(run), u"Long"_s);
        start(u"short%1"_s.arg(run), u"Short"_s);
        clock.advance(std::chrono::minutes(1));
        QVERIFY(tracker.report(id(u"short%1"_s.arg(run)), reportOf(ProcessStatus::Completed)).ok());
        clock.advance(std::chrono::minutes(9));
        QVERIFY(tracker.report(id(u"long%1"_s.arg(run)), reportOf(ProcessStatus::Completed)).ok());
        QVERIFY(tracker.remove(id(u"short%1"_s.arg(run))).ok());
        QVERIFY(tracker.remove(id(u"long%1"_s.arg(run))).ok());
    }
    QTRY_COMPARE(durations.size(), 2);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    ModelRecorder recorder(model);
    model.setDurations(&durations);
    start(u"unknown", u"Never seen before"_s);
    start(u"brief", u"Short"_s);
    start(u"lengthy", u"Long"_s);
    QTRY_COMPARE(model.count(), 3);
    model.orderBy(Model::LeftRole);
    QTRY_COMPARE(ids(model), u"brief lengthy unknown"_s);
    clock.advance(std::chrono::minutes(8));
    start(u"later", u"Long"_s);
    QTRY_COMPARE(model.count(), 4);
    model.followClock();
    QTRY_COMPARE(ids(model), u"brief lengthy later unknown"_s); // what is overdue comes before what has time
    model.orderBy(Model::LeftRole);
    QTRY_COMPARE(ids(model), u"later lengthy brief unknown"_s); // where it isn't known, last either way
    // What is over has no time left.
    QVERIFY(tracker.report(id(u"later"), reportOf(ProcessStatus::Completed)).ok());
    QTRY_COMPARE(ids(model), u"lengthy brief later unknown"_s);
}

void TestProcessFilterModel::tellsOnceThatUseIsTold()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    QSignalSpy told(&model, &ProcessFilterModel::useToldChanged);
    QVERIFY(!model.isUseTold());
    ReportChange report;
    report.resources = Resources{.source = Resources::Source::Proc, .memory = 1};
    QVERIFY(tracker.report(id(u"a"), report).ok());
    QTRY_COMPARE(told.count(), 1);
    QVERIFY(model.isUseTold());
    report.resources = Resources{.source = Resources::Source::Proc, .memory = 2};
    report.progress = 50;
    QVERIFY(tracker.report(id(u"a"), report).ok());
    QTRY_COMPARE(model.index(0, 0).data(Model::ProgressRole).toDouble(), 50.0);
    QCOMPARE(told.count(), 1);
    QVERIFY(ProcessListModel(tracker).isUseTold()); // also where it was told before
}

void TestProcessFilterModel::ordersNamesAsPeopleCount_data()
{
    QTest::addColumn<QLocale>("locale");
    QTest::newRow("English") << QLocale(QLocale::English);
    QTest::newRow("German") << QLocale(QLocale::German);
    QTest::newRow("C, which orders bytes") << QLocale::c();
}

void TestProcessFilterModel::ordersNamesAsPeopleCount()
{
    QFETCH(QLocale, locale);
    auto [clock, log, tracker] = Tracked();
    const QStringList expected{u"item 9"_s, u"Item 24"_s, u"item 234"_s, u"item 240"_s, u"zebra"_s};
    for (const int at : {3, 0, 4, 2, 1}) {
        StartChange start = startOf(u"p%1"_s.arg(at));
        start.name = expected.at(at);
        QVERIFY(tracker.start(start).ok());
    }
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, locale);
    const ModelRecorder recorder(model);
    model.orderBy(Model::NameRole);
    QCOMPARE(ids(model), u"p0 p1 p2 p3 p4"_s);
}

/// Its processes have the numbers and the ids of those before.
void TestProcessFilterModel::ordersTheNamesOfAServerThatLostItsData()
{
    const auto named = [](QStringView name, const QString &text, quint64 createdSeq) {
        Process process;
        process.id = id(name);
        process.name = text;
        process.type = ProcessType::backgroundJob();
        process.createdSeq = process.seq = createdSeq;
        return std::make_shared<const ProcessState>(std::move(process));
    };
    ProcessReplica replica;
    replica.reset({named(u"one", u"alpha"_s, 1), named(u"two", u"bravo"_s, 2), named(u"three", u"charlie"_s, 3)}, {});
    const FakeClock clock;
    ProcessListModel list(replica);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    const ModelRecorder recorder(model);
    model.orderBy(Model::NameRole);
    QCOMPARE(ids(model), u"one two three"_s);
    replica.reset({named(u"one", u"zulu"_s, 1), named(u"new", u"yankee"_s, 2), named(u"three", u"xray"_s, 3)}, {});
    QTRY_COMPARE(ids(model), u"three new one"_s);
}

void TestProcessFilterModel::tellsItsOrder()
{
    auto [clock, log, tracker] = Tracked();
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    QVERIFY(model.isNewestFirst());
    QCOMPARE(model.orderText(), u"Newest first"_s);
    QStringList texts;
    for (const int role : {Model::StatusRole, Model::NameRole, Model::TypeRole, Model::ProgressRole, Model::ElapsedRole,
                           Model::AttemptRole, Model::LeftRole, Model::MemoryPeakRole, Model::CpuTimeRole}) {
        model.orderBy(role);
        texts << model.orderText();
        model.orderBy(role);
        texts << model.orderText();
        QVERIFY(!model.isNewestFirst());
    }
    QCOMPARE(QSet<QString>(texts.cbegin(), texts.cend()).size(), texts.size()); // each has words of its own
    model.orderByAge();
    QVERIFY(model.isNewestFirst());
    model.orderBy(Model::CreatedRole);
    QCOMPARE(model.orderText(), u"Oldest first"_s);
    model.orderBy(Model::CreatedRole);
    QVERIFY(model.isNewestFirst());
}

void TestProcessFilterModel::whileHeldNothingComesLeavesOrMoves()
{
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    model.setStatus(StatusText::Running);
    model.orderBy(Model::ProgressRole);
    QCOMPARE(ids(model), u"two three"_s);
    ModelRecorder recorder(model);
    QSignalSpy merged(&list, &Model::merged);
    model.setHeld(true);
    QVERIFY(tracker.start(startOf(u"new", ProcessStatus::Running)).ok());           // would come
    QVERIFY(tracker.report(id(u"four"), reportOf(ProcessStatus::Running)).ok());    // would come, too
    QVERIFY(tracker.report(id(u"two"), progressOf(90)).ok());                       // would move
    QVERIFY(tracker.report(id(u"three"), reportOf(ProcessStatus::Completed)).ok()); // would leave
    QTRY_COMPARE(merged.count(), 1);
    QCOMPARE(ids(model), u"two three"_s);
    for (const QString &told : recorder.take())
        QVERIFY2(told.startsWith(u"changed"_s), qPrintable(told)); // what the rows show follows
    QCOMPARE(model.index(1, 0).data(Model::StatusRole).toInt(), int(StatusText::Completed));
    QTRY_COMPARE(model.arrivals(), 2);

    model.letIn();
    QCOMPARE(ids(model), u"four new two"_s);
    QCOMPARE(model.arrivals(), 0);
    QVERIFY(model.isHeld());
    QVERIFY(tracker.start(startOf(u"newer", ProcessStatus::Running)).ok());
    QTRY_COMPARE(model.arrivals(), 1);
    model.setHeld(false);
    QCOMPARE(ids(model), u"four new newer two"_s);
    QCOMPARE(model.arrivals(), 0);
    QVERIFY(tracker.start(startOf(u"newest", ProcessStatus::Running)).ok());
    QTRY_COMPARE(ids(model), u"four new newer newest two"_s);
}

void TestProcessFilterModel::whatTheUserAsksForHappensWhileHeld()
{
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    const ModelRecorder recorder(model);
    model.setHeld(true);
    model.setSearchText(u"reading"_s);
    QCOMPARE(ids(model), u"three two"_s);
    model.clearFilter();
    QCOMPARE(ids(model), u"four three two one"_s);
    model.orderBy(Model::NameRole);
    QCOMPARE(ids(model), u"two four three one"_s);
    model.setStatus(StatusText::Running);
    QCOMPARE(ids(model), u"two three"_s);
    model.setType(u"ai_task"_s);
    QCOMPARE(ids(model), u"three"_s);
    QVERIFY(model.isHeld());
}

void TestProcessFilterModel::aForgottenProcessGoesWhileHeld()
{
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    const ModelRecorder recorder(model);
    model.setHeld(true);
    QVERIFY(tracker.remove(id(u"one")).ok());
    QTRY_COMPARE(ids(model), u"four three two"_s);
    model.setHeld(false);
    QCOMPARE(ids(model), u"four three two"_s);
}

void TestProcessFilterModel::filtersWhatWaitsForARetry()
{
    auto [clock, log, tracker] = Tracked();
    for (const auto *process : {u"good", u"waits"}) {
        QVERIFY(tracker.start(startOf(process, ProcessStatus::Running)).ok());
        QVERIFY(tracker.report(id(process), reportOf(ProcessStatus::Failed)).ok());
        QVERIFY(tracker.setRetryPolicy(ProcessType::backgroundJob(), retryAfter(std::chrono::seconds(5))).ok());
    }
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    const ModelRecorder recorder(model);
    model.setStatus(StatusText::Waiting);
    QCOMPARE(ids(model), u"waits"_s);
    QCOMPARE(model.index(0, 0).data(Model::StateRole).toInt(), int(StatusText::Waiting));
    model.setStatus(StatusText::Failed);
    QCOMPARE(ids(model), u"good"_s);
    model.setStatus(StatusText::Waiting);
    QVERIFY(tracker.cancel(id(u"waits")).ok());
    QTRY_COMPARE(ids(model), QString());
}

void TestProcessFilterModel::aSearchTellsItsCountOnce()
{
    auto [clock, log, tracker] = Tracked();
    for (int number = 0; number < 100; ++number) {
        StartChange start = startOf(u"p%1"_s.arg(number));
        start.name = number % 2 ? u"odd"_s : u"even"_s;
        QVERIFY(tracker.start(start).ok());
    }
    ProcessListModel list(tracker);
    ProcessFilterModel model(list, clock, QLocale(QLocale::English));
    const ModelRecorder recorder(model);
    QSignalSpy counted(&model, &ProcessFilterModel::countChanged);
    model.setSearchText(u"odd"_s);
    QCOMPARE(model.count(), 50);
    QCOMPARE(counted.count(), 1);
}

QTEST_GUILESS_MAIN(TestProcessFilterModel)
#include "tst_processfiltermodel.moc"
