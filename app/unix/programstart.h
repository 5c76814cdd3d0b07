// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "signalset.h"

namespace Procession {

/// To be called first in main(), before anything opens a file or changes a signal.
///
/// Opens /dev/null for each of the three standard descriptors that is closed: the next file that the program opens
/// would take its place, and what is printed would go there. Notes which signals are ignored. Main thread.
void prepareProgram();

/// The signals that this program was started with ignored, as nohup and a shell's `&` do. Without prepareProgram(): the
/// signals that are ignored at the moment.
SignalSet ignoredAtStart();

/// Makes files that this program creates its owner's alone (a umask of 077): for the programs that keep what others
/// reported. Programs that they start have the same umask. At the start of main(), before there are threads.
void keepFilesPrivate();

/// Makes a file that may not grow any further (`ulimit -f`) an error like a full disk, where the system would end the
/// program with SIGXFSZ. Programs that this one starts inherit that. Any thread.
void outliveFileSizeLimit();

/// Lets this process, and what it starts, have as many open files as the system allows it at most.
///
/// A login shell and systemd start programs with 1,024, which is less than the subscribers that one server
/// takes; the limit that counts is the hard one. Any thread.
void raiseFileLimit();

} // namespace Procession
