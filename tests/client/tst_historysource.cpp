// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localhistory.h"
#include "processes.h"
#include "remotehistory.h"
#include "runtime.h"

#include <QDateTime>
#include <QFutureWatcher>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What every history keeps, with a real server and its archive: this program's own, and one over REST.
class TestHistorySource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();

    void givesPages_data() { implementations(); }
    void givesPages();
    void readsOnUntilItFound_data() { implementations(); }
    void readsOnUntilItFound();
    void tellsALife_data() { implementations(); }
    void tellsALife();
    void refusesABadCursor_data() { implementations(); }
    void refusesABadCursor();
    void aCancelledReadComesToNothing_data() { implementations(); }
    void aCancelledReadComesToNothing();
    void tellsTheListOfAMoment_data() { implementations(); }
    void tellsTheListOfAMoment();
    void findsInTheListOfAMoment_data() { implementations(); }
    void findsInTheListOfAMoment();
    void tellsHowFarItGoesBack_data() { implementations(); }
    void tellsHowFarItGoesBack();
    void saysThatNobodyIsThere();
    void takesNoNamesakesLife();

private:
    static constexpr int finishedCount = 1050; // more than the longest page
    static void implementations();
    template <typename Answer>
    static Answer answerOf(const QFuture<Answer> &future);
    static QStringList ids(const ProcessPage &page);

    QTemporaryDir m_folder;
    std::unique_ptr<Runtime> m_server;
    std::unique_ptr<LocalHistory> m_local;
    std::unique_ptr<RemoteHistory> m_remote;
    HistorySource *m_history = nullptr;
};

void TestHistorySource::implementations()
{
    QTest::addColumn<bool>("remote");
    QTest::newRow("local") << false;
    QTest::newRow("remote") << true;
}

void TestHistorySource::initTestCase()
{
    Settings settings;
    settings.server.port = 0;
    settings.dataDir = m_folder.path();
    settings.token = "the-test-token";
    m_server = std::make_unique<Runtime>(settings);
    QVERIFY(m_server->start().ok());
    ProcessTracker &tracker = m_server->tracker();
    for (int i = 0; i < finishedCount; ++i) {
        const QString name = u"p%1"_s.arg(i);
        QVERIFY(tracker.start(startOf(name, ProcessStatus::Running)).ok());
        ReportChange report = reportOf(ProcessStatus::Completed);
        report.message = i % 500 == 7 ? u"needle"_s : u"hay"_s;
        QVERIFY(tracker.report(id(name), report).ok());
        if (i % 2 == 0)
            QVERIFY(tracker.archive(id(name)).ok());
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_server->log().committed(), m_server->log().head(), 30000);
    m_local = std::make_unique<LocalHistory>(*m_server->archive());
    m_remote = std::make_unique<RemoteHistory>(
        ApiEndpoint{.url = QUrl(m_server->url()), .token = "the-test-token", .tokenSource = {}});
}

void TestHistorySource::cleanupTestCase()
{
    m_remote.reset();
    m_local.reset();
    m_server.reset();
}

void TestHistorySource::init()
{
    m_history = m_local.get();
    if (QTest::currentDataTag() && QByteArrayView(QTest::currentDataTag()) == "remote")
        m_history = m_remote.get();
}

template <typename Answer>
Answer TestHistorySource::answerOf(const QFuture<Answer> &future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 30000) || future.resultCount() == 0)
        return Error{ErrorCode::Conflict, u"no answer came"_s, {}};
    return future.result();
}

QStringList TestHistorySource::ids(const ProcessPage &page)
{
    QStringList ids;
    for (const ProcessPtr &process : page.processes)
        ids << (*process)->id.toString();
    return ids;
}

void TestHistorySource::givesPages()
{
    HistoryQuery query;
    query.descending = true;
    query.limit = 3;
    const auto first = answerOf(m_history->finished(query, {}));
    QVERIFY(first.ok());
    QCOMPARE(ids(*first), QStringList({u"p1049"_s, u"p1048"_s, u"p1047"_s}));
    query.cursor = first->nextCursor;
    const auto second = answerOf(m_history->finished(query, {}));
    QVERIFY(second.ok());
    QCOMPARE(ids(*second), QStringList({u"p1046"_s, u"p1045"_s, u"p1044"_s}));
    // Each is the process that the tracker, or the archive, has.
    for (const ProcessPtr &process : second->processes) {
        const auto kept = m_server->archive()->find((*process)->id);
        QVERIFY(kept.ok() && *kept);
        QCOMPARE((*process)->createdSeq, (**kept)->createdSeq);
        QCOMPARE((*process)->seq, (**kept)->seq);
        QCOMPARE((*process)->message, (**kept)->message);
        QCOMPARE((*process)->completedAt, (**kept)->completedAt);
    }
}

void TestHistorySource::readsOnUntilItFound()
{
    HistoryQuery query;
    query.descending = true;
    query.limit = 10;
    const auto wanted = [](const Process &process) { return process.message.toString() == "needle"_L1; };
    const auto found = answerOf(m_history->finished(query, wanted));
    QVERIFY(found.ok());
    QCOMPARE(ids(*found), QStringList({u"p1007"_s, u"p507"_s, u"p7"_s}));
    QVERIFY(found->nextCursor.isEmpty());
    query.limit = 2; // found on the first page, which is not all of it
    const auto enough = answerOf(m_history->finished(query, wanted));
    QVERIFY(enough.ok());
    QCOMPARE(ids(*enough), QStringList({u"p1007"_s, u"p507"_s}));
    QVERIFY(!enough->nextCursor.isEmpty());
}

