// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace Procession::Soak {

/// How much of everything. Plain data.
struct SoakOptions
{
    int subscribers = 1000;  ///< that read as fast as they can
    int stalled = 1;         ///< that read one update, then nothing until all were sent
    int processes = 2000;    ///< reported in turn
    int rate = 1000;         ///< updates a second, the most
    int seconds = 60;        ///< rate * seconds updates are sent; 0 for subscribers that idle
    int reporters = 1;       ///< connections that report at the same time, each its own processes
    int lines = 10;          ///< updates in one request
    int window = 0;          ///< updates that the slowest reader may be behind before the next are sent; 0 for any
    int padding = 0;         ///< bytes by which each update is longer
    int logCapacity = 65536; ///< the daemon's log_capacity
    int maxGrowthMb = 0;     ///< what the daemon may grow by under load; 0 for anything
    std::string daemon;      ///< the processiond to run
};

/// Reads `--name value` pairs; exits with a help text where they aren't such.
SoakOptions readOptions(int argc, char **argv);

} // namespace Procession::Soak
