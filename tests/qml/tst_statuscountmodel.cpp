// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "modelrecorder.h"
#include "processes.h"
#include "statuscountmodel.h"
#include "tracked.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestStatusCountModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAllThenEachStatus();
    void countsWhatIsTracked();
    void tellsOnlyWhenACountChanged();
    void countsWhatTypeAndSearchLetThrough();

private:
    static QString counts(const StatusCountModel &model);
};

QString TestStatusCountModel::counts(const StatusCountModel &model)
{
    QStringList counts;
    for (int row = 0; row < model.rowCount(); ++row)
        counts.append(QString::number(model.index(row).data(StatusCountModel::CountRole).toInt()));
    return counts.join(u' ');
}

void TestStatusCountModel::namesAllThenEachStatus()
{
    auto [clock, log, tracker] = Tracked();
    ProcessListModel list(tracker);
    ProcessFilterModel filter(list, clock, QLocale(QLocale::English));
    StatusCountModel model(list, filter);
    const ModelRecorder recorder(model);
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names.append(StatusText::key(model.index(row).data(StatusCountModel::StatusRole).value<StatusText::Status>()));
    QCOMPARE(names.join(u' '), u"all pending running completed failed timeout waiting cancelled"_s);
    QCOMPARE(counts(model), u"0 0 0 0 0 0 0 0"_s);
}

void TestStatusCountModel::countsWhatIsTracked()
{
    auto [clock, log, tracker] = Tracked(8); // so short that some of it is found by comparing
    QVERIFY(tracker.start(startOf(u"before")).ok());
    ProcessListModel list(tracker);
    ProcessFilterModel filter(list, clock, QLocale(QLocale::English));
    StatusCountModel model(list, filter);
    const ModelRecorder recorder(model);
    QCOMPARE(counts(model), u"1 1 0 0 0 0 0 0"_s); // what was there before counts at once

    for (int number = 0; number < 12; ++number)
        QVERIFY(tracker.start(startOf(u"p"_s + QString::number(number), ProcessStatus::Running)).ok());
    QTRY_COMPARE(counts(model), u"13 1 12 0 0 0 0 0"_s);
    QVERIFY(tracker.report(id(u"p0"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(tracker.report(id(u"p1"), reportOf(ProcessStatus::Failed)).ok());
    QVERIFY(tracker.report(id(u"p2"), reportOf(ProcessStatus::Timeout)).ok());
    QVERIFY(tracker.cancel(id(u"p3")).ok());
    QVERIFY(tracker.remove(id(u"p3")).ok());
    QVERIFY(tracker.cancel(id(u"p4")).ok());
    QTRY_COMPARE(counts(model), u"12 1 7 1 1 1 0 1"_s);
    QCOMPARE(model.total(), 12);
}

void TestStatusCountModel::tellsOnlyWhenACountChanged()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    ProcessListModel list(tracker);
    ProcessFilterModel filter(list, clock, QLocale(QLocale::English));
    StatusCountModel model(list, filter);
    ModelRecorder recorder(model);
    QSignalSpy merged(&list, &ProcessListModel::merged);

    QVERIFY(tracker.report(id(u"a"), progressOf(50)).ok());
    QTRY_COMPARE(merged.count(), 1);
    QVERIFY(recorder.take().isEmpty());
    QVERIFY(tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    QTRY_COMPARE(merged.count(), 2);
    QCOMPARE(recorder.take().join(u' '), u"changed 0-7"_s);
}

void TestStatusCountModel::countsWhatTypeAndSearchLetThrough()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a1", ProcessStatus::Running, ProcessType::aiTask())).ok());
    QVERIFY(tracker.start(startOf(u"a2", ProcessStatus::Pending, ProcessType::aiTask())).ok());
    QVERIFY(tracker.start(startOf(u"b1", ProcessStatus::Running)).ok());
    ProcessListModel list(tracker);
    ProcessFilterModel filter(list, clock, QLocale(QLocale::English));
    StatusCountModel model(list, filter);
    const ModelRecorder recorder(model);
    QCOMPARE(model.summary(), u"3 processes"_s);
    filter.setType(u"ai_task"_s);
    QCOMPARE(counts(model), u"2 1 1 0 0 0 0 0"_s);
    QCOMPARE(model.summary(), QStringLiteral("2 of 3 processes"));
    filter.setStatus(StatusText::Running); // the tiles count what choosing one of them would show
    QCOMPARE(counts(model), u"2 1 1 0 0 0 0 0"_s);
    QCOMPARE(model.summary(), QStringLiteral("1 of 3 processes"));
    filter.setSearchText(u"a2"_s);
    QCOMPARE(counts(model), u"1 1 0 0 0 0 0 0"_s);
    QCOMPARE(model.total(), 3);
    QVERIFY(tracker.report(id(u"a2"), reportOf(ProcessStatus::Running)).ok()); // while it is searched for
    QTRY_COMPARE(counts(model), u"1 0 1 0 0 0 0 0"_s);
    filter.clearFilter();
    QCOMPARE(counts(model), u"3 0 3 0 0 0 0 0"_s);
}

QTEST_GUILESS_MAIN(TestStatusCountModel)
#include "tst_statuscountmodel.moc"
