// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "madepages.h"
#include "outputview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QQuickWindow>
#include <QSignalSpy>
#include <QStyleHints>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

constexpr int rows = 25;

/// A view of 800 pixels by 25 rows, whatever the machine's font makes of a row, in a window that the software renderer
/// draws.
class TestOutputView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void showsLines();
    void opensAnOutputOfAnyLength();
    void followsTheEnd();
    void leavesTheEndAndComesBack();
    void staysWhereItIsWhileItGrows();
    void goesTo_data();
    void goesTo();
    void saysWhatIsGone();
    void showsASpan();
    void wrapsLines();
    void scrollsSideways();
    void scrollsByKeys_data();
    void scrollsByKeys();
    void scrollsByTheBar();
    void findsMatches();
    void selectsByMouse();
    void selectsByKeys();
    void copiesASelection();
    void tellsErrorsApart();
    void saysWhyLinesAreMissing();
    void tellsWhatIsUnderThePointer();
    void speaksTheLinesInView();
    void letsGoOfItsOutput();

private:
    void show(OutputPages &pages);
    QImage picture() { return m_window->grabWindow(); }
    /// How many colours are in a part of the window.
    int colorsIn(const QRect &rect);
    /// The middle of a row of the view and a column of its text.
    QPoint placeOf(int row, int column);
    bool isReady() const { return m_view->lastVisibleLine() > 0 && !m_view->isLoading(); }

    std::unique_ptr<QQuickWindow> m_window;
    OutputView *m_view = nullptr;
    LinePainter m_painter{QFont()};
};

void TestOutputView::init()
{
    QFont font(u"monospace"_s);
    font.setPixelSize(13);
    m_painter = LinePainter(font);
    const QSize size(800, static_cast<int>(rows * m_painter.rowHeight()));
    m_window = std::make_unique<QQuickWindow>();
    m_window->resize(size);
    m_view = new OutputView(m_window->contentItem());
    m_view->setSize(size);
    m_view->setFont(font);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_view->forceActiveFocus();
}

void TestOutputView::cleanup()
{
    m_window.reset();
}

void TestOutputView::show(OutputPages &pages)
{
    m_view->setPages(&pages);
    QTRY_VERIFY(isReady());
}

int TestOutputView::colorsIn(const QRect &rect)
{
    const QImage image = picture().convertToFormat(QImage::Format_RGB32);
    QSet<QRgb> colors;
    for (int y = rect.top(); y <= rect.bottom(); ++y) {
        for (int x = rect.left(); x <= rect.right(); ++x)
            colors.insert(image.pixel(x, y));
    }
    return static_cast<int>(colors.size());
}

QPoint TestOutputView::placeOf(int row, int column)
{
    const int digits = std::max(3, static_cast<int>(QString::number(m_view->lineCount()).size()));
    const double left = std::ceil(digits * m_painter.columnWidth() + 19.0) + 8.0;
    return {static_cast<int>(std::lround(left + column * m_painter.columnWidth())),
            static_cast<int>((row + 0.5) * m_painter.rowHeight())};
}

void TestOutputView::showsLines()
{
    MadePages pages(5, [](qint64 line) { return line == 2 ? u"\x1b[41mred\x1b[0m"_s : u"text"_s; });
    show(pages);
    QCOMPARE(m_view->lineCount(), 5);
    QCOMPARE(m_view->firstVisibleLine(), 1);
    QCOMPARE(m_view->lastVisibleLine(), 5);
    QCOMPARE(m_view->scrollSize(), 1.0);
    m_view->setProperty("namedColors", QVariant::fromValue(QList<QColor>{Qt::black, QColor(0xcc0001)}));
    const int height = static_cast<int>(m_painter.rowHeight());
    QTRY_VERIFY(colorsIn({0, 0, 800, height}) > 4); // letters, with soft edges
    QCOMPARE(picture().pixelColor(placeOf(1, 0) - QPoint(0, height / 2 - 2)), QColor(0xcc0001));
    // Below the last line there is nothing.
    QCOMPARE(colorsIn({200, height * 6, 600, 100}), 1);
}

