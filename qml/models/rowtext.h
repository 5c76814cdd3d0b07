// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

namespace Procession {

// What the rows of live and finished processes have in common. Any thread.

/// The text of a client as one line that a window can show: line ends and tabs are spaces, other control characters and
/// those that turn the order of letters round are visible (U+FFFD), and the invisible ones that embed or isolate a
/// direction are left out. What is to be shown as it was sent is a letter, a mark or a sign, never an instruction.
QString shownText(const QString &text);
/// The same of a text that may have several lines: line ends and tabs stay.
QString shownLines(const QString &text);
/// The text with its own direction, whatever stands around it (between U+2068 and U+2069).
QString isolated(const QString &text);
/// A name within a sentence: as one line, isolated and in quotation marks; at most 60 characters of it.
QString quoted(const QString &name);

/// The line of the error that tells its cause, or the message where there is no error.
QString shownMessage(const Process &process);
/// Such as `2`, or `2/3` where it is known how many there may be.
QString attemptText(const Process &process);

/// Whether it failed or timed out, and will be tried again by itself.
bool waitsForRetry(const Process &process);

} // namespace Procession
