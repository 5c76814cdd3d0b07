// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertrulejson.h"

#include "jsonreader.h"
#include "nearestname.h"
#include "processjson.h"

#include <QRegularExpression>
#include <QTime>
#include <QTimeZone>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Kind = AlertCondition::Kind;

constexpr auto longest = std::chrono::hours(24 * 366);
constexpr std::array dayNames{"mon"_L1, "tue"_L1, "wed"_L1, "thu"_L1, "fri"_L1, "sat"_L1, "sun"_L1};
constexpr auto metadataPrefix = "metadata:"_L1;

bool isName(const QString &name)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9][A-Za-z0-9._-]*\\z"_s);
    return name.size() <= AlertRule::maxNameLength && form.match(name).hasMatch();
}

/// The texts of a list; nothing where it is no list of texts, or too long, which is the reader's error then.
std::optional<QStringList> readTexts(JsonReader &reader, QLatin1StringView key)
{
    const auto array = reader.array(key);
    if (!array)
        return std::nullopt;
    QStringList texts;
    for (const QJsonValue &value : *array) {
        if (!value.isString() || value.toString().isEmpty() || array->size() > AlertRule::maxTexts) {
            reader.fail(key, u"%1 is a list of at most %2 texts."_s.arg(key).arg(AlertRule::maxTexts));
            return std::nullopt;
        }
        texts.append(value.toString());
    }
    return texts;
}

void allowOnlyFieldsOf(Kind kind, JsonReader &reader)
{
    switch (kind) {
    case Kind::Failed:
        reader.onlyKeys({"kind"_L1, "each_attempt"_L1, "timeouts"_L1});
        break;
    case Kind::TimedOut:
        reader.onlyKeys({"kind"_L1, "each_attempt"_L1});
        break;
    case Kind::Quiet:
        reader.onlyKeys({"kind"_L1, "clock"_L1});
        break;
    case Kind::FailureRate:
        reader.onlyKeys({"kind"_L1, "more_than_percent"_L1, "at_least"_L1, "window"_L1});
        break;
    case Kind::Waiting:
    case Kind::HostSilent:
        reader.onlyKeys({"kind"_L1, "longer_than"_L1});
        break;
    case Kind::DiskLow:
        reader.onlyKeys({"kind"_L1, "free_percent"_L1, "free_bytes"_L1});
        break;
    case Kind::RetriesExhausted:
    case Kind::Overdue:
    case Kind::OverLimit:
    case Kind::StoreUnwritable:
    case Kind::ChannelDead:
    case Kind::Missed:
        reader.onlyKeys({"kind"_L1});
        break;
    }
}

/// A field that the condition can't do without.
void require(JsonReader &reader, QLatin1StringView key, const QString &what)
{
    if (!reader.has(key))
        reader.fail(key, u"This condition needs %1: %2."_s.arg(key, what));
}

void readFieldsOf(AlertCondition &condition, JsonReader &reader)
{
    condition.eachAttempt = reader.boolean("each_attempt"_L1).value_or(false);
    condition.withTimeouts = reader.boolean("timeouts"_L1).value_or(true);
    if (const auto clock = reader.text("clock"_L1, 64)) {
        condition.clock = quietClockFromString(*clock);
        if (!condition.clock)
            reader.fail("clock"_L1, u"There is no clock \"%1\"; known are: report, output, progress."_s.arg(*clock));
    }
    if (condition.kind == Kind::Waiting || condition.kind == Kind::HostSilent)
        require(reader, "longer_than"_L1, u"a number of seconds"_s);
    condition.longerThan = reader.seconds("longer_than"_L1, 1s, longest).value_or(0ms);
    if (condition.kind == Kind::FailureRate) {
        require(reader, "more_than_percent"_L1, u"a share of the runs"_s);
        require(reader, "window"_L1, u"a number of seconds"_s);
        condition.percent = reader.number("more_than_percent"_L1, 0, 99.999).value_or(0);
        condition.least = reader.integer("at_least"_L1, 1, 1'000'000).value_or(10);
        condition.window = reader.seconds("window"_L1, 10s, 24h * 7).value_or(0ms);
    }
    if (condition.kind == Kind::DiskLow) {
        condition.percent = reader.number("free_percent"_L1, 0, 100).value_or(0);
        condition.bytes = static_cast<qint64>(reader.number("free_bytes"_L1, 0, double(qint64(1) << 53)).value_or(0));
        if (condition.percent <= 0 && condition.bytes <= 0)
            require(reader, "free_percent"_L1, u"it or free_bytes says how little is too little"_s);
    }
}

