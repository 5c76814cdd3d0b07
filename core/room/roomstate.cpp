// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "roomstate.h"

#include "nearestname.h"
#include "wirenames.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<QueuePlace::Reason, 6> reasonNames{{
    {QueuePlace::Reason::AllPaused, "all_paused"_L1},
    {QueuePlace::Reason::Paused, "paused"_L1},
    {QueuePlace::Reason::TypeLimit, "type_limit"_L1},
    {QueuePlace::Reason::GroupLimit, "group_limit"_L1},
    {QueuePlace::Reason::Uses, "uses"_L1},
    {QueuePlace::Reason::Turn, "turn"_L1},
}};

} // namespace

QLatin1StringView wireName(QueuePlace::Reason reason)
{
    return nameIn<reasonNames>(reason);
}

Result<void> checkUses(const Demand &demand, const NamedLimits &limits)
{
    const auto refused = [](const QString &message) { return Error{ErrorCode::InvalidField, message, u"uses"_s}; };
    for (const auto &[name, count] : demand.uses) {
        const auto limit = limits.find(name);
        if (limit == limits.end()) {
            QStringList names;
            for (const auto &[known, total] : limits)
                names.append(known);
            return refused(
                names.isEmpty()
                    ? u"uses: there is no limit \"%1\"; [room] in the server's configuration has none."_s.arg(name)
                    : u"uses: there is no limit \"%1\" in [room] of the server's configuration"_s.arg(name)
                        + suggestion(name, names));
        }
        if (count > limit->second)
            return refused(u"uses: there is no more of %1 than %2, and %3 are asked for."_s.arg(name)
                               .arg(limit->second)
                               .arg(count));
    }
    return {};
}

} // namespace Procession
