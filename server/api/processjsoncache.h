// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "jsonwriter.h"

#include <QByteArray>

#include <mutex>
#include <span>
#include <vector>

namespace Procession {

class ProcessSource;

/// The JSON of the states that were asked for last, so that a state that many clients poll is printed once.
///
/// A process that waits for others is printed each time, with those that it still waits for.
/// Direct-mapped: slot = seq % slotCount, and a newer state overwrites the slot. A look-up costs next to nothing, and the
/// cache stays below `slotCount` times `longest` bytes, however much is tracked.
/// Threads: any. Owner: HttpApi.
class ProcessJsonCache
{
public:
    static constexpr size_t slotCount = 16384;
    /// In bytes. Longer JSON is printed each time: it costs its length anyway.
    static constexpr qsizetype longest = 4096;

    /// `source` tells what the processes wait for; it must outlive this.
    explicit ProcessJsonCache(const ProcessSource &source);

    /// Prints the contract's JSON of each process as an element of the list.
    void write(ArrayWriter &list, std::span<const ProcessPtr> processes);
    /// The contract's JSON of the process.
    QByteArray json(const ProcessState &process);

private:
    QByteArray look(const ProcessState &process);

    struct Slot
    {
        quint64 seq = 0; // of the state that stands here; no event has 0
        QByteArray json;
    };
    const ProcessSource &m_source;
    std::mutex m_mutex;
    std::vector<Slot> m_slots;
};

} // namespace Procession
