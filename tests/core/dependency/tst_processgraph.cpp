// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependents.h"
#include "processes.h"
#include "processgraph.h"
#include "tracked.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestProcessGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasAllAroundAProcess();
    void layersStandBehindEachOther();
    void edgesCrossSeldom();
    void theCriticalPathDelaysTheWhole();
    void whatIsNotKnownIsSaid();
    void isCutAtItsLimit();
    void tellsWhatIsMissing();
    void endsWith_data();
    void endsWith();
};

namespace {

/// Starts processes: `"c: a b"` depends on a and b.
void start(ProcessTracker &tracker, const QStringList &lines, DependencyRule rule = DependencyRule::AllCompleted)
{
    for (const QString &line : lines) {
        StartChange start = startOf(line.section(u':', 0, 0));
        const QStringList on = line.section(u':', 1).split(u' ', Qt::SkipEmptyParts);
        for (const QString &dependency : on)
            start.dependencies.on.push_back({id(dependency)});
        start.dependencies.rule = rule;
        QVERIFY(tracker.start(start).ok());
    }
}

/// The ids of each layer, such as `a b|c`.
QString layersOf(const ProcessGraph &graph)
{
    QStringList layers;
    for (const GraphNode &node : graph.nodes) {
        while (layers.size() <= node.layer)
            layers.append(QString());
        layers[node.layer] += (layers[node.layer].isEmpty() ? u""_s : u" "_s) + node.id.toString();
    }
    return layers.join(u'|');
}

QString pathOf(const ProcessGraph &graph)
{
    QStringList ids;
    for (const size_t at : graph.criticalPath)
        ids.append(graph.nodes[at].id.toString());
    return ids.join(u' ');
}

/// Each process takes as many ms as the number in its name.
std::optional<qint64> byName(const Process &process)
{
    bool isNumber = false;
    const int ms = process.id.toString().sliced(1).toInt(&isNumber);
    return isNumber ? std::optional<qint64>(ms) : std::nullopt;
}

int crossings(const ProcessGraph &graph)
{
    int count = 0;
    for (size_t one = 0; one < graph.edges.size(); ++one) {
        for (size_t other = one + 1; other < graph.edges.size(); ++other) {
            const GraphEdge &a = graph.edges[one];
            const GraphEdge &b = graph.edges[other];
            const auto place = [&graph](size_t node) { return graph.nodes[node].place; };
            const bool areBeside = graph.nodes[a.from].layer == graph.nodes[b.from].layer
                && graph.nodes[a.to].layer == graph.nodes[b.to].layer;
            if (areBeside && (place(a.from) - place(b.from)) * (place(a.to) - place(b.to)) < 0)
                ++count;
        }
    }
    return count;
}

} // namespace

void TestProcessGraph::hasAllAroundAProcess()
{
    auto [clock, log, tracker] = Tracked();
    start(tracker, {u"a"_s, u"b"_s, u"c: a b"_s, u"d: b"_s, u"e: c"_s, u"x"_s, u"y: x"_s});
    for (const QStringView name : {u"a", u"b", u"c", u"d", u"e"}) {
        const ProcessGraph graph = graphAround(tracker, id(name));
        QCOMPARE(graph.nodes.size(), size_t(5));
        QCOMPARE(graph.edges.size(), size_t(4));
        QVERIFY(!graph.isCut && graph.find(id(u"e")) && !graph.find(id(u"x")));
    }
    QCOMPARE(layersOf(graphAround(tracker, id(u"y"))), u"x|y"_s);
    QVERIFY(graphAround(tracker, id(u"unknown")).nodes.empty());
}

void TestProcessGraph::layersStandBehindEachOther()
{
    auto [clock, log, tracker] = Tracked();
    start(tracker, {u"a"_s, u"b: a"_s, u"c: b"_s, u"d: a c"_s, u"e: a"_s});
    const ProcessGraph graph = graphAround(tracker, id(u"a"));
    QCOMPARE(layersOf(graph), u"a|b e|c|d"_s);
    QCOMPARE(graph.layers, 4);
    QCOMPARE(graph.widest, 2);
    for (const GraphEdge &edge : graph.edges)
        QVERIFY(graph.nodes[edge.from].layer < graph.nodes[edge.to].layer);
}

void TestProcessGraph::edgesCrossSeldom()
{
    auto [clock, log, tracker] = Tracked();
    start(tracker,
          {u"root"_s, u"a: root"_s, u"b: root"_s, u"c: root"_s, u"c2: c"_s, u"b2: b"_s, u"a2: a"_s, u"b3: b2"_s,
           u"c3: c2"_s, u"a3: a2"_s, u"end: b3 a3 c3"_s});
    QCOMPARE(crossings(graphAround(tracker, id(u"root"))), 0);
}

