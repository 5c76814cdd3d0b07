// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "segmentbatch.h"

#include <algorithm>

namespace Procession {

namespace {

/// A reader of the open segment begins at most so many bytes before those that it wants.
constexpr qint64 markDistance = 64 * 1024;
constexpr size_t maxFrames = 512;

} // namespace

bool SegmentBatch::hasRoom() const
{
    return extent.length - segment.start < SegmentFrames::maxBytes && fileBytes < SegmentFrames::maxFileBytes
        && heads.size() < maxFrames;
}

qsizetype SegmentBatch::add(OutputChunk chunk)
{
    const qint64 room = segment.start + SegmentFrames::maxBytes - extent.length;
    chunk.bytes = chunk.bytes.first(std::min<qsizetype>(chunk.bytes.size(), room));
    heads.reserve(maxFrames); // the vectors point to them
    heads.push_back(SegmentFrames::encodeHead(chunk));
    vectors.push_back({heads.back().data(), heads.back().size()});
    // writev() only reads.
    vectors.push_back({const_cast<char *>(chunk.bytes.data()), static_cast<size_t>(chunk.bytes.size())});
    line.pass(chunk.stream, extent.length, chunk.bytes);
    if (marks.empty() || fileBytes - marks.back().position >= markDistance)
        marks.push_back({extent.length, fileBytes});
    fileBytes += SegmentFrames::headSize + chunk.bytes.size();
    extent.length += chunk.bytes.size();
    extent.lines = line.lines;
    extent.lastAt = chunk.timeMs;
    return chunk.bytes.size();
}

} // namespace Procession
