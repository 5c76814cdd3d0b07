// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace Procession {

/// How much the feed's subscribers may take. Plain data.
struct FeedOptions
{
    qsizetype maxSubscribers = 10000;
    qsizetype maxFrameBytes = 1024 * 1024;            ///< of one WebSocket message from a client
    qsizetype maxSubscriberBuffer = 256 * 1024;       ///< unsent bytes at which a slow subscriber is conflated
    qint64 maxFeedBuffer = 64 * 1024 * 1024;          ///< bytes held for all subscribers, at which each gets less
    std::chrono::milliseconds pingInterval{30000};    ///< between pings to a subscriber
    std::chrono::milliseconds deadPeerTimeout{60000}; ///< without a pong, after which a subscriber is dropped

    friend bool operator==(const FeedOptions &a, const FeedOptions &b) = default;
};

} // namespace Procession
