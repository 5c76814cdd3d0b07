// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptlimits.h"
#include "jsonreader.h"

namespace Procession {

// The limits of a command, in the configuration and in a request. A wrong one becomes the reader's error, which
// reads the object `json`. Pure.

/// A duration: seconds as a number, or a text such as `90s` or `2h`. At least `from`, at most a year.
std::optional<std::chrono::milliseconds> readDuration(JsonReader &reader, const QJsonObject &json,
                                                      QLatin1StringView key,
                                                      std::chrono::milliseconds from = std::chrono::milliseconds(1));
/// `max_memory`, `max_cpu_time`, `limit_sustain`, `output_timeout`, `progress_timeout`, `retry_over_limit`.
AttemptLimits readLimits(JsonReader &reader, const QJsonObject &json);

} // namespace Procession
