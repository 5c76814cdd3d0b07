// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "folderwalk.h"

#include <QJsonObject>

#include <optional>

namespace Procession {

/// How far a training is. Plain data.
struct TrainingStatistics
{
    QString stage;
    qsizetype filesFound = 0;
    qsizetype filesProcessed = 0; ///< read in this training
    qsizetype filesUnchanged = 0; ///< known already, and not read again
    qsizetype filesFailed = 0;
    qint64 filesRemoved = 0; ///< gone from the folder, and so from the index
    qint64 chunksCreated = 0;
    QString currentFile;  ///< below the folder
    qint64 readingMs = 0; ///< of all files that were processed, each from its beginning to its end
    std::optional<qint64> leftMs;
    bool isCut = false; ///< the folder has more files than are read

    struct FileError
    {
        QString file; ///< below the folder
        QString error;
    };
    std::vector<FileError> errors; ///< the first few, shortened: the metadata of a process is limited
    PassedOver passedOver;

    /// Keeps the error of a file unless there are enough.
    void addError(const QString &file, const QString &error);
    /// The numbers in a sentence, for a training that is done.
    QString summary() const;
    /// All of it, as it stands in a process's metadata.
    QJsonObject toJson() const;
};

} // namespace Procession
