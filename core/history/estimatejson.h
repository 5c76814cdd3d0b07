// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimate.h"
#include "jsonwriter.h"

namespace Procession {

/// The wire name, such as `history`.
QLatin1StringView wireName(Estimate::Basis basis);

/// Writes the member `estimate` as the API has it: an object, or null where there is no estimate. Of an overdue process
/// about whose end nothing is known, `p50` and `p90` are null. Any thread.
void writeEstimate(ObjectWriter &process, const std::optional<Estimate> &estimate);

} // namespace Procession
