// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "citations.h"

#include <QJsonObject>

#include <vector>

namespace Procession {

/// A question to an AI, as `POST /ai/tasks` takes it. Plain data.
struct AiRequest
{
    struct Attachment
    {
        QString name;
        QString content; ///< text
    };

    QString prompt{};
    QString model{};  ///< empty: the configured one, or the server's first
    QString system{}; ///< empty: none
    std::optional<double> temperature{};
    std::optional<int> maxTokens{};
    std::vector<Attachment> attachments{};
    AnswerSources sources{}; ///< empty: the answer cites nothing

    /// Errors: InvalidField, with the field.
    static Result<AiRequest> fromJson(const QJsonObject &json);
    QJsonObject toJson() const;
    /// The first words of the prompt, for a process's name.
    QString title() const;
};

} // namespace Procession
