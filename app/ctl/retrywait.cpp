// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrywait.h"

#include "processtext.h"
#include "terminal.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds lookInterval{1000};

} // namespace

RetryWait::RetryWait(ApiClient &api, const ProcessId &id, std::function<bool()> hasFeed,
                     std::chrono::milliseconds patience, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_id(id)
    , m_hasFeed(std::move(hasFeed))
    , m_patience(patience)
    , m_timer(this)
{
    m_timer.setInterval(lookInterval);
    connect(&m_timer, &QTimer::timeout, this, &RetryWait::look);
}

void RetryWait::begin(int attempt, const ProcessPtr &process)
{
    m_attempt = attempt;
    m_announced = false;
    m_deadline.setRemainingTime(m_patience);
    m_timer.start();
    take(process);
}

void RetryWait::take(const ProcessPtr &process)
{
    if (!m_timer.isActive())
        return;
    const Process &latest = **process;
    if (!isLive(latest)) {
        stop();
        Q_EMIT over();
    } else if (latest.attempt > m_attempt) {
        stop();
        Q_EMIT nextAttempt(process);
    } else if (isTerminal(latest.status) && !std::exchange(m_announced, true)) {
        m_deadline.setRemainingTime(latest.retry->delay + m_patience);
        Terminal::printError(retryAnnouncement(latest));
    }
}

void RetryWait::look()
{
    if (m_deadline.hasExpired()) {
        stop();
        Terminal::printError(u"no word from the server about another attempt."_s);
        Q_EMIT over();
        return;
    }
    if (m_hasFeed()) {
        if (m_announced) // the server may be late, but it is there
            m_deadline.setRemainingTime(std::max(m_deadline.remainingTime(), qint64(m_patience.count())));
        return;
    }
    m_api.get(m_id, [this](const ApiReply<ProcessPtr> &reply) {
        if (!m_timer.isActive())
            return;
        if (reply)
            Q_EMIT heard(*reply);
        else if (reply.error().status == 404)
            Q_EMIT forgotten();
    });
}

} // namespace Procession
