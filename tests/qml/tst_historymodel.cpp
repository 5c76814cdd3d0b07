// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archivebench.h"
#include "historymodel.h"
#include "modelrecorder.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using Model = HistoryModel;

/// Rows read from a real file, on another thread.
class TestHistoryModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void hasNothingWithoutAnArchive();
    void readsNothingUntilItIsShown();
    void tellsWhatARowShows_data();
    void tellsWhatARowShows();
    void readsAPageAtATime();
    void showsWhatIsAskedFor_data();
    void showsWhatIsAskedFor();
    void searchesBeyondThePage();
    void onlyTheLatestQuestionIsAnswered();
    void aPageOfAnotherFilterIsDropped();
    void saysWhyItCouldNotRead();
    void keepsItsRowsWhenAPageCannotBeRead();
    void saysThatThereIsNothing_data();
    void saysThatThereIsNothing();
    void tellsThatMoreFinished();
    void tellsNamesakesApart();
    void clearingShowsEverything();
    void showsTheFailuresOfAnHour();

private:
    void finish(QStringView name, ProcessStatus status = ProcessStatus::Completed,
                const ProcessType &type = ProcessType::backgroundJob(), const QString &error = {});
    void fill(int count);
    static QString ids(const Model &model);

    std::unique_ptr<ArchiveBench> m_bench;
};

void TestHistoryModel::init()
{
    m_bench = std::make_unique<ArchiveBench>();
    QVERIFY2(m_bench->run.problem.isEmpty(), qPrintable(m_bench->run.problem));
}

void TestHistoryModel::cleanup()
{
    m_bench.reset();
}

void TestHistoryModel::finish(QStringView name, ProcessStatus status, const ProcessType &type, const QString &error)
{
    ProcessTracker &tracker = m_bench->run.tracker;
    QVERIFY(tracker.start(startOf(name, ProcessStatus::Running, type)).ok());
    m_bench->run.clock.advance(10s);
    ReportChange report = reportOf(status);
    report.errorMessage = error;
    report.message = u"said %1"_s.arg(name);
    report.retryable = false; // else one that failed waits for its retry, and stays
    QVERIFY(tracker.report(id(name), report).ok());
    QVERIFY(tracker.archive(id(name)).ok());
}

void TestHistoryModel::fill(int count)
{
    for (int i = 0; i < count; ++i) {
        const QString name = u"p%1"_s.arg(i);
        QVERIFY(m_bench->run.tracker.start(startOf(name)).ok());
        QVERIFY(m_bench->run.tracker.cancel(id(name)).ok());
        QVERIFY(m_bench->run.tracker.archive(id(name)).ok());
    }
    QVERIFY(m_bench->run.commit());
}

QString TestHistoryModel::ids(const Model &model)
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.append(model.index(row).data(Model::IdRole).toString());
    return ids.join(u' ');
}

void TestHistoryModel::hasNothingWithoutAnArchive()
{
    Model model(nullptr, m_bench->run.clock);
    ModelRecorder recorder(model);
    QVERIFY(!model.isAvailable());
    model.setShown(true);
    model.reload();
    model.markStale();
    QVERIFY(!model.isLoading() && !model.isStale());
    QCOMPARE(model.count(), 0);
    QVERIFY(recorder.take().isEmpty());
}

void TestHistoryModel::readsNothingUntilItIsShown()
{
    finish(u"a");
    QVERIFY(m_bench->run.commit());
    Model model(&m_bench->history, m_bench->run.clock);
    const ModelRecorder recorder(model);
    QSignalSpy counted(&model, &Model::countChanged);
    QVERIFY(model.isAvailable());
    model.setStatus(StatusText::Completed); // kept for later
    QVERIFY(!model.isLoading());

    // The disk may take its time: nobody waits for it here.
    m_bench->holdUp();
    model.setShown(true);
    QVERIFY(model.isLoading());
    QVERIFY(counted.isEmpty());
    m_bench->release();
    QTRY_COMPARE(model.count(), 1);
    QVERIFY(!model.isLoading());
    QCOMPARE(counted.count(), 1);
}

