// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aiprogress.h"

#include "metadatakeys.h"

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostRefusal = 1000; // characters of what a model says in place of an answer

/// Rounded to one in that many steps.
double rounded(double value, double steps)
{
    return std::round(value * steps) / steps;
}

} // namespace

AiProgress::AiProgress(const QByteArray &apiKey, std::optional<int> maxTokens, qsizetype maxAnswerBytes)
    : m_maxTokens(maxTokens)
    , m_answer(maxAnswerBytes)
    , m_secret(apiKey)
{
}

QStringList AiProgress::metadataKeys()
{
    using namespace MetadataKeys;
    return {model,        tokensReceived,  tokensPerSecond, timeToFirstToken, elapsedMinutes,
            promptTokens, reasoningTokens, finishReason,    answer,           answerTruncated};
}

AiProgress::Growth AiProgress::take(const std::vector<ChatPart> &parts, bool isWhole, qint64 nowMs)
{
    Growth growth;
    for (const ChatPart &part : parts) {
        if (!part.model.isEmpty())
            m_counted.model = m_secret.hide(part.model).left(256);
        if (!part.finishReason.isEmpty())
            m_counted.finishReason = m_secret.hide(part.finishReason).left(64);
        m_refusal += part.refusal.left(mostRefusal - m_refusal.size());
        if (!part.tool.isEmpty() && m_tool.size() < 2)
            m_tool = m_secret.hide(part.tool).left(100);
        if (part.promptTokens)
            m_counted.promptTokens = part.promptTokens;
        if (part.completionTokens)
            m_counted.completionTokens = part.completionTokens;
        if (part.reasoningTokens)
            m_counted.reasoningTokens = part.reasoningTokens;
        const bool isThought = takeText(part.text, growth) || !part.reasoning.isEmpty();
        m_hasThoughts = m_hasThoughts || isThought;
        if (isWhole || !part.speaks())
            continue;
        if (!m_firstTokenMs) {
            m_firstTokenMs = nowMs;
            m_timeToFirstToken = static_cast<double>(nowMs - m_askedMs) / 1000.0;
        }
        ++m_pieces;
        if (isThought)
            ++m_reasoningPieces;
    }
    return growth;
}

/// Whether some of it was a thought, which isn't kept.
bool AiProgress::takeText(const QString &text, Growth &growth)
{
    if (text.isEmpty())
        return false;
    const ThoughtFilter::Parts parts = m_thoughts.feed(text);
    if (parts.discards) {
        m_reasoningPieces = m_pieces;
        m_answer.clear();
        m_secret.reset();
        growth = {{}, true};
    }
    const QString added = m_secret.feed(parts.answer);
    m_answer.append(added);
    growth.text += added;
    return parts.hasThought;
}

QString AiProgress::finish()
{
    // In this order: the second says what the first holds back.
    QString rest = m_secret.feed(m_thoughts.finish());
    rest += m_secret.finish();
    m_answer.append(rest);
    return rest;
}

AiOutcome AiProgress::outcome() const
{
    return {m_counted.finishReason, m_refusal, m_tool, !m_answer.text().trimmed().isEmpty(), m_hasThoughts};
}

QString AiProgress::message(qint64 nowMs) const
{
    if (const qint64 minutes = nowMs / 60'000; minutes > 0)
        return u"AI processing in progress... %1 %2 elapsed"_s.arg(QString::number(minutes),
                                                                   minutes == 1 ? u"minute"_s : u"minutes"_s);
    if (!m_firstTokenMs)
        return u"Waiting for the first token"_s;
    return m_answer.text().isEmpty() ? u"The model is thinking..."_s : u"AI processing in progress..."_s;
}

QString AiProgress::summary() const
{
    if (const QString shortfall = outcome().shortfall(); !shortfall.isEmpty())
        return shortfall;
    if (tokens() == 0)
        return u"Answered"_s;
    return u"Answered with %1 %2"_s.arg(QString::number(tokens()), tokens() == 1 ? u"token"_s : u"tokens"_s);
}

ReportChange AiProgress::report(const QString &model, qint64 nowMs) const
{
    ReportChange report;
    QJsonObject &metadata = report.metadataUpdate;
    metadata.insert(MetadataKeys::elapsedMinutes, nowMs / 60'000);
    if (const QString &name = m_counted.model.isEmpty() ? model : m_counted.model; !name.isEmpty())
        metadata.insert(MetadataKeys::model, name);
    if (m_counted.promptTokens)
        metadata.insert(MetadataKeys::promptTokens, *m_counted.promptTokens);
    if (!m_counted.finishReason.isEmpty())
        metadata.insert(MetadataKeys::finishReason, m_counted.finishReason);
    if (tokens() > 0)
        metadata.insert(MetadataKeys::tokensReceived, tokens());
    if (m_timeToFirstToken) {
        metadata.insert(MetadataKeys::timeToFirstToken, rounded(*m_timeToFirstToken, 1000));
        const double seconds = static_cast<double>(nowMs - *m_firstTokenMs) / 1000.0;
        if (tokens() > 1 && m_pieces > 1 && seconds > 0)
            metadata.insert(MetadataKeys::tokensPerSecond, rounded(static_cast<double>(tokens() - 1) / seconds, 10));
    }
    if (const qint64 reasoning = m_counted.reasoningTokens.value_or(m_reasoningPieces); reasoning > 0)
        metadata.insert(MetadataKeys::reasoningTokens, reasoning);
    if (!m_answer.text().isEmpty())
        metadata.insert(MetadataKeys::answer, m_answer.text());
    if (m_answer.isTruncated())
        metadata.insert(MetadataKeys::answerTruncated, true);
    if (m_maxTokens && tokens() > 0)
        report.progress = std::min(100.0, 100.0 * static_cast<double>(tokens()) / *m_maxTokens);
    return report;
}

} // namespace Procession
