// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimate.h"

#include <QString>

namespace Procession {

// Estimates in words, the same in the window and on the command line. Any thread.

/// The band in short words, such as `2–4 min`, `~3 min` where both ends are as much as one, or `<1–5 h`.
QString bandText(const TimeLeft &left);

/// Such as `2–4 min (12 earlier runs)`, `overdue, 2–4 min (12 earlier runs)` or `2–4 min (its own progress)`.
QString estimateText(const Estimate &estimate);

} // namespace Procession
