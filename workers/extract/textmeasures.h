// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

// What is told of a text as such. Pure; any thread.

/// How many words it has. Han, Hiragana, Katakana and Thai characters count as one each, since no space parts words.
qint64 countWords(QStringView text);

/// Its language, ISO 639-1; empty where that is uncertain.
QString detectLanguage(const QString &text);

} // namespace Procession
