// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertcause.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// The end of quiet hours is looked at this often at least, since the wall clock by which they go may be set.
constexpr qint64 longestHoldMs = 5 * 60'000;
/// A burst is over once nothing was added to it for so long, at least.
constexpr qint64 shortestLullMs = 10'000;
/// Of names that fail while others of their cause do, people are told this often at most.
constexpr qint64 betweenNamesMs = 30 * 60'000;
/// A failure is told though its cause is known where nothing was told for so long: that of the third night, say.
constexpr qint64 longSilenceMs = qint64(20) * 3'600'000;
/// A message that told of so many times fewer than there were is worth another one.
constexpr qint64 muchMore = 10;
const QByteArray otherSubjects = "…";

} // namespace

void AlertCause::begin(const News &news, AlertTime now)
{
    if (m_phase == Phase::Calm && m_troubles.isEmpty()) {
        forgetFacts();
        m_beganMs = news.atMs;
        m_beganSteadyMs = now.steadyMs;
    }
    const bool isKnown = m_troubles.contains(news.subject);
    if (isKnown && !news.repeats)
        return;
    // What is bad by itself is told well again one by one; failing names may be without number.
    const bool fits = isKnown || !news.repeats || m_troubles.size() < mostSubjects;
    m_troubles.insert(fits ? news.subject : otherSubjects, news.who);
    if (news.isFound && m_phase != Phase::Calm)
        return;
    m_count += news.count;
    m_mostSubjects = std::max<qint64>(m_mostSubjects, m_troubles.size());
    if (news.repeats && m_names.size() < mostSubjects && !m_names.contains(news.subject)) {
        m_names.insert(news.subject);
        m_hasNewNames = m_hasNewNames || m_told == Told::Firing;
    }
    m_isBackAgain =
        m_isBackAgain || (news.repeats && m_told == Told::Firing && now.steadyMs - m_toldMs >= longSilenceMs);
    if (!news.process.isEmpty() && !m_samples.contains(news.process)) {
        if (m_samples.size() >= mostSamples)
            m_samples.removeLast();
        m_samples.append(news.process);
    }
    m_lastSubject = news.who;
    m_reason = news.reason;
    m_attempt = news.attempt;
    m_lastSeenMs = std::max(m_lastSeenMs, news.atMs);
    m_lastNewsMs = now.steadyMs;
}

void AlertCause::end(const QByteArray &subject, const QString &reason)
{
    // Of those that were too many nobody knows which one this is.
    if (m_troubles.remove(subject) == 0 && m_troubles.remove(otherSubjects) == 0)
        return;
    if (!reason.isEmpty())
        m_reason = reason;
}

void AlertCause::forgetFacts()
{
    m_count = m_mostSubjects = 0;
    m_names.clear();
    m_samples.clear();
    m_lastSubject = {};
    m_reason.clear();
    m_attempt = 0;
    m_lastSeenMs = 0;
}

void AlertCause::step(const AlertRule &rule, const Hush &hush, AlertTime now, Outcome &outcome)
{
    while (advancePhase(rule, hush, now, outcome)) { }
    if (m_phase == Phase::Firing)
        tellFiring(rule, hush, now, outcome);
}

/// Whether it came into another phase.
bool AlertCause::advancePhase(const AlertRule &rule, const Hush &hush, AlertTime now, Outcome &outcome)
{
    const Phase before = m_phase;
    switch (m_phase) {
    case Phase::Calm:
        if (isBad()) {
            m_phase = Phase::Pending;
            m_pendingSinceMs = now.steadyMs;
        }
        break;
    case Phase::Pending:
        if (!isBad())
            m_phase = m_episode ? Phase::Owed : Phase::Calm;
        else if (now.steadyMs >= m_pendingSinceMs + rule.holdsFor.count())
            fire(rule, now, outcome);
        break;
    case Phase::Firing:
        if (!isBad()) {
            m_phase = Phase::Clearing;
            m_calmSinceMs = m_changedMs = now.steadyMs;
        } else if (m_isFlapping && now.steadyMs >= m_changedMs + rule.flapping.stableAfter.count()) {
            m_isFlapping = false; // it is bad for good
        } else if (const auto due = forgetDueMs(rule); due && now.steadyMs >= *due) {
            close(Ending::Forgotten, rule, now, outcome);
        }
        break;
    case Phase::Clearing:
        if (isBad()) {
            m_phase = Phase::Firing;
            m_changedMs = now.steadyMs;
        } else if (now.steadyMs >= m_calmSinceMs + clearingMs(rule)) {
            finish(rule, hush, now, outcome);
        }
        break;
    case Phase::Owed:
        if (isBad()) {
            m_phase = Phase::Pending;
            m_pendingSinceMs = now.steadyMs;
        } else if (!hush.hoursEndMs) {
            finish(rule, hush, now, outcome);
        }
        break;
    }
    return m_phase != before;
}

