// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Procession {

/// Appends an unfragmented, unmasked text frame (RFC 6455) that carries `payload`, which must be UTF-8.
///
/// A frame is encoded once and its bytes go to every subscriber; QWebSocket would encode it anew for each.
void appendTextFrame(QByteArray &out, QByteArrayView payload);

} // namespace Procession
