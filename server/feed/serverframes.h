// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Procession {

/// Prints WebSocket frames as a server sends them (RFC 6455): unfragmented and unmasked. QWebSocket would encode a message
/// anew for each subscriber. Pure. Any thread.
namespace ServerFrames {

/// Appends a frame with this text, which must be UTF-8.
void appendText(QByteArray &out, QByteArrayView payload);
/// Appends the beginning of a frame with so many bytes, which are to follow.
void beginBinary(QByteArray &out, qsizetype payloadSize);

} // namespace ServerFrames

} // namespace Procession
