// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "result.h"

#include <QJsonObject>

namespace Procession {

/// Why a request to a server did not succeed. Plain data.
struct ApiError
{
    int status = 0; ///< the answer's HTTP status; 0 where no answer came
    QString code;   ///< the server's word, such as `stale_attempt` or `no_history`; empty where no answer came
    /// A sentence for a person and the field at fault. Its code is Io where core has none for the server's word, and
    /// where no answer came.
    Error error{ErrorCode::Io, {}, {}};
    ProcessPtr process{}; ///< in a 409: the process as it stands; null where the server did not send it

    bool isAnswered() const { return status != 0; }
    /// Whether the server is away or too busy, or something else answers in its place (a redirect, an answer that can't
    /// be understood), so that the same request may succeed later.
    bool isTemporary() const { return status < 400 || status >= 500 || status == 429; }
};

/// The answer of a server: a value, or why there is none.
template <typename T>
struct ApiReply : Result<T, ApiError>
{
    using Result<T, ApiError>::Result;
    ApiReply(Result<T, ApiError> result, const QJsonObject &answer)
        : Result<T, ApiError>(std::move(result))
        , body(answer)
    {
    }

    QJsonObject body{}; ///< the answer as it came, for programs that pass it on; empty where it was no JSON object
};

} // namespace Procession
