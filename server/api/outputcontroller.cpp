// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputcontroller.h"

#include "clock.h"
#include "outputappend.h"
#include "outputcodec.h"
#include "outputextentjson.h"
#include "outputjson.h"
#include "outputparameters.h"
#include "outputstore.h"
#include "serverparts.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What came as the body of an append.
enum class Form : quint8 { Raw, Records };

Result<Form, Refusal> formOf(const HttpRequest &request)
{
    const QByteArray type = request.header("content-type");
    const QByteArray name = type.split(';').constFirst().trimmed().toLower();
    if (name == OutputCodec::mimeType)
        return Form::Records;
    if (type.isEmpty() || name == "application/octet-stream" || name == "text/plain")
        return Form::Raw;
    return Refusal(415, "unsupported_media_type",
                   u"Output is sent as application/octet-stream, text/plain or %1, and not as %2."_s.arg(
                       QString::fromLatin1(OutputCodec::mimeType), QString::fromLatin1(name.left(64))));
}

HttpResponse unsatisfiable(qint64 length)
{
    HttpResponse response =
        Refusal(416, "range_not_satisfiable", u"None of these bytes is here; the output has %1."_s.arg(length));
    response.headers.emplaceBack("Content-Range", "bytes */" + QByteArray::number(length));
    return response;
}

/// The bytes of one stream.
QByteArray only(OutputStream stream, const OutputBytes &content)
{
    QByteArray bytes;
    for (const OutputChunk &chunk : content.chunks()) {
        if (chunk.stream == stream)
            bytes.append(chunk.bytes);
    }
    return bytes;
}

HttpResponse bytesResponse(const OutputReadParameters &wanted, const OutputBytes &content, int attempt,
                           const OutputExtent &extent)
{
    HttpResponse response;
    if (wanted.asRecords)
        response.body = OutputCodec::encode(content.chunks());
    else
        response.body = wanted.stream ? only(*wanted.stream, content) : content.bytes;
    response.contentType =
        wanted.asRecords ? OutputCodec::mimeType.toByteArray() : QByteArrayLiteral("application/octet-stream");
    // Whatever a program printed, no browser takes it for a page.
    response.headers = {
        {"Content-Disposition", "attachment"},
        {"X-Content-Type-Options", "nosniff"},
        {"Cache-Control", "no-store"},
        {"Accept-Ranges", "bytes"},
        {"Output-Attempt", QByteArray::number(attempt)},
        {"Output-Offset", QByteArray::number(content.offset)},
        {"Output-Next-Offset", QByteArray::number(content.end())},
        {"Output-Length", QByteArray::number(extent.length)},
        {"Output-Complete", extent.complete ? "true" : "false"},
    };
    if (!extent.cut.isEmpty()) {
        response.headers.emplaceBack("Output-Cut",
                                     QByteArray::number(extent.cut.from) + '-' + QByteArray::number(extent.cut.to));
    }
    return response;
}

} // namespace

OutputController::OutputController(const ServerParts &parts)
    : m_attempts(parts.tracker, parts.archive)
    , m_clock(parts.clock)
    , m_store(parts.output)
{
}

Result<FoundAttempt, Refusal> OutputController::find(const Call &call) const
{
    const auto attempt = attemptFromQuery(call.query);
    if (!attempt)
        return refusalOfQuery(attempt.error());
    return m_attempts.find(call.process, *attempt);
}

Answer OutputController::append(const Call &call) const
{
    const auto form = formOf(call.request);
    if (!form)
        return form.error();
    const auto wanted = readOutputAppend(call.query);
    if (!wanted)
        return refusalOfQuery(wanted.error());
    std::vector<OutputChunk> chunks;
    if (*form == Form::Records) {
        if (wanted->stream) {
            return Refusal({ErrorCode::InvalidField, u"Each record says its stream; leave stream out."_s, u"stream"_s},
                           400);
        }
        auto decoded = OutputCodec::decode(call.request.body);
        if (!decoded)
            return Refusal(decoded.error());
        chunks = std::move(*decoded);
    } else {
        chunks.push_back({wanted->stream.value_or(OutputStream::Stdout), m_clock.wallMs(), call.request.body});
    }
    const auto found = find(call);
    if (!found)
        return found.error();
    const auto appended = appendOutput(*m_store, *found, wanted->offset.value_or(OutputStore::atEnd), chunks);
    if (!appended) {
        const AppendRefusal &refused = appended.error();
        HttpResponse response = refused.refusal;
        if (refused.expectedOffset)
            response.body = jsonResponse(409, [&refused](ObjectWriter &body) { refused.write(body); }).body;
        return response;
    }
    HttpResponse response = jsonResponse(200, [&](ObjectWriter &body) {
        ObjectWriter output = body.object("output");
        writeOutputExtent(output, found->attempt, appended->extent);
    });
    response.afterSeq = appended->afterSeq;
    return response;
}

