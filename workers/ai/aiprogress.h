// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "aifailure.h"
#include "answertext.h"
#include "change.h"
#include "chatreader.h"
#include "secretfilter.h"
#include "thoughtfilter.h"

namespace Procession {

/// What an answer has come to so far: its text, its tokens, how fast they come; and what is reported of them.
///
/// Times are milliseconds since the task began, given by the caller. Pure; any one thread.
class AiProgress
{
public:
    /// `maxAnswerBytes` of the answer are kept, in JSON. `apiKey` is kept out of all that a server says. `maxTokens` is
    /// what the request allows; from it the progress in percent follows.
    AiProgress(const QByteArray &apiKey, std::optional<int> maxTokens, qsizetype maxAnswerBytes);

    /// All keys that report() may set in the metadata.
    static QStringList metadataKeys();

    /// The question was sent at that time; again, where the server wanted another form of it.
    void asked(qint64 nowMs) { m_askedMs = nowMs; }
    /// The text that the answer grows by.
    struct Growth
    {
        QString text;
        bool discards = false; ///< all of the answer before this was a thought
    };
    /// Parts of the answer came. `isWhole`: all of the answer came in one piece, which tells nothing of its tokens.
    Growth take(const std::vector<ChatPart> &parts, bool isWhole, qint64 nowMs);
    /// The answer has ended: what was held back for the filters is taken or dropped. The text that was taken.
    QString finish();

    AiOutcome outcome() const;
    bool hasThoughts() const { return m_hasThoughts; }
    /// Bytes that the answer takes in JSON; never too little.
    qsizetype answerBytes() const { return m_answer.bytes(); }

    /// What the task does, for people, while it waits for the answer or reads it.
    QString message(qint64 nowMs) const;
    /// How the task ended well, for people.
    QString summary() const;
    /// The metadata and the progress. `model` is the one that was asked, where the server didn't name another.
    ReportChange report(const QString &model, qint64 nowMs) const;

private:
    bool takeText(const QString &text, Growth &growth);
    qint64 tokens() const { return m_counted.completionTokens.value_or(m_pieces); }

    const std::optional<int> m_maxTokens;
    AnswerText m_answer;
    ThoughtFilter m_thoughts;
    SecretFilter m_secret;
    ChatPart m_counted; // the latest numbers and names that the server gave
    QString m_refusal;
    QString m_tool;
    bool m_hasThoughts = false;
    qint64 m_askedMs = 0;
    std::optional<qint64> m_firstTokenMs;
    std::optional<double> m_timeToFirstToken; // seconds
    qint64 m_pieces = 0;                      // tokens, as far as can be told without the server's count
    qint64 m_reasoningPieces = 0;
};

} // namespace Procession
