// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

} // namespace Procession
