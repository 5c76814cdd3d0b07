// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apilines.h"

#include "apijson.h"

#include <QJsonArray>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestText = 16 * 1024; // in characters; a server sends as many bytes

Error bad(const QString &field, const QString &message)
{
    return {ErrorCode::InvalidField, message, field};
}

Result<OutputLine> lineFrom(const QJsonObject &object)
{
    OutputLine line;
    line.number = object.value("line"_L1).toInteger();
    line.offset = object.value("offset"_L1).toInteger(-1);
    line.textOffset = object.value("text_offset"_L1).toInteger(line.offset);
    if (line.number < 1 || line.offset < 0 || line.textOffset < line.offset)
        return bad(u"line"_s, u"a line has no number or no offset."_s);
    line.stream = outputStreamFromString(object.value("stream"_L1).toString()).value_or(OutputStream::Stdout);
    line.timeMs = millisecondsFrom(object.value("at"_L1));
    line.text = object.value("text"_L1).toString().left(longestText);
    line.cutBytes = std::max<qint64>(0, object.value("cut_bytes"_L1).toInteger());
    return line;
}

} // namespace

Result<OutputLines> outputLinesFrom(const QJsonObject &body, int count)
{
    const Result<OutputExtent> extent = outputExtentFrom(body);
    if (!extent)
        return extent.error();
    OutputLines read;
    read.extent = *extent;
    read.extent.lines = std::max<qint64>(0, body.value("total_lines"_L1).toInteger());
    const QJsonArray lines = body.value("lines"_L1).toArray();
    if (lines.size() > count)
        return bad(u"lines"_s, u"there are more lines than were asked for."_s);
    for (const QJsonValue &value : lines) {
        Result<OutputLine> line = lineFrom(value.toObject());
        if (!line)
            return line.error();
        if (!read.lines.empty() && line->number <= read.lines.back().number)
            return bad(u"line"_s, u"the lines aren't in order."_s);
        read.lines.push_back(std::move(*line));
    }
    return read;
}

Result<OutputMatches> outputMatchesFrom(const QJsonObject &body, const OutputQuery &query)
{
    OutputMatches read;
    read.extent.lines = std::max<qint64>(0, body.value("total_lines"_L1).toInteger());
    read.timedOut = body.value("timed_out"_L1).toBool();
    const QJsonArray matches = body.value("matches"_L1).toArray();
    if (matches.size() > query.limit)
        return bad(u"matches"_s, u"there are more matches than were asked for."_s);
    qint64 last = query.fromLine;
    const auto isFurther = [&last, &query](qint64 line) {
        return last == 0 || (query.backwards ? line < last : line > last);
    };
    for (const QJsonValue &value : matches) {
        const QJsonObject object = value.toObject();
        Result<OutputLine> line = lineFrom(object);
        if (!line)
            return line.error();
        if (line->number != query.fromLine && !isFurther(line->number))
            return bad(u"line"_s, u"the matches aren't in order."_s);
        last = line->number;
        OutputMatch match{.line = std::move(*line), .spans = {}, .before = {}, .after = {}};
        const qsizetype length = match.line.text.size();
        for (const QJsonValue &span : object.value("spans"_L1).toArray()) {
            const qsizetype begin = span.toArray().at(0).toInt(-1);
            const qsizetype size = span.toArray().at(1).toInt(-1);
            if (begin >= 0 && size >= 0 && begin + size <= length)
                match.spans.emplace_back(begin, size);
        }
        read.matches.push_back(std::move(match));
    }
    // A search that doesn't get further would never end.
    if (const QJsonValue next = body.value("next_line"_L1); next.isDouble()) {
        if (next.toInteger() < 1 || (query.fromLine > 0 && next.toInteger() == query.fromLine)
            || !isFurther(next.toInteger()))
            return bad(u"next_line"_s, u"the search doesn't get further."_s);
        read.nextLine = next.toInteger();
    }
    return read;
}

} // namespace Procession
