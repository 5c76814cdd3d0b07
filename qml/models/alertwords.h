// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrule.h"

namespace Procession {

/// Rules of alerts in words. Pure; any thread.
namespace AlertWords {

/// A duration as people write it, such as `15 min` or `1 h 30 min`.
QString span(std::chrono::milliseconds duration);
/// The duration that such a text means; seconds where it is a number alone. Nothing where it is none.
std::optional<std::chrono::milliseconds> spanFrom(const QString &text);

/// A kind of condition, such as `a run fails`.
QString condition(AlertCondition::Kind kind);
/// What the rule does, as a sentence: `Tell ops when more than 5 % of at least 20 runs of import * fail within 15 min.`
QString rule(const AlertRule &rule);

} // namespace AlertWords

} // namespace Procession
