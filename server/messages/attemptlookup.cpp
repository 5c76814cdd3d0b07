// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptlookup.h"

#include "archive.h"
#include "filterparameters.h"
#include "processtracker.h"

#include <limits>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Refusal unknownAttempt(const ProcessId &id, int attempt, int last)
{
    Refusal refusal(404, "unknown_attempt",
                    u"Process %1 has no attempt %2; its last one is %3."_s.arg(id.toString()).arg(attempt).arg(last));
    refusal.field = u"attempt"_s;
    return refusal;
}

} // namespace

OutputExtent FoundAttempt::extent(OutputExtent stored) const
{
    stored.complete = stored.complete || isOver();
    return stored;
}

Result<std::optional<int>> attemptFromQuery(const QUrlQuery &query)
{
    const auto attempt = integerFromQuery(query, u"attempt"_s, 1, std::numeric_limits<int>::max());
    if (!attempt)
        return attempt.error();
    return *attempt ? std::optional(static_cast<int>(**attempt)) : std::nullopt;
}

Result<FoundAttempt, Refusal> AttemptLookup::find(const ProcessId &id, std::optional<int> attempt) const
{
    FoundAttempt found{.process = m_tracker.find(id)};
    if (!found.process && m_archive) {
        const auto archived = m_archive->find(id);
        if (!archived)
            return Refusal(archived.error());
        found.process = *archived;
        found.isTracked = false;
    }
    if (!found.process)
        return Refusal({ErrorCode::UnknownProcess, u"There is no process %1."_s.arg(id.toString()), u"process_id"_s});
    const int last = (*found.process)->attempt;
    found.attempt = attempt.value_or(last);
    if (found.attempt > last)
        return unknownAttempt(id, found.attempt, last);
    return found;
}

std::optional<Refusal> AttemptLookup::refuse(const ProcessId &id, std::optional<int> attempt) const
{
    if (!m_tracker.find(id) && m_tracker.mayBeArchived(id))
        return std::nullopt;
    const auto found = AttemptLookup(m_tracker, nullptr).find(id, attempt);
    return found ? std::nullopt : std::optional(found.error());
}

} // namespace Procession
