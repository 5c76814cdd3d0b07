// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "airequest.h"

#include "chatreader.h"
#include "jsonreader.h"

#include <QJsonArray>

#include <limits>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto promptKey = "prompt"_L1;
constexpr auto modelKey = "model"_L1;
constexpr auto systemKey = "system"_L1;
constexpr auto temperatureKey = "temperature"_L1;
constexpr auto maxTokensKey = "max_tokens"_L1;
constexpr auto attachmentsKey = "attachments"_L1;
constexpr auto sourcesKey = "sources"_L1;
constexpr auto nameKey = "name"_L1;
constexpr auto contentKey = "content"_L1;

constexpr qsizetype maxNameLength = 256;
constexpr qsizetype maxTitleLength = 80;
constexpr qsizetype anyLength = std::numeric_limits<qsizetype>::max(); // the whole of it is bounded by the worker
constexpr double hottest = 2.0;

std::optional<AiRequest::Attachment> attachmentFrom(const QJsonValue &value)
{
    const QJsonValue name = value[nameKey];
    const QJsonValue content = value[contentKey];
    const bool isNamed = name.isString() && !name.toString().isEmpty() && name.toString().size() <= maxNameLength;
    if (!value.isObject() || !isNamed || !content.isString())
        return std::nullopt;
    return AiRequest::Attachment{name.toString(), content.toString()};
}

} // namespace

Result<AiRequest> AiRequest::fromJson(const QJsonObject &json)
{
    JsonReader reader(json);
    reader.onlyKeys({promptKey, modelKey, systemKey, temperatureKey, maxTokensKey, attachmentsKey, sourcesKey});
    AiRequest request;
    request.prompt = reader.text(promptKey, anyLength).value_or(QString());
    if (request.prompt.trimmed().isEmpty())
        reader.fail(promptKey, u"prompt must say what the AI shall do."_s);
    request.model = reader.text(modelKey, maxNameLength).value_or(QString());
    request.system = reader.text(systemKey, anyLength).value_or(QString());
    request.temperature = reader.number(temperatureKey, 0, hottest);
    request.maxTokens = reader.integer(maxTokensKey, 1, 100'000'000);
    request.sources = AnswerSources::fromJson(reader);
    if (reader.has(attachmentsKey)) {
        const QJsonValue attachments = json.value(attachmentsKey);
        if (!attachments.isArray())
            reader.fail(attachmentsKey, u"attachments must be a list of {\"name\", \"content\"}."_s);
        const QJsonArray list = attachments.toArray();
        for (const QJsonValue &value : list) {
            if (auto attachment = attachmentFrom(value))
                request.attachments.push_back(*std::move(attachment));
            else
                reader.fail(
                    attachmentsKey,
                    u"each of the attachments must have a name (1 to %1 characters) and its text as content."_s.arg(
                        maxNameLength));
        }
    }
    if (reader.error())
        return *reader.error();
    return request;
}

QJsonObject AiRequest::toJson() const
{
    QJsonObject json{{promptKey, prompt}};
    if (!model.isEmpty())
        json.insert(modelKey, model);
    if (!system.isEmpty())
        json.insert(systemKey, system);
    if (temperature)
        json.insert(temperatureKey, *temperature);
    if (maxTokens)
        json.insert(maxTokensKey, *maxTokens);
    if (!sources.isEmpty())
        json.insert(sourcesKey, sources.toJson());
    if (!attachments.empty()) {
        QJsonArray list;
        for (const Attachment &attachment : attachments)
            list.append(QJsonObject{{nameKey, attachment.name}, {contentKey, attachment.content}});
        json.insert(attachmentsKey, list);
    }
    return json;
}

QString AiRequest::title() const
{
    return oneLine(sources.question.isEmpty() ? prompt : sources.question, maxTitleLength);
}

} // namespace Procession
