// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How OutputView draws its rows.
#include "outputview.h"
#include "outputviewmeasures.h"
#include "sizetext.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>

namespace Procession {

using namespace OutputViewMeasures;

namespace {

constexpr float errorTint = 0.06F;

QColor withAlpha(QColor color, float alpha)
{
    color.setAlphaF(color.alphaF() * alpha);
    return color;
}

} // namespace

void OutputView::paint(QPainter *painter)
{
    painter->setClipRect(QRectF(0.0, 0.0, width(), height()));
    painter->fillRect(QRectF(0.0, 0.0, gutterWidth(), height()), m_gutterColor);
    double top = -m_scroll.hidden();
    for (qint64 row = m_scroll.row(); row < m_rows.rows() && top < height(); ++row) {
        paintRow(*painter, row, top);
        top += heightOf(row);
    }
}

void OutputView::paintRow(QPainter &painter, qint64 row, double top)
{
    const std::optional<qint64> line = m_rows.lineAt(row);
    if (!line) {
        paintGap(painter, top);
        return;
    }
    const ShownLine *shown = m_cache.line(*line);
    const double rowHeight = heightOf(row);
    const QRectF behind(gutterWidth(), top, width() - gutterWidth(), rowHeight);
    const bool isError = shown && shown->stream == OutputStream::Stderr;
    if (*line == m_currentLine)
        painter.fillRect(QRectF(0.0, top, width(), rowHeight), m_currentLineColor);
    else if (isError)
        painter.fillRect(behind, withAlpha(m_errorColor, errorTint));
    paintGutter(painter, *line, shown, top, rowHeight);
    if (!shown) {
        if (m_cache.isMissing(*line))
            paintNote(painter, tr("… not kept …"), top);
        return;
    }
    LineMarks marks;
    marks.selection = m_selection.columnsOf(*line, shown->line.columns);
    marks.matches = placesOf(*line);
    marks.currentMatch = *line == m_matchLine ? m_match : -1;
    const LinePainter::Colors colors{m_selectionColor, m_matchColor, m_matchTextColor, m_currentMatchColor,
                                     m_currentMatchTextColor};
    painter.save();
    painter.setClipRect(QRectF(gutterWidth(), top, width() - gutterWidth(), rowHeight));
    const double left = textLeft();
    if (m_wraps) {
        const int columns = wrapColumns();
        int first = 0;
        for (double y = top; y < top + rowHeight; y += m_painter.rowHeight()) {
            if (y + m_painter.rowHeight() > 0.0 && y < height())
                m_painter.paint(painter, {left, y}, shown->line, first, columns, marks, m_palette, colors);
            first += columns;
        }
    } else {
        const int first = static_cast<int>(m_side / m_painter.columnWidth());
        const double shift = m_side - first * m_painter.columnWidth();
        const int columns = static_cast<int>((width() - left + shift) / m_painter.columnWidth()) + 1;
        m_painter.paint(painter, {left - shift, top}, shown->line, first, columns, marks, m_palette, colors);
    }
    painter.restore();
}

void OutputView::paintGutter(QPainter &painter, qint64 line, const ShownLine *shown, double top, double rowHeight)
{
    const double barLeft = gutterWidth() - barWidth;
    const QRectF numbers(0.0, top, barLeft - padding, m_painter.rowHeight());
    painter.setFont(m_painter.font());
    painter.setPen(line == m_currentLine ? m_textColor : m_dimColor);
    painter.drawText(numbers, Qt::AlignRight | Qt::AlignVCenter, QString::number(line));
    if (!shown)
        return;
    if (shown->stream == OutputStream::Stderr)
        painter.fillRect(QRectF(barLeft, top, barWidth, rowHeight), m_errorColor);
    if (!m_timesShown)
        return;
    // A time that is that of the line above is left out.
    const auto second = [](const ShownLine &of) { return of.timeMs / 1000; };
    const ShownLine *before = m_cache.line(line - 1);
    if (before && second(*before) == second(*shown) && line != m_visible.first)
        return;
    painter.setPen(m_dimColor);
    painter.drawText(QRectF(padding, top, timeColumns * m_painter.columnWidth() + 1.0, m_painter.rowHeight()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     QDateTime::fromMSecsSinceEpoch(shown->timeMs).toString(QStringLiteral("HH:mm:ss")));
}

void OutputView::paintGap(QPainter &painter, double top)
{
    painter.fillRect(QRectF(0.0, top, width(), m_painter.rowHeight()), m_gutterColor);
    const QLocale locale;
    const LineRange &gone = m_rows.gone();
    paintNote(painter,
              tr("… %1 not kept: lines %2 to %3 …")
                  .arg(sizeText(m_extent.cut.to - m_extent.cut.from), locale.toString(gone.first),
                       locale.toString(gone.last)),
              top);
}

void OutputView::paintNote(QPainter &painter, const QString &text, double top)
{
    QFont font = m_painter.font();
    font.setItalic(true);
    painter.setFont(font);
    painter.setPen(m_dimColor);
    painter.drawText(QRectF(textLeft(), top, textWidth(), m_painter.rowHeight()), Qt::AlignLeft | Qt::AlignVCenter,
                     text);
}

} // namespace Procession
