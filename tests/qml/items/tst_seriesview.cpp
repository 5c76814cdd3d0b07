// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "seriesview.h"

#include <QQuickWindow>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A view of 800 by 400 in a window, drawn by the software renderer.
class TestSeriesView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void drawsCurves();
    void drawsOnlyWhatChanged();
    void showsNothingWithoutAModel();
    void tellsWhatIsPointedAt();
    void choosesASpanByMouse();
    void choosesByKeys();
    void goesToAMoment();
    void groupsMarksThatAreClose();
    void showsTheFuture();
    void showsTheEndAsABand();
    void drawsTheLimitWhereItIsNear_data();
    void drawsTheLimitWhereItIsNear();
    void takesAnyNumbers();

private:
    static SeriesData example();
    int pixelsOf(const QColor &color);
    void showAgain() { m_window->grabWindow(); }

    class CountingView : public SeriesView
    {
    public:
        using SeriesView::SeriesView;
        void paint(QPainter *painter) override
        {
            ++drawn;
            SeriesView::paint(painter);
        }
        int drawn = 0;
    };
    std::unique_ptr<QQuickWindow> m_window;
    std::unique_ptr<SeriesModel> m_model;
    CountingView *m_view = nullptr;
};

namespace {

constexpr double beginMs = 1'700'000'000'000.0;
const QColor progressColor(0x1d5fd6);
const QColor cpuColor(0x18794e);
const QColor failedColor(0xb42318);

} // namespace

/// 100 s with a point each second.
SeriesData TestSeriesView::example()
{
    SeriesData data;
    data.begin = beginMs;
    data.end = beginMs + 100'000;
    SeriesLane progress{u"Progress"_s, SeriesLane::Unit::Percent, {}, {}, 100.0};
    SeriesLane cpu{u"CPU"_s, SeriesLane::Unit::Percent, {}, {}, {}};
    for (int at = 0; at <= 100; ++at) {
        const double value = at;
        progress.points.push_back({beginMs + at * 1000.0, value, value, value});
        cpu.points.push_back({beginMs + at * 1000.0, 50.0, 25.0, 75.0});
    }
    data.lanes = {progress, cpu};
    data.marks = {{beginMs, SeriesMark::Kind::Started, u"Started"_s},
                  {beginMs + 50'000, SeriesMark::Kind::Failed, u"Failed: disk full"_s}};
    return data;
}

void TestSeriesView::init()
{
    m_window = std::make_unique<QQuickWindow>();
    m_window->resize(800, 400);
    m_view = new CountingView(m_window->contentItem());
    m_view->setSize({800.0, 400.0});
    m_view->setLaneColors({progressColor, cpuColor});
    m_view->setMarkColors({Qt::black, Qt::black, failedColor});
    m_model = std::make_unique<SeriesModel>();
    m_model->setData(example());
    m_view->setModel(m_model.get());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_view->forceActiveFocus();
    showAgain();
}

void TestSeriesView::cleanup()
{
    m_window.reset();
}

int TestSeriesView::pixelsOf(const QColor &color)
{
    const QImage image = m_window->grabWindow().convertToFormat(QImage::Format_RGB32);
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) == color ? 1 : 0;
    }
    return count;
}

void TestSeriesView::drawsCurves()
{
    QVERIFY(pixelsOf(progressColor) > 100);
    QVERIFY(pixelsOf(cpuColor) > 300); // a level line
    QVERIFY(pixelsOf(failedColor) > 5);
}

void TestSeriesView::drawsOnlyWhatChanged()
{
    const int before = m_view->drawn;
    QVERIFY(before > 0);
    for (int at = 0; at < 3; ++at)
        showAgain();
    m_model->setData(example()); // the same
    showAgain();
    m_view->setGridColor(m_view->gridColor());
    showAgain();
    // The pointer is drawn, but the curves aren't.
    for (int x = 200; x < 600; x += 50) {
        QTest::mouseMove(m_window.get(), {x, 200});
        showAgain();
    }
    m_view->setSpan(beginMs, beginMs + 1000);
    showAgain();
    QCOMPARE(m_view->drawn, before);
    SeriesData data = example();
    data.lanes[0].points.back().value = 99.0;
    m_model->setData(data);
    showAgain();
    QCOMPARE(m_view->drawn, before + 1);
}

