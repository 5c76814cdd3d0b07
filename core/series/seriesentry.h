// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptseries.h"
#include "event.h"

namespace Procession {

/// What a moment adds to the course of an attempt. Plain data.
struct SeriesEntry
{
    AttemptSeries::Values values = AttemptSeries::noValues();
    std::optional<Resources::Source> source{}; ///< of its figures; empty where it has none of them

    bool hasFigures() const { return source.has_value(); }
    void addTo(AttemptSeries &series, qint64 atMs, size_t maxPoints = AttemptSeries::mostPoints) const;
};

/// Of a process as it stands: its progress, and with `hasFigures` its figures, which it must have then. Pure.
SeriesEntry seriesEntryOf(const Process &process, bool hasFigures);

/// Of an event of a process; nothing where the course goes on without it. Pure.
std::optional<SeriesEntry> seriesEntryOf(const Event &event);

} // namespace Procession
