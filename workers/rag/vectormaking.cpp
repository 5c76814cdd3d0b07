// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "vectormaking.h"

#include "apiembedder.h"
#include "fasttextembedder.h"
#include "nearestneighbours.h"
#include "textwords.h"
#include "vectorfiles.h"

#include <QFile>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Passages that vectors of words are trained on; of more, every second, third, ...
constexpr qint64 mostTrainingChunks = 20'000;
/// Passages that what all have in common is found from.
constexpr qint64 sampleSize = 4000;
/// Passages whose vectors are made in one go.
constexpr size_t batchSize = 64;

/// How vectors are made; another text has them made anew.
constexpr auto fastTextName = "fasttext 1"_L1;

/// What a passage is found by: its headings say what it is about.
QString textOf(const Chunk &chunk)
{
    return chunk.heading.isEmpty() ? chunk.text : chunk.heading + u'\n' + chunk.text;
}

/// Every so many of `all` are taken, so that they are at most `most`.
qint64 stride(qint64 all, qint64 most)
{
    return (all + most - 1) / most;
}

} // namespace

VectorMaking::VectorMaking(RagIndexWriter &index, QString folder, EmbeddingServer server, std::stop_token stop,
                           Progress progress)
    : m_index(index)
    , m_folder(std::move(folder))
    , m_server(std::move(server))
    , m_stop(std::move(stop))
    , m_progress(std::move(progress))
{
}

QString VectorMaking::embedderName(const EmbeddingServer &server)
{
    return server.url.isEmpty() ? QString(fastTextName) : ApiEmbedder::nameOf(server);
}

/// Calls `take` with each passage until it fails or the making is stopped.
Result<void> VectorMaking::eachChunk(const std::function<Result<void>(const IndexedChunk &)> &take, bool onlyNew) const
{
    Result<void> taken;
    const auto takeOne = [&](const IndexedChunk &chunk) {
        taken = m_stop.stop_requested() ? Error{ErrorCode::Conflict, u"The training was ended."_s, {}} : take(chunk);
        return taken.ok();
    };
    const auto read = onlyNew ? m_index.eachNewChunk(takeOne) : m_index.eachChunk(takeOne);
    return read ? taken : read;
}

Result<RagGeneration> VectorMaking::make(RagGeneration generation, const RagGeneration &last) const
{
    generation.embedder = embedderName(m_server);
    auto appended = append(generation, last);
    if (!appended)
        return appended.error();
    if (*appended)
        return std::move(**appended);
    generation.learnedFrom = generation.chunks;
    std::unique_ptr<Embedder> embedder;
    if (m_server.url.isEmpty()) {
        auto trained = trainEmbedder(generation);
        if (!trained)
            return trained.error();
        embedder = std::move(trained.value());
    } else {
        embedder = std::make_unique<ApiEmbedder>(m_server, m_stop);
    }
    const auto graph = makeGraph(*embedder, generation);
    if (!graph)
        return graph.error();
    return finish(**graph, std::move(generation));
}

/// Adds the new passages to the vectors of the last generation. Nothing where there are none to add to, or where too much
/// has changed since those were made.
Result<std::optional<RagGeneration>> VectorMaking::append(RagGeneration generation, const RagGeneration &last) const
{
    if (last.number == 0 || last.embedder != generation.embedder || last.graphHash.isEmpty() || last.dimensions == 0)
        return std::optional<RagGeneration>();
    const auto removed = m_index.removedChunks();
    if (!removed)
        return removed.error();
    const auto added = m_index.newChunkCount();
    if (!added)
        return added.error();
    generation.learnedFrom = last.learnedFrom;
    generation.changedSince = last.changedSince + *added + static_cast<qint64>(removed->size());
    if (generation.changedSince > last.learnedFrom / relearnAfter || !VectorFiles::areWhole(m_folder, last))
        return std::optional<RagGeneration>();

    generation.dimensions = last.dimensions;
    generation.centre = last.centre;
    generation.modelHash = last.modelHash;
    std::unique_ptr<Embedder> embedder;
    if (m_server.url.isEmpty()) {
        auto loaded = FastTextEmbedder::load(VectorFiles::model(m_folder, last.number), last.centre);
        if (!loaded)
            return loaded.error();
        embedder = std::move(loaded.value());
        if (auto kept = VectorFiles::keepModel(m_folder, last.number, generation.number); !kept)
            return kept.error();
    } else {
        embedder = std::make_unique<ApiEmbedder>(m_server, m_stop);
    }
    auto graph = NearestNeighbours::load(VectorFiles::graph(m_folder, last.number),
                                         static_cast<size_t>(last.dimensions), static_cast<size_t>(*added));
    if (!graph)
        return graph.error();
    for (const qint64 id : *removed)
        (*graph)->remove(id);
    if (auto joined = join(*graph, *embedder, generation, *added, true); !joined)
        return joined.error();
    auto finished = finish(**graph, std::move(generation));
    if (!finished)
        return finished.error();
    return std::optional(std::move(finished.value()));
}

/// Puts the graph on the disk.
Result<RagGeneration> VectorMaking::finish(const NearestNeighbours &graph, RagGeneration generation) const
{
    if (graph.size() == 0) {
        generation.modelHash.clear();
        generation.embedder.clear();
        return generation;
    }
    const QString file = VectorFiles::graph(m_folder, generation.number);
    if (auto saved = graph.save(file); !saved)
        return saved.error();
    const auto hash = VectorFiles::putOnDisk(file);
    if (!hash)
        return hash.error();
    generation.graphHash = *hash;
    return generation;
}

