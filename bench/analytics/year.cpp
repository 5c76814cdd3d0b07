// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A year of made-up runs, of known distributions: what each question for summaries costs, beside SQLite counting the same
// from a row for each run, and how far the percentiles are from the exact ones. Prints Markdown. bench/analytics/run builds
// and runs it.
#include "analytics.h"
#include "rollupfile.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>

#include <cmath>
#include <cstdio>
#include <functional>
#include <random>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

using GroupBy = AnalyticsQuery::GroupBy;

constexpr qint64 hourMs = 3'600'000;
constexpr qint64 dayMs = 24 * hourMs;
constexpr qint64 yearMs = 365 * dayMs;
constexpr qint64 beginMs = 1'735'689'600'000; // 2025-01-01
constexpr int nameCount = 200;
constexpr int repeats = 5;

void check(const Result<void> &outcome)
{
    if (!outcome)
        qFatal("%s", qPrintable(outcome.error().message));
}

/// The runs of the year, hour by hour: some names often, most seldom; durations log-normal, of two modes, or with a heavy
/// tail; one in fifty fails.
class Year
{
public:
    explicit Year(qint64 runs)
        : m_perHour(static_cast<double>(runs) / (365 * 24))
    {
    }

    std::vector<EndedRun> hour(qint64 startMs)
    {
        std::poisson_distribution<int> count(m_perHour);
        std::vector<EndedRun> runs(static_cast<size_t>(count(m_random)));
        for (EndedRun &run : runs) {
            const double skewed = std::pow(m_flat(m_random), 3);
            const int name = static_cast<int>(skewed * nameCount);
            run.seq = ++m_seq;
            run.id = *ProcessId::fromString(u"p%1"_s.arg(m_seq));
            run.type = name % 3 == 0 ? ProcessType::aiTask() : ProcessType::backgroundJob();
            run.name = "name " + QByteArray(1, static_cast<char>('a' + name % 26))
                + QByteArray(1, static_cast<char>('a' + name / 26));
            run.endedAt = startMs + static_cast<qint64>(m_flat(m_random) * hourMs);
            run.durationMs = static_cast<qint64>(durationOf(name));
            run.waitMs = static_cast<qint64>(-1000 * std::log(1 - m_flat(m_random)));
            if (m_flat(m_random) < 0.02) {
                run.outcome = ProcessStatus::Failed;
                run.reason = m_flat(m_random) < 0.5 ? "no route to host" : "no space left on device";
            }
        }
        return runs;
    }

private:
    double durationOf(int name)
    {
        const double scale = 500 * (1 + name);
        switch (name % 3) {
        case 0:
            return scale * std::exp(m_normal(m_random));
        case 1:
            return scale * (m_flat(m_random) < 0.8 ? 1 : 20) * (1 + 0.1 * m_flat(m_random));
        default:
            return scale / std::pow(1 - m_flat(m_random), 1 / 1.5);
        }
    }

    std::mt19937_64 m_random{20260101};
    std::uniform_real_distribution<double> m_flat{0, 1};
    std::normal_distribution<double> m_normal;
    const double m_perHour;
    quint64 m_seq = 0;
};

/// A row for each run, as one would keep them otherwise.
class RawRows
{
public:
    explicit RawRows(const QString &path)
    {
        check(m_connection.open(path, SqliteConnection::Mode::ReadWrite));
        for (
            const QString &sql :
            {u"PRAGMA journal_mode = OFF"_s, u"PRAGMA synchronous = OFF"_s,
             u"CREATE TABLE runs (ended INTEGER, type TEXT, name TEXT, failed INTEGER, reason TEXT, duration INTEGER)"_s})
            check(m_connection.run(sql));
    }

    void add(const std::vector<EndedRun> &runs)
    {
        check(m_connection.inTransaction([&]() -> Result<void> {
            auto insert = m_connection.prepare(u"INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)"_s);
            if (!insert)
                return insert.error();
            for (const EndedRun &run : runs) {
                if (auto done =
                        insert->runWith(run.endedAt, run.type.bytes(), run.name,
                                        run.outcome == ProcessStatus::Failed ? 1 : 0, run.reason, *run.durationMs);
                    !done)
                    return done;
            }
            return {};
        }));
    }
    void index()
    {
        check(m_connection.run(u"CREATE INDEX by_end ON runs (ended)"_s));
        check(m_connection.run(u"CREATE INDEX by_name ON runs (name, failed, ended)"_s));
    }
    /// All rows of the statement, read.
    qint64 count(const QString &sql)
    {
        qint64 rows = 0;
        check(m_connection.forEachRow(sql, [&rows](const SqliteStatement &) { ++rows; }));
        return rows;
    }
    /// The exact percentiles of a name's durations that completed.
    std::vector<double> exact(const QByteArray &name, const std::vector<double> &shares)
    {
        std::vector<double> sorted;
        check(m_connection.forEachRow(
            u"SELECT duration FROM runs WHERE name = ? AND failed = 0 AND ended >= ? AND ended < ? ORDER BY duration"_s,
            [&sorted](const SqliteStatement &row) { sorted.push_back(row.real(0)); }, name, beginMs, beginMs + yearMs));
        std::vector<double> found;
        for (const double share : shares)
            found.push_back(
                sorted.empty()
                    ? 0
                    : sorted[static_cast<size_t>(std::ceil(share * static_cast<double>(sorted.size()))) - 1]);
        return found;
    }

private:
    SqliteConnection m_connection;
};

