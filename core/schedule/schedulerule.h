// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cronexpression.h"

#include <QTimeZone>

#include <variant>

namespace Procession {

/// The times at which something is due: a rule and its time zone. A value; any thread.
///
/// A rule is a cron expression, `@every 90s` (times that lie a whole number of periods after 1970-01-01T00:00Z, so that
/// neither a restart nor a late run moves them) or `@at 2026-12-01T03:00` (once; with `Z` or an offset behind it the time
/// zone doesn't matter).
///
/// Where the zone's clocks are put forward or back by three hours at most, rules behave as in Debian's cron: a rule that
/// names times of the day comes once for each of them, so a time that is left out comes at the moment of the change, and one
/// that comes twice counts the first time; a rule that means "every so often" (its seconds, minutes or hours begin
/// with `*`) goes by
/// the time that has passed. Several times that are left out by the same change come as one.
class ScheduleRule
{
public:
    static constexpr std::chrono::milliseconds shortestPeriod{1000};

    /// Errors: InvalidField, with the part of the text that is wrong.
    static Result<ScheduleRule> parse(const QString &text, const QTimeZone &zone);

    /// The first time after `wallMs` (ms since 1970) at which the rule is due, or nothing where it never is again.
    std::optional<qint64> nextAfter(qint64 wallMs) const;

    const QString &text() const { return m_text; }
    const QTimeZone &zone() const { return m_zone; }
    /// The rule in English, such as `at 03:00 on Monday to Friday`. The time zone isn't named.
    QString words() const;

    friend bool operator==(const ScheduleRule &a, const ScheduleRule &b)
    {
        return a.m_text == b.m_text && a.m_zone == b.m_zone;
    }

private:
    struct Every
    {
        std::chrono::milliseconds period;
    };
    struct Once
    {
        qint64 atMs = 0;
        QString words;
    };

    ScheduleRule(QString text, QTimeZone zone, std::variant<CronExpression, Every, Once> times);
    std::optional<qint64> nextOf(const CronExpression &cron, qint64 wallMs) const;

    QString m_text;
    QTimeZone m_zone;
    std::variant<CronExpression, Every, Once> m_times;
};

/// The time zone of an IANA name, such as `Europe/Berlin`, or `UTC`. Errors: InvalidField, with the nearest name.
Result<QTimeZone> timeZoneFrom(const QString &name);

} // namespace Procession
