// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyedrows.h"
#include "operator.h"

#include <QTimer>

namespace Procession {

/// What the rule that is being written would have told in the last week: asked again a moment after each change.
///
/// Its rows are the episodes, oldest first. Threads: the GUI's. Owner: AlertRuleForm; the operator must outlive it.
class RehearsedAlerts : public KeyedRows
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    /// It was asked, and the answer isn't there yet: what is shown is that of an earlier rule.
    Q_PROPERTY(bool busy READ isBusy NOTIFY changed)
    /// What came of it as a sentence; empty where nothing did so far.
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    /// What limits it: where the history begins, or that it was too long. Empty where nothing does.
    Q_PROPERTY(QString note READ note NOTIFY changed)
    /// Why it can't be told, for rules such as this one, or at present.
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    /// The time that was looked at, ms since the epoch; 0 where none was.
    Q_PROPERTY(double from READ from NOTIFY changed)
    Q_PROPERTY(double to READ to NOTIFY changed)

public:
    /// How long after the last change it is asked.
    static constexpr std::chrono::milliseconds delay{400};

    explicit RehearsedAlerts(Operator &alerts, QObject *parent = nullptr);

    bool isBusy() const { return m_isWanted; }
    const QString &summary() const { return m_summary; }
    const QString &note() const { return m_note; }
    const QString &problem() const { return m_problem; }
    double from() const { return m_from; }
    double to() const { return m_to; }

    /// Asks for this rule, with its name, once it has stood for a while.
    void ask(const QJsonObject &rule);
    /// There is no rule to ask for: nothing is shown.
    void clear();

Q_SIGNALS:
    void changed();

private:
    void send();
    void take(const Result<QJsonObject> &answer);
    void show(const QJsonObject &told);

    Operator &m_operator;
    const QString m_name; // of whom who asks
    QTimer m_pause;
    QJsonObject m_rule;
    bool m_isWanted = false;
    quint64 m_asked = 0; // counts the rules
    QString m_summary;
    QString m_note;
    QString m_problem;
    double m_from = 0;
    double m_to = 0;
};

} // namespace Procession
