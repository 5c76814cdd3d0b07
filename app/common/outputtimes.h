// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputclock.h"
#include "outputstore.h"

namespace Procession {

/// Tells the monitor of deadlines when attempts printed something, by what the store of outputs holds.
/// Threads: any. Owner: app/; the store must outlive it.
class OutputTimes final : public OutputClock
{
public:
    explicit OutputTimes(OutputStore &store)
        : m_store(store)
    {
    }

    std::optional<qint64> lastOutputMs(const Process &process) const override
    {
        const auto extent = m_store.extent(OutputKey::of(process));
        return extent ? extent->lastAt : std::nullopt;
    }

private:
    OutputStore &m_store;
};

} // namespace Procession