AlertCondition readCondition(JsonReader &outer)
{
    AlertCondition condition;
    const auto object = outer.object("condition"_L1);
    if (!object) {
        outer.fail("condition"_L1, u"A rule needs a condition, such as {\"kind\": \"failed\"}."_s);
        return condition;
    }
    JsonReader reader(*object);
    const QString name = reader.text("kind"_L1, 64).value_or(QString());
    const auto kind = alertConditionFromString(name);
    if (!kind)
        reader.fail("kind"_L1, u"There is no condition \"%1\"%2"_s.arg(name, suggestion(name, alertConditionNames())));
    else
        allowOnlyFieldsOf(*kind, reader);
    condition.kind = kind.value_or(Kind::Failed);
    readFieldsOf(condition, reader);
    outer.failWithin("condition"_L1, reader);
    return condition;
}

AlertScope readScope(JsonReader &outer)
{
    AlertScope scope;
    const auto object = outer.object("scope"_L1);
    if (!object)
        return scope;
    JsonReader reader(*object);
    reader.onlyKeys({"types"_L1, "name"_L1, "metadata"_L1});
    for (const QString &name : readTexts(reader, "types"_L1).value_or(QStringList())) {
        if (const auto type = ProcessType::fromString(name))
            scope.types.push_back(*type);
        else
            reader.fail("types"_L1, u"A process type is %1."_s.arg(ProcessType::rule()));
    }
    scope.name = reader.text("name"_L1, 500).value_or(QString());
    scope.metadata = reader.object("metadata"_L1).value_or(QJsonObject());
    if (scope.metadata.size() > AlertRule::maxTexts)
        reader.fail("metadata"_L1, u"At most %1 keys are taken."_s.arg(AlertRule::maxTexts));
    outer.failWithin("scope"_L1, reader);
    return scope;
}

int readMinute(JsonReader &reader, QLatin1StringView key)
{
    const QTime time = QTime::fromString(reader.text(key, 5).value_or(QString()), u"hh:mm"_s);
    if (!time.isValid())
        reader.fail(key, u"%1 is a time of the day such as \"22:30\"."_s.arg(key));
    return time.isValid() ? time.hour() * 60 + time.minute() : 0;
}

quint8 readDays(JsonReader &reader)
{
    const auto names = readTexts(reader, "days"_L1);
    if (!names)
        return QuietHours().days;
    quint8 days = 0;
    for (const QString &name : *names) {
        const auto day = std::find(dayNames.begin(), dayNames.end(), name);
        if (day == dayNames.end())
            reader.fail("days"_L1, u"A day is one of mon, tue, wed, thu, fri, sat, sun."_s);
        else
            days = static_cast<quint8>(days | 1 << (day - dayNames.begin()));
    }
    if (days == 0)
        reader.fail("days"_L1, u"Quiet hours need a day; leave out days for all of them."_s);
    return days;
}

std::optional<QuietHours> readQuietHours(JsonReader &outer)
{
    const auto object = outer.object("quiet_hours"_L1);
    if (!object)
        return std::nullopt;
    JsonReader reader(*object);
    reader.onlyKeys({"from"_L1, "to"_L1, "days"_L1, "time_zone"_L1, "critical_passes"_L1});
    QuietHours hours;
    hours.fromMinute = readMinute(reader, "from"_L1);
    hours.toMinute = readMinute(reader, "to"_L1);
    hours.days = readDays(reader);
    hours.timeZone = reader.text("time_zone"_L1, 100).value_or(u"UTC"_s);
    if (!QTimeZone(hours.timeZone.toUtf8()).isValid())
        reader.fail("time_zone"_L1, u"This machine doesn't know the time zone \"%1\"."_s.arg(hours.timeZone));
    hours.criticalPasses = reader.boolean("critical_passes"_L1).value_or(true);
    if (hours.fromMinute == hours.toMinute && hours.days == QuietHours().days)
        reader.fail("to"_L1, u"These quiet hours never end; to switch a rule off set enabled to false."_s);
    outer.failWithin("quiet_hours"_L1, reader);
    return hours;
}

