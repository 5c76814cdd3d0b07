// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputuploader.h"

#include <memory>
#include <vector>

namespace Procession {

/// Sends to the server what the attempts of one run print. The rest of an attempt is still sent while the next one runs.
///
/// Threads: append() from any, between begin() and end(); the rest from the one it lives in. Owner: the session that runs
/// the process. `api` and `clock` must outlive it.
class RunOutput : public QObject
{
    Q_OBJECT

public:
    RunOutput(ApiClient &api, const ProcessId &id, const Clock &clock, QObject *parent = nullptr);

    /// What comes from now on is printed by that attempt.
    void begin(int attempt);
    void append(OutputStream stream, QByteArrayView bytes)
    {
        if (m_current)
            m_current->append(stream, bytes);
    }
    /// The attempt has printed all. sent() follows, unless isSent() already.
    void end();
    /// The server is there, and counts the current attempt like that.
    void resume(int attempt);
    /// Nothing more is sent or taken.
    void stop();

    /// Whether the server has all, of each attempt, that it takes.
    bool isSent() const;
    /// Bytes that the server hasn't confirmed yet.
    qint64 waiting() const;

Q_SIGNALS:
    /// After end(): the server has all.
    void sent();
    /// The server doesn't take the output; nothing more is sent.
    void refused(const QString &problem);

private:
    ApiClient &m_api;
    const ProcessId m_id;
    const Clock &m_clock;
    std::vector<std::unique_ptr<OutputUploader>> m_uploaders; // the current one is the last
    OutputUploader *m_current = nullptr;
    bool m_isStopped = false;
};

} // namespace Procession
