// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analyticscontroller.h"

#include "analyticsjson.h"
#include "clock.h"
#include "maskedname.h"
#include "nearestname.h"
#include "serverparts.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 usualPeriodMs = 7LL * 24 * 3600 * 1000;
constexpr qint64 mostOffsetMinutes = 14 * 60;

QString valueOf(const Call &call, const QString &key)
{
    return call.query.queryItemValue(key, QUrl::FullyDecoded);
}

/// A text that a run may have; nothing where it isn't asked for.
std::optional<QByteArray> textOf(const Call &call, const QString &key)
{
    return call.query.hasQueryItem(key) ? std::optional(valueOf(call, key).toUtf8()) : std::nullopt;
}

/// What all questions have: period, type, name and group, and the limit.
Result<AnalyticsQuery> queryFrom(const Call &call, const Clock &clock)
{
    AnalyticsQuery query;
    const auto from = momentFromQuery(call.query, u"from"_s);
    const auto to = momentFromQuery(call.query, u"to"_s);
    const auto limit = limitFromQuery(call.query, static_cast<qsizetype>(AnalyticsQuery::maxLimit));
    const auto offset = integerFromQuery(call.query, u"utc_offset"_s, -mostOffsetMinutes, mostOffsetMinutes);
    const auto compares = flagFromQuery(call.query, u"compare"_s);
    const auto histogram = flagFromQuery(call.query, u"histogram"_s);
    for (const Error *error : {from ? nullptr : &from.error(), to ? nullptr : &to.error(),
                               limit ? nullptr : &limit.error(), offset ? nullptr : &offset.error(),
                               compares ? nullptr : &compares.error(), histogram ? nullptr : &histogram.error()}) {
        if (error)
            return *error;
    }
    query.toMs = to->value_or(clock.wallMs());
    query.fromMs = from->value_or(query.toMs - usualPeriodMs);
    if (call.query.hasQueryItem(u"limit"_s))
        query.limit = static_cast<size_t>(*limit);
    query.utcOffsetMinutes = static_cast<int>(offset->value_or(0));
    query.comparesBefore = compares->value_or(false);
    query.tellsHistogram = histogram->value_or(false);
    if (const QString type = valueOf(call, u"process_type"_s); !type.isEmpty()) {
        query.type = ProcessType::fromString(type);
        if (!query.type)
            return Error{ErrorCode::UnknownProcessType, u"There is no process type \"%1\"."_s.arg(type.left(64)),
                         u"process_type"_s};
    }
    // A name may be given as a process has it, or as it is kept.
    if (const auto name = textOf(call, u"name"_s))
        query.name = maskedName(*name);
    query.group = textOf(call, u"group"_s);
    query.text = maskedName(valueOf(call, u"search"_s).toUtf8());
    return query;
}

Answer answerOf(const Call &call, const Analytics &analytics, const Result<AnalyticsQuery> &query)
{
    if (!query)
        return Refusal(query.error(), 400);
    const QString format = valueOf(call, u"format"_s);
    if (!format.isEmpty() && format != "json"_L1 && format != "csv"_L1) {
        return Refusal({ErrorCode::InvalidField,
                        u"There is no format \"%1\""_s.arg(format.left(64)) + suggestion(format, {u"json"_s, u"csv"_s}),
                        u"format"_s},
                       400);
    }
    const auto answer = analytics.ask(*query, call.stop);
    if (!answer)
        return answer.error().code == ErrorCode::InvalidField ? Refusal(answer.error(), 400) : Refusal(answer.error());
    if (format != "csv"_L1)
        return jsonResponse(200, [&](ObjectWriter &body) { writeAnalytics(body, *query, *answer); });
    HttpResponse response;
    response.status = 200;
    response.contentType = "text/csv; charset=utf-8";
    response.headers = {{"Content-Disposition", "attachment; filename=\"analytics.csv\""}};
    response.body = analyticsCsv(*query, *answer);
    return response;
}

} // namespace

const QueryParameters AnalyticsController::summaryParameters{
    .others = {"from"_L1, "to"_L1, "group_by"_L1, "sort"_L1, "process_type"_L1, "name"_L1, "group"_L1, "search"_L1,
               "utc_offset"_L1, "compare"_L1, "histogram"_L1, "limit"_L1, "format"_L1}};
const QueryParameters AnalyticsController::slowestParameters{
    .others = {"from"_L1, "to"_L1, "process_type"_L1, "name"_L1, "group"_L1, "search"_L1, "compare"_L1, "histogram"_L1,
               "limit"_L1, "format"_L1}};

AnalyticsController::AnalyticsController(const ServerParts &parts)
    : m_analytics(parts.analytics)
    , m_clock(parts.clock)
{
}

Answer AnalyticsController::summary(const Call &call) const
{
    auto query = queryFrom(call, m_clock);
    if (const QString text = valueOf(call, u"group_by"_s); query && !text.isEmpty()) {
        const auto groupBy = groupByFromString(text);
        if (!groupBy)
            return Refusal(groupBy.error(), 400);
        query->groupBy = *groupBy;
    }
    if (const QString text = valueOf(call, u"sort"_s); query && !text.isEmpty()) {
        const auto sort = analyticsSortFromString(text);
        if (!sort)
            return Refusal(sort.error(), 400);
        query->sort = *sort;
    }
    return answerOf(call, *m_analytics, query);
}

Answer AnalyticsController::slowest(const Call &call) const
{
    auto query = queryFrom(call, m_clock);
    if (query) {
        query->groupBy = AnalyticsQuery::GroupBy::Name;
        query->sort = AnalyticsQuery::Sort::Slowest;
    }
    return answerOf(call, *m_analytics, query);
}

} // namespace Procession
