// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace Procession::Bench {

/// What was measured, each with its version; left out where it isn't installed. `programs` is the folder of ours,
/// `peers` that of the others.
std::vector<std::pair<std::string, std::string>> versions(const std::string &programs, const std::string &peers);

} // namespace Procession::Bench