Answer OutputController::read(const Call &call) const
{
    const auto wanted = readOutputRead(call.request, call.query);
    if (!wanted)
        return refusalOfQuery(wanted.error());
    const auto found = find(call);
    if (!found)
        return found.error();
    const OutputKey key = found->key();

    qint64 offset = wanted->offset;
    qint64 limit = wanted->limit;
    std::optional<ByteRange::Bounds> bounds;
    if (wanted->range) {
        const auto extent = m_store->extent(key);
        if (!extent)
            return Refusal(extent.error());
        bounds = wanted->range->within(extent->length);
        if (!bounds)
            return unsatisfiable(extent->length);
        offset = bounds->from;
        limit = std::min(bounds->to - bounds->from, OutputReadParameters::maxLimit);
    } else if (wanted->tail) {
        const auto begin = m_store->offsetOfTail(key, *wanted->tail);
        if (!begin)
            return Refusal(begin.error());
        offset = *begin;
    }
    const auto slice = m_store->read(key, offset, limit);
    if (!slice)
        return refusalOfQuery(slice.error());
    const OutputExtent extent = found->extent(slice->extent);
    if (!bounds)
        return bytesResponse(*wanted, slice->content, found->attempt, extent);

    // Where the beginning isn't kept, the part begins later.
    const OutputBytes &content = slice->content;
    if (content.bytes.isEmpty() || content.offset >= bounds->to)
        return unsatisfiable(extent.length);
    HttpResponse response = bytesResponse(*wanted, content.part(content.offset, std::min(content.end(), bounds->to)),
                                          found->attempt, extent);
    response.status = 206;
    response.headers.emplaceBack("Content-Range",
                                 "bytes " + QByteArray::number(content.offset) + '-'
                                     + QByteArray::number(content.offset + response.body.size() - 1) + '/'
                                     + QByteArray::number(extent.length));
    return response;
}

Answer OutputController::lines(const Call &call) const
{
    const auto wanted = readOutputLines(call.query);
    if (!wanted)
        return refusalOfQuery(wanted.error());
    const auto found = find(call);
    if (!found)
        return found.error();
    const OutputKey key = found->key();

    Result<qint64> first = wanted->line;
    if (wanted->offset)
        first = m_store->lineAtOffset(key, *wanted->offset);
    else if (wanted->atMs)
        first = m_store->lineAtTime(key, *wanted->atMs);
    if (!first)
        return refusalOfQuery(first.error());
    const auto lines = m_store->lines(key, *first, wanted->count);
    if (!lines)
        return refusalOfQuery(lines.error());
    return jsonResponse(200, [&](ObjectWriter &body) {
        {
            ArrayWriter list = body.array("lines");
            for (const OutputLine &line : lines->lines)
                writeOutputLine(list.object(), line);
        }
        writeOutputExtent(body, found->attempt, found->extent(lines->extent), "total_lines");
    });
}

Answer OutputController::search(const Call &call) const
{
    const auto query = readOutputQuery(call.query);
    if (!query)
        return refusalOfQuery(query.error());
    const auto found = find(call);
    if (!found)
        return found.error();
    const auto matches = m_store->search(found->key(), *query, call.stop);
    if (!matches)
        return refusalOfQuery(matches.error());
    return jsonResponse(200, [&](ObjectWriter &body) {
        {
            ArrayWriter list = body.array("matches");
            for (const OutputMatch &match : matches->matches)
                writeOutputMatch(list.object(), match);
        }
        const qint64 step = query->backwards ? -1 : 1;
        if (matches->nextLine)
            body.integer("next_line", *matches->nextLine);
        else
            body.null("next_line");
        const qint64 end = query->backwards ? 1 : matches->extent.lines;
        body.integer("searched_to", matches->nextLine ? *matches->nextLine - step : end);
        body.boolean("timed_out", matches->timedOut);
        body.integer("attempt", found->attempt);
        body.integer("total_lines", matches->extent.lines);
    });
}

Answer OutputController::live(const Call &call) const
{
    return Refusal(
               426, "upgrade_required",
               u"This is a WebSocket: connect with ws://…%1."_s.arg(QString::fromLatin1(call.request.path.left(256))))
        .withHeader("Upgrade", "websocket");
}

} // namespace Procession
