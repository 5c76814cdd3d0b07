// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Procession {

/// Makes files that this program creates its owner's alone (a umask of 077): for the programs that keep what others
/// reported. What they start has the same umask. First thing in main(), before there are threads.
void keepFilesPrivate();

/// Makes a file that may not grow any further (`ulimit -f`) an error like a full disk, where the system would end the
/// program with SIGXFSZ. What this program starts inherits that. Any thread.
void outliveFileSizeLimit();

} // namespace Procession
