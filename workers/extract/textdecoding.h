// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Procession {

/// Decodes bytes: by their byte order mark, else as UTF-8 where they are valid UTF-8, else in the encoding that the
/// document names, else in the encoding that they look most like. Line breaks become `\n`.
///
/// A damaged byte here and there doesn't change the encoding: it becomes U+FFFD. Pure.
QString decodeText(const QByteArray &bytes, const QByteArray &declaredEncoding = {});

/// Whether the bytes have more control characters than any text has.
bool looksBinary(const QString &text);

} // namespace Procession
