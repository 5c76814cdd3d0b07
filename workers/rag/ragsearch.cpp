// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragsearch.h"

#include "apiembedder.h"
#include "fasttextembedder.h"
#include "fusion.h"
#include "metadatakeys.h"
#include "nearestneighbours.h"
#include "questionwords.h"
#include "vectorfiles.h"

#include <QSet>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Collections whose vectors stay loaded.
constexpr size_t mostLoaded = 3;

} // namespace

struct RagSearch::Loaded
{
    QString collection;
    qint64 generation = 0;
    QByteArray graphHash;
    std::unique_ptr<Embedder> embedder; // null where a server embeds: each question asks it for itself
    std::unique_ptr<NearestNeighbours> neighbours;
};

QJsonObject RagPassage::toJson() const
{
    QJsonObject json{{MetadataKeys::collection, collection},
                     {u"file"_s, file},
                     {u"page"_s, chunk.page},
                     {u"heading"_s, chunk.heading},
                     {u"text"_s, chunk.text},
                     {u"score"_s, std::round(score * 10000) / 10000}};
    for (const auto &[key, value] :
         {std::pair(u"clause"_s, chunk.clause), {u"format"_s, details.format}, {u"language"_s, details.language}}) {
        if (!value.isEmpty())
            json.insert(key, value);
    }
    if (chunk.confidence)
        json.insert(u"confidence"_s, *chunk.confidence);
    if (details.modifiedMs > 0)
        json.insert(u"modified"_s, static_cast<double>(details.modifiedMs) / 1000); // as all times of the API
    return json;
}

RagSearch::RagSearch(RagOptions options)
    : m_options(std::move(options))
{
}

RagSearch::~RagSearch() = default;

Result<std::shared_ptr<const RagSearch::Loaded>> RagSearch::load(const QString &collection,
                                                                 const RagGeneration &generation) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = std::find_if(m_loaded.begin(), m_loaded.end(),
                                 [&](const auto &loaded) { return loaded->collection == collection; });
    if (at != m_loaded.end()) {
        // A number comes again where a collection was deleted and trained anew.
        if ((*at)->generation == generation.number && (*at)->graphHash == generation.graphHash) {
            std::rotate(at, at + 1, m_loaded.end());
            return m_loaded.back();
        }
        m_loaded.erase(at);
    }

    const QString folder = collectionFolder(m_options, collection);
    if (!VectorFiles::areWhole(folder, generation))
        return Error{ErrorCode::Io, u"The vectors of this collection are damaged; train on it once more."_s, {}};
    auto loaded = std::make_shared<Loaded>();
    loaded->collection = collection;
    loaded->generation = generation.number;
    loaded->graphHash = generation.graphHash;
    auto neighbours = NearestNeighbours::load(VectorFiles::graph(folder, generation.number),
                                              static_cast<size_t>(generation.dimensions));
    if (!neighbours)
        return neighbours.error();
    loaded->neighbours = std::move(neighbours.value());
    if (generation.modelHash.isEmpty()) {
        if (generation.embedder != ApiEmbedder::nameOf(m_options.embeddings)) {
            return Error{
                ErrorCode::Io,
                u"The vectors of this collection were made by another embedding server; train on it once more."_s,
                {}};
        }
    } else {
        auto embedder = FastTextEmbedder::load(VectorFiles::model(folder, generation.number), generation.centre);
        if (!embedder)
            return embedder.error();
        loaded->embedder = std::move(embedder.value());
    }
    if (m_loaded.size() >= mostLoaded)
        m_loaded.erase(m_loaded.begin());
    m_loaded.push_back(loaded);
    return m_loaded.back();
}

/// What lies near the question by vectors, and what that counts beside words. Errors: Io.
Result<std::vector<RagHit>> RagSearch::byVectors(const QString &collection, const RagQuestion &question,
                                                 const RagIndexReader &index, const std::stop_token &stop,
                                                 double &weight) const
{
    const auto loaded = load(collection, index.generation());
    if (!loaded)
        return loaded.error();
    const bool isServed = !(*loaded)->embedder;
    weight = isServed ? m_options.embeddings.weight : m_options.vectorsWeight;
    // A language model wants the sentence; the mean of vectors of words is better without those that say nothing.
    const auto vectors = isServed
        ? ApiEmbedder(m_options.embeddings, stop).embed({question.question})
        : (*loaded)->embedder->embed({tellingWords(question.question, index.generation().languages).join(u' ')});
    if (!vectors)
        return vectors.error();
    std::vector<RagHit> hits;
    if (vectors->empty() || vectors->front().empty())
        return hits;
    const auto most = static_cast<size_t>(m_options.candidates);
    for (const auto &[distance, id] : (*loaded)->neighbours->nearest(vectors->front(), most, index.among()))
        hits.push_back({static_cast<double>(distance), id});
    return hits;
}

Result<RagAnswer> RagSearch::findIn(const QString &collection, const RagQuestion &question,
                                    const std::stop_token &stop) const
{
    RagIndexReader index;
    if (auto opened = index.open(collectionFolder(m_options, collection), collection); !opened)
        return opened.error();
    if (auto restricted = index.restrictTo(question.filter); !restricted)
        return restricted.error();

    RagAnswer answer;
    std::vector<RagHit> words;
    std::vector<RagHit> vectors;
    double weight = 1;
    if (question.by != RagQuestion::By::Vectors) {
        // More than are taken: which of those that fit equally well come last must not be chance.
        auto found = index.withWords(question.question, 2 * m_options.candidates);
        if (!found)
            return found.error();
        words = std::move(found.value());
    }
    if (question.by != RagQuestion::By::Words && !index.generation().embedder.isEmpty()) {
        auto found = byVectors(collection, question, index, stop, weight);
        if (found)
            vectors = std::move(found.value());
        else
            answer.problem = found.error().message; // words alone are better than no answer
        if (question.by == RagQuestion::By::Vectors)
            weight = 1;
        else if (weight <= 0)
            vectors.clear();
        if (!vectors.empty() && index.generation().modelHash.isEmpty())
            answer.similarity = 1 - vectors.front().distance;
    }
    for (std::vector<RagHit> *hits : {&words, &vectors}) {
        if (auto settled = index.settleTies(*hits); !settled)
            return settled.error();
        hits->resize(std::min(hits->size(), static_cast<size_t>(m_options.candidates)));
    }
    auto passages = passagesOf(collection, index, fuse(words, vectors, weight, question.passages), question.passages);
    if (!passages)
        return passages.error();
    answer.passages = std::move(passages.value());
    for (const RagPassage &passage : answer.passages)
        answer.coverage = std::max(answer.coverage, passage.coverage);
    return answer;
}

/// The first of them with their texts, each text once: a licence stands in many files. Errors: Io.
Result<std::vector<RagPassage>> RagSearch::passagesOf(const QString &collection, RagIndexReader &index,
                                                      const std::vector<FusedHit> &hits, int most)
{
    std::vector<RagPassage> passages;
    QSet<QString> seen;
    for (const FusedHit &hit : hits) {
        if (passages.size() >= static_cast<size_t>(most))
            break;
        const auto found = index.chunks({hit.chunk});
        if (!found)
            return found.error();
        for (const IndexedChunk &each : *found) {
            if (!seen.contains(each.chunk.text))
                passages.push_back({each.path, each.chunk, hit.score, each.file, collection, hit.coverage});
            seen.insert(each.chunk.text);
        }
    }
    return passages;
}

bool RagAnswer::fits() const
{
    return !passages.empty() && (coverage >= leastCoverage || similarity.value_or(0) >= enoughSimilarity);
}

} // namespace Procession
