// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview.h"

#include "maskedname.h"
#include "overviewtext.h"
#include "rowtext.h"

#include <QDateTime>
#include <QFutureWatcher>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using GroupBy = AnalyticsQuery::GroupBy;
using Sort = AnalyticsQuery::Sort;

constexpr qint64 hourMs = 3'600'000;
constexpr qint64 dayMs = 24 * hourMs;
constexpr qint64 weekMs = 7 * dayMs;
constexpr qint64 firstMondayMs = 4 * dayMs; // 1970 began on a Thursday
constexpr std::array<qint64, 5> lengths{dayMs, weekMs, 4 * weekMs, 12 * weekMs, 365 * dayMs};
constexpr qsizetype weekHours = 7 * 24;
constexpr size_t mostNames = 30;

double failuresOf(const QJsonObject &group)
{
    return group["failed"_L1].toDouble() + group["timeout"_L1].toDouble();
}

/// Such as `23 Nov, 07:01`.
QString shortDate(qint64 ms)
{
    return QLocale::c().toString(QDateTime::fromMSecsSinceEpoch(ms), u"d MMM, HH:mm"_s);
}

double medianMs(const QJsonObject &group)
{
    return group["duration"_L1].toObject()["p50"_L1].toDouble() * 1000.0;
}

bool isOf(const SlowerSince::Name &name, const QJsonObject &group)
{
    return name.name == group["name"_L1].toString().toUtf8() && name.group == group["group"_L1].toString().toUtf8()
        && name.type.toString() == group["process_type"_L1].toString();
}

} // namespace

