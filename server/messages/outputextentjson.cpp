// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputextentjson.h"

namespace Procession {

void writeOutputExtent(ObjectWriter &object, int attempt, const OutputExtent &extent, QByteArrayView linesKey)
{
    object.integer("attempt", attempt);
    writeOutputExtent(object, extent, linesKey);
}

void writeOutputExtent(ObjectWriter &object, const OutputExtent &extent, QByteArrayView linesKey)
{
    object.integer("length", extent.length);
    if (extent.cut.isEmpty()) {
        object.integer("kept_from_start", extent.length);
        object.null("cut_from");
        object.null("cut_to");
    } else {
        object.integer("kept_from_start", extent.cut.from);
        object.integer("cut_from", extent.cut.from);
        object.integer("cut_to", extent.cut.to);
    }
    object.integer(linesKey, extent.lines);
    object.secondsOrNull("last_at", extent.lastAt);
    object.boolean("complete", extent.complete);
}

} // namespace Procession
