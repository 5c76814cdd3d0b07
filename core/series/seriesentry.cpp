// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "seriesentry.h"

#include "eventkind.h"

#include <limits>

namespace Procession {

namespace {

double numberOf(const auto &value)
{
    return value ? static_cast<double>(*value) : std::numeric_limits<double>::quiet_NaN();
}

/// Whether there is a new sample of the figures.
bool hasNewSample(const Process &process, const ProcessPtr &before)
{
    const Resources *now = resourcesOf(process);
    const Resources *then = before ? resourcesOf(**before) : nullptr;
    return now && (!then || now->atMs != then->atMs || *now != *then);
}

} // namespace

void SeriesEntry::addTo(AttemptSeries &series, qint64 atMs, size_t maxPoints) const
{
    if (source)
        series.setSource(*source);
    series.add(atMs, values, maxPoints);
}

SeriesEntry seriesEntryOf(const Process &process, bool hasFigures)
{
    using Channel = AttemptSeries::Channel;
    SeriesEntry entry;
    const auto set = [&entry](Channel channel, const auto &value) {
        entry.values[static_cast<size_t>(channel)] = numberOf(value);
    };
    set(Channel::Progress, process.progress);
    if (hasFigures) {
        const Resources &resources = *resourcesOf(process);
        set(Channel::CpuPercent, resources.cpuPercent);
        set(Channel::Memory, resources.memory);
        set(Channel::ReadBytes, resources.readBytes);
        set(Channel::WrittenBytes, resources.writtenBytes);
        set(Channel::Threads, resources.threads);
        set(Channel::Processes, resources.processes);
        entry.source = resources.source;
    }
    return entry;
}

std::optional<SeriesEntry> seriesEntryOf(const Event &event)
{
    if (endsTracking(event.kind) || event.kind == EventKind::Retried || event.kind == EventKind::Imported)
        return std::nullopt;
    const Process &process = **event.process;
    const bool ended = event.before && !isTerminal((*event.before)->status) && isTerminal(process.status);
    const bool moved = process.progress && (!event.before || (*event.before)->progress != process.progress);
    const bool hasSample = hasNewSample(process, event.before);
    const bool goesOn = process.status == ProcessStatus::Running ? moved || hasSample : ended || hasSample;
    return goesOn ? std::optional(seriesEntryOf(process, hasSample)) : std::nullopt;
}

} // namespace Procession
