// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

// What is told of a text as such. Pure; any thread.

/// How many words a text has. Han, Hiragana, Katakana and Thai characters count as one word each, since these scripts
/// put no spaces between words.
qint64 countWords(QStringView text);

/// The language of a text, ISO 639-1; empty where it is uncertain.
QString detectLanguage(const QString &text);

} // namespace Procession
