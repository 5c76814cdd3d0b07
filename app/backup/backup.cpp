// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backup.h"

#include "archive.h"
#include "sqlitestore.h"

#include <QFileInfo>

namespace Procession {

using namespace Qt::StringLiterals;

Result<void> backUp(const QString &dataFolder, const QString &target)
{
    const QString source = DataFolder::databaseIn(dataFolder);
    if (!QFileInfo::exists(source)) {
        return Error{ErrorCode::Io,
                     u"%1: no server has kept anything there; name its data folder with --data-dir."_s.arg(source),
                     {}};
    }
    return Archive(source).backUp(target);
}

} // namespace Procession
