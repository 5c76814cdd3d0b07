// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bitset>

namespace Procession {

/// Some of the system's signals, by their numbers; there are 64 at most.
using SignalSet = std::bitset<65>;

} // namespace Procession
