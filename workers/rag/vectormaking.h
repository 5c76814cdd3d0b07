// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragindexwriter.h"
#include "ragoptions.h"

#include <memory>
#include <stop_token>

namespace Procession {

class Embedder;
class NearestNeighbours;

/// Makes the vectors of all passages of an index, and the graph of their neighbours.
///
/// The vectors come from the embedding server where one is configured, otherwise from vectors of words that are trained
/// on the passages themselves. What it makes lies in new files beside the index: see VectorFiles. Where little has changed
/// since the vectors were made of all passages, only new passages get vectors, by what was learned then.
/// Threads: one at a time; make() blocks for as long as the vectors take. Owner: a training.
class VectorMaking
{
public:
    enum class Stage : quint8 { Training, Indexing };
    /// How far a stage is, from 0 to 1, with a sentence for people.
    using Progress = std::function<void(Stage stage, double share, const QString &message)>;

    /// `index` must outlive this. `folder` is the index's. make() ends soon after `stop`.
    VectorMaking(RagIndexWriter &index, QString folder, EmbeddingServer server, std::stop_token stop,
                 Progress progress);

    /// How vectors are made with that configuration. Vectors of another name have to be made anew.
    static QString embedderName(const EmbeddingServer &server);

    /// The generation with what belongs to its vectors; `embedder` is empty where no passage has a vector. Its number
    /// and its passages must be set; `last` is the one before. Errors: Io; Conflict where it was stopped.
    Result<RagGeneration> make(RagGeneration generation, const RagGeneration &last) const;
    /// Of so many passages one may have come or gone before the vectors are made of all of them again.
    static constexpr qint64 relearnAfter = 5;

private:
    Result<std::unique_ptr<Embedder>> trainEmbedder(RagGeneration &generation) const;
    Result<qint64> writeWords(const QString &file, qint64 chunks) const;
    Result<std::optional<RagGeneration>> append(RagGeneration generation, const RagGeneration &last) const;
    Result<std::unique_ptr<NearestNeighbours>> makeGraph(const Embedder &embedder, RagGeneration &generation) const;
    Result<void> join(std::unique_ptr<NearestNeighbours> &graph, const Embedder &embedder, RagGeneration &generation,
                      qint64 count, bool onlyNew) const;
    Result<RagGeneration> finish(const NearestNeighbours &graph, RagGeneration generation) const;
    Result<void> eachChunk(const std::function<Result<void>(const IndexedChunk &)> &take, bool onlyNew = false) const;

    RagIndexWriter &m_index;
    const QString m_folder;
    const EmbeddingServer m_server;
    const std::stop_token m_stop;
    const Progress m_progress;
};

} // namespace Procession
