// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "momentparser.h"

#include <QDateTime>
#include <QRegularExpression>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 dayMs = 24LL * 3600 * 1000;

/// How far the local time is ahead of UTC at that moment, in ms.
qint64 localOffset(qint64 momentMs)
{
    return QDateTime::fromMSecsSinceEpoch(momentMs).offsetFromUtc() * 1000LL;
}

/// When a clock on the wall shows what a clock in UTC shows at `shownMs`. Qt's own answer for a time that is skipped
/// differs from version to version.
qint64 fromLocal(qint64 shownMs)
{
    // The clocks are put forward or back at most once in such a time.
    qint64 before = shownMs - dayMs;
    qint64 after = shownMs + dayMs;
    for (const qint64 offset : {localOffset(before), localOffset(after)}) {
        if (localOffset(shownMs - offset) == offset)
            return shownMs - offset;
    }
    const qint64 offsetBefore = localOffset(before);
    while (after - before > 1) {
        const qint64 middle = before + (after - before) / 2;
        (localOffset(middle) == offsetBefore ? before : after) = middle;
    }
    return after;
}

} // namespace

std::optional<qint64> momentFrom(const QString &text, qint64 nowMs)
{
    static const QRegularExpression ago(u"^(\\d{1,9})([smhd])$"_s);
    if (const auto match = ago.match(text); match.hasMatch()) {
        const qint64 count = match.captured(1).toLongLong();
        const QChar unit = match.captured(2).front();
        const qint64 seconds = unit == u's' ? 1 : unit == u'm' ? 60 : unit == u'h' ? 3600 : 24 * 3600;
        return nowMs - count * seconds * 1000;
    }
    if (const QDate date = QDate::fromString(text, Qt::ISODate); date.isValid() && text.size() == 10)
        return fromLocal(QDateTime(date, QTime(0, 0), Qt::UTC).toMSecsSinceEpoch());
    // A text that takes a zone has none of its own.
    if (const QDateTime shown = QDateTime::fromString(text + u'Z', Qt::ISODateWithMs); shown.isValid())
        return fromLocal(shown.toMSecsSinceEpoch());
    const QDateTime moment = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (moment.isValid() && moment.timeSpec() != Qt::LocalTime)
        return moment.toMSecsSinceEpoch();
    return std::nullopt;
}

} // namespace Procession
