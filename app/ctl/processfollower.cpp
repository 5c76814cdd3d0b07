// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processfollower.h"

#include "processending.h"

namespace Procession {

ProcessFollower::ProcessFollower(const ApiEndpoint &endpoint, const ProcessId &id, QObject *parent)
    : QObject(parent)
    , m_feed(endpoint, {.filter = {.ids = {id}}}, m_clock)
    , m_undecided(this)
{
    m_undecided.setSingleShot(true);
    m_undecided.setInterval(retryDecisionTime);
    connect(&m_undecided, &QTimer::timeout, this, &ProcessFollower::end);
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

void ProcessFollower::follow(const ProcessPtr &process)
{
    if (m_isOver)
        return;
    m_last = process;
    m_undecided.stop();
    Q_EMIT changed(process);
    const ProcessEnding ending = endingOf(**process);
    if (ending == ProcessEnding::Undecided)
        m_undecided.start();
    else if (ending == ProcessEnding::Over)
        end();
}

void ProcessFollower::end()
{
    if (!std::exchange(m_isOver, true))
        Q_EMIT ended(m_last);
}

} // namespace Procession
