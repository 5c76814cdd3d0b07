// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "airequest.h"

namespace Procession {

/// How the server is asked to answer, the best first: what a server doesn't know it refuses, and is asked for less.
enum class AnswerMode : quint8 {
    StreamWithUsage, ///< in pieces, and how many tokens it were
    Stream,          ///< in pieces
    Whole,           ///< at once
};

/// The form of a question that a server takes. They differ in what they know, and say so only when they refuse it.
/// Plain data; pure.
struct ChatForm
{
    AnswerMode mode = AnswerMode::StreamWithUsage;
    bool countsThoughts = false; ///< the most tokens are `max_completion_tokens`, as models that think first want it
    bool hasTemperature = true;
    bool hasSystemRole = true; ///< else what the model is told first stands before the prompt

    /// Whether the refusal names something that this form has and can do without; then it does without.
    bool adaptTo(const QByteArray &refusal, const AiRequest &request);

    /// The body of `POST /v1/chat/completions`.
    QByteArray body(const AiRequest &request, const QString &model) const;

    friend bool operator==(const ChatForm &a, const ChatForm &b) = default;
};

} // namespace Procession
