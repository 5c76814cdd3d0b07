// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedule.h"
#include "schedulerule.h"

#include <QDate>

namespace Procession {

/// The grid of a schedule's due times: its rule within its start and end, without the times that are excluded. A value;
/// any thread.
class ScheduleTimes
{
public:
    /// Errors: InvalidField, which names the field of the definition (`rule`, `time_zone`, `exclude`).
    static Result<ScheduleTimes> of(const ScheduleDefinition &definition);

    /// The first due time after `wallMs`, or nothing where there is none: also where so many times in a row are excluded
    /// that none can be meant to be left.
    std::optional<qint64> nextAfter(qint64 wallMs) const;

    /// Up to `count` due times after `wallMs`.
    QList<qint64> next(qint64 wallMs, int count) const;

    const ScheduleRule &rule() const { return m_rule; }

private:
    explicit ScheduleTimes(ScheduleRule rule)
        : m_rule(std::move(rule))
    {
    }
    bool isExcluded(qint64 dueMs) const;

    ScheduleRule m_rule;
    std::vector<QDate> m_excludedDays;
    std::vector<ScheduleRule> m_excluded;
    std::optional<qint64> m_startsAt;
    std::optional<qint64> m_endsAt;
};

} // namespace Procession
