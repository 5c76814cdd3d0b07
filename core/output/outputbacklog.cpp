// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputbacklog.h"

#include "sizetext.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr qint64 leastBytes = 4096;
/// What comes within so many ms of the same stream is stored as of one moment: a model writes a word at a time.
constexpr qint64 sameMomentMs = 50;

} // namespace

OutputBacklog::OutputBacklog(qint64 maxBytes)
    : m_maxBytes(std::max(maxBytes, leastBytes))
{
}

void OutputBacklog::add(const OutputChunk &chunk)
{
    if (chunk.bytes.isEmpty())
        return;
    OutputChunk added = chunk;
    if (added.bytes.size() > m_maxBytes) {
        m_gap += m_waiting.bytes.size() + added.bytes.size() - m_maxBytes;
        m_waiting = {};
        added.bytes = added.bytes.last(m_maxBytes);
    }
    if (!m_waiting.runs.empty()) {
        const OutputRun &last = m_waiting.runs.back();
        const qint64 later = added.timeMs - last.timeMs;
        if (last.stream == added.stream && later >= 0 && later < sameMomentMs)
            added.timeMs = last.timeMs;
    }
    m_waiting.append(added);
    if (m_waiting.bytes.size() > m_maxBytes)
        makeRoom();
}

/// Drops more than it must, so that it needn't do it for each piece that comes.
void OutputBacklog::makeRoom()
{
    const qint64 dropped = m_waiting.bytes.size() - m_maxBytes / 2;
    m_gap += dropped;
    m_waiting = m_waiting.part(dropped, m_waiting.bytes.size());
    m_waiting.offset = 0;
    for (OutputRun &run : m_waiting.runs)
        run.offset = std::max<qint64>(run.offset - dropped, 0);
}

OutputBytes OutputBacklog::take()
{
    OutputBytes taken = std::exchange(m_waiting, {});
    if (taken.bytes.isEmpty())
        return taken;
    if (const qint64 gap = std::exchange(m_gap, 0); gap > 0) {
        // A line of its own, whatever stands before it.
        const QByteArray line = (m_atLineStart ? "" : "\n") + QByteArray("[") + sizeText(gap).toUtf8() + " ("
            + QByteArray::number(gap) + " bytes) of the output are missing here: they couldn't be stored in time]\n";
        OutputBytes whole;
        whole.append({OutputStream::Stderr, taken.runs.front().timeMs, line});
        for (const OutputChunk &chunk : taken.chunks())
            whole.append(chunk);
        taken = std::move(whole);
    }
    m_atLineStart = taken.bytes.endsWith('\n');
    return taken;
}

} // namespace Procession
