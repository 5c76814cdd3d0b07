// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics.h"
#include "processes.h"
#include "rollupfile.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using GroupBy = AnalyticsQuery::GroupBy;

namespace {

constexpr qint64 hourMs = 3'600'000;
constexpr qint64 now = 500'000 * hourMs;

EndedRun failure(const QString &processId, const QByteArray &name, const QByteArray &reason, qint64 endedAt = now)
{
    return {.seq = 1,
            .id = id(processId),
            .type = ProcessType::backgroundJob(),
            .name = name,
            .group = {},
            .reason = reason,
            .outcome = ProcessStatus::Failed,
            .endedAt = endedAt};
}

} // namespace

class TestRollupFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void whatWasRolledBackLeavesNoNumbers_data();
    void whatWasRolledBackLeavesNoNumbers();
    void tellsTheLatestFailure();
    void answersWithoutNamesFromFewRows_data();
    void answersWithoutNamesFromFewRows();
    void refusesAFileOfAnEarlierVersion();
    void keepsTheNewestSummaries_data();
    void keepsTheNewestSummaries();

private:
    Result<AnalyticsAnswer> ask(GroupBy groupBy) const;
    void run(const QString &sql);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestRollupFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = RollupFile::pathIn(m_folder->path());
}

Result<AnalyticsAnswer> TestRollupFile::ask(GroupBy groupBy) const
{
    return Analytics(m_path).ask(
        {.fromMs = now - hourMs, .toMs = now + hourMs, .groupBy = groupBy, .limit = AnalyticsQuery::maxLimit});
}

/// By a connection of its own.
void TestRollupFile::run(const QString &sql)
{
    SqliteConnection connection;
    QVERIFY(connection.open(m_path, SqliteConnection::Mode::ReadWrite).ok());
    const auto done = connection.run(sql);
    QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().message));
}

void TestRollupFile::whatWasRolledBackLeavesNoNumbers_data()
{
    QTest::addColumn<bool>("isReason");
    QTest::addColumn<qint64>("count");
    QTest::newRow("names") << false << RollupFile::mostNames;
    QTest::newRow("reasons") << true << RollupFile::mostReasons;
}

/// As many as are told apart, in a transaction that fails: the next one is told apart nevertheless.
void TestRollupFile::whatWasRolledBackLeavesNoNumbers()
{
    QFETCH(bool, isReason);
    QFETCH(qint64, count);
    RollupFile file;
    QVERIFY(file.open(m_path).ok());
    std::vector<EndedRun> runs;
    for (qint64 i = 0; i < count; ++i) {
        const QByteArray text = "text " + QByteArray::number(i);
        runs.push_back(isReason ? failure(u"a"_s, "name", text) : failure(u"a"_s, text, "reason"));
    }
    run(u"CREATE TRIGGER refusal BEFORE INSERT ON rollups BEGIN SELECT RAISE(ABORT, 'no'); END"_s);
    QVERIFY(!file.add(runs, 1).ok());
    QCOMPARE(file.cursor(), 0);
    run(u"DROP TRIGGER refusal"_s);

    QVERIFY(file.add(std::vector{failure(u"b"_s, "told apart", "told apart")}, 2).ok());
    const auto answer = ask(isReason ? GroupBy::Reason : GroupBy::Name);
    QVERIFY(answer.ok());
    QCOMPARE(answer->groups.size(), 1);
    QCOMPARE(isReason ? answer->groups[0].reason : answer->groups[0].name, "told apart");
}

/// Runs come in the order of their events, and ends are wall times.
void TestRollupFile::tellsTheLatestFailure()
{
    RollupFile file;
    QVERIFY(file.open(m_path).ok());
    QVERIFY(file.add(std::vector{failure(u"late"_s, "name", "reason", now + 10),
                                 failure(u"early"_s, "name", "reason", now + 5)},
                     2)
                .ok());
    const auto answer = ask(GroupBy::Reason);
    QVERIFY(answer.ok());
    QCOMPARE(answer->groups.size(), 1);
    QCOMPARE(answer->groups[0].count, 2);
    QCOMPARE(answer->groups[0].lastId, "late");
    QCOMPARE(answer->groups[0].lastAt, now + 10);
}

void TestRollupFile::answersWithoutNamesFromFewRows_data()
{
    QTest::addColumn<AnalyticsQuery>("query");
    QTest::addColumn<QList<quint64>>("runs"); // of each group
    const AnalyticsQuery all{.fromMs = now - 48 * hourMs, .toMs = now + hourMs};
    const auto row = [&all](const char *name, GroupBy groupBy, std::optional<ProcessType> type,
                            const QList<quint64> &runs) {
        AnalyticsQuery query = all;
        query.groupBy = groupBy;
        query.type = type;
        QTest::newRow(name) << query << runs;
    };
    row("all", GroupBy::Total, {}, {6});
    row("all of a type", GroupBy::Total, ProcessType::aiTask(), {2});
    row("all of a type that there isn't", GroupBy::Total, ProcessType::ragTraining(), {});
    row("types", GroupBy::Type, {}, {4, 2});
    row("a type", GroupBy::Type, ProcessType::aiTask(), {2});
    row("days", GroupBy::Day, {}, {3, 3});
    row("hours of a type", GroupBy::Hour, ProcessType::backgroundJob(), {2, 2});
    row("hours of the week", GroupBy::WeekHour, {}, {3, 3});
}

