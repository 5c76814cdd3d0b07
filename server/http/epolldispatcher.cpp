// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "epolldispatcher.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <tuple>
#include <unistd.h>

namespace Procession {

namespace {

/// How many ready descriptors one look takes. More are left for the next one, after posted events had their turn.
constexpr int portion = 256;
constexpr qint64 nsPerMs = 1'000'000;

constexpr std::array<quint32, 3> eventsOfType{EPOLLIN | EPOLLRDHUP, EPOLLOUT, EPOLLPRI};
/// What the kernel tells unasked counts as readable and writable: the next call says what is wrong.
constexpr quint32 trouble = EPOLLERR | EPOLLHUP;

qint64 nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace

EpollDispatcher::EpollDispatcher(QObject *parent)
    : QAbstractEventDispatcher(parent)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_wakeUp(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = m_wakeUp;
    if (m_epoll < 0 || m_wakeUp < 0 || ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wakeUp, &event) != 0)
        qFatal("can't make an event loop");
}

EpollDispatcher::~EpollDispatcher()
{
    std::ignore = m_wakeUps.load(std::memory_order_acquire); // whoever woke us has left
    ::close(m_epoll);
    ::close(m_wakeUp);
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    m_interrupted = false;
    Q_EMIT awake();
    QCoreApplication::sendPostedEvents();
    if (m_interrupted)
        return false;

    const bool waits = flags.testFlag(QEventLoop::WaitForMoreEvents);
    if (waits)
        Q_EMIT aboutToBlock();
    // What is posted from now on writes to the eventfd, so that the wait ends at once.
    bool handled = activateSockets(waitTimeoutMs(waits), !flags.testFlag(QEventLoop::ExcludeSocketNotifiers));
    if (!m_interrupted && !flags.testFlag(QEventLoop::X11ExcludeTimers))
        handled = activateTimers() || handled;
    return handled;
}

int EpollDispatcher::waitTimeoutMs(bool waits) const
{
    if (!waits)
        return 0;
    if (m_queue.empty())
        return -1;
    const qint64 leftNs = m_queue.begin()->first - nowNs();
    // Rounded up: a timer is never early.
    return static_cast<int>(std::clamp<qint64>((leftNs + nsPerMs - 1) / nsPerMs, 0, 3'600'000));
}

bool EpollDispatcher::activateSockets(int timeoutMs, bool notifies)
{
    std::array<epoll_event, portion> ready;
    const int count = ::epoll_wait(m_epoll, ready.data(), portion, timeoutMs);
    bool handled = false;
    for (int i = 0; i < count && !m_interrupted; ++i) {
        const epoll_event &event = ready[static_cast<size_t>(i)];
        if (event.data.fd == m_wakeUp) {
            eventfd_t value = 0;
            ::eventfd_read(m_wakeUp, &value);
            m_awake = false;
            handled = true;
            continue;
        }
        for (size_t type = 0; notifies && type < eventsOfType.size(); ++type) {
            // Looked up each time, since whoever is notified may end any of them.
            const auto watch = m_watches.constFind(event.data.fd);
            if (watch == m_watches.cend())
                break;
            QSocketNotifier *notifier = watch->notifiers[type];
            const quint32 wanted = eventsOfType[type] | (type < 2 ? trouble : 0U);
            if (!notifier || (event.events & wanted) == 0)
                continue;
            QEvent activation(QEvent::SockAct);
            QCoreApplication::sendEvent(notifier, &activation);
            handled = true;
        }
    }
    return handled;
}

void EpollDispatcher::watch(int descriptor, Watch &watch)
{
    quint32 events = 0;
    for (size_t type = 0; type < eventsOfType.size(); ++type)
        events |= watch.notifiers[type] ? eventsOfType[type] : 0U;
    if (events == watch.events)
        return;
    epoll_event event{};
    event.events = events;
    event.data.fd = descriptor;
    if (events == 0) {
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, &event); // may be closed already, which is the same
        m_watches.remove(descriptor);
        return;
    }
    // A descriptor that was closed and opened again is a new one to the kernel.
    const int first = watch.events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    const int second = watch.events == 0 ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (::epoll_ctl(m_epoll, first, descriptor, &event) != 0 && ::epoll_ctl(m_epoll, second, descriptor, &event) != 0)
        qWarning("can't watch descriptor %d: %s", descriptor, qUtf8Printable(qt_error_string(errno)));
    watch.events = events;
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    const auto descriptor = static_cast<int>(notifier->socket());
    Watch &entry = m_watches[descriptor];
    entry.notifiers[static_cast<size_t>(notifier->type())] = notifier;
    watch(descriptor, entry);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    const auto descriptor = static_cast<int>(notifier->socket());
    const auto entry = m_watches.find(descriptor);
    if (entry == m_watches.end() || entry->notifiers[static_cast<size_t>(notifier->type())] != notifier)
        return;
    entry->notifiers[static_cast<size_t>(notifier->type())] = nullptr;
    watch(descriptor, *entry);
}

