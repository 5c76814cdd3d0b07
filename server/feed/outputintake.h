// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputappend.h"
#include "outputsender.h"

#include <unordered_map>

namespace Procession {

class Acknowledger;
class Store;
class WorkPool;

/// Takes the output that clients send over WebSockets, under the rules of `POST /processes/{id}/output`.
///
/// A client is told how much of the output there is, and then sends binary messages: the offset of the first byte as u64,
/// big-endian, and records. They are appended in their order, in threads that may wait for the disk, several in one go
/// where they come faster than that. How far they are stored is told each time, and once the process that they belong
/// to is committed, so that a client need not wait for an answer before it sends on. Whatever is wrong ends the connection
/// behind a message that says why.
///
/// The client's messages are read while fewer than `maxWaiting` bytes of them wait, or less where all clients together
/// hold `maxFeedBuffer`; beyond that the connection holds it up. One whose bytes find no room at all is refused.
/// Threads: the server's. Owner: Server.
class OutputIntake : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 maxWaiting = 1024 * 1024;

    struct Parts
    {
        const ProcessTracker &tracker;
        const Archive *archive = nullptr; ///< may be null
        const Store *store = nullptr;     ///< likewise
        OutputStore &output;
        WorkPool &pool;
        Acknowledger &acknowledger;
        const Clock &clock;
    };

    /// All must outlive this, and the work that it has given to the pool.
    OutputIntake(const Parts &parts, const FeedOptions &options, QObject *parent = nullptr);
    ~OutputIntake() override;

    qsizetype senderCount() const { return static_cast<qsizetype>(m_senders.size()); }

    /// Takes a client that was let in.
    void add(WebSocketEnd end, const OutputTarget &target);
    /// Tells everyone good-bye (1001).
    void shutDown();

Q_SIGNALS:
    void senderCountChanged();

private:
    struct Outcome;
    class Work;

    void receive(OutputSender &sender, const QByteArray &message);
    void goOn(OutputSender &sender);
    void store(OutputSender &sender, const Outcome &outcome);
    void confirm(OutputSender &sender, const Outcome &outcome);
    void end(OutputSender &sender, const AppendRefusal &why);
    void count(OutputSender &sender);
    void release(OutputSender *sender);

    const Parts m_parts;
    const AttemptLookup m_attempts;
    const FeedOptions &m_options;
    ByteBudget m_held; // for all of them
    PeerTimer m_peerTimer;
    std::unordered_map<OutputSender *, std::unique_ptr<OutputSender>> m_senders;
};

} // namespace Procession
