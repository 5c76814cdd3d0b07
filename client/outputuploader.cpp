// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputuploader.h"

#include "backoff.h"
#include "clock.h"
#include "sizetext.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds gatheringTime{50};
constexpr qint64 enoughBytes = 256 * 1024;
constexpr qint64 mostBytes = 1024 * 1024;
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
}

void OutputUploader::resume(int attempt)
{
    m_attempt = attempt;
    m_failures = 0;
    m_retry.stop();
    sendSoon();
}

void OutputUploader::sendSoon()
{
    if (m_isStopped || m_isInFlight || m_retry.isActive())
        return;
    const qint64 waiting = m_spool.size();
    if (waiting >= enoughBytes || (m_isFinished && waiting > 0)) {
        m_gathering.stop();
        send();
    } else if (waiting > 0 && !m_gathering.isActive()) {
        m_gathering.start(gatheringTime);
    }
}

void OutputUploader::send()
{
    const OutputSpool::Batch batch = m_spool.first(mostBytes);
    if (m_isStopped || m_isInFlight || batch.bytes == 0)
        return;
    m_isInFlight = true;
    m_api.appendOutput(m_id, m_attempt, m_offset, batch.records,
                       [this, bytes = batch.bytes](const ApiReply<OutputExtent> &reply) {
                           m_isInFlight = false;
                           if (!m_isStopped)
                               answered(reply, bytes);
                       });
}

void OutputUploader::answered(const ApiReply<OutputExtent> &reply, qint64 bytes)
{
    m_isAnswering = reply.ok();
    if (reply && reply->length >= m_offset + bytes) {
        m_failures = 0;
        m_offset = reply->length;
        m_spool.remove(bytes);
        if (m_isFinished && isDrained())
            Q_EMIT drained();
        else
            sendSoon();
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

/// The server has fewer bytes than it had confirmed, as one that keeps nothing has when it was started anew.
void OutputUploader::goOnFrom(qint64 expected)
{
    if (expected < m_offset) {
        m_spool.prepend("[" + sizeText(m_offset - expected).toUtf8() + " (" + QByteArray::number(m_offset - expected)
                            + " bytes) of the output before this line are missing: the server no longer has them]\n",
                        m_clock.wallMs());
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
