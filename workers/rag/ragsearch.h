// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fusion.h"
#include "ragrequests.h"

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace Procession {

/// A passage that may answer a question. Plain data.
struct RagPassage
{
    QString file;
    Chunk chunk;
    double score = 0; ///< 1 where it is the best by words and by vectors
    FileDetails details{};
    QString collection{};
    double coverage = 0; ///< of what the question's words tell, the rarer the more, how much it holds: from 0 to 1

    QJsonObject toJson() const;
    /// Where it stands, without its text: `collection`, `file`, `page`, `clause`, `heading`.
    QJsonObject place() const;
};

struct RagAnswer
{
    std::vector<RagPassage> passages; ///< the best first
    QString problem;                  ///< why only words were compared; empty where nothing was amiss
    /// How much of what the question's words tell the passage has that holds the most of it, from 0 to 1.
    double coverage = 0;
    /// How near a server's vector of a passage comes to the question's, at best: their cosine. None without a server.
    std::optional<double> similarity{};

    /// Below this a question's words are most likely not those of an answer; docs/rag.md has how it was chosen.
    static constexpr double leastCoverage = 0.55;
    /// From here on, vectors of a server say that a passage fits, whatever the words say.
    static constexpr double enoughSimilarity = 0.8;
    /// Whether a passage fits so well that it may answer the question.
    bool fits() const;
};

/// Finds the passages that share words with a question and those whose vectors lie near the question's, joined by
/// how well each fits.
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
    Result<RagAnswer> findInEach(const RagQuestion &question, const std::stop_token &stop) const;
    Result<QStringList> collectionsOf(const RagQuestion &question) const;
    Result<RagAnswer> findIn(const QString &collection, const RagQuestion &question, const std::stop_token &stop) const;
    Result<std::vector<RagHit>> byVectors(const QString &collection, const RagQuestion &question,
                                          const RagIndexReader &index, const std::stop_token &stop,
                                          double &weight) const;
    static Result<std::vector<RagPassage>> passagesOf(const QString &collection, RagIndexReader &index,
                                                      const std::vector<FusedHit> &hits, int most);
    Result<std::shared_ptr<const Loaded>> load(const QString &collection, const RagGeneration &generation) const;

    const RagOptions m_options;
    mutable std::mutex m_mutex;
    mutable std::vector<std::shared_ptr<const Loaded>> m_loaded; // the last used last
};

} // namespace Procession
