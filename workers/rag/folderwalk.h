// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <functional>

namespace Procession {

/// What a walk through a folder came to.
struct FolderWalk
{
    QStringList files;  ///< paths of documents, in order
    bool isCut = false; ///< there are more than it was to find
};

/// Finds the documents under a folder: files that a reader of formats knows by their names, and texts. Hidden ones,
/// symbolic links and what looks binary are passed over. `goesOn` is asked at each folder.
FolderWalk findDocuments(const QString &folder, qsizetype maxFiles, const std::function<bool()> &goesOn);

} // namespace Procession
