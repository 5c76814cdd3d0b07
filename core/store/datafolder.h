// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QLockFile>

#include <memory>

namespace Procession {

/// The data folder of a server: one program at a time has it, and only its owner may read what is in it.
/// Threads: one at a time. Owner: SqliteStore.
class DataFolder
{
public:
    explicit DataFolder(QString path);

    /// The database file in a folder.
    static QString databaseIn(const QString &path);
    /// The folder with what attempts printed, of a server on that data folder.
    static QString outputIn(const QString &path);
    QString database() const { return databaseIn(m_path); }

    /// Makes the folder where it isn't there, and takes it: a lock file says who has it. Errors: Io, also where another
    /// server has it.
    Result<void> take();
    void release() { m_lock.reset(); }

    /// Makes the database file with its mode from the beginning; SQLite gives the files beside it the same. False where it
    /// is there already.
    bool makeDatabase() const;
    /// Takes the rights of others to the database away, where earlier versions or copies left it open to them, and warns.
    void closeToOthers() const;

private:
    const QString m_path;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace Procession
