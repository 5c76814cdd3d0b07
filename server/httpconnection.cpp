// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpconnection.h"

#include "clock.h"
#include "httperror.h"
#include "httpserveradapter.h"

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

/// An answer of ours that QHttpServer has no part in.
QByteArray printRefusal(const HttpResponse &response)
{
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + reasonPhrase(response.status)
        + "\r\nContent-Type: " + response.contentType
        + "\r\nContent-Length: " + QByteArray::number(response.body.size()) + "\r\n";
    for (const auto &[name, value] : response.headers)
        bytes += name + ": " + value + "\r\n";
    bytes += "Connection: close\r\n\r\n" + response.body;
    return bytes;
}

} // namespace

HttpConnection::HttpConnection(std::unique_ptr<QTcpSocket> socket, HttpServerAdapter &httpServer,
                               HttpRequestHandler &handler, const ServerOptions &options, QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_exchange(new ExchangeSocket(*m_socket))
    , m_httpServer(httpServer)
    , m_handler(handler)
    , m_options(options)
{
    // What a client sends ahead waits in the kernel, not here.
    m_socket->setReadBufferSize(std::max<qint64>(64 * 1024, m_options.maxHeaderBytes + 4));
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &HttpConnection::readOn);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &HttpConnection::writtenOn);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &HttpConnection::close);
    connect(m_exchange, &ExchangeSocket::refused, this,
            [this] { refuse(errorResponse(400, "malformed_request", u"The request could not be understood."_s)); });
    setState(State::Idle);
}

HttpConnection::~HttpConnection()
{
    if (m_exchange)
        m_exchange->end();
    if (m_socket)
        m_socket->disconnect(this);
}

void HttpConnection::setState(State state)
{
    m_state = state;
    const qint64 now = steadyNow();
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
        m_socket->abort(); // leads to close()
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
            m_socket->skip(m_socket->bytesAvailable());
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
    if (m_socket->bytesAvailable() == 0 || m_socket->bytesToWrite() > maxUnsentBytes)
        return false;
    if (m_state == State::Idle)
        setState(State::Head);

    // Left in the socket until it is whole, since a WebSocket handshake must be found there.
    const QByteArray bytes = m_socket->peek(m_options.maxHeaderBytes + 4);
    RequestHeadParser::Outcome outcome = RequestHeadParser::parse(bytes, m_options.maxHeaderBytes);
    if (std::holds_alternative<RequestHeadParser::Incomplete>(outcome))
        return false;
    if (const auto *refusal = std::get_if<HttpResponse>(&outcome)) {
        refuse(*refusal);
        return false;
    }
    m_head = std::move(std::get<RequestHead>(outcome));
    m_head.request.peer = m_socket->peerAddress();

    if (m_head.upgradesToWebSocket && !m_head.hasBody()) {
        m_socket->disconnect(this);
        if (const auto refusal = m_handler.upgrade(m_head.request, m_head.size, m_socket)) {
            connect(m_socket.get(), &QTcpSocket::readyRead, this, &HttpConnection::readOn);
            connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &HttpConnection::writtenOn);
            connect(m_socket.get(), &QTcpSocket::disconnected, this, &HttpConnection::close);
            refuse(*refusal);
        } else {
            close();
        }
        return false;
    }

    m_socket->skip(m_head.size);
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
        const QByteArray part = m_socket->read(m_head.contentLength - body.size());
        body += part;
        if (body.size() == m_head.contentLength) {
            submit();
            return true;
        }
        if (!part.isEmpty())
            m_deadlineMs = steadyNow() + m_options.headerTimeout.count();
        return false;
    }

    const QByteArray bytes = m_socket->peek(m_socket->bytesAvailable());
    qsizetype consumed = 0;
    const ChunkedDecoder::State state = m_chunks->feed(bytes, consumed);
    m_socket->skip(consumed);
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
    auto body = m_exchange ? m_httpServer.submit(*m_exchange, m_head.request) : std::nullopt;
    if (!body) {
        if (m_state == State::Answering)
            refuse(errorResponse(400, "malformed_request", u"The request could not be understood."_s));
        return;
    }
    m_head.request.body = std::move(*body);

    const quint64 exchange = ++m_exchanges;
    m_handler.handle(m_head.request, [self = QPointer(this), exchange](const HttpResponse &response) {
        if (self)
            self->respond(exchange, response);
    });
}

void HttpConnection::respond(quint64 exchange, const HttpResponse &response)
{
    if (m_state != State::Answering || exchange != m_exchanges || !m_exchange)
        return;
    if (response.close)
        m_lastRequest = true;
    QByteArray bytes = HttpServerAdapter::print(*m_exchange, response, !m_lastRequest);
    // The answer to HEAD is that to GET without its body.
    if (m_head.request.method == HttpMethod::Head || response.status == 204)
        bytes.chop(response.body.size());
    m_socket->write(bytes);
    m_head = {};
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
    m_socket->write(printRefusal(response));
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
