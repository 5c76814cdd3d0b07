// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertrulefields.h"

#include "alertrulejson.h"
#include "alertwords.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace Procession::AlertRuleFields {

using namespace Qt::StringLiterals;

namespace {

using Kind = AlertCondition::Kind;
using Field = AlertRuleField;
using Fields = std::vector<Field>;

constexpr std::array kinds{
    Kind::Failed,  Kind::TimedOut,        Kind::RetriesExhausted, Kind::FailureRate, Kind::Waiting,
    Kind::Overdue, Kind::Quiet,           Kind::OverLimit,        Kind::Missed,      Kind::HostSilent,
    Kind::DiskLow, Kind::StoreUnwritable, Kind::ChannelDead};

QString tr(const char *text)
{
    return QCoreApplication::translate("AlertRuleFields", text);
}

/// A choice of the API's names in words.
struct Choices
{
    QStringList names;
    QStringList words;

    QString wordOf(const QString &name) const
    {
        const qsizetype at = names.indexOf(name);
        return at < 0 ? name : words[at];
    }
    QString nameOf(const QString &word) const
    {
        const qsizetype at = words.indexOf(word);
        return at < 0 ? word : names[at];
    }
};

Choices severities()
{
    return {{u"info"_s, u"warning"_s, u"critical"_s}, {tr("Info"), tr("Warning"), tr("Critical")}};
}

Choices conditions()
{
    Choices choices;
    for (const Kind kind : kinds) {
        choices.names.append(QString(wireName(kind)));
        choices.words.append(AlertWords::condition(kind));
    }
    return choices;
}

Choices clocks()
{
    return {{QString(), u"report"_s, u"output"_s, u"progress"_s},
            {tr("Any of the three"), tr("Reports nothing"), tr("Prints nothing"), tr("Makes no progress")}};
}

Choices groupings()
{
    return {{u"name"_s, u"type"_s, u"all"_s}, {tr("Each name"), tr("Each type"), tr("All together")}};
}

QString numberText(const QJsonValue &value, double otherwise)
{
    return QString::number(value.toDouble(otherwise), 'g', 10);
}

QString spanText(const QJsonValue &seconds, double otherwise)
{
    return AlertWords::span(std::chrono::milliseconds(qRound64(seconds.toDouble(otherwise) * 1000)));
}

QString joined(const QJsonValue &list)
{
    QStringList texts;
    for (const QJsonValue &text : list.toArray())
        texts.append(text.toString());
    return texts.join(u", "_s);
}

QJsonArray parted(const QString &text)
{
    static const QRegularExpression between(u"[,;\\s]+"_s);
    return QJsonArray::fromStringList(text.split(between, Qt::SkipEmptyParts));
}

void addFieldsOf(Kind kind, const QJsonObject &condition, Fields &fields)
{
    const auto boolean = [&](const QString &key, const QString &label, bool otherwise) {
        fields.push_back({.key = u"condition."_s + key,
                          .label = label,
                          .hint = {},
                          .kind = Field::Kind::Boolean,
                          .text = {},
                          .isChecked = condition[key].toBool(otherwise)});
    };
    const auto text = [&](Field::Kind of, const QString &key, const QString &label, const QString &value,
                          const QString &hint) {
        fields.push_back({.key = u"condition."_s + key,
                          .label = label,
                          .hint = hint,
                          .kind = of,
                          .isMandatory = true,
                          .text = value});
    };
    switch (kind) {
    case Kind::Failed:
        boolean(u"timeouts"_s, tr("Timeouts count as well"), true);
        boolean(u"each_attempt"_s, tr("Also where a retry follows"), false);
        break;
    case Kind::TimedOut:
        boolean(u"each_attempt"_s, tr("Also where a retry follows"), false);
        break;
    case Kind::FailureRate:
        text(Field::Kind::Number, u"more_than_percent"_s, tr("More than, in %"),
             numberText(condition["more_than_percent"_L1], 5), {});
        text(Field::Kind::Number, u"at_least"_s, tr("Of at least so many runs"),
             numberText(condition["at_least"_L1], 20), {});
        text(Field::Kind::Span, u"window"_s, tr("Within"), spanText(condition["window"_L1], 900), {});
        break;
    case Kind::Waiting:
        text(Field::Kind::Span, u"longer_than"_s, tr("Longer than"), spanText(condition["longer_than"_L1], 600), {});
        break;
    case Kind::HostSilent:
        text(Field::Kind::Span, u"longer_than"_s, tr("For longer than"), spanText(condition["longer_than"_L1], 300),
             {});
        break;
    case Kind::DiskLow:
        text(Field::Kind::Number, u"free_percent"_s, tr("Less free than, in %"),
             numberText(condition["free_percent"_L1], 10), {});
        break;
    case Kind::Quiet:
        fields.push_back({.key = u"condition.clock"_s,
                          .label = tr("By which clock"),
                          .hint = {},
                          .kind = Field::Kind::Choice,
                          .choices = clocks().words,
                          .text = clocks().wordOf(condition["clock"_L1].toString())});
        break;
    case Kind::RetriesExhausted:
    case Kind::Overdue:
    case Kind::OverLimit:
    case Kind::StoreUnwritable:
    case Kind::Missed:
    case Kind::ChannelDead:
        break;
    }
}

void addScope(Kind kind, const QJsonObject &rule, Fields &fields)
{
    const QJsonObject scope = rule["scope"_L1].toObject();
    if (isAboutProcesses(kind) || kind == Kind::Missed) {
        fields.push_back({.key = u"scope.name"_s,
                          .label = kind == Kind::Missed ? tr("Of the schedule") : tr("Names"),
                          .hint = tr("A pattern such as import *; nothing for all"),
                          .text = scope["name"_L1].toString()});
    }
    if (!isAboutProcesses(kind))
        return;
    fields.push_back({.key = u"scope.types"_s,
                      .label = tr("Types"),
                      .hint = tr("Such as background_job, ai_task; nothing for all"),
                      .text = joined(scope["types"_L1])});
    const QString grouping = rule["group_by"_L1].toString(u"name"_s);
    Choices choices = groupings();
    if (!choices.names.contains(grouping)) { // by a key of the metadata
        choices.names.append(grouping);
        choices.words.append(grouping);
    }
    fields.push_back({.key = u"group_by"_s,
                      .label = tr("One alert for"),
                      .hint = {},
                      .kind = Field::Kind::Choice,
                      .choices = choices.words,
                      .text = choices.wordOf(grouping)});
}

QString quietText(const QJsonObject &rule)
{
    const QJsonObject hours = rule["quiet_hours"_L1].toObject();
    return hours.isEmpty() ? QString() : u"%1-%2"_s.arg(hours["from"_L1].toString(), hours["to"_L1].toString());
}

void addTelling(const QJsonObject &rule, const QStringList &channels, Fields &fields)
{
    fields.push_back({.key = u"severity"_s,
                      .label = tr("Severity"),
                      .hint = {},
                      .kind = Field::Kind::Choice,
                      .choices = severities().words,
                      .text = severities().wordOf(rule["severity"_L1].toString(u"warning"_s))});
    fields.push_back({.key = u"channels"_s,
                      .label = tr("Channels"),
                      .hint = channels.isEmpty() ? tr("No channel is configured: the alert shows here only")
                                                 : tr("Of %1").arg(channels.join(u", "_s)),
                      .text = joined(rule["channels"_L1])});
    fields.push_back({.key = u"for"_s,
                      .label = tr("Tell once it has lasted"),
                      .hint = tr("Such as 10 min; 0 s at once"),
                      .kind = Field::Kind::Span,
                      .text = spanText(rule["for"_L1], 0)});
    fields.push_back({.key = u"resolve_after"_s,
                      .label = tr("Over once it is well for"),
                      .hint = {},
                      .kind = Field::Kind::Span,
                      .text = spanText(rule["resolve_after"_L1], 300)});
    fields.push_back({.key = u"quiet_hours"_s,
                      .label = tr("Quiet hours"),
                      .hint = tr("Such as 22:00-07:00; nothing for none"),
                      .text = quietText(rule)});
    fields.push_back({.key = u"enabled"_s,
                      .label = tr("The rule is on"),
                      .hint = {},
                      .kind = Field::Kind::Boolean,
                      .text = {},
                      .isChecked = rule["enabled"_L1].toBool(true)});
}

void set(QJsonObject &object, const QString &key, const QJsonValue &value)
{
    const qsizetype dot = key.indexOf(u'.');
    if (dot < 0) {
        object.insert(key, value);
        return;
    }
    QJsonObject inner = object[key.first(dot)].toObject();
    inner.insert(key.sliced(dot + 1), value);
    object.insert(key.first(dot), inner);
}

/// The value of a text; undefined where it is none, and then why.
QJsonValue valueOf(const Field &field, QString &problem)
{
    const QString text = field.text.trimmed();
    if (field.isMandatory && text.isEmpty()) {
        problem = tr("This is required.");
        return QJsonValue::Undefined;
    }
    if (field.kind == Field::Kind::Span) {
        const auto span = AlertWords::spanFrom(text);
        if (!span)
            problem = tr("A duration such as 15 min, 90 s or 2 h.");
        return span ? QJsonValue(double(span->count()) / 1000) : QJsonValue(QJsonValue::Undefined);
    }
    bool isNumber = false;
    const double number = QString(text).replace(u',', u'.').toDouble(&isNumber);
    if (!isNumber)
        problem = tr("A number.");
    return isNumber ? QJsonValue(number) : QJsonValue(QJsonValue::Undefined);
}

void setQuietHours(const Field &field, Made &made)
{
    const QString text = field.text.simplified().remove(u' ');
    if (text.isEmpty()) {
        made.rule.remove(field.key);
        return;
    }
    static const QRegularExpression form(uR"(^(\d\d:\d\d)[-–](\d\d:\d\d)$)"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch()) {
        made.problems.insert(field.key, tr("From and to, such as 22:00-07:00."));
        return;
    }
    QJsonObject hours = made.rule[field.key].toObject(); // its days and its time zone stay
    hours.insert("from"_L1, match.captured(1));
    hours.insert("to"_L1, match.captured(2));
    if (!hours.contains("time_zone"_L1))
        hours.insert("time_zone"_L1, QString::fromUtf8(QTimeZone::systemTimeZoneId()));
    made.rule.insert(field.key, hours);
}

void setChoice(const Field &field, Made &made)
{
    if (field.key == "severity"_L1)
        set(made.rule, field.key, severities().nameOf(field.text));
    else if (field.key == "condition.kind"_L1)
        set(made.rule, field.key, conditions().nameOf(field.text));
    else if (field.key == "group_by"_L1)
        set(made.rule, field.key, groupings().nameOf(field.text));
    else if (const QString clock = clocks().nameOf(field.text); !clock.isEmpty())
        set(made.rule, field.key, clock);
}

void setText(const Field &field, Made &made)
{
    if (field.key == "name"_L1)
        made.name = field.text.trimmed();
    else if (field.key == "quiet_hours"_L1)
        setQuietHours(field, made);
    else if (field.key == "channels"_L1 || field.key == "scope.types"_L1)
        set(made.rule, field.key, parted(field.text));
    else
        set(made.rule, field.key, field.text.trimmed());
}

} // namespace

