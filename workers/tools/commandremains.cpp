// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandremains.h"

#include <QFile>
#include <QTimer>

#include <sys/syscall.h>
#include <unistd.h>

namespace Procession {

namespace {

constexpr std::chrono::milliseconds lockAgain{100}; // where nobody tells when it is free

/// Who has the lock; nothing where nobody has.
std::optional<RunLock::Holder> holderOf(const QByteArray &lockFile)
{
    std::optional<RunLock::Holder> holder;
    if (QFile::exists(QFile::decodeName(lockFile)))
        std::ignore = RunLock::take(lockFile, holder);
    return holder && holder->problem == 0 ? holder : std::nullopt;
}

} // namespace

void LockWait::begin(const RunLock::Holder &holder)
{
    m_ends.reset();
    m_guardian = Descriptor(holder.guardian > 0 ? static_cast<int>(::syscall(SYS_pidfd_open, holder.guardian, 0)) : -1);
    if (m_guardian.number() < 0) {
        QTimer::singleShot(lockAgain, this, &LockWait::over);
        return;
    }
    m_ends = std::make_unique<QSocketNotifier>(m_guardian.number(), QSocketNotifier::Read);
    connect(m_ends.get(), &QSocketNotifier::activated, this, [this] {
        m_ends->setEnabled(false);
        QMetaObject::invokeMethod(this, &LockWait::over, Qt::QueuedConnection);
    });
}

CommandRemains::CommandRemains(QByteArray lockFile)
    : m_lockFile(std::move(lockFile))
{
    connect(&m_wait, &LockWait::over, this, &CommandRemains::begin);
}

std::unique_ptr<Job> CommandRemains::of(const QByteArray &lockFile)
{
    return holderOf(lockFile) ? std::unique_ptr<Job>(new CommandRemains(lockFile)) : nullptr;
}

void CommandRemains::begin()
{
    if (const auto holder = holderOf(m_lockFile))
        m_wait.begin(*holder);
    else
        Q_EMIT stopped();
}

} // namespace Procession
