// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "modelrecorder.h"
#include "processes.h"
#include "processjson.h"
#include "selectedprocess.h"
#include "tracked.h"

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestSelectedProcess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void showsNothingUntilOneIsSelected();
    void followsTheProcess();
    void isTrueAgainOnlyWhenTheProcessIs();
    void staysWhenTheHistoryHasIt();
    void showsWhatIsInTheHistoryOnly();
    void followsWhatFinishedAndIsRetried();
    void tellsNamesakesApart();
    void showsWhatItHolds_data();
    void showsWhatItHolds();
    void showsTheMetadata();
    void showsAnAiTask();
    void turnsNoTextRound();
};

void TestSelectedProcess::initTestCase()
{
    qputenv("TZ", "UTC");
}

void TestSelectedProcess::showsNothingUntilOneIsSelected()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    ProcessListModel list(tracker);
    const ModelRecorder recorder(list);
    SelectedProcess selected(list);
    QSignalSpy changed(&selected, &SelectedProcess::changed);
    QVERIFY(!selected.isValid());
    QVERIFY(selected.name().isEmpty() && selected.shownState() == StatusText::All && selected.fields().isEmpty());
    QVERIFY(!selected.canCancel() && !selected.canRetry());

    selected.setProcessId(u"a"_s);
    QCOMPARE(changed.count(), 1);
    QVERIFY(selected.isValid());
    QCOMPARE(selected.name(), u"A job"_s);
    selected.setProcessId(u"a"_s); // again: nothing new
    QCOMPARE(changed.count(), 1);
    selected.setProcessId({});
    QCOMPARE(changed.count(), 2);
    QVERIFY(!selected.isValid());
}

void TestSelectedProcess::followsTheProcess()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    QVERIFY(tracker.start(startOf(u"b", ProcessStatus::Running)).ok());
    ProcessListModel list(tracker);
    const ModelRecorder recorder(list);
    SelectedProcess selected(list);
    selected.setProcessId(u"a"_s);
    QSignalSpy changed(&selected, &SelectedProcess::changed);
    QSignalSpy merged(&list, &ProcessListModel::merged);
    QVERIFY(selected.canCancel() && !selected.canRetry());

    ReportChange failure = reportOf(ProcessStatus::Failed);
    failure.errorMessage = u"disk full"_s;
    QVERIFY(tracker.report(id(u"a"), failure).ok());
    QTRY_COMPARE(selected.shownState(), StatusText::Failed);
    QCOMPARE(selected.errorMessage(), u"disk full"_s);
    QVERIFY(!selected.canCancel() && selected.canRetry());
    QCOMPARE(changed.count(), 1);

    // Another one's change is none of its business.
    QCOMPARE(merged.count(), 1);
    QVERIFY(tracker.report(id(u"b"), progressOf(5)).ok());
    QTRY_COMPARE(merged.count(), 2);
    QCOMPARE(changed.count(), 1);
}

void TestSelectedProcess::isTrueAgainOnlyWhenTheProcessIs()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    ProcessListModel list(tracker);
    const ModelRecorder recorder(list);
    SelectedProcess selected(list);
    selected.setProcessId(u"a"_s);
    QVERIFY(tracker.cancel(id(u"a")).ok());
    QVERIFY(tracker.remove(id(u"a")).ok());
    QTRY_VERIFY(!selected.isValid()); // it was forgotten
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QTRY_VERIFY(selected.isValid()); // and is there again
    selected.setProcessId(u"nobody"_s);
    QVERIFY(!selected.isValid());
}

void TestSelectedProcess::staysWhenTheHistoryHasIt()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    ProcessListModel list(tracker);
    const ModelRecorder recorder(list);
    SelectedProcess selected(list);
    selected.setProcessId(u"a"_s);
    QVERIFY(!selected.isArchived());
    QVERIFY(tracker.report(id(u"a"), reportOf(ProcessStatus::Failed)).ok());
    QVERIFY(tracker.archive(id(u"a")).ok()); // within the same frame
    QTRY_VERIFY(selected.isArchived());
    QVERIFY(selected.isValid());
    QCOMPARE(selected.shownState(), StatusText::Failed);
    QVERIFY(!selected.canCancel() && !selected.canRetry()); // the door doesn't know it any more

    // One that is tracked under the same id later is what that id means now.
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QTRY_COMPARE(selected.shownState(), StatusText::Pending);
    QVERIFY(!selected.isArchived());
    QVERIFY(tracker.cancel(id(u"a")).ok());
    QVERIFY(tracker.remove(id(u"a")).ok());
    QTRY_VERIFY(!selected.isValid());
}

