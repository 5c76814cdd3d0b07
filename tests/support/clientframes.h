// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtEndian>

namespace Procession {

/// A frame as a WebSocket client sends it, masked. `firstByte` holds FIN and the opcode: 0x81 is a whole text.
inline QByteArray clientFrame(int firstByte, const QByteArray &payload)
{
    const QByteArray mask = "Mask";
    QByteArray frame(1, static_cast<char>(firstByte));
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80 | payload.size());
    } else if (payload.size() <= 0xffff) {
        frame += '\xfe';
        const auto size = qToBigEndian(static_cast<quint16>(payload.size()));
        frame.append(reinterpret_cast<const char *>(&size), sizeof(size));
    } else {
        frame += '\xff';
        const auto size = qToBigEndian(static_cast<quint64>(payload.size()));
        frame.append(reinterpret_cast<const char *>(&size), sizeof(size));
    }
    frame += mask;
    for (qsizetype i = 0; i < payload.size(); ++i)
        frame += static_cast<char>(payload[i] ^ mask[i % 4]);
    return frame;
}

/// Takes the first whole frame of a server off the front of a stream; its payload, or null where none is whole.
inline QByteArray takeServerFrame(QByteArray &stream)
{
    if (stream.size() < 2)
        return {};
    qsizetype header = 2;
    qsizetype size = static_cast<uchar>(stream[1]);
    if (size == 126)
        header = 4;
    else if (size == 127)
        header = 10;
    if (stream.size() < header)
        return {};
    if (size == 126)
        size = qFromBigEndian<quint16>(stream.constData() + 2);
    else if (size == 127)
        size = static_cast<qsizetype>(qFromBigEndian<quint64>(stream.constData() + 2));
    if (stream.size() < header + size)
        return {};
    const QByteArray payload = stream.mid(header, size);
    stream.remove(0, header + size);
    return payload.isNull() ? QByteArray("") : payload;
}

} // namespace Procession
