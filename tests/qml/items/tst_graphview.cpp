// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graphview.h"

#include <QQuickWindow>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <memory>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A view of 800 by 400 in a window, drawn by the software renderer, of a graph `a` to `b` and `c`, both to `d`.
class TestGraphView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void showsAllOfIt();
    void drawsBoxesInTheirColour();
    void choosesByClick();
    void aDragMovesAndChoosesNothing();
    void theWheelZoomsWhereItPoints();
    void goesByKeys_data();
    void goesByKeys();
    void followsWhatRuns();
    void showsNothingWithoutAModel();
    void drawsThousands();

private:
    static GraphData example();
    static GraphData chain(int count);
    int pixelsOf(const QColor &color);

    std::unique_ptr<QQuickWindow> m_window;
    std::unique_ptr<GraphModel> m_model;
    GraphView *m_view = nullptr;
};

GraphData TestGraphView::example()
{
    GraphData data;
    data.boxes = {
        {.id = u"a"_s, .name = u"A"_s, .state = u"Completed"_s, .status = 2, .place = {0.0, 0.5}},
        {.id = u"b"_s, .name = u"B"_s, .state = u"Running"_s, .status = 1, .place = {1.0, 0.0}, .isCritical = true},
        {.id = u"c"_s, .name = u"C"_s, .state = u"Failed"_s, .status = 3, .place = {1.0, 1.0}},
        {.id = u"d"_s, .name = u"D"_s, .state = u"Waits for 2"_s, .status = 0, .place = {2.0, 0.5}}};
    data.lines = {
        {.from = 0, .to = 1}, {.from = 0, .to = 2}, {.from = 1, .to = 3, .isCritical = true}, {.from = 2, .to = 3}};
    data.width = 3;
    data.height = 2;
    data.selected = u"a"_s;
    return data;
}

GraphData TestGraphView::chain(int count)
{
    GraphData data;
    for (int i = 0; i < count; ++i) {
        data.boxes.push_back({.id = QString::number(i),
                              .name = u"Job"_s,
                              .state = u"Pending"_s,
                              .status = i % 7,
                              .place = {double(i / 50), double(i % 50)}});
        if (i >= 50)
            data.lines.push_back({.from = size_t(i - 50), .to = size_t(i)});
    }
    data.width = count / 50 + 1;
    data.height = 50;
    return data;
}

void TestGraphView::init()
{
    m_window = std::make_unique<QQuickWindow>();
    m_window->resize(800, 400);
    m_model = std::make_unique<GraphModel>();
    m_model->setData(example());
    m_view = new GraphView(m_window->contentItem());
    m_view->setSize({800, 400});
    m_view->setGroundColor(Qt::white);
    m_view->setBoxColor(Qt::white);
    m_view->setTextColor(Qt::black);
    m_view->setLineColor(QColor(u"#808080"_s));
    m_view->setCriticalColor(QColor(u"#ff00ff"_s));
    m_view->setAccentColor(QColor(u"#0000ff"_s));
    m_view->setStatusColors({Qt::gray, QColor(u"#00ffff"_s), Qt::green, Qt::red, Qt::yellow, Qt::magenta, Qt::blue});
    m_view->setModel(m_model.get());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_view->forceActiveFocus();
}

void TestGraphView::cleanup()
{
    m_window.reset();
    m_model.reset();
}

int TestGraphView::pixelsOf(const QColor &color)
{
    const QImage image = m_window->grabWindow();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y).rgb() == color.rgb() ? 1 : 0;
    }
    return count;
}

void TestGraphView::showsAllOfIt()
{
    const QRectF view(0, 0, 800, 400);
    for (const QString &id : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
        QVERIFY(view.contains(m_view->middleOf(id)));
    QVERIFY(m_view->middleOf(u"a"_s).x() < m_view->middleOf(u"b"_s).x());
    QVERIFY(m_view->middleOf(u"b"_s).y() < m_view->middleOf(u"c"_s).y());
    QCOMPARE(m_view->middleOf(u"nobody"_s), QPointF(-1, -1));
    const double before = m_view->zoom();
    m_view->setSize({400, 200});
    QVERIFY(m_view->zoom() < before); // still all of it
}

void TestGraphView::drawsBoxesInTheirColour()
{
    QVERIFY(pixelsOf(QColor(u"#ff00ff"_s)) > 40); // the critical path
    QVERIFY(pixelsOf(QColor(u"#0000ff"_s)) > 40); // round the selected one
    QVERIFY(pixelsOf(Qt::red) > 4);               // the glyph of what failed
}

void TestGraphView::choosesByClick()
{
    QSignalSpy chosen(m_view, &GraphView::nodeChosen);
    QTest::mouseClick(m_window.get(), Qt::LeftButton, {}, m_view->middleOf(u"c"_s).toPoint());
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.takeFirst().at(0).toString(), u"c"_s);
    QTest::mouseClick(m_window.get(), Qt::LeftButton, {}, QPoint(2, 2));
    QCOMPARE(chosen.count(), 0);
}

