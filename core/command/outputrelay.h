// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <poll.h>
#include <unistd.h>

namespace Procession {

/// Passes on what comes from one pipe, without waiting for the reader. Async-signal-safe. Owner: a guardian.
class OutputRelay
{
public:
    void set(int from, int to)
    {
        m_from = from;
        m_to = to;
    }
    bool isOpen() const { return m_from >= 0; }
    int from() const { return m_from; }
    int to() const { return m_to; }
    void close() { closeDescriptor(m_from); }

    pollfd wish() const { return m_begin < m_end ? pollfd{m_to, POLLOUT, 0} : pollfd{m_from, POLLIN, 0}; }

    void go()
    {
        if (m_begin == m_end) {
            const ssize_t size = ::read(m_from, m_buffer.data(), m_buffer.size());
            if (size == 0 || (size < 0 && errno != EINTR && errno != EAGAIN))
                close();
            m_begin = 0;
            m_end = static_cast<size_t>(std::max<ssize_t>(0, size));
            return;
        }
        // A pipe that is ready takes this much without blocking.
        const ssize_t written = ::write(m_to, m_buffer.data() + m_begin, std::min<size_t>(m_end - m_begin, PIPE_BUF));
        if (written > 0)
            m_begin += static_cast<size_t>(written);
        else if (written < 0 && errno != EINTR && errno != EAGAIN)
            close(); // its writers get SIGPIPE, as if they wrote there themselves
    }

private:
    int m_from = -1;
    int m_to = -1;
    size_t m_begin = 0;
    size_t m_end = 0;
    std::array<char, 16384> m_buffer;
};

} // namespace Procession
