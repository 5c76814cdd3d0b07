// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archivebench.h"
#include "modelrecorder.h"
#include "pastmodel.h"
#include "timetext.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using Model = PastModel;

/// The list as it was at a moment, read from a real file on another thread.
class TestPastModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void hasNothingWithoutAHistory();
    void readsNothingUntilAMomentIsChosen();
    void tellsTheListOfEachMoment_data();
    void tellsTheListOfEachMoment();
    void tellsWhatARowShows_data();
    void tellsWhatARowShows();
    void showsWhatIsAskedFor_data();
    void showsWhatIsAskedFor();
    void readsAPageAtATime();
    void onlyTheLastMomentCounts();
    void saysWhyItCouldNotRead();
    void keepsItsRowsWhenAPageCannotBeRead();
    void keepsTheProcessThatIsLookedAt();
    void backToNowIsEmpty();

private:
    void live();
    void goTo(std::chrono::milliseconds sinceBegin);
    static QString ids(const Model &model);

    std::unique_ptr<ArchiveBench> m_bench;
    std::unique_ptr<PastMoment> m_moment;
};

void TestPastModel::init()
{
    m_bench = std::make_unique<ArchiveBench>();
    QVERIFY2(m_bench->run.problem.isEmpty(), qPrintable(m_bench->run.problem));
    m_moment = std::make_unique<PastMoment>(&m_bench->history, m_bench->run.clock);
}

void TestPastModel::cleanup()
{
    m_moment.reset();
    m_bench.reset();
}

/// `a` runs from 1 s on, is at 40 % at 10 s, and completes at 20 s; `b` fails at 10 s for good; `c` fails at 10 s and is
/// tried again at 70 s; `d` waits from 30 s on. At 40 s all but `d` leave the list. It is a minute later then.
void TestPastModel::live()
{
    FakeClock &clock = m_bench->run.clock;
    ProcessTracker &tracker = m_bench->run.tracker;
    clock.advance(1s);
    StartChange first = startOf(u"a", ProcessStatus::Running, ProcessType::aiTask());
    first.name = u"Alpha"_s;
    QVERIFY(tracker.start(first).ok());
    QVERIFY(tracker.start(startOf(u"b", ProcessStatus::Running)).ok());
    StartChange again = startOf(u"c", ProcessStatus::Running);
    again.retryPolicy = retryAfter(60s, 3);
    QVERIFY(tracker.start(again).ok());
    clock.advance(9s);
    ReportChange progress = reportOf(ProcessStatus::Running);
    progress.progress = 40.7;
    progress.message = u"halfway"_s;
    QVERIFY(tracker.report(id(u"a"), progress).ok());
    for (const QString &name : {u"b"_s, u"c"_s}) {
        ReportChange failed = reportOf(ProcessStatus::Failed);
        failed.errorMessage = u"no disk"_s;
        if (name == "b"_L1)
            failed.retryable = false;
        QVERIFY(tracker.report(id(name), failed).ok());
    }
    clock.advance(10s);
    QVERIFY(tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    clock.advance(10s);
    QVERIFY(tracker.start(startOf(u"d")).ok());
    clock.advance(10s);
    QVERIFY(tracker.cancel(id(u"c")).ok());
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        QVERIFY(tracker.archive(id(name)).ok());
    clock.advance(60s);
    QVERIFY(m_bench->run.commit());
    m_moment->readRange();
    QTRY_VERIFY(m_moment->isAvailable());
}

void TestPastModel::goTo(std::chrono::milliseconds sinceBegin)
{
    m_moment->read(TimeText::moment(FakeClock::beginning + sinceBegin.count()));
    QCOMPARE(m_moment->problem(), QString());
}

QString TestPastModel::ids(const Model &model)
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.append(model.index(row).data(Model::IdRole).toString());
    return ids.join(u' ');
}

void TestPastModel::hasNothingWithoutAHistory()
{
    PastMoment moment(nullptr, m_bench->run.clock);
    Model model(nullptr, moment);
    ModelRecorder recorder(model);
    model.setShown(true);
    model.reload();
    QVERIFY(!model.isLoading());
    QCOMPARE(model.count(), 0);
    QVERIFY(recorder.take().isEmpty());
}

void TestPastModel::readsNothingUntilAMomentIsChosen()
{
    live();
    Model model(&m_bench->history, *m_moment);
    const ModelRecorder recorder(model);
    model.setShown(true);
    QVERIFY(!model.isLoading());
    goTo(5s);
    QVERIFY(model.isLoading());
    QTRY_COMPARE(ids(model), u"c b a"_s);
    QVERIFY(!model.isLoading());
    // While nobody looks nothing is read, and afterwards what is chosen then.
    model.setShown(false);
    goTo(35s);
    QVERIFY(!model.isLoading());
    model.setShown(true);
    QVERIFY(model.isLoading());
    QTRY_COMPARE(ids(model), u"d c b a"_s);
}

void TestPastModel::tellsTheListOfEachMoment_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing was there") << 0 << QString();
    QTest::newRow("three run") << 5 << u"c b a"_s;
    QTest::newRow("one waits") << 31 << u"d c b a"_s;
    QTest::newRow("three have left") << 50 << u"d"_s;
}

