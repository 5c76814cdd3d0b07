// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragtrainingrequest.h"

#include "ragcollection.h"

#include <QDir>
#include <QFileInfo>

#include <limits>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto folderKey = "folder"_L1;
constexpr auto collectionKey = "collection"_L1;
constexpr auto resumeKey = "resume"_L1;
constexpr auto maxFilesKey = "max_files"_L1;
constexpr auto allowEmptyKey = "allow_empty"_L1;
constexpr qsizetype longestPath = 4096; // PATH_MAX

} // namespace

Result<RagTrainingRequest> RagTrainingRequest::fromJson(const QJsonObject &json, const RagOptions &options)
{
    JsonReader reader(json);
    reader.onlyKeys({folderKey, collectionKey, resumeKey, maxFilesKey, allowEmptyKey});
    const QString folder = reader.text(folderKey, longestPath).value_or(QString());
    if (!QDir::isAbsolutePath(folder) || folder.contains(QChar(0)))
        reader.fail(folderKey, u"folder must be the absolute path of a folder on the server."_s);
    RagTrainingRequest request;
    request.collection = RagCollection::readName(reader);
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
    QJsonObject json{{folderKey, folder}, {collectionKey, collection}, {resumeKey, resume}};
    if (maxFiles)
        json.insert(maxFilesKey, *maxFiles);
    if (allowEmpty)
        json.insert(allowEmptyKey, true);
    return json;
}

} // namespace Procession
