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
