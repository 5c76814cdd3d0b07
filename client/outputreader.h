// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "apisocket.h"

namespace Procession {

struct OutputReaderOptions
{
    std::optional<int> attempt{}; ///< from 1; nothing for the current one
    qint64 offset = 0;            ///< of the first byte
    std::optional<qint64> tail{}; ///< begin so many lines before the end, in place of `offset`
    /// A reader that falls behind is brought every byte that is kept, and not the newest.
    bool bringsEveryByte = false;
    /// How the output stands, in place of its bytes.
    bool bringsExtents = false;
    ApiSocketTimes times{};
};

/// The output of one attempt as it comes: what there is, then what follows, each byte once and in order; or how long it is.
///
/// After a break it connects again (see ApiSocket), and goes on behind the last byte that it has.
/// Threads: the one it lives in, which needs an event loop; signals come from there. Owner: the caller.
class OutputReader : public QObject
{
    Q_OBJECT

public:
    OutputReader(ApiEndpoint endpoint, const ProcessId &id, const OutputReaderOptions &options,
                 QObject *parent = nullptr);

    /// Connects, and from then on keeps connected until the server refuses, or stop(). Once.
    void open() { m_socket.open(); }
    void stop() { m_socket.stop(); }

    /// Of the next byte.
    qint64 offset() const { return m_offset; }

Q_SIGNALS:
    /// Once, before anything else: the attempt, and where its output begins.
    void begun(int attempt, qint64 offset);
    void received(const Procession::OutputBytes &bytes);
    /// How the output stands now, some twenty times a second at most; `complete` in it tells nothing, completed() does.
    void extentReceived(const Procession::OutputExtent &extent);
    /// These bytes don't come: they aren't kept, or this reader was too slow.
    void skipped(const Procession::OutputRange &range);
    /// The attempt is over, and all that there is of its output came. What comes late may follow, and this again.
    void completed(qint64 length);
    /// A later attempt has begun; this one stays with its own.
    void nextAttemptBegan(int attempt);
    /// The connection broke, and is tried again.
    void interrupted(const QString &problem);
    /// The server refuses; nothing more comes.
    void refused(const Procession::ApiError &error);

private:
    QNetworkRequest nextRequest() const;
    void askWhyRefused(const ApiSocket::Why &why);
    void onText(const QString &text);
    void onBinary(const QByteArray &message);
    void skipTo(qint64 offset);

    const ProcessId m_id;
    const bool m_bringsEveryByte;
    const bool m_bringsExtents;
    ApiClient m_api; // asks in words why the door is shut
    ApiSocket m_socket;
    OutputQuestion m_place; // to go on from; its tail only before it has begun
    qint64 m_offset = 0;
    std::optional<ApiError> m_refusal;
    std::optional<qint64> m_askedAgainAt; // the offset of bytes that were skipped, and asked for once more
    bool m_hasBegun = false;
};

} // namespace Procession
