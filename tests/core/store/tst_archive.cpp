// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive.h"
#include "storedlog.h"

#include <QTemporaryDir>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What is over, read back from a real file.
class TestArchive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void findsWhatFinished_data();
    void findsWhatFinished();
    void pagesThroughAll_data();
    void pagesThroughAll();
    void refusesCursorsThatItDidNotGive_data();
    void refusesCursorsThatItDidNotGive();
    void tellsTheLifeOfAProcess();
    void tellsWhoAndWhy();
    void tellsWhatAFailureDecided_data();
    void tellsWhatAFailureDecided();
    void tellsTheLifeOfAnEarlierNamesake();
    void pagesThroughEvents();
    void backsUpWhileTheStoreWrites();
    void neverOverwritesABackUp();
    void forgetsOnRequest();
    void keepsTheCoursesOfAttempts();
    void coursesGoWithTheirProcess_data();
    void coursesGoWithTheirProcess();

private:
    void finish(const QString &name, ProcessStatus status, const ProcessType &type = ProcessType::aiTask());
    static QStringList idsOf(const ProcessPage &page);
    Archive archive() const { return Archive(DataFolder::databaseIn(m_folder->path())); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StoredLog> m_run;
};

void TestArchive::init()
{
    m_run.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_run = std::make_unique<StoredLog>(m_folder->path());
    QVERIFY2(m_run->problem.isEmpty(), qPrintable(m_run->problem));
}

void TestArchive::finish(const QString &name, ProcessStatus status, const ProcessType &type)
{
    QVERIFY(m_run->tracker.start(startOf(name, ProcessStatus::Running, type)).ok());
    m_run->clock.advance(10s);
    ReportChange end = reportOf(status);
    end.retryable = false;
    QVERIFY(m_run->tracker.report(id(name), end).ok());
}

QStringList TestArchive::idsOf(const ProcessPage &page)
{
    QStringList ids;
    for (const ProcessPtr &process : page.processes)
        ids.append((*process)->id.toString());
    return ids;
}

