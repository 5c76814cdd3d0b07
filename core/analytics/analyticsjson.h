// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics.h"
#include "jsonwriter.h"

namespace Procession {

/// Writes the members of an answer as the API has them. Any thread.
void writeAnalytics(ObjectWriter &object, const AnalyticsQuery &query, const AnalyticsAnswer &answer);

/// The answer as a table: a line for each group, in UTF-8, with commas, quotes where they are needed and line ends as RFC
/// 4180 has them. What a spreadsheet would take for a formula has an apostrophe in front: names are what clients wrote.
/// Any thread.
QByteArray analyticsCsv(const AnalyticsQuery &query, const AnalyticsAnswer &answer);

} // namespace Procession
