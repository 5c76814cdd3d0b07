// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace Procession {

/// How long to wait for a server that is away before the next try: `first`, doubled with each failure up to `longest`,
/// less a random part of at most half of it, so that not all clients come back at the same moment. `failures` is how
/// many there were before.
std::chrono::milliseconds backoff(int failures, std::chrono::milliseconds first = std::chrono::milliseconds(500),
                                  std::chrono::milliseconds longest = std::chrono::seconds(10));

} // namespace Procession
