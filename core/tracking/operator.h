// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertquestion.h"
#include "event.h"
#include "result.h"
#include "schedulechange.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>

#include <functional>
#include <variant>

namespace Procession {

/// Makes a person's changes to processes and schedules, here or on another server, starts tools there, and tells the
/// outcome of each later.
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

    /// Of the changes of a schedule, those that a person makes at the window.
    using ScheduleEdit =
        std::variant<ScheduleChange::Pause, ScheduleChange::Resume, ScheduleChange::Remove, ScheduleChange::FillBack>;
    /// Changes the schedule of that name; `done` gets no process. Errors in addition: UnknownSchedule, Conflict where the
    /// configuration file has it, InvalidField with the field of the backfill.
    virtual void changeSchedule(const QString &name, const ScheduleEdit &edit, Done done) = 0;
    /// Starts a run of the schedule at once; `done` gets its process. Errors in addition: UnknownSchedule, and those of
    /// the work that it starts.
    virtual void runSchedule(const QString &name, Done done) = 0;

    /// Has the server start its own work of that type again, or all of it where the type is empty; `done` gets no process.
    /// Types that are paused themselves stay so where all of it is resumed.
    virtual void resumeQueue(const ProcessType &type, Done done) = 0;

    /// What is asked about collections of documents: all of them; a question, with the members of `POST /rag/query`; a page,
    /// with `collection`, `file` and `page`.
    enum class AboutDocuments : quint8 { Collections, Question, Page };
    using DocumentsRead = std::function<void(const Result<QJsonObject> &)>;
    /// Gets what the API answers; called once, later.
    virtual void askDocuments(AboutDocuments what, const QJsonObject &asked, DocumentsRead done) = 0;

    /// Gets what the API answers; called once, later. Errors in addition: those of the route; Io where there are no alerts.
    using AlertsRead = std::function<void(const Result<QJsonObject> &)>;
    virtual void askAlerts(const AlertQuestion &question, AlertsRead done)
    {
        Q_UNUSED(question)
        done(Error{ErrorCode::Io, QStringLiteral("This program has no alerts."), {}});
    }

    /// The place of a process among those of its type that wait for this server to start them.
    struct PlaceInQueue
    {
        qint64 place = 1; ///< the one at 1 comes next
        qint64 waiting = 1;
        QString reason{}; ///< why it doesn't run yet, as a sentence
    };
    /// Gets nothing where the process doesn't wait there; called once, as Done is.
    using PlaceRead = std::function<void(const std::optional<PlaceInQueue> &)>;
    virtual void readPlace(const ProcessId &id, PlaceRead done) = 0;

    /// The tools that can be started, as `GET /tools` tells them; called once, as Done is.
    using ToolsRead = std::function<void(const Result<QJsonArray> &)>;
    virtual void readTools(ToolsRead done) = 0;
    /// Starts a tool; `done` gets its process. Errors in addition: UnknownTool, InvalidField with `parameters.NAME` as
    /// the field.
    virtual void startTool(const QString &name, const QJsonObject &parameters, Done done) = 0;

    /// Why no change can be stored at the moment, as a sentence; empty while one can.
    virtual QString problem() const = 0;

Q_SIGNALS:
    void problemChanged();
};

} // namespace Procession
