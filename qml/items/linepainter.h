// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "linehighlighter.h"
#include "outputselection.h"
#include "terminalpalette.h"

#include <QFont>
#include <QHash>
#include <QPainter>

#include <array>

namespace Procession {

/// What lies over a line besides its own colours.
struct LineMarks
{
    OutputSelection::Columns selection;
    const std::vector<LineHighlighter::Place> *matches = nullptr;
    qsizetype currentMatch = -1;
};

/// Draws lines on columns of equal width.
///
/// Threads: one at a time; those of drawing, while the GUI's waits. Owner: OutputView.
class LinePainter
{
public:
    struct Colors
    {
        QColor selection;
        QColor match;
        QColor matchText;
        QColor currentMatch;
        QColor currentMatchText;
    };

    explicit LinePainter(const QFont &font);

    const QFont &font() const { return m_fonts[0]; }
    double columnWidth() const { return m_columnWidth; }
    double rowHeight() const { return m_rowHeight; }
    /// From the top of a row down to the line that letters stand on.
    double baseline() const { return m_baseline; }

    /// Draws so many columns of the line, beginning with `firstColumn`, whose left edge is at `at`.
    void paint(QPainter &painter, QPointF at, const TerminalLine &line, int firstColumn, int columns,
               const LineMarks &marks, const TerminalPalette &palette, const Colors &colors);

private:
    void fill(QPainter &painter, QPointF at, int firstColumn, int fromColumn, int toColumn, const QColor &color) const;
    void paintRun(QPainter &painter, QPointF at, const TerminalLine &line, const TerminalRun &run, int fromColumn,
                  int toColumn, int firstColumn);
    void paintPlain(QPainter &painter, QPointF at, const QString &text);
    bool fits(char16_t character);

    // By the bits bold, italic, underline and strikeOut.
    std::array<QFont, 16> m_fonts;
    double m_columnWidth = 1.0;
    double m_rowHeight = 1.0;
    double m_baseline = 1.0;
    QHash<char16_t, bool> m_fits; // characters beyond Latin-1: whether they are as wide as a column
};

} // namespace Procession
