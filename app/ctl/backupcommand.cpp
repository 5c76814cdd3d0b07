// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "backup.h"
#include "commandline.h"
#include "commandsupport.h"
#include "programstart.h"

namespace Procession {

using namespace Qt::StringLiterals;

int backupCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"backup"_s,
        u"Copies the database of a server on this machine to a new file: whole, as it is at one moment,\n"
        "while the server runs or not. Only you may read the file; one that is there already stays as it is.\nTo go "
        "back to it, stop the server and put the file in the place\n"
        "of procession.db in its data folder, without the files beside it (-wal, -shm)."_s,
        u"FILE"_s, SubcommandLine::Output::Text);
    line.asksNoServer();
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 1)
        return line.usageError(u"Name the file to write."_s);
    outliveFileSizeLimit();
    const auto done = backUp(line.dataDir(), line.arguments().constFirst());
    return done ? ExitCode::ok : reportProblem(done.error());
}

} // namespace Procession