void TestHistoryModel::tellsWhatARowShows_data()
{
    QTest::addColumn<Model::Role>("role");
    QTest::addColumn<QVariant>("completed");
    QTest::addColumn<QVariant>("failed");
    const auto row = [](const char *name, Model::Role role, const QVariant &completed, const QVariant &failed) {
        QTest::newRow(name) << role << completed << failed;
    };
    row("id", Model::IdRole, u"good"_s, u"bad"_s);
    row("key", Model::KeyRole, 1.0, 4.0);
    row("name", Model::NameRole, u"A job"_s, u"A job"_s);
    row("type", Model::TypeRole, u"ai_task"_s, u"background_job"_s);
    row("status", Model::StateRole, StatusText::Completed, StatusText::Failed);
    row("message, or error", Model::MessageRole, u"said good"_s, u"no disk"_s);
    row("start", Model::StartedRole, FakeClock::beginning, FakeClock::beginning + 10000);
    row("end", Model::FinishedRole, FakeClock::beginning + 10000, FakeClock::beginning + 20000);
    row("attempt", Model::AttemptRole, u"1"_s, u"1"_s);
}

void TestHistoryModel::tellsWhatARowShows()
{
    QFETCH(Model::Role, role);
    finish(u"good", ProcessStatus::Completed, ProcessType::aiTask());
    finish(u"bad", ProcessStatus::Failed, ProcessType::backgroundJob(), u"no disk"_s);
    QVERIFY(m_bench->run.commit());
    Model model(&m_bench->history, m_bench->run.clock);
    const ModelRecorder recorder(model);
    model.setShown(true);
    QTRY_COMPARE(model.count(), 2); // the last to finish first
    QTEST(model.index(1).data(role), "completed");
    QTEST(model.index(0).data(role), "failed");
    QVERIFY(model.roleNames().contains(role));
}

void TestHistoryModel::readsAPageAtATime()
{
    constexpr int page = Model::pageSize;
    fill(2 * page + 50);
    Model model(&m_bench->history, m_bench->run.clock);
    ModelRecorder recorder(model);
    QVERIFY(!model.canFetchMore({}));
    model.setShown(true);
    QTRY_COMPARE(model.count(), page);
    QCOMPARE(recorder.take().join(u' '), u"reset"_s);

    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    QVERIFY(model.isLoading());
    QVERIFY(!model.canFetchMore({})); // it is on its way
    QTRY_COMPARE(model.count(), 2 * page);
    model.fetchMore({});
    QTRY_COMPARE(model.count(), 2 * page + 50);
    QCOMPARE(recorder.take().join(u' '), u"inserted 200-399 inserted 400-449"_s);
    QVERIFY(!model.canFetchMore({})); // that was all
    model.fetchMore({});
    QVERIFY(!model.isLoading());
    for (int row = 0; row < model.count(); ++row)
        QCOMPARE(model.index(row).data(Model::IdRole).toString(), u"p%1"_s.arg(model.count() - 1 - row));
}

