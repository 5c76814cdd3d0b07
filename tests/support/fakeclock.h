// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <atomic>
#include <chrono>

namespace Procession {

/// A clock that stands still until a test moves it. Wall and steady time move apart only by jump().
class FakeClock final : public Clock
{
public:
    static constexpr qint64 beginning = 1'700'000'000'000;

    qint64 wallMs() const override { return beginning + m_steadyMs + m_jumpMs; }
    qint64 steadyMs() const override { return 1000 + m_steadyMs; }

    void advance(std::chrono::milliseconds duration) { m_steadyMs += duration.count(); }
    /// The wall clock is set to another time.
    void jump(std::chrono::milliseconds duration) { m_jumpMs += duration.count(); }

private:
    std::atomic<qint64> m_steadyMs = 0;
    std::atomic<qint64> m_jumpMs = 0;
};

} // namespace Procession
