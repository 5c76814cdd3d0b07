// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retryafter.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds longestWait = std::chrono::hours(24);

/// English, whatever language this program runs in.
int monthFrom(const QString &name)
{
    static const QStringList months{u"jan"_s, u"feb"_s, u"mar"_s, u"apr"_s, u"may"_s, u"jun"_s,
                                    u"jul"_s, u"aug"_s, u"sep"_s, u"oct"_s, u"nov"_s, u"dec"_s};
    return static_cast<int>(months.indexOf(name.toLower())) + 1;
}

/// Two digits are a year that isn't more than 50 years ahead.
int fullYear(const QString &digits, qint64 nowMs)
{
    if (digits.size() > 2)
        return digits.toInt();
    const int now = QDateTime::fromMSecsSinceEpoch(nowMs, Qt::UTC).date().year();
    const int year = now / 100 * 100 + digits.toInt();
    if (year > now + 50)
        return year - 100;
    return year <= now - 50 ? year + 100 : year;
}

/// Such as `+0130`; `-0000`, `GMT` and no zone at all are UTC.
int secondsFromUtc(const QString &zone)
{
    if (zone.size() != 5)
        return 0;
    const int seconds = zone.mid(1, 2).toInt() * 3600 + zone.mid(3, 2).toInt() * 60;
    return zone.startsWith(u'-') ? -seconds : seconds;
}

} // namespace

std::optional<qint64> httpDate(const QByteArray &text, qint64 nowMs)
{
    // "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 +0000"
    static const QRegularExpression zoned(
        uR"(^(?:[a-z]{3,9}, ?)?(?<day>\d{1,2})[ -](?<month>[a-z]{3})[ -](?<year>\d{2}|\d{4}) (?<time>\d\d:\d\d:\d\d) )"
        uR"((?<zone>GMT|UTC|UT|Z|[+-]\d{4})$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    // "Sun Nov  6 08:49:37 1994"
    static const QRegularExpression asctime(
        uR"(^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \d]?\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    const QString trimmed = QString::fromLatin1(text.left(64)).trimmed();
    QRegularExpressionMatch match = zoned.match(trimmed);
    const QString zone = match.captured(u"zone"_s);
    if (!match.hasMatch())
        match = asctime.match(trimmed);
    if (!match.hasMatch())
        return std::nullopt;
    const QDate day(fullYear(match.captured(u"year"_s), nowMs), monthFrom(match.captured(u"month"_s)),
                    match.captured(u"day"_s).trimmed().toInt());
    const QString clock = match.captured(u"time"_s);
    const bool isLeapSecond = clock.endsWith(":60"_L1); // which Qt doesn't know
    const QTime time = QTime::fromString(isLeapSecond ? clock.chopped(2) + u"59"_s : clock, u"HH:mm:ss"_s);
    if (!day.isValid() || !time.isValid())
        return std::nullopt;
    const qint64 local = QDateTime(day, time, Qt::UTC).toMSecsSinceEpoch() + (isLeapSecond ? 1000 : 0);
    return local - qint64(secondsFromUtc(zone)) * 1000;
}

std::optional<std::chrono::milliseconds> waitFrom(const QByteArray &retryAfter, const QByteArray &date, qint64 nowMs)
{
    const QByteArray wanted = retryAfter.trimmed();
    bool isNumber = false;
    const double seconds = wanted.toDouble(&isNumber);
    if (isNumber && seconds >= 0) { // neither less nor NaN
        const double bounded = std::min(seconds * 1000.0, static_cast<double>(longestWait.count()));
        return std::chrono::milliseconds(static_cast<qint64>(bounded));
    }
    const auto moment = isNumber ? std::nullopt : httpDate(wanted, nowMs);
    if (!moment)
        return std::nullopt;
    return std::clamp(std::chrono::milliseconds(*moment - httpDate(date, nowMs).value_or(nowMs)),
                      std::chrono::milliseconds(0), longestWait);
}

} // namespace Procession
