// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace Procession {

/// One server-sent event.
struct SseEvent
{
    QString type; ///< empty where the server named none, which means `message`
    QString data;
};

/// Reads server-sent events from a body that comes in pieces, by the rules of the HTML standard: lines that end in
/// LF, CR or CRLF, comments, several `data` lines in one event, and no event from what a broken stream leaves.
///
/// Beside the standard: a server that gives up in the middle of a stream may say so in a line that is no part of an
/// event, as `error: ...` or as bare JSON. It becomes an event of the type `error`.
///
/// Invalid UTF-8 becomes U+FFFD. A line, and the data of one event, can't grow beyond `maxBytes`.
/// Pure; any one thread.
class SseReader
{
public:
    explicit SseReader(qsizetype maxBytes = 1024 * 1024)
        : m_maxBytes(maxBytes)
    {
    }

    /// The events that these bytes complete.
    std::vector<SseEvent> feed(QByteArrayView bytes);
    /// Whether a line or an event was too long; nothing is read after that.
    bool hasOverflowed() const { return m_overflowed; }

private:
    void endLine(std::vector<SseEvent> &events);
    void takeField(QByteArrayView name, QByteArrayView value);

    qsizetype m_maxBytes;
    QByteArray m_line;
    QByteArray m_data; // each line of it with an LF
    QByteArray m_type;
    bool m_isFirstLine = true;
    bool m_skipsLf = false; // the LF of a CRLF
    bool m_overflowed = false;
};

} // namespace Procession
