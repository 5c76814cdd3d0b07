// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processtext.h"

#include "terminal.h"

#include <QDateTime>
#include <QJsonDocument>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString text(const QJsonObject &process, QLatin1StringView key)
{
    return PlainText::line(process.value(key).toString());
}

std::optional<qint64> timeMs(const QJsonObject &process, QLatin1StringView key)
{
    const QJsonValue value = process.value(key);
    return value.isDouble() ? std::optional(static_cast<qint64>(std::llround(value.toDouble() * 1000.0)))
                            : std::nullopt;
}

QString progressText(const QJsonObject &process)
{
    const QJsonValue progress = process.value("progress"_L1);
    return progress.isDouble() ? u"%1%"_s.arg(progress.toDouble(), 0, 'f', progress.toDouble() < 10 ? 1 : 0) : u"-"_s;
}

QString elapsedText(const QJsonObject &process)
{
    const auto started = timeMs(process, "started_at"_L1);
    if (!started)
        return u"-"_s;
    const qint64 end = timeMs(process, "completed_at"_L1).value_or(QDateTime::currentMSecsSinceEpoch());
    return Terminal::duration(end - *started);
}

QString attemptText(const QJsonObject &process)
{
    const QJsonObject retry = process.value("retry"_L1).toObject();
    const QString attempt = QString::number(process.value("attempt"_L1).toInt(1));
    return retry.isEmpty() ? attempt : attempt + u'/' + QString::number(retry.value("max_attempts"_L1).toInt());
}

/// What is said of it now: an error, a retry that waits, silence, or its message.
QString noteText(const QJsonObject &process)
{
    const QJsonObject retry = process.value("retry"_L1).toObject();
    QString note = text(process, "error_message"_L1);
    if (note.isEmpty())
        note = text(process, "message"_L1);
    if (retry.value("status"_L1).toString() == "scheduled"_L1) {
        const auto nextAt = timeMs(retry, "next_at"_L1).value_or(0);
        note = u"retry in %1; "_s.arg(Terminal::duration(nextAt - QDateTime::currentMSecsSinceEpoch())) + note;
    }
    if (const auto quiet = timeMs(process, "quiet_since"_L1))
        note = u"quiet for %1; "_s.arg(Terminal::duration(QDateTime::currentMSecsSinceEpoch() - *quiet)) + note;
    return note;
}

} // namespace

void addQueryValue(QUrlQuery &query, const QString &key, const QString &value)
{
    query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

QUrlQuery filterQuery(const QStringList &types, const QStringList &statuses)
{
    QUrlQuery query;
    for (const QString &type : types)
        addQueryValue(query, u"process_type"_s, type);
    for (const QString &status : statuses)
        addQueryValue(query, u"status"_s, status);
    return query;
}

QStringList processHeading()
{
    return {u"ID"_s, u"STATUS"_s, u"PROGRESS"_s, u"ELAPSED"_s, u"ATTEMPT"_s, u"TYPE"_s, u"NAME"_s, u"MESSAGE"_s};
}

QStringList processRow(const QJsonObject &process)
{
    return {text(process, "process_id"_L1), text(process, "status"_L1), progressText(process),
            elapsedText(process),           attemptText(process),       text(process, "process_type"_L1),
            text(process, "name"_L1),       noteText(process)};
}

QString processDetails(const QJsonObject &process)
{
    QList<QStringList> rows;
    for (auto it = process.begin(); it != process.end(); ++it) {
        QString value;
        if (it.key().endsWith("_at"_L1) || it.key() == "quiet_since"_L1) {
            const auto time = timeMs(process, QLatin1StringView(it.key().toLatin1()));
            value = time ? QDateTime::fromMSecsSinceEpoch(*time).toString(Qt::ISODateWithMs) : u"-"_s;
        } else if (it->isObject()) {
            value = PlainText::line(QString::fromUtf8(QJsonDocument(it->toObject()).toJson(QJsonDocument::Compact)));
        } else if (it->isString()) {
            value = PlainText::line(it->toString());
        } else {
            value = it->isNull() ? u"-"_s : it->toVariant().toString();
        }
        rows.append({PlainText::line(it.key()), value});
    }
    return Terminal::table(rows, 0);
}

QStringList eventHeading()
{
    return {u"TIME"_s, u"EVENT"_s, u"STATUS"_s, u"ATTEMPT"_s, u"PROGRESS"_s, u"MESSAGE"_s};
}

QStringList eventRow(const QJsonObject &event)
{
    const QString error = text(event, "error_message"_L1);
    const qint64 time = timeMs(event, "timestamp"_L1).value_or(0);
    return {QDateTime::fromMSecsSinceEpoch(time).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s),
            text(event, "event"_L1),
            text(event, "status"_L1),
            QString::number(event.value("attempt"_L1).toInt()),
            progressText(event),
            error.isEmpty() ? text(event, "message"_L1) : error};
}

QString momentText(double seconds)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(std::llround(seconds * 1000.0)))
        .toUTC()
        .toString(Qt::ISODateWithMs);
}

QString removalLine(const QString &id)
{
    return u"%1 %2 deleted\n"_s.arg(QDateTime::currentDateTime().toString(u"HH:mm:ss"_s), PlainText::line(id));
}

QString processLine(const QJsonObject &process)
{
    const QString time = QDateTime::currentDateTime().toString(u"HH:mm:ss"_s);
    const QString progress = process.value("progress"_L1).isDouble() ? u' ' + progressText(process) : QString();
    return u"%1 %2 %3%4 %5: %6\n"_s.arg(time, text(process, "process_id"_L1), text(process, "status"_L1), progress,
                                        text(process, "name"_L1), noteText(process));
}

} // namespace Procession
