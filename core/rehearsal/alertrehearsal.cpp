// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertrehearsal.h"

#include "alertdelivery.h"

#include "archive.h"

#include <algorithm>
#include <utility>

namespace Procession {

namespace {

/// Facts after which the book is asked what changed, so that it forgets what it needn't know any more.
constexpr int collectAfter = 512;
constexpr int mostStepsAtOnce = 1000;

AlertRule enabled(AlertRule rule)
{
    rule.enabled = true;
    return rule;
}

} // namespace

AlertRehearsal::AlertRehearsal(AlertRule rule, qint64 fromMs)
    : m_fromMs(fromMs)
{
    m_told.fromMs = fromMs;
    note(m_book.setRules({enabled(std::move(rule))}, now()));
}

void AlertRehearsal::passTo(qint64 wallMs)
{
    const qint64 steadyMs = std::max(m_steadyMs, beginSteadyMs + wallMs - m_fromMs);
    int steps = 0;
    for (auto due = m_book.nextDueMs(); due && *due <= steadyMs; due = m_book.nextDueMs()) {
        const bool isLater = *due > m_steadyMs;
        steps = isLater ? 0 : steps + 1;
        // However often something is due at one moment, time goes on.
        m_steadyMs = isLater ? *due : m_steadyMs + (steps > mostStepsAtOnce ? 1 : 0);
        note(m_book.advance(now()));
    }
    m_steadyMs = std::max(m_steadyMs, steadyMs);
}

void AlertRehearsal::take(const AlertFact &fact)
{
    const auto *process = std::get_if<ProcessFact>(&fact.what);
    if (process && process->process && (*process->process)->type == alertDeliveryType())
        return;
    passTo(fact.atMs);
    note(m_book.take(fact, now()));
    if (process && process->end != ProcessFact::End::None)
        ++m_told.runs;
    if (++m_uncollected >= collectAfter)
        collectEnded();
}

/// The episode of that number, where it is one of those that are described. Numbers begin with 1.
RehearsedEpisode *AlertRehearsal::described(quint64 number)
{
    if (number == 0 || number > Rehearsal::mostEpisodes)
        return nullptr;
    if (m_told.episodes.size() < number)
        m_told.episodes.resize(number);
    return &m_told.episodes[number - 1];
}

void AlertRehearsal::note(const AlertBook::Messages &messages)
{
    for (const AlertMessage &message : messages) {
        ++m_told.messageCount;
        RehearsedEpisode *episode = described(message.episode);
        if (!episode)
            continue;
        ++episode->messageCount;
        if (episode->messages.size() < Rehearsal::mostMessages) {
            episode->messages.push_back({.kind = message.kind,
                                         .number = message.number,
                                         .atMs = message.atMs,
                                         .title = alertTitle(message),
                                         .reason = message.reason,
                                         .count = message.count});
        }
    }
}

void AlertRehearsal::collectEnded()
{
    m_uncollected = 0;
    for (AlertEpisode &ended : m_book.takeChanges(now()).ended) {
        if (RehearsedEpisode *episode = described(ended.facts.episode))
            episode->episode = std::move(ended);
    }
}

Rehearsal AlertRehearsal::finish(qint64 toMs)
{
    passTo(toMs);
    collectEnded();
    for (AlertEpisode &open : m_book.episodes(now())) {
        if (RehearsedEpisode *episode = described(open.facts.episode))
            episode->episode = std::move(open);
    }
    m_told.toMs = toMs;
    m_told.episodeCount = static_cast<qint64>(m_book.lastNumber());
    return std::exchange(m_told, {});
}

std::optional<AlertFact> endFactOf(const AttemptEnd &end)
{
    if (end.event.kind == EventKind::Imported)
        return std::nullopt;
    Process process = **end.process; // as it stands now
    process.status = end.event.status;
    process.attempt = end.event.attempt;
    process.errorMessage = end.event.errorMessage;
    process.message = end.event.message;
    process.retry = end.event.retry;
    process.updatedAt = end.event.timeMs;
    process.completedAt = end.event.timeMs;
    process.seq = end.event.seq;
    process.quietSince.reset();
    ProcessFact fact{.process = nullptr, .end = endOf(process)};
    fact.process = std::make_shared<const ProcessState>(std::move(process));
    return AlertFact{end.event.timeMs, std::move(fact)};
}

} // namespace Procession
