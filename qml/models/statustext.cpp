// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statustext.h"

#include "rowtext.h"

namespace Procession {

StatusText::Status StatusText::of(const Process &process)
{
    return waitsForRetry(process) ? Waiting : of(process.status);
}

std::optional<ProcessStatus> StatusText::status(Status status)
{
    return status < Waiting ? std::optional(static_cast<ProcessStatus>(status)) : std::nullopt;
}

QString StatusText::word(Status status)
{
    switch (status) {
    case Pending:
        return tr("Pending");
    case Running:
        return tr("Running");
    case Completed:
        return tr("Completed");
    case Failed:
        return tr("Failed");
    case Cancelled:
        return tr("Cancelled");
    case Timeout:
        return tr("Timed out");
    case Waiting:
        return tr("Will retry");
    case All:
        break;
    }
    return tr("All");
}

QString StatusText::key(Status status)
{
    if (const auto known = StatusText::status(status))
        return wireName(*known);
    return status == Waiting ? QStringLiteral("waiting") : QStringLiteral("all");
}

bool StatusText::isFailure(Status status)
{
    return status == Failed || status == Timeout;
}

} // namespace Procession
