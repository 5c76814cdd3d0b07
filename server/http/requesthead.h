// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpmessage.h"

#include <optional>
#include <variant>

namespace Procession {

/// The head of a request, read: the request itself, and facts about its body and its connection.
struct RequestHead
{
    HttpRequest request; ///< without a body
    qsizetype size = 0;  ///< of the head in bytes, its empty line included
    qint64 contentLength = 0;
    bool chunked = false;
    bool isCurrent = true; ///< HTTP/1.1; otherwise HTTP/1.0, whose answers have no chunks
    bool keepAlive = true;
    bool expectsContinue = false;
    bool upgradesToWebSocket = false;

    bool hasBody() const { return chunked || contentLength > 0; }
};

/// Whether a byte may not stand in a line of a head: a control character that isn't a tab.
constexpr bool isControl(char c)
{
    return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f';
}

/// Reads the heads of a connection's requests, strictly: it refuses a head that two readers could understand
/// differently, so that nothing can be smuggled past the checks.
///
/// A target in absolute form (`http://host/path`) is taken; its host is then the request's Host, whatever that header
/// says. HTTP/1.0 may leave Host out where it only reads: browsers, whose names can be rebound, never speak it.
///
/// Clients send the same headers again and again: where they are the same bytes as those of the last request, they
/// mean the same, and only the request line is read.
class RequestHeadParser
{
public:
    /// More bytes are wanted.
    struct Incomplete
    {
    };
    using Outcome = std::variant<Incomplete, RequestHead, HttpResponse>;

    /// Reads the head at the beginning of `bytes`. A refusal (an HttpResponse) comes as soon as it is certain, also in
    /// the middle of a head. A head may have at most `maxBytes`.
    Outcome parse(QByteArrayView bytes, qsizetype maxBytes);

private:
    QByteArray m_knownHeaders; // of an HTTP/1.1 request
    RequestHead m_known;       // what they amount to
};

} // namespace Procession
