// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"

#include <array>
#include <span>

namespace Procession {

/// Output as records, which keep streams and times: on the wire as `application/vnd.procession.output`, and in the files.
///
/// A record is one byte for the stream (1 stdout, 2 stderr), three zero bytes, the number of bytes that follow the head
/// (over 0) as u32, the wall time in ms as i64, both big-endian, and the bytes. Pure; any thread.
namespace OutputCodec {

inline constexpr QByteArrayView mimeType = "application/vnd.procession.output";
inline constexpr qsizetype headSize = 16;
/// The latest time that is taken: the end of the year 9999.
inline constexpr qint64 latestTimeMs = 253402300799999;

/// A record without its bytes.
struct Head
{
    OutputStream stream = OutputStream::Stdout;
    qint64 timeMs = 0;
    quint32 length = 0;
};
std::array<char, headSize> encodeHead(const Head &head);
/// The head that begins there, of headSize bytes at least; nothing where it is none.
std::optional<Head> decodeHead(QByteArrayView bytes);

/// The chunks as records; an empty chunk has none.
QByteArray encode(std::span<const OutputChunk> chunks);
/// The chunks of these records, as views of them. Errors: InvalidField, saying which record is none or isn't whole.
Result<std::vector<OutputChunk>> decode(QByteArrayView records);

} // namespace OutputCodec

} // namespace Procession
