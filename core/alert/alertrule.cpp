// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertrule.h"

#include "wirenames.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<AlertSeverity, 3> severityNames{{
    {AlertSeverity::Info, "info"_L1},
    {AlertSeverity::Warning, "warning"_L1},
    {AlertSeverity::Critical, "critical"_L1},
}};

using Kind = AlertCondition::Kind;

constexpr WireNames<Kind, 13> kindNames{{
    {Kind::Failed, "failed"_L1},
    {Kind::TimedOut, "timed_out"_L1},
    {Kind::RetriesExhausted, "retries_exhausted"_L1},
    {Kind::Quiet, "quiet"_L1},
    {Kind::Overdue, "overdue"_L1},
    {Kind::OverLimit, "over_limit"_L1},
    {Kind::FailureRate, "failure_rate"_L1},
    {Kind::Waiting, "waiting"_L1},
    {Kind::StoreUnwritable, "store_unwritable"_L1},
    {Kind::DiskLow, "disk_low"_L1},
    {Kind::HostSilent, "host_silent"_L1},
    {Kind::Missed, "missed"_L1},
    {Kind::ChannelDead, "channel_dead"_L1},
}};

} // namespace

QLatin1StringView wireName(AlertSeverity severity)
{
    return nameIn<severityNames>(severity);
}

std::optional<AlertSeverity> alertSeverityFromString(QStringView name)
{
    return valueIn<severityNames>(name);
}

QLatin1StringView wireName(AlertCondition::Kind kind)
{
    return nameIn<kindNames>(kind);
}

std::optional<AlertCondition::Kind> alertConditionFromString(QStringView name)
{
    return valueIn<kindNames>(name);
}

QStringList alertConditionNames()
{
    QStringList names;
    for (const auto &[kind, name] : kindNames)
        names.append(name);
    return names;
}

bool isOccurrence(AlertCondition::Kind kind)
{
    return kind == Kind::Failed || kind == Kind::TimedOut || kind == Kind::RetriesExhausted || kind == Kind::Missed;
}

bool isAboutProcesses(AlertCondition::Kind kind)
{
    return kind != Kind::StoreUnwritable && kind != Kind::DiskLow && kind != Kind::Missed && kind != Kind::ChannelDead;
}

bool AlertScope::matches(const Process &process) const
{
    if (!types.empty() && std::find(types.begin(), types.end(), process.type) == types.end())
        return false;
    if (!name.isEmpty() && !matchesPattern(name, process.name.toString()))
        return false;
    if (metadata.isEmpty())
        return true;
    const QJsonObject values = process.metadata.toObject();
    for (auto wanted = metadata.begin(); wanted != metadata.end(); ++wanted) {
        if (values.value(wanted.key()) != wanted.value())
            return false;
    }
    return true;
}

} // namespace Procession
