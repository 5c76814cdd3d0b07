// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"
#include "terminalline.h"

#include <QFuture>

#include <stop_token>

namespace Procession {

/// A line of output as the window shows it.
struct ShownLine
{
    qint64 number = 1;
    qint64 offset = 0;
    qint64 timeMs = 0;
    OutputStream stream = OutputStream::Stdout;
    /// With a note in its place where bytes of it are missing.
    TerminalLine line;
};

/// The lines of an answer, drawn as a terminal would; colours carry over from one to the next. Pure; any thread.
std::vector<ShownLine> shownLines(const OutputLines &lines);

using ShownLines = Result<std::vector<ShownLine>>;
/// The same of an answer that is still to come, on a thread of the global pool. Whoever gives up cancels `lines` and stops:
/// then there are no lines.
QFuture<ShownLines> shownLater(QFuture<Result<OutputLines>> lines, std::stop_token stop);

} // namespace Procession
