// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace Procession {

/// A thread of low priority that does one job after the other. Threads: any. Its end asks the job in progress to stop, and
/// forgets the others.
class BackgroundThread
{
public:
    using Job = std::function<void(std::stop_token)>;

    BackgroundThread();
    ~BackgroundThread();
    Q_DISABLE_COPY_MOVE(BackgroundThread)

    void post(Job job);
    /// Waits until all that was posted so far is done. Not from a job.
    void wait();

private:
    void run(const std::stop_token &stop);

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Job> m_jobs;
    quint64 m_posted = 0;
    quint64 m_done = 0;
    std::jthread m_thread; // last: it uses the others
};

} // namespace Procession
