// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimates.h"
#include "processjsoncache.h"
#include "roomstate.h"
#include "route.h"
#include "slicedwork.h"

#include <memory>

/// The controllers: one for each kind of resource. Each function answers the requests of one route; the table of routes
/// (routes.cpp) says which. Owner: HttpApi; the parts must outlive it, and every answer that isn't finished.
namespace Procession {

class Archive;
struct Attempt;
class Authenticator;
class Clock;
class EventLog;
struct OutputExtent;
class OutputStore;
class ProcessTracker;
class SeriesRecorder;
class Store;
struct ServerParts;

/// Answers requests about processes: the list of them, and one at a time, whether it is tracked or only in the history.
/// Threads: any.
class ProcessController
{
public:
    explicit ProcessController(const ServerParts &parts);

    Answer list(const Call &call);
    Answer start(const Call &call);
    Answer get(const Call &call);
    Answer attempts(const Call &call);
    Answer report(const Call &call);
    Answer cancel(const Call &call);
    Answer retry(const Call &call);
    Answer remove(const Call &call);

    /// A start (it names a process_type) or a report, as a line of a batch or a message over the feed has it.
    ProcessAnswer startOrReport(const QJsonObject &line, const Origin &origin);
    /// Takes a whole process over as it stood elsewhere.
    ProcessAnswer import(const QJsonObject &process, const Origin &origin);

private:
    std::optional<ProcessAnswer> start(const QJsonObject &body, const Origin &origin, bool mayUseDisk);
    std::optional<ProcessAnswer> report(const ProcessId &id, const QJsonObject &body, const Origin &origin,
                                        bool mayUseDisk);
    static Result<bool> readSwitch(const Call &call, QLatin1StringView name, Origin &origin);
    Refusal conflict(const Error &error, const ProcessId &id) const;
    std::optional<Refusal> refusal(const Error &error, const ProcessId &id, ErrorCode code, bool mayUseDisk) const;
    Answer getArchived(const ProcessId &id, bool mayUseDisk, bool full) const;
    HttpResponse fullAnswer(const Process &process) const;
    std::optional<OutputExtent> outputOf(const Process &process, const Attempt &attempt, bool mayUseDisk) const;
    std::optional<Answer> findArchived(ProcessPtr &process, const ProcessId &id, bool mayUseDisk) const;
    Answer removeArchived(const ProcessId &id, bool mayUseDisk) const;

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const Archive *m_archive; // null where there is no history
    OutputStore *m_output;    // null where no output is taken
    const Estimates m_estimates;
    const QueuePlaces m_queuePlaces; // empty where this server runs nothing
    ProcessJsonCache m_json;
};

/// Answers requests about finished processes and the events of a process: it reads the history on the disk.
/// Threads: any.
class HistoryController
{
public:
    explicit HistoryController(const ServerParts &parts);

    /// The processes that finished after or before a moment.
    Answer finished(const Call &call) const;
    /// The list as it was at a moment.
    Answer then(const Call &call) const;
    /// How far back the history goes.
    Answer range(const Call &call) const;
    Answer events(const Call &call) const;
    /// Who registered which type, and set which policy.
    Answer settings(const Call &call) const;

private:
    const ProcessTracker &m_tracker;
    const Clock &m_clock;
    const Archive *m_archive; // null where there is no history
    const Estimates m_estimates;
};

/// Answers requests about the courses of attempts: those in memory, and those that the history keeps. Threads: any.
class SeriesController
{
public:
    explicit SeriesController(const ServerParts &parts);

    Answer get(const Call &call) const;

private:
    const ProcessTracker &m_tracker;
    const Archive *m_archive;         // null where there is no history
    const SeriesRecorder *m_recorder; // null where nothing is recorded
};

/// Answers requests that change many processes: batches and imports line by line, and cancels and retries of all
/// processes that a filter matches. Threads: the server's.
class BulkController
{
public:
    /// `longestLine` is the most bytes that one line of a batch may have.
    BulkController(const ServerParts &parts, qsizetype longestLine);

    /// Hands each line that isn't blank to `handle`; the answers are lines as well.
    Answer eachLine(const Call &call, LineWork::Handle handle) const;
    Answer cancel(const Call &call) const;
    Answer retry(const Call &call) const;

private:
    Answer changeAll(const Call &call, BulkWork::Action action) const;

    ProcessTracker &m_tracker;
    EventLog &m_log;
    const Store *m_store;
    const qsizetype m_longestLine;
    const std::shared_ptr<const int> m_slot; // each request at work holds one more reference
};

/// Answers requests about what holds for many processes: their types, and the retry policies of types. A change of these
/// passes the door like every other, and is answered once it is committed. Threads: any.
class SettingsController
{
public:
    /// Types are never forgotten, so a client that makes one up for each process must be stopped.
    static constexpr qsizetype maxTypes = 1000;

    explicit SettingsController(const ServerParts &parts);

    Answer types(const Call &call) const;
    Answer registerType(const Call &call) const;
    Answer policies(const Call &call) const;
    Answer setPolicy(const Call &call) const;

private:
    ProcessTracker &m_tracker;
    const EventLog &m_log;
};

/// Answers requests about the server itself: its health, its vocabulary, and tickets for the feed. Threads: the server's.
class ServiceController
{
public:
    /// `subscribers` counts those of the feed.
    ServiceController(const ServerParts &parts, Authenticator &authenticator, std::function<qsizetype()> subscribers);

    Answer health(const Call &call) const;
    Answer statuses(const Call &call) const;
    Answer ticket(const Call &call) const;
    /// Answers a request for the feed that isn't a WebSocket handshake.
    Answer feed(const Call &call) const;

private:
    const ProcessTracker &m_tracker;
    const Clock &m_clock;
    const Store *m_store; // null where nothing is kept
    Authenticator &m_authenticator;
    const std::function<qsizetype()> m_subscribers;
    const qint64 m_startedMs; // steady
};

} // namespace Procession
