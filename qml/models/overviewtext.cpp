// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overviewtext.h"

#include "durationtext.h"
#include "rowtext.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <optional>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Row = OverviewRows::Row;
using Tone = OverviewRows::Tone;

constexpr size_t mostRows = 6;

QString tr(const char *text)
{
    return QCoreApplication::translate("OverviewText", text);
}

QString countText(double count)
{
    return QLocale().toString(std::llround(count));
}

QString secondsText(std::optional<double> seconds)
{
    return seconds ? durationText(std::llround(*seconds * 1000.0)) : u"–"_s;
}

/// With a decimal where it says more: `99.5%`, `100%`.
QString shareText(double share)
{
    const double percent = share * 100.0;
    const bool isRound = std::abs(percent - std::round(percent)) < 0.05;
    return QLocale().toString(percent, 'f', isRound ? 0 : 1) + u'%';
}

std::optional<double> numberIn(const QJsonObject &object, QLatin1StringView key)
{
    const QJsonValue value = object[key];
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

double failuresOf(const QJsonObject &group)
{
    return group["failed"_L1].toDouble() + group["timeout"_L1].toDouble();
}

/// Such as `12% more`; `2.5 times` where it is that much.
QString relative(double now, double before, const char *more, const char *less)
{
    const double ratio = now / before;
    if (ratio >= 2.0)
        return tr("%1 times").arg(QLocale().toString(ratio, 'f', ratio < 9.95 ? 1 : 0));
    const double percent = std::round((ratio - 1.0) * 100.0);
    if (percent == 0.0)
        return tr("unchanged");
    return (percent > 0.0 ? tr(more) : tr(less)).arg(countText(std::abs(percent)));
}

enum class Wish : quint8 { None, Less };

Row countRow(const QString &label, double now, std::optional<double> before, Wish wish)
{
    Row row{.label = label, .value = countText(now)};
    if (!before)
        return row;
    if (*before == 0.0)
        row.detail = now == 0.0 ? tr("unchanged") : tr("none before");
    else
        row.detail = relative(now, *before, "%1% more", "%1% fewer");
    const bool isNotable = row.detail != tr("unchanged");
    if (wish == Wish::Less && isNotable)
        row.tone = now > *before ? Tone::Worse : Tone::Better;
    return row;
}

Row durationRow(const QString &label, std::optional<double> now, std::optional<double> before)
{
    Row row{.label = label, .value = secondsText(now)};
    constexpr double notable = 0.1;
    if (!now || !before || *before <= 0.0)
        return row;
    row.detail = relative(*now, *before, "%1% longer", "%1% shorter");
    if (std::abs(*now / *before - 1.0) >= notable)
        row.tone = *now > *before ? Tone::Worse : Tone::Better;
    return row;
}

Row successRow(const QJsonObject &now, const QJsonObject &before)
{
    const auto rate = numberIn(now, "success_rate"_L1);
    const auto earlier = numberIn(before, "success_rate"_L1);
    Row row{.label = tr("Success"), .value = rate ? shareText(*rate) : u"–"_s};
    if (!rate || !earlier)
        return row;
    const double points = std::round((*rate - *earlier) * 1000.0) / 10.0;
    const QString size = QLocale().toString(std::abs(points), 'f', 1);
    row.detail = points == 0.0 ? tr("unchanged") : (points > 0.0 ? tr("%1 points up") : tr("%1 points down")).arg(size);
    row.tone = points == 0.0 ? Tone::Neutral : (points > 0.0 ? Tone::Better : Tone::Worse);
    return row;
}

Row nameRow(const QJsonObject &group)
{
    const QString name = group["name"_L1].toString();
    const QString process = group["process_type"_L1].toString();
    const QString part = group["group"_L1].toString();
    Row row{.label = name.isEmpty() ? tr("(further names)") : shownText(name),
            .type = process,
            .search = commonWords(name)};
    if (!part.isEmpty())
        row.label += u" · "_s + isolated(shownText(part));
    return row;
}

void setShares(std::vector<Row> &rows)
{
    double most = 0.0;
    for (const Row &row : rows)
        most = std::max(most, row.share);
    for (Row &row : rows)
        row.share = most > 0.0 ? row.share / most : 0.0;
}

QString runsText(const QJsonObject &group)
{
    const double runs = group["runs"_L1].toDouble();
    return runs == 1.0 ? tr("1 run") : tr("%1 runs").arg(countText(runs));
}

} // namespace

QString commonWords(const QString &pattern)
{
    QStringList words;
    for (const QString &word : pattern.split(u' ', Qt::SkipEmptyParts)) {
        const bool isMasked = std::any_of(word.begin(), word.end(), [](QChar c) { return c.isDigit() || c == u'#'; });
        if (!isMasked)
            words.append(word);
    }
    return words.join(u' ');
}

