// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apireply.h"
#include "estimate.h"
#include "historysource.h"
#include "output.h"

#include <QMap>
#include <QUrlQuery>

namespace Procession {

// The wire form of requests, and of those answers that core itself does not read. Pure; any thread.

/// The body of `POST /processes`: what is set. Without an id the server makes one.
QJsonObject toJson(const StartChange &start);
/// The body of `PATCH /processes/{id}`: what is set.
QJsonObject toJson(const ReportChange &report);
/// The `filter` of a bulk request.
QJsonObject toJson(const ProcessFilter &filter);

/// Adds a parameter to a query, whatever characters its value has.
void addQueryValue(QUrlQuery &query, const QString &key, const QString &value);
/// The parameters of a list or a feed that holds what the filter lets through.
QUrlQuery toQuery(const ProcessFilter &filter);
QUrlQuery toQuery(const ProcessQuery &query);
/// The same of finished processes. One without times asks for all of them.
QUrlQuery toQuery(const HistoryQuery &query);
/// The same of the list as it was at a moment.
QUrlQuery toQuery(const PastQuery &query);

/// Reads one process of a server. Errors: InvalidField.
Result<ProcessPtr> processPtrFrom(const QJsonValue &value);
/// Reads `{"process": …}`. Errors: InvalidField.
Result<ProcessPtr> processFrom(const QJsonObject &body);
/// Reads `{"processes": […], "next_cursor"}`. Errors: InvalidField, where one of them can't be read.
Result<ProcessPage> processPageFrom(const QJsonObject &body);
/// Reads `{"events": […], "next_cursor"}`; an event of a kind that is not known here counts as Reported.
/// Errors: InvalidField.
Result<HistoryEventPage> eventPageFrom(const QJsonObject &body);
/// Reads `{"ai_task": {…}, …}`. Errors: InvalidField.
Result<QMap<ProcessType, RetryPolicy>> retryPoliciesFrom(const QJsonObject &policies);
/// Reads how an output stands, as `GET …/output/lines` and the answer to an append have it. Errors: InvalidField.
Result<OutputExtent> outputExtentFrom(const QJsonObject &output);
/// Reads the member `estimate` of a process; nothing where the server has none, or makes none.
std::optional<Estimate> estimateFrom(const QJsonObject &process);
/// Reads `actor` and `reason` of an event; empty where the server does not tell them.
Origin originFrom(const QJsonObject &event);
/// Reads what a server refused with. `status` is that of the answer, or of an entry in it.
ApiError apiErrorFrom(int status, const QJsonObject &body);

/// A moment in seconds since the epoch, as milliseconds; 0 where the value is no number.
qint64 millisecondsFrom(const QJsonValue &seconds);

} // namespace Procession
