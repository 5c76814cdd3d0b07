// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimate.h"
#include "pastruns.h"
#include "runcourse.h"

namespace Procession {

/// Estimates the time that a running attempt still takes. A pure function of its arguments: any thread.
///
/// `course` holds the attempt's steps of progress, `elapsedMs` is the time since the attempt began, `past` holds the
/// earlier runs of its name (null for none). Nothing where there is nothing to go by: neither a run that was as long nor
/// progress that moves. Progress has stopped once it pauses for longer than its own pace, or the earlier runs at that
/// place, make plausible; the estimate comes back with the next step.
/// Both halves of the band are conditional on the run not having ended yet.
std::optional<Estimate> estimate(const RunCourse &course, double elapsedMs, const PastRuns *past);

} // namespace Procession
