// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clock.h"

#include <chrono>

namespace Procession {

namespace {

template <typename ClockType>
qint64 millisecondsOf()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(ClockType::now().time_since_epoch()).count();
}

} // namespace

qint64 SystemClock::wallMs() const
{
    return millisecondsOf<std::chrono::system_clock>();
}

qint64 SystemClock::steadyMs() const
{
    return millisecondsOf<std::chrono::steady_clock>();
}

} // namespace Procession
