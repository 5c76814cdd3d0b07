// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processfilter.h"
#include "result.h"

#include <chrono>
#include <optional>

namespace Procession {

class ProcessTracker;

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

    ProcessFilter filter;
    bool snapshot = false;
    bool full = false; ///< beyond the contract: every field of the process, and process_removed messages
    std::optional<Place> since;
    std::chrono::milliseconds batch{0}; ///< 0: each event as its own message; else 1 to 60,000

    /// Subscriptions of equal keys get the same frames for the same events.
    QByteArray channel() const;

    /// Errors: UnknownProcessType, UnknownStatus, InvalidField.
    static Result<Subscription> fromQuery(const QByteArray &query, const ProcessTracker &tracker);
};

} // namespace Procession
