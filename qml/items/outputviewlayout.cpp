// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How OutputView lays its rows out.
#include "outputview.h"
#include "outputviewmeasures.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace OutputViewMeasures;

namespace {

constexpr int leastNumberColumns = 3;
constexpr qint64 linesAhead = 64;
constexpr qint64 placesBudget = 8; // ms for a frame; the rest of the matches come with the next ones

} // namespace

void OutputView::setFont(const QFont &font)
{
    if (font == m_font)
        return;
    m_font = font;
    m_painter = LinePainter(font);
    Q_EMIT lookChanged();
}

void OutputView::relook()
{
    m_palette.setText(m_textColor);
    m_palette.setGround(m_groundColor);
    m_palette.setNamed(m_namedColors);
    setFillColor(m_groundColor);
    relayout();
}

void OutputView::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickPaintedItem::geometryChange(newGeometry, oldGeometry);
    relayout();
}

double OutputView::gutterWidth() const
{
    const int digits = std::max<int>(leastNumberColumns, static_cast<int>(QString::number(m_extent.lines).size()));
    const int columns = digits + (m_timesShown ? timeColumns + 1 : 0);
    return std::ceil(columns * m_painter.columnWidth() + 2.0 * padding + barWidth);
}

double OutputView::textLeft() const
{
    return gutterWidth() + padding;
}

double OutputView::textWidth() const
{
    return std::max(1.0, width() - textLeft() - padding);
}

int OutputView::wrapColumns() const
{
    return std::max(10, static_cast<int>(textWidth() / m_painter.columnWidth()));
}

double OutputView::heightOf(qint64 row) const
{
    const std::optional<qint64> line = m_wraps ? m_rows.lineAt(row) : std::nullopt;
    const ShownLine *shown = line ? m_cache.line(*line) : nullptr;
    const int columns = wrapColumns();
    const int rows = shown ? std::max(1, (shown->line.columns + columns - 1) / columns) : 1;
    return rows * m_painter.rowHeight();
}

RowScroll::Height OutputView::heights() const
{
    return [this](qint64 row) { return heightOf(row); };
}

void OutputView::updateRows()
{
    LineRange shown{1, m_extent.lines};
    if (m_hasSpan)
        shown = {std::max<qint64>(1, m_span.first), std::min(m_span.last, m_extent.lines)};
    m_rows = RowMap(shown, m_gone);
}

void OutputView::updatePolish()
{
    updateRows();
    placeScroll();
    measureVisible();
    m_cache.want(wantedLines());
    const bool isLoading = isVisiblePartMissing();
    if (!isLoading)
        m_revealed = 0;
    if (isLoading != m_isLoading || (!isLoading && !m_error.isEmpty())) {
        m_isLoading = isLoading;
        if (!isLoading)
            m_error.clear();
        Q_EMIT loadingChanged();
    }
    findPlaces();
    revealMatch();
    if (!m_speakTimer.isActive())
        m_speakTimer.start();
    update();
}

void OutputView::placeScroll()
{
    if (m_isFollowing && !m_hasSpan)
        m_scroll.goToEnd(m_rows.rows(), height(), heights());
    else if (m_revealed > 0)
        putThirdDown(m_revealed);
    m_scroll.bound(m_rows.rows(), height(), heights());
}

void OutputView::putThirdDown(qint64 line)
{
    m_scroll.goTo(m_rows.rowOf(line));
    m_scroll.moveBy(-std::floor(height() / 3.0), m_rows.rows(), heights());
}

void OutputView::measureVisible()
{
    const qint64 rows = m_rows.rows();
    double bottom = -m_scroll.hidden();
    qint64 row = m_scroll.row();
    m_visible = {};
    while (row < rows && bottom < height()) {
        if (const auto line = m_rows.lineAt(row)) {
            if (m_visible.isEmpty())
                m_visible.first = *line;
            m_visible.last = *line;
            if (const ShownLine *shown = m_cache.line(*line))
                m_widest = std::max(m_widest, shown->line.columns);
        }
        bottom += heightOf(row++);
    }
    RowScroll end;
    end.goToEnd(rows, height(), heights());
    const double position = m_scroll.position(rows, heights());
    const double size = rows > 0 ? 1.0 - end.position(rows, heights()) : 1.0;
    m_side = std::clamp(m_side, 0.0, m_wraps ? 0.0 : std::max(0.0, m_widest * m_painter.columnWidth() - textWidth()));
    m_position = position;
    m_size = size;
    Q_EMIT scrolled();
}

