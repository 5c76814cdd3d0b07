// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QtGlobal>

#include <optional>

namespace Procession {

/// The times of the week at which messages wait. Plain data.
struct QuietHours
{
    int fromMinute = 0; ///< of the day: 0 to 1439
    /// 0 to 1439, on the next day where it isn't later than `fromMinute`.
    int toMinute = 0;
    /// Those on which they begin: bit 0 is Monday.
    quint8 days = 0b111'1111;
    QString timeZone; ///< IANA name
    bool criticalPasses = true;

    /// When the quiet hours end in which that moment lies, or nothing where it lies in none. Hours without a gap between
    /// them end with the last of them. They go by the clocks of the time zone, also where these are changed. Any thread.
    std::optional<qint64> endOf(qint64 wallMs) const;

    friend bool operator==(const QuietHours &a, const QuietHours &b) = default;
};

} // namespace Procession
