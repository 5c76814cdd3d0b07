// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QFile>

namespace Procession {

/// Files and folders for their owner alone: all that Procession writes holds what was reported to it.
///
/// The programs set a umask besides (keepFilesPrivate() in app/unix); here the modes are said where a file is made,
/// so that they hold in a program of others that links a room, too. Threads: any; the state is the disk's.
namespace PrivateFile {

/// Mode 0600.
inline constexpr auto permissions = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

/// Makes the folder, and those above it that aren't there, with mode 0700; one that is there stays as it is.
/// Whether it is there then.
bool makeFolder(const QString &path);

/// Makes `file`, with mode 0600, and opens it for writing. What has the name already, a link included, is left as it
/// is. Errors: Io, naming the file.
Result<void> create(QFile &file);

/// Takes the rights of group and others away from a file that is ours. Whether they had any. A link, a file of
/// somebody else's and one that isn't there are left alone.
bool tighten(const QString &path);

/// Whether everybody may put files into the folder in place of those that are there: it is writable for all and has
/// no sticky bit.
bool isOpenToAll(const QString &folder);

/// Writes a file anew, in place of one that may be there: it has its name once it is whole, and until then the old
/// one keeps it. A pipe or a device of that name is written to. Never through a link.
///
/// Threads: one at a time. Owner: whoever made it; without commit() nothing is left behind.
class Replacement
{
public:
    /// `path` may stand for a name that isn't UTF-8: see ByteText.
    explicit Replacement(const QString &path);
    ~Replacement();
    Q_DISABLE_COPY_MOVE(Replacement)

    /// Errors: Io, naming the file.
    Result<void> open();
    /// What to write to, once open() went well; whoever writes looks whether all of it was taken.
    QFile &file() { return m_file; }
    /// Gives the file its name. Errors: Io, also where the disk doesn't take the rest of what was written.
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
