// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduletimes.h"

#include <QDateTime>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// More times than this in a row aren't looked at: two days of a rule that comes each second.
constexpr int mostExcluded = 200'000;
constexpr qint64 minuteMs = 60'000;

template <typename T>
Error in(const QString &field, const Result<T> &failed)
{
    Error error = failed.error();
    error.field = field;
    return error;
}

} // namespace

Result<ScheduleTimes> ScheduleTimes::of(const ScheduleDefinition &definition)
{
    const auto zone = timeZoneFrom(definition.timeZone);
    if (!zone)
        return in(u"time_zone"_s, zone);
    const auto rule = ScheduleRule::parse(definition.rule, *zone);
    if (!rule)
        return in(u"rule"_s, rule);
    ScheduleTimes times(*rule);
    times.m_startsAt = definition.startsAt;
    times.m_endsAt = definition.endsAt;
    for (const Text &text : definition.exclusions) {
        if (const QDate day = QDate::fromString(text, Qt::ISODate); day.isValid()) {
            times.m_excludedDays.push_back(day);
            continue;
        }
        const auto excluded = ScheduleRule::parse(text, *zone);
        if (!excluded)
            return in(u"exclude"_s, excluded);
        times.m_excluded.push_back(*excluded);
    }
    return times;
}

bool ScheduleTimes::isExcluded(qint64 dueMs) const
{
    if (!m_excludedDays.empty()) {
        const QDate day = QDateTime::fromMSecsSinceEpoch(dueMs, m_rule.zone()).date();
        if (std::find(m_excludedDays.begin(), m_excludedDays.end(), day) != m_excludedDays.end())
            return true;
    }
    // By the minute, so that `* * 25 12 *` also leaves out what comes within a minute.
    const qint64 minute = dueMs / minuteMs * minuteMs;
    return std::any_of(m_excluded.begin(), m_excluded.end(), [minute](const ScheduleRule &rule) {
        const auto next = rule.nextAfter(minute - 1);
        return next && *next < minute + minuteMs;
    });
}

std::optional<qint64> ScheduleTimes::nextAfter(qint64 wallMs) const
{
    if (m_startsAt)
        wallMs = std::max(wallMs, *m_startsAt - 1);
    for (int excluded = 0; excluded < mostExcluded; ++excluded) {
        const auto due = m_rule.nextAfter(wallMs);
        if (!due || (m_endsAt && *due >= *m_endsAt))
            return std::nullopt;
        if ((m_excluded.empty() && m_excludedDays.empty()) || !isExcluded(*due))
            return due;
        wallMs = *due;
    }
    return std::nullopt;
}

QList<qint64> ScheduleTimes::next(qint64 wallMs, int count) const
{
    QList<qint64> times;
    while (times.size() < count) {
        const auto due = nextAfter(wallMs);
        if (!due)
            break;
        times += *due;
        wallMs = *due;
    }
    return times;
}

} // namespace Procession
