// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graphlayout.h"

#include "processes.h"
#include "processgraph.h"
#include "tracked.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestGraphLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void crossingsAreAvoided();
    void aLongEdgeMeetsNoNode();
    void nothingOverlaps();
};

namespace {

/// Starts a process for each word, such as `c<a,b` (c depends on a and b), in that order. False where one is refused.
bool startGraph(ProcessTracker &tracker, const QString &text)
{
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        StartChange start = startOf(word.section(u'<', 0, 0));
        for (const QString &on : word.section(u'<', 1).split(u',', Qt::SkipEmptyParts))
            start.dependencies.on.push_back({id(on)});
        if (!tracker.start(start).ok())
            return false;
    }
    return true;
}

GraphLayout layoutOf(const ProcessTracker &tracker, QStringView asked, ProcessGraph &graph)
{
    graph = graphAround(tracker, id(asked));
    return GraphLayout::of(graph);
}

/// Whether two nodes or bends of a layer are at least so far apart.
bool keepsApart(const GraphLayout &layout)
{
    std::map<double, std::vector<double>> layers;
    for (const QPointF &place : layout.places)
        layers[place.x()].push_back(place.y());
    for (const GraphLayout::Edge &edge : layout.edges) {
        for (const QPointF &bend : edge.bends)
            layers[bend.x()].push_back(bend.y());
    }
    for (auto &[x, rows] : layers) {
        std::sort(rows.begin(), rows.end());
        if (rows.front() < -1e-6 || rows.back() > layout.height - 1 + 1e-6)
            return false;
        for (size_t at = 1; at < rows.size(); ++at) {
            if (rows[at] - rows[at - 1] < 1 - 1e-6)
                return false;
        }
    }
    return true;
}

} // namespace

void TestGraphLayout::crossingsAreAvoided()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(startGraph(tracker, u"r a<r b<r c<r z<c y<b x<a"_s));
    ProcessGraph graph;
    const GraphLayout layout = layoutOf(tracker, u"r", graph);
    for (const GraphLayout::Edge &edge : layout.edges) {
        if (graph.nodes[edge.from].layer > 0)
            QCOMPARE(layout.places[edge.from].y(), layout.places[edge.to].y());
    }
}

void TestGraphLayout::aLongEdgeMeetsNoNode()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(startGraph(tracker, u"a b<a c<b d<a,c"_s));
    ProcessGraph graph;
    const GraphLayout layout = layoutOf(tracker, u"a", graph);
    qsizetype bends = 0;
    for (const GraphLayout::Edge &edge : layout.edges)
        bends += static_cast<qsizetype>(edge.bends.size());
    QCOMPARE(bends, 2);
    QVERIFY(keepsApart(layout));
}

void TestGraphLayout::nothingOverlaps()
{
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
        auto [clock, log, tracker] = Tracked();
        QVERIFY(startGraph(tracker, u"p0"_s));
        for (unsigned i = 1; i < 80; ++i)
            QVERIFY(startGraph(tracker, u"p%1<p%2"_s.arg(i).arg(random() % i)));
        for (unsigned i = 80; i < 100; ++i)
            QVERIFY(startGraph(tracker, u"p%1<p%2,p%3"_s.arg(i).arg(random() % 40).arg(40 + random() % 40)));
        ProcessGraph graph;
        const GraphLayout layout = layoutOf(tracker, u"p0", graph);
        QCOMPARE(layout.places.size(), size_t(100));
        QVERIFY(keepsApart(layout));
        for (const GraphLayout::Edge &edge : layout.edges)
            QVERIFY(layout.places[edge.from].x() < layout.places[edge.to].x());
        ProcessGraph again;
        QCOMPARE(layoutOf(tracker, u"p0", again).places, layout.places);
    }
}

QTEST_GUILESS_MAIN(TestGraphLayout)
#include "tst_graphlayout.moc"
