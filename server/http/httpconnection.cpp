// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpconnection.h"

#include "clock.h"
#include "httperror.h"
#include "httpserveradapter.h"

#include <QVarLengthArray>

#include <array>
#include <charconv>
#include <new>
#include <sys/socket.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 lingerMs = 2000;
constexpr qint64 longestBodyMs = 120 * 1000;

using Head = QVarLengthArray<char, 512>;

void append(Head &head, QByteArrayView text)
{
    head.append(text.data(), text.size());
}

void append(Head &head, qsizetype number)
{
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    head.append(digits.data(), end - digits.data());
}

/// How the connection goes on behind an answer, as the client needs to be told.
enum class Goes : quint8 { On, OnAsAsked /* by an HTTP/1.0 client */, Nowhere };

/// The head of an answer. On the stack: it is printed for each one. Where the body comes in parts, its end is told by
/// chunks, or for HTTP/1.0 by the end of the connection.
Head printHead(const HttpResponse &response, Goes goes, bool inChunks)
{
    Head head;
    append(head, "HTTP/1.1 ");
    append(head, response.status);
    append(head, " ");
    append(head, reasonPhrase(response.status));
    if (!response.body.isEmpty() || response.rest) {
        append(head, "\r\nContent-Type: ");
        append(head, response.contentType);
    }
    if (inChunks) {
        append(head, "\r\nTransfer-Encoding: chunked");
    } else if (response.status != 204 && !response.rest) {
        append(head, "\r\nContent-Length: ");
        append(head, response.body.size());
    }
    for (const auto &[name, value] : response.headers) {
        append(head, "\r\n");
        append(head, name);
        append(head, ": ");
        append(head, value);
    }
    switch (goes) {
    case Goes::On:
        append(head, "\r\n\r\n");
        break;
    case Goes::OnAsAsked:
        append(head, "\r\nConnection: keep-alive\r\n\r\n");
        break;
    case Goes::Nowhere:
        append(head, "\r\nConnection: close\r\n\r\n");
        break;
    }
    return head;
}

/// The line before a chunk.
Head chunkLine(qsizetype size)
{
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16).ptr;
    Head line;
    line.append(digits.data(), end - digits.data());
    append(line, "\r\n");
    return line;
}

constexpr QByteArrayView lastChunk = "0\r\n\r\n";

} // namespace

HttpReply::HttpReply(HttpConnection &connection, quint64 exchange)
    : m_connection(&connection)
    , m_exchange(exchange)
{
}

void HttpReply::operator()(const HttpResponse &response) const
{
    if (m_connection)
        m_connection->respond(m_exchange, response);
}

void HttpReply::operator()(const BodyPart &part) const
{
    if (m_connection)
        m_connection->respond(m_exchange, part);
}

HttpConnection::HttpConnection(std::unique_ptr<ClientSocket> socket, HttpServerAdapter &httpServer,
                               HttpRequestHandler &handler, const HttpOptions &options, const Clock &clock,
                               QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_httpServer(httpServer)
    , m_handler(handler)
    , m_options(options)
    , m_clock(clock)
    , m_body(handler.bodies())
    , m_unsent(handler.unsent())
{
    // What a client sends ahead waits in the kernel, not here.
    m_socket->setReadBufferSize(std::max<qint64>(64 * 1024, m_options.maxHeaderBytes + 4));
    followSocket();
    setState(State::Idle);
}

HttpConnection::~HttpConnection()
{
    if (m_exchange)
        m_exchange->end();
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
    const qint64 now = state == State::Answering || state == State::Sending ? 0 : m_clock.steadyMs();
    switch (state) {
    case State::Idle:
        m_deadlineMs = now + m_options.idleTimeout.count();
        break;
    case State::Head:
        m_deadlineMs = now + m_options.headerTimeout.count();
        break;
    case State::Body:
        m_deadlineMs = now + m_options.headerTimeout.count();
        m_bodyDeadlineMs = now + longestBodyMs;
        break;
    case State::Lingering:
        m_deadlineMs = now + (m_socket->bytesToWrite() > 0 ? m_options.headerTimeout.count() : lingerMs);
        break;
    case State::Answering:
    case State::Sending:
    case State::Closed:
        m_deadlineMs = std::numeric_limits<qint64>::max();
        break;
    }
}

void HttpConnection::checkDeadline(qint64 nowMs)
{
    if (m_state != State::Lingering && m_unsent.bytes() > 0 && nowMs >= m_progressMs + m_options.sendTimeout.count()) {
        drop();
        return;
    }
    if (nowMs < m_deadlineMs && (m_state != State::Body || nowMs < m_bodyDeadlineMs))
        return;
    switch (m_state) {
    case State::Head:
    case State::Body:
        refuse(errorResponse(408, "request_timeout", u"The rest of the request did not come in time."_s));
        break;
    case State::Idle:
    case State::Lingering:
        drop();
        break;
    case State::Answering:
    case State::Sending:
    case State::Closed:
        break;
    }
}

void HttpConnection::drop()
{
    if (m_state != State::Closed)
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
    m_progressMs = m_clock.steadyMs();
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
        m_progressMs = m_clock.steadyMs();
    m_unsent.set(unsent);
    if (m_handler.unsent().isOver())
        m_handler.tooMuchUnsent();
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
            refuse(m_handler.outOfMemory());
    }
    m_reading = false;
}

