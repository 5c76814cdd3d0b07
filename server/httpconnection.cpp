// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpconnection.h"

#include "clock.h"
#include "httperror.h"
#include "httpserveradapter.h"

#include <QVarLengthArray>

#include <array>
#include <charconv>
#include <sys/socket.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 lingerMs = 2000;
constexpr qint64 longestBodyMs = 120 * 1000;
/// Unsent answers at which a client that doesn't read gets no further request served.
constexpr qint64 maxUnsentBytes = 4 * 1024 * 1024;

qint64 steadyNow()
{
    return SystemClock().steadyMs();
}

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

/// The head of an answer that QHttpServer has no part in. On the stack: it is printed for each answer.
Head printHead(const HttpResponse &response, bool keepAlive)
{
    Head head;
    append(head, "HTTP/1.1 ");
    append(head, response.status);
    append(head, " ");
    append(head, reasonPhrase(response.status));
    if (!response.body.isEmpty()) {
        append(head, "\r\nContent-Type: ");
        append(head, response.contentType);
    }
    if (response.status != 204) {
        append(head, "\r\nContent-Length: ");
        append(head, response.body.size());
    }
    for (const auto &[name, value] : response.headers) {
        append(head, "\r\n");
        append(head, name);
        append(head, ": ");
        append(head, value);
    }
    append(head, keepAlive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
    return head;
}

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

HttpConnection::HttpConnection(std::unique_ptr<ClientSocket> socket, HttpServerAdapter &httpServer,
                               HttpRequestHandler &handler, const ServerOptions &options, QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_httpServer(httpServer)
    , m_handler(handler)
    , m_options(options)
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
    const qint64 now = state == State::Answering ? 0 : steadyNow();
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
    case State::Closed:
        m_deadlineMs = std::numeric_limits<qint64>::max();
        break;
    }
}

void HttpConnection::checkDeadline(qint64 nowMs)
{
    if (nowMs < m_deadlineMs && (m_state != State::Body || nowMs < m_bodyDeadlineMs))
        return;
    switch (m_state) {
    case State::Head:
    case State::Body:
        refuse(errorResponse(408, "request_timeout", u"The rest of the request did not come in time."_s));
        break;
    case State::Idle:
    case State::Lingering:
        m_socket->drop(); // leads to close()
        break;
    case State::Answering:
    case State::Closed:
        break;
    }
}

void HttpConnection::shutDown()
{
    m_lastRequest = true;
    if (m_state == State::Idle || m_state == State::Head || m_state == State::Body)
        m_socket->disconnectFromHost();
}

void HttpConnection::writtenOn()
{
    // As long as the client takes some of its answer, it has time for the rest.
    if (m_state == State::Idle || m_state == State::Lingering)
        setState(m_state);
    readOn();
}

void HttpConnection::readOn()
{
    // Answers may come while a request is being submitted; this loop then goes on by itself.
    if (m_reading)
        return;
    m_reading = true;
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
        case State::Closed:
            more = false;
            break;
        }
    }
    m_reading = false;
}

bool HttpConnection::readHead()
{
    const QByteArrayView bytes = m_socket->unread();
    if (bytes.isEmpty() || m_socket->bytesToWrite() > maxUnsentBytes)
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
        if (m_head.chunked)
            m_chunks.emplace(limit);
        if (m_head.expectsContinue)
            m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
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
            m_deadlineMs = steadyNow() + m_options.headerTimeout.count();
        return false;
    }

    qsizetype consumed = 0;
    const ChunkedDecoder::State state = m_chunks->feed(m_socket->unread(), consumed);
    m_socket->consume(consumed);
    switch (state) {
    case ChunkedDecoder::State::More:
        if (consumed > 0)
            m_deadlineMs = steadyNow() + m_options.headerTimeout.count();
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
        connect(m_exchange, &ExchangeSocket::refused, this,
                [this] { refuse(errorResponse(400, "malformed_request", u"The request could not be understood."_s)); });
    }
    auto body = m_httpServer.submit(*m_exchange, m_head.request);
    if (!body) {
        if (m_state == State::Answering)
            refuse(errorResponse(400, "malformed_request", u"The request could not be understood."_s));
        return false;
    }
    m_head.request.body = std::move(*body);
    return true;
}

void HttpConnection::respond(quint64 exchange, const HttpResponse &response)
{
    if (m_state != State::Answering || exchange != m_exchanges)
        return;
    if (response.close)
        m_lastRequest = true;
    const bool withBody = m_head.request.method != HttpMethod::Head && response.status != 204;
    if (m_exchange && m_exchange->responder()) {
        QByteArray bytes = HttpServerAdapter::print(*m_exchange, response, !m_lastRequest);
        if (!withBody)
            bytes.chop(response.body.size());
        m_socket->write(bytes);
    } else {
        m_socket->write(printHead(response, !m_lastRequest), withBody ? response.body : QByteArrayView());
    }
    m_head.request.body.clear();
    if (m_lastRequest) {
        setState(State::Lingering);
        m_socket->disconnectFromHost();
    } else {
        setState(State::Idle);
        readOn();
    }
}

void HttpConnection::refuse(const HttpResponse &response)
{
    if (m_state == State::Lingering || m_state == State::Closed)
        return;
    setState(State::Lingering);
    m_socket->write(printHead(response, false), response.body);
    QMetaObject::invokeMethod(this, &HttpConnection::readOn, Qt::QueuedConnection);
}

void HttpConnection::close()
{
    if (m_state == State::Closed)
        return;
    setState(State::Closed);
    if (m_exchange)
        m_exchange->end();
    Q_EMIT closed();
}

} // namespace Procession