void TestOutputView::opensAnOutputOfAnyLength()
{
    MadePages pages(20'000'000);
    show(pages);
    QCOMPARE(m_view->lastVisibleLine(), 20'000'000);
    QVERIFY(pages.asked <= 3);
    pages.asked = 0;
    m_view->goToBegin();
    QTRY_COMPARE(m_view->firstVisibleLine(), 1);
    QTRY_VERIFY(isReady());
    m_view->goToLine(12'345'678);
    QTRY_VERIFY(m_view->firstVisibleLine() <= 12'345'678 && m_view->lastVisibleLine() >= 12'345'678);
    QTRY_VERIFY(isReady());
    QVERIFY(pages.asked <= 6);
}

void TestOutputView::followsTheEnd()
{
    MadePages pages(1000);
    show(pages);
    QVERIFY(m_view->isFollowing());
    for (const qint64 lines : {1001, 5000, 70'000}) {
        pages.growTo(lines);
        QTRY_COMPARE(m_view->lastVisibleLine(), lines);
        QTRY_VERIFY(isReady());
        QVERIFY(m_view->isFollowing());
    }
    QCOMPARE(m_view->scrollPosition() + m_view->scrollSize(), 1.0);
}

void TestOutputView::leavesTheEndAndComesBack()
{
    MadePages pages(1000);
    show(pages);
    QSignalSpy changed(m_view, &OutputView::followingChanged);
    QTest::keyClick(m_window.get(), Qt::Key_Up);
    QVERIFY(!m_view->isFollowing());
    QTRY_COMPARE(m_view->lastVisibleLine(), 999);
    QTest::keyClick(m_window.get(), Qt::Key_Down);
    QVERIFY(m_view->isFollowing());
    QTest::keyClick(m_window.get(), Qt::Key_Home);
    QVERIFY(!m_view->isFollowing());
    QTest::keyClick(m_window.get(), Qt::Key_End);
    QVERIFY(m_view->isFollowing());
    QCOMPARE(changed.size(), 4);
}

void TestOutputView::staysWhereItIsWhileItGrows()
{
    MadePages pages(1000);
    show(pages);
    m_view->goToLine(500);
    QTRY_VERIFY(m_view->lastVisibleLine() < 600 && isReady());
    const qint64 first = m_view->firstVisibleLine();
    pages.growTo(100'000);
    QTRY_COMPARE(m_view->lineCount(), 100'000);
    picture();
    QCOMPARE(m_view->firstVisibleLine(), first);
}

void TestOutputView::goesTo_data()
{
    QTest::addColumn<QByteArray>("how");
    QTest::addColumn<double>("where");
    QTest::addColumn<qint64>("line");
    QTest::newRow("a line") << QByteArray("line") << 500.0 << qint64(500);
    QTest::newRow("a line behind the end") << QByteArray("line") << 5000.0 << qint64(1000);
    QTest::newRow("an offset") << QByteArray("offset") << 49'950.0 << qint64(500);
    QTest::newRow("a time") << QByteArray("time") << double(MadePages::beginMs + 499'000) << qint64(500);
    QTest::newRow("a time between two lines")
        << QByteArray("time") << double(MadePages::beginMs + 498'500) << qint64(500);
    QTest::newRow("a time behind the end")
        << QByteArray("time") << double(MadePages::beginMs + 9'999'000) << qint64(1000);
}

void TestOutputView::goesTo()
{
    QFETCH(QByteArray, how);
    QFETCH(double, where);
    QFETCH(qint64, line);
    MadePages pages(1000);
    show(pages);
    if (how == "line")
        m_view->goToLine(static_cast<qint64>(where));
    else if (how == "offset")
        m_view->goToOffset(static_cast<qint64>(where));
    else
        m_view->goToTime(where);
    QTRY_COMPARE(m_view->currentLine(), static_cast<double>(line));
    QTRY_VERIFY(m_view->firstVisibleLine() <= line && m_view->lastVisibleLine() >= line);
    QVERIFY(!m_view->isFollowing());
}

void TestOutputView::saysWhatIsGone()
{
    MadePages pages(1'000'000);
    pages.cutLines(101, 900'000);
    show(pages);
    m_view->goToLine(100);
    QTRY_VERIFY(m_view->firstVisibleLine() <= 100 && isReady());
    // One row for all of them, then it goes on.
    QTRY_VERIFY(m_view->lastVisibleLine() > 900'000);
    // Into the gap: the row that says so.
    m_view->goToLine(5000);
    QTRY_COMPARE(m_view->currentLine(), 5000);
    QTRY_VERIFY(m_view->firstVisibleLine() <= 100 && m_view->lastVisibleLine() > 900'000);
    // It is still one row while it moves on.
    pages.asked = 0;
    pages.cutLines(101, 950'000);
    QTRY_VERIFY(m_view->lastVisibleLine() > 950'000);
    QVERIFY(pages.asked < 10);
}

void TestOutputView::showsASpan()
{
    MadePages pages(1000);
    show(pages);
    m_view->showSpan(MadePages::beginMs + 100'000, MadePages::beginMs + 104'999);
    QTRY_VERIFY(m_view->isSpanShown());
    QTRY_COMPARE(m_view->firstVisibleLine(), 101);
    QCOMPARE(m_view->lastVisibleLine(), 105);
    QVERIFY(!m_view->isFollowing());
    m_view->clearSpan();
    QVERIFY(!m_view->isSpanShown());
    QTRY_COMPARE(m_view->firstVisibleLine(), 101);
    QTRY_VERIFY(m_view->lastVisibleLine() > 105);
    // One in which nothing was printed.
    m_view->showSpan(MadePages::beginMs - 9000, MadePages::beginMs - 5000);
    QTRY_VERIFY(m_view->isSpanShown());
    QTRY_COMPARE(m_view->lastVisibleLine(), 0);
    QVERIFY(!m_view->isLoading());
    // To follow is to leave it.
    m_view->setFollowing(true);
    QVERIFY(!m_view->isSpanShown());
    QTRY_COMPARE(m_view->lastVisibleLine(), 1000);
}

void TestOutputView::wrapsLines()
{
    MadePages pages(100, [](qint64) { return QString(1000, u'x'); });
    show(pages);
    const qint64 unwrapped = m_view->lastVisibleLine() - m_view->firstVisibleLine();
    QVERIFY(m_view->sideSize() < 1.0);
    m_view->setWrap(true);
    QTRY_VERIFY(m_view->lastVisibleLine() - m_view->firstVisibleLine() < unwrapped / 4);
    QCOMPARE(m_view->lastVisibleLine(), 100); // it still follows
    QCOMPARE(m_view->sideSize(), 1.0);
    m_view->goToLine(50);
    QTRY_VERIFY(m_view->firstVisibleLine() <= 50 && m_view->lastVisibleLine() >= 50);
    m_view->setWrap(false);
    QTRY_VERIFY(m_view->lastVisibleLine() - m_view->firstVisibleLine() >= unwrapped - 1);
}

void TestOutputView::scrollsSideways()
{
    MadePages pages(10, [](qint64) { return QString(1000, u'x'); });
    show(pages);
    QCOMPARE(m_view->sidePosition(), 0.0);
    QTest::keyClick(m_window.get(), Qt::Key_Right);
    QTRY_VERIFY(m_view->sidePosition() > 0.0);
    m_view->setSidePosition(1.0);
    QTRY_VERIFY(qFuzzyCompare(m_view->sidePosition() + m_view->sideSize(), 1.0));
    QTest::keyClick(m_window.get(), Qt::Key_Right);
    picture();
    QVERIFY(qFuzzyCompare(m_view->sidePosition() + m_view->sideSize(), 1.0));
    m_view->setSidePosition(-1.0);
    QTRY_COMPARE(m_view->sidePosition(), 0.0);
}

void TestOutputView::scrollsByKeys_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<qint64>("lines");
    const qint64 page = rows - 1;
    QTest::newRow("up") << int(Qt::Key_Up) << qint64(-1);
    QTest::newRow("down") << int(Qt::Key_Down) << qint64(1);
    QTest::newRow("page up") << int(Qt::Key_PageUp) << -page;
    QTest::newRow("page down") << int(Qt::Key_PageDown) << page;
    QTest::newRow("space") << int(Qt::Key_Space) << page;
}

void TestOutputView::scrollsByKeys()
{
    QFETCH(int, key);
    QFETCH(qint64, lines);
    MadePages pages(1000);
    show(pages);
    m_view->setScrollPosition(0.5);
    QTRY_COMPARE(m_view->firstVisibleLine(), 501);
    QTest::keyClick(m_window.get(), Qt::Key(key));
    QTRY_COMPARE(m_view->firstVisibleLine(), 501 + lines);
}

void TestOutputView::scrollsByTheBar()
{
    MadePages pages(10'000);
    show(pages);
    m_view->setScrollPosition(0.0);
    QTRY_COMPARE(m_view->firstVisibleLine(), 1);
    QVERIFY(!m_view->isFollowing());
    m_view->setScrollPosition(0.25);
    QTRY_COMPARE(m_view->firstVisibleLine(), 2501);
    QCOMPARE(m_view->scrollPosition(), 0.25);
    m_view->setScrollPosition(1.0);
    QTRY_COMPARE(m_view->lastVisibleLine(), 10'000);
    QVERIFY(m_view->isFollowing());
}

void TestOutputView::findsMatches()
{
    MadePages pages(10'000, [](qint64 line) {
        return line == 20 ? u"a needle, a Needle"_s : line == 5000 ? QString(500, u' ') + u"needle"_s : u"hay"_s;
    });
    show(pages);
    m_view->setScrollPosition(0.0);
    QTRY_COMPARE(m_view->firstVisibleLine(), 1);
    m_view->setFindText(u"needle"_s);
    m_view->findNext();
    QTRY_COMPARE(m_view->currentLine(), 20);
    QCOMPARE(m_view->findState(), OutputSearch::State::Found);
    const QColor current = QColor(0x123456);
    m_view->setProperty("currentMatchColor", current);
    const auto isCurrent = [&](int column) {
        const QPoint place = placeOf(static_cast<int>(20 - m_view->firstVisibleLine()), column);
        return picture().pixelColor(place - QPoint(0, static_cast<int>(m_painter.rowHeight() / 2) - 1)) == current;
    };
    QTRY_VERIFY(isCurrent(2));
    QVERIFY(!isCurrent(12));
    // The second one in that line is found without a search.
    const int searches = pages.searches;
    m_view->findNext();
    QTRY_VERIFY(isCurrent(12));
    QCOMPARE(pages.searches, searches);
    m_view->findNext();
    QTRY_COMPARE(m_view->currentLine(), 5000);
    QTRY_VERIFY(m_view->sidePosition() > 0.0); // far to the right
    m_view->findNext();
    QTRY_COMPARE(m_view->currentLine(), 20);
    QVERIFY(m_view->hasFindWrapped());
    m_view->findPrevious();
    QTRY_COMPARE(m_view->currentLine(), 5000);
    QTest::keyClick(m_window.get(), Qt::Key_F3, Qt::ShiftModifier);
    QTRY_COMPARE(m_view->currentLine(), 20);
    QTRY_VERIFY(m_view->firstVisibleLine() <= 20);
    QTRY_VERIFY(isCurrent(12)); // the last one of the line
    m_view->setFindText(u"nothing"_s);
    m_view->findNext();
    QTRY_COMPARE(m_view->findState(), OutputSearch::State::NotFound);
}

void TestOutputView::selectsByMouse()
{
    MadePages pages(5, [](qint64 line) { return u"word%1 other"_s.arg(line); });
    show(pages);
    m_view->setFollowing(true);
    const auto copied = [this] {
        QSignalSpy spy(m_view, &OutputView::copied);
        m_view->copy();
        return spy.wait() ? QGuiApplication::clipboard()->text() : QString();
    };
    QTest::mousePress(m_window.get(), Qt::LeftButton, {}, placeOf(1, 2));
    QTest::mouseMove(m_window.get(), placeOf(2, 3));
    QTest::mouseRelease(m_window.get(), Qt::LeftButton, {}, placeOf(2, 3));
    QVERIFY(m_view->hasSelection());
    QCOMPARE(copied(), u"rd2 other\nwor"_s);
    QTest::mouseClick(m_window.get(), Qt::LeftButton, Qt::ShiftModifier, placeOf(1, 5));
    QCOMPARE(copied(), u"rd2"_s);
    QTest::mouseDClick(m_window.get(), Qt::LeftButton, {}, placeOf(3, 7));
    QCOMPARE(copied(), u"other"_s);
    // A click on the number takes the line.
    QTest::mouseClick(m_window.get(), Qt::LeftButton, {}, {5, placeOf(0, 0).y()});
    QCOMPARE(copied(), u"word1 other\n"_s);
    QTest::qWait(QGuiApplication::styleHints()->mouseDoubleClickInterval() + 10);
    QTest::mouseClick(m_window.get(), Qt::LeftButton, {}, placeOf(3, 7));
    QVERIFY(!m_view->hasSelection());
}

void TestOutputView::selectsByKeys()
{
    MadePages pages(1000);
    show(pages);
    m_view->setScrollPosition(0.0);
    QTRY_COMPARE(m_view->firstVisibleLine(), 1);
    QTRY_VERIFY(isReady());
    QTest::keyClick(m_window.get(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::ShiftModifier);
    QSignalSpy copied(m_view, &OutputView::copied);
    QTest::keyClick(m_window.get(), Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(copied.size(), 1);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"line 1\nli"_s);
    // The end of the selection stays in view.
    for (int count = 0; count < 100; ++count)
        QTest::keyClick(m_window.get(), Qt::Key_Down, Qt::ShiftModifier);
    QTRY_VERIFY(m_view->firstVisibleLine() <= 102 && m_view->lastVisibleLine() >= 102);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!m_view->hasSelection());
}

void TestOutputView::copiesASelection()
{
    MadePages pages(10'000);
    show(pages);
    QSignalSpy copied(m_view, &OutputView::copied);
    QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier);
    m_view->copy();
    QTRY_COMPARE(copied.size(), 1);
    QVERIFY(copied[0][1].toBool());
    const QString text = QGuiApplication::clipboard()->text();
    QCOMPARE(text.count(u'\n'), 9999);
    QVERIFY(text.startsWith(u"line 1\n") && text.endsWith(u"line 10000"));
}

void TestOutputView::tellsErrorsApart()
{
    MadePages pages(3);
    pages.change = [](OutputLine &line) {
        line.stream = line.number == 2 ? OutputStream::Stderr : OutputStream::Stdout;
    };
    m_view->setProperty("errorColor", QColor(0xb42318));
    show(pages);
    const int bar = placeOf(0, 0).x() - 8 - 2;
    const auto at = [&](int row) { return picture().pixelColor(bar, placeOf(row, 0).y()); };
    QTRY_COMPARE(at(1), QColor(0xb42318));
    QVERIFY(at(0) != QColor(0xb42318) && at(2) != QColor(0xb42318));
}

void TestOutputView::saysWhyLinesAreMissing()
{
    MadePages pages(100);
    pages.fails = true;
    m_view->setPages(&pages);
    QTRY_COMPARE(m_view->error(), u"The disk is gone."_s);
    pages.fails = false;
    m_view->reload();
    QCOMPARE(m_view->error(), QString());
    QTRY_VERIFY(isReady());
}

void TestOutputView::tellsWhatIsUnderThePointer()
{
    MadePages pages(3);
    show(pages);
    QTest::mouseMove(m_window.get(), placeOf(1, 1));
    QTRY_COMPARE(m_view->hoveredLine(), 2);
    QCOMPARE(m_view->hoveredTime(), double(MadePages::beginMs + 1000));
    QTest::mouseMove(m_window.get(), {400, 390});
    QTRY_COMPARE(m_view->hoveredLine(), 0);
}

void TestOutputView::speaksTheLinesInView()
{
    MadePages pages(2);
    pages.change = [](OutputLine &line) {
        line.stream = line.number == 2 ? OutputStream::Stderr : OutputStream::Stdout;
    };
    show(pages);
    QTRY_COMPARE(m_view->visibleText(), u"line 1\nstderr: line 2"_s);
}

void TestOutputView::letsGoOfItsOutput()
{
    auto pages = std::make_unique<MadePages>(1000);
    show(*pages);
    m_view->setFindText(u"line"_s);
    pages->holds = true;
    m_view->goToLine(1);
    m_view->findNext();
    m_view->goToOffset(5);
    m_view->setPages(nullptr);
    pages->release();
    pages.reset();
    picture();
    QCOMPARE(m_view->lineCount(), 0);
    MadePages other(3);
    show(other);
    QCOMPARE(m_view->lastVisibleLine(), 3);
}

QTEST_MAIN(TestOutputView)
#include "tst_outputview.moc"
