// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminalcells.h"
#include "utf8decoder.h"

#include <QByteArray>

#include <vector>

namespace Procession {

/// Makes lines of the raw bytes that a program printed, as a terminal would show them, and does nothing else with them:
/// whatever the bytes are, they never act.
///
/// - SGR sets colours and weights, and carries over to the lines that follow.
/// - A carriage return and a backspace go back in the line, so that later characters replace earlier ones; two
///   escapes that progress bars use do so too: `CSI G` (go to a column) and `CSI K` (erase in the line).
/// - A tab goes on to the next column that is a multiple of 8.
/// - Each other escape (titles, clipboard, links, moves, modes, images) is left out, up to the end of its line at most.
/// - Other control characters are visible (U+2400 to U+2421), U+FFFD stands for those above U+007F, for marks that
///   override the direction of writing, and for what isn't UTF-8. Marks that embed or isolate a direction are left out.
///
/// Bytes may come in any pieces. The memory is bounded by the columns of one line, and by the lines that nobody has
/// taken yet.
/// Threads: one at a time. Owner: who reads the bytes.
class TerminalText
{
public:
    static constexpr int defaultColumns = 16 * 1024;

    /// Of each line at most so many columns are kept, at least 2.
    explicit TerminalText(int maxColumns = defaultColumns);

    void feed(QByteArrayView bytes);

    /// The lines that ended since the last call.
    std::vector<TerminalLine> takeLines();
    /// The line that hasn't ended yet; empty at its beginning.
    TerminalLine openLine() const;

    /// How the next character looks.
    const TerminalStyle &style() const { return m_style; }
    void setStyle(const TerminalStyle &style) { m_style = style; }

private:
    enum class State : quint8 { Text, Escape, EscapeIntermediate, Csi, String, StringEscape };
    void takeByte(quint8 byte);
    void takeEscape(quint8 byte);
    void takeCharacter(char32_t character, int bytes);
    void takeControl(quint8 byte);
    void finishCsi(quint8 last);

    TerminalCells m_cells;
    TerminalStyle m_style;
    std::vector<TerminalLine> m_lines;

    State m_state = State::Text;
    QByteArray m_parameters; // of a CSI; no longer than maxParameters
    Utf8Decoder m_decoder;
    int m_bytesOfCharacter = 0;
};

} // namespace Procession
