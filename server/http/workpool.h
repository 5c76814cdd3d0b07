// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThreadPool>

#include <latch>
#include <memory>
#include <stop_token>

namespace Procession {

/// Threads that answer what would hold up the server's own. Threads: the server's. Owner: Server.
class WorkPool
{
public:
    /// Makes the threads now and keeps them: each needs descriptors, and a program that is out of them would end where
    /// it starts one. At most `most` answers wait or are being made.
    WorkPool(int threads, int most)
        : m_most(most)
    {
        m_threads.setMaxThreadCount(threads);
        m_threads.setExpiryTimeout(-1);
        const auto all = std::make_shared<std::latch>(threads + 1);
        for (int i = 0; i < threads; ++i)
            m_threads.start([all] { all->arrive_and_wait(); });
        all->arrive_and_wait();
    }
    ~WorkPool()
    {
        m_stop.request_stop();
        m_threads.clear();
        m_threads.waitForDone();
    }
    Q_DISABLE_COPY_MOVE(WorkPool)

    bool isFull() const { return m_open >= m_most; }
    std::stop_token stopToken() const { return m_stop.get_token(); }

    /// Makes something in one of the threads and hands it to `done` in that of `context`, unless that is gone by then.
    ///
    /// Not by QFuture::then(): in Qt 6.4.2 a continuation with a context may run on a promise that was moved away, where
    /// the work ends while then() is being called.
    template <typename Make, typename Done>
    void run(QObject *context, Make make, Done done)
    {
        ++m_open;
        m_threads.start([this, context, make = std::move(make), done = std::move(done)] {
            QMetaObject::invokeMethod(
                context,
                [this, done, made = make()] {
                    --m_open;
                    done(made);
                },
                Qt::QueuedConnection);
        });
    }

private:
    const int m_most;
    int m_open = 0;
    std::stop_source m_stop;
    QThreadPool m_threads;
};

} // namespace Procession
