// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentfolders.h"

#include "documentfailure.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

bool isBelow(const QString &path, const QStringList &folders)
{
    return std::any_of(folders.cbegin(), folders.cend(), [&path](const QString &folder) {
        return path == folder || folder == "/"_L1 || path.startsWith(folder + u'/');
    });
}

} // namespace

bool DocumentFolders::contains(const QString &canonicalPath) const
{
    QStringList roots;
    for (const QString &folder : folders) {
        if (const QString root = QFileInfo(folder).canonicalFilePath(); !root.isEmpty())
            roots.append(root);
    }
    return isBelow(canonicalPath, roots);
}

Result<QString> DocumentFolders::resolve(const QString &path) const
{
    const auto refused = [](const QString &message) { return documentError(DocumentFailure::unreadable, message); };
    if (folders.isEmpty()) {
        return refused(u"This server reads no files for its clients. Name the folders that it may read from in its "
                       "configuration: [documents] folders = [\"/srv/documents\"]."_s);
    }
    if (!QDir::isAbsolutePath(path))
        return refused(u"\"%1\" must be an absolute path of the server's machine."_s.arg(path));
    const QString canonical = QFileInfo(path).canonicalFilePath();
    if (!canonical.isEmpty() && contains(canonical))
        return canonical;
    // Nobody learns from the answer what there is outside of the folders.
    if (canonical.isEmpty() && (contains(QDir::cleanPath(path)) || isBelow(QDir::cleanPath(path), folders)))
        return refused(u"There is no %1 on the server, or it may not be read."_s.arg(path));
    return refused(u"%1 lies in none of the folders that this server may read from; [documents] folders in its "
                   "configuration names them."_s.arg(path));
}

} // namespace Procession
