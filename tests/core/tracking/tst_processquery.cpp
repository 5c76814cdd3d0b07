// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "tracked.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestProcessQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filtersAndSorts_data();
    void filtersAndSorts();
    void pagesHoldEveryProcessOnce_data();
    void pagesHoldEveryProcessOnce();
    void pagesStandWhileThingsChange();
    void refusesACursorThatIsNotItsOwn_data();
    void refusesACursorThatIsNotItsOwn();

private:
    static void fill(ProcessTracker &tracker, FakeClock &clock);
};

/// Four processes whose orders by age, change, name and progress all differ.
void TestProcessQuery::fill(ProcessTracker &tracker, FakeClock &clock)
{
    struct Row
    {
        const char16_t *id;
        const char16_t *name;
        ProcessType type;
        double progress;
    };
    const Row rows[] = {{u"one", u"delta", ProcessType::aiTask(), 30},
                        {u"two", u"Alpha", ProcessType::backgroundJob(), 10},
                        {u"three", u"charlie", ProcessType::aiTask(), 40},
                        {u"four", u"bravo", ProcessType::backgroundJob(), 20}};
    for (const Row &row : rows) {
        StartChange start = startOf(row.id, ProcessStatus::Running, row.type);
        start.name = QStringView(row.name).toString();
        QVERIFY(tracker.start(start).ok());
        clock.advance(std::chrono::seconds(1));
    }
    for (const int index : {2, 0, 3, 1}) {
        ReportChange report = progressOf(rows[index].progress);
        if (rows[index].type == ProcessType::aiTask())
            report.resources = Resources{.cpuTimeMs = 500 + index, .memory = 7 + index};
        QVERIFY(tracker.report(id(rows[index].id), report).ok());
        clock.advance(std::chrono::seconds(1));
    }
    QVERIFY(tracker.report(id(u"two"), reportOf(ProcessStatus::Completed)).ok());
}

void TestProcessQuery::filtersAndSorts_data()
{
    QTest::addColumn<ProcessFilter>("filter");
    QTest::addColumn<QString>("sort");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const ProcessFilter &filter, const char *sort, const char *expected) {
        QTest::newRow(name) << filter << QString::fromLatin1(sort) << QString::fromLatin1(expected);
    };
    row("oldest first", {}, "created_at", "one two three four");
    row("youngest first", {}, "-created_at", "four three two one");
    row("by change", {}, "updated_at", "three one four two");
    row("by change, last first", {}, "-updated_at", "two four one three");
    row("by name, whatever the case", {}, "name", "two four three one");
    row("by progress", {}, "progress", "two four one three");
    row("by memory, those without it last", {}, "-memory_peak", "three one four two");
    row("by processor time", {}, "cpu_time", "two four one three");
    row("a type", {.types = {ProcessType::aiTask()}, .statuses = {}, .ids = {}, .text = {}}, "created_at", "one three");
    row("a status", {.types = {}, .statuses = {ProcessStatus::Completed}, .ids = {}, .text = {}}, "created_at", "two");
    row("two statuses",
        {.types = {}, .statuses = {ProcessStatus::Completed, ProcessStatus::Running}, .ids = {}, .text = {}},
        "-created_at", "four three two one");
    row("text in a name", {.types = {}, .statuses = {}, .ids = {}, .text = QStringLiteral("ALPHA")}, "created_at",
        "two");
    row("text in an id", {.types = {}, .statuses = {}, .ids = {}, .text = QStringLiteral("ee")}, "created_at", "three");
    row("an id", {.types = {}, .statuses = {}, .ids = {id(u"four")}, .text = {}}, "created_at", "four");
    row("nothing", {.types = {ProcessType::ragTraining()}, .statuses = {}, .ids = {}, .text = {}}, "name", "");
}

