// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "answerprinter.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace Procession {

namespace {

/// The words of the status line; those that are sent all the time stand first.
constexpr std::array<std::pair<int, QByteArrayView>, 23> reasonPhrases{{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
}};

QByteArrayView reasonPhrase(int status)
{
    const auto known = std::find_if(reasonPhrases.begin(), reasonPhrases.end(),
                                    [status](const auto &phrase) { return phrase.first == status; });
    return known == reasonPhrases.end() ? "Error" : known->second;
}

void append(Printed &head, QByteArrayView text)
{
    head.append(text.data(), text.size());
}

void append(Printed &head, qsizetype number)
{
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    head.append(digits.data(), end - digits.data());
}

void append(Printed &head, const QList<HttpHeader> &headers)
{
    for (const auto &[name, value] : headers) {
        append(head, "\r\n");
        append(head, name);
        append(head, ": ");
        append(head, value);
    }
}

} // namespace

Printed printHead(const HttpResponse &response, const QList<HttpHeader> &moreHeaders, Goes goes, bool inChunks)
{
    Printed head;
    append(head, "HTTP/1.1 ");
    append(head, response.status);
    append(head, " ");
    append(head, reasonPhrase(response.status));
    if (!response.body.isEmpty() || response.rest) {
        append(head, "\r\nContent-Type: ");
        append(head, response.contentType);
    }
    if (inChunks) {
        append(head, "\r\nTransfer-Encoding: chunked");
    } else if (response.status != 204 && !response.rest) {
        append(head, "\r\nContent-Length: ");
        append(head, response.body.size());
    }
    append(head, response.headers);
    append(head, moreHeaders);
    switch (goes) {
    case Goes::On:
        append(head, "\r\n\r\n");
        break;
    case Goes::OnAsAsked:
        append(head, "\r\nConnection: keep-alive\r\n\r\n");
        break;
    case Goes::Nowhere:
        append(head, "\r\nConnection: close\r\n\r\n");
        break;
    }
    return head;
}

Printed chunkLine(qsizetype size)
{
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16).ptr;
    Printed line;
    line.append(digits.data(), end - digits.data());
    append(line, "\r\n");
    return line;
}

} // namespace Procession
