// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics.h"
#include "nearestname.h"
#include "wirenames.h"

/// How questions for summaries are spelled.
namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using GroupBy = AnalyticsQuery::GroupBy;
using Sort = AnalyticsQuery::Sort;

constexpr WireNames<GroupBy, 10> groupNames{{
    {GroupBy::Total, "total"_L1},
    {GroupBy::Type, "type"_L1},
    {GroupBy::Name, "name"_L1},
    {GroupBy::Group, "group"_L1},
    {GroupBy::Hour, "hour"_L1},
    {GroupBy::Day, "day"_L1},
    {GroupBy::Week, "week"_L1},
    {GroupBy::Month, "month"_L1},
    {GroupBy::WeekHour, "week_hour"_L1},
    {GroupBy::Reason, "reason"_L1},
}};

constexpr WireNames<Sort, 5> sortNames{{
    {Sort::Runs, "runs"_L1},
    {Sort::Failures, "failures"_L1},
    {Sort::Slowest, "slowest"_L1},
    {Sort::Flakiest, "flakiest"_L1},
    {Sort::Change, "change"_L1},
}};

template <const auto &names>
auto read(const QString &name, QLatin1StringView field) -> Result<decltype(names[0].first)>
{
    if (const auto value = valueIn<names>(name))
        return *value;
    QStringList known;
    for (const auto &[value, wire] : names)
        known.append(wire);
    return Error{ErrorCode::InvalidField,
                 u"There is no %1 \"%2\""_s.arg(field, name.left(64)) + suggestion(name.left(64), known), field};
}

} // namespace

QLatin1StringView wireName(GroupBy groupBy)
{
    return nameIn<groupNames>(groupBy);
}

Result<GroupBy> groupByFromString(const QString &name)
{
    return read<groupNames>(name, "group_by"_L1);
}

Result<Sort> analyticsSortFromString(const QString &name)
{
    return read<sortNames>(name, "sort"_L1);
}

} // namespace Procession
