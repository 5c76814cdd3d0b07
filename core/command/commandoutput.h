// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "messagereader.h"
#include "progressparser.h"

#include <QObject>

#include <array>
#include <atomic>
#include <mutex>

namespace Procession {

/// Reads the newest progress and the newest line from a command's two streams, and what it says of itself on its output or
/// on a stream of its own (see MessageReader).
///
/// A progress that it says counts more than one that it seems to print, and likewise a message more than a line.
/// Threads: feed() from any; the rest from the one it lives in. Owner: the code that runs the command.
class CommandOutput : public QObject
{
    Q_OBJECT

public:
    enum class Stream : quint8 {
        Output,
        Error,
        Joined,   ///< both in one
        Messages, ///< on which it speaks of itself alone
    };

    /// `pattern` in place of the usual forms of progress; see ProgressParser. Without `readsProgress` there is none.
    CommandOutput(bool readsProgress, std::optional<QRegularExpression> pattern, QObject *parent = nullptr);

    /// Takes the next bytes that the command wrote.
    void feed(Stream stream, QByteArrayView bytes);
    /// The command has ended: a last line counts without its end.
    void finish();
    /// Forgets all, for the next attempt.
    void reset();

    struct State
    {
        std::optional<double> progress; ///< 0 to 100
        QString message;                ///< the last line of both streams, or what it said
        QString lastErrorLine;          ///< the last line of the error stream
        QJsonObject metadata;           ///< what it said since the call before
    };
    /// Reads the bytes that have come since the last call. This call takes the time; feed() only gathers.
    State state();

Q_SIGNALS:
    /// There is something new. Sent once; sent again only after a call of state().
    void changed();

private:
    /// The state of one stream at the last call of state().
    struct Seen
    {
        std::optional<double> progress;
        QString line;
    };

    void feedParser(Stream stream, QByteArrayView bytes);
    void feedOutput(QByteArrayView bytes);
    void takeMessages();

    const bool m_readsProgress;
    const std::optional<QRegularExpression> m_pattern;
    std::mutex m_mutex;
    std::array<ProgressParser, 2> m_parsers;
    std::array<Seen, 2> m_seen;
    std::array<MessageReader, 2> m_messages; // of the output, and of the stream of its own
    bool m_joined = false;
    bool m_saysProgress = false;
    bool m_saysMessage = false;
    Stream m_newest = Stream::Output;
    State m_state;
    std::atomic<bool> m_told = false;
};

} // namespace Procession
