// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processlistmodel.h"

#include <QObject>

namespace Procession {

/// The process that the user looks at, as texts for the detail pane, plain ones (shownLines()). Follows its changes, and keeps its last state
/// when it is no longer tracked but in the history.
///
/// Threads: the GUI's. Owner: Dashboard.
class SelectedProcess : public QObject
{
    Q_OBJECT
    /// Empty where none is selected.
    Q_PROPERTY(QString processId READ processId WRITE setProcessId NOTIFY changed)
    /// Tells processes apart that had the same id one after the other (createdSeq); 0 where none is selected.
    Q_PROPERTY(double key READ key NOTIFY changed)
    Q_PROPERTY(bool valid READ isValid NOTIFY changed)
    /// Whether it is in the history only.
    Q_PROPERTY(bool archived READ isArchived NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    /// All where none is selected.
    Q_PROPERTY(Procession::StatusText::Status shownState READ shownState NOTIFY changed)
    Q_PROPERTY(QString errorMessage READ errorMessage NOTIFY changed)
    /// The error in short (ErrorSummary).
    Q_PROPERTY(QString errorCause READ errorCause NOTIFY changed)
    Q_PROPERTY(QString errorPlace READ errorPlace NOTIFY changed)
    /// When the next attempt is due, in ms since the epoch; 0 where none is scheduled.
    Q_PROPERTY(double retryAt READ retryAt NOTIFY changed)
    /// The number of the attempt that is scheduled, and how many there may be; 0 where there is no retry.
    Q_PROPERTY(int nextAttempt READ nextAttempt NOTIFY changed)
    Q_PROPERTY(int maxAttempts READ maxAttempts NOTIFY changed)
    /// What was asked of an AI, and its answer as far as it has come; empty where there is none.
    Q_PROPERTY(QString prompt READ prompt NOTIFY changed)
    Q_PROPERTY(QString answer READ answer NOTIFY changed)
    /// Whether more of an answer came than is kept.
    Q_PROPERTY(bool answerTruncated READ isAnswerTruncated NOTIFY changed)
    Q_PROPERTY(QString metadata READ metadata NOTIFY changed)
    /// Label and value of each field that holds something, in turn.
    Q_PROPERTY(QStringList fields READ fields NOTIFY changed)
    Q_PROPERTY(bool canCancel READ canCancel NOTIFY changed)
    Q_PROPERTY(bool canRetry READ canRetry NOTIFY changed)

public:
    explicit SelectedProcess(const ProcessListModel &source, QObject *parent = nullptr);

    QString processId() const { return m_id ? m_id->toString() : QString(); }
    /// Selects whichever tracked process has this id.
    void setProcessId(const QString &id);
    /// Selects exactly this process, tracked or not; null for none.
    void select(const ProcessPtr &process);
    /// Null where none is selected.
    const ProcessPtr &process() const { return m_process; }
    double key() const { return m_process ? static_cast<double>((*m_process)->createdSeq) : 0.0; }
    bool isValid() const { return m_process != nullptr; }
    bool isArchived() const { return m_process && !m_isTracked; }
    QString name() const;
    StatusText::Status shownState() const;
    QString errorMessage() const;
    QString errorCause() const;
    QString errorPlace() const;
    double retryAt() const;
    int nextAttempt() const;
    int maxAttempts() const;
    QString prompt() const;
    QString answer() const;
    bool isAnswerTruncated() const;
    /// Pretty-printed JSON, without prompt and answer; empty where there is none.
    QString metadata() const;
    QStringList fields() const { return m_fields; }
    /// The same of any process.
    static QStringList fieldsOf(const Process &process);
    bool canCancel() const;
    bool canRetry() const;

Q_SIGNALS:
    void changed();

private:
    void tell();
    void choose(const std::optional<ProcessId> &id, const ProcessPtr &process);
    void keepArchived(const ProcessPtr &last);
    bool refresh();

    const ProcessListModel &m_source;
    std::optional<ProcessId> m_id;
    ProcessPtr m_process;
    QStringList m_fields; // put together once for each change, however often they are asked for
    bool m_isTracked = false;
    bool m_isExact = false; // another one with the same id won't do
    bool m_isKept = false;  // by the history, when it is no longer tracked
};

} // namespace Procession
