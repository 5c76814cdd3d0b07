// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputkey.h"
#include "processid.h"
#include "websocketpeer.h"

#include <vector>

namespace Procession {

/// The attempt whose output a client wants to send. Plain data.
struct OutputTarget
{
    ProcessId process;
    std::optional<int> attempt; ///< nothing: the current one

    /// Errors: InvalidField, also for a parameter that is unknown or empty.
    static Result<OutputTarget> fromQuery(const ProcessId &process, const QByteArray &query);
};

/// One client that sends the output of an attempt.
/// Threads: the server's. Owner: OutputIntake.
class OutputSender : public WebSocketPeer
{
    Q_OBJECT

public:
    OutputSender(WebSocketEnd end, OutputTarget asked, const FeedOptions &options, ByteBudget &memory,
                 const Clock &clock)
        : WebSocketPeer(std::move(end), options, memory, clock, FrameReader::Kind::Binary)
        , target(std::move(asked))
    {
    }

    /// Its unsent bytes, and its messages that aren't stored yet.
    qint64 toBeSent() const override { return unsent() + waiting + inWork; }

    OutputTarget target;          ///< from the answer to its handshake on with the number of the attempt
    std::optional<OutputKey> key; ///< nothing as long as its attempt is being looked up
    std::vector<QByteArray> messages;
    qint64 waiting = 0; ///< bytes of `messages`
    qint64 inWork = 0;  ///< bytes of those that are being stored
    bool isInWork = false;
    bool isOver = false; ///< it was told that nothing more is taken
};

} // namespace Procession
