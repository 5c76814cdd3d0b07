// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "resources.h"
#include "signalset.h"

#include <QByteArrayList>

#include <chrono>

namespace Procession {

/// A command to run. Plain data; bytes, since arguments and variables need not be text.
struct CommandPlan
{
    QByteArrayList command;       ///< the first part is looked up in PATH
    QByteArrayList environment{}; ///< NAME=value, all that the command gets
    /// One pipe for output and error output, so that their order is kept; all of it counts as output.
    bool joined = false;
    /// Between SIGTERM and SIGKILL where this program is gone before the command.
    std::chrono::milliseconds grace{10000};
    SignalSet ignored{}; ///< signals that the command starts with ignored, such as SIGHUP under nohup
    ResourceLimits limits{};
    QByteArray folder{}; ///< to run it in; empty for the one of this program
    /// The folder of a cgroup in which the command gets one of its own, as delegatedCgroup() found it; may be empty.
    QByteArray cgroupHome{};
    /// An open file that the guardian of the command keeps open until the command's tree has ended, and writes its pid to.
    /// See RunLock; -1 for none.
    int lock = -1;
    /// An open file that a command which runs apart reads as its standard input; -1 for none.
    int input = -1;
};

/// The variable that tells a command the number of the descriptor on which it may speak of itself; see MessageReader.
inline constexpr char messagesVariable[] = "PROCESSION_FD";

/// The environment of this program, without the variables of those names.
QByteArrayList ownEnvironment(const QByteArrayList &without = {});
/// Those of its variables that commands of a server get: the search path, the home folder, language, time zone and the
/// like.
QByteArrayList sharedEnvironment();

/// Whether what is written to one of these descriptors ends up where the other's does: a terminal, a pipe, a file.
bool goToOnePlace(int descriptor, int other);

} // namespace Procession