void AlertCause::fire(const AlertRule &rule, AlertTime now, Outcome &outcome)
{
    m_phase = Phase::Firing;
    m_changedMs = now.steadyMs;
    if (!m_episode)
        m_episode = ++*outcome.lastEpisode;
    std::erase_if(m_fires,
                  [&](const Fire &fire) { return fire.steadyMs < now.steadyMs - rule.flapping.within.count(); });
    m_fires.push_back({m_beganSteadyMs, m_beganMs});
    if (rule.flapping.times > 0 && m_fires.size() >= static_cast<size_t>(rule.flapping.times)) {
        m_isFlapping = true;
        m_beganMs = m_fires.front().wallMs;
        m_beganSteadyMs = m_fires.front().steadyMs;
        m_fires.erase(m_fires.begin(), m_fires.end() - rule.flapping.times);
    }
}

/// It is over for long enough.
void AlertCause::finish(const AlertRule &rule, const Hush &hush, AlertTime now, Outcome &outcome)
{
    if (m_told == Told::Nothing && !m_isHeld) {
        close(Ending::Silenced, rule, now, outcome);
    } else if (hush.hoursEndMs) {
        m_phase = Phase::Owed;
    } else {
        tell(AlertMessageKind::Resolved, rule, now, outcome);
        close(Ending::Recovered, rule, now, outcome);
    }
}

void AlertCause::close(Ending ending, const AlertRule &rule, AlertTime now, Outcome &outcome)
{
    Episode ended = episode(rule, {}, now);
    ended.ending = ending;
    ended.endedMs = now.wallMs;
    outcome.ended.push_back(std::move(ended));
    m_troubles.clear();
    m_phase = Phase::Calm;
    m_episode = 0;
    m_number = 0;
    m_told = Told::Nothing;
    m_reminders = 0;
    m_hasUpdated = m_hasNewNames = m_isBackAgain = m_isHeld = false;
    m_acknowledged.reset();
    if (std::exchange(m_isFlapping, false))
        m_fires.clear(); // it was stable for long
    else if (ending == Ending::Silenced && !m_fires.empty())
        m_fires.pop_back(); // what people didn't want to hear of makes nothing that they hear of flap
}

void AlertCause::tellFiring(const AlertRule &rule, const Hush &hush, AlertTime now, Outcome &outcome)
{
    const Told wanted = m_isFlapping ? Told::Flapping : Told::Firing;
    const bool isReminder = m_told == wanted;
    if (isReminder) {
        const auto reminder = reminderDueMs(rule);
        const auto update = updateDueMs(rule);
        if (!(reminder && now.steadyMs >= *reminder) && !(update && now.steadyMs >= *update))
            return;
    }
    if (silencedUntil(rule.name, hush, now))
        return;
    if (hush.hoursEndMs) {
        m_isHeld = true;
        return;
    }
    if (!isReminder) {
        m_reminders = 0;
        m_told = wanted;
    } else if (const auto update = updateDueMs(rule); update && now.steadyMs >= *update) {
        m_hasUpdated = m_hasUpdated || m_count >= m_toldCount * muchMore;
    } else {
        ++m_reminders;
    }
    m_isHeld = m_hasNewNames = m_isBackAgain = false;
    m_toldMs = now.steadyMs;
    m_toldCount = m_count;
    tell(isReminder         ? AlertMessageKind::Reminder
             : m_isFlapping ? AlertMessageKind::Flapping
                            : AlertMessageKind::Fired,
         rule, now, outcome);
}

void AlertCause::tell(AlertMessageKind kind, const AlertRule &rule, AlertTime now, Outcome &outcome)
{
    ++m_number;
    m_lastKind = kind;
    outcome.messages.push_back(message(kind, rule, now));
}

AlertMessage AlertCause::message(AlertMessageKind kind, const AlertRule &rule, AlertTime now) const
{
    const bool isOver = m_phase == Phase::Clearing || m_phase == Phase::Owed;
    return {.kind = kind,
            .rule = rule.name,
            .severity = rule.severity,
            .condition = rule.condition.kind,
            .cause = m_cause,
            .episode = m_episode,
            .number = m_number,
            .type = m_lastSubject.type,
            .name = m_lastSubject.name,
            .reason = m_reason,
            .attempt = m_attempt,
            .count = m_count,
            .ongoing = m_troubles.size(),
            .subjects = m_mostSubjects,
            .samples = m_samples,
            .atMs = now.wallMs,
            .beganMs = m_beganMs,
            .lastSeenMs = m_lastSeenMs,
            .durationMs = (isOver ? m_calmSinceMs : now.steadyMs) - m_beganSteadyMs,
            .channels = rule.channels};
}

/// When the first of the silences ends that together cover all that is in trouble; nothing where they don't.
std::optional<qint64> AlertCause::silencedUntil(const QString &rule, const Hush &hush, AlertTime now) const
{
    if (!hush.silences || hush.silences->empty())
        return std::nullopt;
    std::optional<qint64> end;
    for (const AlertSilence &silence : *hush.silences) {
        // One of the whole rule, as in maintenance, needs no look at what may be a hundred thousand processes.
        if (silence.type.isEmpty() && silence.name.isEmpty() && silence.endsSteadyMs > now.steadyMs
            && silence.matches(rule, {}))
            end = std::max(end.value_or(silence.endsSteadyMs), silence.endsSteadyMs);
    }
    if (end)
        return end;
    for (const AlertSubject &subject : m_troubles) {
        bool isCovered = false;
        for (const AlertSilence &silence : *hush.silences) {
            if (silence.endsSteadyMs <= now.steadyMs || !silence.matches(rule, subject))
                continue;
            isCovered = true;
            end = std::min(end.value_or(silence.endsSteadyMs), silence.endsSteadyMs);
        }
        if (!isCovered)
            return std::nullopt;
    }
    return end;
}