void TestHistorySource::tellsALife()
{
    const auto process = m_server->archive()->find(id(u"p42"));
    QVERIFY(process.ok() && *process);
    const auto life = answerOf(m_history->life(*process));
    QVERIFY(life.ok());
    QCOMPARE(life->size(), 2u);
    QCOMPARE(life->at(0).seq, (**process)->createdSeq);
    QCOMPARE(life->at(0).kind, EventKind::Started);
    QCOMPARE(life->at(1).kind, EventKind::Reported);
    QCOMPARE(life->at(1).status, ProcessStatus::Completed);
    QCOMPARE(life->at(1).message, u"hay"_s);
    QCOMPARE(life->at(1).timeMs, (**process)->completedAt.value_or(0));
}

void TestHistorySource::refusesABadCursor()
{
    HistoryQuery query;
    query.cursor = u"nonsense"_s;
    const auto page = answerOf(m_history->finished(query, {}));
    QVERIFY(!page.ok());
    QCOMPARE(page.error().code, ErrorCode::InvalidField);
}

void TestHistorySource::aCancelledReadComesToNothing()
{
    int told = 0;
    QFutureWatcher<HistorySource::Finished> watcher;
    connect(&watcher, &QFutureWatcherBase::finished, this, [&] { told += watcher.future().resultCount(); });
    watcher.setFuture(m_history->finished({}, [](const Process &) { return false; }));
    watcher.cancel();
    QTRY_VERIFY_WITH_TIMEOUT(watcher.isFinished(), 30000);
    QCOMPARE(told, 0);
}

/// Those with even numbers have left the list.
void TestHistorySource::tellsTheListOfAMoment()
{
    PastQuery query{.moment = {.atMs = QDateTime::currentMSecsSinceEpoch(), .descending = true}, .limit = 100};
    QStringList found;
    QString cursor;
    do {
        const auto page = answerOf(m_history->then(query, {}));
        QVERIFY2(page.ok(), page.ok() ? "" : qPrintable(page.error().message));
        QVERIFY(page->nextCursor.isEmpty() || page->processes.size() >= 100);
        for (const ProcessPtr &process : page->processes) {
            QCOMPARE((*process)->status, ProcessStatus::Completed);
            QVERIFY((*process)->createdAt <= query.moment.atMs);
        }
        found += ids(*page);
        query.moment.cursor = page->nextCursor;
    } while (!query.moment.cursor.isEmpty());
    QCOMPARE(found.size(), finishedCount / 2);
    QCOMPARE(found.front(), u"p1049"_s);
    QCOMPARE(found.back(), u"p1"_s);
    QCOMPARE(QSet<QString>(found.begin(), found.end()).size(), finishedCount / 2);
}

void TestHistorySource::findsInTheListOfAMoment()
{
    PastQuery query{.moment = {.atMs = QDateTime::currentMSecsSinceEpoch()}, .limit = 2};
    const auto wanted = [](const Process &process) { return process.message.toString() == "needle"_L1; };
    query.filter.statuses = {ProcessStatus::Completed};
    const auto found = answerOf(m_history->then(query, wanted));
    QVERIFY(found.ok());
    QCOMPARE(ids(*found).mid(0, 2), QStringList({u"p7"_s, u"p507"_s}));
    query.filter.statuses = {ProcessStatus::Pending};
    const auto none = answerOf(m_history->then(query, {}));
    QVERIFY(none.ok());
    QVERIFY(none->processes.empty() && none->nextCursor.isEmpty());
    query.moment.cursor = u"nonsense"_s;
    QCOMPARE(answerOf(m_history->then(query, {})).error().code, ErrorCode::InvalidField);
}

void TestHistorySource::tellsHowFarItGoesBack()
{
    const auto range = answerOf(m_history->range());
    QVERIFY(range.ok());
    const auto first = m_server->archive()->find(id(u"p0"));
    QVERIFY(first.ok() && *first);
    QVERIFY(range->beginMs > 0 && range->beginMs <= (**first)->createdAt);
    QVERIFY(range->beginMs <= range->knownMs);
    const auto before = answerOf(m_history->then({.moment = {.atMs = range->beginMs - 1000}}, {}));
    QVERIFY(!before.ok());
    QCOMPARE(before.error().code, ErrorCode::InvalidField);
}

void TestHistorySource::saysThatNobodyIsThere()
{
    RemoteHistory history({.url = QUrl(u"http://127.0.0.1:9"_s)});
    const auto page = answerOf(history.finished({}, {}));
    QVERIFY(!page.ok());
    QCOMPARE(page.error().code, ErrorCode::Io);
}

/// The API tells only of the last process with an id.
void TestHistorySource::takesNoNamesakesLife()
{
    const auto process = m_server->archive()->find(id(u"p42"));
    QVERIFY(process.ok() && *process);
    Process earlier = ***process;
    earlier.seq = 1;
    earlier.createdSeq = 1;
    const auto life = answerOf(m_remote->life(std::make_shared<const ProcessState>(earlier)));
    QVERIFY(!life.ok());
    QCOMPARE(life.error().code, ErrorCode::UnknownProcess);
}

QTEST_GUILESS_MAIN(TestHistorySource)
#include "tst_historysource.moc"
