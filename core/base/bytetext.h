// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Procession {

/// Names of files, arguments and variables are bytes; most are UTF-8, some aren't. These functions carry them as
/// text without a loss: a byte that isn't UTF-8 becomes a lone surrogate (U+DC80 to U+DCFF), which no text has. Pure.
namespace ByteText {

/// Never fails; toBytes() gives the same bytes back.
QString fromBytes(QByteArrayView bytes);
QByteArray toBytes(QStringView text);
/// The text as it can be shown and sent: U+FFFD in place of each byte that isn't UTF-8.
QString shown(QString text);

} // namespace ByteText

} // namespace Procession
