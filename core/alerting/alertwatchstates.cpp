// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertwatch.h"

#include "durationtext.h"
#include "metadatakeys.h"

#include <algorithm>
#include <utility>

// What AlertWatch judges by the processes that it follows, and by time.
namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Kind = AlertCondition::Kind;
using End = ProcessFact::End;

const QByteArray rateSubject = "rate";

bool isRunning(const Process &process)
{
    return process.status == ProcessStatus::Running;
}

AlertSubject subjectOf(const Process &process)
{
    return {process.type.toString(), process.name.toString()};
}

QString quietReason(const Process &process)
{
    switch (process.quietClock) {
    case QuietClock::Report:
        return process.status == ProcessStatus::Pending ? u"Nobody takes it up"_s : u"Nothing is reported of it"_s;
    case QuietClock::Output:
        return u"It prints nothing"_s;
    case QuietClock::Progress:
        return u"Its progress doesn't change"_s;
    }
    return {};
}

} // namespace

/// Ends the trouble of a process that is followed, and follows it no more.
void AlertWatch::leave(const ProcessFact &fact)
{
    const Process &process = **fact.process;
    const ProcessId &id = process.id;
    const auto place = m_places.find(id);
    if (place == m_places.end())
        return;
    setDue(id, *place, std::nullopt);
    QString reason;
    if (fact.end == End::Failed || fact.end == End::TimedOut)
        reason = (fact.end == End::Failed ? u"It failed: "_s : u"It ran into a timeout: "_s)
            + process.errorMessage.toString();
    if (!place->cause.isEmpty())
        end(place->cause, id.bytes().toByteArray(), reason);
    m_places.erase(place);
}

void AlertWatch::setDue(const ProcessId &id, Place &place, std::optional<qint64> dueMs)
{
    if (place.dueMs)
        m_deadlines.erase({*place.dueMs, id});
    place.dueMs = dueMs;
    if (dueMs)
        m_deadlines.insert({*dueMs, id});
}

void AlertWatch::forgetProcesses()
{
    for (const auto &[id, place] : std::exchange(m_places, {}).asKeyValueRange()) {
        if (!place.cause.isEmpty())
            end(place.cause, id.bytes().toByteArray());
    }
    m_deadlines.clear();
    m_hostOf.clear();
    std::erase_if(m_hosts, [](const auto &entry) { return !entry.second.isSilent; });
    for (auto &[name, host] : m_hosts)
        host.running.clear();
}

/// A process is quiet, or over a limit, while its state says so.
void AlertWatch::applyState(const ProcessFact &fact, qint64 atMs, AlertTime now, bool isFound)
{
    if (!fact.isOtherwise)
        return;
    const Process &process = **fact.process;
    const AlertCondition &condition = m_rule.condition;
    const Resources *resources = resourcesOf(process);
    const bool isQuiet = process.quietSince && !isTerminal(process.status)
        && (!condition.clock || *condition.clock == process.quietClock);
    const bool isOver = isRunning(process) && resources && resources->overSinceMs;
    const bool isBad = !fact.isGone && (condition.kind == Kind::Quiet ? isQuiet : isOver);
    if (!isBad) {
        leave(fact);
        return;
    }
    if (m_places.contains(process.id) || !m_rule.scope.matches(process))
        return;
    const QByteArray cause = causeOf(process);
    m_places.insert(process.id, {fact.process, cause});
    begin(cause,
          {.subject = process.id.bytes().toByteArray(),
           .who = subjectOf(process),
           .process = process.id.toString(),
           .reason = condition.kind == Kind::Quiet ? quietReason(process) : u"It is over a limit of its resources"_s,
           .attempt = process.attempt,
           .atMs = atMs,
           .isFound = isFound},
          now);
}

/// A process is in trouble once it has been in its status for too long.
void AlertWatch::applyDeadline(const ProcessFact &fact, AlertTime now, bool isFound)
{
    if (!fact.isOtherwise)
        return;
    const Process &process = **fact.process;
    const bool isWaiting = m_rule.condition.kind == Kind::Waiting;
    const bool isWatched = !fact.isGone && (isWaiting ? process.status == ProcessStatus::Pending : isRunning(process));
    const auto known = m_places.constFind(process.id);
    if (known != m_places.cend() && isWatched && (*known->process)->attempt == process.attempt)
        return;
    leave(fact);
    const auto limit = isWaiting ? std::optional<qint64>(m_rule.condition.longerThan.count()) : fact.overdueAfterMs;
    if (!isWatched || !limit || !m_rule.scope.matches(process))
        return;
    Place &place = m_places[process.id];
    place = {fact.process};
    place.isFound = isFound && fact.ageMs >= *limit;
    setDue(process.id, place, now.steadyMs - fact.ageMs + *limit);
}

