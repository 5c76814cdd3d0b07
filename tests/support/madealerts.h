// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operator.h"

#include <QJsonDocument>
#include <QList>
#include <QMap>
#include <QMutex>

namespace Procession {

/// Alerts that are made up, as the API would tell them, and what is asked about them. Any thread.
class MadeAlerts
{
public:
    using What = AlertQuestion::What;

    static QJsonObject objectFrom(const char *json) { return QJsonDocument::fromJson(json).object(); }

    void tell(What what, const Result<QJsonObject> &answer)
    {
        const QMutexLocker lock(&m_mutex);
        m_answers.insert(what, answer);
    }
    Result<QJsonObject> ask(const AlertQuestion &question)
    {
        const QMutexLocker lock(&m_mutex);
        m_asked.append(question);
        return m_answers.value(question.what, QJsonObject());
    }
    /// All questions.
    QList<AlertQuestion> asked() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_asked;
    }
    /// The questions of that kind, the first one first.
    QList<AlertQuestion> asked(What what) const
    {
        const QMutexLocker lock(&m_mutex);
        QList<AlertQuestion> found;
        for (const AlertQuestion &question : m_asked) {
            if (question.what == what)
                found.append(question);
        }
        return found;
    }

private:
    mutable QMutex m_mutex;
    QMap<What, Result<QJsonObject>> m_answers;
    QList<AlertQuestion> m_asked;
};

/// An operator that knows nothing but those.
class MadeAlertOperator final : public Operator
{
public:
    void cancel(const ProcessId &, const QString &, Done) override { }
    void retry(const ProcessId &, const QString &, Done) override { }
    void remove(const ProcessId &, const QString &, Done) override { }
    void changeSchedule(const QString &, const ScheduleEdit &, Done) override { }
    void runSchedule(const QString &, Done) override { }
    void resumeQueue(const ProcessType &, Done) override { }
    void askDocuments(AboutDocuments, const QJsonObject &, DocumentsRead) override { }
    void readPlace(const ProcessId &, PlaceRead) override { }
    void readTools(ToolsRead) override { }
    void startTool(const QString &, const QJsonObject &, Done) override { }
    QString problem() const override { return {}; }
    /// Where it is held up, answer() answers the oldest question.
    void askAlerts(const AlertQuestion &question, AlertsRead done) override
    {
        if (isHeldUp)
            waiting.append({question, std::move(done)});
        else
            done(made.ask(question));
    }
    void answer()
    {
        const auto [question, done] = waiting.takeFirst();
        done(made.ask(question));
    }

    MadeAlerts made;
    bool isHeldUp = false;
    QList<std::pair<AlertQuestion, AlertsRead>> waiting;
};

} // namespace Procession
