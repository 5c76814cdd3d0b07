// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminaltext.h"

namespace Procession {

/// Output of others for a terminal: lines with their colours, in which nothing else acts (see TerminalText).
///
/// A line that isn't over, such as a progress bar, is shown in one row and replaced by what becomes of it.
/// One thread. Owner: the command.
class SafeOutput
{
public:
    /// `width` in columns, of the terminal. Without `hasColours` lines have none.
    SafeOutput(int width, bool hasColours);

    /// What to print for these bytes.
    QString feed(QByteArrayView bytes);
    /// What to print at the end: a line that isn't over gets an end.
    QString finish();

private:
    QString lineText(const TerminalLine &line, int maxColumns) const;

    const int m_width;
    const bool m_hasColours;
    TerminalText m_text;
    TerminalLine m_openLine; // as it is shown
};

} // namespace Procession
