// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "eachprocess.h"

namespace Procession {

using namespace Qt::StringLiterals;

int deleteCommand(const QStringList &arguments)
{
    SubcommandLine line(u"delete"_s, u"Forgets finished processes."_s, u"ID..."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto remove = [](ApiClient &api, const ProcessId &id, const QString &) {
        return waitFor<void>([&](const auto &done) { api.remove(id, done); });
    };
    return toEachId(line, {remove, u"deleted"_s});
}

} // namespace Procession
