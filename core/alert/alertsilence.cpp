// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertsilence.h"

#include "alertrule.h"
#include "jsonreader.h"

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

bool AlertSilence::matches(const QString &ruleName, const AlertSubject &subject) const
{
    return (rule.isEmpty() || matchesPattern(rule, ruleName)) && (type.isEmpty() || type == subject.type)
        && (name.isEmpty() || matchesPattern(name, subject.name));
}

Result<AlertSilence> alertSilenceFromJson(const QJsonObject &body, qint64 nowMs)
{
    constexpr qsizetype longestText = 500;
    constexpr auto longest = 24h * 366;
    JsonReader reader(body);
    reader.onlyKeys({"rule"_L1, "type"_L1, "name"_L1, "reason"_L1, "duration"_L1, "ends_at"_L1});
    AlertSilence silence;
    silence.rule = reader.text("rule"_L1, longestText).value_or(QString());
    silence.type = reader.text("type"_L1, longestText).value_or(QString());
    silence.name = reader.text("name"_L1, longestText).value_or(QString());
    silence.reason = reader.text("reason"_L1, longestText).value_or(QString());
    silence.beganMs = nowMs;
    const auto duration = reader.seconds("duration"_L1, 1s, longest);
    const auto end = reader.moment("ends_at"_L1);
    if (duration.has_value() == end.has_value())
        reader.fail("duration"_L1, u"A silence ends: say duration, in seconds, or ends_at."_s);
    silence.endsMs = duration ? nowMs + duration->count() : end.value_or(0);
    if (end && (*end <= nowMs || *end > nowMs + std::chrono::milliseconds(longest).count()))
        reader.fail("ends_at"_L1, u"A silence ends in the future, within a year."_s);
    if (silence.reason.trimmed().isEmpty())
        reader.fail("reason"_L1, u"A silence needs a reason, for those who wonder why nothing is told."_s);
    if (reader.error())
        return *reader.error();
    return silence;
}

void writeAlertSilence(ObjectWriter &object, const AlertSilence &silence)
{
    object.integer("id", silence.id);
    object.text("rule", silence.rule);
    object.text("type", silence.type);
    object.text("name", silence.name);
    object.text("reason", silence.reason);
    object.text("who", silence.who);
    object.seconds("began_at", silence.beganMs);
    object.seconds("ends_at", silence.endsMs);
}

} // namespace Procession
