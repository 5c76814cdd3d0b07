// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertsilence.h"

#include "alertrule.h"

namespace Procession {

bool AlertSilence::matches(const QString &ruleName, const AlertSubject &subject) const
{
    return (rule.isEmpty() || matchesPattern(rule, ruleName)) && (type.isEmpty() || type == subject.type)
        && (name.isEmpty() || matchesPattern(name, subject.name));
}

} // namespace Procession
