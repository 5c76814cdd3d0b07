// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics.h"
#include "processes.h"
#include "rollupfile.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using GroupBy = AnalyticsQuery::GroupBy;
using Sort = AnalyticsQuery::Sort;

Q_DECLARE_METATYPE(AnalyticsQuery)

namespace {

qint64 ms(const char *text)
{
    return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch();
}

EndedRun run(const char *name, const char *end, qint64 durationMs, ProcessStatus outcome = ProcessStatus::Completed,
             const char *reason = "", const char *type = "background_job", const char *group = "")
{
    return {.seq = 1,
            .id = id(u"p"),
            .type = *ProcessType::fromString(QString::fromLatin1(type)),
            .name = name,
            .group = group,
            .reason = reason,
            .outcome = outcome,
            .endedAt = ms(end),
            .durationMs = durationMs};
}

} // namespace

class TestAnalytics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void groups_data();
    void groups();
    void refuses_data();
    void refuses();
    void comparesWithThePeriodBefore();
    void tellsWhyRunsFailed();
    void endsWhenTheServerDoes();

private:
    QString path() const { return RollupFile::pathIn(m_folder.path()); }

    QTemporaryDir m_folder;
};

void TestAnalytics::initTestCase()
{
    // 2026-03-02 is a Monday.
    const std::vector<EndedRun> runs{
        run("import", "2026-02-25T10:00:00Z", 1000),
        run("import", "2026-03-02T00:30:00Z", 1000),
        run("import", "2026-03-02T23:30:00Z", 3000),
        run("import", "2026-03-03T00:00:00Z", 5000, ProcessStatus::Failed, "no disk"),
        run("export", "2026-03-03T12:00:00Z", 60'000, ProcessStatus::Completed, "", "background_job", "nightly"),
        run("export", "2026-03-09T12:00:00Z", 90'000, ProcessStatus::Timeout, "too long", "background_job", "nightly"),
        run("ask", "2026-03-09T12:00:00Z", 10, ProcessStatus::Failed, "no disk", "ai_task"),
        run("ask", "2026-04-01T00:00:00Z", 10, ProcessStatus::Cancelled, "", "ai_task"),
    };
    RollupFile file;
    QVERIFY(file.open(path()).ok());
    QVERIFY(file.add(runs, 8).ok());
    QCOMPARE(file.cursor(), 8);
}

void TestAnalytics::groups_data()
{
    QTest::addColumn<AnalyticsQuery>("query");
    QTest::addColumn<QString>("told"); // what each group is called, and its runs
    const AnalyticsQuery march{.fromMs = ms("2026-03-01T00:00:00Z"), .toMs = ms("2026-04-01T00:00:00Z")};
    const auto row = [&march](const char *name, const auto &change, const char *told) {
        AnalyticsQuery query = march;
        change(query);
        QTest::newRow(name) << query << QString::fromLatin1(told);
    };
    row(
        "total", [](AnalyticsQuery &) {}, "=6");
    row(
        "from February on", [](AnalyticsQuery &q) { q.fromMs = ms("2026-02-25T10:59:00Z"); }, "=7");
    row(
        "to April", [](AnalyticsQuery &q) { q.toMs = ms("2026-04-01T00:00:01Z"); }, "=7");
    row(
        "types", [](AnalyticsQuery &q) { q.groupBy = GroupBy::Type; }, "background_job=5 ai_task=1");
    row(
        "names", [](AnalyticsQuery &q) { q.groupBy = GroupBy::Name; }, "import=3 export=2 ask=1");
    row(
        "groups", [](AnalyticsQuery &q) { q.groupBy = GroupBy::Group; }, "=4 nightly=2");
    row(
        "names of a type",
        [](AnalyticsQuery &q) {
            q.groupBy = GroupBy::Name;
            q.type = ProcessType::aiTask();
        },
        "ask=1");
    row(
        "one name", [](AnalyticsQuery &q) { q.name = "export"; }, "=2");
    row(
        "one group", [](AnalyticsQuery &q) { q.group = "nightly"; }, "=2");
    row(
        "no name", [](AnalyticsQuery &q) { q.name = "exp"; }, "");
    row(
        "limited",
        [](AnalyticsQuery &q) {
            q.groupBy = GroupBy::Name;
            q.limit = 1;
        },
        "import=3 +2");
    row(
        "slowest",
        [](AnalyticsQuery &q) {
            q.groupBy = GroupBy::Name;
            q.sort = Sort::Slowest;
        },
        "export=2 import=3 ask=1");
    row(
        "flakiest",
        [](AnalyticsQuery &q) {
            q.groupBy = GroupBy::Name;
            q.sort = Sort::Flakiest;
        },
        "ask=1 export=2 import=3");
    row(
        "days", [](AnalyticsQuery &q) { q.groupBy = GroupBy::Day; },
        "2026-03-02T00:00:00Z=2 2026-03-03T00:00:00Z=2 2026-03-09T00:00:00Z=2");
    row(
        "days of Moscow",
        [](AnalyticsQuery &q) {
            q.groupBy = GroupBy::Day;
            q.utcOffsetMinutes = 180;
        },
        "2026-03-01T21:00:00Z=1 2026-03-02T21:00:00Z=3 2026-03-08T21:00:00Z=2");
    row(
        "weeks", [](AnalyticsQuery &q) { q.groupBy = GroupBy::Week; }, "2026-03-02T00:00:00Z=4 2026-03-09T00:00:00Z=2");
    row(
        "months",
        [](AnalyticsQuery &q) {
            q.groupBy = GroupBy::Month;
            q.fromMs = ms("2026-02-01T00:00:00Z");
        },
        "2026-02-01T00:00:00Z=1 2026-03-01T00:00:00Z=6");
    row(
        "hours",
        [](AnalyticsQuery &q) {
            q.groupBy = GroupBy::Hour;
            q.toMs = ms("2026-03-03T01:00:00Z");
        },
        "2026-03-02T00:00:00Z=1 2026-03-02T23:00:00Z=1 2026-03-03T00:00:00Z=1");
    row(
        "hours of the week", [](AnalyticsQuery &q) { q.groupBy = GroupBy::WeekHour; }, "0=1 12=2 23=1 24=1 36=1");
}

void TestAnalytics::groups()
{
    QFETCH(AnalyticsQuery, query);
    QFETCH(QString, told);
    const auto answer = Analytics(path()).ask(query);
    QVERIFY2(answer.ok(), qPrintable(answer ? QString() : answer.error().message));
    QStringList groups;
    for (const AnalyticsGroup &group : answer->groups) {
        QString key = QString::fromUtf8(!group.name.isEmpty()       ? group.name
                                            : !group.type.isEmpty() ? group.type
                                                                    : group.group);
        if (group.startMs)
            key = QDateTime::fromMSecsSinceEpoch(*group.startMs).toUTC().toString(Qt::ISODate);
        if (group.weekHour)
            key = QString::number(*group.weekHour);
        groups << u"%1=%2"_s.arg(key).arg(group.runs.runs);
    }
    if (answer->leftOut > 0)
        groups << u"+%1"_s.arg(answer->leftOut);
    QCOMPARE(groups.join(u' '), told);
}

void TestAnalytics::refuses_data()
{
    QTest::addColumn<AnalyticsQuery>("query");
    QTest::addColumn<QString>("message");
    const qint64 now = ms("2026-03-01T00:00:00Z");
    QTest::newRow("it ends before it begins")
        << AnalyticsQuery{.fromMs = now, .toMs = now - 1} << u"from must be before to."_s;
    QTest::newRow("a year of hours")
        << AnalyticsQuery{.fromMs = now, .toMs = now + 365LL * 86'400'000, .groupBy = GroupBy::Hour}
        << u"A period that is counted by hours may have 92 days; ask for a shorter one, or "
           "group by day."_s;
}

void TestAnalytics::refuses()
{
    QFETCH(AnalyticsQuery, query);
    QFETCH(QString, message);
    const auto answer = Analytics(path()).ask(query);
    QVERIFY(!answer.ok());
    QCOMPARE(answer.error().message, message);
    QCOMPARE(answer.error().field, u"from"_s);
}

void TestAnalytics::comparesWithThePeriodBefore()
{
    const auto answer = Analytics(path()).ask({.fromMs = ms("2026-03-02T00:00:00Z"),
                                               .toMs = ms("2026-03-09T00:00:00Z"),
                                               .groupBy = GroupBy::Name,
                                               .sort = Sort::Change,
                                               .comparesBefore = true});
    QVERIFY(answer.ok());
    QCOMPARE(answer->groups.size(), 2);
    QCOMPARE(answer->groups[0].name, "import");
    QCOMPARE(answer->groups[0].before->runs, 1);
    QVERIFY(*answer->groups[0].runs.durations.quantile(1) > 2.5 * *answer->groups[0].before->durations.quantile(1));
    QCOMPARE(answer->groups[1].before->runs, 0);
}

void TestAnalytics::tellsWhyRunsFailed()
{
    const auto answer = Analytics(path()).ask({.fromMs = ms("2026-03-01T00:00:00Z"),
                                               .toMs = ms("2026-04-01T00:00:00Z"),
                                               .groupBy = GroupBy::Reason,
                                               .comparesBefore = true});
    QVERIFY(answer.ok());
    QCOMPARE(answer->groups.size(), 2);
    QCOMPARE(answer->groups[0].reason, "no disk");
    QCOMPARE(answer->groups[0].count, 2);
    QCOMPARE(answer->groups[0].countBefore, std::optional<quint64>(0));
    QCOMPARE(answer->groups[0].lastId, "p");
    QCOMPARE(answer->groups[0].lastAt, ms("2026-03-09T12:00:00Z"));
}

void TestAnalytics::endsWhenTheServerDoes()
{
    std::stop_source stop;
    stop.request_stop();
    // A few rows are read all the same.
    QVERIFY(Analytics(path()).ask({.fromMs = 0, .toMs = ms("2030-01-01T00:00:00Z")}, stop.get_token()).ok());
    QVERIFY(!Analytics(m_folder.filePath(u"none.db"_s)).ask({.fromMs = 0, .toMs = 1}).ok());
}

QTEST_APPLESS_MAIN(TestAnalytics)
#include "tst_analytics.moc"