void HttpConnection::readAllThereIs()
{
    bool more = true;
    while (more) {
        switch (m_state) {
        case State::Idle:
        case State::Head:
            more = readHead();
            break;
        case State::Body:
            more = readBody();
            break;
        case State::Lingering:
            m_socket->consume(m_socket->unread().size());
            if (m_socket->bytesToWrite() == 0)
                ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
            more = false;
            break;
        case State::Answering:
        case State::Sending:
        case State::Closed:
            more = false;
            break;
        }
    }
}

bool HttpConnection::readHead()
{
    const QByteArrayView bytes = m_socket->unread();
    if (bytes.isEmpty() || m_socket->bytesToWrite() >= unsentAtOnce)
        return false;

    // Left in the socket until it is whole, since a WebSocket handshake must be found there.
    RequestHeadParser::Outcome outcome = m_parser.parse(bytes, m_options.maxHeaderBytes);
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
        if (const auto refusal = m_handler.upgrade(m_head.request, m_head.size, m_socket)) {
            followSocket();
            refuse(*refusal);
        } else {
            close();
        }
        return false;
    }

    m_socket->consume(m_head.size);
    if (m_head.hasBody()) {
        if (const auto refusal = m_handler.refuse(m_head.request)) {
            refuse(*refusal);
            return false;
        }
        const qsizetype limit = m_handler.bodyLimit(m_head.request);
        if (m_head.contentLength > limit) {
            refuse(m_handler.bodyTooLarge(m_head.request));
            return false;
        }
        if (m_head.contentLength > freeBodyBytes) {
            if (!m_body.trySet(m_head.contentLength)) {
                refuse(m_handler.busy());
                return false;
            }
            m_head.request.body.reserve(m_head.contentLength);
        }
        if (m_head.chunked)
            m_chunks.emplace(limit);
        if (m_head.expectsContinue)
            write("HTTP/1.1 100 Continue\r\n\r\n", {});
        setState(State::Body);
        return true;
    }
    submit();
    return true;
}

bool HttpConnection::readBody()
{
    if (!m_head.chunked) {
        QByteArray &body = m_head.request.body;
        const QByteArrayView all = m_socket->unread();
        const QByteArrayView part = all.first(std::min(all.size(), m_head.contentLength - body.size()));
        const bool isNews = !part.isEmpty();
        body += part;
        m_socket->consume(part.size());
        if (body.size() == m_head.contentLength) {
            submit();
            return true;
        }
        if (isNews)
            m_deadlineMs = m_clock.steadyMs() + m_options.headerTimeout.count();
        return false;
    }

    qsizetype consumed = 0;
    const ChunkedDecoder::State state = m_chunks->feed(m_socket->unread(), consumed);
    m_socket->consume(consumed);
    // A body that grows takes as much room as its bytes do in an array that doubles.
    const qsizetype taken = m_chunks->size();
    if (taken > freeBodyBytes && !m_body.trySet(taken * 2)) {
        refuse(m_handler.busy());
        return false;
    }
    switch (state) {
    case ChunkedDecoder::State::More:
        if (consumed > 0)
            m_deadlineMs = m_clock.steadyMs() + m_options.headerTimeout.count();
        return false;
    case ChunkedDecoder::State::Done:
        m_head.request.body = m_chunks->takeBody();
        m_chunks.reset();
        submit();
        return true;
    case ChunkedDecoder::State::Malformed:
        refuse(errorResponse(400, "malformed_request", u"The chunked body is malformed."_s));
        return false;
    case ChunkedDecoder::State::TooLarge:
        refuse(m_handler.bodyTooLarge(m_head.request));
        return false;
    }
    Q_UNREACHABLE();
}

