// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QObject>

#include <atomic>
#include <functional>
#include <thread>

namespace Procession {

/// Passes what a command prints on to one of our own descriptors, unchanged and at once, or only to a tap.
///
/// It has a thread of its own, so that a reader who pauses (a pager, a stopped terminal) holds up the command, as
/// it would without us, but not the heartbeats. When the reader is gone the pipe is closed, and the command
/// learns of it as usual (SIGPIPE). Owner: CommandRunner, whose thread calls everything here.
class OutputPump : public QObject
{
    Q_OBJECT

public:
    /// Called with all that passes, on the pump's thread.
    using Tap = std::function<void(QByteArrayView bytes)>;

    /// The target of a pump that passes on to its tap alone.
    static constexpr int nowhere = -1;
    /// Writes to `target`, which stays open.
    OutputPump(int target, Tap tap, QObject *parent = nullptr);
    ~OutputPump() override;

    /// Makes the pipe; its descriptor to write to is the child's, or -1 where none could be made.
    int open();
    /// Begins to pass on. Call it once the child has its end.
    void start();
    /// The command has ended: passes on what is left in the pipe, then stops. finished() follows.
    void drain();
    /// Stops without passing on the rest, for a reader that doesn't read. finished() follows.
    void abandon();
    bool isRunning() const { return m_running; }
    /// The end to read from, until finished(); for the guardian, which takes over from us.
    int readEnd() const { return m_readEnd; }
    /// Whether it stopped since nobody reads what it passes on.
    bool lostItsReader() const { return m_lostItsReader; }

Q_SIGNALS:
    void finished();

private:
    void run();
    void onDone();
    bool passOn(QByteArrayView bytes);
    void wakeUp() const;
    void closeAll();

    const int m_target;
    const Tap m_tap;
    std::thread m_thread; // not Qt's, which needs a descriptor for an event loop
    bool m_running = false;
    int m_readEnd = -1;
    int m_writeEnd = -1;
    int m_wakeUp = -1; // an eventfd that is readable from drain() on
    std::atomic<bool> m_abandoned = false;
    std::atomic<bool> m_lostItsReader = false;
};

} // namespace Procession
