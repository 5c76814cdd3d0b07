// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documenttext.h"

#include <optional>
#include <vector>

namespace Procession {

/// A passage of a document: what a query finds. Plain data.
struct Chunk
{
    int page = 1;    ///< where it begins
    QString heading; ///< the headings above it, the outermost first, such as "Packages › Removing"
    QString text;
    QString clause{}; ///< the number of the clause that it is of, such as "3.2.1"; empty where there is none
    std::optional<int> confidence{}; ///< how sure the recognition of its text is, in percent; none where it was text

    friend bool operator==(const Chunk &a, const Chunk &b) = default;
};

/// How large passages are, in characters.
struct ChunkSize
{
    qsizetype target = 1000; ///< none is longer
    qsizetype least = 250;   ///< a section shorter than that shares a passage with the next one
    qsizetype overlap = 150; ///< of a section's earlier passage, at most, at the beginning of its next one
};

/// Passages of at most that many characters, that overlap by at most so many.
constexpr ChunkSize chunkSizeOf(qsizetype characters, qsizetype overlap)
{
    return {characters, characters / 4, overlap < characters / 2 ? overlap : characters / 2};
}

/// Cuts a document into passages: at its headings, else between paragraphs, else between sentences, else between
/// words. Pure; any thread.
std::vector<Chunk> chunksOf(const DocumentText &document, const ChunkSize &size = {});

} // namespace Procession
