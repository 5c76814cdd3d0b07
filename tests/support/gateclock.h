// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <QSemaphore>

#include <condition_variable>
#include <mutex>

namespace Procession {

/// Another clock behind a gate: while it is shut, whoever asks for steady time stays there, as a rehearsal does at each slice.
/// Open to begin with. Threads: any.
class GateClock final : public Clock
{
public:
    explicit GateClock(const Clock &clock)
        : m_clock(clock)
    {
    }

    qint64 wallMs() const override { return m_clock.wallMs(); }
    qint64 steadyMs() const override
    {
        std::unique_lock lock(m_mutex);
        if (m_isShut) {
            came.release();
            m_opened.wait(lock, [this] { return !m_isShut; });
        }
        return m_clock.steadyMs();
    }
    void shut()
    {
        const std::lock_guard lock(m_mutex);
        m_isShut = true;
    }
    /// Those that stand before it go on.
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_isShut = false;
        m_opened.notify_all();
    }

    mutable QSemaphore came; ///< one for each that came to the gate

private:
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_opened;
    bool m_isShut = false;
};

} // namespace Procession
