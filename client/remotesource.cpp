// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remotesource.h"

#include "clock.h"

namespace Procession {

RemoteSource::RemoteSource(const ApiEndpoint &endpoint, const Clock &clock, const FeedClientOptions &options,
                           qsizetype logCapacity, QObject *parent)
    : QObject(parent)
    , m_replica(logCapacity)
    , m_feed(endpoint, options, clock)
{
    connect(&m_feed, &FeedClient::stateChanged, this, &RemoteSource::stateChanged);
    connect(&m_feed, &FeedClient::snapshotReceived, this, &RemoteSource::reset);
    connect(&m_feed, &FeedClient::eventReceived, this, [this](const Event &event) { m_replica.put(event); });
    connect(&m_feed, &FeedClient::processLeft, this, [this](const FeedDeparture &left) {
        m_replica.remove(left.id, left.kind.value_or(EventKind::Removed), left.timeMs);
    });
    connect(&m_feed, &FeedClient::settingReceived, this, [this, &clock](const FeedSetting &setting) {
        if (setting.alerts)
            m_replica.put(*setting.alerts, *setting.kind, clock.wallMs());
        else if (setting.schedule)
            m_replica.put(setting.schedule, *setting.kind, clock.wallMs());
        else if (setting.expectation)
            m_replica.put(setting.expectation, *setting.kind, clock.wallMs());
        else
            m_replica.apply({.type = setting.type, .policy = setting.policy, .pause = setting.pause}, clock.wallMs());
    });
}

void RemoteSource::reset(const FeedSnapshot &snapshot)
{
    TypeRegistry registry;
    for (const ProcessType &type : snapshot.types)
        std::ignore = registry.apply({type});
    for (const ProcessPtr &process : snapshot.processes) // an old server doesn't tell the types
        std::ignore = registry.apply({(*process)->type});
    for (auto policy = snapshot.policies.cbegin(); policy != snapshot.policies.cend(); ++policy)
        std::ignore = registry.apply({policy.key(), policy.value()}); // one that is out of range isn't taken over
    for (const auto &[type, pause] : snapshot.pauses)
        std::ignore = registry.apply({.type = type, .pause = pause});
    m_replica.reset(snapshot.processes, registry, snapshot.schedules, snapshot.alerts, snapshot.expectations);
}

} // namespace Procession
