// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processfilter.h"
#include "result.h"

#include <QJsonObject>
#include <QUrlQuery>

namespace Procession {

class ProcessTracker;

/// A request's query, decoded. A plus sign stands for a space, as forms and most clients send it.
QUrlQuery queryOf(const QByteArray &query);

/// Reads `process_type=`, `status=`, `process_id=` and `q=`; each may be given several times. What an
/// unknown type or status amounts to is an error with that name.
Result<ProcessFilter> filterFromQuery(const QUrlQuery &query, const ProcessTracker &tracker);

/// Reads the filter of a bulk request: the same names, each with a string or a list of strings.
Result<ProcessFilter> filterFromJson(const QJsonObject &object, const ProcessTracker &tracker);

} // namespace Procession
