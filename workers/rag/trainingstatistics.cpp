// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainingstatistics.h"

#include "metadatakeys.h"

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t mostErrors = 40;
constexpr qsizetype longestError = 200;
constexpr qsizetype longestPath = 200;

} // namespace

void TrainingStatistics::addError(const QString &file, const QString &error)
{
    if (errors.size() < mostErrors)
        errors.push_back({endOfPath(file, longestPath), error.left(longestError)});
}

QString TrainingStatistics::summary() const
{
    QString text = u"%1 files read, %2 unchanged"_s.arg(filesProcessed).arg(filesUnchanged);
    if (filesFailed > 0)
        text += u", %1 failed"_s.arg(filesFailed);
    text += u", %1 passages made"_s.arg(chunksCreated);
    if (filesRemoved > 0)
        text += u", %1 forgotten"_s.arg(filesRemoved);
    if (const qint64 others = passedOver.files(); others > 0)
        text += u", %1 passed over"_s.arg(others);
    return text;
}

QJsonObject TrainingStatistics::toJson() const
{
    QJsonArray told;
    for (const FileError &error : errors)
        told.append(QJsonObject{{u"file"_s, error.file}, {u"error"_s, error.error}});
    QJsonObject json{
        {MetadataKeys::stage, stage},
        {u"files_found"_s, filesFound},
        {u"files_processed"_s, filesProcessed},
        {u"files_unchanged"_s, filesUnchanged},
        {MetadataKeys::filesFailed, filesFailed},
        {u"files_removed"_s, filesRemoved},
        {u"chunks_created"_s, chunksCreated},
        {MetadataKeys::currentFile,
         currentFile.isEmpty() ? QJsonValue() : QJsonValue(endOfPath(currentFile, longestPath))},
        {u"average_seconds_per_file"_s,
         filesProcessed > 0
             ? QJsonValue(std::round(static_cast<double>(readingMs) / static_cast<double>(filesProcessed)) / 1000)
             : QJsonValue()},
        {MetadataKeys::estimatedSecondsLeft,
         leftMs ? QJsonValue(std::round(static_cast<double>(*leftMs) / 100) / 10) : QJsonValue()},
        {MetadataKeys::errors, told},
    };
    if (!passedOver.isEmpty())
        json.insert(MetadataKeys::passedOver, passedOver.toJson());
    if (isCut)
        json.insert(u"more_files_than_allowed"_s, true);
    return json;
}

} // namespace Procession