void TestSelectedProcess::showsWhatIsInTheHistoryOnly()
{
    auto [clock, log, tracker] = Tracked();
    const ProcessListModel list(tracker);
    SelectedProcess selected(list);
    QSignalSpy changed(&selected, &SelectedProcess::changed);
    Process old;
    old.id = id(u"old");
    old.type = ProcessType::aiTask();
    old.name = u"Last year's"_s;
    old.status = ProcessStatus::Failed;
    old.createdSeq = 7;
    selected.select(std::make_shared<const ProcessState>(old));
    QCOMPARE(changed.count(), 1);
    QVERIFY(selected.isValid() && selected.isArchived());
    QCOMPARE(selected.processId(), u"old"_s);
    QCOMPARE(selected.key(), 7.0);
    QCOMPARE(selected.name(), u"Last year's"_s);
    QVERIFY(!selected.canCancel() && !selected.canRetry());
    selected.select(nullptr);
    QVERIFY(!selected.isValid());
    QCOMPARE(selected.key(), 0.0);
}

void TestSelectedProcess::followsWhatFinishedAndIsRetried()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QVERIFY(tracker.cancel(id(u"a")).ok());
    ProcessListModel list(tracker);
    SelectedProcess selected(list);
    selected.select(tracker.find(id(u"a"))); // from the history, but still tracked
    QVERIFY(!selected.isArchived());
    QVERIFY(selected.canRetry());
    QVERIFY(tracker.retry(id(u"a")).ok());
    QTRY_COMPARE(selected.shownState(), StatusText::Pending);
    QVERIFY(selected.canCancel());
}

void TestSelectedProcess::tellsNamesakesApart()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QVERIFY(tracker.cancel(id(u"a")).ok());
    const ProcessPtr first = tracker.find(id(u"a"));
    QVERIFY(tracker.archive(id(u"a")).ok());
    QVERIFY(tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    ProcessListModel list(tracker);
    SelectedProcess selected(list);
    QSignalSpy merged(&list, &ProcessListModel::merged);
    selected.select(first);
    QCOMPARE(selected.shownState(), StatusText::Cancelled);
    QVERIFY(tracker.report(id(u"a"), progressOf(5)).ok());
    QTRY_COMPARE(merged.count(), 1);
    QCOMPARE(selected.shownState(), StatusText::Cancelled); // that was the other one
    QVERIFY(selected.isArchived() && !selected.canCancel());
    selected.setProcessId(u"a"_s); // the live one, by its id
    QCOMPARE(selected.shownState(), StatusText::Running);
}

void TestSelectedProcess::showsWhatItHolds_data()
{
    QTest::addColumn<QString>("label");
    QTest::addColumn<QString>("value"); // empty: the label isn't shown
    QTest::newRow("id") << u"Id"_s << u"a"_s;
    QTest::newRow("type") << u"Type"_s << u"background_job"_s;
    QTest::newRow("description") << u"Description"_s << u"Every night"_s;
    QTest::newRow("message") << u"Message"_s << u"reading"_s;
    QTest::newRow("attempt") << u"Attempt"_s << u"1"_s;
    QTest::newRow("retry") << u"Retry"_s << u"Waits for attempt 2 of 3"_s;
    QTest::newRow("next attempt") << u"Next attempt"_s << u"2023-11-14 22:14:20"_s;
    QTest::newRow("created") << u"Created"_s << u"2023-11-14 22:13:20"_s;
    QTest::newRow("started") << u"Started"_s << u"2023-11-14 22:13:22"_s;
    QTest::newRow("ended") << u"Ended"_s << u"2023-11-14 22:13:25"_s;
    QTest::newRow("took") << u"Took"_s << u"3 s"_s;
    QTest::newRow("timeout") << u"Timeout"_s << u"1:30 min"_s;
    QTest::newRow("not quiet") << u"Quiet since"_s << QString();
    QTest::newRow("no heartbeat") << u"Heartbeat timeout"_s << QString();
}

void TestSelectedProcess::showsWhatItHolds()
{
    QFETCH(QString, label);
    QFETCH(QString, value);
    auto [clock, log, tracker] = Tracked();
    StartChange start = startOf(u"a");
    start.description = u"Every night"_s;
    start.timeout = std::chrono::seconds(90);
    start.retryPolicy = retryAfter(std::chrono::seconds(55));
    QVERIFY(tracker.start(start).ok());
    clock.advance(std::chrono::seconds(2));
    ReportChange running = reportOf(ProcessStatus::Running);
    running.message = u"reading"_s;
    QVERIFY(tracker.report(id(u"a"), running).ok());
    clock.advance(std::chrono::seconds(3));
    QVERIFY(tracker.report(id(u"a"), reportOf(ProcessStatus::Failed)).ok());
    const ProcessListModel list(tracker);
    SelectedProcess selected(list);
    selected.setProcessId(u"a"_s);
    const QStringList fields = selected.fields();
    QCOMPARE(fields.size() % 2, 0);
    const qsizetype at = fields.indexOf(label);
    QCOMPARE(at < 0 ? QString() : fields.value(at + 1), value);
}

