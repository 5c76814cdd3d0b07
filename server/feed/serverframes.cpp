// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "serverframes.h"

#include <QtEndian>

#include <array>

namespace Procession::ServerFrames {

namespace {

// Final frames.
constexpr uchar text = 0x81;
constexpr uchar binary = 0x82;

void appendHead(QByteArray &out, uchar firstByte, qsizetype payloadSize)
{
    const auto size = static_cast<quint64>(payloadSize);
    std::array<char, 10> header{};
    header[0] = static_cast<char>(firstByte);
    qsizetype headerSize = 2;
    if (size < 126) {
        header[1] = static_cast<char>(size);
    } else if (size <= 0xffff) {
        header[1] = 126;
        qToBigEndian(static_cast<quint16>(size), header.data() + 2);
        headerSize = 4;
    } else {
        header[1] = 127;
        qToBigEndian(size, header.data() + 2);
        headerSize = 10;
    }
    out.append(header.data(), headerSize);
}

} // namespace

void appendText(QByteArray &out, QByteArrayView payload)
{
    appendHead(out, text, payload.size());
    out.append(payload);
}

void beginBinary(QByteArray &out, qsizetype payloadSize)
{
    appendHead(out, binary, payloadSize);
}

} // namespace Procession::ServerFrames
