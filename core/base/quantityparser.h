// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace Procession {

/// The number of bytes that a person means: a number, with `k`, `M`, `G` or `T` behind it (times 1,024 each; `KiB` and `KB`
/// are the same), such as `512M` or `1.5GiB`. Nothing where the text is none, or means no byte or more than 8 EiB.
std::optional<qint64> bytesFrom(const QString &text);

/// The duration that a person means: seconds, or a number with `ms`, `s`, `m`, `h` or `d` behind it, such as `90`, `1.5m`.
/// Nothing where the text is none, or means more than a hundred years.
std::optional<std::chrono::milliseconds> durationFrom(const QString &text);

} // namespace Procession
