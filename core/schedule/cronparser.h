// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cronexpression.h"

namespace Procession {

/// The fields of a cron expression, as they stand in its text. Plain data.
struct CronFields
{
    CronField seconds;
    CronField minutes;
    CronField hours;
    CronField days;
    CronField months;
    CronField weekdays; ///< 0 for Sunday
    CronMonthDays monthDays;
};

/// Reads the text of a cron expression (see CronExpression). Any thread.
/// Errors: InvalidField, with the field and the part of it that is wrong.
Result<CronFields> parseCronFields(QStringView text);

} // namespace Procession
