// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputcodec.h"

#include <QtEndian>

#include <algorithm>

namespace Procession::OutputCodec {

using namespace Qt::StringLiterals;

std::array<char, headSize> encodeHead(const Head &head)
{
    std::array<char, headSize> bytes{};
    bytes[0] = static_cast<char>(head.stream);
    qToBigEndian(head.length, bytes.data() + 4);
    qToBigEndian(head.timeMs, bytes.data() + 8);
    return bytes;
}

std::optional<Head> decodeHead(QByteArrayView bytes)
{
    const auto stream = static_cast<OutputStream>(bytes[0]);
    const Head head{stream, qFromBigEndian<qint64>(bytes.data() + 8), qFromBigEndian<quint32>(bytes.data() + 4)};
    const bool isHead = (stream == OutputStream::Stdout || stream == OutputStream::Stderr)
        && bytes.sliced(1, 3) == QByteArrayView("\0\0\0", 3) && head.length > 0 && head.timeMs >= 0
        && head.timeMs <= latestTimeMs;
    return isHead ? std::optional(head) : std::nullopt;
}

QByteArray encode(std::span<const OutputChunk> chunks)
{
    qsizetype size = 0;
    for (const OutputChunk &chunk : chunks)
        size += headSize + chunk.bytes.size();
    QByteArray records;
    records.reserve(size);
    for (const OutputChunk &chunk : chunks) {
        if (chunk.bytes.isEmpty())
            continue;
        records.append(encodeHead({chunk.stream, chunk.timeMs, static_cast<quint32>(chunk.bytes.size())}));
        records.append(chunk.bytes);
    }
    return records;
}

Result<std::vector<OutputChunk>> decode(QByteArrayView records)
{
    std::vector<OutputChunk> chunks;
    for (qsizetype at = 0; at < records.size();) {
        const QByteArrayView rest = records.sliced(at);
        const auto refused = [&](const QString &why) {
            return Error{ErrorCode::InvalidField,
                         u"Record %1 of the output, at byte %2, %3."_s.arg(chunks.size() + 1).arg(at).arg(why),
                         {}};
        };
        if (rest.size() < headSize)
            return refused(u"is cut off in its head of %1 bytes"_s.arg(headSize));
        const std::optional<Head> head = decodeHead(rest);
        if (!head) {
            return refused(u"has no valid head: a stream (1 or 2), three zero bytes, a length over 0, and a time in "
                           "milliseconds since the epoch"_s);
        }
        if (rest.size() - headSize < static_cast<qint64>(head->length))
            return refused(u"is to have %1 bytes, and has %2"_s.arg(head->length).arg(rest.size() - headSize));
        chunks.push_back({head->stream, head->timeMs, rest.sliced(headSize, head->length)});
        at += headSize + head->length;
    }
    return chunks;
}

} // namespace Procession::OutputCodec