void TestSelectedProcess::showsTheMetadata()
{
    auto [clock, log, tracker] = Tracked();
    StartChange start = startOf(u"a");
    start.metadata = {{u"stage"_s, u"processing"_s}};
    QVERIFY(tracker.start(start).ok());
    QVERIFY(tracker.start(startOf(u"without")).ok());
    const ProcessListModel list(tracker);
    SelectedProcess selected(list);
    selected.setProcessId(u"a"_s);
    QCOMPARE(selected.metadata(), u"{\n    \"stage\": \"processing\"\n}"_s);
    selected.setProcessId(u"without"_s);
    QVERIFY(selected.metadata().isEmpty());
}

void TestSelectedProcess::showsAnAiTask()
{
    auto [clock, log, tracker] = Tracked();
    StartChange start = startOf(u"a", ProcessStatus::Running);
    start.work = compactText({{u"prompt"_s, u"Why?\nTell me."_s}, {u"max_tokens"_s, 100}});
    start.metadata = {{u"stage"_s, u"processing"_s},  {u"model"_s, u"model-1"_s},        {u"tokens_received"_s, 12},
                      {u"tokens_per_second"_s, 34.5}, {u"time_to_first_token"_s, 0.812}, {u"answer"_s, u"Because\n"_s},
                      {u"answer_truncated"_s, true}};
    QVERIFY(tracker.start(start).ok());
    const ProcessListModel list(tracker);
    SelectedProcess selected(list);
    QVERIFY(selected.prompt().isEmpty() && selected.answer().isEmpty() && !selected.isAnswerTruncated());
    selected.setProcessId(u"a"_s);
    QCOMPARE(selected.prompt(), u"Why?\nTell me."_s);
    QCOMPARE(selected.answer(), u"Because\n"_s);
    QVERIFY(selected.isAnswerTruncated());
    QVERIFY(!selected.metadata().contains(u"Because"_s) && !selected.metadata().contains(u"Why"_s));
    QVERIFY(selected.metadata().contains(u"max_tokens"_s));
    const QStringList fields = selected.fields();
    QCOMPARE(fields.value(fields.indexOf(u"Stage"_s) + 1), u"processing"_s);
    QCOMPARE(fields.value(fields.indexOf(u"Model"_s) + 1), u"model-1"_s);
    QCOMPARE(fields.value(fields.indexOf(u"Tokens"_s) + 1), u"12, 34.5 a second, the first after 0.81 s"_s);
}

/// What a client wrote is shown, letter by letter; the order of letters stays.
void TestSelectedProcess::turnsNoTextRound()
{
    auto [clock, log, tracker] = Tracked();
    const QString hostile = u"a\u202eb\u2066c\u0007d"_s;
    const QString plain = u"a\ufffdbc\ufffdd"_s;
    StartChange start = startOf(u"a", ProcessStatus::Running);
    start.name = hostile;
    start.description = hostile;
    const QJsonObject asked{{u"prompt"_s, hostile}};
    start.work = QString::fromUtf8(QJsonDocument(asked).toJson(QJsonDocument::Compact));
    start.metadata = {{u"answer"_s, hostile}, {u"stage"_s, hostile}, {u"note"_s, hostile}};
    start.retryPolicy = retryAfter(std::chrono::minutes(1));
    QVERIFY(tracker.start(start).ok());
    ReportChange failure = reportOf(ProcessStatus::Failed);
    failure.message = hostile;
    failure.errorMessage = hostile + u"\nline two"_s;
    QVERIFY(tracker.report(id(u"a"), failure).ok());
    const ProcessListModel list(tracker);
    SelectedProcess selected(list);
    selected.setProcessId(u"a"_s);
    QCOMPARE(selected.shownState(), StatusText::Waiting);
    QCOMPARE(selected.name(), plain);
    QCOMPARE(selected.errorMessage(), plain + u"\nline two"_s);
    QCOMPARE(selected.errorCause(), plain);
    QCOMPARE(selected.prompt(), plain);
    QCOMPARE(selected.answer(), plain);
    const QStringList fields = selected.fields();
    for (const QString &label : {u"Description"_s, u"Message"_s, u"Stage"_s})
        QCOMPARE(fields.value(fields.indexOf(label) + 1), plain);
    QVERIFY(!selected.metadata().contains(QChar(0x202e)) && !selected.metadata().contains(QChar(0x2066)));
}

QTEST_GUILESS_MAIN(TestSelectedProcess)
#include "tst_selectedprocess.moc"
