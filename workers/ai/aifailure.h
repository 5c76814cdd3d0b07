// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkReply>
#include <QString>

#include <chrono>
#include <optional>

namespace Procession {

/// Why an AI task failed, and whether it makes sense to try again.
struct AiFailure
{
    QString message; ///< a sentence
    bool retryable = true;
    std::optional<std::chrono::milliseconds> retryAfter{}; ///< what the server asks for

    /// The server can't be reached, or went away. `server` is where it is, in words.
    static AiFailure ofConnection(QNetworkReply::NetworkError error, const QString &errorText, const QString &server);
    /// The server answered with a status other than 200. `retryAfter` is the header's value, `nowMs` the wall time.
    static AiFailure ofStatus(int status, const QByteArray &body, const QByteArray &retryAfter, qint64 nowMs,
                              const QString &server);
};

} // namespace Procession
