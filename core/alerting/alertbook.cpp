// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertbook.h"

#include "metadatakeys.h"

#include <algorithm>

namespace Procession {

AlertCause::Hush AlertBook::hushOf(const AlertRule &rule, AlertTime now) const
{
    AlertCause::Hush hush;
    hush.silences = &m_silences;
    if (rule.quietHours && !(rule.severity == AlertSeverity::Critical && rule.quietHours->criticalPasses))
        hush.hoursEndMs = rule.quietHours->endOf(now.wallMs);
    return hush;
}

void AlertBook::setDue(const Key &key, std::optional<qint64> dueMs)
{
    if (const auto known = m_dueOf.find(key); known != m_dueOf.end()) {
        m_dues.erase({known->second, key});
        m_dueOf.erase(known);
    }
    if (!dueMs)
        return;
    m_dues.insert({*dueMs, key});
    m_dueOf.emplace(key, *dueMs);
}

void AlertBook::stepCause(AlertWatch &watch, const QByteArray &name, AlertTime now, Messages &messages)
{
    const Key key{watch.rule().name, name};
    m_changed.insert(key);
    AlertCause *cause = watch.find(name);
    if (!cause) {
        setDue(key, std::nullopt);
        return;
    }
    const AlertCause::Hush hush = hushOf(watch.rule(), now);
    AlertCause::Outcome outcome;
    outcome.lastEpisode = &m_lastNumber;
    cause->step(watch.rule(), hush, now, outcome);
    setDue(key, cause->nextDueMs(watch.rule(), hush, now));
    std::move(outcome.messages.begin(), outcome.messages.end(), std::back_inserter(messages));
    std::move(outcome.ended.begin(), outcome.ended.end(), std::back_inserter(m_ended));
}

void AlertBook::settle(AlertWatch &watch, AlertTime now, Messages &messages)
{
    if (!watch.isTouched())
        return;
    for (const QByteArray &cause : watch.takeTouched())
        stepCause(watch, cause, now, messages);
}

AlertBook::Messages AlertBook::settleAll(AlertTime now)
{
    Messages messages;
    for (auto &[name, watch] : m_watches) {
        watch.touchAll();
        settle(watch, now, messages);
    }
    return messages;
}

AlertBook::Messages AlertBook::setRules(const std::vector<AlertRule> &rules, AlertTime now)
{
    const auto isKept = [&rules](const AlertRule &old) {
        return std::any_of(rules.begin(), rules.end(), [&old](const AlertRule &rule) {
            return rule.name == old.name && rule.enabled && rule.hasCausesOf(old);
        });
    };
    AlertCause::Outcome dropped;
    for (auto it = m_watches.begin(); it != m_watches.end();) {
        if (isKept(it->second.rule())) {
            ++it;
            continue;
        }
        it->second.drop(now, dropped);
        for (const auto &[cause, state] : it->second.causes()) {
            m_changed.insert({it->first, cause});
            setDue({it->first, cause}, std::nullopt);
        }
        m_changed.insert({it->first, QByteArray()});
        it = m_watches.erase(it);
    }
    std::move(dropped.ended.begin(), dropped.ended.end(), std::back_inserter(m_ended));
    for (const AlertRule &rule : rules) {
        if (!rule.enabled)
            continue;
        const auto [place, isNew] = m_watches.try_emplace(rule.name, rule);
        if (!isNew)
            place->second.setRule(rule);
    }
    m_readers.clear();
    m_wanted = 0;
    for (auto &[name, watch] : m_watches) {
        m_readers.push_back({&watch, watch.wants()});
        m_wanted |= m_readers.back().wants;
    }
    return settleAll(now);
}

std::vector<AlertRule> AlertBook::rules() const
{
    std::vector<AlertRule> rules;
    for (const auto &[name, watch] : m_watches)
        rules.push_back(watch.rule());
    return rules;
}

bool AlertBook::wants(AlertCondition::Kind kind) const
{
    return std::any_of(m_watches.begin(), m_watches.end(),
                       [kind](const auto &entry) { return entry.second.rule().condition.kind == kind; });
}

/// What the fact is about; a sign of life counts only where somebody looks at it and the process may tell its host.
quint8 AlertBook::aboutOf(const AlertFact &fact) const
{
    const auto *process = std::get_if<ProcessFact>(&fact.what);
    if (!process)
        return AlertWatch::Other;
    quint8 about = process->isOtherwise ? AlertWatch::Change : 0;
    if (process->end != ProcessFact::End::None)
        about |= AlertWatch::End;
    if (process->isReport && (m_wanted & AlertWatch::SignOfLife) != 0
        && (*process->process)->metadata.json().indexOf(QByteArrayView(MetadataKeys::host)) >= 0)
        about |= AlertWatch::SignOfLife;
    return about;
}

AlertBook::Messages AlertBook::take(const AlertFact &fact, AlertTime now)
{
    Messages messages;
    const quint8 about = aboutOf(fact);
    if ((about & m_wanted) == 0)
        return messages;
    for (const Reader &reader : m_readers) {
        if ((reader.wants & about) == 0)
            continue;
        reader.watch->apply(fact, now, false);
        settle(*reader.watch, now, messages);
    }
    return messages;
}

AlertBook::Messages AlertBook::takeSnapshot(const std::vector<AlertFact> &facts, AlertTime now)
{
    for (auto &[name, watch] : m_watches) {
        watch.forgetProcesses();
        for (const AlertFact &fact : facts)
            watch.apply(fact, now, true);
        watch.applyTime(now);
    }
    return settleAll(now);
}

AlertBook::Messages AlertBook::advance(AlertTime now)
{
    dropSilences(now);
    Messages messages;
    for (auto &[name, watch] : m_watches) {
        watch.applyTime(now);
        settle(watch, now, messages);
    }
    // A step may leave a cause due at once, so that those of this moment are collected first.
    std::vector<Key> due;
    for (const auto &[at, key] : m_dues) {
        if (at > now.steadyMs)
            break;
        due.push_back(key);
    }
    for (const Key &key : due)
        stepCause(m_watches.at(key.first), key.second, now, messages);
    return messages;
}

std::optional<qint64> AlertBook::nextDueMs() const
{
    std::optional<qint64> due;
    if (!m_dues.empty())
        due = m_dues.begin()->first;
    for (const auto &[name, watch] : m_watches) {
        if (const auto other = watch.nextDueMs())
            due = std::min(due.value_or(*other), *other);
    }
    for (const AlertSilence &silence : m_silences)
        due = std::min(due.value_or(silence.endsSteadyMs), silence.endsSteadyMs);
    return due;
}

std::vector<AlertEpisode> AlertBook::episodes(AlertTime now) const
{
    std::vector<AlertEpisode> episodes;
    for (const auto &[name, watch] : m_watches) {
        for (const auto &[key, cause] : watch.causes()) {
            if (cause.episodeNumber())
                episodes.push_back(cause.episode(watch.rule(), hushOf(watch.rule(), now), now));
        }
    }
    std::sort(episodes.begin(), episodes.end(),
              [](const auto &a, const auto &b) { return a.facts.episode < b.facts.episode; });
    return episodes;
}

bool AlertBook::acknowledge(quint64 episode, const QString &who, AlertTime now)
{
    for (auto &[name, watch] : m_watches) {
        for (const auto &[key, cause] : watch.causes()) {
            if (episode == 0 || cause.episodeNumber() != episode)
                continue;
            AlertCause *found = watch.find(key);
            found->acknowledge(who, now.wallMs);
            m_changed.insert({name, key});
            setDue({name, key}, found->nextDueMs(watch.rule(), hushOf(watch.rule(), now), now));
            return true;
        }
    }
    return false;
}

quint64 AlertBook::addSilence(AlertSilence silence, AlertTime now)
{
    silence.id = ++m_lastNumber;
    silence.beganMs = now.wallMs;
    silence.endsSteadyMs = now.steadyMs + silence.endsMs - now.wallMs;
    m_silences.push_back(std::move(silence));
    m_areSilencesChanged = true;
    for (auto &[name, watch] : m_watches) {
        for (const auto &[key, cause] : watch.causes())
            setDue({name, key}, cause.nextDueMs(watch.rule(), hushOf(watch.rule(), now), now));
    }
    return m_lastNumber;
}

std::optional<AlertBook::Messages> AlertBook::removeSilence(quint64 id, AlertTime now)
{
    if (std::erase_if(m_silences, [id](const AlertSilence &silence) { return silence.id == id; }) == 0)
        return std::nullopt;
    m_areSilencesChanged = true;
    return settleAll(now);
}

void AlertBook::dropSilences(AlertTime now)
{
    if (std::erase_if(m_silences, [now](const AlertSilence &silence) { return silence.endsSteadyMs <= now.steadyMs; }))
        m_areSilencesChanged = true;
}

AlertBook::Changes AlertBook::takeChanges(AlertTime now)
{
    Changes changes;
    for (const Key &key : std::exchange(m_changed, {})) {
        const auto watch = m_watches.find(key.first);
        changes.rows.push_back(
            {key.first, key.second, watch == m_watches.end() ? QByteArray() : watch->second.rowOf(key.second, now)});
    }
    changes.ended = std::exchange(m_ended, {});
    changes.areSilencesChanged = std::exchange(m_areSilencesChanged, false);
    return changes;
}

void AlertBook::restore(const Kept &kept)
{
    m_silences = kept.silences;
    m_lastNumber = kept.lastNumber;
    for (const Row &row : kept.rows) {
        const auto watch = m_watches.find(row.rule);
        if (watch == m_watches.end() || !watch->second.restore(row.cause, row.state))
            m_changed.insert({row.rule, row.cause}); // its rule is gone
    }
    for (auto &[name, watch] : m_watches)
        watch.shift(kept.waitedMs, kept.unseenMs);
}

} // namespace Procession