void TestHistoryModel::showsWhatIsAskedFor_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<StatusText::Status>("status");
    QTest::addColumn<QString>("text");
    QTest::addColumn<Model::Period>("period");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &type, StatusText::Status status, const QString &text,
                        Model::Period period, const char *expected) {
        QTest::newRow(name) << type << status << text << period << QString::fromLatin1(expected);
    };
    row("everything, the last first", u""_s, StatusText::All, u""_s, Model::AnyTime, "now today week month year");
    row("a type", u"ai_task"_s, StatusText::All, u""_s, Model::AnyTime, "today year");
    row("a status", u""_s, StatusText::Failed, u""_s, Model::AnyTime, "week year");
    row("text in an id, whatever the case", u""_s, StatusText::All, u"MONTH"_s, Model::AnyTime, "month");
    row("text in a message", u""_s, StatusText::All, u"said to"_s, Model::AnyTime, "today");
    row("text in an error", u""_s, StatusText::All, u"no disk"_s, Model::AnyTime, "year");
    row("the last hour", u""_s, StatusText::All, u""_s, Model::LastHour, "now");
    row("the last day", u""_s, StatusText::All, u""_s, Model::LastDay, "now today");
    row("the last week", u""_s, StatusText::All, u""_s, Model::LastWeek, "now today week");
    row("the last month", u""_s, StatusText::All, u""_s, Model::LastMonth, "now today week month");
    row("all of it", u"ai_task"_s, StatusText::Failed, u"disk"_s, Model::AnyTime, "year");
    row("nothing has all of it", u"ai_task"_s, StatusText::Failed, u"disk"_s, Model::LastMonth, "");
}

void TestHistoryModel::showsWhatIsAskedFor()
{
    QFETCH(QString, type);
    QFETCH(StatusText::Status, status);
    QFETCH(QString, text);
    QFETCH(Model::Period, period);
    QFETCH(QString, expected);
    FakeClock &clock = m_bench->run.clock;
    finish(u"year", ProcessStatus::Failed, ProcessType::aiTask(), u"No disk"_s);
    clock.advance(335 * 24h);
    finish(u"month", ProcessStatus::Cancelled);
    clock.advance(23 * 24h);
    finish(u"week", ProcessStatus::Failed);
    clock.advance(6 * 24h);
    finish(u"today", ProcessStatus::Completed, ProcessType::aiTask());
    clock.advance(2h);
    finish(u"now");
    QVERIFY(m_bench->run.commit());
    Model model(&m_bench->history, clock);
    const ModelRecorder recorder(model);
    model.setTypeAndText(type, text);
    model.setStatus(status);
    model.setPeriod(period);
    QCOMPARE(model.isFiltered(), expected != "now today week month year"_L1);
    model.setShown(true);
    QTRY_VERIFY(!model.isLoading());
    QCOMPARE(ids(model), expected);
}

void TestHistoryModel::searchesBeyondThePage()
{
    finish(u"needle");
    fill(HistoryQuery::maxLimit + 10); // the archive gives it on its second page
    finish(u"needle2");
    QVERIFY(m_bench->run.commit());
    Model model(&m_bench->history, m_bench->run.clock);
    const ModelRecorder recorder(model);
    model.setTypeAndText({}, u"needle"_s);
    model.setShown(true);
    QTRY_COMPARE(ids(model), u"needle2 needle"_s);
    QVERIFY(!model.canFetchMore({}));
}

void TestHistoryModel::onlyTheLatestQuestionIsAnswered()
{
    finish(u"one");
    finish(u"two");
    QVERIFY(m_bench->run.commit());
    Model model(&m_bench->history, m_bench->run.clock);
    ModelRecorder recorder(model);
    m_bench->holdUp();
    model.setShown(true);
    for (const QString &text : {u"o"_s, u"on"_s, u"one"_s})
        model.setTypeAndText({}, text);
    m_bench->release();
    QTRY_VERIFY(!model.isLoading());
    QCOMPARE(ids(model), u"one"_s);
    m_bench->readers.waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(recorder.take().join(u' '), u"reset"_s); // the other answers never came
}

void TestHistoryModel::aPageOfAnotherFilterIsDropped()
{
    fill(Model::pageSize + 1);
    finish(u"good");
    QVERIFY(m_bench->run.commit());
    Model model(&m_bench->history, m_bench->run.clock);
    ModelRecorder recorder(model);
    model.setShown(true);
    QTRY_COMPARE(model.count(), Model::pageSize);
    m_bench->holdUp();
    model.fetchMore({});
    model.setStatus(StatusText::Completed);
    QVERIFY(!model.canFetchMore({}));
    m_bench->release();
    QTRY_VERIFY(!model.isLoading());
    QCOMPARE(ids(model), u"good"_s);
    QCOMPARE(recorder.take().join(u' '), u"reset reset"_s);
}

