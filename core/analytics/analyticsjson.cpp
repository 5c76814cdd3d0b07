// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analyticsjson.h"

#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using GroupBy = AnalyticsQuery::GroupBy;

constexpr std::array<std::pair<const char *, double>, 4> quantiles{
    {{"p50", 0.5}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}}};
constexpr double msOfSecond = 1000;

/// Bins of a histogram, at most.
constexpr size_t mostBins = 120;

void writeHistogram(ArrayWriter &&bins, const QuantileSketch &sketch)
{
    for (const QuantileSketch::Bin &bin : sketch.bins(mostBins)) {
        ObjectWriter object = bins.object();
        object.number("from", bin.from / msOfSecond);
        object.number("to", bin.to / msOfSecond);
        object.integer("count", bin.count);
    }
}

/// In seconds, as all durations of the API.
void writeDurations(ObjectWriter &&object, const QuantileSketch &sketch, bool tellsHistogram)
{
    object.integer("count", sketch.count());
    for (const auto &[name, q] : quantiles) {
        const auto value = sketch.quantile(q);
        object.numberOrNull(name, value ? std::optional(*value / msOfSecond) : std::nullopt);
    }
    if (tellsHistogram)
        writeHistogram(object.array("histogram"), sketch);
}

void writeRollup(ObjectWriter &object, const Rollup &runs, qint64 lengthMs, bool tellsHistogram)
{
    object.integer("runs", runs.runs);
    object.integer("completed", runs.completed);
    object.integer("failed", runs.failed);
    object.integer("timeout", runs.timedOut);
    object.integer("cancelled", runs.cancelled);
    object.integer("given_up", runs.givenUp);
    object.integer("retries", runs.retries);
    object.integer("recovered", runs.recovered);
    object.numberOrNull("success_rate", runs.successRate());
    object.number("runs_per_hour", static_cast<double>(runs.runs) * 3'600'000 / static_cast<double>(lengthMs));
    object.seconds("busy", runs.busyMs);
    object.integerOrNull("memory_peak", runs.memoryPeak > 0 ? std::optional(runs.memoryPeak) : std::nullopt);
    writeDurations(object.object("duration"), runs.durations, tellsHistogram);
    writeDurations(object.object("waiting"), runs.waits, tellsHistogram);
}

void writeKey(ObjectWriter &object, GroupBy groupBy, const AnalyticsGroup &group)
{
    if (groupBy == GroupBy::Type || groupBy == GroupBy::Name)
        object.text("process_type", QByteArrayView(group.type));
    if (groupBy == GroupBy::Name)
        object.text("name", QByteArrayView(group.name));
    if (groupBy == GroupBy::Group || (groupBy == GroupBy::Name && !group.group.isEmpty()))
        object.text("group", QByteArrayView(group.group));
    if (group.startMs)
        object.seconds("from", *group.startMs);
    if (group.weekHour)
        object.integer("week_hour", *group.weekHour);
    if (groupBy == GroupBy::Reason)
        object.text("reason", QByteArrayView(group.reason));
}

/// The time that a group stands for.
qint64 lengthOf(const AnalyticsQuery &query, const AnalyticsAnswer &answer)
{
    constexpr qint64 hourMs = 3'600'000;
    switch (query.groupBy) {
    case GroupBy::Hour:
        return hourMs;
    case GroupBy::Day:
        return 24 * hourMs;
    case GroupBy::Week:
        return 7 * 24 * hourMs;
    case GroupBy::WeekHour:
        return std::max<qint64>(hourMs, (answer.toMs - answer.fromMs) / (7 * 24));
    default:
        return answer.toMs - answer.fromMs;
    }
}

QByteArray csvField(QByteArray text)
{
    if (!text.isEmpty() && QByteArrayView("=+-@\t\r").contains(text.front()))
        text.prepend('\'');
    if (text.contains('"') || text.contains(',') || text.contains('\n') || text.contains('\r'))
        text = '"' + text.replace('"', "\"\"") + '"';
    return text;
}

QByteArray csvNumber(std::optional<double> value)
{
    return value ? QByteArray::number(*value, 'g', 10) : QByteArray();
}

} // namespace

void writeAnalytics(ObjectWriter &object, const AnalyticsQuery &query, const AnalyticsAnswer &answer)
{
    object.seconds("from", answer.fromMs);
    object.seconds("to", answer.toMs);
    object.ascii("group_by", wireName(query.groupBy));
    object.number("relative_error", QuantileSketch::relativeError);
    const qint64 length = lengthOf(query, answer);
    ArrayWriter groups = object.array("groups");
    for (const AnalyticsGroup &group : answer.groups) {
        ObjectWriter member = groups.object();
        writeKey(member, query.groupBy, group);
        if (query.groupBy == GroupBy::Reason) {
            member.integer("count", group.count);
            member.integerOrNull("count_before", group.countBefore);
            member.text("last_process_id", QByteArrayView(group.lastId));
            member.seconds("last_at", group.lastAt);
            continue;
        }
        writeRollup(member, group.runs, length, query.tellsHistogram);
        if (group.before) {
            ObjectWriter before = member.object("before");
            writeRollup(before, *group.before, length, query.tellsHistogram);
        }
    }
    groups.close();
    object.integer("left_out", answer.leftOut);
}

QByteArray analyticsCsv(const AnalyticsQuery &query, const AnalyticsAnswer &answer)
{
    const bool isReasons = query.groupBy == GroupBy::Reason;
    QByteArray csv = isReasons
        ? QByteArray("reason,count,count_before,last_process_id,last_at\r\n")
        : QByteArray(
            "process_type,name,group,from,week_hour,runs,completed,failed,timeout,cancelled,given_up,retries,recovered,"
            "success_rate,duration_p50,duration_p90,duration_p95,duration_p99,waiting_p50,waiting_p95,memory_peak\r\n");
    for (const AnalyticsGroup &group : answer.groups) {
        QByteArrayList fields;
        if (isReasons) {
            fields = {csvField(group.reason), QByteArray::number(group.count),
                      group.countBefore ? QByteArray::number(*group.countBefore) : QByteArray(), csvField(group.lastId),
                      QByteArray::number(static_cast<double>(group.lastAt) / msOfSecond, 'f', 3)};
        } else {
            const Rollup &runs = group.runs;
            fields = {csvField(group.type), csvField(group.name), csvField(group.group),
                      group.startMs ? QByteArray::number(*group.startMs / 1000) : QByteArray(),
                      group.weekHour ? QByteArray::number(*group.weekHour) : QByteArray()};
            for (const quint64 count : {runs.runs, runs.completed, runs.failed, runs.timedOut, runs.cancelled,
                                        runs.givenUp, runs.retries, runs.recovered})
                fields << QByteArray::number(count);
            fields << csvNumber(runs.successRate());
            const auto seconds = [](const QuantileSketch &sketch, double q) {
                const auto value = sketch.quantile(q);
                return csvNumber(value ? std::optional(*value / msOfSecond) : std::nullopt);
            };
            for (const auto &[name, q] : quantiles)
                fields << seconds(runs.durations, q);
            fields << seconds(runs.waits, 0.5) << seconds(runs.waits, 0.95)
                   << (runs.memoryPeak > 0 ? QByteArray::number(runs.memoryPeak) : QByteArray());
        }
        csv += fields.join(',') + "\r\n";
    }
    return csv;
}

} // namespace Procession