void TestPastModel::tellsTheListOfEachMoment()
{
    QFETCH(int, seconds);
    QFETCH(QString, expected);
    live();
    Model model(&m_bench->history, *m_moment);
    const ModelRecorder recorder(model);
    QSignalSpy told(&model, &Model::stateChanged);
    model.setShown(true);
    goTo(std::chrono::seconds(seconds));
    QTRY_VERIFY(!model.isLoading());
    QCOMPARE(ids(model), expected);
    QCOMPARE(model.error(), QString());
    QVERIFY(!told.isEmpty());
}

void TestPastModel::tellsWhatARowShows_data()
{
    QTest::addColumn<Model::Role>("role");
    QTest::addColumn<QVariant>("running"); // a
    QTest::addColumn<QVariant>("failed");  // b
    QTest::addColumn<QVariant>("waiting"); // c
    QTest::addColumn<QVariant>("pending"); // d
    const auto row = [](const char *name, Model::Role role, const QVariant &a, const QVariant &b, const QVariant &c,
                        const QVariant &d) { QTest::newRow(name) << role << a << b << c << d; };
    const QString none;
    row("id", Model::IdRole, u"a"_s, u"b"_s, u"c"_s, u"d"_s);
    row("type", Model::TypeRole, u"ai_task"_s, u"background_job"_s, u"background_job"_s, u"background_job"_s);
    row("name", Model::NameRole, u"Alpha"_s, u"A job"_s, u"A job"_s, u"A job"_s);
    row("status", Model::StateRole, StatusText::Completed, StatusText::Failed, StatusText::Waiting,
        StatusText::Pending);
    row("message or error", Model::MessageRole, u"halfway"_s, u"no disk"_s, u"no disk"_s, none);
    row("created", Model::CreatedRole, FakeClock::beginning + 1000, FakeClock::beginning + 1000,
        FakeClock::beginning + 1000, FakeClock::beginning + 30000);
    row("had run", Model::RanRole, u"19 s"_s, u"9 s"_s, u"9 s"_s, none);
    row("progress", Model::ProgressRole, u"40%"_s, none, none, none);
    row("attempt", Model::AttemptRole, u"1"_s, u"1"_s, u"1/3"_s, u"1"_s);
}

void TestPastModel::tellsWhatARowShows()
{
    QFETCH(Model::Role, role);
    QFETCH(QVariant, running);
    QFETCH(QVariant, failed);
    QFETCH(QVariant, waiting);
    QFETCH(QVariant, pending);
    live();
    Model model(&m_bench->history, *m_moment);
    const ModelRecorder recorder(model);
    model.setShown(true);
    goTo(35s);
    QTRY_COMPARE(ids(model), u"d c b a"_s);
    int row = 0;
    for (const QVariant &expected : {pending, waiting, failed, running})
        QCOMPARE(model.index(row++).data(role), expected);
    QVERIFY(!model.index(0).data(Qt::DecorationRole).isValid());
    QVERIFY(model.roleNames().contains(role));
}

void TestPastModel::showsWhatIsAskedFor_data()
{
    QTest::addColumn<StatusText::Status>("status");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const QString any;
    QTest::newRow("all") << StatusText::All << any << any << u"c b a"_s;
    QTest::newRow("running") << StatusText::Running << any << any << u"a"_s;
    QTest::newRow("failed for good") << StatusText::Failed << any << any << u"b"_s;
    QTest::newRow("will be retried") << StatusText::Waiting << any << any << u"c"_s;
    QTest::newRow("completed later") << StatusText::Completed << any << any << any;
    QTest::newRow("type") << StatusText::All << u"background_job"_s << any << u"c b"_s;
    QTest::newRow("name") << StatusText::All << any << u"alpha"_s << u"a"_s;
    QTest::newRow("error") << StatusText::All << any << u"DISK no"_s << u"c b"_s;
    QTest::newRow("status and text") << StatusText::Running << any << u"disk"_s << any;
}

void TestPastModel::showsWhatIsAskedFor()
{
    QFETCH(StatusText::Status, status);
    QFETCH(QString, type);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    live();
    Model model(&m_bench->history, *m_moment);
    const ModelRecorder recorder(model);
    model.setShown(true);
    goTo(15s);
    QTRY_COMPARE(ids(model), u"c b a"_s);
    model.setStatus(status);
    model.setTypeAndText(type, text);
    QCOMPARE(model.isFiltered(), status != StatusText::All || !type.isEmpty() || !text.isEmpty());
    QTRY_VERIFY(!model.isLoading());
    QCOMPARE(ids(model), expected);
    model.clearFilter();
    model.setTypeAndText({}, {});
    QVERIFY(!model.isFiltered());
    QTRY_COMPARE(ids(model), u"c b a"_s);
}

