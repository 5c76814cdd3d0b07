// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "showngraph.h"

#include "processes.h"
#include "selectedprocess.h"
#include "tracked.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestShownGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isConnectedWhereSomethingDepends();
    void isMadeWhileSomebodyWatches();
    void followsTheLog();
    void staysInPlaceWhileStatusesChange();
    void tellsHowEachStands();

private:
    void start(QStringView process, const QStringList &on = {}, ProcessStatus status = ProcessStatus::Pending)
    {
        StartChange start = startOf(process, status);
        start.name = u"Job %1"_s.arg(process);
        for (const QString &above : on)
            start.dependencies.on.push_back({id(above)});
        QVERIFY(m_parts->tracker.start(start).ok());
    }
    QStringList states() const
    {
        QStringList states;
        for (int at = 0; at < m_graph->count(); ++at)
            states.append(m_graph->stateText(static_cast<size_t>(at)));
        return states;
    }

    std::unique_ptr<Tracked> m_parts;
    std::unique_ptr<ProcessListModel> m_list;
    std::unique_ptr<SelectedProcess> m_selected;
    std::unique_ptr<ShownGraph> m_graph;
};

void TestShownGraph::init()
{
    m_graph.reset();
    m_selected.reset();
    m_list.reset();
    m_parts = std::make_unique<Tracked>();
    m_list = std::make_unique<ProcessListModel>(m_parts->tracker);
    m_selected = std::make_unique<SelectedProcess>(*m_list);
    m_graph = std::make_unique<ShownGraph>(*m_selected, m_parts->tracker, m_parts->clock);
}

void TestShownGraph::isConnectedWhereSomethingDepends()
{
    start(u"a");
    QTRY_COMPARE(m_list->rowCount(), 1);
    m_selected->setProcessId(u"a"_s);
    m_graph->setPageShown(true);
    QVERIFY(!m_graph->isConnected());
    QSignalSpy connected(m_graph.get(), &ShownGraph::connectedChanged);
    start(u"b", {u"a"_s});
    QTRY_VERIFY(m_graph->isConnected());
    QCOMPARE(connected.count(), 1);
    QCOMPARE(m_graph->count(), 0); // nobody watches
    m_graph->setPageShown(false);
    QVERIFY(!m_graph->isConnected());
}

void TestShownGraph::isMadeWhileSomebodyWatches()
{
    start(u"a");
    start(u"b", {u"a"_s});
    QTRY_COMPARE(m_list->rowCount(), 2);
    m_selected->setProcessId(u"b"_s);
    m_graph->setPageShown(true);
    m_graph->setWatched(true);
    QCOMPARE(m_graph->count(), 2);
    QCOMPARE(m_graph->selectedNode(), std::optional<size_t>(1));
    QCOMPARE(m_graph->layout().places.size(), size_t(2));
    m_graph->setWatched(false);
    QCOMPARE(m_graph->count(), 0);
}

void TestShownGraph::followsTheLog()
{
    start(u"a");
    start(u"b", {u"a"_s});
    QTRY_COMPARE(m_list->rowCount(), 2);
    m_selected->setProcessId(u"a"_s);
    m_graph->setPageShown(true);
    m_graph->setWatched(true);
    QCOMPARE(states(), QStringList({u"Pending"_s, u"Waits for 1"_s}));
    start(u"c", {u"b"_s});
    QTRY_COMPARE(m_graph->count(), 3);
    start(u"other");
    QVERIFY(m_parts->tracker.report(id(u"a"), reportOf(ProcessStatus::Running)).ok());
    QTRY_COMPARE(states(), QStringList({u"Running"_s, u"Waits for 1"_s, u"Waits for 1"_s}));
    QVERIFY(m_parts->tracker.report(id(u"a"), progressOf(45.7)).ok());
    QTRY_COMPARE(states().constFirst(), u"Running 45 %"_s);
    QVERIFY(m_parts->tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    QTRY_COMPARE(states(), QStringList({u"Completed"_s, u"Pending"_s, u"Waits for 1"_s}));
    QVERIFY(m_parts->tracker.report(id(u"b"), reportOf(ProcessStatus::Failed)).ok());
    QTRY_COMPARE(states(), QStringList({u"Completed"_s, u"Failed"_s, u"Couldn't begin"_s}));
    QCOMPARE(m_graph->summary(), u"3 processes: 1 completed, 1 failed, 1 cancelled"_s);
    QVERIFY(m_graph->outlook().isEmpty());
}

void TestShownGraph::staysInPlaceWhileStatusesChange()
{
    start(u"a");
    start(u"b", {u"a"_s});
    start(u"c", {u"a"_s});
    start(u"d", {u"b"_s, u"c"_s});
    QTRY_COMPARE(m_list->rowCount(), 4);
    m_selected->setProcessId(u"a"_s);
    m_graph->setPageShown(true);
    m_graph->setWatched(true);
    const std::vector<QPointF> places = m_graph->layout().places;
    QSignalSpy changed(m_graph.get(), &ShownGraph::changed);
    QVERIFY(m_parts->tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    QTRY_VERIFY(changed.count() > 0);
    QCOMPARE(m_graph->layout().places, places);
}

void TestShownGraph::tellsHowEachStands()
{
    start(u"a");
    StartChange waits = startOf(u"b");
    waits.dependencies.on = {{id(u"a")}, {id(u"later")}};
    waits.dependencies.allowsMissing = true;
    QVERIFY(m_parts->tracker.start(waits).ok());
    QTRY_COMPARE(m_list->rowCount(), 2);
    m_selected->setProcessId(u"b"_s);
    m_graph->setPageShown(true);
    m_graph->setWatched(true);
    QStringList texts;
    for (int at = 0; at < m_graph->count(); ++at)
        texts.append(m_graph->nameText(static_cast<size_t>(at)) + u": "_s
                     + m_graph->stateText(static_cast<size_t>(at)));
    texts.sort();
    QCOMPARE(texts, QStringList({u"A job: Waits for 2"_s, u"Job a: Pending"_s, u"later: Not there yet"_s}));
    QCOMPARE(m_graph->outlook(), u"It isn't known how long the whole still takes"_s);
}

QTEST_GUILESS_MAIN(TestShownGraph)
#include "tst_showngraph.moc"
