// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "roomstate.h"
#include "route.h"

#include <vector>

namespace Procession {

class Analytics;
class Archive;
class Clock;
class DurationHistory;
class EventLog;
class OutputStore;
class ProcessTracker;
class RunStarter;
class SeriesRecorder;
class Store;

/// The parts of the program that the server uses. All must outlive it.
struct ServerParts
{
    ProcessTracker &tracker;
    EventLog &log;
    const Clock &clock;
    const Store *store = nullptr;               ///< null where nothing is kept (durability = memory)
    const Archive *archive = nullptr;           ///< likewise
    std::vector<Route> routes{};                ///< that this program adds to the API, for its own work
    const DurationHistory *durations = nullptr; ///< null where nobody estimates how long processes still take
    OutputStore *output = nullptr;              ///< null where no output is taken: then there are no routes for it
    const SeriesRecorder *series = nullptr;     ///< null where the courses of attempts aren't recorded
    const RunStarter *runStarter = nullptr;     ///< null where no schedules are run: then there are no routes for them
    const Analytics *analytics = nullptr;       ///< null where no summaries are kept: then there are no routes for them
    QueuePlaces queuePlaces{}; ///< of what waits for this server to run it; empty where it runs nothing
};

} // namespace Procession