Overview::Overview(AnalyticsSource *source, HistorySource *history, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_clock(clock)
    , m_state(source ? Loading : Unavailable)
{
    m_again.setInterval(1min);
    connect(&m_again, &QTimer::timeout, this, &Overview::reload);
    m_typing.setSingleShot(true);
    m_typing.setInterval(300ms);
    connect(&m_typing, &QTimer::timeout, this, &Overview::reload);
    if (source && history) {
        m_since = std::make_unique<SlowerSince>(*history, *source);
        connect(m_since.get(), &SlowerSince::found, this, &Overview::keepSince);
    }
}

Overview::~Overview() = default;

void Overview::setPeriod(int period)
{
    const int wanted = std::clamp<int>(period, Day, Year);
    if (std::exchange(m_period, wanted) != wanted)
        changeFilter();
}

void Overview::setType(const QString &type)
{
    if (std::exchange(m_type, type) != type)
        changeFilter();
}

/// Not at each letter.
void Overview::setText(const QString &text)
{
    if (std::exchange(m_text, text.trimmed()) == text.trimmed())
        return;
    m_firstSlower.clear();
    m_isSought = false;
    Q_EMIT filterChanged();
    if (m_isShown)
        m_typing.start();
}

void Overview::clearFilter()
{
    m_type.clear();
    m_text.clear();
    changeFilter();
}

void Overview::changeFilter()
{
    m_firstSlower.clear();
    m_isSought = false;
    Q_EMIT filterChanged();
    if (m_isShown)
        reload();
}

QStringList Overview::periodChoices() const
{
    return {tr("24 hours"), tr("7 days"), tr("4 weeks"), tr("12 weeks"), tr("A year")};
}

QString Overview::rangeText() const
{
    const auto dayOf = [](qint64 ms) {
        return QLocale::c().toString(QDateTime::fromMSecsSinceEpoch(ms), u"d MMM yyyy"_s);
    };
    const qint64 length = lengths[static_cast<size_t>(m_shownPeriod)];
    return m_shownPeriod == Day
        ? tr("The last 24 hours, compared with the 24 before")
        : tr("%1 – %2, compared with as long before").arg(dayOf(m_askedAt - length), dayOf(m_askedAt));
}

void Overview::setShown(bool shown)
{
    if (std::exchange(m_isShown, shown) == shown)
        return;
    if (!shown) {
        m_again.stop();
        if (m_since)
            m_since->stop();
        return;
    }
    m_again.start();
    m_isSought = false;
    reload();
}

AnalyticsQuery Overview::query(GroupBy groupBy) const
{
    AnalyticsQuery query{.fromMs = m_askedAt - lengths[static_cast<size_t>(m_period)], .toMs = m_askedAt};
    query.groupBy = groupBy;
    if (!m_type.isEmpty())
        query.type = ProcessType::fromString(m_type);
    query.text = maskedName(m_text.toUtf8());
    query.utcOffsetMinutes = QDateTime::fromMSecsSinceEpoch(m_askedAt).offsetFromUtc() / 60;
    query.limit = mostNames;
    return query;
}

/// A year is told by the weeks of UTC: hours, which other weeks are counted by, aren't kept for so long.
AnalyticsQuery Overview::trendQuery() const
{
    if (m_period == Year) {
        AnalyticsQuery year = query(GroupBy::Week);
        year.utcOffsetMinutes = 0;
        return year;
    }
    return query(m_period <= Week ? GroupBy::Hour : GroupBy::Day);
}

void Overview::reload()
{
    if (!m_source)
        return;
    m_typing.stop();
    ++m_round;
    m_missing = 0;
    m_answers.clear();
    m_askedAt = m_clock.wallMs();
    AnalyticsQuery total = query(GroupBy::Total);
    total.comparesBefore = true;
    ask(Part::Total, total);
    if (isFiltered()) {
        AnalyticsQuery all = query(GroupBy::Total);
        all.type.reset();
        all.text.clear();
        ask(Part::All, all);
    }
    ask(Part::Trend, trendQuery());
    AnalyticsQuery week = query(GroupBy::WeekHour);
    week.fromMs = weekFromMs();
    ask(Part::Week, week);
    AnalyticsQuery names = query(GroupBy::Name);
    names.sort = Sort::Slowest;
    ask(Part::Slowest, names);
    names.sort = Sort::Flakiest;
    ask(Part::Flakiest, names);
    names.sort = Sort::Change;
    names.comparesBefore = true;
    ask(Part::Slower, names);
    AnalyticsQuery reasons = query(GroupBy::Reason);
    reasons.comparesBefore = true;
    ask(Part::Reasons, reasons);
    Q_EMIT changed();
}

/// Hours aren't kept for a year.
qint64 Overview::weekFromMs() const
{
    return m_askedAt - std::min(lengths[static_cast<size_t>(m_period)], 12 * weekMs);
}

/// As the summaries count: whole hours of UTC, by the offset of the moment at which they were asked.
FailureHour Overview::failureHour(int weekHour) const
{
    return {.weekHour = weekHour,
            .fromMs = weekFromMs() / hourMs * hourMs,
            .toMs = (m_askedAt + hourMs - 1) / hourMs * hourMs,
            .utcOffsetMinutes = QDateTime::fromMSecsSinceEpoch(m_askedAt).offsetFromUtc() / 60,
            .nameText = maskedName(m_text.toUtf8())};
}

void Overview::ask(Part part, const AnalyticsQuery &query)
{
    ++m_missing;
    auto *watcher = new QFutureWatcher<AnalyticsSource::Answer>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, part, round = m_round] {
        watcher->deleteLater();
        if (round == m_round && watcher->future().resultCount() > 0)
            take(part, watcher->result());
    });
    watcher->setFuture(m_source->ask(query));
}

void Overview::take(Part part, const AnalyticsSource::Answer &answer)
{
    if (!answer) {
        ++m_round; // the others don't matter any more
        m_missing = 0;
        m_error = shownText(answer.error().message);
        m_state = Failed;
        Q_EMIT changed();
        return;
    }
    m_answers[part] = *answer;
    if (--m_missing == 0)
        showAll();
}

QJsonArray Overview::groups(Part part) const
{
    const auto answer = m_answers.find(part);
    return answer == m_answers.end() ? QJsonArray() : answer->second["groups"_L1].toArray();
}

void Overview::showAll()
{
    const auto runsIn = [this](Part part) { return groups(part).first().toObject()["runs"_L1].toDouble(); };
    m_error.clear();
    m_shownPeriod = m_period;
    if (runsIn(Part::Total) > 0.0)
        m_state = Ready;
    else
        m_state = runsIn(Part::All) > 0.0 ? Hidden : Nothing;
    m_figures.show(figureRows(groups(Part::Total).first().toObject()));
    m_slowest.show(slowestRows(groups(Part::Slowest)));
    m_flakiest.show(flakiestRows(groups(Part::Flakiest)));
    showSlower();
    m_reasons.show(reasonRows(groups(Part::Reasons)));
    showTrend();
    showWeek();
    Q_EMIT changed();
    findSince(slowerGroups(groups(Part::Slower)));
}

