// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"

#include <QVarLengthArray>

#include <variant>

namespace Procession {

struct Expectation;

/// A process as it stands after a change, and what that change did.
struct ProcessFact
{
    enum class End : quint8 { None, Completed, Failed, TimedOut, Cancelled };

    ProcessPtr process;
    End end = End::None;                    ///< the attempt ended by this change
    bool isGone = false;                    ///< it is no longer tracked
    bool isReport = false;                  ///< its reporter gave a sign of life
    bool isOtherwise = true;                ///< something may count besides the sign of life
    qint64 ageMs = 0;                       ///< how long it has been in this status, where that wasn't seen as it began
    std::optional<qint64> overdueAfterMs{}; ///< of a running one: a run of its name seldom takes longer
};

/// Whether this server can write its store.
struct StoreFact
{
    bool isWritable = true;
    QString reason{};
};

/// How much room is left on a disk.
struct DiskFact
{
    QString path;
    qint64 freeBytes = 0;
    qint64 totalBytes = 0;
};

/// Whether messages get through a channel.
struct ChannelFact
{
    QString channel;
    bool isDead = false;
    QString reason{};
};

/// What became of a run that was expected.
struct ExpectedFact
{
    enum class Kind : quint8 { Start, Finish };

    QString name;     ///< of the schedule, or whatever expects it
    qint64 dueMs = 0; ///< wall time; a fact about a time that isn't later than one that is known is no news
    Kind kind = Kind::Start;
    bool isMissed = true;  ///< else it came
    qint64 count = 1;      ///< so many due times were missed, the last of them at `dueMs`
    qint64 firstDueMs = 0; ///< the first of them; 0 where there is one only
    QString reason{};
    bool isNoNews = false; ///< how it stands, for rules that know nothing of it yet
};

/// One thing that was seen, by which rules are judged.
struct AlertFact
{
    qint64 atMs = 0; ///< wall time, for people
    std::variant<ProcessFact, StoreFact, DiskFact, ChannelFact, ExpectedFact> what;
};

using AlertFacts = QVarLengthArray<AlertFact, 1>;

/// What an event says to rules; nothing where it can't matter to any. Pure; any thread.
AlertFacts factsOf(const Event &event);
/// How an expectation stands that was found in a snapshot.
AlertFacts factsOf(const Expectation &expectation);
/// How a process stands that was found in a snapshot at `nowMs`, wall time. `clockMoved` is how far the wall clock may have
/// been put forward since the process came to its status: none of it is counted.
AlertFact factOf(const ProcessPtr &process, qint64 nowMs, std::chrono::milliseconds clockMoved);
/// How the current attempt of a process ended; None where it goes on.
ProcessFact::End endOf(const Process &process);

} // namespace Procession
