// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "overviewrows.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Procession {

// What an answer of the summaries says in words. Any thread.

/// Runs, success, failures, recovered retries, durations and waiting, each with how it changed; `total` is a group with
/// `before`.
std::vector<OverviewRows::Row> figureRows(const QJsonObject &total);
/// Names by their 95th percentile.
std::vector<OverviewRows::Row> slowestRows(const QJsonArray &groups);
/// Names by the share of their runs that failed or needed a retry; without those that had none.
std::vector<OverviewRows::Row> flakiestRows(const QJsonArray &groups);
/// The groups of names whose median is clearly longer than in the period before, of those that are sorted by that.
std::vector<QJsonObject> slowerGroups(const QJsonArray &groups);
/// These as rows, in their order.
std::vector<OverviewRows::Row> slowerRows(const std::vector<QJsonObject> &groups);
std::vector<OverviewRows::Row> reasonRows(const QJsonArray &groups);

/// The words of a name or reason that all runs behind it have in common.
QString commonWords(const QString &pattern);

} // namespace Procession