void AlertWatch::applyTime(AlertTime now)
{
    while (!m_deadlines.empty() && m_deadlines.begin()->first <= now.steadyMs) {
        const ProcessId id = m_deadlines.begin()->second;
        Place &place = m_places[id];
        setDue(id, place, std::nullopt);
        const Process &process = **place.process;
        place.cause = causeOf(process);
        const QString reason = m_rule.condition.kind == Kind::Waiting
            ? u"It has been waiting for more than "_s + durationText(m_rule.condition.longerThan.count())
            : u"It runs for longer than such runs do"_s;
        begin(place.cause,
              {.subject = id.bytes().toByteArray(),
               .who = subjectOf(process),
               .process = id.toString(),
               .reason = reason,
               .attempt = process.attempt,
               .atMs = now.wallMs,
               .isFound = place.isFound},
              now);
    }
    if (now.steadyMs >= m_hostsDueMs)
        judgeHosts(now);
    if (now.steadyMs >= m_ratesDueMs)
        judgeRatesDue(now);
}

void AlertWatch::noteDue(const FailureRate &rate)
{
    if (const auto due = rate.nextDueMs())
        m_ratesDueMs = std::min(m_ratesDueMs, *due);
}

/// Those of which runs stop to count. A rate without any is asked for once more, and then forgotten.
void AlertWatch::judgeRatesDue(AlertTime now)
{
    std::vector<QByteArray> due;
    for (const auto &[key, rate] : m_rates) {
        if (rate.nextDueMs().value_or(now.steadyMs) <= now.steadyMs)
            due.push_back(key);
    }
    for (const QByteArray &key : due) {
        judgeRate(key, nullptr, now);
        m_touched.insert(key);
    }
    m_ratesDueMs = std::numeric_limits<qint64>::max();
    for (const auto &[key, rate] : m_rates)
        noteDue(rate);
}

std::optional<qint64> AlertWatch::nextDueMs() const
{
    std::optional<qint64> due;
    const auto atMost = [&due](qint64 other) { due = std::min(due.value_or(other), other); };
    if (!m_deadlines.empty())
        atMost(m_deadlines.begin()->first);
    if (m_hostsDueMs < std::numeric_limits<qint64>::max())
        atMost(m_hostsDueMs);
    if (m_ratesDueMs < std::numeric_limits<qint64>::max())
        atMost(m_ratesDueMs);
    return due;
}

void AlertWatch::applyRate(const ProcessFact &fact, qint64 atMs, AlertTime now)
{
    const Process &process = **fact.process;
    const bool isBad = isFailure(fact);
    if ((!isBad && fact.end != End::Completed) || !m_rule.scope.matches(process))
        return;
    const QByteArray key = openKey(causeOf(process), now);
    FailureRate &rate = m_rates.try_emplace(key, m_rule.condition.window.count()).first->second;
    rate.add(isBad, now.steadyMs);
    noteDue(rate);
    m_touched.insert(key);
    if (!isBad) {
        judgeRate(key, nullptr, now);
        return;
    }
    const AlertCause::News news{.subject = rateSubject,
                                .who = subjectOf(process),
                                .process = process.id.toString(),
                                .reason = process.errorMessage.toString(),
                                .attempt = process.attempt,
                                .atMs = atMs,
                                .repeats = true};
    judgeRate(key, &news, now);
}

