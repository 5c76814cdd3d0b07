// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// The exit codes of processionctl; `run` gives the command's own.
namespace Procession::ExitCode {

inline constexpr int ok = 0;
inline constexpr int refused = 1;
inline constexpr int usage = 2;
inline constexpr int unreachable = 3;
inline constexpr int notFound = 4;
inline constexpr int timedOut = 124;  // of a process that is waited for; the same as timeout(1)
inline constexpr int cancelled = 130; // the same as a shell gives after Ctrl-C

} // namespace Procession::ExitCode
