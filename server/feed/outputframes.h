// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputappend.h"

namespace Procession {

/// Prints the messages of a WebSocket that follows an output or takes one, as frames that are ready to be written.
/// Pure. Any thread.
namespace OutputFrames {

/// Appends the message that the output of that attempt follows from `offset` on; `length` is what there is by now.
void appendBegin(QByteArray &out, int attempt, qint64 offset, qint64 length);
/// Appends a binary frame: the offset of the first byte as u64, big-endian, and records (see OutputCodec).
void appendBytes(QByteArray &out, const OutputBytes &content);
/// Appends the message that the output of that attempt stands so.
void appendExtent(QByteArray &out, int attempt, const OutputExtent &extent);
/// Appends the message that these bytes aren't sent.
void appendSkipped(QByteArray &out, const OutputRange &range);
/// Appends the message that a later attempt has begun.
void appendAttempt(QByteArray &out, int attempt);
/// Appends the message that the attempt is over, and all of its output up to `length` was told.
void appendComplete(QByteArray &out, qint64 length);
/// Appends the message that it doesn't go on, and why.
void appendRefusal(QByteArray &out, const Refusal &refusal);
/// Appends the message that the output of that attempt, of which there are `length` bytes, is taken in messages of at
/// most `maxMessage` bytes.
void appendTaking(QByteArray &out, int attempt, qint64 length, qint64 maxMessage);
/// Appends the message that the output is stored up to `length`.
void appendStored(QByteArray &out, qint64 length);
/// Appends the message that no more is taken, and why.
void appendRefused(QByteArray &out, const AppendRefusal &refused);

} // namespace OutputFrames

} // namespace Procession
