// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptseries.h"
#include "jsonwriter.h"

#include <QJsonObject>

namespace Procession {

/// Writes the members `points` and `source`, as `GET /processes/{id}/series` has them. Any thread.
void writeSeries(ObjectWriter &object, const AttemptSeries &series);
/// Reads the same from a server's answer. It passes over keys that it doesn't know, and points that are none. Any thread.
AttemptSeries seriesFromJson(const QJsonObject &object);

} // namespace Procession
