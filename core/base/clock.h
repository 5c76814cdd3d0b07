// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace Procession {

/// The two times that Procession knows, behind one interface so that tests can move them.
///
/// Wall time stamps what people read; it may jump. Steady time measures how long something took or
/// when it is due; it never jumps. Nothing that decides (timeouts, retries, clean-up) reads wall time.
/// Threads: any. Owner: app/ (or a test); must outlive everything that was given a reference.
class Clock
{
public:
    Clock() = default;
    virtual ~Clock() = default;
    Q_DISABLE_COPY_MOVE(Clock)

    /// Milliseconds since the epoch, UTC.
    virtual qint64 wallMs() const = 0;
    /// Milliseconds since some moment before the program's start; only ever grows.
    virtual qint64 steadyMs() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock
{
public:
    qint64 wallMs() const override;
    qint64 steadyMs() const override;
};

} // namespace Procession
