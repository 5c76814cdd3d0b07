// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report.h"
#include "serverprocess.h"

#include <chrono>
#include <string>

namespace Procession::Bench {

/// What every part is given.
struct Bench
{
    const Servers &servers;
    Report &report;
    bool quick = false;   ///< only that it works
    std::string programs; ///< the folder of our programs

    int rounds() const { return quick ? 1 : 5; }
    /// Of one measurement in one round.
    std::chrono::duration<double> length() const { return std::chrono::duration<double>(quick ? 0.05 : 1.0); }
    /// A number of things, or a few of them where nothing is timed.
    int many(int count) const { return quick ? std::min(count, 500) : count; }
};

// One for each row of the table in docs/performance.md. Each starts the servers that it needs, and measures them in
// turn, round by round, so that what disturbs the machine disturbs all of them.
void measureGet(Bench &bench);
void measureList(Bench &bench);
void measureFeed(Bench &bench);
void measureManySubscribers(Bench &bench);
void measureSlowSubscriber(Bench &bench);
void measureReports(Bench &bench); ///< PATCH and batches
void measureManyProcesses(Bench &bench);
void measureDurability(Bench &bench);
void measureOutput(Bench &bench);       ///< its store alone
void measureRunOutput(Bench &bench);    ///< over the wire
void measureBesideOutput(Bench &bench); ///< reports and the feed while outputs come
void measureColdStart(Bench &bench);
void measureDashboard(Bench &bench);
void measureJobs(Bench &bench);
void measureSchedules(Bench &bench);

} // namespace Procession::Bench
