// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "walltimer.h"

#include <QLoggingCategory>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <limits>
#include <sys/timerfd.h>

namespace Procession {

namespace {

Q_LOGGING_CATEGORY(lcTimer, "procession.timer")

constexpr qint64 never = std::numeric_limits<qint64>::max();

qint64 machinesWallMs()
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return qint64(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

} // namespace

WallTimer::WallTimer(QObject *parent)
    : QObject(parent)
    , m_timer(timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK))
{
    if (m_timer.number() < 0) {
        qCCritical(lcTimer) << "no timer can be made:" << std::strerror(errno);
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_timer.number(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &WallTimer::read);
    arm(never);
}

void WallTimer::start(qint64 delayMs)
{
    constexpr qint64 longest = qint64(1000) * 60 * 60 * 24 * 366 * 1000;
    arm(machinesWallMs() + std::clamp<qint64>(delayMs, 0, longest));
}

void WallTimer::stop()
{
    arm(never);
}

void WallTimer::arm(qint64 atMs)
{
    if (m_timer.number() < 0)
        return;
    itimerspec at{};
    // A timer that is far away still tells that the clock was set.
    const qint64 ms = atMs == never ? qint64(1) << 52 : std::max<qint64>(atMs, 1);
    at.it_value.tv_sec = ms / 1000;
    at.it_value.tv_nsec = ms % 1000 * 1'000'000;
    if (timerfd_settime(m_timer.number(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, nullptr) != 0)
        qCCritical(lcTimer) << "the timer can't be set:" << std::strerror(errno);
}

void WallTimer::read()
{
    quint64 expirations = 0;
    // ECANCELED: the clock was set.
    if (::read(m_timer.number(), &expirations, sizeof expirations) < 0 && errno == EAGAIN)
        return;
    Q_EMIT timeout();
}

} // namespace Procession
