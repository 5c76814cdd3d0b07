// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Procession {

/// The text that bytes in some encoding stand for: by their byte order mark, else as UTF-8 where they are that, else
/// in the encoding that the document names, else in the one that they look most like. Line breaks become `\n`.
///
/// A damaged byte here and there doesn't change the encoding: it becomes U+FFFD. Pure.
QString decodeText(const QByteArray &bytes, const QByteArray &declaredEncoding = {});

/// Whether it has more control characters than any text.
bool looksBinary(const QString &text);

} // namespace Procession