void TestProcessGraph::theCriticalPathDelaysTheWhole()
{
    auto [clock, log, tracker] = Tracked();
    start(tracker, {u"a10"_s, u"b50: a10"_s, u"c20: a10"_s, u"d20: c20"_s, u"e5: b50 d20"_s});
    ProcessGraph graph = graphAround(tracker, id(u"e5"), byName);
    QCOMPARE(pathOf(graph), u"a10 b50 e5"_s);
    QCOMPARE(graph.leftMs, 65);
    QVERIFY(!graph.isLeftLeast);
    qsizetype critical =
        std::count_if(graph.edges.begin(), graph.edges.end(), [](const GraphEdge &e) { return e.isCritical; });
    QCOMPARE(critical, 2);

    for (const QStringView name : {u"a10", u"b50"})
        QVERIFY(tracker.report(id(name), reportOf(ProcessStatus::Completed)).ok());
    graph = graphAround(tracker, id(u"e5"), byName);
    QCOMPARE(pathOf(graph), u"c20 d20 e5"_s);
    QCOMPARE(graph.leftMs, 45);
    for (const QStringView name : {u"c20", u"d20", u"e5"})
        QVERIFY(tracker.report(id(name), reportOf(ProcessStatus::Completed)).ok());
    graph = graphAround(tracker, id(u"a10"), byName);
    QVERIFY(graph.criticalPath.empty());
    QCOMPARE(graph.leftMs, 0);
}

void TestProcessGraph::whatIsNotKnownIsSaid()
{
    auto [clock, log, tracker] = Tracked();
    start(tracker, {u"a10"_s, u"b5: a10"_s, u"other: a10"_s});
    const ProcessGraph graph = graphAround(tracker, id(u"a10"), byName);
    QCOMPARE(pathOf(graph), u"a10 b5"_s);
    QCOMPARE(graph.leftMs, 15);
    QVERIFY(graph.isLeftLeast);
    QVERIFY(graphAround(tracker, id(u"a10")).isLeftLeast);
}

void TestProcessGraph::isCutAtItsLimit()
{
    auto [clock, log, tracker] = Tracked();
    start(tracker, {u"root"_s});
    for (int i = 0; i < 100; ++i)
        start(tracker, {u"n%1: root"_s.arg(i)});
    const ProcessGraph graph = graphAround(tracker, id(u"n99"), {}, 10);
    QVERIFY(graph.isCut);
    QCOMPARE(graph.nodes.size(), size_t(10));
    QVERIFY(graph.find(id(u"n99")) && graph.find(id(u"root")));
}

void TestProcessGraph::tellsWhatIsMissing()
{
    auto [clock, log, tracker] = Tracked();
    StartChange waiting = startOf(u"child");
    waiting.dependencies = {.on = {{id(u"later")}}, .allowsMissing = true};
    QVERIFY(tracker.start(waiting).ok());
    const ProcessGraph graph = graphAround(tracker, id(u"child"), byName);
    QCOMPARE(layersOf(graph), u"later|child"_s);
    QVERIFY(graph.nodes.front().isMissing && !graph.nodes.front().process && !graph.nodes.front().leftMs);
}

void TestProcessGraph::endsWith_data()
{
    QTest::addColumn<DependencyRule>("rule");
    QTest::addColumn<QStringList>("ends");
    QTest::newRow("all completed") << DependencyRule::AllCompleted << QStringList{u"b"_s, u"d"_s, u"e"_s};
    QTest::newRow("all finished") << DependencyRule::AllFinished << QStringList{};
    QTest::newRow("any completed") << DependencyRule::AnyCompleted << QStringList{u"b"_s};
    QTest::newRow("any failed") << DependencyRule::AnyFailed << QStringList{u"b"_s};
}

void TestProcessGraph::endsWith()
{
    QFETCH(DependencyRule, rule);
    auto [clock, log, tracker] = Tracked();
    start(tracker, {u"a"_s, u"c"_s, u"b: a"_s, u"d: a c"_s, u"e: d"_s, u"f: c"_s}, rule);
    QStringList ids;
    for (const ProcessId &other : endingWith(tracker, id(u"a")))
        ids.append(other.toString());
    QTEST(ids, "ends");
    // As it is, once it is done.
    QVERIFY(tracker.cancel(id(u"a")).ok());
    QStringList ended;
    for (const ProcessPtr &process : tracker.snapshot().processes) {
        if ((*process)->dispatch.dependencies().hasFailed())
            ended.append((*process)->id.toString());
    }
    QTEST(ended, "ends");
}

QTEST_GUILESS_MAIN(TestProcessGraph)
#include "tst_processgraph.moc"
