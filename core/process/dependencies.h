// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processid.h"
#include "processstatus.h"
#include "sharedoptional.h"

#include <optional>
#include <vector>

namespace Procession {

/// The condition on the dependencies of a process under which it may begin.
enum class DependencyRule : quint8 {
    AllCompleted, ///< each of them completed
    AllFinished,  ///< each of them is over, however it ended
    AnyCompleted, ///< one of them completed
    AnyFailed,    ///< one of them failed for good: it failed, timed out, or couldn't begin since a dependency failed
};

/// The wire name, such as `all_completed`.
QLatin1StringView wireName(DependencyRule rule);
std::optional<DependencyRule> dependencyRuleFromString(QStringView name);
/// All of them, by their wire names.
QStringList dependencyRuleNames();

/// A process that another one depends on.
struct Dependency
{
    ProcessId id;
    /// Set where it was only in the history when the process that depends on it was started: it can't change any more.
    std::optional<ProcessStatus> archivedAs{};

    friend bool operator==(const Dependency &a, const Dependency &b) = default;
};

/// The dependencies of a process, as its start declared them. Plain data.
struct DependencyTerms
{
    static constexpr qsizetype mostDependencies = 10'000;
    static constexpr qsizetype mostBytes = 128 * 1024; ///< of the ids together: each full message has them

    std::vector<Dependency> on; ///< each id once
    DependencyRule rule = DependencyRule::AllCompleted;
    bool allowsMissing = false; ///< an id that names no process yet is waited for

    friend bool operator==(const DependencyTerms &a, const DependencyTerms &b) = default;
};

/// The dependencies of a process and how they stand. Most processes have none, and then it takes one pointer.
///
/// Threads: as a QString.
class Dependencies
{
public:
    enum class State : quint8 {
        Waiting,  ///< the process is `pending`, and nobody may begin it yet
        Released, ///< the condition held
        Failed,   ///< the condition can't hold any more: the process ended as `cancelled`
    };

    Dependencies() = default;
    explicit Dependencies(DependencyTerms terms)
    {
        if (!terms.on.empty())
            m_details = Details{std::move(terms), State::Waiting, {}};
    }

    bool isEmpty() const { return !m_details; }
    /// Null where there are none.
    const DependencyTerms *terms() const { return m_details ? &*m_details->terms : nullptr; }
    /// Only where there are some.
    State state() const { return m_details->state; }
    bool isWaiting() const { return m_details && m_details->state == State::Waiting; }
    bool hasFailed() const { return m_details && m_details->state == State::Failed; }
    /// The dependency by which the condition can't hold any more; null unless it failed.
    ProcessId failedId() const { return m_details ? m_details->failedId : ProcessId(); }

    /// Only where there are some. `failedId` belongs to Failed.
    void setState(State state, const ProcessId &failedId = {})
    {
        m_details->state = state;
        m_details->failedId = failedId;
    }

    friend bool operator==(const Dependencies &a, const Dependencies &b) = default;

private:
    struct Details
    {
        SharedOptional<DependencyTerms> terms; // shared by all states of the process
        State state = State::Waiting;
        ProcessId failedId;

        friend bool operator==(const Details &a, const Details &b) = default;
    };

    SharedOptional<Details> m_details;
};

/// The wire name, such as `waiting`.
QLatin1StringView wireName(Dependencies::State state);
std::optional<Dependencies::State> dependencyStateFromString(QStringView name);

} // namespace Procession