/// The median of some runs, in ms.
double timed(const std::function<void()> &work, int times = repeats)
{
    std::vector<double> taken;
    for (int i = 0; i < times; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        taken.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(taken.begin(), taken.end());
    return taken[taken.size() / 2];
}

struct Question
{
    const char *text;
    AnalyticsQuery query;
    QString sql;
};

std::vector<Question> questions()
{
    const qint64 end = beginMs + yearMs;
    const QString year = u" FROM runs WHERE ended >= %1 AND ended < %2"_s.arg(beginMs).arg(end);
    const QString week = u" FROM runs WHERE ended >= %1 AND ended < %2"_s.arg(end - 7 * dayMs).arg(end);
    const QString counts = u", count(*), sum(failed), avg(duration)"_s;
    return {
        {"the year as a whole", {.fromMs = beginMs, .toMs = end}, u"SELECT 1"_s + counts + year},
        {"the year by name, beside the year before",
         {.fromMs = beginMs, .toMs = end, .groupBy = GroupBy::Name, .comparesBefore = true, .limit = 1000},
         u"SELECT name"_s + counts + year + u" GROUP BY name"_s},
        {"the year by day",
         {.fromMs = beginMs, .toMs = end, .groupBy = GroupBy::Day},
         u"SELECT ended / 86400000"_s + counts + year + u" GROUP BY 1"_s},
        {"the year by reason",
         {.fromMs = beginMs, .toMs = end, .groupBy = GroupBy::Reason},
         u"SELECT reason, count(*)"_s + year + u" AND failed GROUP BY 1"_s},
        {"the slowest names of the year",
         {.fromMs = beginMs, .toMs = end, .groupBy = GroupBy::Name, .sort = AnalyticsQuery::Sort::Slowest, .limit = 20},
         u"SELECT name, max(duration)"_s + year + u" GROUP BY name ORDER BY 2 DESC LIMIT 20"_s},
        {"one name, the year by day",
         {.fromMs = beginMs, .toMs = end, .groupBy = GroupBy::Day, .name = "name aa"},
         u"SELECT ended / 86400000"_s + counts + year + u" AND name = 'name aa' GROUP BY 1"_s},
        {"the last week by name, beside the week before",
         {.fromMs = end - 7 * dayMs, .toMs = end, .groupBy = GroupBy::Name, .comparesBefore = true},
         u"SELECT name"_s + counts + week + u" GROUP BY name"_s},
        {"the last week by hour",
         {.fromMs = end - 7 * dayMs, .toMs = end, .groupBy = GroupBy::Hour},
         u"SELECT ended / 3600000"_s + counts + week + u" GROUP BY 1"_s},
        {"the last 12 weeks by hour of the week",
         {.fromMs = end - 84 * dayMs, .toMs = end, .groupBy = GroupBy::WeekHour},
         u"SELECT (ended / 3600000) % 168"_s + counts
             + u" FROM runs WHERE ended >= %1 AND ended < %2 GROUP BY 1"_s.arg(end - 84 * dayMs).arg(end)},
    };
}

void printErrors(RawRows &raw, const Analytics &analytics)
{
    const std::vector<double> shares{0.5, 0.9, 0.95, 0.99};
    double worst = 0;
    int names = 0;
    const auto answer =
        analytics.ask({.fromMs = beginMs, .toMs = beginMs + yearMs, .groupBy = GroupBy::Name, .limit = 1000});
    for (const AnalyticsGroup &group : answer->groups) {
        const std::vector<double> exact = raw.exact(group.name, shares);
        for (size_t i = 0; i < shares.size(); ++i) {
            if (exact[i] >= 1)
                worst = std::max(worst, std::abs(*group.runs.durations.quantile(shares[i]) / exact[i] - 1));
        }
        ++names;
    }
    std::printf("\nPercentiles (50, 90, 95, 99) of %d names over the year: off by %.2f %% at most (stated: %.0f %%).\n",
                names, worst * 100, QuantileSketch::relativeError * 100);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 3) {
        std::fprintf(stderr, "bench_analytics FOLDER RUNS\n");
        return 2;
    }
    const QString path = RollupFile::pathIn(arguments[1]);
    RawRows raw(arguments[1] + u"/raw.db"_s);
    quint64 runs = 0;
    {
        RollupFile file;
        check(file.open(path));
        Year year(arguments[2].toLongLong());
        for (qint64 at = beginMs; at < beginMs + yearMs; at += hourMs) {
            const std::vector<EndedRun> hour = year.hour(at);
            runs += hour.size();
            check(file.add(hour, runs));
            raw.add(hour);
        }
        for (Result<bool> isMore = true; isMore && *isMore;)
            isMore = file.sweep(beginMs + yearMs, {});
    }
    raw.index();
    const auto size = static_cast<double>(QFileInfo(path).size());
    std::printf(
        "%llu runs of %d names in a year; the summaries take %.0f MiB, %.1f bytes a run (raw rows and their indexes: "
        "%.0f MiB).\n\n",
        static_cast<unsigned long long>(runs), nameCount, size / (1 << 20), size / static_cast<double>(runs),
        static_cast<double>(QFileInfo(arguments[1] + u"/raw.db"_s).size()) / (1 << 20));
    std::printf("| question | ms | SQLite from the rows, without percentiles, ms | ratio |\n|---|---:|---:|---:|\n");
    const Analytics analytics(path);
    for (const Question &question : questions()) {
        const double ours = timed([&] {
            if (const auto answer = analytics.ask(question.query); !answer)
                qFatal("%s", qPrintable(answer.error().message));
        });
        const double rows = timed([&] { raw.count(question.sql); }, 1);
        std::printf("| %s | %.1f | %.0f | %.4f |\n", question.text, ours, rows, ours / rows);
        std::fflush(stdout);
    }
    printErrors(raw, analytics);
    return 0;
}
