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
    QString reason{}; ///< for programs, where the model ended without an answer: see AiOutcome

    /// The server can't be reached, or went away. `server` is where it is, in words.
    static AiFailure ofConnection(QNetworkReply::NetworkError error, const QString &errorText, const QString &server);
    /// The server answered with a status other than 200, and asks to wait for `retryAfter`.
    static AiFailure ofStatus(int status, const QByteArray &body, std::optional<std::chrono::milliseconds> retryAfter,
                              const QString &server);
};

/// How an answer ended. Plain data.
struct AiOutcome
{
    QString finishReason{}; ///< as the server named it
    QString refusal{};      ///< the model's own words
    QString tool{};         ///< that it wanted to call; empty: none
    bool hasAnswer = false;
    bool hasThoughts = false;

    /// For programs: `refusal`, `content_filter`, `tool_calls`, `length`, `no_answer`; empty where all is well.
    QString reason() const;
    /// Why the task has no answer. Nothing where it has one, though the answer may be cut short.
    std::optional<AiFailure> failure() const;
    /// How an answer was cut short, for people; empty where it wasn't.
    QString shortfall() const;
};

} // namespace Procession
