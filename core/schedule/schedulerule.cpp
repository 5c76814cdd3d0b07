// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulerule.h"

#include "cronwords.h"
#include "nearestname.h"
#include "quantityparser.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

/// Further changes of a zone's clocks are corrections, not daylight saving: times in them are neither made up for nor left
/// out. As in Debian's cron.
constexpr seconds longestShift = hours{3};
/// Zones change their clocks some four times a year at most: far more than any rule needs to be found in.
constexpr int mostTransitions = 1000;
/// A rule that was asked for a time beyond it has ended.
constexpr qint64 lastMs = 221845392000000; // 9000-01-01

QDateTime utc(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

local_seconds localOf(qint64 utcSeconds, seconds offset)
{
    return local_seconds{seconds{utcSeconds} + offset};
}

qint64 toMs(local_seconds local, seconds offset)
{
    return milliseconds{local.time_since_epoch() - offset}.count();
}

Result<milliseconds> periodFrom(const QString &text)
{
    const auto period = durationFrom(text);
    if (!period || *period < ScheduleRule::shortestPeriod) {
        return Error{
            ErrorCode::InvalidField,
            u"\"%1\" is no period: it is a number with s, m, h or d behind it, one second at least, such as 90s."_s.arg(
                text),
            {}};
    }
    return *period;
}

} // namespace

ScheduleRule::ScheduleRule(QString text, QTimeZone zone, std::variant<CronExpression, Every, Once> times)
    : m_text(std::move(text))
    , m_zone(std::move(zone))
    , m_times(std::move(times))
{
}

Result<ScheduleRule> ScheduleRule::parse(const QString &given, const QTimeZone &zone)
{
    const QString text = given.size() > CronExpression::maxLength ? given : given.simplified();
    if (text.startsWith("@every "_L1, Qt::CaseInsensitive)) {
        const auto period = periodFrom(text.sliced(7));
        if (!period)
            return period.error();
        return ScheduleRule(text, zone, Every{*period});
    }
    if (text.startsWith("@at "_L1, Qt::CaseInsensitive)) {
        const QString time = text.sliced(4);
        QDateTime at = QDateTime::fromString(time, Qt::ISODate);
        if (!at.isValid()) {
            return Error{
                ErrorCode::InvalidField,
                u"\"%1\" is no time; write it as 2026-12-01T03:00, with Z or +01:00 behind it where the time zone "
                "of the schedule isn't meant."_s.arg(time),
                {}};
        }
        if (at.timeSpec() == Qt::LocalTime) {
            const auto day = CronExpression::parse(u"%1 %2 %3 %4 %5 *"_s.arg(at.time().second())
                                                       .arg(at.time().minute())
                                                       .arg(at.time().hour())
                                                       .arg(at.date().day())
                                                       .arg(at.date().month()));
            // The time of that year by the same rules for changed clocks as any other.
            const ScheduleRule rule(text, zone, *day);
            const qint64 dayBefore = QDateTime(at.date(), QTime(0, 0), Qt::UTC).addDays(-2).toMSecsSinceEpoch();
            const auto found = rule.nextAfter(dayBefore);
            return ScheduleRule(text, zone, Once{found.value_or(0), at.toString(u"yyyy-MM-dd HH:mm:ss"_s)});
        }
        return ScheduleRule(text, zone, Once{at.toMSecsSinceEpoch(), at.toString(Qt::ISODate)});
    }
    const auto cron = CronExpression::parse(text);
    if (!cron)
        return cron.error();
    return ScheduleRule(text, zone, *cron);
}

std::optional<qint64> ScheduleRule::nextAfter(qint64 wallMs) const
{
    if (wallMs >= lastMs)
        return std::nullopt;
    if (const Once *once = std::get_if<Once>(&m_times))
        return once->atMs > wallMs ? std::optional(once->atMs) : std::nullopt;
    if (const Every *every = std::get_if<Every>(&m_times)) {
        const qint64 period = every->period.count();
        const qint64 passed = wallMs >= 0 ? wallMs / period : (wallMs - period + 1) / period;
        return (passed + 1) * period;
    }
    return nextOf(*std::get_if<CronExpression>(&m_times), wallMs);
}

