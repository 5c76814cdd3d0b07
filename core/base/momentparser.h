// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Procession {

/// The moment that a person means, in ms since the epoch: a date, or a date and time, in ISO 8601 (local time unless
/// it names a zone), or how long before `nowMs` (`90s`, `15m`, `2h`, `7d`). Nothing where the text is none of these.
///
/// A local time that the clocks skipped means the moment when they went on; one that they showed twice the earlier.
std::optional<qint64> momentFrom(const QString &text, qint64 nowMs);

} // namespace Procession