std::optional<qint64> AlertCause::reminderDueMs(const AlertRule &rule) const
{
    if (m_told != Told::Firing || m_acknowledged || rule.reminders.firstAfter.count() <= 0
        || m_reminders >= rule.reminders.most)
        return std::nullopt;
    const double wait = double(rule.reminders.firstAfter.count()) * std::pow(rule.reminders.factor, m_reminders);
    constexpr double longest = 1e15;
    return m_toldMs + std::llround(std::min(wait, longest));
}

/// When there is more to tell than a reminder does: a burst whose first message told of a small part of it, once it is over;
/// names that weren't told of; a failure after a long silence.
std::optional<qint64> AlertCause::updateDueMs(const AlertRule &rule) const
{
    if (m_told != Told::Firing)
        return std::nullopt;
    const qint64 lullMs = m_lastNewsMs + std::max<qint64>(rule.resolveAfter.count(), shortestLullMs);
    const bool isMuchMore = !m_hasUpdated && m_count >= m_toldCount * muchMore;
    if (!m_acknowledged && m_isBackAgain)
        return m_lastNewsMs;
    if (!m_acknowledged && isMuchMore)
        return lullMs;
    if (m_hasNewNames) // who acknowledged the others doesn't know of these
        return std::max(lullMs, m_toldMs + betweenNamesMs);
    return std::nullopt;
}

std::optional<qint64> AlertCause::forgetDueMs(const AlertRule &rule) const
{
    const AlertCondition::Kind kind = rule.condition.kind;
    if (!isOccurrence(kind) && kind != AlertCondition::Kind::HostSilent && kind != AlertCondition::Kind::FailureRate)
        return std::nullopt;
    return m_lastNewsMs + rule.forgetAfter.count();
}

qint64 AlertCause::clearingMs(const AlertRule &rule) const
{
    return m_isFlapping ? rule.flapping.stableAfter.count() : rule.resolveAfter.count();
}

std::optional<qint64> AlertCause::nextDueMs(const AlertRule &rule, const Hush &hush, AlertTime now) const
{
    const auto hoursEnd = [&] {
        return now.steadyMs + std::clamp<qint64>(*hush.hoursEndMs - now.wallMs, 1, longestHoldMs);
    };
    if (m_phase == Phase::Calm)
        return std::nullopt;
    if (m_phase == Phase::Pending)
        return m_pendingSinceMs + rule.holdsFor.count();
    if (m_phase == Phase::Clearing)
        return m_calmSinceMs + clearingMs(rule);
    if (m_phase == Phase::Owed)
        return hush.hoursEndMs ? hoursEnd() : now.steadyMs;

    std::optional<qint64> due = forgetDueMs(rule);
    const auto atMost = [&due](std::optional<qint64> other) {
        if (other)
            due = std::min(due.value_or(*other), *other);
    };
    if (m_isFlapping)
        atMost(m_changedMs + rule.flapping.stableAfter.count());
    std::optional<qint64> toTell = now.steadyMs;
    if (m_told == (m_isFlapping ? Told::Flapping : Told::Firing)) {
        toTell = reminderDueMs(rule);
        if (const auto update = updateDueMs(rule))
            toTell = std::min(toTell.value_or(*update), *update);
    }
    if (toTell) {
        if (const auto silenced = silencedUntil(rule.name, hush, now))
            toTell = std::max(*toTell, *silenced);
        else if (hush.hoursEndMs)
            toTell = std::max(*toTell, hoursEnd());
    }
    atMost(toTell);
    return due;
}

bool AlertCause::acknowledge(const QString &who, qint64 atMs)
{
    if (!m_episode)
        return false;
    m_acknowledged = Acknowledgement{who, atMs};
    return true;
}

bool AlertCause::isForgettable(const AlertRule &rule, AlertTime now) const
{
    return m_phase == Phase::Calm && m_troubles.isEmpty()
        && std::all_of(m_fires.begin(), m_fires.end(),
                       [&](const Fire &fire) { return fire.steadyMs < now.steadyMs - rule.flapping.within.count(); });
}

AlertCause::Episode AlertCause::episode(const AlertRule &rule, const Hush &hush, AlertTime now) const
{
    Episode episode;
    episode.facts = message(m_lastKind, rule, now);
    episode.phase = m_phase;
    episode.isFlapping = m_isFlapping;
    episode.isSilenced = isBad() && silencedUntil(rule.name, hush, now).has_value();
    episode.acknowledged = m_acknowledged;
    return episode;
}

} // namespace Procession
