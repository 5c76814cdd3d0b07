// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputpump.h"

#include "descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace Procession {

namespace {

/// What is passed on in one go.
constexpr size_t chunkBytes = 65536;
/// What background children may still add to the end of a command's output.
constexpr qsizetype maxDrainBytes = 1024 * 1024;
/// How long to wait for a reader before looking whether it is still waited for.
constexpr int abandonCheckMs = 100;

} // namespace

OutputPump::OutputPump(int target, Tap tap, QObject *parent)
    : QObject(parent)
    , m_target(target)
    , m_tap(std::move(tap))
{
}

OutputPump::~OutputPump()
{
    if (m_thread.joinable()) {
        abandon();
        m_thread.join();
    }
    closeAll();
}

int OutputPump::open()
{
    closeAll();
    m_abandoned = false;
    m_lostItsReader = false;
    std::array<int, 2> ends{-1, -1};
    m_wakeUp = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (m_wakeUp < 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0)
        return -1;
    m_readEnd = ends[0];
    m_writeEnd = ends[1];
    ::fcntl(m_readEnd, F_SETFL, O_NONBLOCK); // this end only: what the command writes to stays blocking
    return m_writeEnd;
}

void OutputPump::start()
{
    closeDescriptor(m_writeEnd);
    m_running = true;
    try {
        m_thread = std::thread([this] {
            run();
            QMetaObject::invokeMethod(this, &OutputPump::onDone, Qt::QueuedConnection);
        });
    } catch (const std::system_error &) {
        // There are too many threads: the command learns that nobody reads.
        m_lostItsReader = true;
        closeDescriptor(m_readEnd);
        QMetaObject::invokeMethod(this, &OutputPump::onDone, Qt::QueuedConnection);
    }
}

void OutputPump::onDone()
{
    if (m_thread.joinable())
        m_thread.join();
    closeAll();
    m_running = false;
    Q_EMIT finished();
}

void OutputPump::drain()
{
    wakeUp();
}

void OutputPump::abandon()
{
    m_abandoned = true;
    wakeUp();
}

void OutputPump::wakeUp() const
{
    const quint64 one = 1;
    if (m_wakeUp >= 0) [[maybe_unused]]
        const ssize_t written = ::write(m_wakeUp, &one, sizeof(one));
}

void OutputPump::closeAll()
{
    closeDescriptor(m_readEnd);
    closeDescriptor(m_writeEnd);
    closeDescriptor(m_wakeUp);
}

void OutputPump::run()
{
    std::array<char, chunkBytes> buffer;
    bool draining = false;
    qsizetype drained = 0;
    while (!m_abandoned && drained < maxDrainBytes) {
        const ssize_t size = ::read(m_readEnd, buffer.data(), buffer.size());
        if (size > 0) {
            const QByteArrayView bytes(buffer.data(), size);
            drained += draining ? size : 0;
            const bool taken = passOn(bytes);
            m_tap(bytes);
            if (!taken) {
                m_lostItsReader = !m_abandoned;
                break;
            }
            continue;
        }
        if (size < 0 && errno == EINTR)
            continue;
        if (size == 0 || errno != EAGAIN || draining)
            break; // all writers are gone, or the pipe is empty at last
        std::array<pollfd, 2> waits{pollfd{m_readEnd, POLLIN, 0}, pollfd{m_wakeUp, POLLIN, 0}};
        ::poll(waits.data(), waits.size(), -1);
        draining = waits[1].revents != 0;
    }
    // At once, not with the thread's end: the command shall see that nobody reads any more.
    closeDescriptor(m_readEnd);
}

/// Whether the reader took it.
bool OutputPump::passOn(QByteArrayView bytes)
{
    while (!bytes.isEmpty() && m_target != nowhere) {
        pollfd wait{m_target, POLLOUT, 0};
        const int ready = ::poll(&wait, 1, abandonCheckMs);
        if (m_abandoned)
            return false;
        if (ready == 0 || (ready < 0 && errno == EINTR))
            continue;
        // A pipe that is ready takes this much without blocking.
        const auto size = static_cast<size_t>(std::min<qsizetype>(bytes.size(), PIPE_BUF));
        const ssize_t written = ::write(m_target, bytes.data(), size);
        if (written > 0)
            bytes = bytes.sliced(written);
        else if (written < 0 && errno != EINTR && errno != EAGAIN)
            return false;
    }
    return true;
}

} // namespace Procession