void TestPastModel::readsAPageAtATime()
{
    constexpr int many = 700;
    for (int i = 0; i < many; ++i)
        QVERIFY(m_bench->run.tracker.start(startOf(u"p%1"_s.arg(i), ProcessStatus::Running)).ok());
    m_bench->run.clock.advance(60s);
    QVERIFY(m_bench->run.commit());
    m_moment->readRange();
    QTRY_VERIFY(m_moment->isAvailable());
    Model model(&m_bench->history, *m_moment);
    ModelRecorder recorder(model);
    model.setShown(true);
    goTo(30s);
    QTRY_VERIFY(model.count() >= Model::pageSize);
    QVERIFY(model.count() < many);
    recorder.take();
    while (model.canFetchMore({})) {
        const int before = model.count();
        model.readOn();
        QTRY_VERIFY(!model.isLoading());
        QCOMPARE(recorder.take(), QStringList(u"inserted %1-%2"_s.arg(before).arg(model.count() - 1)));
    }
    QCOMPARE(model.count(), many);
    QCOMPARE(model.index(0).data(Model::IdRole).toString(), u"p699"_s);
    QCOMPARE(model.index(many - 1).data(Model::IdRole).toString(), u"p0"_s);
}

void TestPastModel::onlyTheLastMomentCounts()
{
    live();
    Model model(&m_bench->history, *m_moment);
    ModelRecorder recorder(model);
    model.setShown(true);
    m_bench->holdUp();
    goTo(5s);
    model.reload(); // it asks at once, and asks again
    goTo(50s);
    model.reload();
    m_bench->release();
    QTRY_VERIFY(!model.isLoading());
    QCOMPARE(ids(model), u"d"_s);
    QCOMPARE(recorder.take(), QStringList(u"reset"_s));
}

void TestPastModel::saysWhyItCouldNotRead()
{
    live();
    Model model(&m_bench->history, *m_moment);
    const ModelRecorder recorder(model);
    model.setShown(true);
    QVERIFY(m_bench->spoil());
    goTo(5s);
    QTRY_VERIFY(!model.error().isEmpty());
    QVERIFY(!model.isLoading());
    QCOMPARE(model.count(), 0);
    QVERIFY(m_bench->mend());
    model.tryAgain();
    QTRY_COMPARE(ids(model), u"c b a"_s);
    QCOMPARE(model.error(), QString());
}

void TestPastModel::keepsItsRowsWhenAPageCannotBeRead()
{
    for (int i = 0; i < 400; ++i)
        QVERIFY(m_bench->run.tracker.start(startOf(u"p%1"_s.arg(i))).ok());
    m_bench->run.clock.advance(60s);
    QVERIFY(m_bench->run.commit());
    m_moment->readRange();
    QTRY_VERIFY(m_moment->isAvailable());
    Model model(&m_bench->history, *m_moment);
    const ModelRecorder recorder(model);
    model.setShown(true);
    goTo(30s);
    QTRY_VERIFY(model.canFetchMore({}));
    const int before = model.count();
    QVERIFY(m_bench->spoil());
    model.readOn();
    QTRY_VERIFY(!model.error().isEmpty());
    QCOMPARE(model.count(), before);
    QVERIFY(!model.canFetchMore({}));
    QVERIFY(m_bench->mend());
    model.tryAgain();
    QTRY_COMPARE(model.count(), 400);
}

void TestPastModel::keepsTheProcessThatIsLookedAt()
{
    live();
    Model model(&m_bench->history, *m_moment);
    const ModelRecorder recorder(model);
    QSignalSpy selected(&model, &Model::selectedChanged);
    model.setShown(true);
    goTo(5s);
    QTRY_COMPARE(ids(model), u"c b a"_s);
    QCOMPARE(model.selectedRow(), -1);
    model.select(2);
    QCOMPARE(model.selectedRow(), 2);
    QCOMPARE(model.selectedId(), u"a"_s);
    QCOMPARE(model.selectedName(), u"Alpha"_s);
    QCOMPARE(model.selectedState(), StatusText::Running);
    QVERIFY(model.selectedFields().contains(u"ai_task"_s));
    goTo(35s);
    QTRY_COMPARE(ids(model), u"d c b a"_s);
    QCOMPARE(model.selectedRow(), 3);
    QCOMPARE(model.selectedState(), StatusText::Completed);
    goTo(50s);
    QTRY_COMPARE(ids(model), u"d"_s);
    QCOMPARE(model.selectedRow(), -1);
    QCOMPARE(model.selectedId(), QString());
    QCOMPARE(model.selectedState(), StatusText::All);
    QCOMPARE(model.selectedFields(), QStringList());
    QVERIFY(selected.count() >= 3);
}

void TestPastModel::backToNowIsEmpty()
{
    live();
    Model model(&m_bench->history, *m_moment);
    const ModelRecorder recorder(model);
    model.setShown(true);
    goTo(5s);
    QTRY_COMPARE(ids(model), u"c b a"_s);
    model.select(0);
    m_moment->backToNow();
    QCOMPARE(model.count(), 0);
    QVERIFY(!model.isLoading());
    QCOMPARE(model.selectedId(), QString());
}

QTEST_GUILESS_MAIN(TestPastModel)
#include "tst_pastmodel.moc"
