// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputcodec.h"

namespace Procession {

/// The content of a segment: frames, each a record's head, its checksum, and its bytes. The checksum (CRC-32C, u32
/// big-endian) covers head and bytes. Pure; any thread.
namespace SegmentFrames {

inline constexpr qsizetype headSize = OutputCodec::headSize + 4;
/// The bytes of output in a segment at most.
inline constexpr qsizetype maxBytes = 1024 * 1024;
/// A segment of many small frames is closed once it has so many bytes on the disk.
inline constexpr qsizetype maxFileBytes = 2 * maxBytes;

/// The head of a frame that holds this chunk, which isn't empty.
std::array<char, headSize> encodeHead(const OutputChunk &chunk);

/// The frames that begin at the beginning of `file`.
struct Content
{
    OutputBytes output;
    qsizetype validBytes = 0; ///< of `file`: what follows is no whole frame
};
/// `offset` is that of the first byte of output in it. Stops at the first frame that isn't whole.
Content decode(QByteArrayView file, qint64 offset);

} // namespace SegmentFrames

} // namespace Procession
