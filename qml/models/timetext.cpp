// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timetext.h"

#include "durationtext.h"
#include "rowtext.h"
#include "sizetext.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace Procession {

TimeText::TimeText(QObject *parent)
    : QObject(parent)
    , m_tick(this)
{
    connect(&m_tick, &QTimer::timeout, this, &TimeText::nowChanged);
    m_tick.start(1000);
}

double TimeText::now() const
{
    return static_cast<double>(QDateTime::currentMSecsSinceEpoch());
}

QString TimeText::moment(qint64 wallMs)
{
    return QDateTime::fromMSecsSinceEpoch(wallMs).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString TimeText::day(qint64 wallMs)
{
    return QDateTime::fromMSecsSinceEpoch(wallMs).toString(QStringLiteral("yyyy-MM-dd"));
}

QString TimeText::shortMoment(double wallMs, double nowMs)
{
    constexpr int daysOfWeek = 7;
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(wallMs));
    const qint64 days = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(nowMs)).date().daysTo(at.date());
    if (days < 0 || days >= daysOfWeek)
        return day(static_cast<qint64>(wallMs));
    const QString time = at.toString(at.time().second() == 0 ? QStringLiteral("HH:mm") : QStringLiteral("HH:mm:ss"));
    return days == 0 ? time : QLocale::c().toString(at.date(), QStringLiteral("ddd ")) + time;
}

QString TimeText::clockMoment(double wallMs, double nowMs)
{
    const bool isToday = day(static_cast<qint64>(wallMs)) == day(static_cast<qint64>(nowMs));
    return isToday ? timeOfDay(wallMs) : moment(static_cast<qint64>(wallMs));
}

QString TimeText::elapsed(double beginMs, double endMs, double nowMs)
{
    if (beginMs <= 0.0)
        return {};
    return durationText(static_cast<qint64>((endMs > 0.0 ? endMs : nowMs) - beginMs));
}

QString TimeText::until(double atMs, double nowMs)
{
    constexpr double dayMs = 24 * 3600 * 1000.0;
    if (atMs - nowMs >= 2 * dayMs)
        return tr("in %1 days").arg(static_cast<qint64>((atMs - nowMs) / dayMs));
    return atMs <= nowMs ? tr("due") : tr("in %1").arg(durationText(static_cast<qint64>(atMs - nowMs) + 999));
}

QString TimeText::ago(double atMs, double nowMs)
{
    constexpr qint64 minute = 60;
    constexpr qint64 hour = 60 * minute;
    constexpr qint64 day = 24 * hour;
    const auto seconds = static_cast<qint64>(std::max(0.0, nowMs - atMs)) / 1000;
    if (seconds < minute)
        return tr("%1 s ago").arg(seconds);
    if (seconds < hour)
        return tr("%1 min ago").arg(seconds / minute);
    return seconds < day ? tr("%1 h ago").arg(seconds / hour) : QString();
}

QString TimeText::age(double atMs, double nowMs)
{
    const QString agoText = ago(atMs, nowMs);
    return agoText.isEmpty() ? day(static_cast<qint64>(atMs)) : agoText;
}

QString TimeText::size(double bytes)
{
    return sizeText(static_cast<qint64>(bytes));
}

QString TimeText::note(Alert alert, double atMs, double nowMs, const QString &message)
{
    constexpr double dayMs = 24 * 3600 * 1000.0;
    const auto words = [&]() -> QString {
        switch (alert) {
        case NoAlert:
            break;
        case CancelWaits:
            return atMs <= nowMs ? tr("Cancelling…") : tr("Cancelled %1").arg(until(atMs, nowMs));
        case BeingStored:
            return tr("Being stored…");
        case RetryWaits:
            return tr("Retry %1").arg(until(atMs, nowMs));
        case RetryCancelled:
            return tr("Retry cancelled");
        case RetriesUsedUp:
            return tr("No attempt left");
        case NotTakenUp:
            return tr("Nobody has taken it up since %1")
                .arg(nowMs - atMs < dayMs ? timeOfDay(atMs) : moment(static_cast<qint64>(atMs)));
        case Quiet:
            return tr("Quiet for %1").arg(elapsed(atMs, 0.0, nowMs));
        }
        return {};
    }();
    if (words.isEmpty() || message.isEmpty())
        return words + message;
    return words + QStringLiteral(" · ") + isolated(message);
}

QString TimeText::timeOfDay(double wallMs)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(wallMs)).toString(QStringLiteral("HH:mm:ss"));
}

QString TimeText::alertWord(Alert alert)
{
    switch (alert) {
    case CancelWaits:
        return tr("about to be cancelled");
    case Quiet:
        return tr("quiet");
    case NotTakenUp:
        return tr("not taken up");
    default:
        return {};
    }
}

} // namespace Procession
