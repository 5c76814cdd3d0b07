// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "followedsession.h"

#include "commandsupport.h"
#include "exitcode.h"
#include "processtext.h"
#include "terminal.h"

#include <QCoreApplication>

namespace Procession {

using namespace Qt::StringLiterals;

FollowedSession::FollowedSession(const ApiEndpoint &endpoint, const ProcessId &id, const QString &noun)
    : m_id(id)
    , m_api(endpoint)
    , m_follower(endpoint, id)
{
    connect(&m_follower, &ProcessFollower::changed, this, [this](const ProcessPtr &process) {
        if (!m_isFinished)
            show(process);
    });
    connect(&m_follower, &ProcessFollower::ended, this, [this](const ProcessPtr &process) {
        if (!m_isFinished)
            onEnded(process);
    });
    connect(&m_follower, &ProcessFollower::forgotten, this, [this, noun] {
        Terminal::printError(u"the server no longer knows the %1."_s.arg(noun));
        finish(ExitCode::notFound);
    });
    connect(&m_follower, &ProcessFollower::interrupted, this,
            [] { Terminal::printError(u"the connection broke; trying again."_s); });
    connect(&m_follower, &ProcessFollower::refused, this, [this](const QString &problem) {
        Terminal::printError(problem);
        finish(ExitCode::refused);
    });
}

int FollowedSession::run()
{
    m_follower.start();
    return QCoreApplication::exec();
}

void FollowedSession::cancel()
{
    if (std::exchange(m_isCancelling, true)) {
        finish(ExitCode::cancelled);
        return;
    }
    m_api.cancel(m_id, {}, [this](const ApiReply<void> &reply) {
        // 409: it has ended meanwhile, which the feed tells.
        if (!reply && reply.error().status != 409) {
            reportProblem(reply.error());
            finish(ExitCode::cancelled);
        }
    });
}

bool FollowedSession::announceRetry(const Process &process)
{
    const bool retries = isTerminal(process.status) && isLive(process) && !m_isCancelling;
    if (!retries || std::exchange(m_announced, process.attempt) == process.attempt)
        return false;
    Terminal::printError(retryAnnouncement(process));
    return true;
}

int FollowedSession::exitCodeOf(const Process &process) const
{
    if (process.status == ProcessStatus::Completed)
        return ExitCode::ok;
    if (process.status == ProcessStatus::Cancelled || m_isCancelling)
        return ExitCode::cancelled;
    return process.status == ProcessStatus::Timeout ? ExitCode::timedOut : ExitCode::refused;
}

void FollowedSession::finish(int exitCode)
{
    if (std::exchange(m_isFinished, true))
        return;
    onFinished();
    QMetaObject::invokeMethod(
        qApp, [exitCode] { QCoreApplication::exit(exitCode); }, Qt::QueuedConnection);
}

} // namespace Procession