void EpollDispatcher::queue(int timerId, Timer &timer, qint64 dueNs)
{
    timer.dueNs = dueNs;
    m_queue.emplace(dueNs, timerId);
}

void EpollDispatcher::unqueue(int timerId, const Timer &timer)
{
    const auto [begin, end] = m_queue.equal_range(timer.dueNs);
    const auto entry = std::find_if(begin, end, [timerId](const auto &queued) { return queued.second == timerId; });
    if (entry != end)
        m_queue.erase(entry);
}

bool EpollDispatcher::activateTimers()
{
    const qint64 now = nowNs();
    bool handled = false;
    // Those that are due now; one that is due at once again has its next turn after the sockets.
    std::vector<int> due;
    for (auto it = m_queue.begin(); it != m_queue.end() && it->first <= now; ++it)
        due.push_back(it->second);
    for (const int timerId : due) {
        if (m_interrupted)
            break;
        auto timer = m_timers.find(timerId);
        if (timer == m_timers.end() || timer->dueNs > now)
            continue; // ended by another one's event
        unqueue(timerId, *timer);
        // The beat is kept, but what was missed is not made up for.
        const qint64 intervalNs = timer->intervalMs * nsPerMs;
        queue(timerId, *timer, std::max(timer->dueNs + intervalNs, intervalNs == 0 ? now : now + 1));
        if (timer->active)
            continue; // a nested event loop inside its own event
        timer->active = true;
        QTimerEvent event(timerId);
        QCoreApplication::sendEvent(timer->object, &event);
        handled = true;
        timer = m_timers.find(timerId);
        if (timer != m_timers.end())
            timer->active = false;
    }
    return handled;
}

void EpollDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType type, QObject *object)
{
    Timer timer;
    timer.object = object;
    timer.intervalMs = interval;
    timer.type = type;
    queue(timerId, timer, nowNs() + interval * nsPerMs);
    m_timers.insert(timerId, timer);
}

bool EpollDispatcher::unregisterTimer(int timerId)
{
    const auto timer = m_timers.constFind(timerId);
    if (timer == m_timers.cend())
        return false;
    unqueue(timerId, *timer);
    m_timers.erase(timer);
    return true;
}

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    QList<int> ids;
    for (auto timer = m_timers.cbegin(); timer != m_timers.cend(); ++timer) {
        if (timer->object == object)
            ids.append(timer.key());
    }
    for (const int id : std::as_const(ids))
        unregisterTimer(id);
    return !ids.isEmpty();
}

QList<QAbstractEventDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    QList<TimerInfo> timers;
    for (auto timer = m_timers.cbegin(); timer != m_timers.cend(); ++timer) {
        if (timer->object == object)
            timers.append(TimerInfo(timer.key(), static_cast<int>(timer->intervalMs), timer->type));
    }
    return timers;
}

int EpollDispatcher::remainingTime(int timerId)
{
    const auto timer = m_timers.constFind(timerId);
    if (timer == m_timers.cend())
        return -1;
    return static_cast<int>(std::max<qint64>(0, (timer->dueNs - nowNs() + nsPerMs - 1) / nsPerMs));
}

void EpollDispatcher::wakeUp()
{
    if (!m_awake.exchange(true))
        ::eventfd_write(m_wakeUp, 1);
    m_wakeUps.fetch_add(1, std::memory_order_release);
}

void EpollDispatcher::interrupt()
{
    m_interrupted = true;
    wakeUp();
}

} // namespace Procession
