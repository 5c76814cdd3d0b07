// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "embedder.h"

#include <memory>

namespace Procession {

/// Finds the passages whose vectors lie nearest to a given one (hnswlib: a graph of neighbours).
///
/// Vectors that are added in the same order give the same graph.
/// Threads: add() one at a time; nearest() any, several at once, once all were added. Owner: a training, or RagSearch.
class NearestNeighbours
{
public:
    /// For vectors of that size, at most `capacity` of them.
    NearestNeighbours(size_t dimensions, size_t capacity);
    ~NearestNeighbours();
    Q_DISABLE_COPY_MOVE(NearestNeighbours)

    /// Errors: Io where memory doesn't suffice.
    Result<void> add(qint64 id, const Vector &vector);
    /// That one isn't found any more; it takes its room nevertheless. One that isn't there is no error.
    void remove(qint64 id);
    /// The nearest `count` with their distances, the nearest first; fewer where there are fewer.
    /// `among` are the ids to choose from, in order; null: all.
    std::vector<std::pair<float, qint64>> nearest(const Vector &vector, size_t count,
                                                  const std::vector<qint64> *among = nullptr) const;
    /// How many were added.
    size_t size() const;

    /// Errors: Io.
    Result<void> save(const QString &file) const;
    /// The file must be one that save() wrote: a damaged one isn't recognised here. There is room for `more` beside those
    /// that it has. Errors: Io.
    static Result<std::unique_ptr<NearestNeighbours>> load(const QString &file, size_t dimensions, size_t more = 0);

private:
    std::vector<std::pair<float, qint64>> nearestOfAll(const Vector &vector, size_t count) const;
    std::vector<std::pair<float, qint64>> nearestOf(const Vector &vector, size_t count,
                                                    const std::vector<qint64> &among) const;

    struct Graph;
    std::unique_ptr<Graph> m_graph;
};

} // namespace Procession
