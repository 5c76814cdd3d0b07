// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "subscriber.h"

#include "acknowledger.h"
#include "answer.h"
#include "clock.h"
#include "feedencoder.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Answers to pings, of up to 127 bytes, that may wait for a client to read them.
constexpr quint64 maxUnsentPongs = 1000;
/// What an answer that waits for the store takes beside its bytes.
constexpr qint64 answerOverhead = 300;

} // namespace

Subscriber::Subscriber(std::unique_ptr<QWebSocket> webSocket, ClientSocket &socket, Subscription subscription,
                       const FeedOptions &options, ByteBudget &memory, const Clock &clock)
    : m_clock(clock)
    , m_subscription(std::move(subscription))
    , m_webSocket(std::move(webSocket))
    , m_socket(&socket)
    , m_receiver(socket, options.maxFrameBytes)
    , m_counted(memory)
    , m_lastSeenMs(clock.steadyMs())
{
    connect(m_socket, &QTcpSocket::bytesWritten, this, &Subscriber::drained);
    connect(m_socket, &QTcpSocket::readyRead, this, &Subscriber::checkPings);
    connect(m_socket, &QTcpSocket::readyRead, this, &Subscriber::received);
    connect(&m_receiver, &MessageReceiver::violated, this, &Subscriber::closeForViolation);
    connect(&m_receiver, &MessageReceiver::messageReceived, this, &Subscriber::messageReceived);
    connect(m_webSocket.get(), &QWebSocket::disconnected, this, &Subscriber::disconnected);
    connect(m_webSocket.get(), &QWebSocket::pong, this, [this] { m_lastSeenMs = m_clock.steadyMs(); });
}

Subscriber::~Subscriber()
{
    m_webSocket->disconnect(this);
}

void Subscriber::begin(const QByteArray &ahead)
{
    m_receiver.begin(ahead);
}

/// QWebSocket answers each ping, read or not: who sends pings and reads nothing would fill the memory.
void Subscriber::checkPings()
{
    if (unsent() == 0)
        m_pingsAnswered = m_receiver.pings();
    else if (m_receiver.pings() - m_pingsAnswered > maxUnsentPongs)
        abort();
}

void Subscriber::closeForViolation()
{
    switch (m_receiver.verdict()) {
    case FrameReader::Verdict::Fine:
        break;
    case FrameReader::Verdict::Malformed:
        close(QWebSocketProtocol::CloseCodeProtocolError, u"This isn't a client's frame: see RFC 6455, section 5."_s);
        break;
    case FrameReader::Verdict::NotText:
        close(QWebSocketProtocol::CloseCodeDatatypeNotSupported, u"Messages are JSON in text frames."_s);
        break;
    case FrameReader::Verdict::NotUtf8:
        close(QWebSocketProtocol::CloseCodeWrongDatatype, u"The message isn't valid UTF-8."_s);
        break;
    case FrameReader::Verdict::TooLong:
        close(QWebSocketProtocol::CloseCodeTooMuchData, u"The message is too long."_s);
        break;
    }
}

void Subscriber::write(QByteArrayView frames)
{
    if (m_socket && m_webSocket->state() == QAbstractSocket::ConnectedState)
        m_socket->write(frames.data(), frames.size());
}

qint64 Subscriber::unsent() const
{
    return m_socket ? m_socket->bytesToWrite() : 0;
}

void Subscriber::answer(const ProcessAnswer &answer, Acknowledger &acknowledger, const Store *store)
{
    // In order: an answer that confirms nothing does not overtake one that waits.
    m_answersUpTo = std::max(m_answersUpTo, answer.afterSeq());
    QByteArray frame;
    FeedEncoder::appendResult(frame, answer);
    const qint64 held = frame.size() + answerOverhead;
    m_answersHeld += held;
    const auto send = [self = QPointer(this), store, frame, confirms = answer.afterSeq() > 0,
                       held](Acknowledger::Outcome outcome) {
        if (!self)
            return;
        self->m_answersHeld -= held;
        if (confirms && outcome != Acknowledger::Outcome::Committed) {
            QByteArray refusal;
            FeedEncoder::appendResult(refusal, notStored(store));
            self->write(refusal);
        } else {
            self->write(frame);
        }
        Q_EMIT self->answered();
    };
    acknowledger.whenCommitted(m_answersUpTo, send);
}

void Subscriber::close(QWebSocketProtocol::CloseCode code, const QString &reason)
{
    m_receiver.stop();
    m_webSocket->close(code, reason);
}

void Subscriber::abort()
{
    m_receiver.stop();
    if (m_socket)
        m_socket->drop();
    m_counted = {}; // it owes nothing any more, whatever comes until it is released
}

void Subscriber::ping(qint64 nowMs)
{
    // While it has unsent bytes, a ping would only queue behind them.
    if (unsent() == 0)
        m_webSocket->ping(QByteArray::number(nowMs));
}

} // namespace Procession
