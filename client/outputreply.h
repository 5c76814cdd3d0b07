// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"

#include <optional>

namespace Procession {

/// Which part of an output is asked for. Plain data.
struct OutputQuestion
{
    static constexpr qint64 mostBytes = 8 * 1024 * 1024;

    std::optional<int> attempt{}; ///< from 1; nothing for the current one
    qint64 offset = 0;            ///< of the first byte
    std::optional<qint64> tail{}; ///< the last so many lines, in place of `offset`
    qint64 limit = 1024 * 1024;   ///< bytes at most, 1 to mostBytes
};

/// A part of the output of an attempt. Plain data.
struct OutputPart
{
    int attempt = 1;
    OutputBytes content; ///< its offset is later than asked where the bytes in between aren't kept
    OutputExtent extent; ///< at the time of reading, without its lines and its last time
};

} // namespace Procession
