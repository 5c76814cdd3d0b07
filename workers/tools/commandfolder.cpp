// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandfolder.h"

#include "commandremains.h"
#include "runlock.h"

#include <QDir>

namespace Procession {

CommandFolder::CommandFolder(const QString &path)
    : m_path(path)
{
}

QByteArray CommandFolder::lockFile(const ProcessId &id) const
{
    QDir().mkpath(m_path);
    return QFile::encodeName(m_path + u'/' + id.toString());
}

bool CommandFolder::wasBegun(const Process &process) const
{
    if (process.status == ProcessStatus::Running)
        return true;
    const QByteArray file = QFile::encodeName(m_path + u'/' + process.id.toString());
    return RunLock::attemptIn(file) >= process.attempt;
}

std::unique_ptr<Job> CommandFolder::remains(const ProcessId &id) const
{
    return CommandRemains::of(QFile::encodeName(m_path + u'/' + id.toString()));
}

void CommandFolder::forget(const ProcessId &id, int attempt) const
{
    const QByteArray file = QFile::encodeName(m_path + u'/' + id.toString());
    if (!QFile::exists(QFile::decodeName(file)))
        return;
    std::optional<RunLock::Holder> holder;
    RunLock lock = RunLock::take(file, holder);
    if (lock.isTaken() && lock.begunAttempt() <= attempt)
        lock.remove();
}

} // namespace Procession