void TestArchive::findsWhatFinished_data()
{
    QTest::addColumn<HistoryQuery>("query");
    QTest::addColumn<QStringList>("ids");
    const qint64 start = FakeClock::beginning;
    QTest::newRow("all") << HistoryQuery{} << QStringList{u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("after") << HistoryQuery{.finishedAfter = start + 10000} << QStringList{u"b"_s, u"c"_s};
    QTest::newRow("before") << HistoryQuery{.finishedBefore = start + 30000} << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("between") << HistoryQuery{.finishedAfter = start + 10000, .finishedBefore = start + 30000}
                             << QStringList{u"b"_s};
    QTest::newRow("by status") << HistoryQuery{.filter = {.statuses = {ProcessStatus::Failed}}} << QStringList{u"b"_s};
    QTest::newRow("by type") << HistoryQuery{.filter = {.types = {ProcessType::ragTraining()}}} << QStringList{u"c"_s};
    QTest::newRow("by id") << HistoryQuery{.filter = {.ids = {id(u"a"), id(u"c")}}} << QStringList{u"a"_s, u"c"_s};
    QTest::newRow("by text") << HistoryQuery{.filter = {.text = u"A JOB"_s}} << QStringList{u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("by text that isn't there") << HistoryQuery{.filter = {.text = u"%"_s}} << QStringList{};
    QTest::newRow("the last first") << HistoryQuery{.descending = true} << QStringList{u"c"_s, u"b"_s, u"a"_s};
}

void TestArchive::findsWhatFinished()
{
    QFETCH(HistoryQuery, query);
    finish(u"a"_s, ProcessStatus::Completed);
    QVERIFY(m_run->tracker.archive(id(u"a")).ok()); // in memory or not
    finish(u"b"_s, ProcessStatus::Failed);
    finish(u"c"_s, ProcessStatus::Completed, ProcessType::ragTraining());
    QVERIFY(m_run->tracker.start(startOf(u"live")).ok());
    QVERIFY(m_run->commit());
    const auto page = archive().finished(query);
    QVERIFY2(page.ok(), page.ok() ? "" : qPrintable(page.error().message));
    QTEST(idsOf(*page), "ids");
}

void TestArchive::pagesThroughAll_data()
{
    QTest::addColumn<bool>("descending");
    QTest::newRow("oldest first") << false;
    QTest::newRow("newest first") << true;
}

void TestArchive::pagesThroughAll()
{
    QFETCH(bool, descending);
    QStringList expected;
    for (int i = 0; i < 25; ++i) {
        const QString name = u"p"_s + QString::number(i);
        QVERIFY(m_run->tracker.start(startOf(name)).ok());
        QVERIFY(m_run->tracker.cancel(id(name)).ok()); // many in the same millisecond
        expected.append(name);
    }
    if (descending)
        std::reverse(expected.begin(), expected.end());
    QVERIFY(m_run->commit());
    QStringList seen;
    HistoryQuery query{.descending = descending, .limit = 10};
    do {
        const auto page = archive().finished(query);
        QVERIFY(page.ok());
        seen += idsOf(*page);
        query.cursor = page->nextCursor;
    } while (!query.cursor.isEmpty());
    QCOMPARE(seen, expected);
}

void TestArchive::refusesCursorsThatItDidNotGive_data()
{
    QTest::addColumn<QString>("cursor");
    for (const char *cursor : {"x", "-", "1", "1-", "-1", "1-x", "1-2-3", "'; DROP TABLE processes; --"})
        QTest::newRow(cursor) << QString::fromLatin1(cursor);
}

void TestArchive::refusesCursorsThatItDidNotGive()
{
    QFETCH(QString, cursor);
    const auto page = archive().finished({.cursor = cursor});
    QVERIFY(!page.ok());
    QCOMPARE(page.error().code, ErrorCode::InvalidField);
    QCOMPARE(page.error().field, u"cursor"_s);
}

void TestArchive::tellsTheLifeOfAProcess()
{
    QVERIFY(m_run->tracker.start(startOf(u"a")).ok());
    ReportChange half = reportOf(ProcessStatus::Running);
    half.progress = 50;
    half.message = u"half way"_s;
    QVERIFY(m_run->tracker.report(id(u"a"), half).ok());
    ReportChange failure = reportOf(ProcessStatus::Failed);
    failure.errorMessage = u"no disk"_s;
    QVERIFY(m_run->tracker.report(id(u"a"), failure).ok());
    QVERIFY(m_run->tracker.retry(id(u"a")).ok());
    QVERIFY(m_run->commit());
    const auto page = archive().events(id(u"a"), 100, {});
    QVERIFY(page.ok());
    QCOMPARE(page->events.size(), 4);
    QCOMPARE(page->events[0].kind, EventKind::Started);
    QCOMPARE(page->events[1].status, ProcessStatus::Running);
    QCOMPARE(page->events[1].progress, 50.0);
    QCOMPARE(page->events[1].message, u"half way"_s);
    QCOMPARE(page->events[2].errorMessage, u"no disk"_s);
    QCOMPARE(page->events[2].attempt, 1);
    QCOMPARE(page->events[3].kind, EventKind::Retried);
    QCOMPARE(page->events[3].attempt, 2);
    QCOMPARE(toJson(page->events[2]),
             QByteArray(R"({"seq":3,"timestamp":1700000000,"event":"reported","status":"failed","attempt":1,)"
                        R"("progress":50,"message":"half way","error_message":"no disk","retry":null,)"
                        R"("actor":{"kind":"server","name":null,"client":null,"address":null},"reason":null})"));
}

void TestArchive::tellsWhoAndWhy()
{
    const Origin token{
        Actor{.kind = Actor::Kind::Token, .name = u"default"_s, .client = u"curl \"8\""_s, .address = u"::1"_s}, {}};
    const Origin window{Actor{.kind = Actor::Kind::Window}, u"Größe\nstimmt nicht"_s};
    const Origin part = Origin::ofServer(u"retries");
    QVERIFY(m_run->tracker.start(startOf(u"a"), token).ok());
    QVERIFY(m_run->tracker.cancel(id(u"a"), window).ok());
    QVERIFY(m_run->tracker.retry(id(u"a"), {}, part).ok());
    QVERIFY(m_run->tracker.report(id(u"a"), reportOf(ProcessStatus::Running), token).ok());
    QVERIFY(m_run->commit());
    // What is kept is there after the process has left memory, and after a crash.
    QVERIFY(m_run->tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(m_run->tracker.archive(id(u"a"), part).ok());
    QVERIFY(m_run->commit());
    m_run.reset();
    m_run = std::make_unique<StoredLog>(m_folder->path());
    QVERIFY2(m_run->problem.isEmpty(), qPrintable(m_run->problem));
    const auto page = archive().events(id(u"a"), 100, {});
    QVERIFY(page.ok());
    QCOMPARE(page->events.size(), 5u);
    const std::array origins{token, window, part, token, Origin{Actor{}, {}}};
    for (size_t i = 0; i < origins.size(); ++i)
        QVERIFY2(page->events[i].origin == origins[i], QByteArray::number(i).constData());
    QVERIFY(toJson(page->events[0])
                .endsWith(R"("actor":{"kind":"token","name":"default","client":"curl \"8\"",)"
                          R"("address":"::1"},"reason":null})"));
    QVERIFY(toJson(page->events[1])
                .endsWith(R"("actor":{"kind":"window","name":null,"client":null,"address":null},)"
                          R"("reason":"Größe\nstimmt nicht"})"));
}

void TestArchive::tellsWhatAFailureDecided_data()
{
    QTest::addColumn<std::optional<bool>>("retryable");
    QTest::addColumn<int>("maxAttempts"); // none for 0
    QTest::addColumn<QByteArray>("retry");
    QTest::newRow("scheduled") << std::optional<bool>() << 3
                               << QByteArray(R"({"status":"scheduled","attempt":2,"max_attempts":3,"delay":5,)"
                                             R"("next_at":1700000005,"last_error":"no disk"})");
    QTest::newRow("one attempt") << std::optional<bool>() << 1 << QByteArray("null");
    QTest::newRow("hopeless") << std::optional(false) << 3
                              << QByteArray(R"({"status":"exhausted","attempt":1,"max_attempts":3,"delay":0,)"
                                            R"("next_at":null,"last_error":"no disk"})");
    QTest::newRow("no policy") << std::optional<bool>() << 0 << QByteArray("null");
}

void TestArchive::tellsWhatAFailureDecided()
{
    QFETCH(std::optional<bool>, retryable);
    QFETCH(int, maxAttempts);
    QFETCH(QByteArray, retry);
    StartChange start = startOf(u"a", ProcessStatus::Running);
    if (maxAttempts > 0)
        start.retryPolicy = retryAfter(5s, maxAttempts);
    QVERIFY(m_run->tracker.start(start).ok());
    ReportChange failure = reportOf(ProcessStatus::Failed);
    failure.errorMessage = u"no disk"_s;
    failure.retryable = retryable;
    const auto failed = m_run->tracker.report(id(u"a"), failure);
    QVERIFY(failed.ok());
    QVERIFY(m_run->commit());
    const auto page = archive().events(id(u"a"), 100, {});
    QVERIFY(page.ok());
    QVERIFY(!page->events[0].retry);
    QVERIFY(page->events[1].retry == (**failed)->retry || retry == "null");
    QVERIFY2(toJson(page->events[1]).contains("\"retry\":" + retry + ','), toJson(page->events[1]).constData());
    // What comes later decides nothing, and what the live log tells is the same.
    QVERIFY(historyEventOf(m_run->log.read(1, 1).events[0]).retry == page->events[1].retry);
    const bool waits = (**failed)->retry && (**failed)->retry->status == RetryState::Status::Scheduled;
    if (waits) {
        QVERIFY(m_run->tracker.cancel(id(u"a")).ok());
        QVERIFY(m_run->commit());
        QVERIFY(!archive().events(id(u"a"), 100, {})->events[2].retry);
    }
}

void TestArchive::tellsTheLifeOfAnEarlierNamesake()
{
    // Files of earlier versions have such.
    finish(u"earlier"_s, ProcessStatus::Failed);
    const quint64 first = (*m_run->tracker.find(id(u"earlier")))->createdSeq;
    QVERIFY(m_run->tracker.archive(id(u"earlier")).ok());
    QVERIFY(m_run->tracker.start(startOf(u"nightly")).ok());
    QVERIFY(m_run->commit());
    SqliteConnection file;
    QVERIFY(file.open(DataFolder::databaseIn(m_folder->path()), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(file.run(u"UPDATE processes SET process_id = 'nightly' WHERE process_id = 'earlier'"_s).ok());
    const auto last = archive().events(id(u"nightly"), 100, {});
    QVERIFY(last.ok());
    QCOMPARE(last->events.size(), 1);
    const auto earlier = archive().eventsOf(first, 100, {});
    QVERIFY(earlier.ok());
    QCOMPARE(earlier->events.size(), 2);
    QCOMPARE(earlier->events[1].status, ProcessStatus::Failed);
    QVERIFY(archive().eventsOf(12345, 100, {})->events.empty()); // nobody's
}

void TestArchive::pagesThroughEvents()
{
    QVERIFY(m_run->tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    for (int i = 1; i <= 24; ++i) {
        m_run->clock.advance(2s);
        QVERIFY(m_run->tracker.report(id(u"a"), progressOf(4.0 * i)).ok());
    }
    QVERIFY(m_run->commit());
    quint64 last = 0;
    int count = 0;
    QString cursor;
    do {
        const auto page = archive().events(id(u"a"), 10, cursor);
        QVERIFY(page.ok());
        for (const HistoryEvent &event : page->events) {
            QVERIFY(event.seq > last);
            last = event.seq;
            ++count;
        }
        cursor = page->nextCursor;
    } while (!cursor.isEmpty());
    QCOMPARE(count, 25);
}

void TestArchive::backsUpWhileTheStoreWrites()
{
    for (int i = 0; i < 2000; ++i)
        QVERIFY(m_run->tracker.start(startOf(u"p"_s + QString::number(i))).ok());
    QVERIFY(m_run->commit());
    QVERIFY(m_run->tracker.start(startOf(u"under-way")).ok());
    const QTemporaryDir elsewhere;
    const auto done = archive().backUp(DataFolder::databaseIn(elsewhere.path()));
    QVERIFY2(done.ok(), done.ok() ? "" : qPrintable(done.error().message));
    const StoredLog copy(elsewhere.path());
    QVERIFY2(copy.problem.isEmpty(), qPrintable(copy.problem));
    QCOMPARE(copy.tracker.snapshot().processes.size(), 2000);
}

void TestArchive::neverOverwritesABackUp()
{
    const QString target = m_folder->filePath(u"backup.db"_s);
    QVERIFY(archive().backUp(target).ok());
    const auto again = archive().backUp(target);
    QVERIFY(!again.ok());
    QVERIFY(again.error().message.contains(target));
}

void TestArchive::forgetsOnRequest()
{
    finish(u"a"_s, ProcessStatus::Completed);
    QVERIFY(m_run->commit());
    QCOMPARE(*archive().forget(id(u"a")), false); // the tracker has it; it is asked
    QVERIFY(m_run->tracker.archive(id(u"a")).ok());
    QVERIFY(m_run->commit());
    QCOMPARE(*archive().forget(id(u"a")), true);
    QVERIFY(*archive().find(id(u"a")) == nullptr);
    QCOMPARE(*archive().forget(id(u"a")), false);
}

void TestArchive::keepsTheCoursesOfAttempts()
{
    finish(u"over"_s, ProcessStatus::Completed); // events 1 and 2
    QVERIFY(m_run->tracker.start(startOf(u"live", ProcessStatus::Running)).ok());
    QVERIFY(m_run->commit());
    QVERIFY(archive().keepSeries({{1, 1, "one"}, {3, 1, "live"}, {99, 1, "nobody's"}}).ok());
    QVERIFY(archive().keepSeries({{3, 1, "later"}}).ok());
    QVERIFY(**archive().series(1, 1) == "one");
    QVERIFY(**archive().series(3, 1) == "later");
    QVERIFY(!*archive().series(3, 2) && !*archive().series(99, 1));
    const auto live = archive().liveSeries();
    QVERIFY(live && live->size() == 1);
    QVERIFY(live->front().createdSeq == 3 && live->front().attempt == 1 && live->front().bytes == "later");

    // As many attempts as the process itself keeps: the first and the newest.
    for (int attempt = 2; attempt <= 120; ++attempt)
        QVERIFY(archive().keepSeries({{1, attempt, QByteArray::number(attempt)}}).ok());
    int kept = 0;
    for (int attempt = 1; attempt <= 120; ++attempt)
        kept += *archive().series(1, attempt) ? 1 : 0;
    QCOMPARE(kept, static_cast<int>(EarlierAttempts::maxCount) + 1);
    QVERIFY(*archive().series(1, 1) && !*archive().series(1, 2) && *archive().series(1, 120));
}

void TestArchive::coursesGoWithTheirProcess_data()
{
    QTest::addColumn<QString>("way");
    for (const char *way : {"removed", "forgotten", "swept"})
        QTest::newRow(way) << QString::fromLatin1(way);
}

void TestArchive::coursesGoWithTheirProcess()
{
    QFETCH(QString, way);
    m_run->stop();
    m_run = std::make_unique<StoredLog>(m_folder->path(), StoreOptions{.historyAge = 1h});
    finish(u"a"_s, ProcessStatus::Completed);
    finish(u"b"_s, ProcessStatus::Completed); // events 3 and 4
    QVERIFY(m_run->commit());
    QVERIFY(archive().keepSeries({{1, 1, "a"}, {3, 1, "b"}}).ok());
    if (way == "removed"_L1) {
        QVERIFY(m_run->tracker.remove(id(u"a")).ok());
    } else {
        QVERIFY(m_run->tracker.archive(id(u"a")).ok());
        QVERIFY(m_run->commit());
        QVERIFY(*archive().series(1, 1)); // it is in the history as before
        m_run->clock.advance(2h);
        if (way == "swept"_L1)
            QVERIFY(m_run->sweep());
        else
            QCOMPARE(*archive().forget(id(u"a")), true);
    }
    QVERIFY(m_run->commit());
    QVERIFY(!*archive().series(1, 1));
    QVERIFY(*archive().series(3, 1));
}

QTEST_GUILESS_MAIN(TestArchive)
#include "tst_archive.moc"
