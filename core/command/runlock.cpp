// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runlock.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace Procession {

namespace {

constexpr off_t attemptOffset = sizeof(pid_t); // behind the guardian's pid

template <typename Number>
Number numberAt(int file, off_t offset)
{
    Number number = 0;
    return ::pread(file, &number, sizeof(number), offset) == sizeof(number) ? number : 0;
}

} // namespace

RunLock RunLock::take(const QByteArray &path, std::optional<Holder> &holder)
{
    RunLock lock;
    lock.m_path = path;
    lock.m_file = Descriptor(::open(path.constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (lock.m_file.number() < 0) {
        holder = Holder{.problem = errno};
        return {};
    }
    if (::flock(lock.m_file.number(), LOCK_EX | LOCK_NB) != 0) {
        holder = Holder{.guardian = numberAt<pid_t>(lock.m_file.number(), 0)};
        return {};
    }
    holder.reset();
    return lock;
}

int RunLock::attemptIn(const QByteArray &path)
{
    const Descriptor file(::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    return file.number() < 0 ? 0 : numberAt<int>(file.number(), attemptOffset);
}

int RunLock::begunAttempt() const
{
    return numberAt<int>(m_file.number(), attemptOffset);
}

bool RunLock::begin(int attempt)
{
    const pid_t none = 0;
    return ::pwrite(m_file.number(), &none, sizeof(none), 0) == sizeof(none)
        && ::pwrite(m_file.number(), &attempt, sizeof(attempt), attemptOffset) == sizeof(attempt)
        && ::fsync(m_file.number()) == 0;
}

void RunLock::remove()
{
    if (isTaken())
        ::unlink(m_path.constData());
    m_file = Descriptor();
}

} // namespace Procession
