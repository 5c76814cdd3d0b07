// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "result.h"

#include <QByteArray>
#include <QJsonObject>

#include <functional>
#include <stop_token>
#include <vector>

namespace Procession {

class Archive;
class Clock;
class EventLog;
class ProcessTracker;
class Store;

/// A route that this program adds to the API for what it does itself, such as AI tasks: POST with a JSON object.
/// The server knows no more of it than this. One of the two functions is set.
struct Service
{
    /// What a question is answered with.
    struct Answer
    {
        QJsonObject body;
        quint64 afterSeq = 0; ///< where it confirms a change: the answer is sent once the log is committed up to here
    };

    QByteArray path; ///< such as `/ai/tasks`
    /// Starts a process; the answer is 202 with it. In the server's thread: it must not wait for anything.
    std::function<Result<ProcessPtr>(const QJsonObject &body)> start{};
    /// Answers with a JSON object. In one of a few threads that are there for this alone, so that it may wait for the
    /// disk or for another server; several at once. It gives up soon after `stop`, which says that the server ends.
    std::function<Result<Answer>(const QJsonObject &body, const std::stop_token &stop)> ask{};
};

/// What the server stands on. All must outlive it.
struct ServerParts
{
    ProcessTracker &tracker;
    EventLog &log;
    const Clock &clock;
    const Store *store = nullptr;     ///< null where nothing is kept (durability = memory)
    const Archive *archive = nullptr; ///< likewise
    std::vector<Service> services{};
};

} // namespace Procession
