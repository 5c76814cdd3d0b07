// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wordranking.h"

#include "wordtokenizer.h"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <new>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

// docs/decisions/0016 tells how these were chosen.
// BM25: how soon more of a word adds nothing, and how much a passage's length counts.
constexpr double saturation = 1.6;
constexpr double lengthShare = 0.75;
/// Of headings, text, and the file's name.
constexpr double columnWeights[] = {3.0, 1.0, 1.0};
constexpr int textColumn = 1;
/// What the exact form adds to a word, and what a word of the same root counts where the word itself isn't there.
constexpr double exactWeight = 0.3;
constexpr double rootWeight = 0.7;
/// What two words add that follow each other, with at most so many words between.
constexpr double followWeight = 0.15;
constexpr int mostApart = 3;
/// Places of a word in a passage that are looked at.
constexpr size_t mostPlaces = 64;

double rarenessOf(qint64 rows, qint64 with)
{
    const double without = static_cast<double>(rows - std::min(rows, with));
    return std::log1p((without + 0.5) / (static_cast<double>(std::min(rows, with)) + 0.5));
}

/// Counts the rows of a phrase.
int countRow(const Fts5ExtensionApi *, Fts5Context *, void *count)
{
    ++*static_cast<qint64 *>(count);
    return SQLITE_OK;
}

void rankRow(const Fts5ExtensionApi *api, Fts5Context *row, sqlite3_context *context, int, sqlite3_value **)
{
    auto *ranking = static_cast<WordRanking *>(api->xUserData(row));
    try {
        if (const int outcome = ranking->add(*api, row); outcome != SQLITE_OK)
            sqlite3_result_error_code(context, outcome);
    } catch (const std::bad_alloc &) {
        sqlite3_result_error_nomem(context);
    }
}

} // namespace

Result<void> WordRanking::addTo(sqlite3 *connection)
{
    fts5_api *const api = WordTokenizer::apiOf(connection);
    if (!api || api->xCreateFunction(api, "word_rank", this, rankRow, nullptr) != SQLITE_OK)
        return Error{ErrorCode::Io, u"This SQLite has no FTS5, which finds words."_s, {}};
    return {};
}

void WordRanking::begin(const std::vector<QuestionWord> &words)
{
    m_phrases.clear();
    for (size_t i = 0; i < words.size(); ++i) {
        m_phrases.insert(m_phrases.end(), words[i].stems.size(), {i, Phrase::By::Stem});
        if (words[i].hasExactForm)
            m_phrases.push_back({i, Phrase::By::Exact});
        if (!words[i].root.empty())
            m_phrases.push_back({i, Phrase::By::Root});
    }
    m_rareness.assign(words.size(), 0);
    m_rootRareness.assign(words.size(), 0);
    m_weights.assign(words.size(), 0);
    m_rootWeights.assign(words.size(), 0);
    m_places.assign(words.size(), {});
    m_matches.clear();
    m_isPrepared = false;
}

/// How rare each word is, before the first row.
int WordRanking::prepare(const Fts5ExtensionApi &api, Fts5Context *row)
{
    sqlite3_int64 rows = 0;
    sqlite3_int64 tokens = 0;
    if (const int outcome = api.xRowCount(row, &rows); outcome != SQLITE_OK)
        return outcome;
    if (const int outcome = api.xColumnTotalSize(row, -1, &tokens); outcome != SQLITE_OK)
        return outcome;
    m_averageLength = std::max(1.0, static_cast<double>(tokens) / std::max<double>(1, static_cast<double>(rows)));
    std::vector<qint64> counts(m_rareness.size(), 0);
    std::vector<qint64> rootCounts(counts);
    const auto phrases = std::min(m_phrases.size(), static_cast<size_t>(api.xPhraseCount(row)));
    for (size_t i = 0; i < phrases; ++i) {
        if (m_phrases[i].by == Phrase::By::Exact)
            continue;
        const bool isRoot = m_phrases[i].by == Phrase::By::Root;
        const int outcome =
            api.xQueryPhrase(row, static_cast<int>(i), &(isRoot ? rootCounts : counts)[m_phrases[i].word], countRow);
        if (outcome != SQLITE_OK)
            return outcome;
    }
    m_whole = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
        m_rareness[i] = rarenessOf(rows, counts[i]);
        m_rootRareness[i] = rarenessOf(rows, rootCounts[i]);
        m_whole += m_rareness[i];
    }
    m_isPrepared = true;
    return SQLITE_OK;
}

