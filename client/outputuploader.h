// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "outputspool.h"

#include <QTimer>

#include <atomic>

namespace Procession {

class Clock;

/// Sends the output of one attempt to a server, each byte once and in order.
///
/// The bytes that come within 50 ms, or 256 KiB, go in one request; while one is under way the next bytes gather, up to
/// 1 MiB. Each request says at which offset it begins, so that one whose answer was lost is repeated without harm. While
/// the server is away, bytes wait in an OutputSpool, and are tried again half a second to ten seconds later (see
/// backoff.h). An attempt has one such sender: bytes that others append in between take the place of some of these.
///
/// append() doesn't wait for the server, with one exception: where the spool is full and the server answers, it waits as
/// long as that leaves the program 32 MiB/s on average, and 2 s at most at a time.
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
    bool isDrained() const { return !m_isInFlight && m_spool.size() == 0; }
    /// Bytes that the server hasn't confirmed yet.
    qint64 waiting() const { return m_spool.size(); }
    /// Bytes that were given up, since more came than fits into the spool.
    qint64 dropped() const { return m_spool.dropped(); }
    bool isStopped() const { return m_isStopped; }
    int attempt() const { return m_attempt; }

Q_SIGNALS:
    /// After finish(): the server has confirmed all.
    void drained();
    /// The server doesn't take output, of this attempt or at all; nothing more is sent.
    void refused(const Procession::ApiError &error);

private:
    void sendSoon();
    void send();
    void answered(const ApiReply<OutputExtent> &reply, qint64 bytes);
    void goOnFrom(qint64 expected);
    void tryLater();

    ApiClient &m_api;
    const ProcessId m_id;
    int m_attempt;
    const Clock &m_clock;
    OutputSpool m_spool;
    QTimer m_gathering;
    QTimer m_retry;
    qint64 m_offset = 0; // of the first byte in the spool, as the server counts
    int m_failures = 0;
    bool m_isInFlight = false;
    bool m_isFinished = false;
    std::atomic<bool> m_isAnswering = false; // the last request succeeded
    std::atomic<bool> m_isStopped = false;
    std::atomic<bool> m_isTold = false; // that something came
};

} // namespace Procession
