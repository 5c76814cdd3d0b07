// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragrequests.h"

#include "collectionnames.h"
#include "jsonreader.h"
#include "metadatakeys.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <limits>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto folderKey = "folder"_L1;
constexpr auto resumeKey = "resume"_L1;
constexpr auto maxFilesKey = "max_files"_L1;
constexpr auto allowEmptyKey = "allow_empty"_L1;
constexpr auto questionKey = "question"_L1;
constexpr auto passagesKey = "k"_L1;
constexpr auto answerKey = "answer"_L1;
constexpr auto collectionsKey = "collections"_L1;
constexpr auto filterKey = "filter"_L1;
constexpr auto modelKey = "model"_L1;
constexpr auto temperatureKey = "temperature"_L1;
constexpr auto maxTokensKey = "max_tokens"_L1;
constexpr auto followUpKey = "follow_up_of"_L1;
constexpr qsizetype longestPath = 4096; // PATH_MAX
constexpr qsizetype longestQuestion = 4000;
constexpr qsizetype longestId = 200;

/// The field `collection`; `default` where it is absent.
QString collectionName(JsonReader &reader)
{
    const auto name = CollectionName::checked(reader.text(MetadataKeys::collection, longestPath).value_or(u"default"_s),
                                              MetadataKeys::collection);
    if (!name)
        reader.fail(MetadataKeys::collection, name.error().message);
    return name ? *name : QString();
}

/// The field `collections`: names, or "*" for all.
QStringList collectionNames(const QJsonObject &json, JsonReader &reader)
{
    if (json.value(collectionsKey).toString() == RagQuestion::allCollections
        && !json.contains(MetadataKeys::collection))
        return {RagQuestion::allCollections};
    if (!json.contains(collectionsKey) || reader.error())
        return {};
    const QJsonArray array = json.value(collectionsKey).toArray();
    QStringList names;
    for (const QJsonValue &value : array) {
        const auto name = CollectionName::checked(value.toString(), collectionsKey);
        if (!name)
            reader.fail(collectionsKey, u"An entry of %1"_s.arg(name.error().message));
        else if (!names.contains(*name))
            names.append(*name);
    }
    if (array.isEmpty() || array.size() > RagQuestion::mostCollections) {
        reader.fail(collectionsKey,
                    u"collections must be \"*\" or a list of 1 to %1 names."_s.arg(RagQuestion::mostCollections));
    }
    if (json.contains(MetadataKeys::collection))
        reader.fail(collectionsKey, u"Give either collection or collections."_s);
    return names;
}

} // namespace

Result<RagTrainingRequest> RagTrainingRequest::fromJson(const QJsonObject &json, const RagOptions &options)
{
    JsonReader reader(json);
    reader.onlyKeys({folderKey, MetadataKeys::collection, resumeKey, maxFilesKey, allowEmptyKey});
    const QString folder = reader.text(folderKey, longestPath).value_or(QString());
    if (!QDir::isAbsolutePath(folder) || folder.contains(QChar(0)))
        reader.fail(folderKey, u"folder must be the absolute path of a folder on the server."_s);
    RagTrainingRequest request;
    request.collection = collectionName(reader);
    request.resume = reader.boolean(resumeKey).value_or(request.resume);
    request.maxFiles = reader.integer(maxFilesKey, 1, std::numeric_limits<int>::max());
    request.allowEmpty = reader.boolean(allowEmptyKey).value_or(request.allowEmpty);
    if (reader.error())
        return *reader.error();
    const auto resolved = options.documents.allowed.resolve(folder);
    if (!resolved)
        return Error{ErrorCode::InvalidField, resolved.error().message, folderKey};
    request.folder = *resolved;
    if (!QFileInfo(request.folder).isDir())
        return Error{ErrorCode::InvalidField, u"%1 is no folder."_s.arg(folder), folderKey};
    return request;
}

QJsonObject RagTrainingRequest::toJson() const
{
    QJsonObject json{{folderKey, folder}, {MetadataKeys::collection, collection}, {resumeKey, resume}};
    if (maxFiles)
        json.insert(maxFilesKey, *maxFiles);
    if (allowEmpty)
        json.insert(allowEmptyKey, true);
    return json;
}

Result<RagQuestion> RagQuestion::fromJson(const QJsonObject &json)
{
    JsonReader reader(json);
    reader.onlyKeys({questionKey, passagesKey, MetadataKeys::collection, collectionsKey, filterKey, answerKey, modelKey,
                     temperatureKey, maxTokensKey, followUpKey});
    RagQuestion question;
    question.question = reader.text(questionKey, std::numeric_limits<qsizetype>::max()).value_or(QString()).trimmed();
    if (question.question.isEmpty() || question.question.size() > longestQuestion)
        reader.fail(questionKey, u"question must be a text of 1 to %1 characters."_s.arg(longestQuestion));
    question.collection = collectionName(reader);
    question.collections = collectionNames(json, reader);
    question.filter = RagFilter::fromJson(reader);
    question.wantsAnswer = reader.boolean(answerKey).value_or(false);
    question.followUpOf = reader.text(followUpKey, longestId).value_or(QString());
    for (const QLatin1StringView key : {modelKey, temperatureKey, maxTokensKey}) {
        if (!reader.has(key))
            continue;
        if (!question.wantsAnswer)
            reader.fail(key, u"%1 is for an answer: ask for one with \"answer\": true."_s.arg(key));
        question.ai.insert(key, json.value(key));
    }
    question.passages = reader.integer(passagesKey, 1, mostPassages).value_or(question.passages);
    if (reader.error())
        return *reader.error();
    return question;
}

QString collectionFolder(const RagOptions &options, const QString &name)
{
    return options.dataDir + "/rag/"_L1 + CollectionName::folderOf(name);
}

} // namespace Procession
