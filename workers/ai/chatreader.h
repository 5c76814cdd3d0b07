// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssereader.h"

#include <QJsonObject>

#include <optional>

namespace Procession {

/// The content of one chunk of an answer, or of a whole answer. Plain data.
struct ChatPart
{
    QString text;      ///< of the answer
    QString reasoning; ///< the model's thoughts before its answer; no part of the answer
    QString refusal;   ///< why the model won't answer, in its own words
    QString tool;      ///< the name of a tool that the model wants called; "?" where it has none
    QString finishReason;
    QString model; ///< the one that answers
    std::optional<qint64> promptTokens;
    std::optional<qint64> completionTokens; ///< so far, or in all
    std::optional<qint64> reasoningTokens;

    /// Whether the model says something, and not only a number or a name.
    bool speaks() const { return !text.isEmpty() || !reasoning.isEmpty() || !refusal.isEmpty(); }
};

/// Reads the body of an answer to `POST /v1/chat/completions` as it comes: a stream of chunks, or a whole answer where
/// the server doesn't stream. It looks at the body itself, and not at the `Content-Type`.
///
/// Pure; any one thread. It never holds more than `maxBytes` of a line, or of a whole answer.
class ChatReader
{
public:
    explicit ChatReader(qsizetype maxBytes = 4 * 1024 * 1024);

    /// The parts that these bytes complete, in order.
    std::vector<ChatPart> feed(QByteArrayView bytes);
    /// The last parts, once no more bytes will come.
    std::vector<ChatPart> finish();

    /// Whether the answer is complete, so that nobody has to wait for more.
    bool isDone() const { return m_done; }
    /// Whether the model has said that it has ended; only numbers may follow.
    bool hasFinishReason() const { return m_hasFinishReason; }
    /// Whether the answer comes in one piece, which tells nothing of its tokens.
    bool isWhole() const { return m_form == Form::Whole; }
    /// Whether any part of an answer has come.
    bool hasBegun() const { return m_hasBegun; }

    enum class Problem : quint8 {
        None,
        NoAnswer,    ///< the body is something else, such as a web page
        Malformed,   ///< a chunk isn't what it should be
        TooLong,     ///< a line, or a whole answer, is longer than `maxBytes`
        Incomplete,  ///< the body ended in the middle
        ServerError, ///< the server reported an error
    };
    Problem problem() const { return m_problem; }
    /// The server's own words in a ServerError.
    const QString &serverError() const { return m_serverError; }
    /// Whether a ServerError is about the request, so that the server would refuse it again.
    bool isHopeless() const { return m_hopeless; }

private:
    enum class Form : quint8 { Unknown, Stream, Whole };

    void recognise();
    std::vector<ChatPart> feedStream(QByteArrayView bytes);
    std::optional<ChatPart> read(const QByteArray &json);
    void readError(const SseEvent &event);
    void fail(Problem problem);
    void failAsServerSays(const QJsonObject &object);

    qsizetype m_maxBytes;
    Form m_form = Form::Unknown;
    SseReader m_events;
    QByteArray m_body; // what came before the form is known; all of a whole answer
    bool m_done = false;
    bool m_hasFinishReason = false;
    bool m_hasBegun = false;
    Problem m_problem = Problem::None;
    QString m_serverError;
    bool m_hopeless = false;
};

/// The text as one line of at most `most` characters; a longer one ends in `…`.
QString oneLine(const QString &text, qsizetype most);

/// The message of a body that reports an error, in one line; empty where the body has none that can be read.
QString chatErrorMessage(const QByteArray &body);

/// The models that an answer to `GET /v1/models` lists.
QStringList modelsFrom(const QByteArray &body);

} // namespace Procession
