// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputuploader.h"

#include "backoff.h"
#include "clock.h"
#include "outputcodec.h"
#include "sizetext.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds gatheringTime{50};
constexpr qint64 enoughBytes = 256 * 1024;
/// Of records: in one request, and in one message of a WebSocket.
constexpr qint64 mostPosted = 1024 * 1024;
constexpr qint64 mostStreamed = 257 * 1024; // of four records of 64 KiB that a spool makes
/// Bytes that wait when a WebSocket is worth it.
constexpr qint64 worthStreaming = 1024 * 1024;
/// Bytes under way on a WebSocket.
constexpr qint64 window = 4 * 1024 * 1024;
/// What a program may print each second at least, however slow the server is.
constexpr qint64 leastRate = 32 * 1024 * 1024;

/// The server is there, but doesn't know the process or the attempt yet, or no longer.
bool isUnknownYet(const ApiError &error)
{
    return error.status == 404 && (error.code == "unknown_process"_L1 || error.code == "unknown_attempt"_L1);
}

} // namespace

OutputUploader::OutputUploader(ApiClient &api, const ProcessId &id, int attempt, const Clock &clock,
                               const OutputSpoolOptions &spool, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_id(id)
    , m_attempt(attempt)
    , m_clock(clock)
    , m_spool(spool)
    , m_gathering(this)
    , m_retry(this)
{
    m_gathering.setSingleShot(true);
    connect(&m_gathering, &QTimer::timeout, this, &OutputUploader::send);
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &OutputUploader::send);
}

void OutputUploader::append(OutputStream stream, QByteArrayView bytes)
{
    if (m_isStopped || bytes.isEmpty())
        return;
    const std::chrono::microseconds patience(m_isAnswering ? bytes.size() * 1'000'000 / leastRate : 0);
    m_spool.append({stream, m_clock.wallMs(), bytes}, patience);
    if (m_isTold.exchange(true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isTold = false;
            sendSoon();
        },
        Qt::QueuedConnection);
}

void OutputUploader::finish()
{
    m_isFinished = true;
    sendSoon();
}

void OutputUploader::stop()
{
    m_isStopped = true;
    m_gathering.stop();
    m_retry.stop();
    closeSocket();
}

void OutputUploader::resume(int attempt)
{
    m_attempt = attempt;
    m_failures = 0;
    m_retry.stop();
    closeSocket(); // of the other attempt, or of a server that was away
    sendSoon();
}

void OutputUploader::sendSoon()
{
    if (m_isStopped || m_isPosting || m_retry.isActive())
        return;
    const qint64 waiting = m_spool.size();
    const bool isRepeating = !m_sent.empty() && !m_isStreaming;
    if (waiting >= enoughBytes || isRepeating || (m_isFinished && waiting > 0)) {
        m_gathering.stop();
        send();
    } else if (waiting > 0 && !m_gathering.isActive()) {
        m_gathering.start(gatheringTime);
    }
}

void OutputUploader::send()
{
    if (m_isStopped || m_isPosting)
        return;
    if (m_sent.empty())
        m_isStreaming = m_socket && m_socket->isOpen();
    if (m_isStreaming)
        stream();
    else
        post();
}

/// Moves bytes from the spool to those that are sent; false where none are there.
bool OutputUploader::take(qint64 most)
{
    OutputSpool::Batch batch = m_spool.take(most);
    if (batch.bytes == 0)
        return false;
    m_sentBytes += batch.bytes;
    m_sent.push_back(std::move(batch));
    return true;
}

void OutputUploader::post()
{
    if (m_sent.empty() && !take(mostPosted))
        return;
    m_isPosting = true;
    m_api.appendOutput(m_id, m_attempt, m_offset, m_sent.front().records, [this](const ApiReply<OutputExtent> &reply) {
        m_isPosting = false;
        if (!m_isStopped)
            answered(reply);
    });
    if (!m_socket && m_isAnswering && m_spool.size() >= worthStreaming)
        openSocket();
}

void OutputUploader::stream()
{
    const qint64 most = std::min(mostStreamed, m_socket->maxRecords());
    while (m_sentBytes < window && take(most))
        m_socket->send(m_offset + m_sentBytes - m_sent.back().bytes, m_sent.back().records);
}

void OutputUploader::openSocket()
{
    m_socket = std::make_unique<OutputSocket>(m_api.endpoint(), m_id, m_attempt);
    connect(m_socket.get(), &OutputSocket::stored, this, [this](qint64 length) {
        if (m_isStreaming)
            confirmed(length);
    });
    connect(m_socket.get(), &OutputSocket::broken, this, [this] {
        if (std::exchange(m_isStreaming, false))
            m_isAnswering = false;
        sendSoon();
    });
    connect(m_socket.get(), &OutputSocket::idle, this, &OutputUploader::closeSocket);
}

/// What is under way on it is sent again by requests.
void OutputUploader::closeSocket()
{
    m_isStreaming = false;
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket.release()->deleteLater(); // it may be the sender
}

void OutputUploader::answered(const ApiReply<OutputExtent> &reply)
{
    m_isAnswering = reply.ok();
    if (reply && reply->length >= m_offset + m_sent.front().bytes) {
        confirmed(reply->length);
        return;
    }
    const ApiError error = reply ? ApiError{} : reply.error();
    const QJsonValue expected = reply.body.value("expected_offset"_L1);
    if (reply || (error.code == "wrong_offset"_L1 && expected.isDouble())) {
        goOnFrom(reply ? reply->length : expected.toInteger());
    } else if (error.isTemporary() || isUnknownYet(error)) {
        tryLater();
    } else {
        stop();
        Q_EMIT refused(error);
    }
}

/// The server has all up to there.
void OutputUploader::confirmed(qint64 length)
{
    m_failures = 0;
    while (!m_sent.empty() && length >= m_offset + m_sent.front().bytes) {
        const qint64 bytes = m_sent.front().bytes;
        m_offset += bytes;
        m_sentBytes -= bytes;
        m_sent.pop_front();
    }
    if (m_sent.empty())
        m_offset = std::max(m_offset, length);
    if (m_isFinished && isDrained())
        Q_EMIT drained();
    else
        sendSoon();
}

/// The server has fewer bytes than it had confirmed, as one that keeps nothing has when it was started anew.
void OutputUploader::goOnFrom(qint64 expected)
{
    if (expected < m_offset) {
        const QByteArray line = "[" + sizeText(m_offset - expected).toUtf8() + " ("
            + QByteArray::number(m_offset - expected)
            + " bytes) of the output before this line are missing: the server no longer has them]\n";
        const OutputChunk chunk{OutputStream::Stderr, m_clock.wallMs(), line};
        m_sent.push_front({OutputCodec::encode({&chunk, 1}), line.size()});
        m_sentBytes += line.size();
    }
    m_offset = expected;
    m_failures == 0 ? send() : tryLater();
    ++m_failures;
}

void OutputUploader::tryLater()
{
    m_retry.start(backoff(m_failures++));
}

} // namespace Procession
