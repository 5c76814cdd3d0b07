// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processfilter.h"
#include "result.h"

#include <QJsonObject>
#include <QUrlQuery>

#include <optional>
#include <vector>

namespace Procession {

class ProcessTracker;

/// The parameters that a route takes. Plain data.
struct QueryParameters
{
    bool takesFilter = false;                ///< those that filterFromQuery() reads
    std::vector<QLatin1StringView> others{}; ///< each may be given once
};

/// A request's query, decoded. A plus sign stands for a space, as forms and most clients send it. No check is made.
QUrlQuery queryOf(const QByteArray &query);

/// The same for a route that takes these parameters and no others. A misspelled or empty parameter never passes for one
/// that wasn't given, since that would match everything. Errors: InvalidField, with the parameter, where one is unknown
/// (the message names the nearest known one), is empty or blank, or is given twice and may be given once. Only `cursor`
/// may be empty: that is the first page.
Result<QUrlQuery> queryOf(const QByteArray &query, const QueryParameters &parameters);

/// Reads `process_type=`, `status=`, `process_id=`, each several times, and `q=` from a query that was checked by
/// queryOf(). Errors: UnknownProcessType, UnknownStatus, InvalidField; the same for values that are empty or blank.
Result<ProcessFilter> filterFromQuery(const QUrlQuery &query, const ProcessTracker &tracker);

/// Reads `limit=`, from 1 to `most`; `most` where it isn't given. Errors: InvalidField.
Result<qsizetype> limitFromQuery(const QUrlQuery &query, qsizetype most);

/// Reads a whole number from `least` to `most`; nothing where it isn't given. Errors: InvalidField.
Result<std::optional<qint64>> integerFromQuery(const QUrlQuery &query, const QString &key, qint64 least, qint64 most);

/// Reads a moment, which the wire has in seconds since the epoch, in ms; nothing where it isn't given. Errors:
/// InvalidField.
Result<std::optional<qint64>> momentFromQuery(const QUrlQuery &query, const QString &key);

/// Reads a yes (`1`, `true`) or no (`0`, `false`); nothing where it isn't given. Errors: InvalidField.
Result<std::optional<bool>> flagFromQuery(const QUrlQuery &query, const QString &key);

/// Reads `full=`, 0 or 1; 0 where it isn't given. Errors: InvalidField.
Result<bool> isFullFromQuery(const QUrlQuery &query);

/// Reads the filter of a bulk request: the same names, each with a string or a list of strings. `{}` is every process.
Result<ProcessFilter> filterFromJson(const QJsonObject &object, const ProcessTracker &tracker);

} // namespace Procession
