// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "airequest.h"

#include <QJsonArray>

namespace Procession {

// Attachments that are longer than a model takes are cut, and it is told where. Pure; any thread.

/// The share of a question that the server would take, where it refuses the question for its length: by the numbers in
/// the refusal, else a half. Nothing where the refusal is about something else.
std::optional<double> shareThatFits(const QByteArray &refusal);

/// Where an attachment was cut.
struct AttachmentCut
{
    QString name;
    qsizetype characters = 0; ///< of the whole attachment
    qsizetype sent = 0;       ///< characters before the cut
    QString place;            ///< of the cut: "page 7 of 20", "line 12 of 300"

    QJsonObject toJson() const;
    friend bool operator==(const AttachmentCut &a, const AttachmentCut &b) = default;
};

/// A question whose attachments have at most `characters` characters together. The longest ones are cut at the end of a
/// line or word, with a note there for the model. Nothing where the attachments would become empty.
struct FittedRequest
{
    AiRequest request;
    std::vector<AttachmentCut> cuts;

    /// The first few cuts, as they stand in a process's metadata.
    QJsonArray cutsToJson() const;
};
std::optional<FittedRequest> fitAttachments(const AiRequest &request, qsizetype characters);

/// The same for a question that may take so many bytes as JSON.
std::optional<FittedRequest> fitBytes(const AiRequest &request, qsizetype bytes);

/// How many characters a question has, of all that is sent.
qsizetype charactersOf(const AiRequest &request);
qsizetype charactersOfAttachments(const AiRequest &request);

} // namespace Procession
