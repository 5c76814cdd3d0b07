// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rehearsalrun.h"

#include <QThreadPool>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace Procession {

/// Rehearses rules for whoever asks: one at a time, in a thread of its own, which lives while there is something to do.
///
/// It knows no connection and no window. Somebody who asks again needn't wait for what he asked before: the newer rule takes
/// the place of the older one, whether that waits or is under way, which then ends within a slice of work.
/// Threads: any; no call waits for a rehearsal. Owner: app/; archive and clock must outlive it.
/// Memory: that of one rehearsal, and the rules that wait.
class Rehearser
{
public:
    /// That wait at once, beside the one that is under way.
    static constexpr size_t mostWaiting = 8;

    struct Request
    {
        AlertRule rule;
        int days = 7;    ///< 1 to Rehearsal::mostDays
        QString asker{}; ///< who asks, in whatever words; empty: it takes nobody's place
    };
    struct Problem
    {
        enum class Kind : quint8 {
            Unread,    ///< the history can't be read
            Busy,      ///< too many wait; later there may be room
            Replaced,  ///< the same asker asked for another one
            CalledOff, ///< by cancel(), or since this ends
        };
        Kind kind = Kind::Unread;
        QString message{}; ///< a sentence
    };
    using Outcome = Result<Rehearsal, Problem>;
    using Done = std::function<void(const Outcome &outcome)>;

    explicit Rehearser(const Archive &archive, const Clock &clock, RehearsalRun::Limits limits = {});
    /// Calls off what waits and what is under way.
    ~Rehearser();
    Q_DISABLE_COPY_MOVE(Rehearser)

    /// Calls `done` once, from any thread, maybe before it returns; it may not call this. Returns the number by which it can be
    /// called off, never 0.
    quint64 ask(Request request, Done done);
    /// Nobody wants that one any more. Of one that is over, nothing happens.
    void cancel(quint64 number);

private:
    struct Job
    {
        quint64 number = 0;
        Request request;
        Done done;
        std::atomic<bool> isUnwanted = false;
        Problem::Kind why = Problem::Kind::CalledOff; // set before isUnwanted
    };
    using JobPtr = std::shared_ptr<Job>;

    static Outcome refusal(Problem::Kind kind);
    void work();
    Outcome rehearse(const Job &job) const;
    std::vector<JobPtr> takeUnwanted(const std::function<bool(const Job &)> &isMeant, Problem::Kind why);
    static void tell(const std::vector<JobPtr> &jobs, Problem::Kind why);

    const Archive &m_archive;
    const Clock &m_clock;
    const RehearsalRun::Limits m_limits;
    std::mutex m_mutex; // guards what follows
    std::deque<JobPtr> m_waiting;
    JobPtr m_current; // null where nothing is under way
    bool m_isWorking = false;
    quint64 m_lastNumber = 0;
    QThreadPool m_thread;
};

} // namespace Procession
