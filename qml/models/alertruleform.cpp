// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertruleform.h"

#include "alertrulejson.h"
#include "alertwords.h"
#include "rowtext.h"

#include <QPointer>

namespace Procession {

using namespace Qt::StringLiterals;

AlertRuleForm::AlertRuleForm(AlertCentre &centre, Operator &alerts, QObject *parent)
    : QAbstractListModel(parent)
    , m_centre(centre)
    , m_operator(alerts)
    , m_rehearsal(alerts, this)
{
}

int AlertRuleForm::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

QVariant AlertRuleForm::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Field &field = m_fields[static_cast<size_t>(index.row())];
    switch (role) {
    case KeyRole:
        return field.key;
    case Qt::DisplayRole:
    case LabelRole:
        return field.label;
    case KindRole:
        return static_cast<int>(field.kind);
    case MandatoryRole:
        return field.isMandatory;
    case TextRole:
        return field.text;
    case CheckedRole:
        return field.isChecked;
    case ChoicesRole:
        return field.choices;
    case HintRole:
        return field.hint;
    case ProblemRole:
        return m_wasAsked || m_touched.contains(field.key) ? m_problems.value(field.key) : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> AlertRuleForm::roleNames() const
{
    return {{KeyRole, "key"},        {LabelRole, "label"},     {KindRole, "kind"},       {MandatoryRole, "mandatory"},
            {TextRole, "text"},      {CheckedRole, "checked"}, {ChoicesRole, "choices"}, {HintRole, "hint"},
            {ProblemRole, "problem"}};
}

void AlertRuleForm::load(const QString &name, const QJsonObject &fields)
{
    beginResetModel();
    ++m_form;
    m_rule = name;
    m_base = fields;
    m_fields = AlertRuleFields::fieldsOf(name, fields, m_centre.channelNames());
    m_touched.clear();
    m_refusal.clear();
    m_isOpen = true;
    m_isBusy = m_isAltered = m_wasAsked = false;
    endResetModel();
    judge();
}

void AlertRuleForm::begin()
{
    m_isConfigured = false;
    QJsonObject fields{{u"condition"_s, QJsonObject{{u"kind"_s, u"failure_rate"_s}}}};
    if (const QStringList channels = m_centre.channelNames(); !channels.isEmpty())
        fields.insert("channels"_L1, QJsonArray{channels.constFirst()});
    load({}, fields);
}

void AlertRuleForm::edit(const QString &name)
{
    const QJsonObject fields = m_centre.rule(name);
    if (fields.isEmpty())
        return;
    m_isConfigured = m_centre.isRuleConfigured(name);
    load(name, fields);
}

void AlertRuleForm::close()
{
    beginResetModel();
    ++m_form;
    m_fields.clear();
    m_rule.clear();
    m_words.clear();
    m_isOpen = m_isBusy = m_isAltered = false;
    endResetModel();
    m_rehearsal.clear();
    Q_EMIT stateChanged();
}

int AlertRuleForm::rowOfKey(const QString &key) const
{
    for (size_t i = 0; i < m_fields.size(); ++i) {
        if (m_fields[i].key == key)
            return static_cast<int>(i);
    }
    return -1;
}

void AlertRuleForm::setText(int row, const QString &text)
{
    if (row < 0 || row >= rowCount() || m_fields[static_cast<size_t>(row)].text == text)
        return;
    Field &field = m_fields[static_cast<size_t>(row)];
    field.text = text;
    const bool isKind = field.key == "condition.kind"_L1;
    touch(row);
    if (isKind)
        takeKind();
}

void AlertRuleForm::setChecked(int row, bool checked)
{
    if (row < 0 || row >= rowCount() || m_fields[static_cast<size_t>(row)].isChecked == checked)
        return;
    m_fields[static_cast<size_t>(row)].isChecked = checked;
    touch(row);
}

void AlertRuleForm::touch(int row)
{
    m_touched.insert(m_fields[static_cast<size_t>(row)].key);
    m_refusal.clear();
    m_isAltered = true;
    Q_EMIT dataChanged(index(row), index(row));
    judge();
}

/// Another condition has other fields; rows of those that stay keep their place, with the keyboard on them.
void AlertRuleForm::takeKind()
{
    std::vector<Field> wanted =
        AlertRuleFields::fieldsFor(AlertRuleFields::kindOf(m_fields), m_fields, m_centre.channelNames());
    for (int i = rowCount() - 1; i >= 0; --i) {
        const QString key = m_fields[static_cast<size_t>(i)].key;
        if (std::any_of(wanted.begin(), wanted.end(), [&key](const Field &field) { return field.key == key; }))
            continue;
        beginRemoveRows({}, i, i);
        m_fields.erase(m_fields.begin() + i);
        endRemoveRows();
    }
    for (size_t i = 0; i < wanted.size(); ++i) {
        const int row = static_cast<int>(i);
        if (i < m_fields.size() && m_fields[i].key == wanted[i].key) {
            m_fields[i] = std::move(wanted[i]);
            Q_EMIT dataChanged(index(row), index(row));
            continue;
        }
        beginInsertRows({}, row, row);
        m_fields.insert(m_fields.begin() + row, std::move(wanted[i]));
        endInsertRows();
    }
    judge();
}

/// What the form makes: problems, words, and whether it can be rehearsed.
void AlertRuleForm::judge()
{
    m_made = AlertRuleFields::ruleOf(m_fields, m_base);
    const QHash<QString, QString> before = std::exchange(m_problems, m_made.problems);
    // A rule that has no name yet can be rehearsed all the same.
    const QString name = m_made.name.isEmpty() ? u"new"_s : m_made.name;
    const auto rule = alertRuleFromJson(name, m_made.rule);
    if (!rule) {
        const QString key = AlertRuleFields::fieldOfError(m_fields, rule.error().field, rule.error().message);
        if (!key.isEmpty() && !m_problems.contains(key) && m_problems.size() <= 1)
            m_problems.insert(key, shownText(rule.error().message));
    }
    const bool makesSense = rule
        && std::all_of(m_problems.keyBegin(), m_problems.keyEnd(), [](const QString &key) { return key == "name"_L1; });
    m_words = makesSense ? AlertWords::rule(*rule) : QString();
    if (makesSense) {
        QJsonObject asked = m_made.rule;
        asked.insert("name"_L1, u"rehearsal"_s); // it makes no difference
        m_rehearsal.ask(asked);
    } else {
        m_rehearsal.clear();
    }
    if (before != m_problems && !m_fields.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {ProblemRole});
    Q_EMIT stateChanged();
}

void AlertRuleForm::save()
{
    if (m_isBusy || !m_isOpen || m_isConfigured)
        return;
    m_wasAsked = true;
    Q_EMIT dataChanged(index(0), index(rowCount() - 1), {ProblemRole});
    for (int row = 0; row < rowCount(); ++row) {
        if (m_problems.contains(m_fields[static_cast<size_t>(row)].key)) {
            Q_EMIT refusedAt(row);
            return;
        }
    }
    m_isBusy = true;
    Q_EMIT stateChanged();
    m_operator.askAlerts(
        {.what = AlertQuestion::What::PutRule, .name = m_made.name, .body = m_made.rule},
        [asker = QPointer(this), form = m_form, name = m_made.name](const Result<QJsonObject> &answer) {
            if (asker && asker->m_form == form)
                asker->take(name, answer);
        });
}

void AlertRuleForm::take(const QString &name, const Result<QJsonObject> &answer)
{
    m_isBusy = false;
    if (answer) {
        const QString before = m_rule;
        m_rule = name;
        m_base = m_made.rule;
        m_isAltered = m_wasAsked = false;
        m_touched.clear();
        if (!before.isEmpty() && before != name)
            m_centre.removeRule(before); // it was renamed
        else
            m_centre.reload();
        Q_EMIT stateChanged();
        Q_EMIT saved(name);
        return;
    }
    const QString why = shownText(answer.error().message);
    const int row = rowOfKey(AlertRuleFields::fieldOfError(m_fields, answer.error().field, why));
    if (row < 0 || answer.error().field.isEmpty()) {
        m_refusal = why;
    } else {
        m_problems.insert(m_fields[static_cast<size_t>(row)].key, why);
        Q_EMIT dataChanged(index(row), index(row), {ProblemRole});
        Q_EMIT refusedAt(row);
    }
    Q_EMIT stateChanged();
}

} // namespace Procession
