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

struct Process;

/// Which processes count as runs of an expectation, so that nobody has to ping. Plain data.
struct ExpectationScope
{
    static constexpr qsizetype mostTypes = 20;

    std::vector<ProcessType> types; ///< one of these; empty for any
    Text name;                      ///< a pattern with `*` and `?`, as matchesPattern() has it; empty for any

    bool isSet() const { return !types.empty() || !name.isEmpty(); }
    bool matches(const Process &process) const;

    friend bool operator==(const ExpectationScope &a, const ExpectationScope &b) = default;
};

/// What somebody expects: a job that runs every so often, or at certain times. Plain data; expectationFromJson() checks it.
struct ExpectationDefinition
{
    static constexpr qsizetype maxNameLength = 100;
    static constexpr qsizetype mostTags = 20;
    static constexpr qsizetype maxTagLength = 50;
    static constexpr std::chrono::milliseconds usualGrace = std::chrono::hours(1);

    Text name;
    Text description;
    std::chrono::milliseconds every{0}; ///< from the begin of a run to that of the next; 0 where `cron` says when
    Text cron;                          ///< as ScheduleRule takes it; empty where `every` says when
    Text timeZone;                      ///< IANA name; of `cron`
    std::chrono::milliseconds graceStart = usualGrace; ///< how late a run may begin
    /// How long a run may take from its begin to its end; nothing where that isn't watched.
    std::optional<std::chrono::milliseconds> graceFinish = usualGrace;
    ExpectationScope scope;
    std::vector<Text> tags;

    friend bool operator==(const ExpectationDefinition &a, const ExpectationDefinition &b) = default;
};

enum class ExpectationState : quint8 {
    New,     ///< nothing was heard of it yet
    Up,      ///< nothing is wrong
    Started, ///< a run is under way
    Late,    ///< a run is due, and its grace isn't over
    Down,    ///< a run didn't begin, or didn't end, in time, or failed
    Paused,
};

QLatin1StringView wireName(ExpectationState state);

/// What a job, or a process that counts as its run, says of itself.
enum class PingSignal : quint8 {
    Success,
    Start,
    Failure,
    Log,    ///< a text that says nothing about a run
    Cancel, ///< the run was called off: it neither succeeded nor failed
};

QLatin1StringView wireName(PingSignal signal);
std::optional<PingSignal> pingSignalFromString(QStringView name);

/// One ping. Plain data.
struct Ping
{
    static constexpr qsizetype maxTextBytes = 10'000;

    PingSignal signal = PingSignal::Success;
    std::optional<int> exitCode{}; ///< 0 to 255
    QUuid rid{};                   ///< pairs a start and its end; null for none
    Text text{};                   ///< what the job said; data only
    ProcessId process{};           ///< of a run that is a process; null for a ping from outside
    quint64 processSeq = 0;        ///< of the event of the process that says so; 0 for a ping from outside
    /// Wall ms at which it happened, where that was before it is told here; nothing for now.
    std::optional<qint64> atMs{};

    friend bool operator==(const Ping &a, const Ping &b) = default;
};

/// A run that began and hasn't ended. Plain data.
struct ExpectedRun
{
    QUuid rid;         ///< null where it gave none
    ProcessId process; ///< null for a ping from outside
    qint64 startedMs = 0;
    /// Wall ms by which it has to end; nothing where that isn't watched, or was told already.
    std::optional<qint64> finishByMs;

    friend bool operator==(const ExpectedRun &a, const ExpectedRun &b) = default;
};

/// What became of a run.
enum class RunOutcome : quint8 {
    Succeeded,
    Failed,
    Cancelled,
    NotStarted,  ///< none began in time
    NotFinished, ///< it didn't end in time
};

QLatin1StringView wireName(RunOutcome outcome);
std::optional<RunOutcome> runOutcomeFromString(QStringView name);

/// A run that ended, or didn't happen. Plain data.
struct NotedRun
{
    qint64 atMs = 0; ///< wall: when it ended, or was given up
    RunOutcome outcome = RunOutcome::Succeeded;
    std::optional<qint64> durationMs{}; ///< nothing where its begin isn't known
    std::optional<int> exitCode{};
    ProcessId process{};
    Text reason{}; ///< empty where it succeeded

    friend bool operator==(const NotedRun &a, const NotedRun &b) = default;
};

/// Something that is wrong with an expected job. Plain data.
struct ExpectationTrouble
{
    RunOutcome kind = RunOutcome::NotStarted; ///< NotStarted, NotFinished or Failed
    qint64 sinceMs = 0;                       ///< wall
    qint64 count = 1;                         ///< so many times in a row
    Text reason{};                            ///< the last time

    friend bool operator==(const ExpectationTrouble &a, const ExpectationTrouble &b) = default;
};

struct ExpectationPause
{
    qint64 sinceMs = 0;
    Text note;

    friend bool operator==(const ExpectationPause &a, const ExpectationPause &b) = default;
};

/// An expectation as it stands. Plain data.
///
/// A run is awaited at `dueMs`, and has to begin by `startByMs`. All times are of the wall clock.
struct Expectation
{
    static constexpr size_t keptRuns = 30;
    static constexpr size_t mostRunning = 100;

    QUuid id;
    ExpectationDefinition definition;
    QByteArray key;         ///< the secret in its ping URL
    bool isRemoved = false; ///< in its last event
    qint64 createdAt = 0;
    qint64 updatedAt = 0;    ///< of the definition
    qint64 stateSinceMs = 0; ///< its state is what it is since then
    /// Of its last change: its time, or just after that of the change before, so that it grows whatever the clock does.
    qint64 changedMs = 0;
    quint64 seq = 0; ///< of its last event

    std::optional<qint64> dueMs;      ///< the time at which a run is awaited; nothing where none is ever again
    std::optional<qint64> startByMs;  ///< by when it has to begin; nothing where it was told already that it didn't
    bool isLate = false;              ///< that time has come
    qint64 anchorMs = 0;              ///< the begin of the last run; before the first one, since when runs are expected
    std::vector<ExpectedRun> running; ///< oldest first
    std::optional<ExpectationPause> pause;
    std::optional<ExpectationTrouble> startTrouble;  ///< NotStarted
    std::optional<ExpectationTrouble> finishTrouble; ///< NotFinished or Failed
    bool endedStartTrouble = false;                  ///< by its last change
    bool endedFinishTrouble = false;                 ///< likewise

    std::optional<Ping> lastPing; ///< with its time in `atMs`
    qint64 pings = 0;
    std::optional<qint64> lastSuccessMs;
    std::vector<NotedRun> runs; ///< the newest, oldest first
    quint64 processSeq = 0;     ///< events of processes up to this one are taken

    friend bool operator==(const Expectation &a, const Expectation &b) = default;
};

/// Never changed once it is made; shared by all readers.
using ExpectationPtr = std::shared_ptr<const Expectation>;

/// Pure; any thread.
ExpectationState stateOf(const Expectation &expectation);
/// The wall time at which time alone changes it next; nothing where it never does.
std::optional<qint64> nextChangeMs(const Expectation &expectation);
/// The time in the definition's time zone, in ISO 8601 with its offset; in UTC where it has none that this machine knows.
QString localTimeText(const ExpectationDefinition &definition, qint64 wallMs);

} // namespace Procession
