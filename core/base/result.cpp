// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "result.h"

namespace Procession {

QLatin1StringView wireName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::MalformedJson:
        return QLatin1StringView("malformed_json");
    case ErrorCode::InvalidField:
        return QLatin1StringView("invalid_field");
    case ErrorCode::UnknownProcessType:
        return QLatin1StringView("unknown_process_type");
    case ErrorCode::UnknownStatus:
        return QLatin1StringView("unknown_status");
    case ErrorCode::UnknownProcess:
        return QLatin1StringView("unknown_process");
    case ErrorCode::ProcessExists:
        return QLatin1StringView("process_exists");
    case ErrorCode::IllegalTransition:
        return QLatin1StringView("illegal_transition");
    case ErrorCode::StaleAttempt:
        return QLatin1StringView("stale_attempt");
    case ErrorCode::AlreadyFinished:
        return QLatin1StringView("already_finished");
    case ErrorCode::NotFinished:
        return QLatin1StringView("not_finished");
    case ErrorCode::NotRetryable:
        return QLatin1StringView("not_retryable");
    case ErrorCode::TooLarge:
        return QLatin1StringView("too_large");
    case ErrorCode::Conflict:
        return QLatin1StringView("conflict");
    case ErrorCode::WrongOffset:
        return QLatin1StringView("wrong_offset");
    case ErrorCode::StoreUnavailable:
        return QLatin1StringView("store_unavailable");
    case ErrorCode::NotStored:
        return QLatin1StringView("not_stored");
    case ErrorCode::Io:
        return QLatin1StringView("io_error");
    }
    Q_UNREACHABLE();
}

std::optional<ErrorCode> errorCodeFromString(QStringView name)
{
    for (int number = 0; number <= static_cast<int>(ErrorCode::Io); ++number) {
        if (const auto code = static_cast<ErrorCode>(number); wireName(code) == name)
            return code;
    }
    return std::nullopt;
}

} // namespace Procession
