// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsalrun.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 msPerDay = 24LL * 3600 * 1000;

QStringList notesOn(const AlertRule &rule)
{
    QStringList notes;
    const bool usesMetadata = !rule.scope.metadata.isEmpty() || rule.groupBy.by == AlertGrouping::By::Metadata;
    if (usesMetadata)
        notes.append(u"Metadata counts as it stands now; the history doesn't keep how it was."_s);
    return notes;
}

} // namespace

RehearsalRun::RehearsalRun(const Archive &archive, const Clock &clock, AlertRule rule, int days, Limits limits)
    : m_archive(archive)
    , m_clock(clock)
    , m_rule(std::move(rule))
    , m_limits(limits)
    , m_toMs(clock.wallMs())
    , m_fromMs(m_toMs - days * msPerDay)
    , m_rehearsal(m_rule, m_fromMs)
{
}

Result<void> RehearsalRun::begin()
{
    m_hasBegun = true;
    m_isAtEnd = !whyNotRehearsed(m_rule.condition.kind).isEmpty();
    if (m_isAtEnd)
        return {};
    const auto range = m_archive.attemptEndsSince(m_fromMs);
    if (!range)
        return range.error();
    m_range = *range;
    m_after = m_range.before;
    return {};
}

bool RehearsalRun::isLimitReached() const
{
    return m_runs >= m_limits.mostRuns || m_workedMs >= m_limits.longest.count();
}

Result<std::optional<Rehearsal>> RehearsalRun::next()
{
    const qint64 beganMs = m_clock.steadyMs();
    const qint64 workedBeforeMs = m_workedMs;
    if (!m_hasBegun) {
        if (const auto begun = begin(); !begun)
            return begun.error();
    }
    do {
        if (m_isAtEnd || isLimitReached())
            return std::optional(close());
        if (const auto read = readPage(); !read)
            return read.error();
        m_workedMs = workedBeforeMs + m_clock.steadyMs() - beganMs;
    } while (m_workedMs - workedBeforeMs < m_limits.slice.count());
    return std::optional<Rehearsal>();
}

Result<void> RehearsalRun::readPage()
{
    const qsizetype limit = std::min<qint64>(m_limits.pageSize, m_limits.mostRuns - m_runs);
    const auto ends = m_archive.attemptEnds(m_after, m_range.last, limit);
    if (!ends)
        return ends.error();
    for (const AttemptEnd &end : *ends) {
        if (const auto fact = endFactOf(end))
            m_rehearsal.take(*fact);
        m_after = end.event.seq;
        m_lastMs = end.event.timeMs;
    }
    m_runs += static_cast<qint64>(ends->size());
    m_isAtEnd = static_cast<qsizetype>(ends->size()) < limit;
    return {};
}

Rehearsal RehearsalRun::close()
{
    // Where it stops early nothing is known of what comes after, so that no time passes there either.
    Rehearsal rehearsal = m_rehearsal.finish(m_isAtEnd ? m_toMs : m_lastMs);
    rehearsal.toMs = m_toMs;
    rehearsal.problem = whyNotRehearsed(m_rule.condition.kind);
    rehearsal.notes = notesOn(m_rule);
    rehearsal.historySinceMs = m_range.oldestMs;
    if (!m_isAtEnd) {
        rehearsal.stoppedAtMs = m_lastMs;
        rehearsal.stoppedAfterSeq = m_after;
    }
    return rehearsal;
}

Result<Rehearsal> RehearsalRun::finish()
{
    for (;;) {
        auto told = next();
        if (!told)
            return told.error();
        if (*told)
            return std::move(**told);
    }
}

} // namespace Procession
