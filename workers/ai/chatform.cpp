// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chatform.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// A value that is wrong (too high a temperature) is told, and not left out.
bool saysUnsupported(const QByteArray &refusal)
{
    static constexpr std::array<QByteArrayView, 5> words{"not support", "n't support", "unsupported",
                                                         "only the default", "deprecated"};
    return std::any_of(words.begin(), words.end(), [&refusal](QByteArrayView word) { return refusal.contains(word); });
}

} // namespace

bool ChatForm::adaptTo(const QByteArray &refusal, const AiRequest &request)
{
    const QByteArray said = refusal.toLower();
    if (request.maxTokens && !countsThoughts && said.contains("max_completion_tokens")) {
        countsThoughts = true;
        return true;
    }
    if (request.temperature && hasTemperature && said.contains("temperature") && saysUnsupported(said)) {
        hasTemperature = false;
        return true;
    }
    const bool isAboutRole = said.contains("role") && said.contains("system");
    if (!request.system.isEmpty() && hasSystemRole && isAboutRole && saysUnsupported(said)) {
        hasSystemRole = false;
        return true;
    }
    if (mode == AnswerMode::Whole || !said.contains("stream"))
        return false;
    const bool isAboutTheOption = mode == AnswerMode::StreamWithUsage && said.contains("stream_options");
    mode = isAboutTheOption ? AnswerMode::Stream : AnswerMode::Whole;
    return true;
}

QByteArray ChatForm::body(const AiRequest &request, const QString &model) const
{
    QString content;
    for (const AiRequest::Attachment &attachment : request.attachments)
        content += u"Attachment \"%1\":\n"_s.arg(attachment.name) + attachment.content + u"\n\n"_s;
    content += request.prompt;

    QJsonArray messages;
    if (!request.system.isEmpty() && hasSystemRole)
        messages.append(QJsonObject{{u"role"_s, u"system"_s}, {u"content"_s, request.system}});
    else if (!request.system.isEmpty())
        content.prepend(request.system + u"\n\n"_s);
    messages.append(QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, content}});

    QJsonObject body{{u"model"_s, model}, {u"messages"_s, messages}, {u"stream"_s, mode != AnswerMode::Whole}};
    if (mode == AnswerMode::StreamWithUsage)
        body.insert("stream_options"_L1, QJsonObject{{u"include_usage"_s, true}});
    if (request.temperature && hasTemperature)
        body.insert("temperature"_L1, *request.temperature);
    if (request.maxTokens)
        body.insert(countsThoughts ? "max_completion_tokens"_L1 : "max_tokens"_L1, *request.maxTokens);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

} // namespace Procession
