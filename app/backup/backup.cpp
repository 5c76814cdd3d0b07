// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backup.h"

#include "archive.h"
#include "outputbackup.h"
#include "sqlitestore.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

QString outputBeside(const QString &target)
{
    return target + "-output"_L1;
}

Result<void> backUp(const QString &dataFolder, const QString &target)
{
    const QString source = DataFolder::databaseIn(dataFolder);
    if (!QFileInfo::exists(source)) {
        return Error{ErrorCode::Io,
                     u"%1: no server has kept anything there; name its data folder with --data-dir."_s.arg(source),
                     {}};
    }
    if (QFileInfo(outputBeside(target)).exists())
        return Error{ErrorCode::Io, u"%1: it is there already; choose another name."_s.arg(outputBeside(target)), {}};
    if (auto copied = Archive(source).backUp(target); !copied)
        return copied;
    // In this order: the output of a process that the copy has is there.
    Result<void> copied;
    if (const auto processes = Archive(target).createdSeqs()) {
        copied = backUpOutput(DataFolder::outputIn(dataFolder), outputBeside(target), [&processes](quint64 createdSeq) {
            return std::binary_search(processes->begin(), processes->end(), createdSeq);
        });
    } else {
        copied = processes.error();
    }
    if (!copied)
        QFile::remove(target); // half a backup is none
    return copied;
}

} // namespace Procession
