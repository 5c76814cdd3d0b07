// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remoteoperator.h"

namespace Procession {

RemoteOperator::RemoteOperator(const ApiEndpoint &endpoint, std::chrono::milliseconds interval, QObject *parent)
    : Operator(parent)
    , m_api(endpoint)
{
    connect(&m_poll, &QTimer::timeout, this, [this] { askHealth(); });
    m_poll.start(interval);
}

template <typename T>
ApiClient::Callback<T> RemoteOperator::answerTo(Done done)
{
    ++m_underWay;
    return [this, done = std::move(done)](const ApiReply<T> &reply) {
        if (reply) {
            if constexpr (std::is_void_v<T>)
                tell(done, ProcessPtr());
            else
                tell(done, *reply);
            return;
        }
        const Error error = reply.error().error;
        if (error.code != ErrorCode::StoreUnavailable && error.code != ErrorCode::NotStored) {
            tell(done, error);
            return;
        }
        // The server's health says the reason alone, as the local operator does.
        askHealth([this, done, error] {
            tell(done, Error{error.code, m_problem.isEmpty() ? error.message : m_problem, {}});
        });
    };
}

void RemoteOperator::tell(const Done &done, const Result<ProcessPtr> &outcome)
{
    --m_underWay;
    done(outcome);
    if (m_underWay == 0)
        Q_EMIT settled();
}

void RemoteOperator::askHealth(const std::function<void()> &then)
{
    m_api.health([this, then](const ApiReply<ServerHealth> &reply) {
        if (reply) {
            if (std::exchange(m_problem, reply->problem) != reply->problem)
                Q_EMIT problemChanged();
            Q_EMIT healthReceived(*reply);
        }
        if (then)
            then();
    });
}

void RemoteOperator::cancel(const ProcessId &id, const QString &reason, Done done)
{
    m_api.cancel(id, reason, answerTo<void>(std::move(done)));
}

void RemoteOperator::retry(const ProcessId &id, const QString &reason, Done done)
{
    m_api.retry(id, reason, answerTo<ProcessPtr>(std::move(done)));
}

void RemoteOperator::remove(const ProcessId &id, const QString &reason, Done done)
{
    m_api.remove(id, reason, answerTo<void>(std::move(done)));
}

} // namespace Procession
