// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"

#include <QJsonObject>

namespace Procession {

// The lines of outputs as a server answers with them. Pure; any thread. No answer is believed beyond what was asked for.

/// Reads the answer of `GET …/output/lines`: at most `count` lines, their numbers in order. Errors: InvalidField.
Result<OutputLines> outputLinesFrom(const QJsonObject &body, int count);
/// Reads the answer of `GET …/output/search`, without the context: at most `query.limit` matches. Errors: InvalidField.
Result<OutputMatches> outputMatchesFrom(const QJsonObject &body, const OutputQuery &query);

} // namespace Procession
