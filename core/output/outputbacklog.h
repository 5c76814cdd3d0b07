// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"

namespace Procession {

/// Output of one attempt that waits to be stored, within a bound. Where it is full the oldest goes, and a line in its place
/// says how much. A value; threads as an int.
class OutputBacklog
{
public:
    /// Holds at most so many bytes of output, 4 KiB at least.
    explicit OutputBacklog(qint64 maxBytes);

    void add(const OutputChunk &chunk);
    /// What waits, which waits no longer.
    OutputBytes take();

    qint64 size() const { return m_waiting.bytes.size(); }
    bool isEmpty() const { return m_waiting.bytes.isEmpty(); }

private:
    void makeRoom();

    qint64 m_maxBytes;
    OutputBytes m_waiting; // from offset 0 on
    qint64 m_gap = 0;      // bytes that went before those that wait
    bool m_atLineStart = true;
};

} // namespace Procession
