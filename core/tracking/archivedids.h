// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processid.h"

#include <QSet>

#include <mutex>

namespace Procession {

/// The ids that the history may hold, so that only a start with such an id has to read the history.
///
/// Keeps a hash of each id, with a seed of its own: "no" is certain, "yes" means to look. Nothing is certain until all
/// of them were read from the disk, which goes on while the server works already.
/// Threads: any. Owner: the tracker. Memory: about 16 bytes an id, so 16 MB for 1,000,000.
class ArchivedIds
{
public:
    ArchivedIds();

    /// There is a history, whose ids are being read: from now on all is possible.
    void beginLoading();
    void completeLoading();

    bool mayHold(const ProcessId &id) const;
    void add(const ProcessId &id);
    void remove(const ProcessId &id);

private:
    enum class State : quint8 { NoHistory, Loading, Complete };

    const size_t m_seed;
    mutable std::mutex m_mutex;
    State m_state = State::NoHistory;
    QSet<size_t> m_hashes;
};

} // namespace Procession
