// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule.h"

#include "wirenames.h"

#include <QStringList>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<OverlapPolicy, 6> overlapNames{{
    {OverlapPolicy::Skip, "skip"_L1},
    {OverlapPolicy::BufferOne, "buffer_one"_L1},
    {OverlapPolicy::BufferAll, "buffer_all"_L1},
    {OverlapPolicy::CancelOther, "cancel_other"_L1},
    {OverlapPolicy::TerminateOther, "terminate_other"_L1},
    {OverlapPolicy::AllowAll, "allow_all"_L1},
}};

constexpr WireNames<TickOutcome, 4> outcomeNames{{
    {TickOutcome::Started, "started"_L1},
    {TickOutcome::Late, "late"_L1},
    {TickOutcome::Skipped, "skipped"_L1},
    {TickOutcome::Missed, "missed"_L1},
}};

} // namespace

QLatin1StringView wireName(OverlapPolicy policy)
{
    return nameIn<overlapNames>(policy);
}

std::optional<OverlapPolicy> overlapPolicyFromString(QStringView name)
{
    return valueIn<overlapNames>(name);
}

QStringList overlapPolicyNames()
{
    QStringList names;
    for (const auto &[policy, name] : overlapNames)
        names += name;
    return names;
}

QLatin1StringView wireName(TickOutcome outcome)
{
    return nameIn<outcomeNames>(outcome);
}

std::optional<TickOutcome> tickOutcomeFromString(QStringView name)
{
    return valueIn<outcomeNames>(name);
}

ProcessId runId(const Schedule &schedule, qint64 dueMs, int backfill)
{
    const QUuid id = QUuid::createUuidV5(schedule.id, u"%1 %2"_s.arg(dueMs).arg(backfill));
    return *ProcessId::fromString(id.toString(QUuid::WithoutBraces));
}

} // namespace Procession
