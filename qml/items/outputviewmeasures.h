// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Procession::OutputViewMeasures {

// Of the parts of OutputView, in pixels where nothing else is said.

inline constexpr double padding = 8.0;
inline constexpr double barWidth = 3.0;
inline constexpr int timeColumns = 8; // 14:05:09

} // namespace Procession::OutputViewMeasures
