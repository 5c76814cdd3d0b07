// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace Procession {

/// The name of a segment: of a file that holds some consecutive bytes of an output. All names of a folder together are its
/// index by offset, by line and by time. Numbers are hexadecimal, as `START-LINE-LINESTART-TIME-END.zst`, END only once the
/// segment is closed; `-over` follows where the attempt is over.
struct SegmentName
{
    enum class Form : quint8 {
        Open,       ///< `.out`: it grows
        Closed,     ///< `.raw`: it doesn't any more
        Compressed, ///< `.zst`: the same, compressed
    };

    qint64 start = 0;     ///< the offset of its first byte
    qint64 line = 1;      ///< the number of the line that holds that byte
    qint64 lineStart = 0; ///< where that line begins: before `start` where it goes on here
    qint64 timeMs = 0;    ///< when that byte came
    qint64 end = 0;       ///< behind its last byte; of an open one, nothing
    Form form = Form::Open;
    bool isOver = false; ///< said when the attempt was over

    /// Of the lines that begin here, the number of the first; there may be none.
    qint64 firstOwnLine() const { return lineStart == start ? line : line + 1; }

    QByteArray toBytes() const;
    /// The name that `bytes` spell, or nothing where they are none of ours.
    static std::optional<SegmentName> fromBytes(QByteArrayView bytes);

    friend bool operator==(const SegmentName &a, const SegmentName &b) = default;
};

} // namespace Procession
