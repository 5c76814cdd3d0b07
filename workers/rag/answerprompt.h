// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragsearch.h"

#include <QJsonArray>

namespace Procession {

/// A question that was answered before, and its answer. Plain data.
struct EarlierAnswer
{
    QString question;
    QString answer;

    static QJsonArray toJson(const std::vector<EarlierAnswer> &answers);
    static std::vector<EarlierAnswer> fromJson(const QJsonArray &json);
    /// Keeps the latest of them, as many as a follow-up question needs and a request has room for.
    static void bound(std::vector<EarlierAnswer> &answers);
};

/// What an AI is asked, so that it answers from passages and cites them by their numbers, from 1. Pure; any thread.
struct AnswerPrompt
{
    QString text;
    size_t passages = 0; ///< how many of them it has, the first ones: a request is bounded

    static AnswerPrompt of(const QString &question, const std::vector<RagPassage> &passages,
                           const std::vector<EarlierAnswer> &earlier);
};

/// The language of a question, ISO 639-1, as far as instructions are there in it: "ru", "de", else "en".
QString instructionLanguage(const QString &question);
/// That the documents don't have the answer, in the language of the question.
QString notFoundSentence(const QString &question);

} // namespace Procession
