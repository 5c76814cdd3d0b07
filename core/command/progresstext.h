// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Procession {

/// A line that a command printed, or a piece of one.
struct PrintedLine
{
    QString text;
    bool hasBegin = true; ///< otherwise the number at its beginning may be half of one
    bool hasEnd = true;   ///< likewise
};

/// The progress, 0 to 100, that a line speaks of: `37%`, `12,5 %`, `12/80`, `12,019/20,000`, `12.3/80.0 MB`.
///
/// A wrong number is worse than none: where a number can be read in two ways, or its neighbours say that it is
/// something else (a loss, a load, a date, a path, a ratio, a retry), there is none. Pure; its cost grows with the
/// line's length.
std::optional<double> progressIn(const PrintedLine &line);

} // namespace Procession
