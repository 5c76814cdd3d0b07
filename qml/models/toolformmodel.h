// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "toolfield.h"
#include "toollistmodel.h"

namespace Procession {

/// The form of the selected tool: a row for each of its parameters, those that are required first, and the start.
///
/// A problem shows at its row once the user has changed the row, or has asked for the start; a refusal of the server until
/// the value changes. Threads: the GUI's. Owner: Dashboard; list and operator must outlive it.
class ToolFormModel : public QAbstractListModel
{
    Q_OBJECT
    /// Of the selected one; empty for none.
    Q_PROPERTY(QString tool READ tool WRITE setTool NOTIFY toolChanged)
    Q_PROPERTY(QString description READ description NOTIFY toolChanged)
    /// Such as `One run takes 2:00 h at most`; empty where it may take any time.
    Q_PROPERTY(QString limits READ limits NOTIFY toolChanged)
    Q_PROPERTY(int count READ count NOTIFY toolChanged)
    /// A start is under way.
    Q_PROPERTY(bool busy READ isBusy NOTIFY stateChanged)
    /// Why it was refused, where that is about no single parameter; empty otherwise.
    Q_PROPERTY(QString refusal READ refusal NOTIFY stateChanged)

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        DescriptionRole,
        KindRole,
        RequiredRole,
        TextRole,
        CheckedRole,
        ChoicesRole,
        HintRole,
        ProblemRole, ///< as far as it is to be shown
    };
    Q_ENUM(Role)
    /// Those of ToolField have the same numbers.
    enum Kind { Text, Integer, Number, Boolean, Choice, File, Folder };
    Q_ENUM(Kind)

    ToolFormModel(const ToolListModel &tools, Operator &starter, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    const QString &tool() const { return m_tool; }
    /// Begins its form anew.
    void setTool(const QString &tool);
    const QString &description() const { return m_description; }
    const QString &limits() const { return m_limits; }
    bool isBusy() const { return m_isBusy; }
    const QString &refusal() const { return m_refusal; }

    Q_INVOKABLE void setText(int row, const QString &text);
    Q_INVOKABLE void setChecked(int row, bool checked);
    /// Starts the tool where all values will do; otherwise says at the rows why they won't.
    Q_INVOKABLE void start();

Q_SIGNALS:
    void toolChanged();
    void stateChanged();
    /// The row of the first problem, for the keyboard to go there.
    void refusedAt(int row);
    void started(const QString &processId);

private:
    void readForm();
    void touch(int row);
    void take(const Result<ProcessPtr> &outcome);
    bool refuse(const QString &field, const QString &message);

    const ToolListModel &m_tools;
    Operator &m_starter;
    QJsonObject m_shown; // the tool as it was when the form was made
    QString m_tool;
    QString m_description;
    QString m_limits;
    QString m_refusal;
    std::vector<ToolField> m_fields;
    int m_form = 0; // counts them: an outcome of an earlier one is no longer of interest
    bool m_isBusy = false;
    bool m_wasAsked = false; // for the start, so that all problems show
};

} // namespace Procession