std::vector<Row> figureRows(const QJsonObject &total)
{
    const QJsonObject before = total["before"_L1].toObject();
    const bool compares = before["runs"_L1].toDouble() > 0.0;
    const auto earlier = [&](QLatin1StringView key) { return compares ? numberIn(before, key) : std::nullopt; };
    const QJsonObject took = total["duration"_L1].toObject();
    const QJsonObject tookBefore = before["duration"_L1].toObject();
    const QJsonObject waited = total["waiting"_L1].toObject();
    const QJsonObject waitedBefore = before["waiting"_L1].toObject();
    return {
        countRow(tr("Runs"), total["runs"_L1].toDouble(), earlier("runs"_L1), Wish::None),
        successRow(total, compares ? before : QJsonObject()),
        countRow(tr("Failures"), failuresOf(total), compares ? std::optional(failuresOf(before)) : std::nullopt,
                 Wish::Less),
        countRow(tr("Recovered"), total["recovered"_L1].toDouble(), earlier("recovered"_L1), Wish::None),
        durationRow(tr("Median duration"), numberIn(took, "p50"_L1), numberIn(tookBefore, "p50"_L1)),
        durationRow(tr("95% took at most"), numberIn(took, "p95"_L1), numberIn(tookBefore, "p95"_L1)),
        durationRow(tr("Median waiting"), numberIn(waited, "p50"_L1), numberIn(waitedBefore, "p50"_L1)),
    };
}

std::vector<Row> slowestRows(const QJsonArray &groups)
{
    std::vector<Row> rows;
    for (const QJsonValue &value : groups) {
        const QJsonObject group = value.toObject();
        const auto p95 = numberIn(group["duration"_L1].toObject(), "p95"_L1);
        if (!p95 || rows.size() == mostRows)
            break;
        Row row = nameRow(group);
        row.value = secondsText(p95);
        row.detail = runsText(group);
        row.share = *p95;
        rows.push_back(row);
    }
    setShares(rows);
    return rows;
}

std::vector<Row> flakiestRows(const QJsonArray &groups)
{
    std::vector<Row> rows;
    for (const QJsonValue &value : groups) {
        const QJsonObject group = value.toObject();
        const double flaky = failuresOf(group) + group["recovered"_L1].toDouble();
        if (flaky == 0.0 || rows.size() == mostRows)
            break;
        Row row = nameRow(group);
        row.share = flaky / std::max(1.0, group["runs"_L1].toDouble());
        row.value = shareText(row.share);
        row.detail = tr("%1 of %2").arg(countText(flaky), runsText(group));
        rows.push_back(row);
    }
    setShares(rows);
    return rows;
}

std::vector<QJsonObject> slowerGroups(const QJsonArray &groups)
{
    constexpr double notable = 1.1;
    constexpr double fewest = 5.0; // runs, on either side
    std::vector<QJsonObject> slower;
    for (const QJsonValue &value : groups) {
        const QJsonObject group = value.toObject();
        const QJsonObject took = group["duration"_L1].toObject();
        const QJsonObject tookBefore = group["before"_L1].toObject()["duration"_L1].toObject();
        const auto now = numberIn(took, "p50"_L1);
        const auto before = numberIn(tookBefore, "p50"_L1);
        if (!now || !before || *before <= 0.0 || *now / *before < notable || slower.size() == mostRows)
            break;
        if (took["count"_L1].toDouble() >= fewest && tookBefore["count"_L1].toDouble() >= fewest)
            slower.push_back(group);
    }
    return slower;
}

std::vector<Row> slowerRows(const std::vector<QJsonObject> &groups)
{
    std::vector<Row> rows;
    for (const QJsonObject &group : groups) {
        const double now = group["duration"_L1].toObject()["p50"_L1].toDouble();
        const double before = group["before"_L1].toObject()["duration"_L1].toObject()["p50"_L1].toDouble();
        Row row = nameRow(group);
        row.share = now / before - 1.0;
        row.value = relative(now, before, "%1% longer", "%1% shorter");
        row.detail = tr("%1, before %2").arg(secondsText(now), secondsText(before));
        rows.push_back(row);
    }
    setShares(rows);
    return rows;
}

std::vector<Row> reasonRows(const QJsonArray &groups)
{
    std::vector<Row> rows;
    for (const QJsonValue &value : groups) {
        if (rows.size() == mostRows)
            break;
        const QJsonObject group = value.toObject();
        const QString reason = group["reason"_L1].toString();
        const double count = group["count"_L1].toDouble();
        Row row{.label = reason.isEmpty() ? tr("(no message)") : shownText(reason), .search = commonWords(reason)};
        row.share = count;
        row.value = countText(count);
        if (const auto before = numberIn(group, "count_before"_L1))
            row.detail = tr("before %1").arg(countText(*before));
        rows.push_back(row);
    }
    setShares(rows);
    return rows;
}

} // namespace Procession
