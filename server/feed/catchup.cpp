// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catchup.h"

#include "feedencoder.h"
#include "processtracker.h"

#include <algorithm>

namespace Procession {

namespace {

/// Processes in one page of a snapshot.
constexpr size_t processesPerPage = 200;

} // namespace

CatchUp::CatchUp(const ProcessTracker &tracker, const EventLog &log, const Estimates &estimates, LogLineage lineage)
    : m_tracker(tracker)
    , m_log(log)
    , m_estimates(estimates)
    , m_lineage(std::move(lineage))
{
}

QByteArray CatchUp::begin(FeedPlace &place, const Subscription &wanted) const
{
    const quint64 head = m_log.committed();
    QByteArray frames;
    if (wanted.since) {
        const auto &[epoch, seq] = *wanted.since;
        place.moveTo(seq);
        if (!m_lineage.includes(epoch, seq) || seq > head || m_log.read(seq, 1).lost)
            return reset(place, wanted);
        if (epoch != m_lineage.epoch())
            FeedEncoder::appendResumed(frames, seq, m_lineage.epoch());
    } else if (wanted.snapshot) {
        startSnapshot(place, wanted.channel);
    } else {
        place.moveTo(head);
    }
    return frames;
}

void CatchUp::startSnapshot(FeedPlace &place, const Channel &channel) const
{
    ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    std::erase_if(snapshot.processes,
                  [&channel](const ProcessPtr &process) { return !channel.filter.matches(**process); });
    FeedBacklog backlog{std::move(snapshot.processes), snapshot.seq, true};
    if (channel.full) {
        backlog.registry = std::move(snapshot.registry);
        backlog.schedules = std::move(snapshot.schedules);
        backlog.expectations = std::move(snapshot.expectations);
    }
    if (channel.alerts)
        backlog.alerts = std::move(snapshot.alerts);
    place.fallBehind(std::move(backlog));
}

QByteArray CatchUp::reset(FeedPlace &place, const Subscription &wanted) const
{
    QByteArray frames;
    if (wanted.keepsList()) {
        FeedEncoder::appendReset(frames);
        startSnapshot(place, wanted.channel);
        return frames;
    }
    // A plain subscriber knows no snapshots; it is told the state of each process that changed meanwhile.
    ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    std::erase_if(snapshot.processes, [&](const ProcessPtr &process) {
        return (*process)->seq <= place.position() || !wanted.channel.filter.matches(**process);
    });
    std::sort(snapshot.processes.begin(), snapshot.processes.end(),
              [](const ProcessPtr &a, const ProcessPtr &b) { return (*a)->seq < (*b)->seq; });
    place.fallBehind({std::move(snapshot.processes), snapshot.seq});
    return frames;
}

QByteArray CatchUp::next(FeedPlace &place, const Subscription &wanted, quint64 end) const
{
    if (place.backlog())
        return nextOfBacklog(place, wanted);
    const auto behind = static_cast<qsizetype>(end - place.position());
    const EventLog::Batch batch = m_log.read(place.position(), std::min(behind, FeedEncoder::eventsPerRead));
    if (batch.lost)
        return reset(place, wanted);

    const Events events = batch.events.first(FeedEncoder::portionOf(batch.events));
    QByteArray frames;
    EventEstimates estimates(m_estimates);
    for (const Event &event : events) {
        if (place.isConflated() && event.process && !endsTracking(event.kind)) {
            // Where the process has changed again, that later event is met further on. How one that is no longer
            // known had ended is told in any case: nothing later does. So is that it left the list.
            const ProcessPtr current = m_tracker.find((*event.process)->id);
            if (current ? (*current)->seq != event.seq : isLive(**event.process)) {
                FeedEncoder::appendLeave(frames, event, wanted.channel, estimates);
                continue;
            }
        }
        FeedEncoder::appendEvent(frames, event, wanted.channel, estimates);
    }
    place.moveTo(events.back().seq);
    return frames;
}

QByteArray CatchUp::nextOfBacklog(FeedPlace &place, const Subscription &wanted) const
{
    const FeedBacklog &backlog = *place.backlog();
    const std::span<const ProcessPtr> unsent = place.unsentBacklog();
    std::span<const ProcessPtr> page = unsent.first(std::min(processesPerPage, unsent.size()));
    page = page.first(FeedEncoder::portionOf(page));

    QByteArray frames;
    if (backlog.isSnapshot) {
        const bool isFirst = place.isFirstOfBacklog();
        const bool hasSettings = isFirst && backlog.registry;
        FeedEncoder::appendSnapshot(frames,
                                    {.processes = page,
                                     .seq = backlog.seq,
                                     .epoch = m_lineage.epoch(),
                                     .more = page.size() < unsent.size(),
                                     .registry = hasSettings ? &*backlog.registry : nullptr,
                                     .schedules = hasSettings ? &backlog.schedules : nullptr,
                                     .expectations = hasSettings ? &backlog.expectations : nullptr,
                                     .alerts = isFirst && backlog.alerts ? &*backlog.alerts : nullptr},
                                    wanted.channel, m_estimates);
    } else {
        EventEstimates estimates(m_estimates);
        std::vector<Event> events;
        events.reserve(page.size());
        for (const ProcessPtr &process : page)
            events.push_back({.seq = (*process)->seq, .timeMs = (*process)->updatedAt, .id = {}, .process = process});
        if (wanted.batch.count() == 0) {
            for (const Event &event : events)
                FeedEncoder::appendEvent(frames, event, wanted.channel, estimates);
        } else if (!events.empty()) {
            const quint64 last = events.back().seq;
            FeedEncoder::appendUpdates(frames, Events(std::move(events)), last, wanted.channel, estimates);
        }
    }
    place.sentOfBacklog(page.size());
    return frames;
}

} // namespace Procession
