// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics.h"

#include "rollupfile.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using GroupBy = AnalyticsQuery::GroupBy;

constexpr qint64 hourMs = 3'600'000;
constexpr qint64 dayMs = 24 * hourMs;
/// 1970 began on a Thursday.
constexpr qint64 firstMondayMs = 4 * dayMs;

/// By which groups are told apart.
using Key = std::tuple<QByteArray, QByteArray, QByteArray, qint64>;
using Rollups = std::map<Key, Rollup>;
using Reasons = std::map<QByteArray, AnalyticsGroup>;

qint64 floorTo(qint64 value, qint64 step, qint64 origin = 0)
{
    const qint64 rest = (value - origin) % step;
    return value - (rest < 0 ? rest + step : rest);
}

/// The longest spans that a group is made of.
SpanLevel coarsestOf(const AnalyticsQuery &query)
{
    switch (query.groupBy) {
    case GroupBy::Hour:
    case GroupBy::WeekHour:
        return SpanLevel::Hour;
    case GroupBy::Day:
    case GroupBy::Week:
        return query.utcOffsetMinutes == 0 ? SpanLevel::Day : SpanLevel::Hour;
    case GroupBy::Month:
        return query.utcOffsetMinutes == 0 ? SpanLevel::Month : SpanLevel::Hour;
    case GroupBy::Total:
    case GroupBy::Type:
    case GroupBy::Name:
    case GroupBy::Group:
    case GroupBy::Reason:
        break;
    }
    return SpanLevel::Month;
}

/// The begin of the group's time, in UTC, or the hour of the week; 0 where it has none.
qint64 timeKeyOf(const AnalyticsQuery &query, qint64 startMs)
{
    const qint64 offsetMs = query.utcOffsetMinutes * 60'000LL;
    const qint64 local = startMs + offsetMs;
    switch (query.groupBy) {
    case GroupBy::Hour:
        return startMs;
    case GroupBy::Day:
        return floorTo(local, dayMs) - offsetMs;
    case GroupBy::Week:
        return floorTo(local, 7 * dayMs, firstMondayMs) - offsetMs;
    case GroupBy::Month:
        return spanOf(SpanLevel::Month, local).startMs - offsetMs;
    case GroupBy::WeekHour:
        return (local - floorTo(local, 7 * dayMs, firstMondayMs)) / hourMs;
    case GroupBy::Total:
    case GroupBy::Type:
    case GroupBy::Name:
    case GroupBy::Group:
    case GroupBy::Reason:
        break;
    }
    return 0;
}

bool hasTime(GroupBy groupBy)
{
    return groupBy >= GroupBy::Hour && groupBy <= GroupBy::WeekHour;
}

/// Whether the rows of names must be read. There are rows of all runs together, which are fewer.
bool needsNames(const AnalyticsQuery &query)
{
    return query.groupBy == GroupBy::Name || query.groupBy == GroupBy::Group || query.name || query.group
        || !query.text.isEmpty();
}

Key keyOf(const AnalyticsQuery &query, QByteArrayView type, QByteArrayView name, QByteArrayView group, qint64 startMs)
{
    switch (query.groupBy) {
    case GroupBy::Type:
        return {type.toByteArray(), {}, {}, 0};
    case GroupBy::Name:
        return {type.toByteArray(), name.toByteArray(), group.toByteArray(), 0};
    case GroupBy::Group:
        return {{}, {}, group.toByteArray(), 0};
    default:
        return {{}, {}, {}, timeKeyOf(query, startMs)};
    }
}

/// The spans of one level that follow each other without a gap.
struct Stretch
{
    SpanLevel level;
    qint64 fromMs;
    qint64 toMs;
};

std::vector<Stretch> stretchesOf(qint64 fromMs, qint64 toMs, SpanLevel coarsest)
{
    std::vector<Stretch> stretches;
    for (const CalendarSpan &span : spansBetween(fromMs, toMs, coarsest)) {
        if (!stretches.empty() && stretches.back().level == span.level)
            stretches.back().toMs = endOf(span);
        else
            stretches.push_back({span.level, span.startMs, endOf(span)});
    }
    return stretches;
}

/// Reads the groups of one period.
class Reading
{
public:
    Reading(SqliteConnection &connection, const AnalyticsQuery &query, const std::stop_token &stop)
        : m_connection(connection)
        , m_query(query)
        , m_stop(stop)
    {
    }

