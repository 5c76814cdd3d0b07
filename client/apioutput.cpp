// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiclient.h"

#include "apijson.h"
#include "outputcodec.h"

namespace Procession {

using namespace Qt::StringLiterals;

// The part of ApiClient that sends and reads output, which goes over the wire as records.

namespace {

QString outputPath(const ProcessId &id)
{
    return u"/processes/"_s + id.toString() + u"/output"_s;
}

ApiError badAnswer(const QString &why)
{
    return {200, u"bad_answer"_s, {ErrorCode::Io, u"the server's answer isn't understood: "_s + why, {}}, {}};
}

/// What the headers of an answer to a read say, apart from its body.
class OutputHeaders
{
public:
    explicit OutputHeaders(const QList<QPair<QByteArray, QByteArray>> &headers)
        : m_headers(headers)
    {
    }

    QByteArray value(QByteArrayView name) const
    {
        for (const auto &[key, value] : m_headers) {
            if (key.compare(name, Qt::CaseInsensitive) == 0)
                return value;
        }
        return {};
    }
    /// -1 where it isn't there.
    qint64 number(QByteArrayView name) const
    {
        bool isNumber = false;
        const qint64 number = value(name).toLongLong(&isNumber);
        return isNumber ? number : -1;
    }

private:
    const QList<QPair<QByteArray, QByteArray>> &m_headers;
};

Result<OutputPart, ApiError> partFrom(const QByteArray &records, const OutputHeaders &headers)
{
    OutputPart part{.attempt = static_cast<int>(headers.number("Output-Attempt")),
                    .content = {.offset = headers.number("Output-Offset"), .bytes = {}, .runs = {}},
                    .extent = {.length = headers.number("Output-Length"),
                               .cut = {},
                               .lines = 0,
                               .lastAt = {},
                               .complete = headers.value("Output-Complete") == "true"}};
    if (part.attempt < 1 || part.content.offset < 0 || part.extent.length < 0)
        return badAnswer(u"the headers that tell of an output are missing."_s);
    const QByteArray cut = headers.value("Output-Cut");
    if (const qsizetype dash = cut.indexOf('-'); dash > 0)
        part.extent.cut = {cut.first(dash).toLongLong(), cut.sliced(dash + 1).toLongLong()};
    const auto chunks = OutputCodec::decode(records);
    if (!chunks)
        return badAnswer(chunks.error().message);
    for (const OutputChunk &chunk : *chunks)
        part.content.append(chunk);
    return part;
}

} // namespace

void ApiClient::appendOutput(const ProcessId &id, int attempt, qint64 offset, const QByteArray &records,
                             const Callback<OutputExtent> &callback)
{
    QUrlQuery query;
    query.addQueryItem(u"attempt"_s, QString::number(attempt));
    query.addQueryItem(u"offset"_s, QString::number(offset));
    send("POST", m_endpoint.request(outputPath(id), query), records, OutputCodec::mimeType.toByteArray(),
         [callback](const Answer &answer) {
             using Reply = ApiReply<OutputExtent>;
             if (answer.error) {
                 callback(Reply(*answer.error, answer.body));
                 return;
             }
             const auto extent = outputExtentFrom(answer.body.value("output"_L1).toObject());
             callback(extent ? Reply(*extent, answer.body) : Reply(badAnswer(extent.error().message), answer.body));
         });
}

void ApiClient::output(const ProcessId &id, const OutputQuestion &question, const Callback<OutputPart> &callback)
{
    QUrlQuery query;
    if (question.attempt)
        query.addQueryItem(u"attempt"_s, QString::number(*question.attempt));
    if (question.tail)
        query.addQueryItem(u"tail"_s, QString::number(*question.tail));
    else
        query.addQueryItem(u"offset"_s, QString::number(question.offset));
    query.addQueryItem(u"limit"_s, QString::number(question.limit));
    QNetworkRequest request = m_endpoint.request(outputPath(id), query);
    request.setRawHeader("Accept", OutputCodec::mimeType.toByteArray());
    send("GET", request, {}, {}, [callback](const Answer &answer) {
        using Reply = ApiReply<OutputPart>;
        callback(answer.error ? Reply(*answer.error, answer.body)
                              : Reply(partFrom(answer.text, OutputHeaders(answer.headers)), {}));
    });
}

} // namespace Procession
