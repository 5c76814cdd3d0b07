// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentoptions.h"

#include <QUrl>

namespace Procession {

/// An OpenAI-compatible server that makes vectors of texts, in place of those trained on the collection.
struct EmbeddingServer
{
    QUrl url;          ///< such as `https://api.example.org/v1`; empty: none
    QString model;     ///< such as `text-embedding-3-small`
    QByteArray token;  ///< empty where it wants none
    double weight = 3; ///< what its vectors count beside words: 1 is as much, 0 nothing

    friend bool operator==(const EmbeddingServer &a, const EmbeddingServer &b) = default;
};

/// A folder that a collection is kept fresh by. Plain data.
struct WatchedFolder
{
    QString collection;
    QString folder; ///< absolute

    friend bool operator==(const WatchedFolder &a, const WatchedFolder &b) = default;
};

/// The settings `[rag]`: training on documents, and asking them. Plain data; any build has them, also one without
/// PROCESSION_BUILD_RAG.
struct RagOptions
{
    DocumentOptions documents{};              ///< the folders that may be read, and the limits of each document
    qint64 maxFileBytes = 50LL * 1024 * 1024; ///< a larger file is one that failed
    qsizetype maxFiles = 100'000;             ///< of a folder; further ones are left out, and the metadata says so
    int parallelFiles = 4;                    ///< read at a time
    EmbeddingServer embeddings{};
    double vectorsWeight = 0.15;  ///< the same, of the vectors that are trained on the documents
    int candidates = 50;          ///< passages that words and vectors each contribute to an answer, at most
    int passageCharacters = 1000; ///< none is longer
    int passageOverlap = 150;     ///< of a section's earlier passage at the beginning of its next one, at most

    static constexpr double mostWeight = 100;
    static constexpr int mostCandidates = 1000;
    static constexpr int leastPassageCharacters = 200;
    static constexpr int mostPassageCharacters = 8000;
    static constexpr int mostPassageOverlap = 2000; ///< and no more than half a passage
    QList<WatchedFolder> watched{};
    QString dataDir{}; ///< the collections lie in `rag/` under it

    friend bool operator==(const RagOptions &a, const RagOptions &b) = default;
};

} // namespace Procession
