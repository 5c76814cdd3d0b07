// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processid.h"
#include "processtype.h"
#include "text.h"

#include <QUuid>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace Procession {

/// What a schedule does at a due time at which a run of it is still live. The names are Temporal's.
enum class OverlapPolicy : quint8 {
    Skip,           ///< leaves this time out
    BufferOne,      ///< starts it once the live run is over; further times are left out meanwhile
    BufferAll,      ///< starts all of them, one after the other
    CancelOther,    ///< cancels the live run, and starts once that is over
    TerminateOther, ///< cancels the live run, and starts at once
    AllowAll,       ///< starts it beside the live run
};

QLatin1StringView wireName(OverlapPolicy policy);
std::optional<OverlapPolicy> overlapPolicyFromString(QStringView name);
/// All of them, by their wire names.
QStringList overlapPolicyNames();

/// How a schedule was defined: when it is due, and which work it starts. Plain data; scheduleFromJson() checks it.
struct ScheduleDefinition
{
    static constexpr qsizetype maxNameLength = 100;
    static constexpr qsizetype maxExclusions = 50;
    static constexpr int mostCatchUps = 1000;

    Text name;
    Text description;
    Text rule;     ///< as ScheduleRule takes it
    Text timeZone; ///< IANA name
    ProcessType workType;
    Text request; ///< the work, as its worker takes it: a JSON object as compact text
    OverlapPolicy overlap = OverlapPolicy::Skip;
    /// A due time that couldn't be met, since the server was down, is made up for within this time; then it is missed.
    std::chrono::milliseconds catchUpWindow = std::chrono::hours(1);
    /// Of several such times, so many of the newest are made up for; the others are missed.
    int catchUpLimit = 1;
    /// Each run starts up to so much later, by a number that is drawn from the due time.
    std::chrono::milliseconds jitter{0};
    std::optional<qint64> startsAt; ///< wall ms: not due before
    std::optional<qint64> endsAt;   ///< wall ms: not due from then on
    std::vector<Text>
        exclusions;             ///< days (`2026-12-25`) or cron expressions; a time that one of them names is left out
    int pauseAfterFailures = 0; ///< pauses after so many failed runs in a row; 0 for never

    friend bool operator==(const ScheduleDefinition &a, const ScheduleDefinition &b) = default;
};

/// What became of a due time.
enum class TickOutcome : quint8 {
    Started, ///< a process was started in time
    Late,    ///< a process was started, but over ten seconds late
    Skipped, ///< nothing was started, for `reason`
    Missed,  ///< the server couldn't start it in time
};

QLatin1StringView wireName(TickOutcome outcome);
std::optional<TickOutcome> tickOutcomeFromString(QStringView name);

/// One due time that was decided, or several in a row with the same outcome.
struct Tick
{
    qint64 dueMs = 0;     ///< of the first one
    qint64 lastDueMs = 0; ///< of the last one
    qint64 count = 1;
    TickOutcome outcome = TickOutcome::Started;
    Text reason;          ///< empty where it was started in time
    ProcessId process;    ///< the one that was started; null for none
    qint64 decidedMs = 0; ///< wall time
    bool isBackfill = false;

    friend bool operator==(const Tick &a, const Tick &b) = default;
};

/// The times of a range in the past that are run once more.
struct Backfill
{
    int number = 1;      ///< of this schedule's backfills
    qint64 cursorMs = 0; ///< the times up to this one are decided
    qint64 untilMs = 0;  ///< the last time that belongs to it
    OverlapPolicy overlap = OverlapPolicy::BufferAll;

    friend bool operator==(const Backfill &a, const Backfill &b) = default;
};

/// Why a schedule starts nothing at present.
struct SchedulePause
{
    qint64 sinceMs = 0;
    Text note;
    bool isByFailures = false;

    friend bool operator==(const SchedulePause &a, const SchedulePause &b) = default;
};

/// A schedule as it stands: its definition, and a cursor on the grid of its due times. Plain data.
///
/// The cursor is what makes a schedule durable: each time at or before it is decided, and none after it. It moves by the
/// grid alone, never by the end of a run.
struct Schedule
{
    static constexpr size_t keptTicks = 50;
    static constexpr size_t mostBuffered = 1000;
    static constexpr size_t mostRunning = 100;

    QUuid id; ///< made with the schedule; the ids of its runs come from it
    ScheduleDefinition definition;
    bool isConfigured = false; ///< it stands in the configuration file, and can't be changed from outside
    bool isRemoved = false;    ///< in its last event
    qint64 createdAt = 0;
    qint64 updatedAt = 0; ///< of the definition
    quint64 seq = 0;      ///< of its last event
    qint64 cursorMs = 0;
    std::optional<SchedulePause> pause;
    std::optional<qint64> skipUntilMs; ///< it was paused until then: the times up to it are left out
    std::optional<Backfill> backfill;
    int backfills = 0;              ///< how many there were
    std::vector<qint64> buffered;   ///< due times that wait for the live run
    std::vector<ProcessId> running; ///< its live runs, oldest first
    int failures = 0;               ///< failed runs in a row
    std::vector<Tick> ticks;        ///< the newest, oldest first

    friend bool operator==(const Schedule &a, const Schedule &b) = default;
};

/// Never changed once it is made; shared by all readers.
using SchedulePtr = std::shared_ptr<const Schedule>;

/// The id of the process that a schedule starts for a due time: always the same one, so that no crash makes two of it.
/// `backfill` is the number of the backfill, or 0.
ProcessId runId(const Schedule &schedule, qint64 dueMs, int backfill);

} // namespace Procession
