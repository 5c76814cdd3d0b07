// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "aiexchange.h"
#include "aiprogress.h"
#include "output.h"

#include <QStringEncoder>

#include <functional>

namespace Procession {

/// What an AI task prints: on stdout the model's answer as it comes, all of it and nothing else, so that no word of a
/// model passes for one of ours; on stderr what the task does, without the API key. The answer comes without it.
///
/// Threads: one. Owner: AiTask.
class AiOutput
{
public:
    using Print = std::function<void(OutputStream stream, const QByteArray &bytes)>;
    AiOutput(const QByteArray &apiKey, Print print);

    void connects(const QString &server);
    /// The question is sent; again, where the server refused it in the form before.
    void asks(const AiExchange &exchange);
    void thinks();
    void grows(const AiProgress::Growth &growth);
    /// The answer has ended, or broke off.
    void ends();
    void say(const QString &step);

private:
    const SecretFilter m_secret;
    const Print m_print;
    QStringEncoder m_encoder{QStringEncoder::Utf8}; // a server may part the halves of a character
    bool m_hasAsked = false;
    bool m_hasThought = false;
    bool m_hasAnswer = false;
    bool m_atLineStart = true;
};

} // namespace Procession
