// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "questionwords.h"
#include "result.h"

struct Fts5Context;
struct Fts5ExtensionApi;
struct sqlite3;

namespace Procession {

/// A passage that holds words of a question. Plain data.
struct WordMatch
{
    qint64 chunk = 0;
    double score = 0;    ///< more is better
    double coverage = 0; ///< how much of what the question's words tell it holds, the rarer the more: from 0 to 1
};

/// Scores each passage that FTS5 finds, as its function `word_rank`: BM25 over the columns of the index, each with a
/// weight, where a word in its exact form counts more, one of the same root less, and words that follow each other in the
/// question and in the passage count once more.
///
/// Threads: the connection's. Owner: RagIndexReader; it must outlive the connection.
class WordRanking
{
public:
    /// Errors: Io.
    Result<void> addTo(sqlite3 *connection);

    /// Before the statement that calls `word_rank`, whose expression is matchExpression(words).
    void begin(const std::vector<QuestionWord> &words);
    /// What it called it for, in its order.
    std::vector<WordMatch> take() { return std::move(m_matches); }

    /// Called by SQLite for each row.
    int add(const Fts5ExtensionApi &api, Fts5Context *row);

private:
    struct Phrase
    {
        size_t word = 0;
        enum class By : quint8 { Stem, Exact, Root } by = By::Stem;
    };
    int prepare(const Fts5ExtensionApi &api, Fts5Context *row);
    int readPlaces(const Fts5ExtensionApi &api, Fts5Context *row);
    double followers() const;

    std::vector<Phrase> m_phrases;
    std::vector<double> m_rareness; // how much each word tells: the rarer the more
    std::vector<double> m_rootRareness;
    double m_whole = 0; // of all words
    std::vector<WordMatch> m_matches;
    double m_averageLength = 0;
    bool m_isPrepared = false;
    // Of the row at hand, by word.
    std::vector<double> m_weights;
    std::vector<double> m_rootWeights;
    std::vector<std::vector<int>> m_places; // of stems in the text
};

} // namespace Procession
