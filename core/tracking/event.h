// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "process.h"
#include "typeregistry.h"

#include <QUuid>

#include <memory>

namespace Procession {

/// One state of one process, never changed once it is made, so that every reader on every thread shares it.
class ProcessState
{
public:
    explicit ProcessState(Process process)
        : m_process(std::move(process))
    {
    }
    Q_DISABLE_COPY_MOVE(ProcessState)
    ~ProcessState() = default;

    const Process &operator*() const { return m_process; }
    const Process *operator->() const { return &m_process; }

    /// The contract's JSON of the process, printed anew. Any thread.
    QByteArray json() const;

private:
    const Process m_process;
};

using ProcessPtr = std::shared_ptr<const ProcessState>;

/// One change that happened: to a process, with the state of the process after it, or to a setting.
struct Event
{
    quint64 seq = 0;
    EventKind kind = EventKind::Reported;
    /// Whether the next event was made by the same change: readers get both, and the store commits both, or none.
    bool isFollowed = false;
    qint64 timeMs = 0; ///< wall time
    QUuid id;
    ProcessPtr process; ///< null where a setting changed
    /// The state before it. Null where there was none, and for the first event of a process that is known after a restart.
    ProcessPtr before{};
    Origin origin{};                   ///< of the change
    SharedOptional<Setting> setting{}; ///< the new setting, where `process` is null
};

} // namespace Procession
