// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputintake.h"

#include "acknowledger.h"
#include "outputcodec.h"
#include "outputframes.h"
#include "outputstore.h"
#include "workpool.h"

#include <QtEndian>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Before it is tried again, where too much is in work for others.
constexpr std::chrono::milliseconds busyPause{100};
constexpr qsizetype offsetSize = sizeof(quint64);

} // namespace

/// What came of some messages, or of the look at an output where there are none.
struct OutputIntake::Outcome
{
    std::optional<AppendRefusal> refused{};
    OutputKey key{};
    qint64 length = 0;
    quint64 afterSeq = 0;
};

/// Messages of one client, to be stored.
class OutputIntake::Work
{
public:
    Work(const OutputIntake &intake, const OutputSender &sender, std::vector<QByteArray> messages)
        : m_attempts(intake.m_attempts)
        , m_store(intake.m_parts.store)
        , m_output(intake.m_parts.output)
        , m_target(sender.target)
        , m_key(sender.key)
        , m_messages(std::move(messages))
    {
    }

    /// In a thread that may wait for the disk.
    Outcome run() const
    {
        if (const auto refusal = refuseUnlessStoring(m_store))
            return {.refused = AppendRefusal{*refusal}};
        const auto found = m_attempts.find(m_target.process, m_target.attempt);
        if (!found)
            return {.refused = AppendRefusal{found.error()}};
        if (m_key && found->key() != *m_key) {
            return {.refused = AppendRefusal{
                        Error{ErrorCode::UnknownProcess,
                              u"Process %1 is another one than when this began."_s.arg(m_target.process.toString()),
                              u"process_id"_s}}};
        }
        Outcome outcome{.key = found->key()};
        if (m_messages.empty())
            append(outcome, *found, {.offset = OutputStore::atEnd});
        // Those that go on where the one before them ends are written, and synced, together.
        Part part;
        std::optional<Error> error;
        for (const QByteArray &message : m_messages) {
            Result<Part> next = partFrom(message);
            if (!next) {
                error = next.error();
                break;
            }
            if (part.chunks.empty() || next->offset != part.end()) {
                append(outcome, *found, std::exchange(part, {}));
                part.offset = next->offset;
            }
            part.chunks.insert(part.chunks.end(), next->chunks.begin(), next->chunks.end());
            part.bytes += next->bytes;
        }
        append(outcome, *found, part);
        if (error && !outcome.refused)
            outcome.refused = AppendRefusal{*error};
        return outcome;
    }

private:
    /// Output without a gap.
    struct Part
    {
        qint64 offset = 0;
        qint64 bytes = 0;
        std::vector<OutputChunk> chunks{};

        qint64 end() const { return offset + bytes; }
    };

    static Result<Part> partFrom(const QByteArray &message)
    {
        const quint64 offset = message.size() < offsetSize ? 0 : qFromBigEndian<quint64>(message.constData());
        if (message.size() < offsetSize || offset > quint64(OutputBounds::largestOffset)) {
            return Error{ErrorCode::InvalidField,
                         u"A message begins with an offset of 8 bytes, big-endian, from 0 to 2^53."_s, u"offset"_s};
        }
        auto chunks = OutputCodec::decode(QByteArrayView(message).sliced(offsetSize));
        if (!chunks)
            return chunks.error();
        Part part{.offset = static_cast<qint64>(offset), .chunks = std::move(*chunks)};
        for (const OutputChunk &chunk : part.chunks)
            part.bytes += chunk.bytes.size();
        return part;
    }

    void append(Outcome &outcome, const FoundAttempt &found, const Part &part) const
    {
        if (outcome.refused)
            return;
        const auto appended = appendOutput(m_output, found, part.offset, part.chunks);
        if (!appended) {
            outcome.refused = appended.error();
            return;
        }
        outcome.length = appended->extent.length;
        outcome.afterSeq = appended->afterSeq;
    }

    const AttemptLookup &m_attempts;
    const Store *m_store;
    OutputStore &m_output;
    const OutputTarget m_target;
    const std::optional<OutputKey> m_key; // of the output that it began with; nothing where this is the beginning
    const std::vector<QByteArray> m_messages;
};

