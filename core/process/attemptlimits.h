// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compactoptional.h"

#include <chrono>
#include <optional>

namespace Procession {

/// AttemptLimits of each attempt of a process that few processes have. Plain data.
struct AttemptLimits
{
    /// How long an attempt must be over maxMemory or maxCpuTime where its start doesn't say.
    static constexpr std::chrono::milliseconds defaultSustain{5000};

    CompactOptional<std::chrono::milliseconds> progressTimeout{}; ///< longest time in which its progress doesn't change
    CompactOptional<std::chrono::milliseconds> outputTimeout{};   ///< longest time in which it prints nothing
    CompactOptional<qint64> maxMemory{};                          ///< resident bytes
    CompactOptional<std::chrono::milliseconds> maxCpuTime{};
    CompactOptional<std::chrono::milliseconds> sustain{}; ///< how long it must be over one of these two
    /// Whether another attempt may follow one that was over them. The retry policy decides where it is empty.
    std::optional<bool> retriesOver{};

    friend bool operator==(const AttemptLimits &a, const AttemptLimits &b) = default;
};

} // namespace Procession
