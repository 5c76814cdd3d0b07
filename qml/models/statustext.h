// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

#include <QObject>

namespace Procession {

/// The statuses as the window shows them, and their words. A type of functions alone, for C++ and QML.
///
/// Threads: any. Owner: QML's engine; C++ needs no object.
class StatusText : public QObject
{
    Q_OBJECT

public:
    /// Those of ProcessStatus have the same numbers.
    enum Status {
        Pending,
        Running,
        Completed,
        Failed,
        Cancelled,
        Timeout,
        Waiting, ///< failed or timed out, and a retry is scheduled
        All,     ///< no status: as a filter, any of them
    };
    Q_ENUM(Status)

    using QObject::QObject;

    static Status of(ProcessStatus status) { return static_cast<Status>(status); }
    /// The status of a process, or Waiting.
    static Status of(const Process &process);
    /// The status of the contract that it is; nothing for Waiting and All.
    static std::optional<ProcessStatus> status(Status status);

    /// Such as `Timed out`.
    Q_INVOKABLE static QString word(Procession::StatusText::Status status);
    /// The wire name, `waiting` or `all`: for the names of icons and items.
    Q_INVOKABLE static QString key(Procession::StatusText::Status status);
    /// Whether people have to look at what it ended as.
    Q_INVOKABLE static bool isFailure(Procession::StatusText::Status status);
};

} // namespace Procession