OutputIntake::OutputIntake(const Parts &parts, const FeedOptions &options, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_attempts(parts.tracker, parts.archive)
    , m_options(options)
    , m_held(options.maxFeedBuffer)
    , m_peerTimer(options, parts.clock, this)
{
    connect(&m_peerTimer, &PeerTimer::due, this, [this](qint64 nowMs, bool pings) {
        for (auto &[sender, owned] : m_senders)
            sender->checkAlive(nowMs, pings);
    });
}

OutputIntake::~OutputIntake() = default;

void OutputIntake::add(WebSocketEnd end, const OutputTarget &target)
{
    auto owned = std::make_unique<OutputSender>(std::move(end), target, m_options, m_held, m_parts.clock);
    OutputSender &sender = *owned;
    m_senders.emplace(&sender, std::move(owned));
    // Queued, since it may be in the middle of a write.
    connect(
        &sender, &WebSocketPeer::disconnected, this, [this, key = &sender] { release(key); }, Qt::QueuedConnection);
    connect(&sender, &WebSocketPeer::received, this, [this, &sender] { count(sender); });
    connect(&sender, &WebSocketPeer::messageReceived, this,
            [this, &sender](const QByteArray &message) { receive(sender, message); });
    Q_EMIT senderCountChanged();
    goOn(sender);
    sender.begin();
}

void OutputIntake::release(OutputSender *sender)
{
    if (m_senders.erase(sender) > 0)
        Q_EMIT senderCountChanged();
}

void OutputIntake::receive(OutputSender &sender, const QByteArray &message)
{
    if (sender.isOver)
        return;
    sender.messages.push_back(message);
    sender.waiting += message.size();
    count(sender);
    if (sender.waiting >= std::min(maxWaiting, m_held.limit() - m_held.used()))
        sender.setReading(false);
    goOn(sender);
}

/// Ends one for whom there is no room: it may send the rest again later.
void OutputIntake::count(OutputSender &sender)
{
    sender.countOwed();
    if (m_held.isOver() && !sender.isOver) {
        end(sender,
            {Refusal(503, "busy",
                     u"The server holds as much for its clients as it may; send it again in a moment."_s)});
    }
}

/// Stores the messages that wait, unless others of this client are being stored.
void OutputIntake::goOn(OutputSender &sender)
{
    if (sender.isInWork || sender.isOver || (sender.key && sender.messages.empty()))
        return;
    sender.isInWork = true;
    if (m_parts.pool.isFull()) {
        QTimer::singleShot(busyPause, &sender, [this, &sender] {
            sender.isInWork = false;
            goOn(sender);
        });
        return;
    }
    std::vector<QByteArray> messages;
    if (sender.key) {
        messages.swap(sender.messages);
        sender.inWork = std::exchange(sender.waiting, 0);
        sender.setReading(true);
    }
    m_parts.pool.run(
        this, [work = Work(*this, sender, std::move(messages))] { return work.run(); },
        [this, it = QPointer(&sender)](const Outcome &outcome) {
            if (it)
                store(*it, outcome);
        });
}

/// The bytes are in their file, where nothing was wrong; the process may still be on its way into the store.
void OutputIntake::store(OutputSender &sender, const Outcome &outcome)
{
    sender.inWork = 0;
    count(sender);
    if (outcome.refused) {
        end(sender, *outcome.refused);
        return;
    }
    m_parts.acknowledger.whenCommitted(outcome.afterSeq,
                                       [this, it = QPointer(&sender), outcome](Acknowledger::Outcome committed) {
                                           if (!it)
                                               return;
                                           if (committed == Acknowledger::Outcome::Committed)
                                               confirm(*it, outcome);
                                           else
                                               end(*it, {notStored(m_parts.store)});
                                       });
}

void OutputIntake::confirm(OutputSender &sender, const Outcome &outcome)
{
    QByteArray frame;
    if (sender.key) {
        OutputFrames::appendStored(frame, outcome.length);
    } else {
        sender.key = outcome.key;
        sender.target.attempt = outcome.key.attempt;
        OutputFrames::appendTaking(frame, outcome.key.attempt, outcome.length, m_options.maxFrameBytes);
    }
    sender.isInWork = false;
    if (!sender.isOver)
        sender.write(frame);
    count(sender);
    goOn(sender);
}

/// Tells the client why nothing more is taken.
void OutputIntake::end(OutputSender &sender, const AppendRefusal &why)
{
    if (std::exchange(sender.isOver, true))
        return;
    sender.messages = {};
    sender.waiting = 0;
    QByteArray frame;
    OutputFrames::appendRefused(frame, why);
    sender.write(frame);
    sender.closeAfter(why.refusal);
    sender.countOwed();
}

void OutputIntake::shutDown()
{
    for (auto &[sender, owned] : m_senders)
        sender->close(QWebSocketProtocol::CloseCodeGoingAway, u"The server is shutting down."_s);
}

} // namespace Procession