/// Too many failed once the share is above the limit and there are enough runs to say so. It is over once the share isn't,
/// by however few runs; where nothing ran nobody knows.
void AlertWatch::judgeRate(const QByteArray &key, const AlertCause::News *failure, AlertTime now)
{
    const auto rate = m_rates.find(key);
    if (rate == m_rates.end())
        return;
    const FailureRate::Counts counts = rate->second.counts(now.steadyMs);
    const AlertCondition &condition = m_rule.condition;
    const bool isAbove = double(counts.failed) * 100 > condition.percent * double(counts.all);
    const AlertCause *cause = find(key);
    const bool wasBad = cause && cause->isBad();
    if (wasBad && !isAbove && counts.all > 0)
        end(key, rateSubject);
    if (!isAbove || (!wasBad && counts.all < condition.least) || (wasBad && !failure))
        return;
    AlertCause::News news = failure ? *failure : AlertCause::News{.subject = rateSubject, .atMs = now.wallMs};
    news.repeats = true;
    news.count = wasBad ? 1 : counts.failed;
    const QString last = news.reason;
    news.reason = u"%1 of %2 runs failed within %3"_s.arg(counts.failed)
                      .arg(counts.all)
                      .arg(durationText(condition.window.count()));
    if (!last.isEmpty())
        news.reason += u"; the last one: "_s + last;
    begin(key, news, now);
}

/// The host that a process runs on, where this rule follows it; the end where it follows none.
std::map<QString, AlertWatch::Host>::iterator AlertWatch::hostOf(const Process &process)
{
    if (const auto known = m_hostOf.constFind(process.id); known != m_hostOf.cend())
        return *known;
    // Most of those that aren't known have no such key.
    if (!isRunning(process) || process.metadata.json().indexOf(QByteArrayView(MetadataKeys::host)) < 0
        || !m_rule.scope.matches(process))
        return m_hosts.end();
    const QString name = process.metadata.toObject().value(MetadataKeys::host).toString();
    if (name.isEmpty())
        return m_hosts.end();
    const auto host = m_hosts.try_emplace(name).first;
    m_hostOf.insert(process.id, host);
    return host;
}

void AlertWatch::seeHost(std::map<QString, Host>::iterator host, AlertTime now)
{
    host->second.seenMs = now.steadyMs;
    if (!std::exchange(host->second.isSilent, false))
        return;
    m_hostsDueMs = std::min(m_hostsDueMs, now.steadyMs + m_rule.condition.longerThan.count());
    const QByteArray subject = host->first.toUtf8();
    end(m_rule.groupBy.by == AlertGrouping::By::All ? QByteArray("all") : subject, subject);
}

void AlertWatch::applyHost(const ProcessFact &fact, AlertTime now)
{
    const Process &process = **fact.process;
    const bool isSignOfLife = fact.isReport && !fact.isOtherwise;
    if (const auto known = m_hostOf.constFind(process.id); isSignOfLife && known != m_hostOf.cend()) {
        seeHost(*known, now); // as nearly all are
        return;
    }
    const auto place = hostOf(process);
    if (place == m_hosts.end())
        return;
    Host &host = place->second;
    const bool isNew = host.running.isEmpty();
    if (isRunning(process) && !fact.isGone) {
        host.running.insert(process.id);
        if (isNew && !fact.isReport)
            host.seenMs = now.steadyMs; // it is given as long as any
    } else {
        host.running.remove(process.id);
        m_hostOf.remove(process.id);
    }
    if (fact.isReport)
        seeHost(place, now);
    // Where its processes ended without a word of it, it is as silent as before.
    if (host.running.isEmpty() && !host.isSilent)
        m_hosts.erase(place);
    else if (!host.running.isEmpty() && !host.isSilent)
        m_hostsDueMs = std::min(m_hostsDueMs, host.seenMs + m_rule.condition.longerThan.count());
}

void AlertWatch::judgeHosts(AlertTime now)
{
    m_hostsDueMs = std::numeric_limits<qint64>::max();
    for (auto &[name, host] : m_hosts) {
        if (host.isSilent || host.running.isEmpty())
            continue;
        const qint64 due = host.seenMs + m_rule.condition.longerThan.count();
        if (due > now.steadyMs) {
            m_hostsDueMs = std::min(m_hostsDueMs, due);
            continue;
        }
        host.isSilent = true;
        const QByteArray subject = name.toUtf8();
        begin(m_rule.groupBy.by == AlertGrouping::By::All ? QByteArray("all") : subject,
              {.subject = subject,
               .who = {{}, name},
               .process = host.running.constBegin()->toString(),
               .reason = u"Nothing is reported of the %1 processes that run there"_s.arg(host.running.size()),
               .atMs = now.wallMs},
              now);
    }
}

} // namespace Procession
