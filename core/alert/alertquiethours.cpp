// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertquiethours.h"

#include <QDateTime>
#include <QTimeZone>

namespace Procession {

namespace {

constexpr int minutesOfDay = 24 * 60;

QTime timeOf(int minute)
{
    return {minute / 60, minute % 60};
}

} // namespace

std::optional<qint64> QuietHours::endOf(qint64 wallMs) const
{
    const QTimeZone zone(timeZone.toUtf8());
    if (!zone.isValid()) // this machine doesn't know it any more: a message too many is better than none
        return std::nullopt;
    std::optional<qint64> end;
    qint64 moment = wallMs;
    constexpr int mostJoined = 8; // a week of them, which the reader of rules refuses
    for (int joined = 0; joined < mostJoined; ++joined) {
        const QDate today = QDateTime::fromMSecsSinceEpoch(moment, zone).date();
        std::optional<qint64> found;
        for (const QDate day : {today.addDays(-1), today}) {
            if (!(days >> (day.dayOfWeek() - 1) & 1))
                continue;
            const qint64 from = QDateTime(day, timeOf(fromMinute), zone).toMSecsSinceEpoch();
            const QDate last = toMinute > fromMinute ? day : day.addDays(1);
            const qint64 to = QDateTime(last, timeOf(toMinute % minutesOfDay), zone).toMSecsSinceEpoch();
            if (from <= moment && moment < to)
                found = to;
        }
        if (!found)
            break;
        end = moment = *found;
    }
    return end;
}

} // namespace Procession
