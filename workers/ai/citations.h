// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Procession {

class JsonReader;

/// What an answer rests on: a question, and passages that the answer may cite by number. A part of a request, of which
/// nothing is sent but what the prompt says; it is shown with the process. Plain data.
struct AnswerSources
{
    QString question;
    QJsonArray passages; ///< objects such as {"n", "collection", "file", "page", "clause", "heading"}
    QJsonArray earlier;  ///< the conversation until then: {"question", "answer"}
    QString followUpOf;  ///< the id of the process that answered before; empty: none

    bool isEmpty() const { return question.isEmpty() && passages.isEmpty(); }
    /// Reads the member `sources`, if there is one. What is wrong is told in the reader.
    static AnswerSources fromJson(JsonReader &reader);
    QJsonObject toJson() const;
};

/// The numbers from 1 to `passages` that a text cites, such as [1], [2, 3] or [4-6], in order, each once. Pure; any thread.
QJsonArray citedPassages(const QString &answer, qsizetype passages);

} // namespace Procession
