// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertquiethours.h"
#include "process.h"
#include "textpattern.h"

#include <QJsonObject>
#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace Procession {

enum class AlertSeverity : quint8 { Info, Warning, Critical };

QLatin1StringView wireName(AlertSeverity severity);
std::optional<AlertSeverity> alertSeverityFromString(QStringView name);

/// What is wrong while the alert lasts. Plain data; which of the fields count depends on `kind`.
struct AlertCondition
{
    enum class Kind : quint8 {
        Failed,           ///< a process failed, and no retry follows
        TimedOut,         ///< likewise, with a timeout
        RetriesExhausted, ///< its last retry failed, too
        Quiet,            ///< a live process is quiet
        Overdue,          ///< a run takes longer than runs of its name do
        OverLimit,        ///< an attempt is over a limit of its resources
        FailureRate,      ///< too many of the runs that ended within a window failed
        Waiting,          ///< a process is pending for too long
        StoreUnwritable,
        DiskLow,
        HostSilent,  ///< nothing is reported of any running process of a host
        Missed,      ///< an expected run didn't begin, or didn't end, in time
        ChannelDead, ///< messages of alerts through a channel are given up
    };

    Kind kind = Kind::Failed;
    bool eachAttempt = false;                ///< Failed, TimedOut: also one that a retry follows
    bool withTimeouts = true;                ///< Failed: also a timeout
    std::optional<QuietClock> clock{};       ///< Quiet: this one only
    std::chrono::milliseconds longerThan{0}; ///< Waiting, HostSilent
    double percent = 0;                      ///< FailureRate: more than; DiskLow: less free than; 0 for none
    int least = 1;                           ///< FailureRate: of at least so many runs
    std::chrono::milliseconds window{0};     ///< FailureRate
    qint64 bytes = 0;                        ///< DiskLow: less free than; 0 for none

    friend bool operator==(const AlertCondition &a, const AlertCondition &b) = default;
};

QLatin1StringView wireName(AlertCondition::Kind kind);
std::optional<AlertCondition::Kind> alertConditionFromString(QStringView name);
QStringList alertConditionNames();

/// Whether the condition is met at moments (a failure) rather than for a time (a quiet process). What failed is well again
/// once a later run of the same name succeeds.
bool isOccurrence(AlertCondition::Kind kind);
/// Whether it is about processes, so that scope and grouping by their fields say something.
bool isAboutProcesses(AlertCondition::Kind kind);

/// Which processes a rule is about: those that meet all that is set. Plain data.
struct AlertScope
{
    std::vector<ProcessType> types; ///< one of these; empty for any
    QString name;                   ///< a pattern with `*` and `?`, as matchesPattern() has it; empty for any
    QJsonObject metadata;           ///< each of these keys has this value

    bool isAll() const { return types.empty() && name.isEmpty() && metadata.isEmpty(); }
    /// Cost: metadata is read only where it counts.
    bool matches(const Process &process) const;

    friend bool operator==(const AlertScope &a, const AlertScope &b) = default;
};

/// What counts as one cause: its processes make one alert.
struct AlertGrouping
{
    enum class By : quint8 {
        Name, ///< type and name, without numbers and the like (maskedName())
        Type,
        Metadata, ///< the value of `key`
        All,      ///< everything that the rule is about
    };
    By by = By::Name;
    QString key{};

    friend bool operator==(const AlertGrouping &a, const AlertGrouping &b) = default;
};

/// When the same trouble is told again while it lasts: after `firstAfter`, then after `factor` times as long each time.
struct AlertReminders
{
    std::chrono::milliseconds firstAfter = std::chrono::hours(1); ///< 0 for never
    double factor = 4;
    int most = 3;

    friend bool operator==(const AlertReminders &a, const AlertReminders &b) = default;
};

/// An alert that fires for the `times`-th time `within` a while is told as flapping, and then no more until it has stayed
/// as it is for `stableAfter`.
struct AlertFlapping
{
    int times = 3; ///< 0 for never
    std::chrono::milliseconds within = std::chrono::hours(1);
    std::chrono::milliseconds stableAfter = std::chrono::minutes(30);

    friend bool operator==(const AlertFlapping &a, const AlertFlapping &b) = default;
};

/// What is worth a message, and how often. Plain data; alertRuleFromJson() checks it.
struct AlertRule
{
    static constexpr qsizetype maxNameLength = 100;
    static constexpr qsizetype maxTexts = 50; ///< types, channels, keys of metadata

    QString name;
    bool enabled = true;
    AlertSeverity severity = AlertSeverity::Warning;
    AlertCondition condition;
    AlertScope scope;
    /// How long it must hold before it is told. Of a failure: how long further ones are gathered for the first message, which
    /// isn't sent where a success comes meanwhile.
    std::chrono::milliseconds holdsFor{0};
    /// How long it must be over before that is told: what comes back sooner is the same trouble.
    std::chrono::milliseconds resolveAfter = std::chrono::minutes(5);
    /// Of a failure, a missed run and a silent host: nothing was heard for so long, neither good nor bad. The trouble is
    /// dropped then without a message, since nobody knows that it is over.
    std::chrono::milliseconds forgetAfter = std::chrono::hours(72);
    AlertReminders reminders;
    AlertFlapping flapping;
    std::optional<QuietHours> quietHours;
    QStringList channels;
    AlertGrouping groupBy;

    /// Whether both are about the same causes, so that what is known of these stays true.
    bool hasCausesOf(const AlertRule &other) const
    {
        return condition == other.condition && scope == other.scope && groupBy == other.groupBy;
    }

    friend bool operator==(const AlertRule &a, const AlertRule &b) = default;
};

} // namespace Procession
