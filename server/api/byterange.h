// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace Procession {

/// One range of bytes as a `Range` header asks for it (RFC 9110, section 14). Plain data.
struct ByteRange
{
    std::optional<qint64> first; ///< nothing: the last `last` bytes
    std::optional<qint64> last;  ///< included; nothing: up to the end

    /// The range that the header asks for. Nothing where there is none, or it is one that a server may pass over: several
    /// ranges, another unit, or what can't be read.
    static std::optional<ByteRange> fromHeader(const QByteArray &value);

    /// From the first byte up to behind the last one, within so many bytes; nothing where none of it is there.
    struct Bounds
    {
        qint64 from = 0;
        qint64 to = 0;
    };
    std::optional<Bounds> within(qint64 length) const;
};

} // namespace Procession