    Result<Rollups> rollups(qint64 fromMs, qint64 toMs)
    {
        Rollups groups;
        const auto take = [&](const SqliteStatement &row) {
            if (const auto rollup = RollupColumns::read(row, firstOwn))
                groups[keyOf(m_query, row.utf8(0), row.utf8(1), row.utf8(2), row.integer(3))].merge(*rollup);
        };
        const QString columns = QString::fromLatin1(RollupColumns::names);
        auto done = needsNames(m_query) ? each(u"rollups"_s, columns, fromMs, toMs, take)
                                        : eachTotal(columns, fromMs, toMs, take);
        if (!done)
            return done.error();
        return groups;
    }

    Result<Reasons> reasons(qint64 fromMs, qint64 toMs)
    {
        Reasons groups;
        auto done = each(u"failures JOIN reasons ON reasons.number = failures.reason"_s,
                         u"pattern, count, last_id, last_at"_s, fromMs, toMs, [&](const SqliteStatement &row) {
                             AnalyticsGroup &group = groups[row.utf8(firstOwn).toByteArray()];
                             group.count += static_cast<quint64>(std::max<qint64>(0, row.integer(firstOwn + 1)));
                             if (row.integer(firstOwn + 3) >= group.lastAt) {
                                 group.lastId = row.utf8(firstOwn + 2).toByteArray();
                                 group.lastAt = row.integer(firstOwn + 3);
                             }
                         });
        if (!done)
            return done.error();
        return groups;
    }

private:
    /// Type, name, group and begin come first.
    static constexpr int firstOwn = 4;
    static constexpr int rowsBetweenLooks = 1024;

    template <typename Take>
    Result<void> each(const QString &tables, const QString &columns, qint64 fromMs, qint64 toMs, Take take)
    {
        QString sql = u"SELECT names.process_type, names.name, names.process_group, start, %1 FROM %2 JOIN names ON "
                      "names.number = %3.name WHERE level = ? AND start >= ? AND start < ?"_s.arg(
                          columns, tables, tables.section(u' ', 0, 0));
        QByteArrayList texts;
        for (const auto &[column, value] :
             {std::pair(u"process_type"_s,
                        m_query.type ? std::optional(m_query.type->bytes().toByteArray()) : std::nullopt),
              {u"name"_s, m_query.name},
              {u"process_group"_s, m_query.group}}) {
            if (!value)
                continue;
            sql += u" AND names.%1 = ?"_s.arg(column);
            texts.append(*value);
        }
        if (!m_query.text.isEmpty()) {
            sql += u" AND instr(lower(names.name), lower(?)) > 0"_s;
            texts.append(m_query.text);
        }
        return run(sql, texts, fromMs, toMs, take);
    }

    /// The rows that hold all runs of a type, or all runs, in place of those of names.
    template <typename Take>
    Result<void> eachTotal(const QString &columns, qint64 fromMs, qint64 toMs, Take take)
    {
        const bool byType = m_query.groupBy == GroupBy::Type && !m_query.type;
        return run(
            u"SELECT process_type, '', '', start, %1 FROM totals WHERE level = ? AND start >= ? AND start < ? AND "
            "process_type %2 ?"_s.arg(columns, byType ? u"<>"_s : u"="_s),
            {m_query.type ? m_query.type->bytes().toByteArray() : QByteArray("")}, fromMs, toMs, take);
    }

    template <typename Take>
    Result<void> run(const QString &sql, const QByteArrayList &texts, qint64 fromMs, qint64 toMs, Take take)
    {
        auto select = m_connection.prepare(sql);
        if (!select)
            return select.error();
        for (const Stretch &stretch : stretchesOf(fromMs, toMs, coarsestOf(m_query))) {
            select->bindAll(static_cast<qint64>(stretch.level), stretch.fromMs, stretch.toMs);
            for (int at = 0; at < texts.size(); ++at)
                select->bindUtf8(3 + at, texts[at]);
            for (int rows = 1; select->next(); ++rows) {
                if (rows % rowsBetweenLooks == 0 && m_stop.stop_requested())
                    return Error{ErrorCode::NotFinished, u"The server ends."_s, {}};
                take(*select);
            }
            if (!select->outcome())
                return select->outcome();
        }
        return {};
    }

    SqliteConnection &m_connection;
    const AnalyticsQuery &m_query;
    const std::stop_token &m_stop;
};

double medianRatio(const AnalyticsGroup &group)
{
    const auto now = group.runs.durations.quantile(0.5);
    const auto before = group.before ? group.before->durations.quantile(0.5) : std::nullopt;
    return now && before && *before > 0 ? *now / *before : 0;
}

