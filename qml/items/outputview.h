// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "linecache.h"
#include "linepainter.h"
#include "linesbetween.h"
#include "outputcopy.h"
#include "outputsearch.h"
#include "rowscroll.h"

#include <QPointer>
#include <QQuickPaintedItem>
#include <QTimer>

namespace Procession {

/// The output of an attempt, of any length, as a terminal would show it.
///
/// It asks OutputPages for the lines that are on screen and shows them once they are there; until then their numbers. It
/// never waits. Lines that aren't kept share one row, which says so. Colours, font and texts of ours come from QML.
/// Keys: arrows, Page Up and Down, Home, End scroll; with Shift they select; Ctrl+A, Ctrl+C; F3 and Shift+F3 find on.
/// Threads: the GUI's. Owner: QML. Memory: LineCache's.
class OutputView : public QQuickPaintedItem
{
    Q_OBJECT
    /// Null for none. Must outlive this, or be replaced before.
    Q_PROPERTY(Procession::OutputPages *pages READ pages WRITE setPages NOTIFY pagesChanged)

    Q_PROPERTY(QFont font READ font WRITE setFont NOTIFY lookChanged)
    Q_PROPERTY(QColor textColor MEMBER m_textColor NOTIFY lookChanged)
    Q_PROPERTY(QColor dimColor MEMBER m_dimColor NOTIFY lookChanged)
    Q_PROPERTY(QColor groundColor MEMBER m_groundColor NOTIFY lookChanged)
    Q_PROPERTY(QColor gutterColor MEMBER m_gutterColor NOTIFY lookChanged)
    Q_PROPERTY(QColor selectionColor MEMBER m_selectionColor NOTIFY lookChanged)
    Q_PROPERTY(QColor matchColor MEMBER m_matchColor NOTIFY lookChanged)
    Q_PROPERTY(QColor matchTextColor MEMBER m_matchTextColor NOTIFY lookChanged)
    Q_PROPERTY(QColor currentMatchColor MEMBER m_currentMatchColor NOTIFY lookChanged)
    Q_PROPERTY(QColor currentMatchTextColor MEMBER m_currentMatchTextColor NOTIFY lookChanged)
    /// Of the mark beside lines of stderr, and a hint of it behind them.
    Q_PROPERTY(QColor errorColor MEMBER m_errorColor NOTIFY lookChanged)
    /// Behind the line that was gone to.
    Q_PROPERTY(QColor currentLineColor MEMBER m_currentLineColor NOTIFY lookChanged)
    /// The terminal's colours 0 to 15. They are made lighter or darker where they couldn't be read.
    Q_PROPERTY(QList<QColor> namedColors MEMBER m_namedColors NOTIFY lookChanged)

    /// Whether the end stays in view as it grows. Scrolling up ends it, scrolling to the end begins it.
    Q_PROPERTY(bool following READ isFollowing WRITE setFollowing NOTIFY followingChanged)
    Q_PROPERTY(bool wrap READ wraps WRITE setWrap NOTIFY wrapChanged)
    Q_PROPERTY(bool timesShown READ areTimesShown WRITE setTimesShown NOTIFY timesShownChanged)

    Q_PROPERTY(QString findText READ findText WRITE setFindText NOTIFY findTermChanged)
    Q_PROPERTY(bool findRegex READ findsRegex WRITE setFindRegex NOTIFY findTermChanged)
    Q_PROPERTY(bool findCaseSensitive READ findsCaseSensitive WRITE setFindCaseSensitive NOTIFY findTermChanged)
    Q_PROPERTY(Procession::OutputSearch::State findState READ findState NOTIFY findStateChanged)
    Q_PROPERTY(QString findError READ findError NOTIFY findStateChanged)
    /// Whether the match is on the other side of the end.
    Q_PROPERTY(bool findWrapped READ hasFindWrapped NOTIFY findStateChanged)

    /// The part of all lines that is above the view, and the part that is in it; 0 to 1.
    Q_PROPERTY(double scrollPosition READ scrollPosition WRITE setScrollPosition NOTIFY scrolled)
    Q_PROPERTY(double scrollSize READ scrollSize NOTIFY scrolled)
    /// The same of the columns, where lines don't wrap.
    Q_PROPERTY(double sidePosition READ sidePosition WRITE setSidePosition NOTIFY scrolled)
    Q_PROPERTY(double sideSize READ sideSize NOTIFY scrolled)
    Q_PROPERTY(qint64 firstVisibleLine READ firstVisibleLine NOTIFY scrolled)
    Q_PROPERTY(qint64 lastVisibleLine READ lastVisibleLine NOTIFY scrolled)

