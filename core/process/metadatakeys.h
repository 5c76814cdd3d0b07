// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>

#include <array>

namespace Procession {

/// Keys of the metadata that the workers of AI tasks and of trainings and processionctl write, and that the
/// window, processionctl and the server read.
/// docs/ai-tasks.md and docs/rag.md describe the values. A client may write the same keys: their values are data.
namespace MetadataKeys {
using namespace Qt::StringLiterals;

inline constexpr auto stage = "stage"_L1; ///< what a worker does at the moment
inline constexpr auto reason = "reason"_L1;

// Of the runs of a schedule.
inline constexpr auto schedule = "schedule"_L1; ///< its name
inline constexpr auto dueAt = "due_at"_L1;      ///< seconds since 1970

// Of a tool that ran, or a command.
inline constexpr auto tool = "tool"_L1;             ///< its name
inline constexpr auto parameters = "parameters"_L1; ///< with which it was asked for, defaults included
inline constexpr auto command = "command"_L1;       ///< the line, without what looks like a secret
inline constexpr auto exitCode = "exit_code"_L1;

// What processionctl run writes of the command that it runs.
inline constexpr auto host = "host"_L1; ///< the name of the machine
inline constexpr auto runnerPid = "runner_pid"_L1;
inline constexpr auto pid = "pid"_L1; ///< of the command

/// The keys of the runner of a command, which the command itself doesn't write.
inline constexpr std::array ofRunners{stage,   schedule, dueAt, tool,      parameters,
                                      command, exitCode, host,  runnerPid, pid};

inline constexpr auto model = "model"_L1;
inline constexpr auto answer = "answer"_L1;
inline constexpr auto answerTruncated = "answer_truncated"_L1;
inline constexpr auto tokensReceived = "tokens_received"_L1;
inline constexpr auto tokensPerSecond = "tokens_per_second"_L1;
inline constexpr auto timeToFirstToken = "time_to_first_token"_L1; ///< seconds
inline constexpr auto elapsedMinutes = "elapsed_minutes"_L1;
inline constexpr auto promptTokens = "prompt_tokens"_L1;
inline constexpr auto reasoningTokens = "reasoning_tokens"_L1;
inline constexpr auto finishReason = "finish_reason"_L1;
inline constexpr auto leftOut = "left_out"_L1;
inline constexpr auto attachmentsCut = "attachments_cut"_L1;

// Of an answer from documents.
inline constexpr auto question = "question"_L1;
inline constexpr auto passages = "passages"_L1; ///< that it may cite, each with its number `n`
inline constexpr auto cited = "cited"_L1;       ///< the numbers of those that it does
inline constexpr auto followUpOf = "follow_up_of"_L1;

inline constexpr auto collection = "collection"_L1;
inline constexpr auto currentFile = "current_file"_L1;
inline constexpr auto estimatedSecondsLeft = "estimated_seconds_left"_L1;
inline constexpr auto filesFailed = "files_failed"_L1;
inline constexpr auto errors = "errors"_L1;
inline constexpr auto passedOver = "passed_over"_L1;
} // namespace MetadataKeys

} // namespace Procession