AlertReminders readReminders(JsonReader &outer)
{
    AlertReminders reminders;
    const auto object = outer.object("reminders"_L1);
    if (!object)
        return reminders;
    JsonReader reader(*object);
    reader.onlyKeys({"first_after"_L1, "factor"_L1, "most"_L1});
    reminders.firstAfter = reader.seconds("first_after"_L1, 0s, longest).value_or(reminders.firstAfter);
    reminders.factor = reader.number("factor"_L1, 1, 100).value_or(reminders.factor);
    reminders.most = reader.integer("most"_L1, 0, 1000).value_or(reminders.most);
    outer.failWithin("reminders"_L1, reader);
    return reminders;
}

AlertFlapping readFlapping(JsonReader &outer)
{
    AlertFlapping flapping;
    const auto object = outer.object("flapping"_L1);
    if (!object)
        return flapping;
    JsonReader reader(*object);
    reader.onlyKeys({"times"_L1, "within"_L1, "stable_after"_L1});
    flapping.times = reader.integer("times"_L1, 0, 20).value_or(flapping.times);
    if (flapping.times == 1)
        reader.fail("times"_L1, u"times is 0 for never, or at least 2."_s);
    flapping.within = reader.seconds("within"_L1, 1s, longest).value_or(flapping.within);
    flapping.stableAfter = reader.seconds("stable_after"_L1, 1s, longest).value_or(flapping.stableAfter);
    outer.failWithin("flapping"_L1, reader);
    return flapping;
}

AlertGrouping readGrouping(JsonReader &reader)
{
    const QString text = reader.text("group_by"_L1, 300).value_or(u"name"_s);
    if (text.startsWith(metadataPrefix) && text.size() > metadataPrefix.size())
        return {AlertGrouping::By::Metadata, text.sliced(metadataPrefix.size())};
    if (text == "type"_L1)
        return {AlertGrouping::By::Type};
    if (text == "all"_L1)
        return {AlertGrouping::By::All};
    if (text != "name"_L1)
        reader.fail("group_by"_L1,
                    u"There is no grouping \"%1\"; known are: name, type, all, metadata:KEY."_s.arg(text));
    return {};
}

QString groupingText(const AlertGrouping &grouping)
{
    switch (grouping.by) {
    case AlertGrouping::By::Name:
        return u"name"_s;
    case AlertGrouping::By::Type:
        return u"type"_s;
    case AlertGrouping::By::Metadata:
        return metadataPrefix + grouping.key;
    case AlertGrouping::By::All:
        break;
    }
    return u"all"_s;
}

void writeCondition(ObjectWriter &&object, const AlertCondition &condition)
{
    object.ascii("kind", wireName(condition.kind));
    if (condition.kind == Kind::Failed || condition.kind == Kind::TimedOut)
        object.boolean("each_attempt", condition.eachAttempt);
    if (condition.kind == Kind::Failed)
        object.boolean("timeouts", condition.withTimeouts);
    if (condition.clock)
        object.ascii("clock", wireName(*condition.clock));
    if (condition.kind == Kind::Waiting || condition.kind == Kind::HostSilent)
        object.seconds("longer_than", condition.longerThan);
    if (condition.kind == Kind::FailureRate) {
        object.number("more_than_percent", condition.percent);
        object.integer("at_least", condition.least);
        object.seconds("window", condition.window);
    }
    if (condition.kind == Kind::DiskLow) {
        object.number("free_percent", condition.percent);
        object.integer("free_bytes", condition.bytes);
    }
}

void writeScope(ObjectWriter &&object, const AlertScope &scope)
{
    {
        ArrayWriter types = object.array("types");
        for (const ProcessType &type : scope.types)
            types.ascii(type.bytes());
    }
    object.text("name", scope.name);
    object.raw("metadata", compactText(scope.metadata).utf8());
}

