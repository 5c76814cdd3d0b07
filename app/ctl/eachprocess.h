// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline.h"
#include "commandsupport.h"

namespace Procession {

// Commands that change several processes in the same way.

/// One change, made to each process.
struct EachAction
{
    using Change = std::function<ApiReply<void>(ApiClient &api, const ProcessId &id, const QString &reason)>;

    Change change;
    QString done; ///< printed behind the id of each process that was changed, such as `cancelled`
};

/// One request for each id that the line names. Goes on after a failure, and returns the exit code of the first one.
int toEachId(const SubcommandLine &line, const EachAction &action);
/// Parses the line, which names ids, or a filter that `bulk` is asked with in one request; both with a --reason.
int toIdsOrFilter(const QStringList &arguments, SubcommandLine &line, const EachAction &action,
                  ApiClient::BulkAction bulk);

} // namespace Procession
