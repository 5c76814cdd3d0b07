// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "datafolder.h"

#include "privatefile.h"

#include <QLoggingCategory>
#include <QStorageInfo>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcFolder, "procession.store")

} // namespace

DataFolder::DataFolder(QString path)
    : m_path(std::move(path))
{
}

QString DataFolder::databaseIn(const QString &path)
{
    return path + "/procession.db"_L1;
}

QString DataFolder::outputIn(const QString &path)
{
    return path + "/output"_L1;
}

Result<void> DataFolder::take()
{
    const auto problem = [](const QString &text) { return Error{ErrorCode::Io, text, {}}; };
    if (!PrivateFile::makeFolder(m_path))
        return problem(u"%1: the data folder can't be made."_s.arg(m_path));
    const QString lockPath = m_path + "/procession.lock"_L1;
    auto lock = std::make_unique<QLockFile>(lockPath);
    lock->setStaleLockTime(0); // only the death of its holder ends it
    if (lock->tryLock()) {
        PrivateFile::tighten(lockPath);
        m_lock = std::move(lock);
        return {};
    }
    qint64 pid = 0;
    QString host;
    QString program;
    if (lock->error() == QLockFile::LockFailedError && lock->getLockInfo(&pid, &host, &program)) {
        return problem(u"%1: another server has this data folder: %2, process %3 on %4. Stop it, or choose another "
                       "folder with --data-dir."_s.arg(m_path, program, QString::number(pid), host));
    }
    if (QStorageInfo(m_path).bytesAvailable() == 0)
        return problem(u"%1: the disk is full; make room."_s.arg(m_path));
    return problem(u"%1: the data folder can't be written to; check its permissions."_s.arg(m_path));
}

bool DataFolder::makeDatabase() const
{
    QFile file(database());
    return PrivateFile::create(file).ok();
}

void DataFolder::closeToOthers() const
{
    QStringList wereOpen;
    for (const QLatin1StringView suffix : {""_L1, "-wal"_L1, "-shm"_L1}) {
        if (PrivateFile::tighten(database() + suffix))
            wereOpen.append(database() + suffix);
    }
    if (!wereOpen.isEmpty())
        qCWarning(lcFolder).noquote() << wereOpen.join(", "_L1) << "could be read by others until now; no longer";
    if (PrivateFile::isOpenToAll(m_path)) {
        qCWarning(lcFolder).noquote() << m_path << "may be written by everybody, who can put another database there;"
                                      << "take that right away: chmod o-w" << m_path;
    }
}

} // namespace Procession