void Overview::showSlower()
{
    const std::vector<QJsonObject> slower = slowerGroups(groups(Part::Slower));
    std::vector<OverviewRows::Row> rows = slowerRows(slower);
    for (size_t i = 0; i < rows.size(); ++i) {
        const auto known = std::find_if(m_firstSlower.begin(), m_firstSlower.end(),
                                        [&](const auto &each) { return isOf(each.first, slower[i]); });
        if (known == m_firstSlower.end())
            continue;
        rows[i].since = tr("Since %1").arg(shortDate((*known->second)->startedAt.value_or(0)));
        rows[i].sinceId = (*known->second)->id.toString();
    }
    m_slower.show(std::move(rows));
}

/// Looks for the first slower run of each name: once, not each minute.
void Overview::findSince(const std::vector<QJsonObject> &groups)
{
    if (!m_since || m_isSought)
        return;
    std::vector<SlowerSince::Name> names;
    for (const QJsonObject &group : groups) {
        const auto type = ProcessType::fromString(group["process_type"_L1].toString());
        const QByteArray name = group["name"_L1].toString().toUtf8();
        if (!type || name.isEmpty())
            continue;
        names.push_back(
            {.type = *type,
             .name = name,
             .group = group["group"_L1].toString().toUtf8(),
             .levelMs = SlowerSince::levelBetween(medianMs(group["before"_L1].toObject()), medianMs(group))});
    }
    if (names.empty())
        return;
    m_isSought = true;
    const qint64 length = lengths[static_cast<size_t>(m_shownPeriod)];
    m_since->find(std::move(names), m_askedAt - 2 * length, m_askedAt);
}

void Overview::keepSince(const SlowerSince::Name &name, const ProcessPtr &process)
{
    std::erase_if(m_firstSlower, [&name](const auto &each) {
        return each.first.type == name.type && each.first.name == name.name && each.first.group == name.group;
    });
    m_firstSlower.emplace_back(name, process);
    showSlower();
}

/// Hours, days and weeks without a run are told by nobody; here they are zeros.
void Overview::showTrend()
{
    const AnalyticsQuery asked = trendQuery();
    const qint64 step = m_period <= Week ? hourMs : (m_period == Year ? weekMs : dayMs);
    const qint64 offset = asked.utcOffsetMinutes * 60'000LL;
    const qint64 origin = (m_period == Year ? firstMondayMs : 0) - offset;
    const auto floored = [&](qint64 ms) { return origin + (ms - origin) / step * step; };
    const qint64 from = m_period <= Week ? asked.fromMs / hourMs * hourMs : floored(asked.fromMs);
    const auto count = static_cast<qsizetype>((asked.toMs - from + step - 1) / step);
    m_trendFrom = static_cast<double>(from);
    m_trendStep = static_cast<double>(step);
    m_trendRuns = QList<double>(count, 0.0);
    m_trendFailures = QList<double>(count, 0.0);
    for (const QJsonValue &value : groups(Part::Trend)) {
        const QJsonObject group = value.toObject();
        const qint64 start = std::llround(group["from"_L1].toDouble() * 1000.0);
        const auto at = static_cast<qsizetype>((start - from) / step);
        if (start < from || at >= count)
            continue;
        m_trendRuns[at] += group["runs"_L1].toDouble();
        m_trendFailures[at] += failuresOf(group);
    }
}

void Overview::showWeek()
{
    m_weekRuns = QList<double>(weekHours, 0.0);
    m_weekFailures = QList<double>(weekHours, 0.0);
    for (const QJsonValue &value : groups(Part::Week)) {
        const QJsonObject group = value.toObject();
        const auto hour = static_cast<qsizetype>(group["week_hour"_L1].toInt(-1));
        if (hour < 0 || hour >= weekHours)
            continue;
        m_weekRuns[hour] = group["runs"_L1].toDouble();
        m_weekFailures[hour] = failuresOf(group);
    }
}

} // namespace Procession
