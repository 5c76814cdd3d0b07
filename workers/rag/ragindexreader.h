// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragfilter.h"
#include "wordranking.h"

namespace Procession {

/// A passage that was found, and how well it fits: less is better.
struct RagHit
{
    double distance = 0;
    qint64 chunk = 0;
    double coverage = 0; ///< how much of what the question's words tell it holds, from 0 to 1; 0 by vectors
};

/// Finds passages of a collection as the last finished training left them.
///
/// A reader holds a read transaction from open() on, so that all its answers are of one state, whatever a training
/// finishes meanwhile. Passages that a training has added have higher ids than `generation().lastChunk`; those that a
/// training took away are only marked until that training is finished.
/// Threads: one at a time. Owner: a query.
class RagIndexReader
{
public:
    /// Opens the collection in that folder, once. Errors: Io; NotFinished where no training was finished.
    /// `collection` is its name for people; empty: the folder's.
    Result<void> open(const QString &folder, const QString &collection = {});

    const RagGeneration &generation() const { return m_generation; }
    /// From now on only passages of files that the filter lets through are found. Errors: Io.
    Result<void> restrictTo(const RagFilter &filter);
    /// The ids of those passages, in order; null where all are found.
    const std::vector<qint64> *among() const { return m_among ? &*m_among : nullptr; }
    /// The finished passages that hold words of the question, the best first; at most `limit`. Errors: Io.
    Result<std::vector<RagHit>> withWords(const QString &question, int limit);
    /// Sorts hits of the same distance by the paths of their files: ids depend on how a training went, and the same
    /// documents shall give the same answers. Errors: Io.
    Result<void> settleTies(std::vector<RagHit> &hits);
    /// The passages with these ids, in their order; an id that is unknown is left out. Errors: Io.
    Result<std::vector<IndexedChunk>> chunks(const std::vector<qint64> &ids);

private:
    WordRanking m_ranking; // before the database, whose connection calls it
    RagDatabase m_database;
    RagGeneration m_generation;
    std::optional<std::vector<qint64>> m_among;
};

} // namespace Procession
