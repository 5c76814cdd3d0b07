// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "eachprocess.h"

namespace Procession {

using namespace Qt::StringLiterals;

int retryCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"retry"_s,
        u"Tries failed, timed out or cancelled processes again, now: those named, or all that match a filter."_s,
        u"[ID...]"_s);
    const auto retry = [](ApiClient &api, const ProcessId &id, const QString &reason) {
        const auto reply = waitFor<ProcessPtr>([&](const auto &done) { api.retry(id, reason, done); });
        return reply ? ApiReply<void>({}, reply.body) : ApiReply<void>(reply.error(), reply.body);
    };
    return toIdsOrFilter(arguments, line, {retry, u"is pending again"_s}, ApiClient::BulkAction::Retry);
}

} // namespace Procession
