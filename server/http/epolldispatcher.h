// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <QHash>

#include <atomic>
#include <map>
#include <memory>

namespace Procession {

/// The event loop's engine for a thread with thousands of sockets.
///
/// Qt's own engine asks the kernel about every socket in each round (poll), so that ten thousand idle connections make
/// one event cost a millisecond. This engine asks only for the sockets that are ready (epoll): idle ones cost nothing.
///
/// Threads: give it to QThread::setEventDispatcher() before the thread starts. wakeUp() and interrupt() may be called from
/// any thread; Qt calls the other functions. Owner: the thread.
class EpollDispatcher : public QAbstractEventDispatcher
{
    Q_OBJECT

public:
    explicit EpollDispatcher(QObject *parent = nullptr);
    ~EpollDispatcher() override;

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int timerId, qint64 interval, Qt::TimerType type, QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int timerId) override;

    void wakeUp() override;
    void interrupt() override;

private:
    /// The notifiers of one descriptor: for reading, writing and exceptions.
    struct Watch
    {
        std::array<QSocketNotifier *, 3> notifiers{};
        quint32 events = 0; // what the kernel was asked for
    };
    struct Timer
    {
        QObject *object = nullptr;
        qint64 intervalMs = 0;
        Qt::TimerType type = Qt::CoarseTimer;
        qint64 dueNs = 0;    // steady
        bool active = false; // its event is being handled
    };

    void watch(int descriptor, Watch &watch);
    int waitTimeoutMs(bool waits) const;
    bool activateSockets(int timeoutMs, bool notifies);
    bool activateTimers();
    void queue(int timerId, Timer &timer, qint64 dueNs);
    void unqueue(int timerId, const Timer &timer);

    int m_epoll = -1;
    int m_wakeUp = -1; // an eventfd
    std::atomic<bool> m_awake = false;
    std::atomic<bool> m_interrupted = false;
    std::atomic<quint32> m_wakeUps = 0; // orders the last of them before the end, as QThread's lock does unseen
    QHash<int, Watch> m_watches;        // by descriptor
    QHash<int, Timer> m_timers;         // by id
    std::multimap<qint64, int> m_queue; // due time -> id
};

} // namespace Procession