void writeQuietHours(ObjectWriter &&object, const QuietHours &hours)
{
    const auto timeText = [](int minute) { return QTime(minute / 60, minute % 60).toString(u"hh:mm"_s); };
    object.text("from", timeText(hours.fromMinute));
    object.text("to", timeText(hours.toMinute));
    {
        ArrayWriter days = object.array("days");
        for (size_t day = 0; day < dayNames.size(); ++day) {
            if (hours.days >> day & 1)
                days.ascii(dayNames[day]);
        }
    }
    object.text("time_zone", hours.timeZone);
    object.boolean("critical_passes", hours.criticalPasses);
}

} // namespace

Result<AlertRule> alertRuleFromJson(const QString &name, const QJsonObject &body)
{
    if (!isName(name)) {
        return Error{
            ErrorCode::InvalidField,
            u"The name of a rule has 1 to %1 of A-Z a-z 0-9 . _ -, of which the first is a letter or a digit."_s.arg(
                AlertRule::maxNameLength),
            u"name"_s};
    }
    JsonReader reader(body);
    reader.onlyKeys({"enabled"_L1, "severity"_L1, "condition"_L1, "scope"_L1, "for"_L1, "resolve_after"_L1,
                     "forget_after"_L1, "reminders"_L1, "flapping"_L1, "quiet_hours"_L1, "channels"_L1, "group_by"_L1});
    AlertRule rule;
    rule.name = name;
    rule.enabled = reader.boolean("enabled"_L1).value_or(true);
    const QString severity = reader.text("severity"_L1, 64).value_or(u"warning"_s);
    if (const auto known = alertSeverityFromString(severity))
        rule.severity = *known;
    else
        reader.fail("severity"_L1, u"There is no severity \"%1\"; known are: info, warning, critical."_s.arg(severity));
    rule.condition = readCondition(reader);
    rule.scope = readScope(reader);
    if (!rule.scope.isAll() && !isAboutProcesses(rule.condition.kind) && rule.condition.kind != Kind::Missed)
        reader.fail("scope"_L1, u"This condition isn't about processes, so that it has no scope."_s);
    if (rule.condition.kind == Kind::Missed && !(rule.scope.types.empty() && rule.scope.metadata.isEmpty()))
        reader.fail("scope"_L1, u"The scope of missed runs is a name: that of their schedule."_s);
    rule.holdsFor = reader.seconds("for"_L1, 0s, longest).value_or(rule.holdsFor);
    rule.resolveAfter = reader.seconds("resolve_after"_L1, 0s, longest).value_or(rule.resolveAfter);
    rule.forgetAfter = reader.seconds("forget_after"_L1, 60s, longest).value_or(rule.forgetAfter);
    rule.reminders = readReminders(reader);
    rule.flapping = readFlapping(reader);
    rule.quietHours = readQuietHours(reader);
    rule.channels = readTexts(reader, "channels"_L1).value_or(QStringList());
    rule.channels.removeDuplicates();
    rule.groupBy = readGrouping(reader);
    if (reader.error())
        return *reader.error();
    return rule;
}

void writeAlertRule(ObjectWriter &object, const AlertRule &rule)
{
    object.text("name", rule.name);
    object.boolean("enabled", rule.enabled);
    object.ascii("severity", wireName(rule.severity));
    writeCondition(object.object("condition"), rule.condition);
    writeScope(object.object("scope"), rule.scope);
    object.seconds("for", rule.holdsFor);
    object.seconds("resolve_after", rule.resolveAfter);
    object.seconds("forget_after", rule.forgetAfter);
    {
        ObjectWriter reminders = object.object("reminders");
        reminders.seconds("first_after", rule.reminders.firstAfter);
        reminders.number("factor", rule.reminders.factor);
        reminders.integer("most", rule.reminders.most);
    }
    {
        ObjectWriter flapping = object.object("flapping");
        flapping.integer("times", rule.flapping.times);
        flapping.seconds("within", rule.flapping.within);
        flapping.seconds("stable_after", rule.flapping.stableAfter);
    }
    if (rule.quietHours)
        writeQuietHours(object.object("quiet_hours"), *rule.quietHours);
    else
        object.null("quiet_hours");
    {
        ArrayWriter channels = object.array("channels");
        for (const QString &channel : rule.channels)
            channels.text(channel);
    }
    object.text("group_by", groupingText(rule.groupBy));
}

} // namespace Procession
