// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "airequest.h"

namespace Procession {

/// How the server is asked to answer, the best first. A server that refuses one is asked for the next.
enum class AnswerMode : quint8 {
    StreamWithUsage, ///< in pieces, with the number of tokens at the end
    Stream,          ///< in pieces
    Whole,           ///< at once
};

/// The form in which a server takes a question. Servers differ in the fields that they know, and name them only in a
/// refusal. Plain data; pure.
struct ChatForm
{
    AnswerMode mode = AnswerMode::StreamWithUsage;
    bool countsThoughts = false; ///< the limit is called `max_completion_tokens`: models that think first want that
    bool hasTemperature = true;
    bool hasSystemRole = true; ///< false: the system's text stands before the prompt

    /// Drops a field that the refusal names. False where the refusal names none that this form has.
    bool adaptTo(const QByteArray &refusal, const AiRequest &request);

    /// The body of `POST /v1/chat/completions`.
    QByteArray body(const AiRequest &request, const QString &model) const;

    friend bool operator==(const ChatForm &a, const ChatForm &b) = default;
};

} // namespace Procession
