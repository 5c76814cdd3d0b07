// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertmessage.h"

#include "durationtext.h"
#include "wirenames.h"

#include <QJsonArray>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Kind = AlertCondition::Kind;

constexpr WireNames<AlertMessageKind, 4> kindNames{{
    {AlertMessageKind::Fired, "fired"_L1},
    {AlertMessageKind::Reminder, "reminder"_L1},
    {AlertMessageKind::Flapping, "flapping"_L1},
    {AlertMessageKind::Resolved, "resolved"_L1},
}};

QString times(qint64 count)
{
    return count > 1 ? u" %1 times"_s.arg(count) : QString();
}

QString others(qint64 count)
{
    return count > 1 ? u" and %1 more"_s.arg(count - 1) : QString();
}

/// Failures, of one name or of several.
QString failures(const AlertMessage &message, const QString &name, const QString &verb)
{
    if (message.subjects > 1)
        return u"%1 failures of %2 names, the last one: "_s.arg(message.count).arg(message.subjects) + name + verb;
    return name + verb + times(message.count);
}

/// What is wrong, without saying that it began or is over.
QString trouble(const AlertMessage &message)
{
    const QString name = message.name.isEmpty() ? message.type : message.name;
    switch (message.condition) {
    case Kind::Failed:
        return failures(message, name, u" failed"_s);
    case Kind::TimedOut:
        return failures(message, name, u" ran into a timeout"_s);
    case Kind::RetriesExhausted:
        return failures(message, name, u" failed after the last retry"_s);
    case Kind::Quiet:
        return name + others(message.count) + u" quiet"_s;
    case Kind::Overdue:
        return name + others(message.count) + u" overdue"_s;
    case Kind::OverLimit:
        return name + others(message.count) + u" over a limit"_s;
    case Kind::FailureRate:
        return u"Too many failures: "_s + message.cause;
    case Kind::Waiting:
        return name + others(message.count) + u" waiting for too long"_s;
    case Kind::StoreUnwritable:
        return u"The store can't be written"_s;
    case Kind::ChannelDead:
        return u"No message gets through the channel "_s + message.name;
    case Kind::DiskLow:
        return u"Little room left on "_s + message.name;
    case Kind::HostSilent:
        return u"Nothing is heard of the host "_s + message.name;
    case Kind::Missed:
        return message.name + u" missed its time"_s + times(message.count);
    }
    return name;
}

} // namespace

QLatin1StringView wireName(AlertMessageKind kind)
{
    return nameIn<kindNames>(kind);
}

std::optional<AlertMessageKind> alertMessageKindFromString(QStringView name)
{
    return valueIn<kindNames>(name);
}

QString alertTitle(const AlertMessage &message)
{
    const QString what = trouble(message);
    switch (message.kind) {
    case AlertMessageKind::Reminder:
        return u"Still, after %1: %2"_s.arg(durationText(message.durationMs), what);
    case AlertMessageKind::Flapping:
        return u"Comes and goes: "_s + what;
    case AlertMessageKind::Resolved:
        return u"Over after %1: %2"_s.arg(durationText(message.durationMs), what);
    case AlertMessageKind::Fired:
        break;
    }
    return what;
}

void writeAlertMessage(ObjectWriter &object, const AlertMessage &message)
{
    object.ascii("kind", wireName(message.kind));
    object.text("rule", message.rule);
    object.ascii("severity", wireName(message.severity));
    object.ascii("condition", wireName(message.condition));
    object.text("cause", message.cause);
    object.integer("episode", message.episode);
    object.integer("number", message.number);
    object.text("process_type", message.type);
    object.text("name", message.name);
    object.text("title", alertTitle(message));
    object.text("reason", message.reason);
    object.integer("attempt", message.attempt);
    object.integer("count", message.count);
    object.integer("ongoing", message.ongoing);
    object.integer("subjects", message.subjects);
    {
        ArrayWriter samples = object.array("samples");
        for (const QString &id : message.samples)
            samples.text(id);
    }
    object.seconds("at", message.atMs);
    object.seconds("began_at", message.beganMs);
    object.seconds("last_seen_at", message.lastSeenMs);
    object.seconds("duration", message.durationMs);
    ArrayWriter channels = object.array("channels");
    for (const QString &channel : message.channels)
        channels.text(channel);
}

AlertMessage alertMessageFrom(const QJsonObject &json)
{
    const auto textsOf = [&json](QLatin1StringView key) {
        QStringList texts;
        for (const QJsonValue &value : json[key].toArray())
            texts.append(value.toString());
        return texts;
    };
    const auto msOf = [&json](QLatin1StringView key) -> qint64 { return std::llround(json[key].toDouble() * 1000); };
    AlertMessage message;
    message.kind = alertMessageKindFromString(json["kind"_L1].toString()).value_or(AlertMessageKind::Fired);
    message.rule = json["rule"_L1].toString();
    message.severity = alertSeverityFromString(json["severity"_L1].toString()).value_or(AlertSeverity::Warning);
    message.condition = alertConditionFromString(json["condition"_L1].toString()).value_or(Kind::Failed);
    message.cause = json["cause"_L1].toString();
    message.episode = static_cast<quint64>(json["episode"_L1].toInteger());
    message.number = json["number"_L1].toInt();
    message.type = json["process_type"_L1].toString();
    message.name = json["name"_L1].toString();
    message.reason = json["reason"_L1].toString();
    message.attempt = json["attempt"_L1].toInt();
    message.count = json["count"_L1].toInteger();
    message.ongoing = json["ongoing"_L1].toInteger();
    message.subjects = json["subjects"_L1].toInteger();
    message.samples = textsOf("samples"_L1);
    message.atMs = msOf("at"_L1);
    message.beganMs = msOf("began_at"_L1);
    message.lastSeenMs = msOf("last_seen_at"_L1);
    message.durationMs = msOf("duration"_L1);
    message.channels = textsOf("channels"_L1);
    return message;
}

} // namespace Procession
