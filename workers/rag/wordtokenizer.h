// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"
#include "textwords.h"

#include <QByteArray>

struct fts5_api;
struct sqlite3;

namespace Procession {

/// The tokenizer `words` of FTS5: TextWords and WordStems on the texts of an index.
///
/// Of each word the index has the stem, and at the same place the exact form with a mark before it, where the two have
/// to be told apart. In a question the tokens stand as they are, with spaces between: see QuestionWords.
class WordTokenizer
{
public:
    /// FTS5's interface of a connection; null where that SQLite has none.
    static fts5_api *apiOf(sqlite3 *connection);
    /// Makes the tokenizer known to a connection. Errors: Io.
    static Result<void> addTo(sqlite3 *connection);

    /// A text as the index must be given it: the tokenizer is told the language (ISO 639-1) by the text itself, so that
    /// taking the text out again finds the same words.
    static QByteArray marked(const QByteArray &text, const QString &language);

    /// Whether the index has the exact form of a word beside the stem, which those rules (WordStems::languageOf()) made.
    /// What isn't stemmed has one form, but for numbers: "3.2" is also what "3.2.1" belongs to. Stop words have none.
    static bool hasExactForm(const TextWord &word, const QString &rules);
    /// Before the exact form of a word.
    static constexpr char exactMark = '=';
};

} // namespace Procession