/// Writes the words that vectors are trained on, a passage a line. Returns how many.
Result<qint64> VectorMaking::writeWords(const QString &path, qint64 chunks) const
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return Error{ErrorCode::Io, u"Can't write %1: %2."_s.arg(path, file.errorString()), {}};
    qint64 words = 0;
    const auto written = eachChunk([&, at = qint64(0), every = stride(chunks, mostTrainingChunks)](
                                       const IndexedChunk &chunk) mutable -> Result<void> {
        if (at++ % every != 0)
            return {};
        std::string line;
        for (const std::string &word : wordsOf(textOf(chunk.chunk))) {
            line += word;
            line += ' ';
            ++words;
        }
        line += '\n';
        file.write(line.data(), static_cast<qint64>(line.size()));
        return {};
    });
    if (!written)
        return written.error();
    if (!file.flush() || file.error() != QFileDevice::NoError)
        return Error{ErrorCode::Io, u"Can't write %1: %2."_s.arg(path, file.errorString()), {}};
    return words;
}

Result<std::unique_ptr<Embedder>> VectorMaking::trainEmbedder(RagGeneration &generation) const
{
    const auto tell = [this](double share) { m_progress(Stage::Training, share, u"Training vectors of words"_s); };
    tell(0);
    const QString textFile = m_folder + "/training.txt"_L1;
    const auto words = writeWords(textFile, generation.chunks);
    if (!words)
        return words.error();
    auto trained = FastTextEmbedder::train(textFile, *words, [&](double share) {
        tell(share);
        return !m_stop.stop_requested();
    });
    QFile::remove(textFile);
    if (!trained)
        return trained.error();

    std::vector<Vector> sample;
    const auto sampled = eachChunk([&, at = qint64(0), every = stride(generation.chunks, sampleSize)](
                                       const IndexedChunk &chunk) mutable -> Result<void> {
        if (at++ % every == 0)
            sample.push_back((*trained)->embedRaw(textOf(chunk.chunk)));
        return {};
    });
    if (!sampled)
        return sampled.error();
    (*trained)->setCentre(sample);

    const QString modelFile = VectorFiles::model(m_folder, generation.number);
    if (auto saved = (*trained)->save(modelFile); !saved)
        return saved.error();
    const auto hash = VectorFiles::putOnDisk(modelFile);
    if (!hash)
        return hash.error();
    generation.modelHash = *hash;
    generation.centre = (*trained)->centre();
    return std::unique_ptr<Embedder>(std::move(trained.value()));
}

/// Joins the vectors of all passages to a graph of neighbours.
Result<std::unique_ptr<NearestNeighbours>> VectorMaking::makeGraph(const Embedder &embedder,
                                                                   RagGeneration &generation) const
{
    auto graph = std::make_unique<NearestNeighbours>(0, 0);
    if (auto joined = join(graph, embedder, generation, generation.chunks, false); !joined)
        return joined.error();
    return graph;
}

/// Joins the vectors of `count` passages, all or only the new ones, to a graph, which is made for the first of them where
/// none is there yet.
Result<void> VectorMaking::join(std::unique_ptr<NearestNeighbours> &graph, const Embedder &embedder,
                                RagGeneration &generation, qint64 count, bool onlyNew) const
{
    const bool keeps = !m_server.url.isEmpty();
    const size_t before = graph->size();
    QStringList texts;
    std::vector<qint64> ids;

    const auto add = [&](qint64 id, const Vector &vector) -> Result<void> {
        if (vector.empty())
            return {};
        if (generation.dimensions == 0) {
            generation.dimensions = static_cast<qint64>(vector.size());
            graph = std::make_unique<NearestNeighbours>(vector.size(), static_cast<size_t>(count));
        }
        if (static_cast<qint64>(vector.size()) != generation.dimensions)
            return Error{ErrorCode::Io, u"The embedding server changed the size of its vectors."_s, {}};
        return graph->add(id, vector);
    };
    const auto flush = [&]() -> Result<void> {
        const auto vectors = embedder.embed(texts);
        if (!vectors)
            return vectors.error();
        std::vector<std::pair<qint64, QByteArray>> kept;
        for (size_t i = 0; i < ids.size(); ++i) {
            const Vector &vector = (*vectors)[i];
            if (auto added = add(ids[i], vector); !added)
                return added;
            if (keeps)
                kept.emplace_back(ids[i], bytesOf(vector));
        }
        texts.clear();
        ids.clear();
        const size_t done = graph->size() - before;
        m_progress(Stage::Indexing, static_cast<double>(done) / static_cast<double>(count),
                   u"Indexed %1 of %2 passages"_s.arg(done).arg(count));
        return kept.empty() ? Result<void>() : m_index.keepVectors(kept);
    };

    const auto joined = eachChunk(
        [&](const IndexedChunk &chunk) -> Result<void> {
            if (keeps) {
                // Vectors that were paid for come first in any case: a failure must not cost them again.
                const auto known = m_index.vectorOf(chunk.id);
                if (!known)
                    return known.error();
                if (!known->isEmpty())
                    return add(chunk.id, vectorFrom(*known));
            }
            ids.push_back(chunk.id);
            texts.append(textOf(chunk.chunk));
            return ids.size() < batchSize ? Result<void>() : flush();
        },
        onlyNew);
    if (!joined)
        return joined;
    return ids.empty() ? Result<void>() : flush();
}

} // namespace Procession
