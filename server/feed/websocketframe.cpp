// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocketframe.h"

#include <QtEndian>

#include <array>

namespace Procession {

void appendTextFrame(QByteArray &out, QByteArrayView payload)
{
    const auto size = static_cast<quint64>(payload.size());
    std::array<char, 10> header{};
    header[0] = static_cast<char>(0x81); // final, text
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
    out.append(payload);
}

} // namespace Procession
