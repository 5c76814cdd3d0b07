// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "varint.h"

namespace Procession {

namespace {

constexpr int bitsOfByte = 7;
constexpr quint8 isFollowed = 1 << bitsOfByte;

} // namespace

void appendVarint(QByteArray &bytes, quint64 number)
{
    while (number >= isFollowed) {
        bytes.append(static_cast<char>(number | isFollowed));
        number >>= bitsOfByte;
    }
    bytes.append(static_cast<char>(number));
}

std::optional<quint64> takeVarint(QByteArrayView &bytes)
{
    quint64 number = 0;
    for (int shift = 0; shift < 64 && !bytes.isEmpty(); shift += bitsOfByte) {
        const auto byte = static_cast<quint8>(bytes.front());
        bytes = bytes.sliced(1);
        const quint64 bits = byte & ~isFollowed;
        if (bits << shift >> shift != bits)
            return std::nullopt; // more than 64 bits
        number |= bits << shift;
        if (!(byte & isFollowed))
            return number;
    }
    return std::nullopt;
}

} // namespace Procession
