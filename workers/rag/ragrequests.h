// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragfilter.h"
#include "ragoptions.h"
#include "result.h"

#include <QJsonObject>

#include <optional>

namespace Procession {

/// What `POST /rag/training` asks for. Plain data.
struct RagTrainingRequest
{
    QString folder;              ///< absolute, without symbolic links
    QString collection;          ///< a valid name
    bool resume = true;          ///< the training keeps what the index knows of unchanged files
    bool allowEmpty = false;     ///< the index may forget a folder that has no documents any more
    std::optional<int> maxFiles; ///< the most files to read, where it is fewer than the configuration allows

    /// Errors: InvalidField.
    static Result<RagTrainingRequest> fromJson(const QJsonObject &json, const RagOptions &options);
    QJsonObject toJson() const;
};

/// A question to a collection, as `POST /rag/query` takes it. Plain data.
struct RagQuestion
{
    /// Whether words are compared, or vectors, or both, which is better than either.
    enum class By : quint8 { Words, Vectors, Both };

    QString question;
    QString collection;      ///< the one to ask, where it isn't several
    QStringList collections; ///< those to ask; `*` alone stands for all that there are. Empty: only `collection`
    RagFilter filter;
    int passages = 5; ///< at most
    By by = By::Both;
    bool wantsAnswer = false; ///< an AI answers from the passages
    QJsonObject ai;           ///< `model`, `temperature` and `max_tokens` for that, as an AI task takes them
    QStringList earlier;      ///< questions of this conversation before it, the first one first: their words count too
    QString followUpOf;       ///< the process that answered before in this conversation; empty: none

    static constexpr int mostPassages = 100;
    static constexpr qsizetype mostCollections = 100;
    static constexpr QLatin1StringView allCollections{"*"};
    /// Errors: InvalidField.
    static Result<RagQuestion> fromJson(const QJsonObject &json);
};

/// The folder of a collection; `name` is valid: see CollectionName.
QString collectionFolder(const RagOptions &options, const QString &name);

} // namespace Procession
