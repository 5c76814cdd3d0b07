// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shownplace.h"

#include "localoperator.h"
#include "processes.h"
#include "selectedprocess.h"
#include "tracked.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestShownPlace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tellsThePlaceOfOneThatWaits();
    void goesWithTheWaiting();
    void asksAgainAsOthersGoOn();

private:
    void start(QStringView process, ProcessStatus status)
    {
        QVERIFY(m_parts->tracker.start(startOf(process, status)).ok());
        QTRY_VERIFY(m_list->rowOf(id(process)) >= 0);
    }

    std::unique_ptr<Tracked> m_parts;
    std::unique_ptr<LocalOperator> m_operator;
    std::unique_ptr<ProcessListModel> m_list;
    std::unique_ptr<SelectedProcess> m_selected;
    std::unique_ptr<ShownPlace> m_place;
    std::optional<Operator::PlaceInQueue> m_known; // of "b"
};

void TestShownPlace::init()
{
    m_known.reset();
    m_parts = std::make_unique<Tracked>();
    const LocalWork work{
        .placeInQueue = [this](const ProcessId &asked) { return asked == id(u"b") ? m_known : std::nullopt; }};
    m_operator = std::make_unique<LocalOperator>(m_parts->tracker, nullptr, work);
    m_list = std::make_unique<ProcessListModel>(m_parts->tracker);
    m_selected = std::make_unique<SelectedProcess>(*m_list);
    m_place = std::make_unique<ShownPlace>(*m_selected, m_parts->log, *m_operator);
}

void TestShownPlace::cleanup()
{
    m_place.reset();
    m_selected.reset();
    m_list.reset();
    m_operator.reset();
}

void TestShownPlace::tellsThePlaceOfOneThatWaits()
{
    m_known = {.place = 2, .waiting = 7, .reason = u"gpu: it needs 2,\nand 1 of 2 are in use."_s};
    start(u"a", ProcessStatus::Pending);
    start(u"b", ProcessStatus::Pending);
    m_selected->setProcessId(u"a"_s);
    QCOMPARE(m_place->text(), QString());
    m_selected->setProcessId(u"b"_s);
    QCOMPARE(m_place->text(), u"2 of 7. gpu: it needs 2, and 1 of 2 are in use."_s);
    m_selected->setProcessId(u"a"_s);
    QCOMPARE(m_place->text(), QString());
}

void TestShownPlace::goesWithTheWaiting()
{
    m_known = {.place = 1, .waiting = 1, .reason = u"As many run as may."_s};
    start(u"b", ProcessStatus::Pending);
    m_selected->setProcessId(u"b"_s);
    QVERIFY(!m_place->text().isEmpty());
    ReportChange report;
    report.status = ProcessStatus::Running;
    QVERIFY(m_parts->tracker.report(id(u"b"), report).ok());
    QTRY_COMPARE(m_place->text(), QString());
}

void TestShownPlace::asksAgainAsOthersGoOn()
{
    m_known = {.place = 2, .waiting = 2, .reason = u"As many run as may."_s};
    start(u"b", ProcessStatus::Pending);
    m_selected->setProcessId(u"b"_s);
    QVERIFY(m_place->text().startsWith(u"2 of 2"_s));
    m_known->place = 1;
    start(u"a", ProcessStatus::Running); // any change of another one
    QTRY_VERIFY(m_place->text().startsWith(u"1 of 2"_s));
}

QTEST_GUILESS_MAIN(TestShownPlace)
#include "tst_shownplace.moc"
