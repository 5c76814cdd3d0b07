// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

#include <memory>

namespace Procession {

class Archive;
class Clock;
struct ServerParts;

/// Answers what a rule of alerts would have told of the past. It changes nothing.
///
/// The history is read a slice at a time, on the threads that read it, so that other answers come between; where the client
/// goes no further slice is begun. Threads: any.
class RehearsalController
{
public:
    explicit RehearsalController(const ServerParts &parts);

    /// Whether there is a history: where there is none there is no route.
    bool hasHistory() const { return m_archive != nullptr; }

    Answer rehearse(const Call &call) const;

    static const QueryParameters parameters;
    static constexpr int mostAtOnce = 4;

private:
    const Archive *m_archive;
    const Clock &m_clock;
    const std::shared_ptr<const int> m_slot; // each rehearsal has a share of it
};

} // namespace Procession
