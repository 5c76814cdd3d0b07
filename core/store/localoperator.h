// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "acknowledger.h"
#include "operator.h"
#include "processtracker.h"

#include <QThreadPool>

namespace Procession {

/// The work that this program starts itself, for its operator. Plain data.
struct LocalWork
{
    /// Starts the run of a schedule, or a tool with parameters. Any thread. Empty where this program does no such work.
    std::function<Result<ProcessPtr>(const Text &schedule, const Origin &origin)> runSchedule{};
    std::function<Result<ProcessPtr>(const QString &tool, const QJsonObject &parameters, const Origin &origin)>
        startTool{};
    std::function<std::optional<Operator::PlaceInQueue>(const ProcessId &id)> placeInQueue{};
    /// May wait for the disk, or for another server. Any thread; until the LocalOperator is gone.
    std::function<Result<QJsonObject>(Operator::AboutDocuments what, const QJsonObject &asked)> documents{};
    /// Calls `done` once, in any thread. Any thread; until the LocalOperator is gone.
    std::function<void(const AlertQuestion &question, const Operator::AlertsRead &done)> alerts{};
    QJsonArray tools{}; ///< as `GET /tools` tells them
};

/// Makes a person's changes at this program's own tracker. Threads: the one that it lives in. Owner: app/.
class LocalOperator final : public Operator
{
    Q_OBJECT

public:
    /// `store` may be null: everything is committed at once then. All must outlive this.
    LocalOperator(ProcessTracker &tracker, const Store *store, LocalWork work = {}, QObject *parent = nullptr);

    void cancel(const ProcessId &id, const QString &reason, Done done) override;
    void retry(const ProcessId &id, const QString &reason, Done done) override;
    void remove(const ProcessId &id, const QString &reason, Done done) override;
    void changeSchedule(const QString &name, const ScheduleEdit &edit, Done done) override;
    void runSchedule(const QString &name, Done done) override;
    void resumeQueue(const ProcessType &type, Done done) override;
    ~LocalOperator() override;

    void askDocuments(AboutDocuments what, const QJsonObject &asked, DocumentsRead done) override;
    void askAlerts(const AlertQuestion &question, AlertsRead done) override;
    void readPlace(const ProcessId &id, PlaceRead done) override;
    void readTools(ToolsRead done) override { done(m_work.tools); }
    void startTool(const QString &name, const QJsonObject &parameters, Done done) override;
    QString problem() const override;

private:
    template <typename Change>
    void make(const Change &change, Done done);

    ProcessTracker &m_tracker;
    const Store *m_store;
    const LocalWork m_work;
    Acknowledger m_acknowledger;
    QThreadPool m_waiting; // for what documents has to wait for
};

} // namespace Procession
