// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "roomstate.h"

#include <QHash>

#include <memory>
#include <set>
#include <tuple>

namespace Procession {

/// A piece of work that waits, or takes room while it runs. Plain data.
struct QueueEntry
{
    ProcessId id{};
    int attempt = 1;
    ProcessType type{};
    QString group{}; ///< a tool, whose running ones are limited besides, whatever their type; empty for none
    int groupLimit = 1;
    Demand demand{};
    bool goesOn =
        false; ///< it ran when the server ended, and counts as running: it comes first, and pauses don't hold it
};

/// Decides what of a server's own work starts next.
///
/// Of those that wait the ones of higher priority come first, and of the same priority the older ones. One starts when
/// there is a place among those of its type and of its tool, and enough of each named limit that it uses. Until then it
/// is passed by others, but not for ever: what it uses is kept free for it and not given to any that come after it. Where it
/// is a place that it waits for, that holds once it was passed by patience() others that use the same.
/// Of those that are alike (type, tool, uses) only the first keeps something free: the others come after it anyway.
///
/// Pure: no clock, no thread. Cost of takeNext(): the number of kinds that wait (type, tool, uses), times its logarithm.
/// Owner: WorkQueue.
class QueueOrder
{
public:
    explicit QueueOrder(NamedLimits limits = {});

    /// By how many others one may be passed that waits for a place.
    static constexpr int patience() { return 10; }

    /// The types share one limit of those that run at once. `isHeldByAll`: a pause of everything holds them, not only one of
    /// their own type. Before anything waits.
    void addQueue(const QList<ProcessType> &types, int limit, bool isHeldByAll = true);
    void setPauses(QueuePauses pauses) { m_pauses = std::move(pauses); }

    /// It waits from now on, behind those that came before it. Of a type that was added. One that waits with the same attempt
    /// keeps its place.
    void enqueue(const QueueEntry &entry);
    /// It no longer waits.
    void remove(const ProcessId &id);
    /// The attempt that waits; 0 for none.
    int attemptOf(const ProcessId &id) const;
    /// All that wait, with their attempts.
    std::vector<std::pair<ProcessId, int>> waiting() const;
    void clear();

    /// Takes the next one that may start, and its room with it. Nothing where none may.
    std::optional<QueueEntry> takeNext();
    /// Takes its room at once, whether there is as much or not.
    void take(const QueueEntry &entry);
    /// Gives the room back that was taken with it.
    void giveBack(const QueueEntry &entry);

    /// Cost: the number of those of its type that wait.
    std::optional<QueuePlace> place(const ProcessId &id) const;
    RoomState state() const;

private:
    struct Queue
    {
        QList<ProcessType> types;
        int limit = 1;
        int running = 0;
        bool isHeldByAll = true;
    };
    struct Waiting
    {
        QueueEntry entry;
        quint64 number = 0;
        mutable int passed = 0; ///< by others that use the same; no part of the order

        bool operator<(const Waiting &other) const;
    };
    using Line = std::set<Waiting>; // never empty
    /// Those that are alike.
    struct Kind
    {
        ProcessType type;
        QString group;
        std::map<QString, int> uses;

        auto key() const { return std::tie(type, group, uses); }
        bool operator<(const Kind &other) const { return key() < other.key(); }
    };
    /// What is taken, or kept free for earlier ones.
    struct Taken
    {
        NamedLimits uses;
        std::map<QString, int> groups;

        void add(const QueueEntry &entry, int count = 1);
    };
    struct Lack
    {
        bool ofPlace = false; ///< of the type
        bool ofGroup = false; ///< of the tool
        QStringList uses{};

        bool any() const { return ofPlace || ofGroup || !uses.isEmpty(); }
    };

    bool isPaused(const QueueEntry &entry) const;
    const QueuePause *pauseOfAll(const QueueEntry &entry) const;
    Lack lackOf(const QueueEntry &entry, const Taken &kept) const;
    std::vector<const Waiting *> firsts() const;
    void explain(QueuePlace &place, const QueueEntry &entry) const;

    const NamedLimits m_limits;
    std::vector<std::unique_ptr<Queue>> m_queues;
    std::map<ProcessType, Queue *> m_byType;
    std::map<ProcessType, int> m_running;
    QueuePauses m_pauses;
    using Lines = std::map<Kind, Line>;
    Lines m_lines;
    QHash<ProcessId, std::pair<Lines::iterator, Line::const_iterator>> m_places;
    Taken m_taken;
    quint64 m_last = 0;
};

} // namespace Procession
