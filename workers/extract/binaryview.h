// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace Procession {

/// Bytes of a binary format, numbers in little-endian order. Whatever offset a hostile file names, nothing outside of
/// them is read: what isn't there is 0, or empty. Refers to bytes that must outlive it. Plain data.
class BinaryView
{
public:
    BinaryView() = default;
    explicit BinaryView(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    qsizetype size() const { return m_bytes.size(); }
    bool isEmpty() const { return m_bytes.isEmpty(); }
    QByteArrayView bytes() const { return m_bytes; }
    /// Whether all of these bytes are there.
    bool holds(qint64 at, qint64 count) const
    {
        return at >= 0 && count >= 0 && at <= m_bytes.size() && count <= m_bytes.size() - at;
    }
    /// As many of these bytes as are there.
    BinaryView sliced(qint64 at, qint64 count) const
    {
        if (at < 0 || at >= m_bytes.size() || count <= 0)
            return {};
        return BinaryView(m_bytes.sliced(at, std::min<qint64>(count, m_bytes.size() - at)));
    }
    BinaryView from(qint64 at) const { return sliced(at, m_bytes.size()); }

    quint8 u8(qint64 at) const { return holds(at, 1) ? byte(at) : 0; }
    quint16 u16(qint64 at) const { return holds(at, 2) ? static_cast<quint16>(byte(at) | byte(at + 1) << 8) : 0; }
    quint32 u32(qint64 at) const { return holds(at, 4) ? quint32(u16(at)) | quint32(u16(at + 2)) << 16 : 0; }

private:
    quint8 byte(qint64 at) const { return static_cast<quint8>(m_bytes[at]); }

    QByteArrayView m_bytes;
};

} // namespace Procession
