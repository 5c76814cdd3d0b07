// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "messagevalues.h"

#include "plaintext.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostSamples = 5; // that are listed for people
constexpr qsizetype longestKey = 200;

QStringList plainLines(const QStringList &texts)
{
    QStringList lines;
    for (const QString &text : texts)
        lines.append(PlainText::line(text));
    return lines;
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

/// Red, amber and blue; green for what is over.
int colourOf(const Notification &notification)
{
    if (notification.kind == NotificationKind::Resolved)
        return 0x2e9e5b;
    switch (notification.severity) {
    case NotificationSeverity::Critical:
        return 0xd03a3a;
    case NotificationSeverity::Warning:
        return 0xd9a013;
    case NotificationSeverity::Info:
        break;
    }
    return 0x3a7bd0;
}

/// 1 to 5, as ntfy counts.
int priorityOf(const Notification &notification)
{
    if (notification.kind == NotificationKind::Resolved || notification.severity == NotificationSeverity::Info)
        return 3;
    return notification.severity == NotificationSeverity::Critical ? 5 : 4;
}

} // namespace

QString shortenedTo(const QString &text, qsizetype limit)
{
    if (limit < 1 || text.size() <= limit)
        return text;
    qsizetype end = limit - 1;
    if (end > 0 && text.at(end - 1).isHighSurrogate())
        --end;
    return text.left(end) + u'…';
}

QString plainText(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Double:
        return value.toVariant().toString();
    case QJsonValue::Bool:
        return value.toBool() ? u"true"_s : u"false"_s;
    case QJsonValue::Array: {
        QStringList texts;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &element : array)
            texts.append(plainText(element));
        return texts.join(u", "_s);
    }
    case QJsonValue::Object:
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    default:
        return {};
    }
}

QString detailsOf(const Notification &notification)
{
    QStringList lines;
    if (!notification.text.isEmpty())
        lines.append(PlainText::lines(notification.text));
    if (notification.count > 1)
        lines.append(u"Processes: %1"_s.arg(notification.count));
    if (!notification.samples.isEmpty()) {
        lines.append(plainLines(notification.samples.mid(0, mostSamples)).join(u", "_s)
                     + (notification.samples.size() > mostSamples ? u", …"_s : QString()));
    }
    if (const QString lasted = durationOf(notification); !lasted.isEmpty()) {
        const bool isOver = notification.endedMs > 0;
        lines.append(
            u"%1: %2, since %3"_s.arg(isOver ? u"Lasted"_s : u"Lasts"_s, lasted, utcText(notification.beganMs)));
    }
    if (!notification.lastLines.isEmpty())
        lines.append(u"Last lines of the output:\n"_s + plainLines(notification.lastLines).join(u'\n'));
    return lines.join(u'\n');
}

QMap<QString, QJsonValue> valuesOf(const Notification &notification)
{
    const QString episode = notification.episode.isEmpty() ? notification.id : notification.episode;
    const QString key = episode.size() <= longestKey
        ? episode
        : QString::fromLatin1(QCryptographicHash::hash(episode.toUtf8(), QCryptographicHash::Sha256).toHex());
    const int colour = colourOf(notification);
    return {{u"id"_s, notification.id},
            {u"episode"_s, key},
            {u"kind"_s, wireName(notification.kind)},
            {u"severity"_s, wireName(notification.severity)},
            {u"rule"_s, PlainText::line(notification.rule)},
            {u"title"_s, PlainText::line(notification.title)},
            {u"text"_s, PlainText::lines(notification.text)},
            {u"details"_s, detailsOf(notification)},
            {u"link"_s, textOrNull(PlainText::line(notification.link))},
            {u"count"_s, notification.count},
            {u"samples"_s, QJsonArray::fromStringList(plainLines(notification.samples))},
            {u"at"_s, textOrNull(utcText(notification.atMs))},
            {u"began"_s, textOrNull(utcText(notification.beganMs))},
            {u"ended"_s, textOrNull(utcText(notification.endedMs))},
            {u"duration"_s, textOrNull(durationOf(notification))},
            {u"last_lines"_s, plainLines(notification.lastLines).join(u'\n')},
            {u"fields"_s, notification.fields},
            {u"data"_s, toJson(notification)},
            {u"action"_s, notification.kind == NotificationKind::Resolved ? u"resolve"_s : u"trigger"_s},
            {u"priority"_s, priorityOf(notification)},
            {u"colour"_s, u"#%1"_s.arg(colour, 6, 16, QLatin1Char('0'))},
            {u"colour_number"_s, colour}};
}

QStringList messageValueNames()
{
    static const QStringList names = valuesOf({}).keys();
    return names;
}

} // namespace Procession
