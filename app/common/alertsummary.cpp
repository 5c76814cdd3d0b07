// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertsummary.h"

#include "durationtext.h"
#include "jsonreader.h"
#include "schedulerule.h"

#include <QJsonArray>
#include <QTime>
#include <QUuid>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 weekMs = 7LL * 24 * 3600 * 1000;
constexpr std::array dayNames{"sun"_L1, "mon"_L1, "tue"_L1, "wed"_L1, "thu"_L1, "fri"_L1, "sat"_L1};

Result<ScheduleRule> ruleOf(const AlertSummary &summary)
{
    const auto zone = timeZoneFrom(summary.timeZone);
    if (!zone)
        return zone.error();
    const auto day = std::find(dayNames.begin(), dayNames.end(), summary.weekday);
    const QTime time = QTime::fromString(summary.time, u"hh:mm"_s);
    const QString cron = u"%1 %2 * * %3"_s.arg(time.minute()).arg(time.hour()).arg(day - dayNames.begin());
    return ScheduleRule::parse(cron, *zone);
}

QString percentText(const std::optional<double> &share)
{
    return share ? u"%1 %"_s.arg(*share * 100, 0, 'f', 1) : u"–"_s;
}

QString nameOf(const AnalyticsGroup &group)
{
    return QString::fromUtf8(group.type) + u'/' + QString::fromUtf8(group.name);
}

/// Such as `1200 runs, 12 failures, 99.0 % succeeded`.
QString totals(const Rollup &runs)
{
    return u"%1 runs, %2 failures, %3 succeeded"_s.arg(runs.runs)
        .arg(runs.failures())
        .arg(percentText(runs.successRate()));
}

} // namespace

Result<AlertSummary> alertSummaryFromJson(const QJsonObject &json)
{
    JsonReader reader(json);
    reader.onlyKeys({"channels"_L1, "weekday"_L1, "time"_L1, "time_zone"_L1});
    AlertSummary summary;
    const QJsonArray channels = reader.array("channels"_L1).value_or(QJsonArray());
    for (const QJsonValue &channel : channels) {
        if (!channel.isString())
            reader.fail("channels"_L1, u"channels is a list of names."_s);
        summary.channels.append(channel.toString());
    }
    if (channels.isEmpty())
        reader.fail("channels"_L1, u"A summary needs channels to be sent through."_s);
    summary.weekday = reader.text("weekday"_L1, 3).value_or(summary.weekday);
    if (std::find(dayNames.begin(), dayNames.end(), summary.weekday) == dayNames.end())
        reader.fail("weekday"_L1, u"weekday is one of mon, tue, wed, thu, fri, sat, sun."_s);
    summary.time = reader.text("time"_L1, 5).value_or(summary.time);
    if (!QTime::fromString(summary.time, u"hh:mm"_s).isValid())
        reader.fail("time"_L1, u"time is a time of the day such as \"08:00\"."_s);
    summary.timeZone = reader.text("time_zone"_L1, 100).value_or(summary.timeZone);
    if (reader.error())
        return *reader.error();
    if (const auto rule = ruleOf(summary); !rule)
        return Error{ErrorCode::InvalidField, rule.error().message, u"time_zone"_s};
    return summary;
}

std::optional<qint64> nextSummaryAfter(const AlertSummary &summary, qint64 afterMs)
{
    const auto rule = ruleOf(summary);
    return rule ? rule->nextAfter(afterMs) : std::nullopt;
}

Result<Notification> summaryNotification(const Analytics &analytics, const QString &channel, qint64 dueMs, int alerts,
                                         const QUrl &link)
{
    static const QUuid space(u"6f0a3c0e-5d0b-5b7e-9d8c-1c5f6b8c1a55"_s); // tells summaries from all else
    AnalyticsQuery query{.fromMs = dueMs - weekMs, .toMs = dueMs, .comparesBefore = true};
    const auto all = analytics.ask(query);
    if (!all)
        return all.error();
    query.groupBy = AnalyticsQuery::GroupBy::Name;
    query.sort = AnalyticsQuery::Sort::Failures;
    query.limit = 5;
    const auto names = analytics.ask(query);
    query.groupBy = AnalyticsQuery::GroupBy::Reason;
    const auto reasons = analytics.ask(query);
    if (!names || !reasons)
        return names ? reasons.error() : names.error();

    const Rollup runs = all->groups.empty() ? Rollup() : all->groups.front().runs;
    QStringList lines{u"Last week: "_s + totals(runs)};
    if (!all->groups.empty() && all->groups.front().before)
        lines.append(u"The week before: "_s + totals(*all->groups.front().before));
    if (const auto median = runs.durations.quantile(0.5))
        lines.append(u"Half of them took %1 or less, 95 %: %2."_s.arg(
            durationText(std::llround(*median)),
            durationText(std::llround(runs.durations.quantile(0.95).value_or(0)))));
    lines.append(u"Alerts: %1"_s.arg(alerts));
    for (const AnalyticsGroup &group : names->groups) {
        if (group.runs.failures() > 0)
            lines.append(u"%1: %2"_s.arg(nameOf(group), totals(group.runs)));
    }
    for (const AnalyticsGroup &group : reasons->groups)
        lines.append(u"%1 × %2"_s.arg(group.count).arg(QString::fromUtf8(group.reason).left(200)));
    return Notification{
        .id = QUuid::createUuidV5(space, u"%1/%2"_s.arg(dueMs).arg(channel)).toString(QUuid::WithoutBraces),
        .kind = NotificationKind::Summary,
        .severity = NotificationSeverity::Info,
        .title = u"Summary of the week: %1 runs, %2 failures"_s.arg(runs.runs).arg(runs.failures()),
        .text = lines.join(u'\n'),
        .link = link.toString(QUrl::FullyEncoded),
        .atMs = dueMs};
}

} // namespace Procession
