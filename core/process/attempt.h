// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"
#include "attemptresources.h"
#include "processstatus.h"
#include "sharedoptional.h"
#include "text.h"

#include <optional>
#include <vector>

namespace Procession {

/// How the program of an attempt ended, as its reporter tells. Plain data.
struct Exit
{
    static constexpr qsizetype maxReasonLength = 500; ///< in characters

    std::optional<qint64> code; ///< empty where a signal ended it, or where nobody knows
    Text signal{};              ///< its name, such as `SIGKILL`; empty for none
    bool outOfMemory = false;   ///< the kernel said so; never inferred from a code or a signal
    Text reason{};              ///< in the reporter's words; empty for none

    friend bool operator==(const Exit &a, const Exit &b) = default;
};

/// Whether it is spelled as the name of a signal: `SIG` and 1 to 13 of `A-Z 0-9 + -`.
bool isSignalName(QStringView name);

/// Facts that few attempts have. Plain data.
struct AttemptDetails
{
    SharedOptional<Resources> resources{};
    SharedOptional<Exit> exit{};
    SharedOptional<Origin> cancelledBy{}; ///< set where the attempt ended as `cancelled`

    friend bool operator==(const AttemptDetails &a, const AttemptDetails &b) = default;
};

/// One attempt of a process. Plain data; times are wall time in ms.
struct Attempt
{
    static constexpr qsizetype maxErrorBytes = 1024; ///< of the copy that is kept of an earlier attempt's error

    int number = 1;
    ProcessStatus status = ProcessStatus::Pending;
    CompactOptional<double> progress{}; ///< 0 to 100
    CompactOptional<qint64> startedAt{};
    CompactOptional<qint64> endedAt{}; ///< empty while it goes on
    Text errorMessage{};
    SharedOptional<AttemptDetails> details{};

    friend bool operator==(const Attempt &a, const Attempt &b) = default;
};

/// The earlier attempts of a process, oldest first: the first one and the newest of the others, `maxCount` in all.
class EarlierAttempts
{
public:
    static constexpr size_t maxCount = 50;

    const std::vector<Attempt> &list() const { return m_list; }
    /// Takes the next one, with at most Attempt::maxErrorBytes of its error. Whether it may follow: it must be over, and
    /// its number higher than those before.
    bool append(Attempt attempt);
    /// The attempt of that number, to be changed; null where it isn't kept.
    Attempt *find(int number);

    friend bool operator==(const EarlierAttempts &a, const EarlierAttempts &b) = default;

private:
    std::vector<Attempt> m_list;
};

} // namespace Procession