void HttpConnection::submit()
{
    setState(State::Answering);
    if (!m_head.keepAlive)
        m_lastRequest = true;
    if (!m_handler.isFrequent(m_head.request) && !passThroughHttpServer())
        return;
    m_handler.handle(m_head.request, HttpReply(*this, ++m_exchanges));
}

/// Has QHttpServer read the request at hand, and takes the body from there. False where it ended in a refusal.
bool HttpConnection::passThroughHttpServer()
{
    if (!m_exchange) {
        m_exchange = m_handler.openExchange(*m_socket);
        connect(m_exchange, &ExchangeSocket::refused, this, &HttpConnection::refuseMalformed);
    }
    auto body = m_httpServer.submit(*m_exchange, m_head.request);
    // QHttpServer keeps what it has read until the next request, which may never come.
    if (m_exchange && m_head.request.body.size() > freeBodyBytes) {
        m_exchange->end();
        m_exchange.clear();
    }
    if (!body) {
        if (m_state == State::Answering)
            refuseMalformed();
        return false;
    }
    m_head.request.body = std::move(*body);
    return true;
}

void HttpConnection::refuseMalformed()
{
    refuse(errorResponse(400, "malformed_request", u"The request could not be understood."_s));
}

void HttpConnection::respond(quint64 exchange, const HttpResponse &response)
{
    if (m_isAbandoned && exchange == m_exchanges) {
        m_isAbandoned = false;
        if (response.rest && response.rest->isWork())
            m_handler.finishWork(response.rest, std::move(m_body));
        Q_EMIT closed();
        return;
    }
    if (m_state != State::Answering || exchange != m_exchanges)
        return;
    const bool isHead = m_head.request.method == HttpMethod::Head;
    const bool inChunks = response.rest && m_head.isCurrent && !isHead;
    if (response.close || (response.rest && !inChunks && !isHead))
        m_lastRequest = true;
    const Goes goes = m_lastRequest ? Goes::Nowhere : (m_head.isCurrent ? Goes::On : Goes::OnAsAsked);
    Head head = printHead(response, goes, inChunks);
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
    m_isWaitingForPart = false;
    write(head, {});
    respond(exchange, BodyPart{response.body, 0, BodyPart::Then::More});
}

void HttpConnection::respond(quint64 exchange, const BodyPart &part)
{
    if (m_state != State::Sending || exchange != m_exchanges)
        return;
    m_isWaitingForPart = false;
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
        m_rest.reset();
        if (m_head.isCurrent)
            write(lastChunk, {});
        finishAnswer();
        break;
    case BodyPart::Then::Broken:
        m_rest.reset();
        drop();
        break;
    }
}

/// Asks for the next part where there is room for it, after others have had their turn.
void HttpConnection::sendOn()
{
    if (m_state != State::Sending || m_isWaitingForPart || m_socket->bytesToWrite() >= unsentAtOnce)
        return;
    m_isWaitingForPart = true;
    QMetaObject::invokeMethod(
        this,
        [this, exchange = m_exchanges] {
            if (m_state == State::Sending && exchange == m_exchanges)
                m_handler.continueBody(m_rest, HttpReply(*this, exchange));
        },
        Qt::QueuedConnection);
}

void HttpConnection::finishAnswer()
{
    m_body.set(0);
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
    if (m_state == State::Lingering || m_state == State::Closed)
        return;
    if (m_state == State::Sending) { // in the middle of another answer
        drop();
        return;
    }
    const bool withBody = !isAboutHead();
    setState(State::Lingering);
    m_head.request.body = {};
    m_chunks.reset();
    m_body.set(0);
    write(printHead(response, Goes::Nowhere, false), withBody ? response.body : QByteArrayView());
    QMetaObject::invokeMethod(this, &HttpConnection::readOn, Qt::QueuedConnection);
}

void HttpConnection::close()
{
    if (m_state == State::Closed)
        return;
    // An answer that is being made still needs the request's body: the connection stays until it comes.
    m_isAbandoned = m_state == State::Answering;
    setState(State::Closed);
    if (m_exchange)
        m_exchange->end();
    m_unsent.set(0);
    if (m_rest && m_rest->isWork())
        m_handler.finishWork(std::move(m_rest), std::move(m_body));
    m_rest.reset();
    if (!m_isAbandoned)
        Q_EMIT closed();
}

} // namespace Procession