/// Those in view and some around them, on both sides of a gap.
std::vector<LineRange> OutputView::wantedLines() const
{
    if (m_visible.isEmpty())
        return {};
    const LineRange &shown = m_rows.shown();
    const LineRange around{std::max(shown.first, m_visible.first - linesAhead),
                           std::min(shown.last, m_visible.last + linesAhead)};
    const LineRange &gone = m_rows.gone();
    if (gone.isEmpty() || gone.last < around.first || gone.first > around.last)
        return {around};
    return {{around.first, gone.first - 1}, {gone.last + 1, around.last}};
}

std::vector<qint64> OutputView::visibleLines() const
{
    std::vector<qint64> lines;
    if (m_visible.isEmpty())
        return lines;
    for (qint64 row = m_rows.rowOf(m_visible.first); row <= m_rows.rowOf(m_visible.last); ++row) {
        if (const auto line = m_rows.lineAt(row))
            lines.push_back(*line);
    }
    return lines;
}

bool OutputView::isVisiblePartMissing() const
{
    const std::vector<qint64> lines = visibleLines();
    return std::any_of(lines.begin(), lines.end(),
                       [this](qint64 line) { return !m_cache.line(line) && !m_cache.isMissing(line); });
}

void OutputView::findPlaces()
{
    if (m_term.text.isEmpty() || m_visible.isEmpty()) {
        m_places.clear();
        return;
    }
    m_places.removeIf([this](const auto &entry) { return !m_visible.contains(entry.key()); });
    QElapsedTimer timer;
    timer.start();
    for (const qint64 line : visibleLines()) {
        const ShownLine *shown = m_cache.line(line);
        if (!shown || m_places.contains(line))
            continue;
        m_places.insert(line, m_highlighter.placesIn(shown->line.text));
        if (timer.elapsed() > placesBudget) {
            QMetaObject::invokeMethod(this, &OutputView::relayout, Qt::QueuedConnection);
            return;
        }
    }
}

const std::vector<LineHighlighter::Place> *OutputView::placesOf(qint64 line) const
{
    const auto found = m_places.constFind(line);
    return found == m_places.constEnd() ? nullptr : &*found;
}

/// Once the line of a match is there, its columns come into view.
void OutputView::revealMatch()
{
    const auto *places = placesOf(m_matchLine);
    if (!m_revealsMatch || !places)
        return;
    m_revealsMatch = false;
    if (m_match < 0)
        m_match = std::max<qsizetype>(0, static_cast<qsizetype>(places->size()) - 1);
    if (m_wraps || static_cast<size_t>(m_match) >= places->size())
        return;
    const auto &[begin, length] = (*places)[static_cast<size_t>(m_match)];
    const TerminalLine &line = m_cache.line(m_matchLine)->line;
    const double left = line.columnAt(begin) * m_painter.columnWidth();
    const double right = line.columnAt(begin + length) * m_painter.columnWidth();
    if (left < m_side || right > m_side + textWidth())
        scrollSideBy(left - textWidth() / 3.0 - m_side);
}

void OutputView::reveal(qint64 line)
{
    setFollowing(false);
    const double top = rowTop(m_rows.rowOf(line));
    // Where it is well in view, nothing moves.
    if (m_cache.line(line) && m_visible.contains(line) && top >= 0.0 && top + m_painter.rowHeight() <= height())
        return;
    m_revealed = line;
    relayout();
}

double OutputView::rowTop(qint64 row) const
{
    if (row < m_scroll.row())
        return -1.0;
    double top = -m_scroll.hidden();
    for (qint64 at = m_scroll.row(); at < row && top < height(); ++at)
        top += heightOf(at);
    return top;
}

double OutputView::sidePosition() const
{
    const double all = m_widest * m_painter.columnWidth();
    return m_wraps || all <= 0.0 ? 0.0 : m_side / std::max(all, textWidth());
}

double OutputView::sideSize() const
{
    const double all = m_widest * m_painter.columnWidth();
    return m_wraps || all <= 0.0 ? 1.0 : std::min(1.0, textWidth() / all);
}

} // namespace Procession
