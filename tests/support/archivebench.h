// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive.h"
#include "localhistory.h"
#include "storedlog.h"

#include <QSemaphore>
#include <QTemporaryDir>

namespace Procession {

/// A store in a folder of its own, the archive on it, and one reader thread that a test may hold up.
class ArchiveBench
{
public:
    explicit ArchiveBench(qsizetype logCapacity = EventLog::defaultCapacity)
        : run(folder.path(), {}, logCapacity)
        , archive(DataFolder::databaseIn(folder.path()))
        , history(archive)
        , readers(history.readers())
    {
        readers.setMaxThreadCount(1);
    }
    ~ArchiveBench() { release(); }
    Q_DISABLE_COPY_MOVE(ArchiveBench)

    /// Whoever asks the archive waits from now on, until release().
    void holdUp()
    {
        readers.start([this] { m_gate.acquire(); });
        m_isHeldUp = true;
    }
    void release()
    {
        if (std::exchange(m_isHeldUp, false))
            m_gate.release();
    }

    /// From now on neither reading nor writing works, until mend().
    bool spoil() { return rename(QStringLiteral("%1"), QStringLiteral("hidden_%1")); }
    bool mend() { return rename(QStringLiteral("hidden_%1"), QStringLiteral("%1")); }

    /// Gives an archived process the id of another one: files of earlier versions have such namesakes.
    bool giveId(const QString &from, const QString &to)
    {
        SqliteConnection connection;
        return run.commit() && connection.open(DataFolder::databaseIn(folder.path()), SqliteConnection::Mode::ReadWrite)
            && connection.run(
                QStringLiteral("UPDATE processes SET process_id = '%1' WHERE process_id = '%2'").arg(to, from));
    }

    QTemporaryDir folder;
    StoredLog run;
    Archive archive;
    LocalHistory history;
    QThreadPool &readers;

private:
    bool rename(const QString &from, const QString &to)
    {
        SqliteConnection connection;
        if (!connection.open(DataFolder::databaseIn(folder.path()), SqliteConnection::Mode::ReadWrite))
            return false;
        for (const QString &table : {QStringLiteral("processes"), QStringLiteral("events")}) {
            if (!connection.run(QStringLiteral("ALTER TABLE %1 RENAME TO %2").arg(from.arg(table), to.arg(table))))
                return false;
        }
        return true;
    }

    QSemaphore m_gate;
    bool m_isHeldUp = false;
};

} // namespace Procession
