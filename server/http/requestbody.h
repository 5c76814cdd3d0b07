// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bytebudget.h"
#include "requesthead.h"

#include <optional>

namespace Procession {

/// How far the body of a request has come.
enum class BodyState : quint8 {
    More,
    Whole,
    Malformed,
    TooLong, ///< longer than its limit
    NoRoom,  ///< the bodies of all connections take as much memory as they may
};

/// Takes a chunked body apart as it arrives. One for each body.
class ChunkedDecoder
{
public:
    explicit ChunkedDecoder(qsizetype maxBytes)
        : m_maxBytes(maxBytes)
    {
    }

    /// Consumes the next bytes; `consumed` says how many, since behind the end the next request may begin.
    BodyState feed(QByteArrayView bytes, qsizetype &consumed);
    /// Bytes of the body so far.
    qsizetype size() const { return m_body.size(); }
    QByteArray takeBody() { return std::move(m_body); }

private:
    enum class Phase : quint8 { Size, Data, DataEnd, Trailer };

    qsizetype m_maxBytes;
    Phase m_phase = Phase::Size;
    QByteArray m_line;
    qsizetype m_remaining = 0;
    qsizetype m_trailers = 0; // bytes of them, which are thrown away
    QByteArray m_body;
};

/// Takes the bodies of a connection's requests as they arrive, one after the other: each within its limit, and a longer
/// one within the memory for the bodies of all connections. Threads: the connection's. Owner: HttpConnection.
class RequestBody
{
public:
    /// A body of so many bytes always finds room: a report doesn't wait for other clients' batches.
    static constexpr qsizetype freeBytes = 16 * 1024;

    /// `memory` must outlive this.
    explicit RequestBody(ByteBudget &memory)
        : m_share(memory)
    {
    }

    /// Begins with the body of that request, of which at most `limit` bytes are taken.
    BodyState begin(const RequestHead &head, qsizetype limit);
    /// Takes the next bytes; `consumed` says how many, since behind the end the next request may begin.
    BodyState feed(QByteArrayView bytes, qsizetype &consumed);
    /// The whole body. Its memory stays counted until clear().
    QByteArray take() { return std::move(m_bytes); }
    /// The request is answered.
    void clear();

private:
    qsizetype m_length = 0; // where it isn't chunked
    QByteArray m_bytes;
    std::optional<ChunkedDecoder> m_chunks;
    ByteBudget::Share m_share;
};

} // namespace Procession