    Q_PROPERTY(double lineCount READ lineCount NOTIFY extentChanged)
    /// In bytes.
    Q_PROPERTY(double length READ length NOTIFY extentChanged)
    /// Whether the attempt is over.
    Q_PROPERTY(bool complete READ isComplete NOTIFY extentChanged)
    /// Whether lines that should be on screen are still on their way.
    Q_PROPERTY(bool loading READ isLoading NOTIFY loadingChanged)
    /// Why lines could not be read; empty where they could.
    Q_PROPERTY(QString error READ error NOTIFY loadingChanged)

    /// The line that was gone to, or has the match; 0 for none.
    Q_PROPERTY(double currentLine READ currentLine NOTIFY currentLineChanged)
    Q_PROPERTY(bool hasSelection READ hasSelection NOTIFY selectionChanged)
    /// The line under the pointer, 0 for none; its time in ms since the epoch; whether it is of stderr.
    Q_PROPERTY(double hoveredLine READ hoveredLine NOTIFY hovered)
    Q_PROPERTY(double hoveredTime READ hoveredTime NOTIFY hovered)
    Q_PROPERTY(bool hoveredError READ isHoveredError NOTIFY hovered)
    /// Whether only the lines of a span of time are shown.
    Q_PROPERTY(bool spanShown READ isSpanShown NOTIFY spanChanged)
    /// The lines in view for screen readers, changed at most once a second.
    Q_PROPERTY(QString visibleText READ visibleText NOTIFY visibleTextChanged)

public:
    explicit OutputView(QQuickItem *parent = nullptr);
    ~OutputView() override;

    OutputPages *pages() const { return m_pages; }
    void setPages(OutputPages *pages);
    const QFont &font() const { return m_font; }
    void setFont(const QFont &font);
    bool isFollowing() const { return m_isFollowing; }
    void setFollowing(bool following);
    bool wraps() const { return m_wraps; }
    void setWrap(bool wrap);
    bool areTimesShown() const { return m_timesShown; }
    void setTimesShown(bool shown);
    const QString &findText() const { return m_term.text; }
    void setFindText(const QString &text);
    bool findsRegex() const { return m_term.isRegex; }
    void setFindRegex(bool regex);
    bool findsCaseSensitive() const { return m_term.isCaseSensitive; }
    void setFindCaseSensitive(bool caseSensitive);
    OutputSearch::State findState() const { return m_search.state(); }
    const QString &findError() const { return m_search.error(); }
    bool hasFindWrapped() const { return m_search.hasWrapped(); }
    double scrollPosition() const { return m_position; }
    void setScrollPosition(double position);
    double scrollSize() const { return m_size; }
    double sidePosition() const;
    void setSidePosition(double position);
    double sideSize() const;
    qint64 firstVisibleLine() const { return m_visible.first; }
    qint64 lastVisibleLine() const { return m_visible.last; }
    double lineCount() const { return static_cast<double>(m_extent.lines); }
    double length() const { return static_cast<double>(m_extent.length); }
    bool isComplete() const { return m_extent.complete; }
    bool isLoading() const { return m_isLoading; }
    const QString &error() const { return m_error; }
    double currentLine() const { return static_cast<double>(m_currentLine); }
    bool hasSelection() const { return !m_selection.isEmpty(); }
    double hoveredLine() const { return static_cast<double>(m_hoveredLine); }
    double hoveredTime() const;
    bool isHoveredError() const;
    bool isSpanShown() const { return m_hasSpan; }
    const QString &visibleText() const { return m_visibleText; }

    /// Shows a line a third down the view, and marks it.
    Q_INVOKABLE void goToLine(qint64 line);
    /// The same with the line that holds that byte, or began at that moment or later (ms since the epoch).
    Q_INVOKABLE void goToOffset(qint64 offset);
    Q_INVOKABLE void goToTime(double timeMs);
    Q_INVOKABLE void goToBegin();
    Q_INVOKABLE void goToEnd();
    /// Shows only lines that began within that span, ms since the epoch.
    Q_INVOKABLE void showSpan(double fromMs, double toMs);
    Q_INVOKABLE void clearSpan();
    /// The next match, or the previous one; the first time, from the first line in view on.
    Q_INVOKABLE void findNext();
    Q_INVOKABLE void findPrevious();
    Q_INVOKABLE void stopFinding();
    /// Copies the selection to the clipboard, then tells copied().
    Q_INVOKABLE void copy();
    Q_INVOKABLE void selectAll();
    Q_INVOKABLE void clearSelection();
    /// Reads again what could not be read.
    Q_INVOKABLE void reload();

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void pagesChanged();
    void lookChanged();
    void followingChanged();
    void wrapChanged();
    void timesShownChanged();
    void findTermChanged();
    void findStateChanged();
    void scrolled();
    void extentChanged();
    void loadingChanged();
    void currentLineChanged();
    void selectionChanged();
    void hovered();
    void spanChanged();
    void visibleTextChanged();
    /// The selection is on the clipboard; `isWhole` is false where only its beginning had room.
    void copied(qsizetype characters, bool isWhole);

protected:
    void updatePolish() override;
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseUngrabEvent() override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void hoverMoveEvent(QHoverEvent *event) override;
    void hoverLeaveEvent(QHoverEvent *event) override;

private:
    enum class SelectBy : quint8 { Character, Word, Line };

