// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputjson.h"

namespace Procession {

namespace {

void writeLineMembers(ObjectWriter &object, const OutputLine &line)
{
    object.integer("line", line.number);
    object.integer("offset", line.offset);
    if (line.textOffset != line.offset)
        object.integer("text_offset", line.textOffset);
    object.ascii("stream", wireName(line.stream));
    object.seconds("at", line.timeMs);
    object.text("text", line.text);
    object.integer("cut_bytes", line.cutBytes);
}

void writeLines(ArrayWriter &&list, const std::vector<OutputLine> &lines)
{
    for (const OutputLine &line : lines)
        writeOutputLine(list.object(), line);
}

} // namespace

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

void writeOutputLine(ObjectWriter &&object, const OutputLine &line)
{
    writeLineMembers(object, line);
}

void writeOutputMatch(ObjectWriter &&object, const OutputMatch &match)
{
    writeLineMembers(object, match.line);
    {
        ArrayWriter spans = object.array("spans");
        for (const auto &[begin, length] : match.spans) {
            ArrayWriter span = spans.array();
            span.integer(begin);
            span.integer(length);
        }
    }
    writeLines(object.array("before"), match.before);
    writeLines(object.array("after"), match.after);
}

} // namespace Procession
