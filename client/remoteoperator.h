// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "operator.h"

#include <QTimer>

namespace Procession {

/// Makes a person's changes on a remote server, over its REST API, and watches whether the server can store them.
///
/// Threads: the one that it lives in, which needs an event loop. Owner: the caller; after its end no outcome is told.
class RemoteOperator final : public Operator
{
    Q_OBJECT

public:
    /// The server's health is asked for every `interval`.
    explicit RemoteOperator(const ApiEndpoint &endpoint, std::chrono::milliseconds interval = std::chrono::seconds(5),
                            QObject *parent = nullptr);

    void cancel(const ProcessId &id, const QString &reason, Done done) override;
    void retry(const ProcessId &id, const QString &reason, Done done) override;
    void remove(const ProcessId &id, const QString &reason, Done done) override;
    void changeSchedule(const QString &name, const ScheduleEdit &edit, Done done) override;
    void runSchedule(const QString &name, Done done) override;
    void resumeQueue(const ProcessType &type, Done done) override;
    void askDocuments(AboutDocuments what, const QJsonObject &asked, DocumentsRead done) override;
    void askAlerts(const AlertQuestion &question, AlertsRead done) override;
    void readPlace(const ProcessId &id, PlaceRead done) override;
    void readTools(ToolsRead done) override;
    void startTool(const QString &name, const QJsonObject &parameters, Done done) override;
    QString problem() const override { return m_problem; }

    /// How many changes have no outcome yet.
    int underWay() const { return m_underWay; }

Q_SIGNALS:
    /// The server said how it is.
    void healthReceived(const Procession::ServerHealth &health);
    /// Every change has its outcome.
    void settled();

private:
    template <typename T>
    ApiClient::Callback<T> answerTo(Done done);
    void tell(const Done &done, const Result<ProcessPtr> &outcome);
    void askHealth(const std::function<void()> &then = {});

    ApiClient m_api;
    QTimer m_poll;
    QString m_problem;
    int m_underWay = 0;
};

} // namespace Procession