/// There is a row for all runs, and one for each type, whatever the names are.
void TestRollupFile::answersWithoutNamesFromFewRows()
{
    QFETCH(AnalyticsQuery, query);
    RollupFile file;
    QVERIFY(file.open(m_path).ok());
    for (const qint64 endedAt : {now - 30 * hourMs, now}) {
        EndedRun ofAnotherType = failure(u"c"_s, "third", "reason", endedAt);
        ofAnotherType.type = ProcessType::aiTask();
        QVERIFY(file.add(std::vector{failure(u"a"_s, "first", "reason", endedAt),
                                     failure(u"b"_s, "second", "reason", endedAt), ofAnotherType},
                         2)
                    .ok());
    }
    run(u"DELETE FROM rollups"_s);
    run(u"DELETE FROM names"_s);
    const auto answer = Analytics(m_path).ask(query);
    QVERIFY(answer.ok());
    QList<quint64> runs;
    for (const AnalyticsGroup &group : answer->groups)
        runs.append(group.runs.runs);
    QTEST(runs, "runs");
}

/// Whoever has it makes it anew.
void TestRollupFile::refusesAFileOfAnEarlierVersion()
{
    QVERIFY(RollupFile().open(m_path).ok());
    run(u"PRAGMA user_version = 1"_s);
    const auto opened = RollupFile().open(m_path);
    QVERIFY(!opened.ok());
    QCOMPARE(opened.error().code, ErrorCode::Io);
    QVERIFY(opened.error().message.contains(u"earlier"_s));
}

void TestRollupFile::keepsTheNewestSummaries_data()
{
    QTest::addColumn<RollupRetention>("retention");
    QTest::addColumn<qint64>("hours"); // that stay, of each name
    QTest::addColumn<qint64>("days");
    QTest::addColumn<qint64>("months");
    using std::chrono::days;
    // 40 days, one hour of each, of 100 names: with those of all runs and the failures 202 rows for each span.
    QTest::newRow("all of them") << RollupRetention{} << 40LL << 40LL << 2LL;
    QTest::newRow("by age") << RollupRetention{.hours = days(10), .days = days(20), .months = days(39)} << 10LL << 20LL
                            << 1LL;
    QTest::newRow("by number, of hours") << RollupRetention{.maxCount = 10000} << 7LL << 40LL << 2LL;
    QTest::newRow("by number, of hours and days") << RollupRetention{.maxCount = 5000} << 1LL << 21LL << 2LL;
}

/// The oldest go, the shortest ones first, and the file gets smaller.
void TestRollupFile::keepsTheNewestSummaries()
{
    QFETCH(const RollupRetention, retention);
    QFETCH(const qint64, hours);
    QFETCH(const qint64, days);
    QFETCH(const qint64, months);
    constexpr qint64 dayMs = 24 * hourMs;
    const qint64 begin = spanOf(SpanLevel::Month, now).startMs;
    RollupFile file;
    QVERIFY(file.open(m_path).ok());
    for (int day = 0; day < 40; ++day) {
        std::vector<EndedRun> runs;
        for (int name = 0; name < 100; ++name)
            runs.push_back(failure(u"a"_s, "job " + QByteArray::number(name), "no disk", begin + day * dayMs));
        QVERIFY(file.add(runs, static_cast<quint64>(day + 1)).ok());
    }
    file.close();
    const qint64 before = QFileInfo(m_path).size();
    QVERIFY(file.open(m_path).ok());
    for (Result<bool> isMore = true; isMore && *isMore;) {
        isMore = file.sweep(begin + 40 * dayMs, retention);
        QVERIFY2(isMore.ok(), isMore ? "" : qPrintable(isMore.error().message));
    }
    file.close();

    SqliteConnection connection;
    QVERIFY(connection.open(m_path, SqliteConnection::Mode::ReadOnly).ok());
    const auto kept = [&connection](const QString &table, SpanLevel level) {
        return connection
            .integer(u"SELECT count(DISTINCT start) FROM %1 WHERE level = %2"_s.arg(table).arg(static_cast<int>(level)))
            .value();
    };
    for (const QString &table : {u"rollups"_s, u"totals"_s, u"failures"_s}) {
        QCOMPARE(kept(table, SpanLevel::Hour), hours);
        QCOMPARE(kept(table, SpanLevel::Day), days);
        QCOMPARE(kept(table, SpanLevel::Month), months);
    }
    QCOMPARE(connection.integer(u"SELECT max(start) FROM rollups WHERE level = 0"_s).value(), begin + 39 * dayMs);
    QVERIFY(hours == 40 || QFileInfo(m_path).size() * 5 < before * 4);
}

QTEST_APPLESS_MAIN(TestRollupFile)
#include "tst_rollupfile.moc"
