// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpconnection.h"

#include "answerprinter.h"
#include "clock.h"
#include "httperror.h"

#include <QTimer>

#include <new>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 lingerMs = 2000;
constexpr qint64 longestBodyMs = 120 * 1000;
/// How soon a body goes on that waits for other clients to read theirs.
constexpr std::chrono::milliseconds bodyPause{10};

} // namespace

HttpConnection::HttpConnection(std::unique_ptr<ClientSocket> socket, HttpShared &shared, QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_shared(shared)
    , m_body(shared.bodies)
    , m_unsent(shared.unsent)
{
    // What a client sends ahead waits in the kernel, not here.
    m_socket->setReadBufferSize(std::max<qint64>(64 * 1024, m_shared.options.maxHeaderBytes + 4));
    followSocket();
    setState(State::Idle);
}

HttpConnection::~HttpConnection()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void HttpConnection::followSocket()
{
    connect(m_socket.get(), &ClientSocket::readyRead, this, &HttpConnection::readOn);
    connect(m_socket.get(), &ClientSocket::bytesWritten, this, &HttpConnection::writtenOn);
    connect(m_socket.get(), &ClientSocket::disconnected, this, &HttpConnection::close);
}

void HttpConnection::setState(State state)
{
    m_state = state;
    const qint64 now = state == State::Answering ? 0 : m_shared.clock.steadyMs(); // which comes for each request
    switch (state) {
    case State::Idle:
        m_deadlineMs = now + m_shared.options.idleTimeout.count();
        break;
    case State::Head:
        m_deadlineMs = now + m_shared.options.headerTimeout.count();
        break;
    case State::Body:
        m_deadlineMs = now + m_shared.options.headerTimeout.count();
        m_bodyDeadlineMs = now + longestBodyMs;
        break;
    case State::Lingering:
        m_deadlineMs = now + (m_socket->bytesToWrite() > 0 ? m_shared.options.headerTimeout.count() : lingerMs);
        break;
    case State::Answering:
    case State::Sending:
    case State::Abandoned:
    case State::Closed:
        m_deadlineMs = std::numeric_limits<qint64>::max();
        break;
    }
}

void HttpConnection::checkDeadline(qint64 nowMs)
{
    if (m_state != State::Lingering && m_unsent.bytes() > 0
        && nowMs >= m_progressMs + m_shared.options.sendTimeout.count()) {
        drop();
        return;
    }
    if (nowMs < m_deadlineMs && (m_state != State::Body || nowMs < m_bodyDeadlineMs))
        return;
    if (m_state == State::Head || m_state == State::Body)
        refuse(errorResponse(408, "request_timeout", u"The rest of the request did not come in time."_s));
    else
        drop();
}

void HttpConnection::drop()
{
    if (m_state != State::Closed && m_state != State::Abandoned)
        m_socket->drop(); // leads to close()
}

void HttpConnection::shutDown()
{
    m_lastRequest = true;
    if (m_state == State::Idle || m_state == State::Head || m_state == State::Body)
        m_socket->disconnectFromHost();
}

void HttpConnection::writtenOn()
{
    m_unsent.set(m_socket->bytesToWrite());
    m_progressMs = m_shared.clock.steadyMs();
    // As long as the client takes some of its answer, it has time for the rest.
    if (m_state == State::Idle || m_state == State::Lingering)
        setState(m_state);
    sendOn();
    readOn();
}

/// Writes both and counts what the client doesn't take at once.
void HttpConnection::write(QByteArrayView head, QByteArrayView body)
{
    m_socket->write(head, body);
    const qint64 unsent = m_socket->bytesToWrite();
    if (unsent == 0)
        return;
    if (m_unsent.bytes() == 0)
        m_progressMs = m_shared.clock.steadyMs();
    m_unsent.set(unsent);
    if (m_shared.unsent.isOver())
        Q_EMIT overBudget();
}

/// Exceptions end here, below Qt's event loop, which none may pass through.
void HttpConnection::readOn()
{
    // Answers may come while a request is being submitted; this loop then goes on by itself.
    if (m_reading)
        return;
    m_reading = true;
    try {
        readAllThereIs();
    } catch (const std::bad_alloc &) {
        if (m_state != State::Closed && m_socket)
            refuse(m_shared.outOfMemory);
    }
    m_reading = false;
}

void HttpConnection::readAllThereIs()
{
    bool more = true;
    while (more) {
        if (m_state == State::Idle || m_state == State::Head)
            more = readHead();
        else
            more = m_state == State::Body && readBody();
    }
    if (m_state != State::Lingering)
        return;
    m_socket->consume(m_socket->unread().size());
    if (m_socket->bytesToWrite() == 0)
        m_socket->endWriting();
}

bool HttpConnection::readHead()
{
    const QByteArrayView bytes = m_socket->unread();
    if (bytes.isEmpty() || m_socket->bytesToWrite() >= unsentAtOnce)
        return false;

    // Left in the socket until it is whole, since a WebSocket handshake must be found there.
    RequestHeadParser::Outcome outcome = m_parser.parse(bytes, m_shared.options.maxHeaderBytes);
    if (std::holds_alternative<RequestHeadParser::Incomplete>(outcome)) {
        if (m_state == State::Idle)
            setState(State::Head);
        return false;
    }
    if (const auto *refusal = std::get_if<HttpResponse>(&outcome)) {
        refuse(*refusal);
        return false;
    }
    m_head = std::move(std::get<RequestHead>(outcome));
    m_hasHead = true;
    m_head.request.peer = m_socket->peerAddress();

    if (m_head.upgradesToWebSocket && !m_head.hasBody()) {
        m_socket->disconnect(this);
        if (const auto refusal = m_shared.handler.upgrade(m_head.request, m_head.size, m_socket)) {
            followSocket();
            refuse(*refusal);
        } else {
            close();
        }
        return false;
    }

    m_socket->consume(m_head.size);
    m_admission = m_shared.handler.admit(m_head.request);
    const std::optional<HttpResponse> refusal = std::move(m_admission.refusal);
    if (!m_head.hasBody()) {
        beginAnswer();
        if (refusal)
            respond(m_exchanges, *refusal);
        else
            submit();
        return true;
    }
    if (refusal) {
        refuse(*refusal);
        return false;
    }
    if (const auto state = m_body.begin(m_head, m_admission.bodyLimit); state != BodyState::More)
        return goOnWithBody(state);
    if (m_head.expectsContinue)
        write("HTTP/1.1 100 Continue\r\n\r\n", {});
    setState(State::Body);
    return true;
}

bool HttpConnection::readBody()
{
    qsizetype consumed = 0;
    const BodyState state = m_body.feed(m_socket->unread(), consumed);
    m_socket->consume(consumed);
    if (consumed > 0)
        m_deadlineMs = m_shared.clock.steadyMs() + m_shared.options.headerTimeout.count();
    return goOnWithBody(state);
}

/// Whether there may be more to read.
bool HttpConnection::goOnWithBody(BodyState state)
{
    switch (state) {
    case BodyState::More:
        break;
    case BodyState::Whole:
        m_head.request.body = m_body.take();
        beginAnswer();
        submit();
        return true;
    case BodyState::Malformed:
        refuse(errorResponse(400, "malformed_request", u"The chunked body is malformed."_s));
        break;
    case BodyState::TooLong:
        refuse(bodyTooLong(m_admission.bodyLimit));
        break;
    case BodyState::NoRoom:
        refuse(m_shared.busy);
        break;
    }
    return false;
}

/// The request at hand is whole: an answer belongs to it from here on.
void HttpConnection::beginAnswer()
{
    setState(State::Answering);
    if (!m_head.keepAlive)
        m_lastRequest = true;
    ++m_exchanges;
}

void HttpConnection::submit()
{
    if (m_shared.unsent.isOver())
        respond(m_exchanges, m_shared.busy);
    else if (m_shared.reader.read(m_head.request))
        m_shared.handler.handle(m_head.request, m_admission, HttpReply(*this, m_exchanges));
    else
        refuse(errorResponse(400, "malformed_request", u"The request could not be understood."_s));
}

void HttpConnection::respond(quint64 exchange, const HttpResponse &response)
{
    if (exchange != m_exchanges)
        return;
    if (m_whenGone)
        m_whenGone = nullptr;
    if (m_state == State::Abandoned) {
        m_rest = response.rest;
        finishWork();
        return;
    }
    if (m_state != State::Answering)
        return;
    const bool isHead = m_head.request.method == HttpMethod::Head;
    const bool inChunks = response.rest && m_head.isCurrent && !isHead;
    if (response.close || (response.rest && !inChunks && !isHead))
        m_lastRequest = true;
    const Goes goes = m_lastRequest ? Goes::Nowhere : (m_head.isCurrent ? Goes::On : Goes::OnAsAsked);
    const Printed head = printHead(response, m_admission.headers, goes, inChunks);
    m_head.request.body.clear();
    if (isHead || response.status == 204) {
        write(head, {});
        finishAnswer();
        return;
    }
    if (!response.rest) {
        write(head, response.body);
        finishAnswer();
        return;
    }
    setState(State::Sending);
    m_rest = response.rest;
    write(head, {});
    sendPart({response.body, 0, BodyPart::Then::More});
}

void HttpConnection::whenGone(quint64 exchange, std::function<void()> tell)
{
    if (exchange == m_exchanges && m_state == State::Abandoned)
        tell();
    else if (exchange == m_exchanges && m_state == State::Answering)
        m_whenGone = std::move(tell);
}

void HttpConnection::respond(quint64 exchange, const BodyPart &part)
{
    if (exchange != m_exchanges || !std::exchange(m_isWaitingForPart, false))
        return;
    if (part.then != BodyPart::Then::More)
        m_rest.reset();
    if (m_state == State::Abandoned)
        finishWork();
    else if (m_state == State::Sending)
        sendPart(part);
}

void HttpConnection::sendPart(const BodyPart &part)
{
    if (!part.bytes.isEmpty()) {
        if (m_head.isCurrent) {
            write(chunkLine(part.bytes.size()), part.bytes);
            write("\r\n", {});
        } else {
            write(part.bytes, {});
        }
    }
    switch (part.then) {
    case BodyPart::Then::More:
        sendOn();
        break;
    case BodyPart::Then::End:
        if (m_head.isCurrent)
            write(lastChunk, {});
        finishAnswer();
        break;
    case BodyPart::Then::Broken:
        drop();
        break;
    }
}

void HttpConnection::sendOn()
{
    if (m_state == State::Sending && m_socket->bytesToWrite() < unsentAtOnce)
        askForPart();
}

/// Asks for the next part after others have had their turn.
void HttpConnection::askForPart()
{
    if (!std::exchange(m_isWaitingForPart, true))
        QMetaObject::invokeMethod(
            this, [this, exchange = m_exchanges] { makePart(exchange); }, Qt::QueuedConnection);
}

void HttpConnection::makePart(quint64 exchange)
{
    if (!m_rest || exchange != m_exchanges)
        return;
    if (m_shared.unsent.isOver())
        QTimer::singleShot(bodyPause, this, [this, exchange] { makePart(exchange); });
    else
        m_shared.handler.continueBody(m_rest, HttpReply(*this, exchange));
}

void HttpConnection::finishAnswer()
{
    m_body.clear();
    m_admission = {};
    m_hasHead = false;
    if (m_state == State::Closed)
        return;
    if (m_lastRequest) {
        setState(State::Lingering);
        m_socket->disconnectFromHost();
    } else {
        setState(State::Idle);
        readOn();
    }
}

/// Whether it is a HEAD that is being refused, maybe before it was understood: its answer has no body.
bool HttpConnection::isAboutHead() const
{
    if (m_hasHead)
        return m_head.request.method == HttpMethod::Head;
    QByteArrayView bytes = m_socket->unread();
    while (bytes.startsWith("\r\n"))
        bytes = bytes.sliced(2);
    return bytes.startsWith("HEAD ");
}

void HttpConnection::refuse(const HttpResponse &response)
{
    if (m_state == State::Lingering || m_state == State::Abandoned || m_state == State::Closed)
        return;
    if (m_state == State::Sending) { // in the middle of another answer
        drop();
        return;
    }
    const bool withBody = !isAboutHead();
    setState(State::Lingering);
    m_head.request.body = {};
    m_body.clear();
    write(printHead(response, m_admission.headers, Goes::Nowhere, false), withBody ? response.body : QByteArrayView());
    QMetaObject::invokeMethod(this, &HttpConnection::readOn, Qt::QueuedConnection);
}

void HttpConnection::close()
{
    if (m_state == State::Closed || m_state == State::Abandoned)
        return;
    const bool isBeingAnswered = m_state == State::Answering;
    m_unsent.set(0);
    setState(State::Abandoned);
    if (!isBeingAnswered)
        finishWork();
    else if (m_whenGone)
        std::exchange(m_whenGone, nullptr)();
}

/// Changes that a request asked for are made to the end though nobody hears of them; then the connection is over.
void HttpConnection::finishWork()
{
    if (m_rest && m_rest->isWork()) {
        askForPart();
        return;
    }
    m_rest.reset();
    setState(State::Closed);
    Q_EMIT closed();
}

} // namespace Procession
