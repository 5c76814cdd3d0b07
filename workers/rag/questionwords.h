// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "textwords.h"

#include <QStringList>

#include <string>
#include <vector>

namespace Procession {

/// A word of a question, and what it is looked for by. Plain data.
struct QuestionWord
{
    QString text;
    std::vector<std::string> stems; ///< by the rules of each language that the collection has; each once
    std::string root;               ///< what words of the same origin begin with; empty where it would be too short
    bool hasExactForm = false;      ///< texts also have the word as it is, beside the stem
    bool isPrefix = false;          ///< a sign alone of a script without spaces: what begins with it is meant
};

/// The words of a question that say something, each once, in their order; all of them where none does.
///
/// Stop words are those of the language of the question: the one of the collection's with the most of them in it.
/// Pure; any thread.
std::vector<QuestionWord> questionWords(QStringView question, const QStringList &languages = {});

/// What to look for in the index of words: any of those, as FTS5 wants it: for each word its stems, then its exact form
/// if it has one, then its root if it has one. Empty where there is none. Pure; any thread.
QString matchExpression(const std::vector<QuestionWord> &words);

/// The words of a question that say something, for vectors. Pure; any thread.
QStringList tellingWords(QStringView question, const QStringList &languages = {});

} // namespace Procession
