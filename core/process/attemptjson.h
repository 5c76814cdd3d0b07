// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attempt.h"
#include "attemptlimits.h"
#include "jsonreader.h"
#include "jsonwriter.h"
#include "process.h"

#include <array>

/// The JSON form of attempts, their figures and limits. Any thread.
///
/// Each function that reads leaves its error with the JsonReader, which names the field.
namespace Procession {

/// The keys of limits, which stand in a start and in a process among others.
inline constexpr std::array limitKeys{QLatin1StringView("progress_timeout"), QLatin1StringView("output_timeout"),
                                      QLatin1StringView("max_memory"),       QLatin1StringView("max_cpu_time"),
                                      QLatin1StringView("limit_sustain"),    QLatin1StringView("retry_on_limit")};
/// Writes each of limitKeys, null where it is empty; nothing where there are no limits (null), as with most processes.
void writeLimits(ObjectWriter &object, const AttemptLimits *limits);
AttemptLimits limitsFromJson(JsonReader &reader);

/// Writes the member `resources`: the latest figures, with their peaks.
void writeResources(ObjectWriter &object, const SharedOptional<AttemptDetails> &details);
/// Reads the member `resources` of a report, which is a sample.
SharedOptional<Resources> sampleFromJson(JsonReader &outer);
/// Prints a sample as a report carries it: sampleFromJson() reads the same again.
QByteArray sampleToJson(const Resources &sample);

/// Writes the member `exit`.
void writeExit(ObjectWriter &object, const SharedOptional<AttemptDetails> &details);
SharedOptional<Exit> exitFromJson(JsonReader &outer);
QByteArray toJson(const Exit &exit);

/// Writes the members `cancelled_by` and, as `reasonKey`, the canceller's reason.
void writeCanceller(ObjectWriter &object, const SharedOptional<AttemptDetails> &details, QByteArrayView reasonKey);

/// Writes the members of an attempt, as `GET /processes/{id}/attempts` has them, but for its output.
void writeAttempt(ObjectWriter &object, const Attempt &attempt);
/// Writes the member `earlier_attempts`, oldest first.
void writeEarlierAttempts(ObjectWriter &object, const SharedOptional<EarlierAttempts> &earlier);

/// Reads what the functions above write of a process: resources, exit, cancelled_by, cancel_reason and earlier_attempts.
void takeAttempts(Process &process, JsonReader &reader);
/// All of that as an object of its own, for a store; empty where there is nothing of it.
QByteArray attemptsToJson(const Process &process);

} // namespace Procession
