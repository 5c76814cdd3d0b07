// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertcentre.h"
#include "alertrulefields.h"
#include "rehearsedalerts.h"

namespace Procession {

/// The form of a rule of alerts, new or there already: a row for each field, which of them depends on the condition; the
/// rule in words; and what it would have told, before it is saved.
///
/// A problem shows at its row once the user has changed the row, or has asked to save; a refusal of the server until the
/// form changes. Threads: the GUI's. Owner: Dashboard; its parts must outlive it.
class AlertRuleForm : public QAbstractListModel
{
    Q_OBJECT
    /// There is a rule in it.
    Q_PROPERTY(bool open READ isOpen NOTIFY stateChanged)
    /// The name of the rule that is changed; empty for a new one.
    Q_PROPERTY(QString rule READ rule NOTIFY stateChanged)
    /// The configuration file has it, so that it can't be changed here.
    Q_PROPERTY(bool configured READ isConfigured NOTIFY stateChanged)
    Q_PROPERTY(bool busy READ isBusy NOTIFY stateChanged)
    Q_PROPERTY(bool altered READ isAltered NOTIFY stateChanged)
    /// The rule in words; empty while it makes none.
    Q_PROPERTY(QString words READ words NOTIFY stateChanged)
    /// Why it was refused, where that is about no single field.
    Q_PROPERTY(QString refusal READ refusal NOTIFY stateChanged)
    Q_PROPERTY(Procession::RehearsedAlerts *rehearsal READ rehearsal CONSTANT)

public:
    enum Role {
        KeyRole = Qt::UserRole + 1,
        LabelRole,
        KindRole,
        MandatoryRole,
        TextRole,
        CheckedRole,
        ChoicesRole,
        HintRole,
        ProblemRole, ///< as far as it is to be shown
    };
    /// As AlertRuleField::Kind.
    enum Kind { Text, Number, Span, Choice, Boolean };
    Q_ENUM(Kind)

    AlertRuleForm(AlertCentre &centre, Operator &alerts, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    bool isOpen() const { return m_isOpen; }
    const QString &rule() const { return m_rule; }
    bool isConfigured() const { return m_isConfigured; }
    bool isBusy() const { return m_isBusy; }
    bool isAltered() const { return m_isAltered; }
    const QString &words() const { return m_words; }
    const QString &refusal() const { return m_refusal; }
    RehearsedAlerts *rehearsal() { return &m_rehearsal; }

    /// Begins a new rule.
    Q_INVOKABLE void begin();
    /// Takes up the rule of that name.
    Q_INVOKABLE void edit(const QString &name);
    Q_INVOKABLE void close();
    Q_INVOKABLE void setText(int row, const QString &text);
    Q_INVOKABLE void setChecked(int row, bool checked);
    /// Sets the rule where all values will do; otherwise says at the rows why they won't.
    Q_INVOKABLE void save();

Q_SIGNALS:
    void stateChanged();
    /// The row of the first problem, for the keyboard to go there.
    void refusedAt(int row);
    void saved(const QString &name);

private:
    using Field = AlertRuleField;

    void load(const QString &name, const QJsonObject &fields);
    void touch(int row);
    void takeKind();
    void judge();
    void take(const QString &name, const Result<QJsonObject> &answer);
    int rowOfKey(const QString &key) const;

    AlertCentre &m_centre;
    Operator &m_operator;
    RehearsedAlerts m_rehearsal;
    std::vector<Field> m_fields;
    QJsonObject m_base; // the rule as it was taken up
    QSet<QString> m_touched;
    QHash<QString, QString> m_problems;
    AlertRuleFields::Made m_made;
    QString m_rule;
    QString m_words;
    QString m_refusal;
    int m_form = 0; // counts them: an outcome of an earlier one is no longer of interest
    bool m_isOpen = false;
    bool m_isConfigured = false;
    bool m_isBusy = false;
    bool m_isAltered = false;
    bool m_wasAsked = false; // to save, so that all problems show
};

} // namespace Procession
