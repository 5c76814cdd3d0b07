// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"
#include "processfilter.h"
#include "result.h"

#include <chrono>
#include <optional>

namespace Procession {

class ProcessTracker;

/// The part of a subscription that decides what is told of an event. Plain data.
///
/// Subscribers of equal channels share the frames that are made for the first of them.
struct Channel
{
    ProcessFilter filter;
    bool full = false; ///< beyond the contract: every field of the process, and process_removed messages
    /// Beyond the contract: process_left messages, for a client that keeps a list of what the filter lets through.
    bool left = false;
    bool alerts = false; ///< beyond the contract: alerts, and their rules

    friend bool operator==(const Channel &a, const Channel &b) = default;
};
size_t qHash(const Channel &channel, size_t seed = 0);

/// What one WebSocket client asked for in its query. Plain data.
struct Subscription
{
    /// A place in a log: where a client wants to go on.
    struct Place
    {
        QByteArray epoch;
        quint64 seq = 0;
        friend bool operator==(const Place &a, const Place &b) = default;
    };

    Channel channel;
    bool snapshot = false;
    std::optional<Place> since;
    Origin origin{};                    ///< who subscribes: of what the client reports over the socket
    std::chrono::milliseconds batch{0}; ///< 0: each event as its own message; else 1 to 60,000

    /// Whether the client holds what it was told until it is told otherwise: after a loss it needs a snapshot.
    bool keepsList() const { return snapshot || since || channel.full || channel.left; }

    /// Errors: UnknownProcessType, UnknownStatus, InvalidField; the last also for a parameter that is unknown or empty.
    static Result<Subscription> fromQuery(const QByteArray &query, const ProcessTracker &tracker);
};

} // namespace Procession
