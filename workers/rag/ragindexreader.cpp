// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragindexreader.h"

#include <QFile>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// That a passage is one that the filter lets through; with the sign the words are looked up once, not for each passage.
constexpr auto isAmong = " AND +rowid IN (SELECT chunk FROM temp.among)"_L1;

} // namespace

Result<void> RagIndexReader::open(const QString &folder, const QString &collection)
{
    if (!collection.isEmpty() && !QFile::exists(RagDatabase::pathIn(folder)))
        return RagDatabase::nothingTrained(folder, collection);
    if (auto opened = m_database.open(folder, SqliteConnection::Mode::ReadOnly); !opened)
        return opened;
    if (auto added = m_ranking.addTo(m_database.connection().handle()); !added)
        return added;
    if (auto begun = m_database.connection().run(u"BEGIN"_s); !begun)
        return begun;
    auto generation = m_database.generation();
    if (!generation)
        return generation.error();
    if (generation->number == 0) {
        return Error{ErrorCode::NotFinished, u"The first training of this collection isn't finished yet."_s,
                     u"collection"_s};
    }
    m_generation = std::move(generation.value());
    return {};
}

Result<void> RagIndexReader::restrictTo(const RagFilter &filter)
{
    if (filter.isEmpty())
        return {};
    SqliteConnection &connection = m_database.connection();
    const FileMatcher matcher(filter);
    std::vector<qint64> files;
    auto read = connection.forEachRow(u"SELECT id, path, format, language, modified_ms FROM files"_s,
                                      [&](const SqliteStatement &row) {
                                          FileDetails details;
                                          details.format = row.text(2);
                                          details.language = row.text(3);
                                          details.modifiedMs = row.integer(4);
                                          if (matcher.matches(row.text(1), details))
                                              files.push_back(row.integer(0));
                                      });
    if (!read)
        return read;
    m_among.emplace();
    auto query = connection.prepare(u"SELECT id FROM chunks WHERE file = ? AND id <= ?"_s);
    if (!query)
        return query.error();
    for (const qint64 file : files) {
        query->bindAll(file, m_generation.lastChunk);
        while (query->next())
            m_among->push_back(query->integer(0));
        if (!query->outcome())
            return query->outcome();
    }
    std::sort(m_among->begin(), m_among->end());
    // For the index of words, before it ranks: those that don't count mustn't take the places of those that do.
    if (auto made = connection.run(u"CREATE TEMP TABLE among (chunk INTEGER PRIMARY KEY)"_s); !made)
        return made;
    auto insert = connection.prepare(u"INSERT INTO temp.among VALUES (?)"_s);
    if (!insert)
        return insert.error();
    for (const qint64 chunk : *m_among) {
        if (const auto &inserted = insert->runWith(chunk); !inserted)
            return inserted;
    }
    return {};
}

Result<std::vector<RagHit>> RagIndexReader::withWords(const QString &question, int limit)
{
    std::vector<RagHit> hits;
    const std::vector<QuestionWord> words = questionWords(question, m_generation.languages);
    const QString expression = matchExpression(words);
    if (expression.isEmpty())
        return hits;
    m_ranking.begin(words);
    // What a training under way has added has higher ids; comparing those costs nothing, looking each passage up would.
    auto read = m_database.connection().forEachRow(
        u"SELECT word_rank(words) FROM words WHERE words MATCH ? AND rowid <= ?"_s + (m_among ? isAmong : ""_L1),
        [](const SqliteStatement &) {}, expression, m_generation.lastChunk);
    if (!read)
        return read.error();
    std::vector<WordMatch> matches = m_ranking.take();
    const auto best = matches.begin()
        + static_cast<std::ptrdiff_t>(std::min(matches.size(), static_cast<size_t>(std::max(limit, 0))));
    std::partial_sort(matches.begin(), best, matches.end(), [](const WordMatch &a, const WordMatch &b) {
        return a.score != b.score ? a.score > b.score : a.chunk < b.chunk;
    });
    for (auto match = matches.begin(); match != best; ++match)
        hits.push_back({-match->score, match->chunk, match->coverage});
    return hits;
}

Result<void> RagIndexReader::settleTies(std::vector<RagHit> &hits)
{
    for (size_t begin = 0; begin < hits.size();) {
        size_t end = begin + 1;
        while (end < hits.size() && hits[end].distance == hits[begin].distance)
            ++end;
        if (end - begin > 1) {
            std::vector<qint64> ids;
            for (size_t i = begin; i < end; ++i)
                ids.push_back(hits[i].chunk);
            auto tied = chunks(ids);
            if (!tied)
                return tied.error();
            std::sort(tied->begin(), tied->end(), [](const IndexedChunk &a, const IndexedChunk &b) {
                return a.path != b.path ? a.path < b.path : a.ordinal < b.ordinal;
            });
            for (size_t i = 0; i < tied->size(); ++i)
                hits[begin + i].chunk = (*tied)[i].id;
        }
        begin = end;
    }
    return {};
}

Result<std::vector<IndexedChunk>> RagIndexReader::chunks(const std::vector<qint64> &ids)
{
    auto query = m_database.connection().prepare(
        u"SELECT %1 FROM chunks c JOIN files f ON f.id = c.file WHERE c.id = ?"_s.arg(IndexedChunk::columns));
    if (!query)
        return query.error();
    std::vector<IndexedChunk> chunks;
    chunks.reserve(ids.size());
    for (const qint64 id : ids) {
        query->bindInteger(0, id);
        if (query->next()) {
            chunks.push_back(IndexedChunk::of(*query));
            query->reset();
        } else if (!query->outcome()) {
            return query->outcome().error();
        }
    }
    return chunks;
}

} // namespace Procession
