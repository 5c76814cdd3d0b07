// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrule.h"

#include <QHash>
#include <QStringList>

namespace Procession {

/// One field of the form of a rule. Plain data.
struct AlertRuleField
{
    enum class Kind : quint8 { Text, Number, Span, Choice, Boolean };

    QString key; ///< where it stands in the rule, such as `condition.window`; `name` for the rule's own
    QString label;
    QString hint;
    Kind kind = Kind::Text;
    bool isMandatory = false;
    QStringList choices{}; ///< of a Choice, in words
    QString text;          ///< as it stands in the form; of a Choice one of them
    bool isChecked = false;
};

/// The form of a rule: which fields there are, and the rule that they make. Pure; GUI's thread.
namespace AlertRuleFields {

/// The fields of a rule with such a condition, as its JSON has them; what the JSON lacks is as the server takes it.
std::vector<AlertRuleField> fieldsOf(const QString &name, const QJsonObject &rule, const QStringList &channels);
/// Those of a rule in the words of a form that is shown already: fields of the same key keep what is written.
std::vector<AlertRuleField> fieldsFor(AlertCondition::Kind kind, const std::vector<AlertRuleField> &before,
                                      const QStringList &channels);
AlertCondition::Kind kindOf(const std::vector<AlertRuleField> &fields);

/// What a form makes. Plain data.
struct Made
{
    QString name;
    QJsonObject rule;                   ///< what the form doesn't show is as it was in `base`
    QHash<QString, QString> problems{}; ///< why a field won't do, by its key
};
Made ruleOf(const std::vector<AlertRuleField> &fields, const QJsonObject &base);
/// The key of the field that an error of the server, or of alertRuleFromJson(), is about; empty where there is none.
QString fieldOfError(const std::vector<AlertRuleField> &fields, const QString &errorField, const QString &message);

} // namespace AlertRuleFields

} // namespace Procession
