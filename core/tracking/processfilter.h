// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

#include <QSet>

namespace Procession {

/// Conditions that select processes. An empty condition holds for every process. Plain data.
struct ProcessFilter
{
    QSet<ProcessType> types{};
    QSet<ProcessStatus> statuses{};
    QSet<ProcessId> ids{};
    QString text{}; ///< found in id, name, message or error, whatever the case

    bool isEmpty() const { return types.isEmpty() && statuses.isEmpty() && ids.isEmpty() && text.isEmpty(); }
    bool matches(const Process &process) const;

    friend bool operator==(const ProcessFilter &a, const ProcessFilter &b) = default;
};

} // namespace Procession
