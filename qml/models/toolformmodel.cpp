// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolformmodel.h"

#include "durationtext.h"
#include "rowtext.h"

#include <QPointer>

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

ToolFormModel::ToolFormModel(const ToolListModel &tools, Operator &starter, QObject *parent)
    : QAbstractListModel(parent)
    , m_tools(tools)
    , m_starter(starter)
{
    connect(&tools, &QAbstractItemModel::modelReset, this, [this] {
        if (m_tools.find(m_tool) != m_shown)
            readForm();
    });
}

int ToolFormModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

QVariant ToolFormModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ToolField &field = m_fields[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return field.name;
    case DescriptionRole:
        return field.description;
    case KindRole:
        return static_cast<int>(field.kind);
    case RequiredRole:
        return field.isRequired;
    case TextRole:
        return field.text;
    case CheckedRole:
        return field.isChecked;
    case ChoicesRole:
        return field.choices;
    case HintRole:
        return field.hint();
    case ProblemRole:
        return field.isTouched || m_wasAsked || !field.refusal.isEmpty() ? field.problem() : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> ToolFormModel::roleNames() const
{
    return {
        {NameRole, "name"},       {DescriptionRole, "description"},
        {KindRole, "kind"},       {RequiredRole, "mandatory"},
        {TextRole, "text"},       {CheckedRole, "checked"},
        {ChoicesRole, "choices"}, {HintRole, "hint"},
        {ProblemRole, "problem"},
    };
}

void ToolFormModel::setTool(const QString &tool)
{
    if (std::exchange(m_tool, tool) != tool)
        readForm();
}

void ToolFormModel::readForm()
{
    beginResetModel();
    ++m_form;
    m_shown = m_tools.find(m_tool);
    m_fields.clear();
    m_refusal.clear();
    m_isBusy = false;
    m_wasAsked = false;
    m_description = shownText(m_shown["description"_L1].toString());
    const QJsonValue timeout = m_shown["timeout"_L1];
    m_limits = timeout.isDouble()
        ? tr("One attempt takes %1 at most.").arg(durationText(std::llround(timeout.toDouble() * 1000)))
        : QString();
    const QJsonObject schema = m_shown["parameters"_L1].toObject();
    const QJsonArray required = schema["required"_L1].toArray();
    const QJsonObject properties = schema["properties"_L1].toObject();
    for (auto it = properties.begin(); it != properties.end(); ++it)
        m_fields.push_back(ToolField::fromSchema(it.key(), it.value().toObject(), required.contains(it.key())));
    std::stable_partition(m_fields.begin(), m_fields.end(), [](const ToolField &field) { return field.isRequired; });
    endResetModel();
    Q_EMIT toolChanged();
    Q_EMIT stateChanged();
}

void ToolFormModel::touch(int row)
{
    ToolField &field = m_fields[static_cast<size_t>(row)];
    field.isTouched = true;
    field.refusal.clear();
    Q_EMIT dataChanged(index(row), index(row), {TextRole, CheckedRole, ProblemRole});
}

void ToolFormModel::setText(int row, const QString &text)
{
    if (row < 0 || row >= rowCount() || m_fields[static_cast<size_t>(row)].text == text)
        return;
    m_fields[static_cast<size_t>(row)].text = text;
    touch(row);
}

void ToolFormModel::setChecked(int row, bool checked)
{
    if (row < 0 || row >= rowCount() || m_fields[static_cast<size_t>(row)].isChecked == checked)
        return;
    m_fields[static_cast<size_t>(row)].isChecked = checked;
    touch(row);
}

void ToolFormModel::start()
{
    if (m_isBusy || m_shown.isEmpty())
        return;
    m_wasAsked = true;
    m_refusal.clear();
    QJsonObject values;
    for (ToolField &field : m_fields) {
        field.refusal.clear(); // whether it still won't do, the server says
        if (const QJsonValue value = field.value(); !value.isUndefined())
            values.insert(field.name, value);
    }
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {ProblemRole});
    const auto wrong = std::find_if(m_fields.begin(), m_fields.end(),
                                    [](const ToolField &field) { return !field.problem().isEmpty(); });
    if (wrong != m_fields.end()) {
        Q_EMIT stateChanged();
        Q_EMIT refusedAt(static_cast<int>(wrong - m_fields.begin()));
        return;
    }
    m_isBusy = true;
    Q_EMIT stateChanged();
    m_starter.startTool(m_tool, values, [asker = QPointer(this), form = m_form](const Result<ProcessPtr> &outcome) {
        if (asker && asker->m_form == form)
            asker->take(outcome);
    });
}

void ToolFormModel::take(const Result<ProcessPtr> &outcome)
{
    m_isBusy = false;
    if (!outcome && !refuse(outcome.error().field, shownText(outcome.error().message)))
        m_refusal = shownText(outcome.error().message);
    Q_EMIT stateChanged();
    if (outcome && *outcome)
        Q_EMIT started((**outcome)->id.toString());
}

/// Whether there is a row that it is about.
bool ToolFormModel::refuse(const QString &field, const QString &message)
{
    constexpr auto prefix = "parameters."_L1;
    const auto wrong = std::find_if(m_fields.begin(), m_fields.end(), [&](const ToolField &one) {
        return field.startsWith(prefix) && QStringView(field).sliced(prefix.size()) == one.name;
    });
    if (wrong == m_fields.end())
        return false;
    wrong->refusal = message;
    const auto row = static_cast<int>(wrong - m_fields.begin());
    Q_EMIT dataChanged(index(row), index(row), {ProblemRole});
    Q_EMIT refusedAt(row);
    return true;
}

} // namespace Procession
