// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processtext.h"

#include "apijson.h"
#include "durationtext.h"
#include "estimatetext.h"
#include "sizetext.h"
#include "terminal.h"

#include <QDateTime>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString progressText(std::optional<double> progress)
{
    return progress ? u"%1%"_s.arg(*progress, 0, 'f', *progress < 10 ? 1 : 0) : u"-"_s;
}

QString elapsedText(const Process &process)
{
    if (!process.startedAt)
        return u"-"_s;
    const qint64 end = process.completedAt ? *process.completedAt : QDateTime::currentMSecsSinceEpoch();
    return durationText(end - *process.startedAt);
}

QString attemptText(const Process &process)
{
    const QString attempt = QString::number(process.attempt);
    return process.retry ? attempt + u'/' + QString::number(process.retry->maxAttempts) : attempt;
}

QString silenceText(QuietClock clock)
{
    switch (clock) {
    case QuietClock::Report:
        return u"quiet"_s;
    case QuietClock::Output:
        return u"no output"_s;
    case QuietClock::Progress:
        return u"no progress"_s;
    }
    Q_UNREACHABLE();
}

/// The processes that it depends on, in a few words.
QString dependenciesText(const DependencyTerms &terms)
{
    return terms.on.size() == 1 ? terms.on.front().id.toString() : u"%1 processes"_s.arg(terms.on.size());
}

/// The most urgent thing to know: a retry that waits, silence, an error, dependencies, or its message.
QString noteText(const Process &process)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QString note = PlainText::line(process.errorMessage.isEmpty() ? process.message : process.errorMessage);
    if (process.retry && process.retry->status == RetryState::Status::Scheduled)
        note = u"retry in %1; "_s.arg(durationText(process.retry->nextAt.value_or(0) - now)) + note;
    if (isWaiting(process))
        note = u"waits for %1; "_s.arg(dependenciesText(*process.dispatch.dependencies().terms())) + note;
    if (process.quietSince)
        note = u"%1 for %2; "_s.arg(silenceText(process.quietClock), durationText(now - *process.quietSince)) + note;
    return note;
}

/// How much an attempt printed, and whether all of it is kept.
QString outputText(const QJsonObject &extent)
{
    const qint64 length = extent.value("length"_L1).toInteger();
    if (length <= 0)
        return u"-"_s;
    return sizeText(length) + (extent.value("cut_to"_L1).isDouble() ? u" (cut)"_s : QString());
}

} // namespace

QStringList processHeading()
{
    return {u"ID"_s,      u"STATUS"_s, u"PROGRESS"_s, u"ELAPSED"_s, u"LEFT"_s,
            u"ATTEMPT"_s, u"TYPE"_s,   u"NAME"_s,     u"MESSAGE"_s};
}

QStringList processRow(const Process &process, const QString &left)
{
    return {process.id.toString(), wireName(process.status), progressText(process.progress), elapsedText(process), left,
            attemptText(process),  process.type.toString(),  PlainText::line(process.name),  noteText(process)};
}

QString leftText(const std::optional<Estimate> &estimate, qint64 ageMs)
{
    if (!estimate)
        return u"-"_s;
    if (estimate->overdue)
        return u"overdue"_s;
    if (!estimate->left)
        return u"-"_s;
    // The time that has passed since it was made is over.
    return bandText(
        {std::max<qint64>(0, estimate->left->p50 - ageMs), std::max<qint64>(0, estimate->left->p90 - ageMs)});
}

