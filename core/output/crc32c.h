// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace Procession {

/// CRC-32C (Castagnoli) of `bytes`, which go on after those whose checksum is `before` (0 for none). Any thread.
quint32 crc32c(QByteArrayView bytes, quint32 before = 0);

} // namespace Procession
