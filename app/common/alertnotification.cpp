// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertnotification.h"

#include <QJsonDocument>
#include <QUrlQuery>
#include <QUuid>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

NotificationKind kindOf(AlertMessageKind kind)
{
    switch (kind) {
    case AlertMessageKind::Fired:
        break;
    case AlertMessageKind::Reminder:
        return NotificationKind::Reminder;
    case AlertMessageKind::Flapping:
        return NotificationKind::Flapping;
    case AlertMessageKind::Resolved:
        return NotificationKind::Resolved;
    }
    return NotificationKind::Fired;
}

NotificationSeverity severityOf(AlertSeverity severity)
{
    switch (severity) {
    case AlertSeverity::Info:
        return NotificationSeverity::Info;
    case AlertSeverity::Warning:
        break;
    case AlertSeverity::Critical:
        return NotificationSeverity::Critical;
    }
    return NotificationSeverity::Warning;
}

QString textOf(const AlertMessage &message)
{
    if (message.reason.isEmpty() || message.attempt <= 1)
        return message.reason;
    return u"%1 (attempt %2)"_s.arg(message.reason).arg(message.attempt);
}

/// The processes that the message is about, at that address; empty where there is none.
QString linkTo(const QUrl &base, const AlertMessage &message)
{
    if (base.isEmpty())
        return {};
    QUrl link = base;
    QString path = base.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    if (message.type.isEmpty()) {
        link.setPath(path + u"/alerts"_s);
        return link.toString(QUrl::FullyEncoded);
    }
    link.setPath(path + u"/processes"_s);
    QUrlQuery query;
    query.addQueryItem(u"process_type"_s, message.type);
    if (message.subjects <= 1 && !message.name.isEmpty())
        query.addQueryItem(u"q"_s, QString::fromLatin1(QUrl::toPercentEncoding(message.name)));
    link.setQuery(query);
    return link.toString(QUrl::FullyEncoded);
}

} // namespace

Notification notificationOf(const OutboxEntry &entry, const QString &episodeKey, const QUrl &link)
{
    const AlertMessage &message = entry.message;
    Notification notification{.id = entry.id,
                              .episode = episodeKey,
                              .kind = kindOf(message.kind),
                              .severity = severityOf(message.severity),
                              .rule = message.rule,
                              .title = alertTitle(message),
                              .text = textOf(message),
                              .link = linkTo(link, message),
                              .count = static_cast<int>(std::min<qint64>(message.count, 1'000'000'000)),
                              .samples = message.samples,
                              .atMs = message.atMs,
                              .beganMs = message.beganMs,
                              .durationMs = message.durationMs};
    if (message.kind == AlertMessageKind::Resolved)
        notification.endedMs = message.atMs;
    QByteArray fields;
    {
        ObjectWriter object(fields);
        writeAlertMessage(object, message);
    }
    notification.fields = QJsonDocument::fromJson(fields).object();
    return notification;
}

Notification testNotification(qint64 nowMs)
{
    return {.id = QUuid::createUuid().toString(QUuid::WithoutBraces),
            .kind = NotificationKind::Test,
            .severity = NotificationSeverity::Info,
            .title = u"Test of this channel"_s,
            .text = u"Somebody tries whether messages of alerts arrive here. They do."_s,
            .atMs = nowMs};
}

Notification exampleNotification(qint64 nowMs)
{
    OutboxEntry entry;
    entry.id = u"00000000-0000-4000-8000-000000000000"_s;
    AlertMessage &message = entry.message;
    message.rule = u"failures"_s;
    message.cause = u"background_job/nightly import"_s;
    message.episode = 1;
    message.type = u"background_job"_s;
    message.name = u"nightly import"_s;
    message.reason = u"Exit code 1: no such table: orders"_s;
    message.attempt = 3;
    message.count = message.subjects = message.ongoing = 1;
    message.samples = {u"nightly-import-2026-01-01"_s};
    message.atMs = nowMs;
    message.beganMs = message.lastSeenMs = nowMs - 60'000;
    message.durationMs = 60'000;
    return notificationOf(entry, u"00000000-0000-5000-8000-000000000000"_s, {});
}

} // namespace Procession
