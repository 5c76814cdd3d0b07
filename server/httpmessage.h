// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>

#include <algorithm>
#include <utility>

namespace Procession {

enum class HttpMethod : quint8 { Get, Head, Post, Put, Patch, Delete, Options };

/// A header's name (lower case in requests) and value.
using HttpHeader = std::pair<QByteArray, QByteArray>;

/// One request as our own code sees it. Plain data: tests make them without a socket.
struct HttpRequest
{
    HttpMethod method = HttpMethod::Get;
    QByteArray path;  ///< as it was sent, still percent-encoded
    QByteArray query; ///< likewise, without the question mark
    QList<HttpHeader> headers;
    QByteArray body;
    QHostAddress peer;

    /// The value of the first header of that (lower case) name; null where there is none.
    QByteArray header(QByteArrayView name) const
    {
        const auto it = std::find_if(headers.begin(), headers.end(),
                                     [name](const HttpHeader &candidate) { return candidate.first == name; });
        return it == headers.end() ? QByteArray() : it->second;
    }
};

/// One answer.
struct HttpResponse
{
    int status = 200;
    QByteArray body;
    QByteArray contentType = QByteArrayLiteral("application/json");
    QList<HttpHeader> headers; ///< beyond Content-Type, Content-Length and Connection
    bool close = false;        ///< the connection ends with this answer
    quint64 afterSeq = 0;      ///< confirms a change: sent once the log is committed up to here
    bool needsDisk = false;    ///< not an answer: it must be looked for on the disk
};

/// Stands for an answer that only the disk can give.
inline HttpResponse onDisk()
{
    HttpResponse response;
    response.needsDisk = true;
    return response;
}

} // namespace Procession
