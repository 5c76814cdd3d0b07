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
    connect(&m_gapBegin, &QFutureWatcherBase::finished, this, &OutputView::takeGap);
    connect(&m_gapEnd, &QFutureWatcherBase::finished, this, &OutputView::takeGap);
    connect(this, &OutputView::lookChanged, this, &OutputView::relook);
    m_dragTimer.setInterval(30);
    connect(&m_dragTimer, &QTimer::timeout, this, &OutputView::dragOn);
    m_speakTimer.setSingleShot(true);
    m_speakTimer.setInterval(speakInterval);
    connect(&m_speakTimer, &QTimer::timeout, this, &OutputView::speak);
}

OutputView::~OutputView()
{
    for (LineQuestion *question : {&m_gapBegin, &m_gapEnd, &m_target, &m_spanBegin, &m_spanEnd}) {
        question->disconnect(this);
        question->cancel();
    }
}

void OutputView::setPages(OutputPages *pages)
{
    if (m_pages == pages)
        return;
    if (m_pages)
        m_pages->disconnect(this);
    for (LineQuestion *question : {&m_gapBegin, &m_gapEnd, &m_target, &m_spanBegin, &m_spanEnd}) {
        question->cancel();
        question->setFuture({});
    }
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
    if (m_extent.cut.isEmpty() || m_extent.cut == m_gapOfGone || m_gapBegin.isRunning() || m_gapEnd.isRunning())
        return;
    m_gapOfGone = m_extent.cut;
    m_gapBegin.setFuture(m_pages->lineAtOffset(std::max<qint64>(0, m_extent.cut.from - 1)));
    m_gapEnd.setFuture(m_pages->lineAtOffset(m_extent.cut.to));
}

void OutputView::takeGap()
{
    if (!m_gapBegin.isFinished() || !m_gapEnd.isFinished())
        return;
    const auto begin = m_gapBegin.future();
    const auto end = m_gapEnd.future();
    if (begin.resultCount() == 0 || end.resultCount() == 0)
        return;
    if (!begin.result() || !end.result()) {
        showFailure((!begin.result() ? begin : end).result().error().message);
        return;
    }
    const qint64 before = m_extent.cut.from == 0 ? 0 : *begin.result();
    m_gone = {before + 1, *end.result() - 1};
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

void OutputView::ask(LineQuestion &question, const QFuture<OutputPages::Line> &answer,
                     const std::function<void(qint64)> &then)
{
    question.disconnect(this);
    question.cancel();
    connect(&question, &QFutureWatcherBase::finished, this, [this, &question, then] {
        if (question.future().isCanceled() || question.future().resultCount() == 0)
            return;
        if (const OutputPages::Line line = question.result(); line)
            then(*line);
        else
            showFailure(line.error().message);
    });
    question.setFuture(answer);
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
        ask(m_target, m_pages->lineAtOffset(offset), [this](qint64 line) { goToLine(line); });
}

void OutputView::goToTime(double timeMs)
{
    if (m_pages)
        ask(m_target, m_pages->lineAtTime(static_cast<qint64>(timeMs)), [this](qint64 line) { goToLine(line); });
}

void OutputView::showSpan(double fromMs, double toMs)
{
    if (!m_pages)
        return;
    // Both answers are needed; the last one that comes applies them.
    m_askedSpan = {};
    ask(m_spanBegin, m_pages->lineAtTime(static_cast<qint64>(fromMs)), [this](qint64 line) {
        m_askedSpan.first = line;
        takeSpan();
    });
    ask(m_spanEnd, m_pages->lineAtTime(static_cast<qint64>(toMs) + 1), [this](qint64 line) {
        m_askedSpan.last = line - 1;
        takeSpan();
    });
}

void OutputView::takeSpan()
{
    if (!m_spanBegin.isFinished() || !m_spanEnd.isFinished())
        return;
    setFollowing(false);
    m_span = m_askedSpan;
    m_hasSpan = true;
    m_scroll = {};
    setMatch(0, 0);
    relayout();
    Q_EMIT spanChanged();
}

void OutputView::clearSpan()
{
    for (LineQuestion *question : {&m_spanBegin, &m_spanEnd})
        question->cancel();
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
