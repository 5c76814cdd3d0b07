// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "notification.h"

#include "durationtext.h"
#include "wirenames.h"

#include <QDateTime>
#include <QJsonArray>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<NotificationKind, 6> kindNames{{
    {NotificationKind::Fired, "fired"_L1},
    {NotificationKind::Reminder, "reminder"_L1},
    {NotificationKind::Flapping, "flapping"_L1},
    {NotificationKind::Resolved, "resolved"_L1},
    {NotificationKind::Test, "test"_L1},
    {NotificationKind::Summary, "summary"_L1},
}};

constexpr WireNames<NotificationSeverity, 3> severityNames{{
    {NotificationSeverity::Info, "info"_L1},
    {NotificationSeverity::Warning, "warning"_L1},
    {NotificationSeverity::Critical, "critical"_L1},
}};

QJsonValue secondsOrNull(qint64 unixMs)
{
    return unixMs > 0 ? QJsonValue(static_cast<double>(unixMs) / 1000.0) : QJsonValue();
}

} // namespace

QLatin1StringView wireName(NotificationKind kind)
{
    return nameIn<kindNames>(kind);
}

QLatin1StringView wireName(NotificationSeverity severity)
{
    return nameIn<severityNames>(severity);
}

QJsonObject toJson(const Notification &notification)
{
    return {{u"id"_s, notification.id},
            {u"episode"_s, notification.episode.isEmpty() ? notification.id : notification.episode},
            {u"kind"_s, wireName(notification.kind)},
            {u"severity"_s, wireName(notification.severity)},
            {u"rule"_s, notification.rule},
            {u"title"_s, notification.title},
            {u"text"_s, notification.text},
            {u"link"_s, notification.link.isEmpty() ? QJsonValue() : QJsonValue(notification.link)},
            {u"count"_s, notification.count},
            {u"samples"_s, QJsonArray::fromStringList(notification.samples)},
            {u"at"_s, secondsOrNull(notification.atMs)},
            {u"began"_s, secondsOrNull(notification.beganMs)},
            {u"ended"_s, secondsOrNull(notification.endedMs)},
            {u"last_lines"_s, QJsonArray::fromStringList(notification.lastLines)},
            {u"fields"_s, notification.fields}};
}

QString utcText(qint64 unixMs)
{
    return unixMs > 0 ? QDateTime::fromMSecsSinceEpoch(unixMs, Qt::UTC).toString(Qt::ISODateWithMs) : QString();
}

QString durationOf(const Notification &notification)
{
    if (notification.durationMs >= 0)
        return durationText(notification.durationMs);
    const qint64 end = notification.endedMs > 0 ? notification.endedMs : notification.atMs;
    return notification.beganMs > 0 && end > 0 ? durationText(end - notification.beganMs) : QString();
}

} // namespace Procession
