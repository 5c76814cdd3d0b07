// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

#include <QByteArray>

namespace Procession {

/// The failures that one cell of the overview's heat map counts: of an hour of the week, within a period. Plain data.
struct FailureHour
{
    int weekHour = 0;         ///< 0 is Monday from 0 to 1 o'clock, 167 the last hour of Sunday
    qint64 fromMs = 0;        ///< wall time
    qint64 toMs = 0;          ///< likewise, exclusive
    int utcOffsetMinutes = 0; ///< by which hours and days begin
    QByteArray nameText{};    ///< only names that have it in them as they are kept (maskedName())

    /// Whether an attempt of the process failed or timed out then, whatever became of the process.
    bool has(const Process &process) const;
    /// Such as `Failures, Tue 14:00 – 15:00`.
    QString words() const;

    friend bool operator==(const FailureHour &a, const FailureHour &b) = default;
};

} // namespace Procession