void TestGraphView::aDragMovesAndChoosesNothing()
{
    QSignalSpy chosen(m_view, &GraphView::nodeChosen);
    const QPointF before = m_view->middleOf(u"b"_s);
    QTest::mousePress(m_window.get(), Qt::LeftButton, {}, before.toPoint());
    QTest::mouseMove(m_window.get(), before.toPoint() + QPoint(30, 20));
    QTest::mouseRelease(m_window.get(), Qt::LeftButton, {}, before.toPoint() + QPoint(30, 20));
    QCOMPARE(chosen.count(), 0);
    QVERIFY(m_view->middleOf(u"b"_s).x() > before.x() + 15);
    QTest::keyClick(m_window.get(), Qt::Key_F);
    QCOMPARE(m_view->middleOf(u"b"_s), before);
}

void TestGraphView::theWheelZoomsWhereItPoints()
{
    const QPointF at = m_view->middleOf(u"d"_s);
    const double before = m_view->zoom();
    QWheelEvent wheel(at, m_view->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(m_window.get(), &wheel);
    QVERIFY(m_view->zoom() > before);
    QVERIFY((m_view->middleOf(u"d"_s) - at).manhattanLength() < 0.01);
}

void TestGraphView::goesByKeys_data()
{
    QTest::addColumn<QList<Qt::Key>>("keys");
    QTest::addColumn<QString>("chosen");
    QTest::newRow("along an edge") << QList<Qt::Key>{Qt::Key_Right} << u"b"_s;
    QTest::newRow("down in its layer") << QList<Qt::Key>{Qt::Key_Right, Qt::Key_Down} << u"c"_s;
    QTest::newRow("to the end") << QList<Qt::Key>{Qt::Key_Right, Qt::Key_Right, Qt::Key_Right} << u"d"_s;
    QTest::newRow("and back") << QList<Qt::Key>{Qt::Key_Right, Qt::Key_Right, Qt::Key_Left} << u"b"_s;
    QTest::newRow("up, where nothing is") << QList<Qt::Key>{Qt::Key_Right, Qt::Key_Up} << u"b"_s;
}

void TestGraphView::goesByKeys()
{
    QFETCH(QList<Qt::Key>, keys);
    QFETCH(QString, chosen);
    QSignalSpy spy(m_view, &GraphView::nodeChosen);
    for (const Qt::Key key : keys)
        QTest::keyClick(m_window.get(), key);
    QVERIFY2(m_view->spoken().startsWith(chosen.toUpper()), qPrintable(m_view->spoken()));
    QTest::keyClick(m_window.get(), Qt::Key_Return);
    QCOMPARE(spy.count(), 1);
    QCOMPARE(spy.at(0).at(0).toString(), chosen);
}

void TestGraphView::followsWhatRuns()
{
    m_model->setData(chain(5000));
    for (int i = 0; i < 20; ++i)
        m_view->zoomBy(1.5);
    GraphData data = chain(5000);
    for (GraphBox &box : data.boxes)
        box.status = 0;
    data.boxes[4999].status = 1;
    m_view->setFollowing(true);
    m_model->setData(data);
    const QRectF view(0, 0, 800, 400);
    QVERIFY(view.contains(m_view->middleOf(u"4999"_s)));
    data.boxes[4999].status = 2;
    data.boxes[0].status = 1;
    m_model->setData(data);
    QVERIFY(view.contains(m_view->middleOf(u"0"_s)));
    QVERIFY(!view.contains(m_view->middleOf(u"4999"_s)));
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::ShiftModifier); // whoever moves it has it stay
    QVERIFY(!m_view->isFollowing());
}

void TestGraphView::showsNothingWithoutAModel()
{
    m_view->setModel(nullptr);
    QVERIFY(m_view->spoken().isEmpty());
    QTest::keyClick(m_window.get(), Qt::Key_Right);
    QTest::keyClick(m_window.get(), Qt::Key_F);
    m_window->grabWindow();
}

void TestGraphView::drawsThousands()
{
    m_model->setData(chain(5000));
    m_window->grabWindow();
    for (int i = 0; i < 20; ++i) {
        m_view->zoomBy(1.5);
        m_window->grabWindow();
    }
    QVERIFY(m_view->zoom() <= 3.0);
}

QTEST_MAIN(TestGraphView)
#include "tst_graphview.moc"
