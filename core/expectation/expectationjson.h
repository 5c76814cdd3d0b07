// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expectation.h"
#include "jsonwriter.h"
#include "result.h"

#include <QJsonObject>

namespace Procession {

/// The definition in the body of `PUT /expectations/{name}`. Errors: InvalidField, also for a field that is unknown.
Result<ExpectationDefinition> expectationFromJson(const QString &name, const QJsonObject &body);

/// Writes the expectation as clients see it, its next times after `nowMs` included. Its key and its `id` stay here; the
/// text of the last ping too, unless it is asked for.
void writeExpectation(ObjectWriter &object, const Expectation &expectation, qint64 nowMs, bool withText = false);

/// The expectation as the store keeps it, and back; nothing where the bytes can't be read.
QByteArray expectationToBytes(const Expectation &expectation);
std::optional<Expectation> expectationFromBytes(const QByteArray &bytes);
/// The expectation as writeExpectation() wrote it, without what stays with its server; nothing where it has no name.
std::optional<Expectation> expectationFromWritten(const QJsonObject &json);

} // namespace Procession
