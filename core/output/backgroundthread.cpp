// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backgroundthread.h"

#include <sys/resource.h>
#include <unistd.h>

namespace Procession {

namespace {

constexpr int niceness = 10;

} // namespace

BackgroundThread::BackgroundThread()
    : m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

BackgroundThread::~BackgroundThread()
{
    m_thread.request_stop();
    m_thread.join();
}

void BackgroundThread::post(Job job)
{
    const std::scoped_lock lock(m_mutex);
    m_jobs.push_back(std::move(job));
    ++m_posted;
    m_changed.notify_all();
}

void BackgroundThread::wait()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this, last = m_posted] { return m_done >= last; });
}

void BackgroundThread::run(const std::stop_token &stop)
{
    // On Linux it is the thread's own.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
    std::unique_lock lock(m_mutex);
    while (m_changed.wait(lock, stop, [this] { return !m_jobs.empty(); }) && !stop.stop_requested()) {
        {
            const Job job = std::move(m_jobs.front());
            m_jobs.pop_front();
            lock.unlock();
            job(stop);
        }
        lock.lock();
        ++m_done;
        m_changed.notify_all();
    }
}

} // namespace Procession
