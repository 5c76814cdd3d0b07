// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "queueorder.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

int countIn(const std::map<QString, int> &counts, const QString &name)
{
    const auto found = counts.find(name);
    return found == counts.end() ? 0 : found->second;
}

/// Whether one of them, were it started, could hold up the other: they use the same.
bool shareSomething(const QueueEntry &a, const QueueEntry &b)
{
    return (!a.group.isEmpty() && a.group == b.group)
        || std::any_of(a.demand.uses.begin(), a.demand.uses.end(),
                       [&b](const auto &use) { return b.demand.uses.contains(use.first); });
}

QString because(const QueuePause &pause)
{
    return pause.origin.reason.isEmpty() ? u"."_s : u": "_s + pause.origin.reason.toString();
}

} // namespace

bool QueueOrder::Waiting::operator<(const Waiting &other) const
{
    if (entry.goesOn != other.entry.goesOn)
        return entry.goesOn;
    const int own = entry.demand.priority.value_or(0);
    const int others = other.entry.demand.priority.value_or(0);
    return own != others ? own > others : number < other.number;
}

void QueueOrder::Taken::add(const QueueEntry &entry, int count)
{
    for (const auto &[name, used] : entry.demand.uses)
        uses[name] += count * used;
    if (!entry.group.isEmpty() && (groups[entry.group] += count) == 0)
        groups.erase(entry.group);
}

QueueOrder::QueueOrder(NamedLimits limits)
    : m_limits(std::move(limits))
{
}

void QueueOrder::addQueue(const QList<ProcessType> &types, int limit, bool isHeldByAll)
{
    m_queues.push_back(std::make_unique<Queue>(Queue{.types = types, .limit = limit, .isHeldByAll = isHeldByAll}));
    for (const ProcessType &type : types)
        m_byType.insert_or_assign(type, m_queues.back().get());
}

void QueueOrder::enqueue(const QueueEntry &entry)
{
    if (attemptOf(entry.id) == entry.attempt)
        return;
    remove(entry.id);
    const auto line = m_lines.try_emplace({entry.type, entry.group, entry.demand.uses}).first;
    const auto place = line->second.insert({.entry = entry, .number = ++m_last}).first;
    m_places.insert(entry.id, {line, place});
}

void QueueOrder::remove(const ProcessId &id)
{
    const auto found = m_places.constFind(id);
    if (found == m_places.cend())
        return;
    const auto [line, place] = *found;
    line->second.erase(place);
    if (line->second.empty())
        m_lines.erase(line);
    m_places.erase(found);
}

int QueueOrder::attemptOf(const ProcessId &id) const
{
    const auto found = m_places.constFind(id);
    return found == m_places.cend() ? 0 : found->second->entry.attempt;
}

std::vector<std::pair<ProcessId, int>> QueueOrder::waiting() const
{
    std::vector<std::pair<ProcessId, int>> all;
    for (const auto &[kind, line] : m_lines) {
        for (const Waiting &one : line)
            all.emplace_back(one.entry.id, one.entry.attempt);
    }
    return all;
}

void QueueOrder::clear()
{
    m_places.clear();
    m_lines.clear();
}

/// The pause of everything, where it holds such work; else null.
const QueuePause *QueueOrder::pauseOfAll(const QueueEntry &entry) const
{
    const auto ofAll = m_pauses.find(ProcessType());
    return ofAll != m_pauses.end() && m_byType.at(entry.type)->isHeldByAll ? &ofAll->second : nullptr;
}

bool QueueOrder::isPaused(const QueueEntry &entry) const
{
    return !entry.goesOn && !m_pauses.empty() && (pauseOfAll(entry) || m_pauses.contains(entry.type));
}

QueueOrder::Lack QueueOrder::lackOf(const QueueEntry &entry, const Taken &kept) const
{
    Lack lack;
    const Queue *queue = m_byType.at(entry.type);
    lack.ofPlace = queue->running >= queue->limit;
    lack.ofGroup = !entry.group.isEmpty()
        && countIn(m_taken.groups, entry.group) + countIn(kept.groups, entry.group) >= entry.groupLimit;
    for (const auto &[name, used] : entry.demand.uses) {
        if (countIn(m_taken.uses, name) + countIn(kept.uses, name) + used > countIn(m_limits, name))
            lack.uses.append(name);
    }
    return lack;
}

/// The first of each kind, in their order.
std::vector<const QueueOrder::Waiting *> QueueOrder::firsts() const
{
    std::vector<const Waiting *> firsts;
    firsts.reserve(m_lines.size());
    for (const auto &[kind, line] : m_lines)
        firsts.push_back(&*line.begin());
    std::sort(firsts.begin(), firsts.end(), [](const Waiting *a, const Waiting *b) { return *a < *b; });
    return firsts;
}