void TestHistoryModel::saysWhyItCouldNotRead()
{
    finish(u"a");
    QVERIFY(m_bench->run.commit());
    Model model(&m_bench->history, m_bench->run.clock);
    const ModelRecorder recorder(model);
    QVERIFY(m_bench->spoil());
    model.setShown(true);
    QTRY_VERIFY(!model.isLoading());
    QVERIFY2(model.error().contains(m_bench->folder.path()), qPrintable(model.error()));
    QCOMPARE(model.count(), 0);
    QVERIFY(m_bench->mend());
    model.tryAgain();
    QVERIFY(model.error().isEmpty()); // not known yet
    QTRY_COMPARE(ids(model), u"a"_s);
}

void TestHistoryModel::keepsItsRowsWhenAPageCannotBeRead()
{
    fill(Model::pageSize + 1);
    Model model(&m_bench->history, m_bench->run.clock);
    ModelRecorder recorder(model);
    model.setShown(true);
    QTRY_COMPARE(model.count(), Model::pageSize);
    QVERIFY(m_bench->spoil());
    model.fetchMore({});
    QTRY_VERIFY(!model.error().isEmpty());
    QCOMPARE(model.count(), Model::pageSize);
    QVERIFY(!model.canFetchMore({})); // not again and again
    QVERIFY(m_bench->mend());
    model.tryAgain();
    QTRY_COMPARE(model.count(), Model::pageSize + 1);
    QCOMPARE(recorder.take().join(u' '), u"reset inserted 200-200"_s);
}

void TestHistoryModel::saysThatThereIsNothing_data()
{
    QTest::addColumn<Model::Period>("period");
    QTest::addColumn<StatusText::Status>("status");
    QTest::addColumn<QString>("text");
    QTest::newRow("ever") << Model::AnyTime << StatusText::All << u"Nothing has finished yet"_s;
    QTest::newRow("today") << Model::LastDay << StatusText::All << u"Nothing finished in the last 24 hours"_s;
    QTest::newRow("of a status") << Model::AnyTime << StatusText::Failed
                                 << u"Nothing that finished matches the filter"_s;
    QTest::newRow("of a status, this week")
        << Model::LastWeek << StatusText::Failed << u"Nothing that finished in the last 7 days matches the filter"_s;
}

void TestHistoryModel::saysThatThereIsNothing()
{
    QFETCH(Model::Period, period);
    QFETCH(StatusText::Status, status);
    Model model(&m_bench->history, m_bench->run.clock);
    model.setPeriod(period);
    model.setStatus(status);
    QTEST(model.emptyText(), "text");
    QCOMPARE(model.periodChoices().size(), Model::AnyTime + 1);
    model.setPeriod(99); // there is none
    QCOMPARE(model.period(), static_cast<int>(Model::AnyTime));
}

void TestHistoryModel::tellsThatMoreFinished()
{
    finish(u"a");
    QVERIFY(m_bench->run.commit());
    Model model(&m_bench->history, m_bench->run.clock);
    ModelRecorder recorder(model);
    model.setShown(true);
    QTRY_COMPARE(ids(model), u"a"_s);
    finish(u"b");
    QVERIFY(m_bench->run.commit());
    model.markStale();
    QVERIFY(model.isStale());
    QCOMPARE(ids(model), u"a"_s); // nothing moves by itself
    model.reload();
    QVERIFY(!model.isStale());
    QTRY_COMPARE(ids(model), u"b a"_s);

    // Shown again it is read again only where there is something new.
    recorder.take();
    model.setShown(false);
    model.setShown(true);
    QVERIFY(!model.isLoading());
    model.setShown(false);
    finish(u"c");
    QVERIFY(m_bench->run.commit());
    model.markStale();
    QVERIFY(!model.isStale() && !model.isLoading());
    model.setShown(true);
    QTRY_COMPARE(ids(model), u"c b a"_s);
    QCOMPARE(recorder.take().join(u' '), u"reset"_s);
}

