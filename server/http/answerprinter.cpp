// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "answerprinter.h"

#include <array>
#include <charconv>

namespace Procession {

namespace {

/// The words of the status line.
QByteArrayView reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Error";
    }
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
