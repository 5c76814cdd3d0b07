// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearser.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

Rehearser::Rehearser(const Archive &archive, const Clock &clock, RehearsalRun::Limits limits)
    : m_archive(archive)
    , m_clock(clock)
    , m_limits(limits)
{
    m_thread.setMaxThreadCount(1);
    m_thread.setExpiryTimeout(1000);
}

Rehearser::~Rehearser()
{
    std::vector<JobPtr> unwanted;
    {
        const std::lock_guard lock(m_mutex);
        unwanted = takeUnwanted([](const Job &) { return true; }, Problem::Kind::CalledOff);
    }
    tell(unwanted, Problem::Kind::CalledOff);
    m_thread.waitForDone();
}

Rehearser::Outcome Rehearser::refusal(Problem::Kind kind)
{
    switch (kind) {
    case Problem::Kind::Busy:
        return Problem{kind, u"%1 rules wait to be rehearsed already; ask again in a moment."_s.arg(mostWaiting)};
    case Problem::Kind::Replaced:
        return Problem{kind, u"Another rule was to be rehearsed in its place."_s};
    case Problem::Kind::Unread:
    case Problem::Kind::CalledOff:
        break;
    }
    return Problem{kind, u"The rehearsal was called off."_s};
}

/// Under the lock. Those that wait are taken away; one that is under way is told to end, and tells why itself.
std::vector<Rehearser::JobPtr> Rehearser::takeUnwanted(const std::function<bool(const Job &)> &isMeant,
                                                       Problem::Kind why)
{
    std::vector<JobPtr> taken;
    for (const JobPtr &job : m_waiting) {
        if (isMeant(*job))
            taken.push_back(job);
    }
    std::erase_if(m_waiting, [&isMeant](const JobPtr &job) { return isMeant(*job); });
    if (m_current && !m_current->isUnwanted && isMeant(*m_current)) {
        m_current->why = why;
        m_current->isUnwanted = true;
    }
    return taken;
}

void Rehearser::tell(const std::vector<JobPtr> &jobs, Problem::Kind why)
{
    for (const JobPtr &job : jobs)
        job->done(refusal(why));
}

quint64 Rehearser::ask(Request request, Done done)
{
    const auto job = std::make_shared<Job>();
    job->request = std::move(request);
    job->done = std::move(done);
    std::vector<JobPtr> replaced;
    bool isBusy = false;
    {
        const std::lock_guard lock(m_mutex);
        job->number = ++m_lastNumber;
        const QString &asker = job->request.asker;
        if (!asker.isEmpty())
            replaced = takeUnwanted([&asker](const Job &other) { return other.request.asker == asker; },
                                    Problem::Kind::Replaced);
        isBusy = m_waiting.size() >= mostWaiting;
        if (!isBusy)
            m_waiting.push_back(job);
        if (!isBusy && !std::exchange(m_isWorking, true))
            m_thread.start([this] { work(); });
    }
    tell(replaced, Problem::Kind::Replaced);
    if (isBusy)
        job->done(refusal(Problem::Kind::Busy));
    return job->number;
}

void Rehearser::cancel(quint64 number)
{
    std::vector<JobPtr> unwanted;
    {
        const std::lock_guard lock(m_mutex);
        unwanted = takeUnwanted([number](const Job &job) { return job.number == number; }, Problem::Kind::CalledOff);
    }
    tell(unwanted, Problem::Kind::CalledOff);
}

void Rehearser::work()
{
    for (;;) {
        JobPtr job;
        {
            const std::lock_guard lock(m_mutex);
            m_current = nullptr;
            if (m_waiting.empty()) {
                m_isWorking = false;
                return;
            }
            job = m_current = m_waiting.front();
            m_waiting.pop_front();
        }
        job->done(rehearse(*job));
    }
}

Rehearser::Outcome Rehearser::rehearse(const Job &job) const
{
    RehearsalRun run(m_archive, m_clock, job.request.rule, job.request.days, m_limits);
    while (!job.isUnwanted) {
        auto told = run.next();
        if (!told)
            return Problem{Problem::Kind::Unread, told.error().message};
        if (*told && !job.isUnwanted)
            return std::move(**told);
    }
    return refusal(job.why);
}

} // namespace Procession
