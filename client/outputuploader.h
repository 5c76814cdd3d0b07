// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "outputsocket.h"
#include "outputspool.h"

#include <QTimer>

#include <atomic>
#include <deque>
#include <memory>

namespace Procession {

class Clock;

/// Sends the output of one attempt to a server, each byte once and in order.
///
/// The bytes that come within 50 ms, or 256 KiB, go in one request; while one is under way the next bytes gather, up to
/// 1 MiB. Where more than that waits besides, a WebSocket is opened (see OutputSocket), which takes over from the requests:
/// up to 4 MiB are under way on it. Where it doesn't open, or breaks, requests go on; they alone tell what is wrong.
///
/// Whatever is sent says at which offset it begins, so that it is repeated without harm where its answer was lost. While
/// the server is away, bytes wait in an OutputSpool, and are tried again half a second to ten seconds later (see
/// backoff.h). An attempt has one such sender: bytes that others append in between take the place of some of these.
///
/// append() doesn't wait for the server, with one exception: where the spool is full and the server answers, it waits for
/// room as long as that leaves the program 32 MiB/s on average, and 2 s at most at a time. A program that prints faster
/// than that gets as much as the server takes.
/// Threads: append() from any; the rest from the one it lives in, which needs an event loop. Owner: the code that runs the
/// program, which ends it after the last append(). `api` and `clock` must outlive it.
class OutputUploader : public QObject
{
    Q_OBJECT

public:
    OutputUploader(ApiClient &api, const ProcessId &id, int attempt, const Clock &clock,
                   const OutputSpoolOptions &spool = {}, QObject *parent = nullptr);

    /// Takes the next bytes that the program printed.
    void append(OutputStream stream, QByteArrayView bytes);
    /// No more bytes come: what waits is sent without gathering. drained() follows once all is confirmed, where it isn't
    /// yet.
    void finish();
    /// Sends nothing more, and forgets what comes.
    void stop();
    /// The server is there, and counts the attempt like that: what waits is tried at once.
    void resume(int attempt);

    /// Whether the server has confirmed all that came.
    bool isDrained() const { return m_sent.empty() && m_spool.size() == 0; }
    /// Bytes that the server hasn't confirmed yet.
    qint64 waiting() const { return m_sentBytes + m_spool.size(); }
    /// Bytes that were given up, since more came than fits into the spool.
    qint64 dropped() const { return m_spool.dropped(); }
    bool isStopped() const { return m_isStopped; }
    /// Whether the bytes go over a WebSocket.
    bool isStreaming() const { return m_isStreaming; }
    int attempt() const { return m_attempt; }

Q_SIGNALS:
    /// After finish(): the server has confirmed all.
    void drained();
    /// The server doesn't take output, of this attempt or at all; nothing more is sent.
    void refused(const Procession::ApiError &error);

private:
    void sendSoon();
    void send();
    void post();
    void stream();
    void openSocket();
    void closeSocket();
    bool take(qint64 most);
    void answered(const ApiReply<OutputExtent> &reply);
    void confirmed(qint64 length);
    void goOnFrom(qint64 expected);
    void tryLater();

    ApiClient &m_api;
    const ProcessId m_id;
    int m_attempt;
    const Clock &m_clock;
    OutputSpool m_spool;
    std::deque<OutputSpool::Batch> m_sent; // what was taken from there, and isn't confirmed
    qint64 m_sentBytes = 0;                // of them
    qint64 m_offset = 0;                   // of the first byte of them, or else in the spool, as the server counts
    std::unique_ptr<OutputSocket> m_socket;
    bool m_isStreaming = false; // all of m_sent went over the socket
    bool m_isPosting = false;   // a request with the first of m_sent is under way
    QTimer m_gathering;
    QTimer m_retry;
    int m_failures = 0;
    bool m_isFinished = false;
    std::atomic<bool> m_isAnswering = false; // as far as is known; the last request succeeded
    std::atomic<bool> m_isStopped = false;
    std::atomic<bool> m_isTold = false; // that something came
};

} // namespace Procession
