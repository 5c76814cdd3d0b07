// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrule.h"
#include "jsonwriter.h"
#include "result.h"

namespace Procession {

/// The rule of that name in the body of a request, or in a table of the configuration file. Durations are seconds.
/// Errors: InvalidField, also for a field that is unknown, here or for its kind of condition.
Result<AlertRule> alertRuleFromJson(const QString &name, const QJsonObject &body);

/// Writes all fields of the rule, its name included. What it wrote, without the name, reads back as the same rule.
void writeAlertRule(ObjectWriter &object, const AlertRule &rule);

} // namespace Procession
