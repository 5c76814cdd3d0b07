// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptrule.h"

#include "sizetext.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

AttemptDetails &detailsOf(Process &process)
{
    if (!process.details)
        process.details = AttemptDetails{};
    return *process.details;
}

QString secondsText(std::chrono::milliseconds time)
{
    return QString::number(static_cast<double>(time.count()) / 1000.0);
}

} // namespace

void takeResources(Process &process, const Resources &sample, qint64 timeMs)
{
    const Resources *before = resourcesOf(process);
    detailsOf(process).resources = merged(before, sample, process.startedAt, timeMs);
}

std::optional<Text> noteOverLimit(Process &process, qint64 timeMs)
{
    const AttemptLimits *limits = process.dispatch.limits();
    const Resources *now = resourcesOf(process);
    if (!limits || !now || (!limits->maxMemory && !limits->maxCpuTime))
        return std::nullopt;
    const bool isMemoryOver = limits->maxMemory && now->memory.value_or(0) > *limits->maxMemory;
    const bool isTimeOver = limits->maxCpuTime && now->cpuTimeMs.value_or(0) > limits->maxCpuTime->count();
    if (!isMemoryOver && !isTimeOver) {
        if (now->overSinceMs)
            detailsOf(process).resources->overSinceMs.reset();
        return std::nullopt;
    }
    const qint64 since = now->overSinceMs.value_or(timeMs);
    const std::chrono::milliseconds sustain = limits->sustain.value_or(AttemptLimits::defaultSustain);
    if (timeMs - since < sustain.count()) {
        if (!now->overSinceMs)
            detailsOf(process).resources->overSinceMs = since;
        return std::nullopt;
    }
    if (isMemoryOver) {
        return Text(u"It used more than %1 of memory for %2 s (max_memory); its peak was %3"_s.arg(
            sizeText(*limits->maxMemory), secondsText(sustain), sizeText(now->memoryPeak.value_or(0))));
    }
    return Text(u"It used more than %1 s of processor time (max_cpu_time): %2 s"_s.arg(
        secondsText(*limits->maxCpuTime), secondsText(std::chrono::milliseconds(now->cpuTimeMs.value_or(0)))));
}

void takeExit(Process &process, const Exit &exit)
{
    detailsOf(process).exit = exit;
}

void takeCanceller(Process &process, const Origin &origin)
{
    detailsOf(process).cancelledBy = origin;
}

void putAttemptAside(Process &process)
{
    EarlierAttempts earlier = process.earlierAttempts.value_or({});
    if (earlier.append(currentAttempt(process)))
        process.earlierAttempts = std::move(earlier);
    process.progress.reset();
    process.progressedAt.reset();
    process.message.clear();
    process.errorMessage.clear();
    process.startedAt.reset();
    process.completedAt.reset();
    process.details.reset();
}

} // namespace Procession
