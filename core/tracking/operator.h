// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "result.h"

#include <QObject>

#include <functional>

namespace Procession {

/// Makes a person's changes to processes, here or on another server, and tells the outcome of each later.
///
/// Threads: the one that it lives in. Owner: app/; outlives its callers.
class Operator : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Gets the process as the change left it, once the change is committed, or an error. Null where the server doesn't
    /// tell the process. Called once, in the operator's thread; possibly before the call that takes it returns. Errors
    /// are those of ProcessTracker, and in addition
    /// - StoreUnavailable: nothing can be stored, so nothing was changed; the message is problem();
    /// - NotStored: the process was changed, but that isn't stored; the message is problem();
    /// - Io: the server could not be asked.
    using Done = std::function<void(const Result<ProcessPtr> &)>;

    /// `reason` is a sentence for the process's history; empty for none.
    virtual void cancel(const ProcessId &id, const QString &reason, Done done) = 0;
    virtual void retry(const ProcessId &id, const QString &reason, Done done) = 0;
    virtual void remove(const ProcessId &id, const QString &reason, Done done) = 0;

    /// Why no change can be stored at the moment, as a sentence; empty while one can.
    virtual QString problem() const = 0;

Q_SIGNALS:
    void problemChanged();
};

} // namespace Procession
