// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragindexreader.h"
#include "ragrequests.h"

#include <memory>
#include <mutex>
#include <stop_token>

namespace Procession {

/// A passage that may answer a question. Plain data.
struct RagPassage
{
    QString file;
    Chunk chunk;
    double score = 0; ///< 1 where it is the first by words and by vectors
    FileDetails details{};
    QString collection{};

    QJsonObject toJson() const;
};

struct RagAnswer
{
    std::vector<RagPassage> passages; ///< the best first
    QString problem;                  ///< why only words were compared; empty where nothing was amiss
};

/// A prompt that has an AI answer from the passages and cite them by their numbers, from 1. Pure; any thread.
QString answerPrompt(const QString &question, const std::vector<RagPassage> &passages);

/// Finds the passages that share words with a question and those whose vectors lie near the question's, joined by
/// reciprocal rank fusion.
///
/// It keeps the vectors of the collections that were asked last in memory until a training changes them.
/// Threads: any, several at once. Owner: RagServices.
class RagSearch
{
public:
    explicit RagSearch(RagOptions options);
    ~RagSearch();
    Q_DISABLE_COPY_MOVE(RagSearch)

    /// Reads the last finished state of each collection, also while a training runs. Blocks for as long as the disk
    /// takes, or the embedding server; it stops waiting for that server soon after `stop`.
    /// Errors: NotFinished where nothing was trained yet; Io.
    Result<RagAnswer> find(const RagQuestion &question, const std::stop_token &stop = {}) const;

private:
    struct Loaded;
    Result<QStringList> collectionsOf(const RagQuestion &question) const;
    Result<RagAnswer> findIn(const QString &collection, const RagQuestion &question, const std::stop_token &stop) const;
    Result<std::shared_ptr<const Loaded>> load(const QString &collection, const RagGeneration &generation) const;

    const RagOptions m_options;
    mutable std::mutex m_mutex;
    mutable std::vector<std::shared_ptr<const Loaded>> m_loaded; // the last used last
};

} // namespace Procession
