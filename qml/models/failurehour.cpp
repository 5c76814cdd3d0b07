// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "failurehour.h"

#include "maskedname.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace Procession {

namespace {

constexpr qint64 hourMs = 3'600'000;
constexpr qint64 weekMs = 7 * 24 * hourMs;
constexpr qint64 firstMondayMs = 4 * 24 * hourMs; // 1970 began on a Thursday

int weekHourOf(qint64 ms, int utcOffsetMinutes)
{
    const qint64 sinceMonday = (ms + utcOffsetMinutes * 60'000LL - firstMondayMs) % weekMs;
    return static_cast<int>((sinceMonday < 0 ? sinceMonday + weekMs : sinceMonday) / hourMs);
}

} // namespace

bool FailureHour::has(const Process &process) const
{
    if (!nameText.isEmpty() && !maskedName(process.name.utf8()).toLower().contains(nameText.toLower()))
        return false;
    const std::vector<Attempt> attempts = attemptsOf(process);
    return std::any_of(attempts.begin(), attempts.end(), [this](const Attempt &attempt) {
        const qint64 end = attempt.endedAt.value_or(0);
        return (attempt.status == ProcessStatus::Failed || attempt.status == ProcessStatus::Timeout) && end >= fromMs
            && end < toMs && weekHourOf(end, utcOffsetMinutes) == weekHour;
    });
}

QString FailureHour::words() const
{
    const QString day = QLocale::c().standaloneDayName(weekHour / 24 + 1, QLocale::ShortFormat);
    const int begin = weekHour % 24;
    const auto text = [](int hour) { return QStringLiteral("%1:00").arg(hour); };
    return QCoreApplication::translate("FailureHour", "Failures, %1 %2 – %3").arg(day, text(begin), text(begin + 1));
}

} // namespace Procession
