// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <string>
#include <vector>

namespace Procession {

/// The words of a text as vectors are trained on them: letters and digits, in lower case, UTF-8. A word that is too
/// long to be one is left out. Pure; any thread.
std::vector<std::string> wordsOf(QStringView text);

/// The words of a question that say something, each once, in lower case; all of them where none does. Pure; any thread.
QStringList tellingWords(QStringView question);
/// What to look for in the index of words: any of those, as FTS5 wants it. Empty where there is none. Pure; any thread.
QString matchExpression(QStringView question);

} // namespace Procession
