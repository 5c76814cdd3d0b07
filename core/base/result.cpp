// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "result.h"

#include "wirenames.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<ErrorCode, 25> codeNames{{
    {ErrorCode::MalformedJson, "malformed_json"_L1},
    {ErrorCode::InvalidField, "invalid_field"_L1},
    {ErrorCode::UnknownProcessType, "unknown_process_type"_L1},
    {ErrorCode::UnknownStatus, "unknown_status"_L1},
    {ErrorCode::UnknownProcess, "unknown_process"_L1},
    {ErrorCode::ProcessExists, "process_exists"_L1},
    {ErrorCode::IllegalTransition, "illegal_transition"_L1},
    {ErrorCode::StaleAttempt, "stale_attempt"_L1},
    {ErrorCode::AlreadyFinished, "already_finished"_L1},
    {ErrorCode::NotFinished, "not_finished"_L1},
    {ErrorCode::NotRetryable, "not_retryable"_L1},
    {ErrorCode::TooLarge, "too_large"_L1},
    {ErrorCode::Conflict, "conflict"_L1},
    {ErrorCode::WrongOffset, "wrong_offset"_L1},
    {ErrorCode::StoreUnavailable, "store_unavailable"_L1},
    {ErrorCode::NotStored, "not_stored"_L1},
    {ErrorCode::Io, "io_error"_L1},
    {ErrorCode::UnknownSchedule, "unknown_schedule"_L1},
    {ErrorCode::UnknownExpectation, "unknown_expectation"_L1},
    {ErrorCode::UnknownTool, "unknown_tool"_L1},
    {ErrorCode::HasDependents, "has_dependents"_L1},
    {ErrorCode::UnknownAlertRule, "unknown_alert_rule"_L1},
    {ErrorCode::UnknownAlert, "unknown_alert"_L1},
    {ErrorCode::UnknownSilence, "unknown_silence"_L1},
    {ErrorCode::UnknownChannel, "unknown_channel"_L1},
}};

} // namespace

QLatin1StringView wireName(ErrorCode code)
{
    return nameIn<codeNames>(code);
}

std::optional<ErrorCode> errorCodeFromString(QStringView name)
{
    return valueIn<codeNames>(name);
}

} // namespace Procession
