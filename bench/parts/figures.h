// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"

#include <map>
#include <string>
#include <vector>

namespace Procession::Bench {

/// What a program prints, a line "NAME VALUE" for each figure; throws where it fails.
std::map<std::string, double> printedFigures(const std::string &command);

/// Settings with a tool that runs /bin/true.
inline constexpr auto nothingTool = "[tools.nothing]\nargv = [\"/bin/true\"]\nmax_running = 16\n";

/// Returns once no process of the type is pending or running.
void waitUntilOver(Load::Connection &connection, const std::string &type);
/// The JSON of each process of the type, oldest first.
std::vector<std::string> processesOf(Load::Connection &connection, const std::string &type);
/// The number in a field of a process, at whatever depth; throws where there is none.
double numberIn(const std::string &process, const std::string &field);
/// The text in such a field, where nothing in it is escaped.
std::string textIn(const std::string &process, const std::string &field);
/// Of sorted values; 0 where there is none.
double quantile(const std::vector<double> &sorted, double quantile);

} // namespace Procession::Bench
