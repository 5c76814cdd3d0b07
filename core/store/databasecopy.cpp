// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "databasecopy.h"

#include "privatefile.h"
#include "sqliteconnection.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Whether the open file still is what the path names.
bool isStillAt(const QFile &file, const QString &path)
{
    struct stat opened = {};
    struct stat named = {};
    return ::fstat(file.handle(), &opened) == 0 && ::lstat(QFile::encodeName(path).constData(), &named) == 0
        && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

} // namespace

Result<void> copyDatabase(const QString &source, const QString &target)
{
    SqliteConnection connection;
    if (auto opened = connection.open(source, SqliteConnection::Mode::ReadOnly); !opened)
        return opened;
    // A file of an earlier version can't give room back; its copy can.
    const auto mode = connection.integer(u"PRAGMA auto_vacuum"_s);
    if (!mode)
        return mode.error();
    if (*mode == 0) {
        if (auto set = connection.run(u"PRAGMA auto_vacuum = INCREMENTAL"_s); !set)
            return set;
    }
    auto copy = connection.prepare(u"VACUUM INTO ?"_s);
    if (!copy)
        return copy.error();
    // SQLite takes an empty file for a new one. Made here it has its mode from the beginning, and is no link.
    QFile file(target);
    if (auto created = PrivateFile::create(file); !created)
        return created;
    copy->bindText(0, target);
    Result<void> copied = copy->run();
    if (copied && !isStillAt(file, target))
        copied = Error{ErrorCode::Io,
                       u"%1: it was put in another's place meanwhile; name a file in a folder of your "
                       "own."_s.arg(target),
                       {}};
    if (copied && ::fsync(file.handle()) != 0)
        copied = Error{ErrorCode::Io, u"%1: %2."_s.arg(target, QString::fromLocal8Bit(std::strerror(errno))), {}};
    if (!copied && isStillAt(file, target))
        file.remove(); // half a backup is none
    return copied;
}

} // namespace Procession
