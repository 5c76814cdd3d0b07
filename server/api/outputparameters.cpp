// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputparameters.h"

#include "attemptlookup.h"
#include "filterparameters.h"
#include "outputcodec.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Error invalid(const QString &field, const QString &message)
{
    return {ErrorCode::InvalidField, message, field};
}

bool has(const QUrlQuery &query, QLatin1StringView name)
{
    return query.hasQueryItem(name);
}

Result<std::optional<OutputStream>> streamFrom(const QUrlQuery &query)
{
    const QString text = query.queryItemValue(u"stream"_s, QUrl::FullyDecoded);
    if (text.isEmpty())
        return std::optional<OutputStream>();
    const auto stream = outputStreamFromString(text);
    if (!stream)
        return invalid(u"stream"_s, u"stream must be stdout or stderr."_s);
    return stream;
}

} // namespace

Result<OutputAppendParameters> readOutputAppend(const QUrlQuery &query)
{
    const auto offset = integerFromQuery(query, u"offset"_s, 0, OutputBounds::largestOffset);
    const auto stream = streamFrom(query);
    if (!offset || !stream)
        return offset ? stream.error() : offset.error();
    return OutputAppendParameters{*offset, *stream};
}

Result<OutputReadParameters> readOutputRead(const HttpRequest &request, const QUrlQuery &query)
{
    const auto offset = integerFromQuery(query, u"offset"_s, 0, OutputBounds::largestOffset);
    const auto limit = integerFromQuery(query, u"limit"_s, 1, OutputReadParameters::maxLimit);
    const auto tail = integerFromQuery(query, u"tail"_s, 1, OutputBounds::maxTail);
    const auto stream = streamFrom(query);
    for (const auto *number : {&offset, &limit, &tail}) {
        if (!*number)
            return number->error();
    }
    if (!stream)
        return stream.error();
    OutputReadParameters read;
    read.offset = offset->value_or(0);
    read.tail = *tail;
    read.limit = limit->value_or(OutputReadParameters::usualLimit);
    read.stream = *stream;
    read.asRecords = request.header("accept").toLower().contains(OutputCodec::mimeType);
    if (const QByteArray header = request.header("range"); !header.isEmpty())
        read.range = ByteRange::fromHeader(header);

    if (read.tail && *offset)
        return invalid(u"tail"_s, u"tail takes the place of offset; leave one of them out."_s);
    if (read.stream && read.asRecords)
        return invalid(u"stream"_s, u"Records hold both streams; leave stream out, or ask for raw bytes."_s);
    if (!read.range)
        return read;
    for (const QLatin1StringView other : {"offset"_L1, "tail"_L1, "limit"_L1, "stream"_L1}) {
        if (has(query, other))
            return invalid(other, u"A Range header takes the place of %1; leave one of them out."_s.arg(other));
    }
    if (read.asRecords)
        return invalid({}, u"A Range is of raw bytes; leave it out, or don't ask for records."_s);
    return read;
}

Result<OutputLinesParameters> readOutputLines(const QUrlQuery &query)
{
    const auto line = integerFromQuery(query, u"line"_s, -OutputBounds::largestOffset, OutputBounds::largestOffset);
    const auto offset = integerFromQuery(query, u"offset"_s, 0, OutputBounds::largestOffset);
    const auto at = momentFromQuery(query, u"at"_s);
    const auto count = integerFromQuery(query, u"count"_s, 1, OutputLinesParameters::maxCount);
    for (const auto *number : {&line, &offset, &at, &count}) {
        if (!*number)
            return number->error();
    }
    if (*line == qint64(0))
        return invalid(u"line"_s, u"Lines are counted from 1; -1 is the last one."_s);
    if (line->has_value() + offset->has_value() + at->has_value() > 1)
        return invalid(*line ? u"line"_s : u"offset"_s, u"line, offset and at each name a line; give one of them."_s);
    OutputLinesParameters lines;
    lines.line = line->value_or(1);
    lines.offset = *offset;
    lines.atMs = *at;
    lines.count = count->value_or(OutputLinesParameters::usualCount);
    return lines;
}

Result<OutputQuery> readOutputQuery(const QUrlQuery &parameters)
{
    OutputQuery query;
    query.text = parameters.queryItemValue(u"q"_s, QUrl::FullyDecoded);
    if (query.text.isEmpty())
        return invalid(u"q"_s, u"q is the text to look for."_s);
    const auto isRegex = flagFromQuery(parameters, u"regex"_s);
    const auto isCaseSensitive = flagFromQuery(parameters, u"case"_s);
    const auto backwards = flagFromQuery(parameters, u"backwards"_s);
    for (const auto *flag : {&isRegex, &isCaseSensitive, &backwards}) {
        if (!*flag)
            return flag->error();
    }
    const auto fromLine = integerFromQuery(parameters, u"from_line"_s, 1, OutputBounds::largestOffset);
    const auto context = integerFromQuery(parameters, u"context"_s, 0, 20);
    const auto limit = integerFromQuery(parameters, u"limit"_s, 1, 1000);
    for (const auto *number : {&fromLine, &context, &limit}) {
        if (!*number)
            return number->error();
    }
    query.isRegex = isRegex->value_or(false);
    query.isCaseSensitive = isCaseSensitive->value_or(false);
    query.backwards = backwards->value_or(false);
    query.fromLine = fromLine->value_or(0);
    query.context = static_cast<int>(context->value_or(0));
    query.limit = static_cast<int>(limit->value_or(100));
    return query;
}

} // namespace Procession
