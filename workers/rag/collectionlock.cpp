// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collectionlock.h"

#include <QFile>

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Whether the path still leads to what was opened: whoever held the lock before may have moved it.
bool isAt(const Descriptor &folder, const QByteArray &path)
{
    struct stat opened = {};
    struct stat there = {};
    return ::fstat(folder.number(), &opened) == 0 && ::stat(path.constData(), &there) == 0
        && opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
}

} // namespace

Result<bool> CollectionLock::take(const QString &folder, Wait wait)
{
    const QByteArray path = QFile::encodeName(folder);
    for (;;) {
        Descriptor opened(::open(path.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (opened.number() < 0)
            return Error{ErrorCode::Io, u"Can't open %1: %2."_s.arg(folder, qt_error_string(errno)), {}};
        const int how = LOCK_EX | (wait == Wait::No ? LOCK_NB : 0);
        int locked = 0;
        do {
            locked = ::flock(opened.number(), how);
        } while (locked != 0 && errno == EINTR);
        if (locked != 0 && errno == EWOULDBLOCK)
            return false;
        if (locked != 0)
            return Error{ErrorCode::Io, u"Can't lock %1: %2."_s.arg(folder, qt_error_string(errno)), {}};
        if (!isAt(opened, path))
            continue;
        m_folder = std::move(opened);
        return true;
    }
}

} // namespace Procession
