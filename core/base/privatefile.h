// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QFile>

namespace Procession {

/// Files and folders for their owner alone: every file that Procession writes has reported data in it.
///
/// The programs set a umask besides (keepFilesPrivate() in app/unix); here each call that makes a file gives the
/// mode, so that it holds too in a program of somebody else that links a room. Threads: any; the state is the disk's.
namespace PrivateFile {

/// Mode 0600.
inline constexpr auto permissions = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

/// Makes the folder, and those above it that aren't there, with mode 0700; one that is there stays as it is.
/// Whether it is there then.
bool makeFolder(const QString &path);

/// Makes `file`, with mode 0600, and opens it for writing. A file or link that has the name already stays as it
/// is. Errors: Io, naming the file.
Result<void> create(QFile &file);

/// Takes the rights of group and others away from a file of this user. Whether they had any. A link, a file of
/// another user and a missing one are left alone.
bool tighten(const QString &path);

/// Whether everybody may put files into the folder in place of those that are there: it is writable for all and has
/// no sticky bit.
bool isOpenToAll(const QString &folder);

/// Writes a file anew, in place of one that may be there: it has its name once it is whole, and until then the old
/// one keeps it. A pipe or a device of that name is written to. Never through a link.
///
/// Threads: one at a time. Owner: its maker; without commit() nothing is left behind.
class Replacement
{
public:
    /// `path` may stand for a name that isn't UTF-8: see ByteText.
    explicit Replacement(const QString &path);
    ~Replacement();
    Q_DISABLE_COPY_MOVE(Replacement)

    /// Errors: Io, naming the file.
    Result<void> open();
    /// The device to write to after open(); the caller checks that it took all bytes.
    QFile &file() { return m_file; }
    /// Gives the file its name. Errors: Io, also where the disk doesn't take the rest of the bytes.
    Result<void> commit();

private:
    Error problem() const;

    const QByteArray m_path;
    const QString m_shown;
    QByteArray m_temporary; // empty where m_path itself is written to
    QFile m_file;
};

} // namespace PrivateFile

} // namespace Procession