Fields fieldsOf(const QString &name, const QJsonObject &rule, const QStringList &channels)
{
    const QJsonObject condition = rule["condition"_L1].toObject();
    const Kind kind = alertConditionFromString(condition["kind"_L1].toString()).value_or(Kind::Failed);
    Fields fields;
    fields.push_back({.key = u"name"_s,
                      .label = tr("Name"),
                      .hint = tr("Letters, digits, . _ and -"),
                      .isMandatory = true,
                      .text = name});
    fields.push_back({.key = u"condition.kind"_s,
                      .label = tr("When"),
                      .hint = {},
                      .kind = Field::Kind::Choice,
                      .choices = conditions().words,
                      .text = AlertWords::condition(kind)});
    addFieldsOf(kind, condition, fields);
    addScope(kind, rule, fields);
    addTelling(rule, channels, fields);
    return fields;
}

Fields fieldsFor(Kind kind, const Fields &before, const QStringList &channels)
{
    Fields fields = fieldsOf({}, {{u"condition"_s, QJsonObject{{u"kind"_s, QString(wireName(kind))}}}}, channels);
    for (Field &field : fields) {
        const auto known = std::find_if(before.begin(), before.end(), [&field](const Field &old) {
            return old.key == field.key && old.kind == field.kind && field.key != "condition.kind"_L1;
        });
        if (known == before.end())
            continue;
        field.text = known->text;
        field.isChecked = known->isChecked;
        if (field.key == "group_by"_L1)
            field.choices = known->choices;
    }
    return fields;
}

