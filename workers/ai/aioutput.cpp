// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aioutput.h"

#include "outputline.h"

#include <QLocale>

namespace Procession {

using namespace Qt::StringLiterals;

AiOutput::AiOutput(const QByteArray &apiKey, Print print)
    : m_secret(apiKey)
    , m_print(std::move(print))
{
}

void AiOutput::say(const QString &step)
{
    m_print(OutputStream::Stderr, outputLine(m_secret.hide(step)));
}

void AiOutput::connects(const QString &server)
{
    say(u"Connecting to %1"_s.arg(server));
}

void AiOutput::asks(const AiExchange &exchange)
{
    const FittedRequest &fitted = exchange.fitted();
    const QString characters = QLocale(QLocale::English).toString(charactersOf(fitted.request));
    if (!std::exchange(m_hasAsked, true)) {
        say(u"Asking the model %1 a question of %2 characters"_s.arg(exchange.model(), characters));
        return;
    }
    say(u"The server refused it like that; asking with %1 characters%2"_s.arg(
        characters, exchange.hasTemperature() ? QString() : u" and without a temperature"_s));
    for (const AttachmentCut &cut : fitted.cuts)
        say(u"%1 was cut at %2"_s.arg(cut.name, cut.place));
}

void AiOutput::thinks()
{
    if (!std::exchange(m_hasThought, true))
        say(u"The model thinks before it answers; its thoughts aren't kept"_s);
}

void AiOutput::grows(const AiProgress::Growth &growth)
{
    if (growth.discards && m_hasAnswer) {
        ends();
        say(u"The text above was a thought; the answer follows"_s);
    }
    if (growth.text.isEmpty())
        return;
    const QByteArray bytes = m_encoder(growth.text);
    m_print(OutputStream::Stdout, bytes);
    m_hasAnswer = true;
    m_atLineStart = bytes.endsWith('\n');
}

void AiOutput::ends()
{
    if (m_hasAnswer && !std::exchange(m_atLineStart, true))
        m_print(OutputStream::Stdout, "\n"_ba);
}

} // namespace Procession
