// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptlookup.h"
#include "outputfollower.h"
#include "processid.h"
#include "websocketpeer.h"

namespace Procession {

/// What a client that follows an output asked for. Plain data.
struct OutputSubscription
{
    ProcessId process;
    std::optional<int> attempt;   ///< nothing: the current one
    std::optional<qint64> offset; ///< nothing: from the beginning
    std::optional<qint64> tail;   ///< in place of it: from so many lines before the end
    bool wantsExtents = false;    ///< how the output stands, and none of its bytes

    /// Errors: InvalidField, also for a parameter that is unknown or empty.
    static Result<OutputSubscription> fromQuery(const ProcessId &process, const QByteArray &query);
};

/// How far a client that follows an output was sent. Plain data.
struct OutputPlace
{
    OutputKey key;
    qint64 offset = 0;              ///< that is sent next
    bool hasMore = true;            ///< as far as it is known
    bool wasLive = false;           ///< it was sent all there was once
    bool isOver = false;            ///< the attempt
    std::optional<qint64> toldOver; ///< the length at which it was told that
    int toldAttempt = 0;            ///< the latest one that it knows of
};

/// One client that follows the output of an attempt.
/// Threads: the server's. Owner: OutputFeed.
class OutputSubscriber : public WebSocketPeer
{
    Q_OBJECT

public:
    OutputSubscriber(WebSocketEnd end, OutputSubscription asked, const FeedOptions &options, ByteBudget &memory,
                     const Clock &clock)
        : WebSocketPeer(std::move(end), options, memory, clock)
        , wanted(std::move(asked))
    {
    }

    const OutputSubscription wanted;
    std::optional<OutputPlace> place; ///< nothing as long as its attempt is being looked up, and once it has ended
    bool isBeingRead = false;         ///< bytes for it are being read
    std::unique_ptr<OutputFollower> follower;
};

} // namespace Procession