void TestProcessQuery::filtersAndSorts()
{
    QFETCH(ProcessFilter, filter);
    QFETCH(QString, sort);
    QFETCH(QString, expected);
    auto [clock, log, tracker] = Tracked();
    fill(tracker, clock);

    ProcessQuery query;
    query.filter = filter;
    QVERIFY(setSort(query, sort).ok());
    // The order is the same whether it is asked for at once or page by page.
    for (const qsizetype limit : {100, 4, 3, 2, 1}) {
        query.limit = limit;
        query.cursor.clear();
        QStringList found;
        do {
            const auto page = tracker.query(query);
            QVERIFY(page.ok());
            QVERIFY(static_cast<qsizetype>(page->processes.size()) <= limit);
            for (const ProcessPtr &process : page->processes)
                found.append((*process)->id.toString());
            query.cursor = page->nextCursor;
        } while (!query.cursor.isEmpty());
        QCOMPARE(found.join(u' '), expected);
    }
}

void TestProcessQuery::pagesHoldEveryProcessOnce_data()
{
    QTest::addColumn<QString>("sort");
    for (const char *sort : {"created_at", "-created_at", "updated_at", "-name", "progress"})
        QTest::newRow(sort) << QString::fromLatin1(sort);
}

void TestProcessQuery::pagesHoldEveryProcessOnce()
{
    QFETCH(QString, sort);
    auto [clock, log, tracker] =
        Tracked(); // stands still: every key is the same, so that only the age tells rows apart
    constexpr int total = 10000;
    for (int i = 0; i < total; ++i)
        QVERIFY(tracker.start(startOf(QString::number(i))).ok());
    ProcessQuery query;
    QVERIFY(setSort(query, sort).ok());
    query.limit = 999;
    QSet<ProcessId> seen;
    do {
        const auto page = tracker.query(query);
        for (const ProcessPtr &process : page->processes) {
            QVERIFY(!seen.contains((*process)->id));
            seen.insert((*process)->id);
        }
        query.cursor = page->nextCursor;
    } while (!query.cursor.isEmpty());
    QCOMPARE(seen.size(), total);
}

void TestProcessQuery::pagesStandWhileThingsChange()
{
    auto [clock, log, tracker] = Tracked();
    for (int i = 0; i < 6; ++i)
        QVERIFY(tracker.start(startOf(u"p"_s + QString::number(i))).ok());
    ProcessQuery query;
    query.limit = 3;
    const auto first = tracker.query(query);
    // The row that the cursor stands on goes, and a new one comes.
    QVERIFY(tracker.cancel(id(u"p2")).ok());
    QVERIFY(tracker.remove(id(u"p2")).ok());
    QVERIFY(tracker.start(startOf(u"p6")).ok());
    query.cursor = first->nextCursor;
    const auto second = tracker.query(query);
    QCOMPARE((*second->processes.front())->id, id(u"p3"));
    query.cursor = second->nextCursor;
    const auto third = tracker.query(query);
    QCOMPARE(third->processes.size(), 1u);
    QCOMPARE((*third->processes.front())->id, id(u"p6"));
    QVERIFY(third->nextCursor.isEmpty());
}

void TestProcessQuery::refusesACursorThatIsNotItsOwn_data()
{
    QTest::addColumn<QString>("cursor");
    QTest::newRow("garbage") << QStringLiteral("!!!");
    QTest::newRow("base64 of garbage") << QStringLiteral("Z2FyYmFnZQ");
    QTest::newRow("another sort's") << PagePosition{QVariant(1.0), 3}.toCursor(
        ProcessQuery{.filter = {}, .sort = ProcessQuery::Sort::UpdatedAt, .cursor = {}});
}

void TestProcessQuery::refusesACursorThatIsNotItsOwn()
{
    QFETCH(QString, cursor);
    auto [clock, log, tracker] = Tracked();
    ProcessQuery query;
    query.cursor = cursor;
    const auto page = tracker.query(query);
    QVERIFY(!page.ok());
    QCOMPARE(page.error().field, QStringLiteral("cursor"));
}

QTEST_APPLESS_MAIN(TestProcessQuery)
#include "tst_processquery.moc"
