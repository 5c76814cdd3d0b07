// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <chrono>

namespace Procession {

/// The settings of AI tasks: the server, and the limits. Plain data; the values here are the defaults.
struct AiOptions
{
    /// Any OpenAI-compatible server (LM Studio, Ollama, llama.cpp, vLLM), with or without `/v1` at the end.
    QUrl baseUrl{QStringLiteral("http://localhost:1234")};
    QString model;     ///< for requests that name none; empty: the first that the server lists
    QByteArray apiKey; ///< a secret: it is sent to that server only, and never reported. Empty: none is sent
    int maxRunning = 3;
    /// The longest that an attempt may run.
    std::chrono::milliseconds timeout{std::chrono::minutes(30)};
    /// How long a server may be silent in the middle of its answer.
    std::chrono::milliseconds stallTimeout{std::chrono::minutes(2)};
    /// The most of an answer that is kept with its process, in bytes of JSON; the metadata must have room for it.
    qsizetype maxAnswerBytes = 32 * 1024;

    friend bool operator==(const AiOptions &a, const AiOptions &b) = default;
};

} // namespace Procession
