// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processfollower.h"

#include "exitcode.h"
#include "terminal.h"

#include <QCoreApplication>

namespace Procession {

using namespace Qt::StringLiterals;

ProcessFollower::ProcessFollower(const ApiEndpoint &endpoint, const ProcessId &id, QObject *parent)
    : QObject(parent)
    , m_feed(endpoint, {.filter = {.ids = {id}}}, m_clock)
{
    connect(&m_feed, &FeedClient::snapshotReceived, this, [this](const FeedSnapshot &snapshot) {
        if (!snapshot.processes.empty())
            follow(snapshot.processes.front());
        else if (!std::exchange(m_isOver, true))
            Q_EMIT forgotten();
    });
    connect(&m_feed, &FeedClient::eventReceived, this, [this](const Event &event) { follow(event.process); });
    connect(&m_feed, &FeedClient::processLeft, this, [this] {
        if (!std::exchange(m_isOver, true))
            Q_EMIT forgotten();
    });
    connect(&m_feed, &FeedClient::stateChanged, this, [this](const FeedState &state) {
        if (state.kind == FeedState::Kind::Refused && !std::exchange(m_isOver, true))
            Q_EMIT refused(state.problem);
        else if (std::exchange(m_isLive, state.isLive()) && !m_isOver)
            Q_EMIT interrupted();
    });
}

void ProcessFollower::start()
{
    m_feed.open();
}

int ProcessFollower::waitForEnd()
{
    const auto leave = [](const QString &problem, int exitCode) {
        if (!problem.isEmpty())
            Terminal::printError(problem);
        QCoreApplication::exit(exitCode);
    };
    connect(this, &ProcessFollower::ended, qApp, [leave](const ProcessPtr &process) {
        const ProcessStatus status = (*process)->status;
        if (status == ProcessStatus::Completed)
            leave({}, ExitCode::ok);
        else if ((*process)->errorMessage.isEmpty())
            leave(u"It was %1."_s.arg(wireName(status)), ExitCode::refused);
        else
            leave((*process)->errorMessage, ExitCode::refused);
    });
    connect(this, &ProcessFollower::forgotten, qApp,
            [leave] { leave(u"the server no longer knows the process."_s, ExitCode::notFound); });
    connect(this, &ProcessFollower::refused, qApp,
            [leave](const QString &problem) { leave(problem, ExitCode::refused); });
    start();
    return QCoreApplication::exec();
}

void ProcessFollower::follow(const ProcessPtr &process)
{
    if (m_isOver)
        return;
    m_last = process;
    Q_EMIT changed(process);
    if (isLive(**process))
        return;
    m_isOver = true;
    Q_EMIT ended(process);
}

} // namespace Procession
