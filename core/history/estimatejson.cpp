// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "estimatejson.h"

namespace Procession {

QLatin1StringView wireName(Estimate::Basis basis)
{
    switch (basis) {
    case Estimate::Basis::History:
        return QLatin1StringView("history");
    case Estimate::Basis::Progress:
        return QLatin1StringView("progress");
    }
    Q_UNREACHABLE();
}

void writeEstimate(ObjectWriter &process, const std::optional<Estimate> &estimate)
{
    if (!estimate)
        return process.null("estimate");
    ObjectWriter object = process.object("estimate");
    const std::optional<TimeLeft> &left = estimate->left;
    object.secondsOrNull("p50", left ? std::optional(left->p50) : std::nullopt);
    object.secondsOrNull("p90", left ? std::optional(left->p90) : std::nullopt);
    object.ascii("basis", wireName(estimate->basis));
    object.integer("runs", estimate->runs);
    object.boolean("overdue", estimate->overdue);
}

} // namespace Procession
