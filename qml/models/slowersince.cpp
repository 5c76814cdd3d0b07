// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "slowersince.h"

#include "maskedname.h"
#include "overviewtext.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 dayMs = 24LL * 3600 * 1000;
/// Within so long all runs are read at once.
constexpr qint64 shortMs = 3 * dayMs;

/// One of the words that all runs of the name have, by which the history can be searched; the longest.
QString searchedWord(const QByteArray &name)
{
    const QStringList words = commonWords(QString::fromUtf8(name)).split(u' ', Qt::SkipEmptyParts);
    const auto longest = std::max_element(words.cbegin(), words.cend(),
                                          [](const QString &a, const QString &b) { return a.size() < b.size(); });
    return longest == words.cend() ? QString() : *longest;
}

bool isRunOf(const SlowerSince::Name &name, const Process &process)
{
    return process.startedAt && process.completedAt && maskedName(process.name.utf8()) == name.name
        && (name.group.isEmpty() || process.metadata.toObject()["group"_L1].toString().toUtf8() == name.group);
}

} // namespace

SlowerSince::SlowerSince(HistorySource &history, AnalyticsSource &analytics, QObject *parent)
    : QObject(parent)
    , m_history(history)
    , m_analytics(analytics)
    , m_days(this)
    , m_page(this)
{
    connect(&m_days, &QFutureWatcherBase::finished, this, &SlowerSince::takeDays);
    connect(&m_page, &QFutureWatcherBase::finished, this, &SlowerSince::takePage);
}

SlowerSince::~SlowerSince()
{
    m_days.cancel();
    m_page.cancel();
}

/// As many times as long as the one as the other takes in proportion to it.
double SlowerSince::levelBetween(double beforeMs, double nowMs)
{
    return std::sqrt(beforeMs * nowMs);
}

void SlowerSince::find(std::vector<Name> names, qint64 fromMs, qint64 toMs)
{
    m_days.cancel();
    m_page.cancel();
    m_names.assign(names.begin(), names.end());
    m_fromMs = fromMs;
    m_toMs = toMs;
    next();
}

void SlowerSince::next()
{
    if (m_names.empty())
        return;
    if (m_toMs - m_fromMs <= shortMs) {
        readRuns(m_fromMs, m_toMs);
        return;
    }
    AnalyticsQuery days{.fromMs = m_fromMs, .toMs = m_toMs};
    days.groupBy = AnalyticsQuery::GroupBy::Day;
    days.type = m_names.front().type;
    days.name = m_names.front().name;
    if (!m_names.front().group.isEmpty())
        days.group = m_names.front().group;
    m_days.setFuture(m_analytics.ask(days));
}

/// The run may have been the last one of the day before.
void SlowerSince::takeDays()
{
    const QFuture<AnalyticsSource::Answer> future = m_days.future();
    if (future.isCanceled() || future.resultCount() == 0 || m_names.empty())
        return; // it was called off
    const AnalyticsSource::Answer answer = future.result();
    std::vector<WeighedValue> medians;
    std::vector<qint64> begins;
    if (answer) {
        for (const QJsonValue &value : (*answer)["groups"_L1].toArray()) {
            const QJsonObject took = value["duration"_L1].toObject();
            if (!took["p50"_L1].isDouble())
                continue;
            medians.push_back({took["p50"_L1].toDouble() * 1000.0, took["count"_L1].toDouble()});
            begins.push_back(std::llround(value["from"_L1].toDouble() * 1000.0));
        }
    }
    if (const auto day = changePoint(medians, m_names.front().levelMs)) {
        readRuns(begins[*day - 1], begins[*day] + dayMs);
        return;
    }
    m_names.pop_front();
    next();
}

void SlowerSince::readRuns(qint64 fromMs, qint64 toMs)
{
    m_query = {};
    m_query.filter.types.insert(m_names.front().type);
    m_query.filter.statuses.insert(ProcessStatus::Completed);
    m_query.filter.text = searchedWord(m_names.front().name);
    m_query.finishedAfter = fromMs - 1;
    m_query.finishedBefore = toMs;
    m_pages = 0;
    m_durations.clear();
    m_runs.clear();
    m_page.setFuture(m_history.finished(m_query, {}));
}

void SlowerSince::takePage()
{
    const QFuture<HistorySource::Finished> future = m_page.future();
    if (future.isCanceled() || future.resultCount() == 0 || m_names.empty())
        return; // it was called off
    const HistorySource::Finished page = future.result();
    if (page) {
        for (const ProcessPtr &process : page->processes) {
            if (!isRunOf(m_names.front(), **process))
                continue;
            m_durations.push_back({static_cast<double>(*(*process)->completedAt - *(*process)->startedAt)});
            m_runs.push_back(process);
        }
        if (!page->nextCursor.isEmpty() && ++m_pages < mostPages) {
            m_query.cursor = page->nextCursor;
            m_page.setFuture(m_history.finished(m_query, {}));
            return;
        }
    }
    const Name name = m_names.front();
    m_names.pop_front();
    const bool isWhole = page && page->nextCursor.isEmpty();
    const auto place = isWhole ? changePoint(m_durations, name.levelMs) : std::nullopt;
    if (place)
        Q_EMIT found(name, m_runs[*place]);
    next();
}

} // namespace Procession
