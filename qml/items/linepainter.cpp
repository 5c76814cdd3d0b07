// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linepainter.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace Procession {

namespace {

constexpr qsizetype mostRemembered = 4096;
constexpr double rowSpacing = 1.2;

size_t fontIndex(const TerminalStyle &style)
{
    return (style.bold ? 1U : 0U) | (style.italic ? 2U : 0U) | (style.underline ? 4U : 0U)
        | (style.strikeOut ? 8U : 0U);
}

} // namespace

LinePainter::LinePainter(const QFont &font)
{
    for (size_t index = 0; index < m_fonts.size(); ++index) {
        QFont variant = font;
        variant.setFixedPitch(true);
        variant.setKerning(false);
        variant.setBold((index & 1U) != 0);
        variant.setItalic((index & 2U) != 0);
        variant.setUnderline((index & 4U) != 0);
        variant.setStrikeOut((index & 8U) != 0);
        m_fonts[index] = variant;
    }
    const QFontMetricsF metrics(m_fonts[0]);
    m_columnWidth = std::max(1.0, metrics.horizontalAdvance(u'0'));
    m_rowHeight = std::max(1.0, std::ceil(metrics.height() * rowSpacing));
    m_baseline = std::round((m_rowHeight - metrics.height()) / 2.0 + metrics.ascent());
}

void LinePainter::paint(QPainter &painter, QPointF at, const TerminalLine &line, int firstColumn, int columns,
                        const LineMarks &marks, const TerminalPalette &palette, const Colors &colors)
{
    const int lastColumn = firstColumn + columns; // not drawn itself
    const auto behind = std::upper_bound(line.runs.begin(), line.runs.end(), firstColumn,
                                         [](int column, const TerminalRun &run) { return column < run.column; });
    const auto begin = behind == line.runs.begin() ? behind : std::prev(behind);
    for (auto run = begin; run != line.runs.end() && run->column < lastColumn; ++run) {
        if (const QColor background = palette.look(run->style).background; background.isValid())
            fill(painter, at, firstColumn, std::max(run->column, firstColumn),
                 std::min(run->column + run->columns, lastColumn), background);
    }
    for (auto run = begin; run != line.runs.end() && run->column < lastColumn; ++run) {
        painter.setPen(palette.look(run->style).foreground);
        painter.setFont(m_fonts[fontIndex(run->style)]);
        paintRun(painter, at, line, *run, firstColumn, lastColumn, firstColumn);
    }
    // Text on a colour of ours has one that can be read there.
    const auto cover = [&](int fromColumn, int toColumn, const QColor &color, const QColor &textColor) {
        const int from = std::max(fromColumn, firstColumn);
        const int to = std::min(toColumn, lastColumn);
        if (from >= to)
            return;
        fill(painter, at, firstColumn, from, to, color);
        painter.save();
        painter.setClipRect(
            QRectF(at.x() + (from - firstColumn) * m_columnWidth, at.y(), (to - from) * m_columnWidth, m_rowHeight),
            Qt::IntersectClip);
        for (auto run = begin; run != line.runs.end() && run->column < to; ++run) {
            if (run->column + run->columns <= from)
                continue;
            painter.setPen(textColor.isValid() ? textColor : palette.lookOn(run->style, color));
            painter.setFont(m_fonts[fontIndex(run->style)]);
            paintRun(painter, at, line, *run, from, to, firstColumn);
        }
        painter.restore();
    };
    // A selected end of a line shows as one more column.
    cover(marks.selection.from, marks.selection.to + (marks.selection.goesOn ? 1 : 0), colors.selection, {});
    for (size_t index = 0; marks.matches && index < marks.matches->size(); ++index) {
        const auto &[place, length] = (*marks.matches)[index];
        const bool isCurrent = static_cast<qsizetype>(index) == marks.currentMatch;
        cover(line.columnAt(place), line.columnAt(place + length), isCurrent ? colors.currentMatch : colors.match,
              isCurrent ? colors.currentMatchText : colors.matchText);
    }
}

void LinePainter::fill(QPainter &painter, QPointF at, int firstColumn, int fromColumn, int toColumn,
                       const QColor &color) const
{
    if (fromColumn >= toColumn)
        return;
    // Whole pixels, so that neighbours neither overlap nor leave a gap.
    const double left = std::round(at.x() + (fromColumn - firstColumn) * m_columnWidth);
    const double right = std::round(at.x() + (toColumn - firstColumn) * m_columnWidth);
    painter.fillRect(QRectF(left, at.y(), right - left, m_rowHeight), color);
}

/// The part of a run from one column up to another, where `firstColumn` is the one that is at `at`.
void LinePainter::paintRun(QPainter &painter, QPointF at, const TerminalLine &line, const TerminalRun &run,
                           int fromColumn, int toColumn, int firstColumn)
{
    const auto place = [&](int column) {
        return QPointF(at.x() + (column - firstColumn) * m_columnWidth, at.y() + m_baseline);
    };
    if (run.kind == TerminalRun::Kind::Plain) {
        const int from = std::max(run.column, fromColumn);
        const int to = std::min(run.column + run.columns, toColumn);
        if (from < to)
            paintPlain(painter, place(from), line.text.mid(run.begin + from - run.column, to - from));
        return;
    }
    const QString text = line.text.mid(run.begin, run.length);
    const double room = run.columns * m_columnWidth;
    const double needed = QFontMetricsF(painter.font()).horizontalAdvance(text);
    if (needed <= room * 1.02) {
        painter.drawText(place(run.column), text);
        return;
    }
    // Another font's letters: narrowed, so that all columns behind them stay where they are.
    painter.save();
    painter.translate(place(run.column));
    painter.scale(room / needed, 1.0);
    painter.drawText(QPointF(), text);
    painter.restore();
}

void LinePainter::paintPlain(QPainter &painter, QPointF at, const QString &text)
{
    qsizetype drawn = 0;
    const auto drawUpTo = [&](qsizetype end) {
        if (end > drawn)
            painter.drawText(QPointF(at.x() + static_cast<double>(drawn) * m_columnWidth, at.y()),
                             text.mid(drawn, end - drawn));
        drawn = end;
    };
    for (qsizetype index = 0; index < text.size(); ++index) {
        if (text[index].unicode() < 0x100 || fits(text[index].unicode()))
            continue;
        drawUpTo(index);
        drawUpTo(index + 1);
    }
    drawUpTo(text.size());
}

bool LinePainter::fits(char16_t character)
{
    if (const auto known = m_fits.constFind(character); known != m_fits.constEnd())
        return *known;
    if (m_fits.size() >= mostRemembered)
        m_fits.clear();
    const double width = QFontMetricsF(m_fonts[0]).horizontalAdvance(QChar(character));
    return *m_fits.insert(character, std::abs(width - m_columnWidth) < 0.01);
}

} // namespace Procession