/// Where the words of the question stand in the row.
int WordRanking::readPlaces(const Fts5ExtensionApi &api, Fts5Context *row)
{
    for (std::vector<int> &places : m_places)
        places.clear();
    std::fill(m_weights.begin(), m_weights.end(), 0.0);
    std::fill(m_rootWeights.begin(), m_rootWeights.end(), 0.0);
    const auto phrases = std::min(m_phrases.size(), static_cast<size_t>(api.xPhraseCount(row)));
    for (size_t i = 0; i < phrases; ++i) {
        const auto [word, by] = m_phrases[i];
        const bool isExact = by == Phrase::By::Exact;
        std::vector<double> &weights = by == Phrase::By::Root ? m_rootWeights : m_weights;
        Fts5PhraseIter at{};
        int column = 0;
        int place = 0;
        if (const int outcome = api.xPhraseFirst(row, static_cast<int>(i), &at, &column, &place); outcome != SQLITE_OK)
            return outcome;
        for (; column >= 0; api.xPhraseNext(row, &at, &column, &place)) {
            weights[word] += columnWeights[std::min(column, 2)] * (isExact ? exactWeight : 1);
            if (column == textColumn && by == Phrase::By::Stem && m_places[word].size() < mostPlaces)
                m_places[word].push_back(place);
        }
    }
    return SQLITE_OK;
}

/// What words of the question that follow each other in the text, as they do in the question, add.
double WordRanking::followers() const
{
    double sum = 0;
    for (size_t i = 0; i + 1 < m_places.size(); ++i) {
        const auto &first = m_places[i];
        const auto &second = m_places[i + 1];
        int nearest = mostApart + 1;
        for (auto a = first.begin(), b = second.begin(); a != first.end() && b != second.end();) {
            if (*b != *a)
                nearest = std::min(nearest, std::abs(*b - *a));
            *b < *a ? ++b : ++a;
        }
        if (nearest <= mostApart)
            sum += std::min(m_rareness[i], m_rareness[i + 1]) / nearest;
    }
    return sum;
}

int WordRanking::add(const Fts5ExtensionApi &api, Fts5Context *row)
{
    if (!m_isPrepared) {
        if (const int outcome = prepare(api, row); outcome != SQLITE_OK)
            return outcome;
    }
    if (const int outcome = readPlaces(api, row); outcome != SQLITE_OK)
        return outcome;
    int length = 0;
    if (const int outcome = api.xColumnSize(row, -1, &length); outcome != SQLITE_OK)
        return outcome;
    const double norm = saturation * (1 - lengthShare + lengthShare * length / m_averageLength);
    const auto saturated = [norm](double weight) { return weight * (saturation + 1) / (weight + norm); };
    WordMatch match{api.xRowid(row), 0, 0};
    for (size_t i = 0; i < m_weights.size(); ++i) {
        if (m_weights[i] > 0) {
            match.score += m_rareness[i] * saturated(m_weights[i]);
            match.coverage += m_rareness[i] / m_whole;
        } else if (m_rootWeights[i] > 0) {
            match.score += rootWeight * m_rootRareness[i] * saturated(m_rootWeights[i]);
            match.coverage += rootWeight * m_rareness[i] / m_whole;
        }
    }
    match.score += followWeight * followers();
    m_matches.push_back(match);
    return SQLITE_OK;
}

} // namespace Procession
