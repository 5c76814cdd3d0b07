// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dependencybook.h"
#include "event.h"

#include <functional>

namespace Procession {

class ProcessIndex;

/// The events that follow from one change by dependencies: who is released by it, who can't begin any more, who waits again,
/// and what follows from that.
///
/// A value for one change. Not thread-safe: made and used under the tracker's lock.
class DependencyChain
{
public:
    /// Makes a change of the process by this server with that number, without a payload.
    using MakeChange = std::function<Change(const Process &process, quint64 seq)>;

    DependencyChain(ProcessIndex &index, DependencyBook &book, MakeChange makeChange)
        : m_index(index)
        , m_book(book)
        , m_makeChange(std::move(makeChange))
    {
    }

    /// Whether anything may follow from the event.
    static bool mayFollow(const Event &event, const ProcessIndex &index);

    /// The event, whose process is in the index and in the book already, and those that follow from it, which are put there.
    std::vector<Event> follow(Event first);

private:
    void judge(const Process &process);
    void countAnew(const Process &process);
    void settle(const ProcessId &id, const ProcessId &cause);

    ProcessIndex &m_index;
    DependencyBook &m_book;
    const MakeChange m_makeChange;
    std::vector<Event> m_events;
};

} // namespace Procession
