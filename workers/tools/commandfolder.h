// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"
#include "worker.h"

#include <QByteArray>

namespace Procession {

/// The folder with the locks of the commands that this server runs (see RunLock), one for each process. A value; any thread.
class CommandFolder
{
public:
    explicit CommandFolder(const QString &path);

    /// The file of that process. The folder is made where it isn't there.
    QByteArray lockFile(const ProcessId &id) const;
    /// Whether that attempt was begun, as far as anybody knows: one that is running, or whose command was.
    bool wasBegun(const Process &process) const;
    /// What an earlier run of this program left of the process and what still ends, as Worker::remains() has it.
    std::unique_ptr<Job> remains(const ProcessId &id) const;
    /// Removes the file of an attempt that is over, unless a later one has begun.
    void forget(const ProcessId &id, int attempt) const;

private:
    QString m_path;
};

} // namespace Procession
