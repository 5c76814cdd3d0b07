// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cronexpression.h"

#include <QString>

namespace Procession {

/// A cron expression in English, such as `every 15 minutes of the hours 9 to 17, on Monday to Friday`. Any thread.
QString cronWords(const CronExpression &cron);

} // namespace Procession