void TestSeriesView::showsNothingWithoutAModel()
{
    m_view->setModel(nullptr);
    showAgain();
    QCOMPARE(pixelsOf(progressColor), 0);
    QCOMPARE(m_view->spoken(), QString());
    QTest::mouseMove(m_window.get(), {400, 200});
    QTest::keyClick(m_window.get(), Qt::Key_Right);
    showAgain();
    QCOMPARE(m_view->pointedTime(), 0.0);
    SeriesModel model;
    QVERIFY(model.isEmpty());
    m_view->setModel(&model);
    showAgain();
    model.setData(example());
    QVERIFY(!model.isEmpty());
    QTRY_VERIFY(pixelsOf(progressColor) > 100);
    m_view->setModel(nullptr);
}

void TestSeriesView::tellsWhatIsPointedAt()
{
    QCOMPARE(m_view->spoken(), u"Progress 100%, CPU 50%"_s);
    QTest::mouseMove(m_window.get(), {2, 2});
    QSignalSpy pointed(m_view, &SeriesView::pointedChanged);
    QTest::mouseMove(m_window.get(), {400, 200});
    QTRY_VERIFY(m_view->pointedTime() > beginMs + 30'000 && m_view->pointedTime() < beginMs + 70'000);
    QVERIFY(qAbs(m_view->pointedX() - 400.0) < 1.0);
    QVERIFY(!pointed.isEmpty());
    const int percent = static_cast<int>(std::lround((m_view->pointedTime() - beginMs) / 1000.0));
    QVERIFY(m_view->spoken().contains(u"Progress %1%, CPU 50%"_s.arg(percent)));
    QVERIFY(m_view->pointedMarks().isEmpty());
    // Over the mark in the middle.
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    while (m_view->pointedTime() < beginMs + 50'000)
        QTest::keyClick(m_window.get(), Qt::Key_Right);
    while (m_view->pointedTime() > beginMs + 50'000)
        QTest::keyClick(m_window.get(), Qt::Key_Left);
    QCOMPARE(m_view->pointedMarks(), QStringList{u"Failed: disk full"_s});
    QTest::mouseMove(m_window.get(), {2, 2});
    QTRY_COMPARE(m_view->pointedTime(), 0.0);
}

void TestSeriesView::choosesASpanByMouse()
{
    QSignalSpy chosen(m_view, &SeriesView::spanChosen);
    QSignalSpy moment(m_view, &SeriesView::momentChosen);
    QTest::mousePress(m_window.get(), Qt::LeftButton, {}, {500, 200});
    QTest::mouseMove(m_window.get(), {300, 250});
    QVERIFY(m_view->hasSpan());
    QCOMPARE(chosen.size(), 0);
    QTest::mouseRelease(m_window.get(), Qt::LeftButton, {}, {300, 250});
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(moment.size(), 0);
    const double from = chosen[0][0].toDouble();
    const double to = chosen[0][1].toDouble();
    QVERIFY(from > beginMs && to < beginMs + 100'000 && to - from > 20'000 && to - from < 35'000);
    QCOMPARE(m_view->spanFrom(), from);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!m_view->hasSpan());
    QCOMPARE(chosen.size(), 2);
    QCOMPARE(chosen[1][1].toDouble(), 0.0);
}

void TestSeriesView::choosesByKeys()
{
    QTest::mouseMove(m_window.get(), {2, 2});
    QSignalSpy chosen(m_view, &SeriesView::spanChosen);
    QTest::keyClick(m_window.get(), Qt::Key_Right);
    QCOMPARE(m_view->pointedTime(), beginMs);
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(m_view->spanFrom(), beginMs);
    QCOMPARE(m_view->spanTo(), beginMs + 2000);
    QCOMPARE(chosen.size(), 2);
    for (int count = 0; count < 200; ++count)
        QTest::keyClick(m_window.get(), Qt::Key_Left);
    QCOMPARE(m_view->pointedTime(), beginMs);
}

void TestSeriesView::goesToAMoment()
{
    QSignalSpy moment(m_view, &SeriesView::momentChosen);
    QTest::mouseClick(m_window.get(), Qt::LeftButton, {}, {400, 200});
    QCOMPARE(moment.size(), 1);
    QVERIFY(moment[0][0].toDouble() > beginMs + 30'000);
    QVERIFY(!m_view->hasSpan());
    QTest::keyClick(m_window.get(), Qt::Key_Right);
    QTest::keyClick(m_window.get(), Qt::Key_Return);
    QCOMPARE(moment.size(), 2);
    QCOMPARE(moment[1][0].toDouble(), m_view->pointedTime());
}

void TestSeriesView::groupsMarksThatAreClose()
{
    SeriesData data = example();
    data.marks = {{beginMs + 50'000, SeriesMark::Kind::Message, u"one"_s},
                  {beginMs + 50'100, SeriesMark::Kind::Failed, u"two"_s},
                  {beginMs + 80'000, SeriesMark::Kind::Message, u"three"_s}};
    const SeriesChart chart(data, {}, {800.0, 400.0});
    QCOMPARE(chart.marks().size(), size_t(2));
    QCOMPARE(chart.marks()[0].marks.size(), size_t(2));
    m_model->setData(data);
    showAgain();
    QVERIFY(pixelsOf(failedColor) > 5); // what tells most is shown
}

void TestSeriesView::showsTheFuture()
{
    SeriesData data = example();
    data.isLive = true;
    const auto endWith = [&](std::optional<SeriesEstimate> estimate) {
        data.estimate = estimate;
        return SeriesChart(data, {}, {800.0, 400.0}).time().end() - data.end;
    };
    QCOMPARE(endWith({}), 0.0);
    QCOMPARE(endWith(SeriesEstimate{data.end + 20'000, data.end + 40'000}), 40'000.0);
    // At most three times as long as the past.
    QCOMPARE(endWith(SeriesEstimate{data.end + 20'000, data.end + 9'000'000}), 300'000.0);
    QCOMPARE(endWith(SeriesEstimate{data.end - 20'000, data.end - 10'000}), 0.0);
    data.isLive = false;
    QCOMPARE(endWith(SeriesEstimate{data.end + 20'000, data.end + 40'000}), 0.0);
}

void TestSeriesView::showsTheEndAsABand()
{
    SeriesData data = example();
    data.isLive = true;
    for (SeriesPoint &point : data.lanes[0].points)
        point.value = point.least = point.most = point.value / 2.0;
    data.estimate = SeriesEstimate{data.end + 20'000, data.end + 60'000, u"20–60 s"_s};
    m_model->setData(data);
    showAgain();
    const SeriesChart chart(data, {}, {800.0, 400.0});
    const QPointF end(chart.time().xOf(data.end + 40'000), chart.lanes()[0].plot.top());
    QCOMPARE(m_window->grabWindow().pixelColor(end.toPoint()), progressColor);
    QVERIFY2(m_view->spoken().endsWith(u"20–60 s left"_s), qPrintable(m_view->spoken()));
    m_view->setOverdueColor(QColor(0xff00ff));
    showAgain();
    QCOMPARE(pixelsOf(QColor(0xff00ff)), 0);
    data.isOverdue = true;
    m_model->setData(data);
    showAgain();
    QVERIFY(pixelsOf(QColor(0xff00ff)) > 100);
    QVERIFY2(m_view->spoken().contains(u"overdue"_s), qPrintable(m_view->spoken()));
    data.estimate.reset(); // nothing is known about its end
    m_model->setData(data);
    showAgain();
    QVERIFY(pixelsOf(QColor(0xff00ff)) > 100);
    data.isLive = false;
    m_model->setData(data);
    showAgain();
    QCOMPARE(pixelsOf(QColor(0xff00ff)), 0);
}

void TestSeriesView::drawsTheLimitWhereItIsNear_data()
{
    QTest::addColumn<double>("limit");
    QTest::addColumn<double>("top");
    QTest::newRow("far away") << 1000.0 << 80.0;
    QTest::newRow("near") << 150.0 << 200.0;
    QTest::newRow("passed") << 60.0 << 80.0;
}

void TestSeriesView::drawsTheLimitWhereItIsNear()
{
    QFETCH(double, limit);
    SeriesData data = example();
    data.lanes[1].limit = limit;
    QTEST(SeriesChart(data, {}, {800.0, 400.0}).lanes()[1].scale.top, "top");
    m_view->setLimitColor(QColor(0xff00ff));
    m_model->setData(data);
    showAgain();
    QCOMPARE(pixelsOf(QColor(0xff00ff)) > 100, limit < 1000.0);
}

void TestSeriesView::takesAnyNumbers()
{
    const double none = std::nan("");
    SeriesData data;
    data.lanes.push_back(
        {u"a"_s, SeriesLane::Unit::Bytes, {{none, none, none, none}, {1.0, -5.0, -5.0, 1e300}}, -1.0, {}});
    data.lanes.push_back({});
    data.marks.push_back({none, SeriesMark::Kind::Failed, {}});
    data.estimate = SeriesEstimate{none, none};
    for (const bool isLive : {false, true}) {
        data.isLive = isLive;
        m_model->setData(data);
        showAgain();
        QTest::mouseMove(m_window.get(), {400, 200});
        showAgain();
    }
    m_view->setSize({1.0, 1.0});
    showAgain();
    m_view->setSize({0.0, 0.0});
    showAgain();
    QVERIFY(!m_view->spoken().isEmpty());
}

QTEST_MAIN(TestSeriesView)
#include "tst_seriesview.moc"