Kind kindOf(const Fields &fields)
{
    for (const Field &field : fields) {
        if (field.key == "condition.kind"_L1)
            return alertConditionFromString(conditions().nameOf(field.text)).value_or(Kind::Failed);
    }
    return Kind::Failed;
}

Made ruleOf(const Fields &fields, const QJsonObject &base)
{
    Made made;
    made.rule = base;
    made.rule.remove("condition"_L1);
    QJsonObject scope = base["scope"_L1].toObject();
    scope.remove("name"_L1);
    scope.remove("types"_L1);
    made.rule.insert("scope"_L1, scope);
    for (const Field &field : fields) {
        if (field.kind == Field::Kind::Boolean) {
            set(made.rule, field.key, field.isChecked);
        } else if (field.kind == Field::Kind::Choice) {
            setChoice(field, made);
        } else if (field.kind == Field::Kind::Text) {
            setText(field, made);
        } else {
            QString problem;
            const QJsonValue value = valueOf(field, problem);
            if (problem.isEmpty())
                set(made.rule, field.key, value);
            else
                made.problems.insert(field.key, problem);
        }
    }
    if (made.name.isEmpty())
        made.problems.insert(u"name"_s, tr("This is required."));
    if (scope.isEmpty() && made.rule["scope"_L1].toObject().isEmpty())
        made.rule.remove("scope"_L1);
    return made;
}

QString fieldOfError(const Fields &fields, const QString &errorField, const QString &message)
{
    QString first;
    for (const Field &field : fields) {
        if (field.key == errorField)
            return field.key;
        if (!field.key.startsWith(errorField + u'.') || errorField.isEmpty())
            continue;
        // What the inner field is only the sentence says, maybe in the singular.
        const QString inner = field.key.sliced(errorField.size() + 1);
        if (message.contains(inner.endsWith(u's') ? inner.chopped(1) : inner))
            return field.key;
        if (first.isEmpty())
            first = field.key;
    }
    return first;
}

} // namespace Procession::AlertRuleFields
