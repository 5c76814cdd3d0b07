// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventkind.h"
#include "expectation.h"
#include "result.h"

#include <variant>

namespace Procession {

/// One change of an expectation, with all that its outcome depends on. Plain data.
struct ExpectationChange
{
    /// Makes the expectation, or gives it another definition. What is known of its runs stays.
    struct Put
    {
        ExpectationDefinition definition;
        QByteArray key; ///< of one that is new
    };
    struct Remove
    {
    };
    /// Nothing is awaited until it is resumed, and what was wrong is over. Runs are noted all the same.
    struct Pause
    {
        Text note;
    };
    struct Resume
    {
    };
    /// From now on it has another ping URL.
    struct Rekey
    {
        QByteArray key;
    };
    /// The job says something: see Ping.
    struct Hear
    {
        Ping ping;
    };
    /// Time has passed: what is due by now is late, and what is late for too long is told.
    struct Advance
    {
    };
    /// The clock was set, or pings may have been lost: nothing that should have come by now counts as missed until its
    /// grace is over once more.
    struct Forgive
    {
        /// So far was the wall clock put forward; negative where it was put back; 0 where pings may have been lost.
        qint64 clockMovedMs = 0;
    };

    quint64 seq = 0;   ///< the number that its event gets
    qint64 timeMs = 0; ///< wall time
    QUuid id;          ///< of an expectation that is new
    std::variant<Put, Remove, Pause, Resume, Rekey, Hear, Advance, Forgive> payload;
};

/// The kind of event that tells of the change, which made `next`. Any thread.
EventKind eventKindOf(const ExpectationChange &change, const Expectation &next);

/// The rule: the expectation that the change makes of `current` (null where there is none), or an error. Nothing where it
/// changes nothing. One that was removed has isRemoved. Pure. Any thread.
/// Errors: UnknownExpectation; InvalidField where a rule can't be read.
Result<std::optional<Expectation>> apply(const Expectation *current, const ExpectationChange &change);

/// A key for a new expectation: 128 random bits, as 32 hexadecimal digits. Any thread.
QByteArray newPingKey();

} // namespace Procession
