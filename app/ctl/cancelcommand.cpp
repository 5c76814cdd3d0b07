// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "eachprocess.h"

namespace Procession {

using namespace Qt::StringLiterals;

int cancelCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"cancel"_s,
        u"Cancels processes, or the retries that they wait for: those named, or all that match a filter."_s,
        u"[ID...]"_s);
    const auto cancel = [](ApiClient &api, const ProcessId &id, const QString &reason) {
        return waitFor<void>([&](const auto &done) { api.cancel(id, reason, done); });
    };
    return toIdsOrFilter(arguments, line, {cancel, u"cancelled"_s}, ApiClient::BulkAction::Cancel);
}

} // namespace Procession
