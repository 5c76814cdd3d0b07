// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputview.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>
#include <limits>

namespace Procession {

namespace {

constexpr int speakInterval = 1000; // ms

} // namespace

OutputView::OutputView(QQuickItem *parent)
    : QQuickPaintedItem(parent)
    , m_painter(m_font)
{
    setAcceptedMouseButtons(Qt::LeftButton);
    setAcceptHoverEvents(true);
    setOpaquePainting(true);
    setClip(true);
    setActiveFocusOnTab(true);
    connect(&m_cache, &LineCache::changed, this, [this] {
        m_places.clear();
        relayout();
    });
    connect(&m_cache, &LineCache::failed, this, &OutputView::showFailure);
    connect(&m_search, &OutputSearch::stateChanged, this, &OutputView::findStateChanged);
    connect(&m_search, &OutputSearch::found, this, &OutputView::takeFound);
    connect(&m_copy, &OutputCopy::failed, this, &OutputView::showFailure);
    connect(&m_copy, &OutputCopy::finished, this, [this](const QString &text, bool isWhole) {
        QGuiApplication::clipboard()->setText(text);
        Q_EMIT copied(text.size(), isWhole);
    });
    connect(&m_gap, &LinesBetween::found, this, &OutputView::takeGap);
    connect(&m_askedSpan, &LinesBetween::found, this, [this](qint64 first, qint64 behind) {
        takeSpan({first, behind - 1});
    });
    for (const LinesBetween *lines : {&m_gap, &m_askedSpan})
        connect(lines, &LinesBetween::failed, this, &OutputView::showFailure);
    connect(&m_target, &QFutureWatcherBase::finished, this, [this] {
        if (m_target.future().isCanceled() || m_target.future().resultCount() == 0)
            return;
        if (const OutputPages::Line line = m_target.result(); line)
            goToLine(*line);
        else
            showFailure(line.error().message);
    });
    connect(this, &OutputView::lookChanged, this, &OutputView::relook);
    m_dragTimer.setInterval(30);
    connect(&m_dragTimer, &QTimer::timeout, this, &OutputView::dragOn);
    m_speakTimer.setSingleShot(true);
    m_speakTimer.setInterval(speakInterval);
    connect(&m_speakTimer, &QTimer::timeout, this, &OutputView::speak);
}

OutputView::~OutputView()
{
    m_target.disconnect(this);
    m_target.cancel();
}

void OutputView::setPages(OutputPages *pages)
{
    if (m_pages == pages)
        return;
    if (m_pages)
        m_pages->disconnect(this);
    m_gap.cancel();
    goToAnswer({});
    m_pages = pages;
    m_cache.setPages(pages);
    m_search.setPages(pages);
    m_copy.stop();
    m_gone = {};
    m_gapOfGone = {};
    m_extent = {};
    m_rows = {};
    m_scroll = {};
    m_side = 0.0;
    m_widest = 0;
    m_places.clear();
    m_error.clear();
    setMatch(0, 0);
    setCurrentLine(0);
    clearSelection();
    clearSpan();
    if (pages) {
        connect(pages, &OutputPages::extentChanged, this, &OutputView::takeExtent);
        takeExtent();
    }
    relayout();
    Q_EMIT pagesChanged();
    Q_EMIT loadingChanged();
    Q_EMIT extentChanged();
}

void OutputView::takeExtent()
{
    const OutputExtent extent = m_pages->extent();
    if (extent == m_extent)
        return;
    // The last line that was known may have gone on.
    if (extent.length != m_extent.length)
        m_cache.outdate(m_extent.lines);
    m_extent = extent;
    askForGap();
    relayout();
    Q_EMIT extentChanged();
}

/// Which lines aren't kept: those between the one before the cut and the one behind it.
void OutputView::askForGap()
{
    if (m_extent.cut.isEmpty() || m_extent.cut == m_gapOfGone || m_gap.isAsking())
        return;
    m_gapOfGone = m_extent.cut;
    m_gap.ask(m_pages->lineAtOffset(std::max<qint64>(0, m_extent.cut.from - 1)),
              m_pages->lineAtOffset(m_extent.cut.to));
}

void OutputView::takeGap(qint64 before, qint64 behind)
{
    m_gone = {m_extent.cut.from == 0 ? 1 : before + 1, behind - 1};
    relayout();
    askForGap(); // it may have moved on
}

void OutputView::showFailure(const QString &message)
{
    m_error = message;
    Q_EMIT loadingChanged();
}

void OutputView::reload()
{
    m_error.clear();
    m_cache.retry();
    m_gapOfGone = {};
    if (m_pages)
        askForGap();
    relayout();
    Q_EMIT loadingChanged();
}

/// The one that was on its way isn't wanted any more.
void OutputView::goToAnswer(const QFuture<OutputPages::Line> &answer)
{
    m_target.cancel();
    m_target.setFuture(answer);
}

void OutputView::goToLine(qint64 line)
{
    if (m_rows.rows() == 0)
        return;
    const LineRange &shown = m_rows.shown();
    setCurrentLine(std::clamp(line, shown.first, shown.last));
    reveal(m_currentLine);
}

void OutputView::goToOffset(qint64 offset)
{
    if (m_pages)
        goToAnswer(m_pages->lineAtOffset(offset));
}

void OutputView::goToTime(double timeMs)
{
    if (m_pages)
        goToAnswer(m_pages->lineAtTime(static_cast<qint64>(timeMs)));
}

void OutputView::showSpan(double fromMs, double toMs)
{
    if (!m_pages)
        return;
    m_askedSpan.ask(m_pages->lineAtTime(static_cast<qint64>(fromMs)),
                    m_pages->lineAtTime(static_cast<qint64>(toMs) + 1));
}

void OutputView::takeSpan(const LineRange &lines)
{
    setFollowing(false);
    m_span = lines;
    m_hasSpan = true;
    m_scroll = {};
    setMatch(0, 0);
    relayout();
    Q_EMIT spanChanged();
}

void OutputView::clearSpan()
{
    m_askedSpan.cancel();
    if (!m_hasSpan)
        return;
    // The line at the top stays there.
    const qint64 line = firstVisibleLine();
    m_hasSpan = false;
    updateRows();
    m_scroll.goTo(m_rows.rowOf(line));
    relayout();
    Q_EMIT spanChanged();
}

void OutputView::setFindText(const QString &text)
{
    SearchTerm term = m_term;
    term.text = text;
    setTerm(term);
}

void OutputView::setFindRegex(bool regex)
{
    SearchTerm term = m_term;
    term.isRegex = regex;
    setTerm(term);
}

void OutputView::setFindCaseSensitive(bool caseSensitive)
{
    SearchTerm term = m_term;
    term.isCaseSensitive = caseSensitive;
    setTerm(term);
}

void OutputView::setTerm(const SearchTerm &term)
{
    if (term == m_term)
        return;
    m_term = term;
    m_search.setTerm(term);
    m_highlighter.setTerm(term);
    m_places.clear();
    setMatch(0, 0);
    relayout();
    Q_EMIT findTermChanged();
}

void OutputView::findNext()
{
    find(false);
}

void OutputView::findPrevious()
{
    find(true);
}

void OutputView::stopFinding()
{
    m_search.stop();
}

void OutputView::find(bool backwards)
{
    if (m_term.text.isEmpty())
        return;
    // Within the line first.
    const auto *places = placesOf(m_matchLine);
    const qsizetype next = m_match + (backwards ? -1 : 1);
    if (m_matchLine > 0 && places && next >= 0 && next < static_cast<qsizetype>(places->size())) {
        setMatch(m_matchLine, next);
        reveal(m_matchLine);
        return;
    }
    qint64 from = backwards ? lastVisibleLine() : firstVisibleLine();
    if (m_matchLine > 0)
        from = backwards ? m_matchLine - 1 : m_matchLine + 1;
    m_isFindingBackwards = backwards;
    m_search.start(from, backwards, m_rows.shown());
}

void OutputView::takeFound(qint64 line)
{
    setMatch(line, m_isFindingBackwards ? -1 : 0);
    setCurrentLine(line);
    reveal(line);
}

void OutputView::setMatch(qint64 line, qsizetype index)
{
    m_matchLine = line;
    m_match = index;
    m_revealsMatch = line > 0;
    relayout();
}

void OutputView::setCurrentLine(qint64 line)
{
    if (m_currentLine == line)
        return;
    m_currentLine = line;
    update();
    Q_EMIT currentLineChanged();
}

void OutputView::copy()
{
    if (m_pages && hasSelection())
        m_copy.start(*m_pages, m_selection);
}

void OutputView::selectAll()
{
    const LineRange &shown = m_rows.shown();
    if (!shown.isEmpty())
        setSelection({{shown.first, 0}, {shown.last, std::numeric_limits<int>::max()}});
}

void OutputView::clearSelection()
{
    setSelection({});
}

void OutputView::setSelection(const OutputSelection &selection)
{
    if (selection == m_selection)
        return;
    m_selection = selection;
    update();
    Q_EMIT selectionChanged();
}

double OutputView::hoveredTime() const
{
    const ShownLine *shown = m_cache.line(m_hoveredLine);
    return shown ? static_cast<double>(shown->timeMs) : 0.0;
}

bool OutputView::isHoveredError() const
{
    const ShownLine *shown = m_cache.line(m_hoveredLine);
    return shown && shown->stream == OutputStream::Stderr;
}

void OutputView::speak()
{
    constexpr qsizetype longest = 8000;
    QStringList lines;
    qsizetype size = 0;
    for (const qint64 number : visibleLines()) {
        const ShownLine *shown = m_cache.line(number);
        if (!shown || size >= longest)
            continue;
        const QString text = shown->line.text.left(500);
        lines.append(shown->stream == OutputStream::Stderr ? tr("stderr: %1").arg(text) : text);
        size += text.size();
    }
    QString text = lines.join(u'\n');
    if (text == m_visibleText)
        return;
    m_visibleText = std::move(text);
    Q_EMIT visibleTextChanged();
}

} // namespace Procession