void TestHistoryModel::tellsNamesakesApart()
{
    finish(u"earlier", ProcessStatus::Failed);
    finish(u"nightly");
    QVERIFY(m_bench->giveId(u"earlier"_s, u"nightly"_s));
    Model model(&m_bench->history, m_bench->run.clock);
    const ModelRecorder recorder(model);
    model.setShown(true);
    QTRY_COMPARE(ids(model), u"nightly nightly"_s);
    for (int row = 0; row < 2; ++row) {
        QCOMPARE(model.rowOf(model.index(row).data(Model::KeyRole).toDouble()), row);
        QCOMPARE(QString(wireName((*model.processAt(row))->status)), row == 0 ? u"completed"_s : u"failed"_s);
    }
    QCOMPARE(model.rowOf(0), -1);
    QVERIFY(!model.processAt(-1) && !model.processAt(2));
}

void TestHistoryModel::clearingShowsEverything()
{
    finish(u"a");
    QVERIFY(m_bench->run.commit());
    Model model(&m_bench->history, m_bench->run.clock);
    ModelRecorder recorder(model);
    model.setStatus(StatusText::Failed);
    model.setPeriod(Model::LastHour);
    model.setShown(true);
    QTRY_VERIFY(!model.isLoading());
    QCOMPARE(model.count(), 0);
    model.clearFilter();
    QVERIFY(!model.isFiltered());
    QTRY_COMPARE(ids(model), u"a"_s);
    recorder.take();
    model.clearFilter(); // there is nothing to clear
    QVERIFY(!model.isLoading());
}

/// It is Tuesday, 22:13 in UTC, when the tests begin.
void TestHistoryModel::showsTheFailuresOfAnHour()
{
    finish(u"failed", ProcessStatus::Failed, ProcessType::backgroundJob(), u"no disk"_s);
    finish(u"late", ProcessStatus::Timeout);
    finish(u"fine");
    m_bench->run.clock.advance(1h);
    finish(u"later", ProcessStatus::Failed);
    QVERIFY(m_bench->run.commit());
    Model model(&m_bench->history, m_bench->run.clock);
    const ModelRecorder recorder(model);
    QSignalSpy filtered(&model, &Model::filterChanged);
    model.setShown(true);
    QTRY_COMPARE(ids(model), u"later fine late failed"_s);
    constexpr qint64 hour = 3'600'000;
    const FailureHour then{
        .weekHour = 46, .fromMs = FakeClock::beginning - hour, .toMs = FakeClock::beginning + 3 * hour};
    model.setPeriod(Model::LastHour); // it doesn't count meanwhile
    model.setFailureHour(then);
    QVERIFY(model.isFiltered());
    QCOMPARE(model.hourText(), u"Failures, Tue 22:00 – 23:00"_s);
    QTRY_COMPARE(ids(model), u"late failed"_s);
    model.setTypeAndText({}, u"disk"_s); // of these
    QTRY_COMPARE(ids(model), u"failed"_s);
    model.setStatus(StatusText::Timeout);
    QTRY_COMPARE(ids(model), QString());
    QCOMPARE(model.emptyText(), u"Nothing that finished matches the filter"_s);
    model.setTypeAndText({}, {});
    const auto told = filtered.count();
    model.clearFilter();
    QVERIFY(filtered.count() > told);
    QCOMPARE(model.hourText(), QString());
    QTRY_COMPARE(ids(model), u"later fine late failed"_s);
}

QTEST_GUILESS_MAIN(TestHistoryModel)
#include "tst_historymodel.moc"
