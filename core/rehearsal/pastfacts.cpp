// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pastfacts.h"

#include "archive.h"
#include "maskedname.h"

#include <cmath>

namespace Procession {

namespace {

constexpr qsizetype mostNames = 4096;

QByteArray keyOf(const Process &process, QByteArrayView name)
{
    return process.type.bytes().toByteArray().append('\0').append(name);
}

/// The process after that event, as far as rules ask.
ProcessPtr stateOf(const ProcessPast &past, const HistoryEvent &event, const Process *before)
{
    Process process = **past.process; // as it stands now
    process.status = event.status;
    process.attempt = event.attempt;
    process.progress = event.progress;
    process.message = event.message;
    process.errorMessage = event.errorMessage;
    process.retry = event.retry;
    process.updatedAt = event.timeMs;
    process.seq = event.seq;
    process.reportSeq = 0; // whether somebody gave a sign of life isn't kept
    process.quietSince.reset();
    process.startedAt.reset();
    process.completedAt.reset();
    const bool isSame = before && before->attempt == event.attempt;
    if (isSame && before->startedAt)
        process.startedAt = before->startedAt;
    else if (event.status == ProcessStatus::Running)
        process.startedAt = event.timeMs;
    if (isTerminal(event.status))
        process.completedAt = isSame && before->completedAt ? before->completedAt : event.timeMs;
    return std::make_shared<const ProcessState>(std::move(process));
}

} // namespace

PastFacts::PastFacts(bool wantsDurations)
    : m_wantsDurations(wantsDurations)
    , m_exact(mostNames)
    , m_masked(mostNames)
{
}

void PastFacts::add(const ProcessPast &past, qint64 toMs)
{
    m_began = (*past.process)->createdSeq;
    ProcessPtr before;
    for (const HistoryEvent &kept : past.events) {
        if (kept.timeMs > toMs)
            return;
        Event event{.seq = kept.seq, .kind = kept.kind, .timeMs = kept.timeMs, .id = {}, .process = {}};
        event.process = stateOf(past, kept, before ? &**before : nullptr);
        event.before = before;
        before = event.process;
        m_events.emplace(event.seq, std::move(event));
    }
}

std::optional<AlertFact> PastFacts::next(bool isAll)
{
    while (!m_events.empty() && (isAll || m_events.begin()->first <= m_began)) {
        const Event event = std::move(m_events.extract(m_events.begin()).mapped());
        AlertFacts facts = factsOf(event);
        std::optional<AlertFact> found;
        if (!facts.isEmpty()) {
            found = std::move(facts.front());
            auto &fact = std::get<ProcessFact>(found->what);
            if (m_wantsDurations && fact.isOtherwise && (*fact.process)->status == ProcessStatus::Running)
                fact.overdueAfterMs = overdueAfterMs(**fact.process);
        }
        noteDuration(event);
        if (found)
            return found;
    }
    return std::nullopt;
}

void PastFacts::noteDuration(const Event &event)
{
    const Process &process = **event.process;
    const bool hasJustEnded = event.kind == EventKind::Reported || event.kind == EventKind::Imported;
    if (!m_wantsDurations || !hasJustEnded || process.status != ProcessStatus::Completed || !process.startedAt)
        return;
    const PastRun run(*process.completedAt - *process.startedAt);
    const QByteArray name = process.name.utf8().toByteArray();
    m_exact.addNewest(keyOf(process, name), run);
    if (const QByteArray masked = maskedName(name); masked != name)
        m_masked.addNewest(keyOf(process, masked), run);
}

std::optional<qint64> PastFacts::overdueAfterMs(const Process &process) const
{
    const QByteArray name = process.name.utf8().toByteArray();
    auto past = m_exact.find(keyOf(process, name));
    if (!past)
        past = m_masked.find(keyOf(process, maskedName(name)));
    const auto after = past ? past->overdueAfterMs() : std::nullopt;
    return after ? std::optional<qint64>(std::llround(*after)) : std::nullopt;
}

} // namespace Procession
