// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsalrun.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Kind = AlertCondition::Kind;

constexpr qint64 msPerDay = 24LL * 3600 * 1000;

bool needsLives(Kind kind)
{
    return kind == Kind::Waiting || kind == Kind::Overdue;
}

QStringList notesOn(const AlertRule &rule)
{
    QStringList notes;
    const bool usesMetadata = !rule.scope.metadata.isEmpty() || rule.groupBy.by == AlertGrouping::By::Metadata;
    if (usesMetadata)
        notes.append(u"Metadata counts as it stands now; the history doesn't keep how it was."_s);
    if (needsLives(rule.condition.kind))
        notes.append(u"Processes that had begun before aren't looked at."_s);
    if (rule.condition.kind == Kind::Overdue)
        notes.append(u"It goes by the runs of that time and of as many days before."_s);
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
    const bool isOverdue = m_rule.condition.kind == Kind::Overdue;
    if (needsLives(m_rule.condition.kind))
        m_pasts.emplace(isOverdue);
    const auto range = m_pasts ? m_archive.pastsSince(isOverdue ? 2 * m_fromMs - m_toMs : m_fromMs)
                               : m_archive.attemptEndsSince(m_fromMs);
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
    const auto count = m_pasts ? readPasts(limit) : readEnds(limit);
    if (!count)
        return count.error();
    m_runs += *count;
    m_isAtEnd = *count < limit;
    return {};
}

Result<qsizetype> RehearsalRun::readEnds(qsizetype limit)
{
    const auto ends = m_archive.attemptEnds(m_after, m_range.last, limit);
    if (!ends)
        return ends.error();
    for (const AttemptEnd &end : *ends) {
        if (const auto fact = endFactOf(end))
            m_rehearsal.take(*fact);
        m_after = end.event.seq;
        m_lastMs = end.event.timeMs;
    }
    return static_cast<qsizetype>(ends->size());
}

Result<qsizetype> RehearsalRun::readPasts(qsizetype limit)
{
    const auto pasts = m_archive.pasts(m_after, limit);
    if (!pasts)
        return pasts.error();
    const bool isAll = static_cast<qsizetype>(pasts->size()) < limit;
    for (const ProcessPast &past : *pasts) {
        m_after = (*past.process)->createdSeq;
        m_pasts->add(past, m_toMs);
        takeFacts(false);
    }
    if (isAll)
        takeFacts(true);
    return static_cast<qsizetype>(pasts->size());
}

/// Those of before the time that is looked at only tell of durations.
void RehearsalRun::takeFacts(bool isAll)
{
    while (const auto fact = m_pasts->next(isAll)) {
        if (fact->atMs < m_fromMs)
            continue;
        m_lastMs = fact->atMs;
        m_rehearsal.take(*fact);
    }
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