std::optional<QueueEntry> QueueOrder::takeNext()
{
    Taken kept;
    std::vector<const Waiting *> passed;
    for (const Waiting *first : firsts()) {
        const QueueEntry &entry = first->entry;
        if (isPaused(entry))
            continue;
        if (!lackOf(entry, kept).any()) {
            for (const Waiting *earlier : passed)
                earlier->passed += shareSomething(earlier->entry, entry) ? 1 : 0;
            QueueEntry next = entry;
            remove(next.id); // and with it `entry`
            take(next);
            return next;
        }
        const Lack lack = lackOf(entry, {});
        const bool waitsForAPlace = lack.ofPlace || lack.ofGroup;
        if (waitsForAPlace && first->passed < patience())
            passed.push_back(first);
        else
            kept.add(entry);
    }
    return std::nullopt;
}

void QueueOrder::take(const QueueEntry &entry)
{
    m_taken.add(entry);
    ++m_byType.at(entry.type)->running;
    ++m_running[entry.type];
}

void QueueOrder::giveBack(const QueueEntry &entry)
{
    m_taken.add(entry, -1);
    --m_byType.at(entry.type)->running;
    --m_running[entry.type];
}

void QueueOrder::explain(QueuePlace &place, const QueueEntry &entry) const
{
    using Reason = QueuePlace::Reason;
    const QString type = entry.type.toString();
    const Lack lack = lackOf(entry, {});
    const Queue *queue = m_byType.at(entry.type);
    if (isPaused(entry)) {
        const QueuePause *ofAll = pauseOfAll(entry);
        place.reason = ofAll ? Reason::AllPaused : Reason::Paused;
        place.message = ofAll ? u"Everything is paused"_s + because(*ofAll)
                              : u"%1 is paused"_s.arg(type) + because(m_pauses.at(entry.type));
    } else if (lack.ofPlace) {
        place.reason = Reason::TypeLimit;
        place.message = u"%1 run at once, and %2 run."_s.arg(queue->limit).arg(queue->running);
    } else if (lack.ofGroup) {
        place.reason = Reason::GroupLimit;
        place.message = u"%1 of \"%2\" run at once, and as many run."_s.arg(entry.groupLimit).arg(entry.group);
    } else if (!lack.uses.isEmpty()) {
        place.reason = Reason::Uses;
        place.limits = lack.uses;
        QStringList parts;
        for (const QString &name : std::as_const(lack.uses))
            parts.append(u"%1: it needs %2, and %3 of %4 are in use"_s.arg(name)
                             .arg(entry.demand.uses.at(name))
                             .arg(countIn(m_taken.uses, name))
                             .arg(countIn(m_limits, name)));
        place.message = parts.join("; "_L1) + u'.';
    } else {
        place.reason = Reason::Turn;
        place.message = u"An earlier one, or one of higher priority, comes first."_s;
    }
}

std::optional<QueuePlace> QueueOrder::place(const ProcessId &id) const
{
    const auto found = m_places.constFind(id);
    if (found == m_places.cend())
        return std::nullopt;
    const Waiting &own = *found->second;
    QueuePlace place{.place = 1, .waiting = 0};
    for (const auto &[kind, line] : m_lines) {
        if (kind.type != own.entry.type)
            continue;
        place.waiting += static_cast<qsizetype>(line.size());
        place.place += std::distance(line.begin(), line.lower_bound(own));
    }
    explain(place, own.entry);
    return place;
}

RoomState QueueOrder::state() const
{
    RoomState state{.pauses = m_pauses};
    std::map<ProcessType, qsizetype> waiting;
    for (const auto &[kind, line] : m_lines)
        waiting[kind.type] += static_cast<qsizetype>(line.size());
    for (const auto &[type, queue] : m_byType) {
        const auto running = m_running.find(type);
        const auto waits = waiting.find(type);
        QueueState one{.type = type,
                       .running = running == m_running.end() ? 0 : running->second,
                       .waiting = waits == waiting.end() ? 0 : waits->second,
                       .limit = queue->limit,
                       .sharedWith = queue->types};
        one.sharedWith.removeAll(type);
        state.queues.push_back(std::move(one));
    }
    for (const auto &[name, total] : m_limits)
        state.limits.push_back({.name = name, .total = total, .inUse = countIn(m_taken.uses, name)});
    return state;
}

} // namespace Procession
