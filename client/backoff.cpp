// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace Procession {

std::chrono::milliseconds backoff(int failures, std::chrono::milliseconds first, std::chrono::milliseconds longest)
{
    const int longestMs = static_cast<int>(longest.count());
    constexpr int doublings = 5; // 500 ms * 2^5 is past the usual longest
    const int firstMs = static_cast<int>(std::min<qint64>(first.count(), longestMs));
    const int delay = std::min(longestMs, firstMs << std::clamp(failures, 0, doublings));
    return std::chrono::milliseconds(delay - QRandomGenerator::global()->bounded(delay / 2 + 1));
}

} // namespace Procession