QString processDetails(const QJsonObject &process)
{
    QList<QStringList> rows;
    for (auto it = process.begin(); it != process.end(); ++it) {
        QString value;
        if (it.key().endsWith("_at"_L1) || it.key() == "quiet_since"_L1) {
            value = it->isDouble() ? QDateTime::fromMSecsSinceEpoch(millisecondsFrom(*it)).toString(Qt::ISODateWithMs)
                                   : u"-"_s;
        } else if (const auto estimate = it.key() == "estimate"_L1 ? estimateFrom(process) : std::nullopt) {
            value = estimateText(*estimate);
        } else if (it.key() == "queue"_L1 && it->isObject()) {
            value = PlainText::line(u"%1 of %2: %3"_s.arg((*it)["place"_L1].toInteger())
                                        .arg((*it)["waiting"_L1].toInteger())
                                        .arg((*it)["message"_L1].toString()));
        } else if (it->isObject()) {
            value = PlainText::line(QString::fromUtf8(QJsonDocument(it->toObject()).toJson(QJsonDocument::Compact)));
        } else if (it->isArray()) {
            value = PlainText::line(it->toVariant().toStringList().join(u", "_s));
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

QStringList eventRow(const HistoryEvent &event)
{
    return {QDateTime::fromMSecsSinceEpoch(event.timeMs).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s),
            wireName(event.kind),
            wireName(event.status),
            QString::number(event.attempt),
            progressText(event.progress),
            PlainText::line(event.errorMessage.isEmpty() ? event.message : event.errorMessage)};
}

QStringList attemptHeading()
{
    return {u"ATTEMPT"_s,  u"STATUS"_s, u"BEGAN"_s,  u"DURATION"_s, u"EXIT"_s,
            u"CPU TIME"_s, u"MEMORY"_s, u"OUTPUT"_s, u"ERROR"_s};
}

QStringList attemptRow(const QJsonObject &attempt)
{
    const QJsonValue began = attempt.value("started_at"_L1);
    const QJsonValue duration = attempt.value("duration"_L1);
    const QJsonObject used = attempt.value("resources"_L1).toObject();
    const QJsonValue cpuTime = used.value("cpu_time"_L1);
    const QJsonValue memory = used.value("memory_peak"_L1);
    const QJsonObject exit = attempt.value("exit"_L1).toObject();
    const QString signal = exit.value("signal"_L1).toString();
    QString exitText = !signal.isEmpty()   ? PlainText::line(signal)
        : exit.value("code"_L1).isDouble() ? QString::number(exit.value("code"_L1).toInteger())
                                           : u"-"_s;
    if (exit.value("out_of_memory"_L1).toBool())
        exitText += u" (out of memory)"_s;
    QString error = attempt.value("error_message"_L1).toString();
    if (const QString reason = attempt.value("reason"_L1).toString(); error.isEmpty())
        error = reason;
    return {QString::number(attempt.value("attempt"_L1).toInt()),
            PlainText::line(attempt.value("status"_L1).toString()),
            began.isDouble()
                ? QDateTime::fromMSecsSinceEpoch(millisecondsFrom(began)).toString(u"yyyy-MM-dd HH:mm:ss"_s)
                : u"-"_s,
            duration.isDouble() ? durationText(millisecondsFrom(duration)) : u"-"_s,
            exitText,
            cpuTime.isDouble() ? durationText(millisecondsFrom(cpuTime)) : u"-"_s,
            memory.isDouble() ? sizeText(memory.toInteger()) : u"-"_s,
            outputText(attempt.value("output"_L1).toObject()),
            PlainText::line(error)};
}

QString removalLine(const ProcessId &id)
{
    return u"%1 %2 deleted\n"_s.arg(QDateTime::currentDateTime().toString(u"HH:mm:ss"_s), id.toString());
}

QString processLine(const Process &process)
{
    const QString time = QDateTime::currentDateTime().toString(u"HH:mm:ss"_s);
    const QString progress = process.progress ? u' ' + progressText(process.progress) : QString();
    return u"%1 %2 %3%4 %5: %6\n"_s.arg(time, process.id.toString(), wireName(process.status), progress,
                                        PlainText::line(process.name), noteText(process));
}

QString retryAnnouncement(const Process &process)
{
    const RetryState retry = process.retry.value_or(RetryState{});
    return u"attempt %1 of %2 failed (%3); the next one begins in %4 s."_s.arg(process.attempt)
        .arg(retry.maxAttempts)
        .arg(process.errorMessage.toString())
        .arg(static_cast<double>(retry.delay.count()) / 1000.0, 0, 'f', 1);
}

} // namespace Procession