/// What a group is sorted by: the greatest comes first.
double weightOf(const AnalyticsGroup &group, AnalyticsQuery::Sort sort)
{
    const Rollup &runs = group.runs;
    const auto all = static_cast<double>(std::max<quint64>(1, runs.runs));
    switch (sort) {
    case AnalyticsQuery::Sort::Failures:
        return static_cast<double>(runs.failures());
    case AnalyticsQuery::Sort::Slowest:
        return runs.durations.quantile(0.95).value_or(-1);
    case AnalyticsQuery::Sort::Flakiest:
        return static_cast<double>(runs.failures() + runs.recovered) / all;
    case AnalyticsQuery::Sort::Change:
        return medianRatio(group);
    case AnalyticsQuery::Sort::Runs:
        break;
    }
    return static_cast<double>(runs.runs + group.count);
}

void sortAndCut(AnalyticsAnswer &answer, const AnalyticsQuery &query)
{
    if (hasTime(query.groupBy))
        return; // in the order of their time already
    // Where weights are equal, the order of the names stays.
    std::vector<std::pair<double, AnalyticsGroup>> weighed;
    weighed.reserve(answer.groups.size());
    for (AnalyticsGroup &group : answer.groups) {
        const double weight = weightOf(group, query.sort);
        weighed.emplace_back(weight, std::move(group));
    }
    std::stable_sort(weighed.begin(), weighed.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    const size_t kept = std::min(weighed.size(), std::clamp<size_t>(query.limit, 1, AnalyticsQuery::maxLimit));
    answer.leftOut = weighed.size() - kept;
    answer.groups.clear();
    for (size_t i = 0; i < kept; ++i)
        answer.groups.push_back(std::move(weighed[i].second));
}

AnalyticsGroup groupFrom(const AnalyticsQuery &query, const Key &key)
{
    const auto &[type, name, group, time] = key;
    AnalyticsGroup made{.type = type, .name = name, .group = group};
    if (query.groupBy == GroupBy::WeekHour)
        made.weekHour = static_cast<int>(time);
    else if (hasTime(query.groupBy))
        made.startMs = time;
    return made;
}

Error invalidPeriod(const QString &message)
{
    return {ErrorCode::InvalidField, message, u"from"_s};
}

} // namespace

Analytics::Analytics(QString path)
    : m_path(std::move(path))
{
}

Result<AnalyticsAnswer> Analytics::ask(const AnalyticsQuery &query, const std::stop_token &stop) const
{
    AnalyticsAnswer answer{.fromMs = spanOf(SpanLevel::Hour, query.fromMs).startMs, .toMs = query.toMs, .groups = {}};
    if (const CalendarSpan last = spanOf(SpanLevel::Hour, query.toMs); last.startMs < query.toMs)
        answer.toMs = endOf(last);
    const qint64 length = answer.toMs - answer.fromMs;
    if (query.fromMs >= query.toMs)
        return invalidPeriod(u"from must be before to."_s);
    if (coarsestOf(query) == SpanLevel::Hour && length > AnalyticsQuery::mostHours * hourMs)
        return invalidPeriod(
            u"A period that is counted by hours may have 92 days; ask for a shorter one, or group by day."_s);

    SqliteConnection connection;
    if (auto opened = connection.open(m_path, SqliteConnection::Mode::ReadOnly); !opened)
        return opened.error();
    Reading reading(connection, query, stop);
    if (query.groupBy == GroupBy::Reason) {
        auto now = reading.reasons(answer.fromMs, answer.toMs);
        auto before =
            query.comparesBefore ? reading.reasons(answer.fromMs - length, answer.fromMs) : Result<Reasons>(Reasons());
        if (!now || !before)
            return now ? before.error() : now.error();
        for (auto &[reason, group] : *now) {
            group.reason = reason;
            if (query.comparesBefore) {
                const auto earlier = before->find(reason);
                group.countBefore = earlier == before->end() ? 0 : earlier->second.count;
            }
            answer.groups.push_back(std::move(group));
        }
    } else {
        auto now = reading.rollups(answer.fromMs, answer.toMs);
        auto before = query.comparesBefore && !hasTime(query.groupBy)
            ? reading.rollups(answer.fromMs - length, answer.fromMs)
            : Result<Rollups>(Rollups());
        if (!now || !before)
            return now ? before.error() : now.error();
        for (auto &[key, rollup] : *now) {
            AnalyticsGroup group = groupFrom(query, key);
            group.runs = std::move(rollup);
            if (query.comparesBefore && !hasTime(query.groupBy))
                group.before = std::move((*before)[key]);
            answer.groups.push_back(std::move(group));
        }
    }
    sortAndCut(answer, query);
    return answer;
}

} // namespace Procession
