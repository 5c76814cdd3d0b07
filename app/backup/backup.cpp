// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backup.h"

#include "alertfile.h"
#include "archive.h"
#include "databasecopy.h"
#include "datafolder.h"
#include "outputbackup.h"
#include "rollupfile.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What was made so far; half a backup is none.
class Made
{
public:
    Made() = default;
    Q_DISABLE_COPY_MOVE(Made)
    ~Made()
    {
        for (const QString &path : std::as_const(m_paths))
            QFile::remove(path);
    }
    void add(const QString &path) { m_paths.append(path); }
    void keep() { m_paths.clear(); }

private:
    QStringList m_paths;
};

/// Copies a database, where there is one.
Result<void> copyIfThere(const QString &source, const QString &target, Made &made)
{
    if (!QFileInfo::exists(source))
        return {};
    auto copied = copyDatabase(source, target);
    if (copied)
        made.add(target);
    return copied;
}

} // namespace

QString outputBeside(const QString &target)
{
    return target + "-output"_L1;
}

QString analyticsBeside(const QString &target)
{
    return target + "-analytics.db"_L1;
}

QString alertsBeside(const QString &target)
{
    return target + "-alerts.db"_L1;
}

Result<void> backUp(const QString &dataFolder, const QString &target)
{
    const QString source = DataFolder::databaseIn(dataFolder);
    if (!QFileInfo::exists(source)) {
        return Error{ErrorCode::Io,
                     u"%1: no server has kept anything there; name its data folder with --data-dir."_s.arg(source),
                     {}};
    }
    for (const QString &beside : {outputBeside(target), analyticsBeside(target), alertsBeside(target)}) {
        if (QFileInfo(beside).exists())
            return Error{ErrorCode::Io, u"%1: it is there already; choose another name."_s.arg(beside), {}};
    }
    Made made;
    if (auto copied = copyIfThere(RollupFile::pathIn(dataFolder), analyticsBeside(target), made); !copied)
        return copied;
    if (auto copied = copyIfThere(source, target, made); !copied)
        return copied;
    if (auto copied = copyIfThere(AlertFile::pathIn(dataFolder), alertsBeside(target), made); !copied)
        return copied;
    if (QFileInfo::exists(alertsBeside(target))) {
        if (auto marked = AlertFile::markAsCopy(alertsBeside(target)); !marked)
            return marked;
    }
    // After the database: the output of a process that the copy has is there.
    const auto processes = Archive(target).createdSeqs();
    if (!processes)
        return processes.error();
    auto copied =
        backUpOutput(DataFolder::outputIn(dataFolder), outputBeside(target), [&processes](quint64 createdSeq) {
            return std::binary_search(processes->begin(), processes->end(), createdSeq);
        });
    if (copied)
        made.keep();
    return copied;
}

} // namespace Procession