    // The output.
    void takeExtent();
    void askForGap();
    void takeGap(qint64 before, qint64 behind);
    void takeSpan(const LineRange &lines);
    void goToAnswer(const QFuture<OutputPages::Line> &answer);
    void showFailure(const QString &message);

    // The search.
    void setTerm(const SearchTerm &term);
    void find(bool backwards);
    void takeFound(qint64 line);
    void setMatch(qint64 line, qsizetype index);
    void setCurrentLine(qint64 line);

    // The layout: what follows only marks that it is due, for the next frame.
    void relayout() { polish(); }
    void relook();
    void reveal(qint64 line);
    void updateRows();
    void placeScroll();
    void putThirdDown(qint64 line);
    void measureVisible();
    std::vector<LineRange> wantedLines() const;
    std::vector<qint64> visibleLines() const;
    bool isVisiblePartMissing() const;
    void findPlaces();
    void revealMatch();
    void speak();
    double gutterWidth() const;
    double textLeft() const;
    double textWidth() const;
    int wrapColumns() const;
    double heightOf(qint64 row) const;
    RowScroll::Height heights() const;
    double rowTop(qint64 row) const;
    const std::vector<LineHighlighter::Place> *placesOf(qint64 line) const;

    void paintRow(QPainter &painter, qint64 row, double top);
    void paintGutter(QPainter &painter, qint64 line, const ShownLine *shown, double top, double rowHeight);
    void paintGap(QPainter &painter, double top);
    void paintNote(QPainter &painter, const QString &text, double top);

    // Mouse and keyboard.
    void userScrolled();
    void scrollBy(double pixels);
    void scrollSideBy(double pixels);
    bool extendSelection(int key);
    qint64 rowAt(double y, double *top) const;
    TextPlace placeAt(QPointF position) const;
    OutputSelection unitAt(const TextPlace &place) const;
    void select(const TextPlace &place);
    void beginSelection(QPointF position, SelectBy by);
    void setSelection(const OutputSelection &selection);
    void dragOn();
    void endDrag();
    void hover(QPointF position);

    QPointer<OutputPages> m_pages;
    OutputExtent m_extent;
    LineCache m_cache;
    RowMap m_rows;
    LineRange m_gone;
    OutputRange m_gapOfGone; // the cut that m_gone is of
    LinesBetween m_gap;
    QFutureWatcher<OutputPages::Line> m_target; // the line that is gone to
    LinesBetween m_askedSpan;
    bool m_hasSpan = false;
    LineRange m_span;
    bool m_isLoading = false;
    QString m_error;

    QFont m_font;
    QColor m_textColor = Qt::black;
    QColor m_dimColor = Qt::darkGray;
    QColor m_groundColor = Qt::white;
    QColor m_gutterColor = Qt::white;
    QColor m_selectionColor = Qt::lightGray;
    QColor m_matchColor = Qt::yellow;
    QColor m_matchTextColor = Qt::black;
    QColor m_currentMatchColor = Qt::darkYellow;
    QColor m_currentMatchTextColor = Qt::white;
    QColor m_errorColor = Qt::red;
    QColor m_currentLineColor = Qt::lightGray;
    QList<QColor> m_namedColors;
    LinePainter m_painter;
    TerminalPalette m_palette;

    bool m_isFollowing = true;
    bool m_wraps = false;
    bool m_timesShown = false;
    RowScroll m_scroll;
    double m_side = 0.0; // pixels of the lines that are left of the view
    int m_widest = 0;    // columns of the widest line so far
    double m_position = 0.0;
    double m_size = 1.0;
    LineRange m_visible;
    qint64 m_revealed = 0; // a line that stays in its place until lines around it are there, or the user scrolls

    SearchTerm m_term;
    LineHighlighter m_highlighter;
    OutputSearch m_search;
    QHash<qint64, std::vector<LineHighlighter::Place>> m_places; // of the lines in view
    qint64 m_currentLine = 0;
    qint64 m_matchLine = 0;
    qsizetype m_match = 0;       // within its line; -1 for the last one there
    bool m_revealsMatch = false; // once its line is there
    bool m_isFindingBackwards = false;

    OutputSelection m_selection;
    OutputSelection m_selectedFirst; // the word or line that the selection began with
    SelectBy m_selectBy = SelectBy::Character;
    bool m_isDragging = false;
    QPointF m_pointer;
    QTimer m_dragTimer;
    ulong m_lastDoubleClick = 0;
    OutputCopy m_copy;
    qint64 m_hoveredLine = 0;

    QTimer m_speakTimer;
    QString m_visibleText;
};

} // namespace Procession
