// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"

#include <QByteArray>

#include <mutex>
#include <span>
#include <vector>

namespace Procession {

/// The JSON of the states that were asked for last: what is polled is printed once for each state.
///
/// Each state has one place where it can be, by its seq, and whoever comes there next takes it: so a look-up costs
/// next to nothing, and what there is stays below `places` times `longest` bytes, however much is tracked.
/// Threads: any. Owner: HttpApi.
class ProcessJsonCache
{
public:
    static constexpr size_t places = 16384;
    /// What is longer is printed each time: it costs its length anyway.
    static constexpr qsizetype longest = 4096;

    ProcessJsonCache();

    /// Appends the contract's JSON of each, with commas between them.
    void append(QByteArray &out, std::span<const ProcessPtr> processes);

private:
    void append(QByteArray &out, const ProcessState &process);

    struct Place
    {
        quint64 seq = 0; // of the state that stands here; no event has 0
        QByteArray json;
    };
    std::mutex m_mutex;
    std::vector<Place> m_places;
};

} // namespace Procession
