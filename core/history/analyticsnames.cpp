// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analyticsquery.h"
#include "namedvalue.h"

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

} // namespace

QLatin1StringView wireName(GroupBy groupBy)
{
    return nameIn<groupNames>(groupBy);
}

QLatin1StringView wireName(Sort sort)
{
    return nameIn<sortNames>(sort);
}

Result<GroupBy> groupByFromString(const QString &name)
{
    return namedIn<groupNames>(name, "group_by"_L1);
}

Result<Sort> analyticsSortFromString(const QString &name)
{
    return namedIn<sortNames>(name, "sort"_L1);
}

} // namespace Procession