/// Goes through the spans in which the zone's clocks aren't changed; within each, local time is UTC and an offset.
std::optional<qint64> ScheduleRule::nextOf(const CronExpression &cron, qint64 wallMs) const
{
    const bool isForTimesOfDay = cron.namesTimesOfDay();
    const qint64 wholeSeconds = floor<seconds>(milliseconds{wallMs}).count();
    seconds offset{m_zone.offsetFromUtc(utc(wallMs))};
    local_seconds from = localOf(wholeSeconds + 1, offset);

    // Where the clocks were put back a moment before, times of the day that came already don't come again.
    if (isForTimesOfDay && m_zone.hasTransitions()) {
        const QTimeZone::OffsetData before = m_zone.previousTransition(utc(wallMs + 1));
        if (before.atUtc.isValid()) {
            const qint64 changed = before.atUtc.toMSecsSinceEpoch();
            const seconds earlier{m_zone.offsetFromUtc(utc(changed - 1))};
            if (earlier > offset && earlier - offset <= longestShift)
                from = std::max(from, localOf(changed / 1000, earlier));
        }
    }

    qint64 searched = wallMs;
    for (int count = 0; count < mostTransitions; ++count) {
        const auto match = cron.firstFrom(from);
        if (!match)
            return std::nullopt;
        const QTimeZone::OffsetData change =
            m_zone.hasTransitions() ? m_zone.nextTransition(utc(searched)) : QTimeZone::OffsetData();
        if (!change.atUtc.isValid())
            return toMs(*match, offset);
        const qint64 changeMs = change.atUtc.toMSecsSinceEpoch();
        if (toMs(*match, offset) < changeMs)
            return toMs(*match, offset);

        const seconds next{m_zone.offsetFromUtc(utc(changeMs))};
        const local_seconds clockBefore = localOf(changeMs / 1000, offset);
        const local_seconds clockAfter = localOf(changeMs / 1000, next);
        const bool isShort = abs(next - offset) <= longestShift;
        if (isForTimesOfDay && isShort && next > offset && *match < clockAfter)
            return changeMs;
        from = isForTimesOfDay && isShort ? std::max(clockBefore, clockAfter) : clockAfter;
        offset = next;
        searched = changeMs;
    }
    return std::nullopt;
}

namespace {

/// Such as `every 20 minutes`, in the largest unit of which it has a whole number.
QString periodWords(qint64 milliseconds)
{
    constexpr std::array units{std::pair(qint64(86'400'000), "day"_L1), std::pair(qint64(3'600'000), "hour"_L1),
                               std::pair(qint64(60'000), "minute"_L1), std::pair(qint64(1000), "second"_L1)};
    for (const auto &[length, unit] : units) {
        if (milliseconds % length != 0)
            continue;
        const qint64 count = milliseconds / length;
        return count == 1 ? u"every %1"_s.arg(unit) : u"every %1 %2s"_s.arg(count).arg(unit);
    }
    return u"every %1 ms"_s.arg(milliseconds);
}

} // namespace

QString ScheduleRule::words() const
{
    if (const Every *every = std::get_if<Every>(&m_times))
        return periodWords(every->period.count());
    if (const Once *once = std::get_if<Once>(&m_times))
        return u"once, at %1"_s.arg(once->words);
    return cronWords(*std::get_if<CronExpression>(&m_times));
}

Result<QTimeZone> timeZoneFrom(const QString &name)
{
    const QByteArray id = name.toUtf8();
    if (QTimeZone::isTimeZoneIdAvailable(id))
        return QTimeZone(id);
    QStringList known;
    const auto ids = QTimeZone::availableTimeZoneIds();
    for (const QByteArray &other : ids)
        known += QString::fromUtf8(other);
    const QString nearest = nearestName(name, known);
    return Error{ErrorCode::InvalidField,
                 u"\"%1\" is no time zone; it has an IANA name, such as %2."_s.arg(
                     name, nearest.isEmpty() ? u"Europe/Berlin or UTC"_s : nearest),
                 {}};
}

} // namespace Procession
