// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardianlink.h"

#include "forkserver.h"

#include <QFile>

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;
using Guardian::Message;
using Guardian::News;
using Guardian::Order;

namespace {

/// As execve() wants them. Good for as long as the list is.
std::vector<char *> pointersTo(QByteArrayList &parts)
{
    std::vector<char *> pointers;
    for (QByteArray &part : parts)
        pointers.push_back(part.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// The memory that ps shows as our command line: a guardian writes its own there.
void findTitle(Guardian::Plan &plan)
{
    QFile stat(u"/proc/self/stat"_s);
    if (!stat.open(QIODevice::ReadOnly))
        return;
    const QByteArray text = stat.readAll();
    const QByteArrayList fields = text.sliced(text.lastIndexOf(')') + 1).trimmed().split(' ');
    constexpr qsizetype argumentsBegin = 45; // fields 48 and 49, counted from the third
    if (fields.size() <= argumentsBegin + 1)
        return;
    const quintptr begin = fields[argumentsBegin].toULongLong();
    const quintptr end = fields[argumentsBegin + 1].toULongLong();
    if (begin == 0 || end <= begin)
        return;
    plan.title = reinterpret_cast<char *>(begin);
    plan.titleSize = end - begin;
}

} // namespace

GuardianLink::~GuardianLink()
{
    if (m_guardian > 0) {
        send(Order::Kill);
        const pid_t guardian = m_guardian;
        dismiss();
        ::waitpid(guardian, nullptr, 0);
    }
    reap();
}

int GuardianLink::start(Guardian::Plan guardian, const CommandPlan &plan)
{
    reap();
    QByteArrayList command = plan.command;
    QByteArrayList environment = plan.environment;
    const std::vector<char *> arguments = pointersTo(command);
    const std::vector<char *> variables = pointersTo(environment);
    guardian.arguments = arguments.data();
    guardian.environment = variables.data();
    guardian.graceMs = plan.grace.count();
    guardian.ignored = plan.ignored;
    findTitle(guardian);
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return errno;
    guardian.control = ends[1];

    // No handler of ours may run in the guardian before it has set its own.
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &guardian.mask);
    pid_t child = ForkServer::forkGuardian(guardian);
    if (child < 0)
        child = ::fork();
    if (child == 0)
        Guardian::run(guardian);
    const int problem = errno;
    ::pthread_sigmask(SIG_SETMASK, &guardian.mask, nullptr);
    ::close(ends[1]);
    if (child < 0) {
        ::close(ends[0]);
        return problem;
    }
    m_guardian = child;
    m_control = ends[0];
    m_news = std::make_unique<QSocketNotifier>(m_control, QSocketNotifier::Read);
    connect(m_news.get(), &QSocketNotifier::activated, this, &GuardianLink::readNews);
    return 0;
}

void GuardianLink::send(Order order, qint64 value) const
{
    const Message message{static_cast<quint8>(order), value};
    if (m_control >= 0)
        ::send(m_control, &message, sizeof(message), MSG_NOSIGNAL);
}

void GuardianLink::waitForNews()
{
    pollfd wait{m_control, POLLIN, 0};
    while (m_control >= 0 && ::poll(&wait, 1, -1) < 0 && errno == EINTR)
        continue;
    readNews();
}

void GuardianLink::readNews()
{
    Message message;
    while (m_control >= 0) {
        const ssize_t size = ::recv(m_control, &message, sizeof(message), MSG_DONTWAIT);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0 && errno == EAGAIN)
            return;
        if (size <= 0) {
            close();
            Q_EMIT lost();
            return;
        }
        Q_EMIT told(message);
    }
}

void GuardianLink::release()
{
    send(Order::Release);
    Message message{static_cast<quint8>(News::TreeGone)};
    ssize_t size = m_control >= 0 ? 1 : 0;
    while ((size > 0 || (size < 0 && errno == EINTR)) && message.kind != static_cast<quint8>(News::Lingers))
        size = ::recv(m_control, &message, sizeof(message), 0);
    const pid_t guardian = m_guardian;
    dismiss();
    if (size <= 0 && guardian > 0) {
        ::waitpid(guardian, nullptr, 0);
        std::erase(m_dismissed, guardian);
    }
}

void GuardianLink::close()
{
    if (m_news) {
        m_news->setEnabled(false);
        m_news.release()->deleteLater(); // it may be what called us
    }
    if (m_control >= 0)
        ::close(std::exchange(m_control, -1));
}

/// From now on it goes its own way, and ends when it has nothing to pass on.
void GuardianLink::dismiss()
{
    close();
    if (m_guardian > 0)
        m_dismissed.push_back(m_guardian);
    m_guardian = 0;
}

void GuardianLink::reap()
{
    std::erase_if(m_dismissed, [](pid_t guardian) { return ::waitpid(guardian, nullptr, WNOHANG) != 0; });
}

} // namespace Procession
