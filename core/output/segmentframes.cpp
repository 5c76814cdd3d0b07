// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "segmentframes.h"

#include "crc32c.h"

#include <QtEndian>

#include <algorithm>

namespace Procession::SegmentFrames {

std::array<char, headSize> encodeHead(const OutputChunk &chunk)
{
    const auto record = OutputCodec::encodeHead({chunk.stream, chunk.timeMs, static_cast<quint32>(chunk.bytes.size())});
    std::array<char, headSize> head{};
    std::copy(record.begin(), record.end(), head.begin());
    qToBigEndian(crc32c(chunk.bytes, crc32c(record)), head.data() + record.size());
    return head;
}

Content decode(QByteArrayView file, qint64 offset)
{
    Content content;
    content.output.offset = offset;
    content.output.bytes.reserve(std::min(file.size(), maxBytes));
    for (;;) {
        const QByteArrayView rest = file.sliced(content.validBytes);
        if (rest.size() < headSize)
            return content;
        const std::optional<OutputCodec::Head> head = OutputCodec::decodeHead(rest);
        if (!head || rest.size() - headSize < static_cast<qint64>(head->length))
            return content;
        const QByteArrayView bytes = rest.sliced(headSize, head->length);
        const auto checksum = qFromBigEndian<quint32>(rest.data() + OutputCodec::headSize);
        if (crc32c(bytes, crc32c(rest.first(OutputCodec::headSize))) != checksum)
            return content;
        content.output.append({head->stream, head->timeMs, bytes});
        content.validBytes += headSize + bytes.size();
    }
}

} // namespace Procession::SegmentFrames
