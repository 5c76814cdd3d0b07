// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QStringList>

namespace Procession {

/// The folders whose documents may be read: of the server, for its clients, by the setting `[documents] folders`.
///
/// Plain data; any thread.
struct DocumentFolders
{
    QStringList folders; ///< absolute; none: nothing may be read

    /// What is below the root: for a program that reads what its own user names.
    static DocumentFolders anywhere() { return {{QStringLiteral("/")}}; }

    /// The path of a file or folder with all symbolic links resolved. Errors: `unreadable` where it is absent or lies
    /// in none of the folders; the message names the setting.
    Result<QString> resolve(const QString &path) const;
    /// Whether a path without symbolic links lies in one of the folders, or is one.
    bool contains(const QString &canonicalPath) const;

    friend bool operator==(const DocumentFolders &a, const DocumentFolders &b) = default;
};

} // namespace Procession
