// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "textwords.h"

#include <QHash>

#include <string>
#include <unordered_map>

struct sb_stemmer;

namespace Procession {

/// The stems of words: what their forms share, by Snowball's rules for the language of their text.
///
/// Threads: one at a time. Owner: its maker.
class WordStems
{
public:
    WordStems() = default;
    ~WordStems();
    Q_DISABLE_COPY_MOVE(WordStems)

    /// The language (ISO 639-1) whose rules a word of that script follows in a text in `language`; empty where there
    /// are none. Latin letters in a Russian text are English. Pure.
    static QString languageOf(TextWord::Script script, const QString &language);

    /// The stem, UTF-8; the word itself where no rules are known for `language`, which languageOf() gave.
    std::string stem(const TextWord &word, const QString &language);

private:
    struct Rules
    {
        sb_stemmer *stemmer = nullptr;     // where the library has one
        QHash<QString, std::string> known; // most words come again soon
    };
    Rules &rulesOf(const QString &language);

    std::unordered_map<std::string, Rules> m_rules;
};

} // namespace Procession
