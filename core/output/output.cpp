// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"

#include <algorithm>

namespace Procession {

QLatin1StringView wireName(OutputStream stream)
{
    return stream == OutputStream::Stderr ? QLatin1StringView("stderr") : QLatin1StringView("stdout");
}

std::optional<OutputStream> outputStreamFromString(QStringView name)
{
    for (const OutputStream stream : {OutputStream::Stdout, OutputStream::Stderr}) {
        if (wireName(stream) == name)
            return stream;
    }
    return std::nullopt;
}

const OutputRun &OutputBytes::runAt(qint64 at) const
{
    Q_ASSERT(at >= offset && at < end());
    const auto next = std::upper_bound(runs.begin(), runs.end(), at,
                                       [](qint64 place, const OutputRun &run) { return place < run.offset; });
    return *std::prev(next);
}

OutputBytes OutputBytes::part(qint64 from, qint64 to) const
{
    Q_ASSERT(from >= offset && to <= end());
    OutputBytes part;
    part.offset = from;
    if (to <= from)
        return part;
    part.bytes = bytes.mid(from - offset, to - from);
    const auto begin = runs.begin() + (&runAt(from) - runs.data());
    const auto behind = runs.begin() + (&runAt(to - 1) - runs.data()) + 1;
    part.runs.assign(begin, behind);
    part.runs.front().offset = from;
    return part;
}

void OutputBytes::append(const OutputChunk &chunk)
{
    if (chunk.bytes.isEmpty())
        return;
    if (runs.empty() || runs.back().stream != chunk.stream || runs.back().timeMs != chunk.timeMs)
        runs.push_back({end(), chunk.stream, chunk.timeMs});
    bytes.append(chunk.bytes);
}

std::vector<OutputChunk> OutputBytes::chunks() const
{
    std::vector<OutputChunk> chunks;
    chunks.reserve(runs.size());
    for (size_t i = 0; i < runs.size(); ++i) {
        const qint64 to = i + 1 < runs.size() ? runs[i + 1].offset : end();
        chunks.push_back({runs[i].stream, runs[i].timeMs,
                          QByteArrayView(bytes).sliced(runs[i].offset - offset, to - runs[i].offset)});
    }
    return chunks;
}

} // namespace Procession
