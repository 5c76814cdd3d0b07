// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <utility>

namespace Procession {

enum class HttpMethod : quint8 { Get, Head, Post, Put, Patch, Delete, Options };
/// The names of the methods, in their order.
inline constexpr std::array<QByteArrayView, 7> httpMethodNames{"GET",   "HEAD",   "POST",   "PUT",
                                                               "PATCH", "DELETE", "OPTIONS"};
inline QByteArrayView nameOf(HttpMethod method)
{
    return httpMethodNames[static_cast<size_t>(method)];
}

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

/// One part of a body that is made while the client takes it. Plain data.
struct BodyPart
{
    enum class Then : quint8 {
        More,   ///< another part follows
        End,    ///< this is the last one
        Broken, ///< the body can't be finished: the connection ends in the middle of it, so that the client knows
    };

    QByteArray bytes;     ///< may be empty
    quint64 afterSeq = 0; ///< confirms changes: sent once the log is committed up to here
    Then then = Then::More;
};

/// Makes the rest of a body that is too long, or takes too long, to be made at once.
///
/// Each part is a slice of work after which others get their turn. Parts are made one after the other; the next one is
/// made when the client has taken most of those before. Threads: the listener's, or any where usesDisk() is true.
/// Owner: the response, then the connection.
class BodyRest
{
public:
    BodyRest() = default;
    virtual ~BodyRest() = default;
    Q_DISABLE_COPY_MOVE(BodyRest)

    /// The next part. Not called again after one that doesn't say More.
    virtual BodyPart next() = 0;
    /// The same; Broken where memory runs out.
    BodyPart make();
    /// The bytes that take the place of those in the part that next() returned last, if its changes weren't committed.
    virtual QByteArray notStored() { return {}; }
    /// Whether next() waits for the disk.
    virtual bool usesDisk() const { return false; }
    /// Whether the parts change something, so that they are made to the end even where the client is gone.
    virtual bool isWork() const { return false; }
};

inline BodyPart BodyRest::make()
{
    try {
        return next();
    } catch (const std::bad_alloc &) {
        return {{}, 0, BodyPart::Then::Broken};
    }
}

/// One answer.
struct HttpResponse
{
    int status = 200;
    QByteArray body;                ///< the whole of it, or its beginning where there is a rest
    std::shared_ptr<BodyRest> rest; ///< null where `body` is all
    QByteArray contentType = QByteArrayLiteral("application/json");
    QList<HttpHeader> headers; ///< beyond Content-Type, Content-Length and Connection
    bool close = false;        ///< the connection ends with this answer
    quint64 afterSeq = 0;      ///< confirms a change: sent once the log is committed up to here
    /// Where it is set, nothing else counts: called once in the server's thread, it has the answer made by somebody else, who
    /// calls `done` with it, once and from any thread. No thread waits meanwhile.
    std::function<void(const std::function<void(const HttpResponse &answer)> &done)> later{};
    /// With `later`, where its work can be called off: called once in the server's thread where the client goes before the
    /// answer is there. `done` is to be called all the same.
    std::function<void()> gone{};
};

struct Principal;
class RoutePlace;

/// A handler's judgement about a request, by its head alone. Plain data.
struct Admission
{
    std::optional<HttpResponse> refusal{}; ///< the answer where the request may not pass
    qsizetype bodyLimit = 0;               ///< the most bytes of body that are taken
    QList<HttpHeader> headers{};           ///< that every answer carries, those of the connection itself included

    // What the handler found, for its answer; nobody else looks into it.
    const RoutePlace *place = nullptr;    ///< that the path leads to; null for none
    QByteArray parameter{};               ///< that the path names; may be a part of HttpRequest::path
    const Principal *principal = nullptr; ///< who asks; null where that wasn't asked for
};

} // namespace Procession
