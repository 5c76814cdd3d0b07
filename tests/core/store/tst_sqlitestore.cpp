// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive.h"
#include "fullprocess.h"
#include "processrow.h"
#include "storedlog.h"

#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestSqliteStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void everyFieldSurvives_data();
    void everyFieldSurvives();
    void alertRulesSurvive();
    void noFieldIsForgotten();
    void commitsInOrder();
    void anOrderlyStopKeepsTheLog();
    void aSettingBeginsTheLogThatIsKept();
    void theLogKeepsTheStatesOfItsEvents();
    void aCrashBeginsANewLog();
    void numbersAreNeverUsedTwice();
    void whatHappensInOneGroupIsOneState_data();
    void whatHappensInOneGroupIsOneState();
    void whatAReportChangesIsWritten_data();
    void whatAReportChangesIsWritten();
    void whatIsMissingInTheFileIsWrittenAnew();
    void whatIsDeletedIsForgotten();
    void whatTheCleanUpRemovesStaysInTheHistory();
    void aDeletionTakesAllLivesOfAnId();
    void processesWithNamesOfTheApiAreRenamed();
    void aCopyIsAnotherLog_data();
    void aCopyIsAnotherLog();
    void theHistoryIsSwept_data();
    void theHistoryIsSwept();
    void aStoreThatFellBehindWritesTheState();
    void typesAndPoliciesSurvive_data();
    void typesAndPoliciesSurvive();
    void pausesSurvive_data();
    void pausesSurvive();
    void tellsWhoMadeASetting();
    void keepsTheLastPolicies();
    void originsSurviveAnOrderlyStop();
    void actorsAreKeptOnceAndSwept();
    void opensAFileOfTheFirstRelease();
    void opensAFileWithoutActors();
    void opensAFileWithoutAttempts();
    void whatAnOldFileLeftUndecidedIsDecidedOnce_data();
    void whatAnOldFileLeftUndecidedIsDecidedOnce();
    void theWorkOfAnOldFileIsOnlyShown_data();
    void theWorkOfAnOldFileIsOnlyShown();
    void tellsHowFarTheClockMayHaveMoved_data();
    void tellsHowFarTheClockMayHaveMoved();
    void theFolderHasOneServer();
    void refusesFilesThatItCannotKeep_data();
    void refusesFilesThatItCannotKeep();
    void aTornWalKeepsWhatWasCommitted();
    void othersCannotReadTheFile();

private:
    QString folder() const { return m_folder->path(); }
    QString path() const { return DataFolder::databaseIn(folder()); }
    /// Ends a run as a crash does: nothing is written any more. The process goes on, so the lock is let go of.
    static void crash(std::unique_ptr<StoredLog> &run) { run.reset(); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestSqliteStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestSqliteStore::everyFieldSurvives_data()
{
    QTest::addColumn<QString>("stage");
    for (const char *stage : {"started", "running", "failed", "scheduled", "retried", "cancelled", "quiet"})
        QTest::newRow(stage) << QString::fromLatin1(stage);
}

void TestSqliteStore::everyFieldSurvives()
{
    QFETCH(QString, stage);
    auto run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    StartChange start = startOf(u"a", ProcessStatus::Pending, ProcessType::aiTask());
    start.name = u"Ein Name mit Ümläuten, \"Zitat\" und 🎉"_s;
    start.description = u"Zeile\nZeile"_s;
    start.metadata = {{u"deep"_s, QJsonObject{{u"list"_s, QJsonArray{1, 2.5, u"x"_s}}}}};
    start.timeout = 1500ms;
    start.heartbeatTimeout = 2500ms;
    start.pendingTimeout = 3500ms;
    start.work = Text(u"{\"prompt\":\"Größe\"}"_s);
    start.retryPolicy =
        RetryPolicy{.maxAttempts = 7, .initialDelay = 1s, .maxDelay = 9s, .exponentialBase = 3, .jitter = false};
    QVERIFY(run->tracker.start(start).ok());
    ReportChange report = reportOf(ProcessStatus::Running);
    report.progress = 33.25;
    report.message = u"going on"_s;
    if (stage != "started"_L1)
        QVERIFY(run->tracker.report(id(u"a"), report).ok());
    run->clock.advance(1s);
    ReportChange failure = reportOf(ProcessStatus::Failed);
    failure.errorMessage = u"no disk"_s;
    if (stage == "failed"_L1)
        failure.retryable = false;
    if (stage == "failed"_L1 || stage == "scheduled"_L1 || stage == "retried"_L1)
        QVERIFY(run->tracker.report(id(u"a"), failure).ok());
    if (stage == "retried"_L1)
        QVERIFY(run->tracker.retry(id(u"a")).ok());
    if (stage == "cancelled"_L1)
        QVERIFY(run->tracker.cancel(id(u"a")).ok());
    if (stage == "quiet"_L1)
        QVERIFY(run->tracker.markQuiet(id(u"a"), {1, (*run->tracker.find(id(u"a")))->reportSeq}).ok());
    const Process before = **run->tracker.find(id(u"a"));
    QVERIFY(run->commit());
    crash(run);

    run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    const ProcessPtr after = run->tracker.find(id(u"a"));
    QVERIFY(after);
    QVERIFY(**after == before);
    // A start that is repeated after the restart is recognised.
    const auto again = run->tracker.start(start);
    QVERIFY(again.ok() && !again->created);
}

void TestSqliteStore::alertRulesSurvive()
{
    auto run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    AlertRule rule;
    rule.channels = {u"ops"_s};
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s}) {
        rule.name = name;
        QVERIFY(run->tracker.putAlertRule(rule).ok());
    }
    rule.severity = AlertSeverity::Critical;
    QVERIFY(run->tracker.putAlertRule(rule).ok());
    QVERIFY(run->tracker.removeAlertRule(u"b"_s).ok());
    // What became of episodes is no business of the store, but its number counts.
    run->tracker.tellAlerts({.rule = {}, .episodes = {std::make_shared<const AlertEpisode>()}});
    const auto before = run->tracker.alerts().rules();
    const quint64 head = run->log.head();
    QVERIFY(run->commit());
    crash(run);

    run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    const auto after = run->tracker.alerts().rules();
    QCOMPARE(after.size(), size_t(2));
    QVERIFY(*after.at(u"a"_s) == *before.at(u"a"_s));
    QVERIFY(*after.at(u"c"_s) == *before.at(u"c"_s));
    QVERIFY(run->log.head() >= head);
    run->stop();
    // A store that fell behind writes all of them anew.
    SqliteConnection file;
    QVERIFY(file.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(file.run(u"UPDATE alert_rules SET rule = '{}' WHERE name = 'a'"_s).ok());
    run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem)); // a rule that can't be read stops no server
    QCOMPARE(run->tracker.alerts().rules().size(), size_t(1));
}

void TestSqliteStore::noFieldIsForgotten()
{
    SqliteConnection file;
    QVERIFY(file.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(file.run(u"CREATE TABLE processes (%1)"_s.arg(ProcessRow::definition())).ok());
    {
        const Process full = fullProcess();
        auto insert = file.prepare(
            u"INSERT INTO processes (%1) VALUES (%2)"_s.arg(ProcessRow::names(), ProcessRow::placeholders()));
        QVERIFY(insert.ok());
        ProcessRow::bind(*insert, 0, full);
        QVERIFY(insert->run());
    }
    auto select = file.prepare(u"SELECT %1 FROM processes"_s.arg(ProcessRow::names()));
    QVERIFY(select.ok() && select->next());
    const auto read = ProcessRow::read(*select, 0);
    QVERIFY(read.has_value());
    QCOMPARE(sameFields(*read, fullProcess()).size(), 28);
}

void TestSqliteStore::commitsInOrder()
{
    StoredLog run(folder());
    QSignalSpy spy(run.store.get(), &Store::healthChanged);
    EventCursor committed(run.log, nullptr, EventCursor::Reads::Committed);
    for (int i = 0; i < 10000; ++i)
        QVERIFY(run.tracker.start(startOf(u"p"_s + QString::number(i))).ok());
    QCOMPARE(run.log.committed(), 0);
    QVERIFY(committed.take().events.empty()); // nobody is told before it is stored
    QVERIFY(run.commit());
    quint64 last = 0;
    while (last < 10000) {
        for (const Event &event : committed.take().events)
            QCOMPARE(event.seq, ++last);
    }
    QVERIFY(spy.isEmpty());
}

void TestSqliteStore::anOrderlyStopKeepsTheLog()
{
    auto run = std::make_unique<StoredLog>(folder());
    const QByteArray epoch = run->loaded.lineage.epoch();
    for (int i = 0; i < 3000; ++i)
        QVERIFY(run->tracker.start(startOf(u"p"_s + QString::number(i))).ok());
    run->stop(); // without waiting: nothing that reached the log is lost

    run = std::make_unique<StoredLog>(folder());
    QVERIFY(run->loaded.wasClean);
    QVERIFY(run->loaded.lineage.epoch() != epoch);
    QVERIFY(run->loaded.lineage.includes(epoch, 3000));
    QVERIFY(!run->loaded.lineage.includes(epoch, 3001));
    QCOMPARE(run->log.head(), 3000);
    QCOMPARE(run->log.committed(), 3000);
    const auto missed = run->log.read(1000, 5000);
    QVERIFY(!missed.lost);
    QCOMPARE(missed.events.size(), 2000);
    for (size_t i = 0; i < missed.events.size(); ++i) {
        QCOMPARE(missed.events[i].seq, 1001 + i);
        QCOMPARE((*missed.events[i].process)->id, id(u"p"_s + QString::number(1000 + i)));
        QVERIFY(!missed.events[i].id.isNull());
    }
    QVERIFY(run->tracker.start(startOf(u"next")).ok());
    QCOMPARE(run->log.head(), 3001);
    run->stop();

    run = std::make_unique<StoredLog>(folder(), StoreOptions{}, 100); // a shorter ring
    QVERIFY(run->log.read(2900, 1).lost);
    QVERIFY(!run->log.read(2901, 1).lost);
}

void TestSqliteStore::aSettingBeginsTheLogThatIsKept()
{
    const ProcessType nightly = ProcessType::fromString(u"nightly").value();
    auto run = std::make_unique<StoredLog>(folder());
    QVERIFY(run->tracker.start(startOf(u"a")).ok());
    QVERIFY(run->tracker.registerType(nightly));
    QVERIFY(run->tracker.start(startOf(u"b")).ok());
    QVERIFY(run->tracker.setRetryPolicy(nightly, {.maxAttempts = 7}).ok());
    QVERIFY(run->tracker.start(startOf(u"c")).ok());
    QCOMPARE(run->log.head(), 5);
    run->stop();

    run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QCOMPARE(run->log.head(), 5);
    QVERIFY(run->log.read(3, 10).lost); // the policy was missed: a snapshot has it
    QCOMPARE(run->tracker.retryPolicy(nightly)->maxAttempts, 7);
    const auto missed = run->log.read(4, 10);
    QVERIFY(!missed.lost);
    QCOMPARE(missed.events.size(), 1u);
    QCOMPARE((*missed.events[0].process)->id, id(u"c"));
    QVERIFY(run->tracker.setRetryPolicy(nightly, {.maxAttempts = 8}).ok());
    run->stop(); // with a setting as the last event

    run = std::make_unique<StoredLog>(folder());
    QVERIFY(run->loaded.wasClean);
    QCOMPARE(run->log.head(), 6);
    QVERIFY(run->log.read(5, 10).lost);
    QCOMPARE(run->tracker.retryPolicy(nightly)->maxAttempts, 8);
}

void TestSqliteStore::originsSurviveAnOrderlyStop()
{
    const Origin token{Actor{.kind = Actor::Kind::Token, .name = u"default"_s, .client = u"curl/8"_s}, u"why not"_s};
    const Origin window{Actor{.kind = Actor::Kind::Window}, {}};
    const std::array origins{token, window, Origin{}, token};
    auto run = std::make_unique<StoredLog>(folder());
    for (size_t i = 0; i < origins.size(); ++i)
        QVERIFY(run->tracker.start(startOf(u"p"_s + QString::number(i)), origins[i]).ok());
    for (int stop = 0; stop < 2; ++stop) {
        run->stop();
        run = std::make_unique<StoredLog>(folder());
        QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
        const EventLog::Batch batch = run->log.read(0, 10);
        QVERIFY(!batch.lost);
        QCOMPARE(batch.events.size(), origins.size());
        for (size_t i = 0; i < origins.size(); ++i)
            QVERIFY(batch.events[i].origin == origins[i]);
    }
}

void TestSqliteStore::actorsAreKeptOnceAndSwept()
{
    const auto clientOf = [](int i) {
        return Origin{Actor{.kind = Actor::Kind::Token, .name = u"default"_s, .client = QString::number(i)}, {}};
    };
    const auto actors = [this] {
        SqliteConnection file;
        return file.open(path(), SqliteConnection::Mode::ReadOnly)
            ? file.integer(u"SELECT count(*) FROM actors"_s).value()
            : -1;
    };
    StoreOptions options;
    options.historyAge = 60s;
    auto run = std::make_unique<StoredLog>(folder(), options);
    for (int i = 0; i < 30; ++i) {
        const QString name = u"p"_s + QString::number(i);
        QVERIFY(run->tracker.start(startOf(name), clientOf(i % 3)).ok());
        QVERIFY(run->tracker.cancel(id(name), clientOf(i % 2)).ok());
        QVERIFY(run->tracker.archive(id(name)).ok());
    }
    QVERIFY(run->commit());
    QCOMPARE(actors(), 3);
    run->clock.advance(50s);
    QVERIFY(run->sweep());
    QCOMPARE(actors(), 3); // they are named
    QVERIFY(run->commit());
    crash(run); // so that the next number is far away

    run = std::make_unique<StoredLog>(folder(), options);
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QVERIFY(run->tracker.start(startOf(u"later"), clientOf(1)).ok());
    QVERIFY(run->tracker.start(startOf(u"last"), clientOf(7)).ok());
    QVERIFY(run->commit());
    QCOMPARE(actors(), 4);
    run->clock.advance(70s);
    QVERIFY(run->sweep());
    QCOMPARE(Archive(path()).finished({})->processes.size(), 0u);
    QCOMPARE(actors(), 2); // 1 and 7
    // What was removed is kept anew where it comes back.
    QVERIFY(run->tracker.cancel(id(u"later"), clientOf(2)).ok());
    QVERIFY(run->commit());
    QCOMPARE(actors(), 3);
    const auto page = Archive(path()).events(id(u"later"), 10, {});
    QVERIFY(page.ok());
    QVERIFY(page->events[0].origin == clientOf(1));
    QVERIFY(page->events[1].origin == clientOf(2));
}

void TestSqliteStore::theLogKeepsTheStatesOfItsEvents()
{
    auto run = std::make_unique<StoredLog>(folder());
    const QByteArray epoch = run->loaded.lineage.epoch();
    for (int stop = 0; stop < 3; ++stop) {
        QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
        // Each stop was orderly, and left a tail in place of the one before.
        QVERIFY(run->loaded.lineage.includes(epoch, stop == 0 ? 0 : 4));
        const QString name = u"p"_s + QString::number(stop);
        QVERIFY(run->tracker.start(startOf(name, ProcessStatus::Running)).ok());
        QVERIFY(run->tracker.report(id(name), progressOf(10)).ok());
        QVERIFY(run->tracker.report(id(u"p0"), progressOf(20)).ok());
        QVERIFY(run->tracker.report(id(name), progressOf(30)).ok());
        run->stop();
        run = std::make_unique<StoredLog>(folder());
    }
    const auto all = run->log.read(0, 100);
    QCOMPARE(all.events.size(), 12u);
    const std::vector<std::optional<double>> progress{{}, 10, 20, 30, {}, 10, 20, 30, {}, 10, 20, 30};
    for (size_t i = 0; i < all.events.size(); ++i) {
        QCOMPARE(all.events[i].seq, i + 1);
        QCOMPARE((*all.events[i].process)->seq, i + 1);
        QVERIFY((*all.events[i].process)->progress == progress[i]);
    }
}

void TestSqliteStore::aCrashBeginsANewLog()
{
    auto run = std::make_unique<StoredLog>(folder());
    const QByteArray epoch = run->loaded.lineage.epoch();
    QVERIFY(run->tracker.start(startOf(u"a")).ok());
    QVERIFY(run->commit());
    crash(run);
    run = std::make_unique<StoredLog>(folder());
    QVERIFY(!run->loaded.wasClean);
    QVERIFY(run->loaded.lineage.epoch() != epoch);
    QVERIFY(run->loaded.lineage.includes(epoch, 1)); // but what came after that isn't here any more
    QVERIFY(run->log.read(0, 10).lost);              // never a silent gap
    QVERIFY(run->tracker.find(id(u"a")));
}

void TestSqliteStore::numbersAreNeverUsedTwice()
{
    quint64 highest = 0;
    for (int round = 0; round < 5; ++round) {
        auto run = std::make_unique<StoredLog>(folder());
        for (int i = 0; i < 50; ++i) {
            const auto started = run->tracker.start(startOf(u"p%1-%2"_s.arg(round).arg(i)));
            QVERIFY(started.ok());
            QVERIFY((*started->process)->seq > highest);
            highest = (*started->process)->seq; // also where it never was committed
        }
        if (round % 2 == 0)
            crash(run);
        else
            run->stop();
    }
}

void TestSqliteStore::whatHappensInOneGroupIsOneState_data()
{
    QTest::addColumn<bool>("isKnown");
    QTest::addColumn<QString>("end");
    for (const bool isKnown : {false, true}) {
        for (const char *end : {"running", "archived", "removed"})
            QTest::addRow("%s, then %s", isKnown ? "stored before" : "new", end) << isKnown << QString::fromLatin1(end);
    }
}

void TestSqliteStore::whatHappensInOneGroupIsOneState()
{
    QFETCH(bool, isKnown);
    QFETCH(QString, end);
    StoredLog run(folder());
    QVERIFY(run.tracker.start(startOf(u"a")).ok());
    if (isKnown)
        QVERIFY(run.commit());
    QVERIFY(run.tracker.start(startOf(u"other")).ok());
    QVERIFY(run.tracker.report(id(u"a"), reportOf(ProcessStatus::Running)).ok());
    QVERIFY(run.tracker.report(id(u"other"), progressOf(1)).ok());
    QVERIFY(run.tracker.report(id(u"a"), progressOf(50)).ok());
    if (end != "running"_L1) {
        QVERIFY(run.tracker.cancel(id(u"a")).ok());
        QVERIFY((end == "archived"_L1 ? run.tracker.archive(id(u"a")) : run.tracker.remove(id(u"a"))).ok());
    }
    QVERIFY(run.commit());

    const Archive archive(path());
    const auto found = archive.find(id(u"a"));
    QVERIFY(found.ok());
    QCOMPARE(*found == nullptr, end == "removed"_L1);
    SqliteConnection connection;
    QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadOnly).ok());
    QCOMPARE(*connection.integer(u"SELECT count(*) FROM processes WHERE archived > 0"_s), end == "archived"_L1 ? 1 : 0);
    if (end == "removed"_L1) {
        QCOMPARE(*connection.integer(u"SELECT count(*) FROM events WHERE created_seq = 1"_s), 0);
        return;
    }
    QCOMPARE((**found)->progress, 50.0);
    QCOMPARE((**found)->status, end == "running"_L1 ? ProcessStatus::Running : ProcessStatus::Cancelled);
    const auto history = archive.events(id(u"a"), 10, {});
    QVERIFY(history.ok());
    QCOMPARE(history->events.front().kind, EventKind::Started);
    QCOMPARE(history->events.back().status, (**found)->status);
}

void TestSqliteStore::whatAReportChangesIsWritten_data()
{
    QTest::addColumn<ReportChange>("report");
    QTest::newRow("progress") << progressOf(50);
    QTest::newRow("the same progress") << progressOf(10);
    ReportChange message;
    message.message = u"page 7"_s;
    QTest::newRow("message") << message;
    ReportChange error = progressOf(60);
    error.errorMessage = u"no paper"_s;
    QTest::newRow("error") << error;
    ReportChange metadata = progressOf(60);
    metadata.metadataUpdate = {{u"page"_s, 7}};
    QTest::newRow("metadata") << metadata;
    QTest::newRow("status") << reportOf(ProcessStatus::Completed);
    QTest::newRow("nothing") << ReportChange();
}

void TestSqliteStore::whatAReportChangesIsWritten()
{
    QFETCH(ReportChange, report);
    StoredLog run(folder());
    QVERIFY(run.tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    QVERIFY(run.tracker.report(id(u"a"), progressOf(10)).ok());
    QVERIFY(run.commit());
    // After one such report, after another one, and after two in one group.
    for (const int reports : {1, 1, 2}) {
        for (int i = 0; i < reports && !isTerminal((*run.tracker.find(id(u"a")))->status); ++i) {
            run.clock.advance(1s);
            QVERIFY(run.tracker.report(id(u"a"), report).ok());
        }
        QVERIFY(run.commit());
        const auto found = Archive(path()).find(id(u"a"));
        QVERIFY(found.ok() && *found);
        QVERIFY(***found == **run.tracker.find(id(u"a")));
    }
}

void TestSqliteStore::whatIsMissingInTheFileIsWrittenAnew()
{
    StoredLog run(folder());
    QVERIFY(run.tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    QVERIFY(run.commit());
    SqliteConnection other;
    QVERIFY(other.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(other.run(u"DELETE FROM processes"_s).ok());
    QVERIFY(run.tracker.report(id(u"a"), progressOf(50)).ok());
    QVERIFY(run.commit());
    const auto found = Archive(path()).find(id(u"a"));
    QVERIFY(found.ok() && *found);
    QVERIFY(***found == **run.tracker.find(id(u"a")));
}

void TestSqliteStore::whatIsDeletedIsForgotten()
{
    StoredLog run(folder());
    QVERIFY(run.tracker.start(startOf(u"a")).ok());
    QVERIFY(run.tracker.cancel(id(u"a")).ok());
    QVERIFY(run.commit());
    QVERIFY(run.tracker.remove(id(u"a")).ok());
    QVERIFY(run.commit());
    const Archive archive(path());
    QVERIFY(*archive.find(id(u"a")) == nullptr);
    QCOMPARE(archive.events(id(u"a"), 10, {}).error().code, ErrorCode::UnknownProcess);
}

void TestSqliteStore::whatTheCleanUpRemovesStaysInTheHistory()
{
    auto run = std::make_unique<StoredLog>(folder());
    QVERIFY(run->tracker.start(startOf(u"a")).ok());
    QVERIFY(run->tracker.cancel(id(u"a")).ok());
    QVERIFY(run->tracker.archive(id(u"a")).ok());
    QVERIFY(run->commit());
    crash(run);
    run = std::make_unique<StoredLog>(folder());
    QVERIFY(!run->tracker.find(id(u"a"))); // not in memory again
    const Archive archive(path());
    const auto found = archive.find(id(u"a"));
    QVERIFY(found.ok() && *found);
    QCOMPARE((**found)->status, ProcessStatus::Cancelled);
    // Its id has no second life.
    QVERIFY(run->tracker.mayBeArchived(id(u"a")));
    QTRY_VERIFY(!run->tracker.mayBeArchived(id(u"b"))); // all ids are read
    const auto again = run->tracker.start(startOf(u"a"));
    QVERIFY(again.ok() && !again->created);
    QVERIFY(**again->process == ***found);
    QCOMPARE(run->tracker.start(startOf(u"a", ProcessStatus::Running)).error().code, ErrorCode::ProcessExists);
    QCOMPARE(run->log.head(), run->loaded.head);
    QCOMPARE(archive.finished({})->processes.size(), 1);
    // Once it is deleted it may be used again.
    run->tracker.forgetArchived(id(u"a"));
    QVERIFY(*archive.forget(id(u"a")));
    QVERIFY(*archive.find(id(u"a")) == nullptr);
    QVERIFY(run->tracker.start(startOf(u"a", ProcessStatus::Running))->created);
    QVERIFY(run->commit());
    QCOMPARE((**archive.find(id(u"a")))->status, ProcessStatus::Running);
}

void TestSqliteStore::aDeletionTakesAllLivesOfAnId()
{
    auto run = std::make_unique<StoredLog>(folder());
    QVERIFY(run->tracker.start(startOf(u"a")).ok());
    QVERIFY(run->tracker.cancel(id(u"a")).ok());
    QVERIFY(run->commit());
    run->stop();
    {
        // As earlier versions left it: a life in the history under the one that is tracked.
        SqliteConnection file;
        QVERIFY(file.open(path(), SqliteConnection::Mode::ReadWrite).ok());
        QVERIFY(file.run(u"CREATE TEMP TABLE copy AS SELECT * FROM processes"_s).ok());
        QVERIFY(file.run(u"UPDATE copy SET created_seq = 0, archived = 1, name = 'older'"_s).ok());
        QVERIFY(file.run(u"INSERT INTO processes SELECT * FROM copy"_s).ok());
    }
    run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QVERIFY(run->tracker.remove(id(u"a")).ok());
    QVERIFY(run->commit());
    QVERIFY(*Archive(path()).find(id(u"a")) == nullptr);
    QVERIFY(run->tracker.start(startOf(u"a"))->created);
}

void TestSqliteStore::processesWithNamesOfTheApiAreRenamed()
{
    auto run = std::make_unique<StoredLog>(folder());
    const QByteArray epoch = run->loaded.lineage.epoch();
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        QVERIFY(run->tracker.start(startOf(name)).ok());
    QVERIFY(run->tracker.cancel(id(u"b")).ok());
    QVERIFY(run->tracker.archive(id(u"b")).ok());
    run->stop();
    {
        SqliteConnection file;
        QVERIFY(file.open(path(), SqliteConnection::Mode::ReadWrite).ok());
        QVERIFY(file.run(u"UPDATE processes SET process_id = 'types' WHERE process_id = 'a'"_s).ok());
        QVERIFY(file.run(u"UPDATE processes SET process_id = '..' WHERE process_id = 'b'"_s).ok());
    }
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"types"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"\\.\\."_s));
    run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QVERIFY(run->tracker.find(id(u"types:renamed:1")));
    QVERIFY(!run->tracker.find(id(u"types")));
    QVERIFY(run->tracker.find(id(u"c")));
    QVERIFY(*Archive(path()).find(id(u"..:renamed:2")) != nullptr);
    QVERIFY(run->log.read(0, 1).lost); // nobody resumes on what they were called
    QVERIFY(run->tracker.report(id(u"types:renamed:1"), progressOf(1)).ok());
}

void TestSqliteStore::aCopyIsAnotherLog_data()
{
    QTest::addColumn<bool>("copiedWhileItRan");
    QTest::addColumn<bool>("originalCrashed");
    QTest::newRow("copied after a stop") << false << false;
    QTest::newRow("copied after a stop, the original crashed") << false << true;
    QTest::newRow("copied while it ran") << true << false;
    QTest::newRow("copied while it ran, the original crashed") << true << true;
}

void TestSqliteStore::aCopyIsAnotherLog()
{
    QFETCH(bool, copiedWhileItRan);
    QFETCH(bool, originalCrashed);
    const QString copy = m_folder->filePath(u"copy.db"_s);
    auto run = std::make_unique<StoredLog>(folder());
    const QByteArray first = run->loaded.lineage.epoch();
    const auto change = [&run](int count, double from) {
        for (int i = 0; i < count; ++i)
            QVERIFY(run->tracker.report(id(u"a"), progressOf(from + i)).ok());
        QVERIFY(run->commit());
    };
    QVERIFY(run->tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    change(4, 1);
    if (copiedWhileItRan)
        QVERIFY(Archive(path()).backUp(copy).ok());
    else
        run->stop();
    if (!copiedWhileItRan)
        QVERIFY(Archive(path()).backUp(copy).ok());

    // The original goes on, from event 6 to 10.
    if (!copiedWhileItRan)
        run = std::make_unique<StoredLog>(folder());
    const QByteArray original = run->loaded.lineage.epoch();
    change(5, 10);
    QCOMPARE(run->log.head(), 10u);
    if (originalCrashed)
        crash(run);
    else
        run->stop();

    // The copy is put back, twice, and goes on by itself.
    QByteArray before = original;
    for (int round = 0; round < 2; ++round) {
        run.reset();
        for (const QLatin1StringView suffix : {""_L1, "-wal"_L1, "-shm"_L1})
            QFile::remove(path() + suffix);
        QVERIFY(QFile::copy(copy, path()));
        run = std::make_unique<StoredLog>(folder());
        QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
        const LogLineage &lineage = run->loaded.lineage;
        QVERIFY(lineage.epoch() != before && lineage.epoch() != first && lineage.epoch() != original);
        change(8, 20);
        QVERIFY(lineage.includes(first, 5)); // up to where it was copied both are the same
        QVERIFY(!lineage.includes(first, 6));
        QVERIFY(!lineage.includes(original, 10)); // what the original went on to be is nothing of this
        QVERIFY(round == 0 || !lineage.includes(before, 6));
        before = lineage.epoch();
        if (round == 0)
            run->stop();
    }
    // An orderly stop goes on where it was; what may have been lost in a crash isn't passed over.
    QCOMPARE(run->log.read(5, 1).lost, copiedWhileItRan);
}

void TestSqliteStore::theHistoryIsSwept_data()
{
    QTest::addColumn<int>("maxAgeSeconds");
    QTest::addColumn<int>("maxCount");
    QTest::addColumn<int>("left");
    QTest::newRow("nothing is too old or too much") << 1000 << 1000 << 10;
    QTest::newRow("some are too old") << 55 << 1000 << 5;
    QTest::newRow("some are too much") << 1000 << 3 << 3;
    QTest::newRow("for ever") << 0 << 1000 << 10;
}

void TestSqliteStore::theHistoryIsSwept()
{
    QFETCH(int, maxAgeSeconds);
    QFETCH(int, maxCount);
    QFETCH(int, left);
    StoreOptions options;
    options.historyAge = std::chrono::seconds(maxAgeSeconds);
    options.historyCount = maxCount;
    StoredLog run(folder(), options);
    for (int i = 0; i < 10; ++i) {
        const ProcessId name = id(u"p"_s + QString::number(i));
        QVERIFY(run.tracker.start(startOf(name.toString())).ok());
        QVERIFY(run.tracker.cancel(name).ok());
        QVERIFY(run.tracker.archive(name).ok());
        run.clock.advance(10s);
    }
    QVERIFY(run.commit());
    QVERIFY(run.sweep());
    const auto page = Archive(path()).finished({});
    QVERIFY(page.ok());
    QCOMPARE(page->processes.size(), left);
    QCOMPARE((*page->processes.back())->id, id(u"p9")); // the oldest went
    // What is no longer in the history may begin anew, and only that.
    for (int i = 0; i < 10; ++i)
        QCOMPARE(run.tracker.start(startOf(u"p"_s + QString::number(i)))->created, i < 10 - left);
}

void TestSqliteStore::aStoreThatFellBehindWritesTheState()
{
    auto run = std::make_unique<StoredLog>(folder(), StoreOptions{}, 10);
    QVERIFY(run->tracker.start(startOf(u"gone")).ok());
    QVERIFY(run->tracker.cancel(id(u"gone")).ok());
    QVERIFY(run->commit());
    QVERIFY(run->tracker.archive(id(u"gone")).ok());
    for (int i = 0; i < 100; ++i) // the store gets no turn, and its place falls off the ring
        QVERIFY(run->tracker.start(startOf(u"p"_s + QString::number(i))).ok());
    QVERIFY(run->commit());
    crash(run);
    run = std::make_unique<StoredLog>(folder());
    QCOMPARE(run->tracker.snapshot().processes.size(), 100);
    QVERIFY(!run->tracker.find(id(u"gone")));
}

void TestSqliteStore::typesAndPoliciesSurvive_data()
{
    QTest::addColumn<bool>("falls");
    QTest::newRow("as events") << false;
    QTest::newRow("in the state that is written after a loss") << true;
}

void TestSqliteStore::pausesSurvive_data()
{
    typesAndPoliciesSurvive_data();
}

void TestSqliteStore::typesAndPoliciesSurvive()
{
    QFETCH(bool, falls);
    const auto type = ProcessType::fromString(u"data_export").value();
    const auto second = ProcessType::fromString(u"data_check").value();
    const RetryPolicy policy{
        .maxAttempts = 9, .initialDelay = 3s, .maxDelay = 30s, .exponentialBase = 1.5, .jitter = false};
    auto run = std::make_unique<StoredLog>(folder(), StoreOptions{}, 64);
    QVERIFY(run->tracker.registerType(type));
    QVERIFY(run->tracker.setRetryPolicy(type, policy).ok());
    QVERIFY(run->tracker.registerType(second));
    QVERIFY(run->tracker.start(startOf(u"between", ProcessStatus::Pending, second)).ok());
    QVERIFY(run->tracker.setRetryPolicy(type, retryAfter(1s)).ok());
    QVERIFY(run->tracker.setRetryPolicy(type, policy).ok());
    if (falls) {
        for (int i = 0; i < 100; ++i) // the store gets no turn, and its place falls off the ring
            QVERIFY(run->tracker.report(id(u"between"), {}).ok());
    }
    QVERIFY(run->commit());
    const TypeRegistry before = run->tracker.snapshot().registry;
    crash(run);
    run = std::make_unique<StoredLog>(folder());
    QVERIFY(run->tracker.snapshot().registry == before);
    QCOMPARE(run->tracker.types().last(2), (QList{type, second})); // in the order in which they came
    QCOMPARE(run->loaded.settings.size(), size_t(3)); // what is built in stays free to change with the version
    QVERIFY(run->tracker.retryPolicy(type) == policy);
}

void TestSqliteStore::pausesSurvive()
{
    QFETCH(bool, falls);
    const Origin token{Actor{.kind = Actor::Kind::Token, .name = u"default"_s, .client = u"curl/8"_s}, u"upgrade"_s};
    const ProcessType all;
    auto run = std::make_unique<StoredLog>(folder(), StoreOptions{}, 64);
    QVERIFY(run->tracker.pauseQueue(ProcessType::aiTask(), token));
    run->clock.advance(1s);
    QVERIFY(run->tracker.pauseQueue(all, token));
    QVERIFY(run->tracker.pauseQueue(ProcessType::ragTraining(), token));
    QVERIFY(run->tracker.start(startOf(u"between")).ok());
    if (falls) {
        QVERIFY(run->commit());
        QVERIFY(run->tracker.resumeQueue(ProcessType::ragTraining()));
        for (int i = 0; i < 100; ++i) // the store gets no turn, and its place falls off the ring
            QVERIFY(run->tracker.report(id(u"between"), {}).ok());
    } else {
        QVERIFY(run->tracker.resumeQueue(ProcessType::ragTraining()));
    }
    QVERIFY(run->commit());
    const QueuePauses before = run->tracker.queuePauses();
    QCOMPARE(before.size(), size_t(2));
    crash(run);
    run = std::make_unique<StoredLog>(folder());
    QVERIFY(run->tracker.queuePauses() == before);
    QVERIFY(before.at(all).origin == token
            && before.at(all).sinceMs == before.at(ProcessType::aiTask()).sinceMs + 1000);

    QVERIFY(run->tracker.resumeQueue(all, token));
    QVERIFY(run->commit());
    const auto told = Archive(path()).settings(10, {});
    QVERIFY(told.ok());
    QByteArray last;
    writeEvent(ObjectWriter(last), told->back());
    QVERIFY2(last.contains(R"("event":"queue_resumed","process_type":null)") && last.contains("upgrade"),
             last.constData());
    crash(run);
    run = std::make_unique<StoredLog>(folder());
    QCOMPARE(run->tracker.queuePauses().size(), size_t(1));
    QVERIFY(!run->tracker.queuePauses().contains(all));
}

void TestSqliteStore::tellsWhoMadeASetting()
{
    const Origin token{Actor{.kind = Actor::Kind::Token, .name = u"default"_s, .client = u"curl/8"_s}, u"flaky"_s};
    const auto nightly = ProcessType::fromString(u"nightly").value();
    {
        StoredLog run(folder(), StoreOptions{}, 64);
        QVERIFY(run.tracker.registerType(nightly, token));
        run.clock.advance(1s);
        QVERIFY(run.tracker.setRetryPolicy(nightly, {.maxAttempts = 7}).ok());
        QVERIFY(run.commit());
        QVERIFY(run.sweep()); // no event names the actor
        QVERIFY(run.tracker.setRetryPolicy(nightly, {.maxAttempts = 8}, token).ok());
        for (int i = 0; i < 100; ++i) // the store gets no turn, and its place falls off the ring
            QVERIFY(run.tracker.start(startOf(u"p%1"_s.arg(i))).ok());
        QVERIFY(run.commit());
        run.stop();
    }
    const Archive archive(path());
    const auto all = archive.settings(10, {});
    QVERIFY(all.ok());
    QCOMPARE(all->size(), size_t(3));
    QVERIFY(all->at(0).setting == Setting{nightly});
    QVERIFY(all->at(0).origin == token);
    QVERIFY(all->at(1).setting == (Setting{nightly, RetryPolicy{.maxAttempts = 7}}));
    QCOMPARE(all->at(1).timeMs.value(), all->at(0).timeMs.value() + 1000);
    QVERIFY(all->at(1).origin == Origin{Actor{}}); // this server
    QVERIFY(all->at(2).setting == (Setting{nightly, RetryPolicy{.maxAttempts = 8}}));
    QVERIFY(!all->at(2).timeMs && !all->at(2).origin.actor); // its event was lost
    const auto rest = archive.settings(1, QString::number(all->at(0).number));
    QVERIFY(rest.ok());
    QCOMPARE(rest->size(), size_t(1));
    QCOMPARE(rest->front().number, all->at(1).number);
    QCOMPARE(archive.settings(1, u"x"_s).error().code, ErrorCode::InvalidField);
}

void TestSqliteStore::keepsTheLastPolicies()
{
    StoredLog run(folder());
    const ProcessType types[] = {ProcessType::aiTask(), ProcessType::backgroundJob()};
    QVERIFY(run.tracker.setRetryPolicy(types[1], {.maxAttempts = 2}).ok());
    for (int i = 0; i < SettingTable::mostPolicies + 5; ++i)
        QVERIFY(run.tracker.setRetryPolicy(types[0], {.initialDelay = 100ms * (i + 1)}).ok());
    QVERIFY(run.commit());
    const auto kept = Archive(path()).settings(1000, {});
    QVERIFY(kept.ok());
    QCOMPARE(kept->size(), size_t(SettingTable::mostPolicies + 1)); // of each type
    QVERIFY(kept->front().setting.type == types[1]);
    QVERIFY(kept->at(1).setting.policy->initialDelay == 600ms);
    QVERIFY(kept->back().setting.policy->initialDelay == 100ms * (SettingTable::mostPolicies + 5));
}

namespace {

/// Makes the file as 0.1.0 did, with a process in each row and the event that the log ended with.
void makeFileOfTheFirstRelease(const QString &path, const QStringList &rows)
{
    const QString columns =
        u"created_seq INTEGER NOT NULL, seq INTEGER NOT NULL, report_seq INTEGER NOT NULL, process_id TEXT NOT NULL, "
        "process_type TEXT NOT NULL, status TEXT NOT NULL, name TEXT NOT NULL, description TEXT, progress REAL, "
        "message TEXT, error_message TEXT, metadata TEXT, created_at INTEGER NOT NULL, started_at INTEGER, "
        "updated_at INTEGER NOT NULL, completed_at INTEGER, quiet_since INTEGER, attempt INTEGER NOT NULL, "
        "timeout INTEGER, heartbeat_timeout INTEGER, retry_status TEXT, retry_attempt INTEGER, "
        "retry_max_attempts INTEGER, retry_delay INTEGER, retry_next_at INTEGER, retry_last_error TEXT, "
        "retry_policy TEXT, start_digest BLOB"_s;
    SqliteConnection old;
    if (!old.open(path, SqliteConnection::Mode::ReadWrite))
        qFatal("can't make the file");
    QStringList statements{
        u"PRAGMA journal_mode = WAL"_s,
        u"CREATE TABLE processes (%1, archived INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (created_seq))"_s.arg(columns),
        u"CREATE INDEX processes_by_id ON processes (process_id)"_s,
        u"CREATE INDEX processes_by_end ON processes (completed_at, created_seq) WHERE completed_at IS NOT "
        "NULL"_s,
        u"CREATE TABLE events (created_seq INTEGER NOT NULL, seq INTEGER NOT NULL, time INTEGER NOT NULL, "
        "kind TEXT NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL, progress REAL, message TEXT, "
        "error_message TEXT, PRIMARY KEY (created_seq, seq)) WITHOUT ROWID"_s,
        u"CREATE TABLE log_tail (event_seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, time INTEGER NOT NULL, "
        "event_id TEXT NOT NULL, process INTEGER NOT NULL)"_s,
        u"CREATE TABLE log_tail_states (event_seq INTEGER PRIMARY KEY, %1)"_s.arg(columns),
        u"CREATE TABLE types (name TEXT PRIMARY KEY) WITHOUT ROWID"_s,
        u"CREATE TABLE policies (process_type TEXT PRIMARY KEY, policy TEXT NOT NULL) WITHOUT ROWID"_s,
        u"CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID"_s,
        u"PRAGMA application_id = 1349676899"_s,
        u"PRAGMA user_version = 1"_s,
        u"INSERT INTO log_tail VALUES (2, 'reported', 3000, '018bcfe5-6800-7000-8000-000000000001', 1)"_s,
        u"INSERT INTO meta VALUES ('clean', 1), ('epoch', 'abc'), ('head', 2)"_s,
    };
    for (const QString &row : rows)
        statements.append(u"INSERT INTO processes VALUES (%1, 0)"_s.arg(row));
    for (const QString &statement : statements) {
        if (!old.run(statement))
            qFatal("%s", qPrintable(statement));
    }
}

} // namespace

void TestSqliteStore::opensAFileOfTheFirstRelease()
{
    makeFileOfTheFirstRelease(
        path(),
        {u"1, 2, 2, 'a', 'ai_task', 'running', 'Analyse', 'All of it', 12.5, 'page 3', NULL, '{\"pages\":24}', 1000, "
         "2000, 3000, NULL, NULL, 2, 60000, NULL, 'executing', 2, 3, 500, NULL, 'no disk', NULL, x'00ff'"_s});

    auto run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QVERIFY(run->loaded.lineage.ancestors() == (std::vector<LogLineage::Ancestor>{{"abc", 2}}));
    QCOMPARE(run->log.read(1, 10).events.size(), 1u);
    const ProcessPtr process = run->tracker.find(id(u"a"));
    QVERIFY(process);
    QCOMPARE((*process)->type, ProcessType::aiTask());
    QCOMPARE((*process)->status, ProcessStatus::Running);
    QCOMPARE((*process)->name, u"Analyse"_s);
    QCOMPARE((*process)->description, u"All of it"_s);
    QVERIFY((*process)->progress == 12.5);
    QCOMPARE((*process)->metadata.toJson(), R"({"pages":24})");
    QVERIFY((*process)->timeout == 60s);
    QVERIFY((*process)->retry && (*process)->retry->delay == 500ms);
    QCOMPARE((*process)->retry->lastError, u"no disk"_s);

    // It goes on in the same file, and so does the next run.
    QVERIFY(run->tracker.report(id(u"a"), progressOf(50)).ok());
    QVERIFY(run->tracker.report(id(u"a"), progressOf(60)).ok());
    const Process last = **run->tracker.find(id(u"a"));
    run->stop();
    run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QVERIFY(**run->tracker.find(id(u"a")) == last);
    QCOMPARE(run->log.read(1, 10).events.size(), 3u);
}

void TestSqliteStore::opensAFileWithoutActors()
{
    makeFileOfTheFirstRelease(
        path(),
        {u"1, 2, 2, 'a', 'ai_task', 'running', 'Analyse', NULL, NULL, NULL, NULL, NULL, 1000, "
         "2000, 3000, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"_s});
    {
        // What version 2 added.
        SqliteConnection file;
        QVERIFY(file.open(path(), SqliteConnection::Mode::ReadWrite).ok());
        QVERIFY(file.run(u"CREATE TABLE epochs (number INTEGER PRIMARY KEY, epoch TEXT NOT NULL, "
                         "ended INTEGER NOT NULL)"_s)
                    .ok());
        for (const QString &table : {u"processes"_s, u"log_tail_states"_s}) {
            for (const QString &column : {u"pending_timeout INTEGER"_s, u"work TEXT"_s, u"work_here INTEGER"_s})
                QVERIFY(file.run(u"ALTER TABLE %1 ADD COLUMN %2"_s.arg(table, column)).ok());
        }
        QVERIFY(file.run(u"PRAGMA user_version = 2"_s).ok());
        QVERIFY(file.run(u"INSERT INTO types VALUES ('nightly'), ('hourly')"_s).ok());
        QVERIFY(file.run(u"INSERT INTO policies VALUES ('hourly', '{\"max_attempts\":9}')"_s).ok());
        QVERIFY(file.run(u"INSERT INTO events VALUES (1, 1, 1000, 'started', 'pending', 1, NULL, NULL, NULL), "
                         "(1, 2, 3000, 'reported', 'running', 1, 12.5, 'page 3', NULL)"_s)
                    .ok());
    }
    auto run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QVERIFY(run->loaded.wasClean); // whoever followed the log goes on
    const auto settings = Archive(path()).settings(10, {});
    QVERIFY(settings.ok());
    QCOMPARE(settings->size(), size_t(3));
    QVERIFY(!settings->back().timeMs && !settings->back().origin.actor);
    QCOMPARE(run->tracker.types().last().toString(), u"nightly"_s);
    QCOMPARE(run->tracker.retryPolicy(settings->back().setting.type)->maxAttempts, 9);
    QVERIFY(run->log.read(1, 10).events[0].origin == Origin{});
    const Origin token{Actor{.kind = Actor::Kind::Token, .name = u"default"_s}, u"too slow"_s};
    QVERIFY(run->tracker.cancel(id(u"a"), token).ok());
    run->stop();
    run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QVERIFY(run->log.read(2, 1).events[0].origin == token);
    const auto page = Archive(path()).events(id(u"a"), 10, {});
    QVERIFY(page.ok());
    QCOMPARE(page->events.size(), 3u);
    QVERIFY(!page->events[1].origin.actor); // nobody knows
    QCOMPARE(toJson(page->events[1]),
             QByteArray(R"({"seq":2,"timestamp":3,"event":"reported","status":"running","attempt":1,"progress":12.5,)"
                        R"("message":"page 3","error_message":null,"retry":null,"actor":null,"reason":null})"));
    QVERIFY(page->events[2].origin == token);
}

void TestSqliteStore::opensAFileWithoutAttempts()
{
    // As version 4 left it.
    auto run = std::make_unique<StoredLog>(folder());
    QVERIFY(run->tracker.start(startOf(u"a")).ok());
    QVERIFY(run->tracker.report(id(u"a"), progressOf(12.5)).ok());
    run->stop();
    {
        SqliteConnection file;
        QVERIFY(file.open(path(), SqliteConnection::Mode::ReadWrite).ok());
        for (const QString &table : {u"processes"_s, u"log_tail_states"_s}) {
            for (const QString &column :
                 {u"progress_timeout"_s, u"output_timeout"_s, u"max_memory"_s, u"max_cpu_time"_s, u"limit_sustain"_s,
                  u"retry_on_limit"_s, u"quiet_clock"_s, u"last_progress_at"_s, u"attempts"_s, u"priority"_s, u"uses"_s,
                  u"depends_on"_s, u"dependency"_s})
                QVERIFY(file.run(u"ALTER TABLE %1 DROP COLUMN %2"_s.arg(table, column)).ok());
        }
        QVERIFY(file.run(u"ALTER TABLE settings DROP COLUMN paused"_s).ok());
        QVERIFY(file.run(u"DROP TRIGGER series_go"_s).ok());
        QVERIFY(file.run(u"DROP TABLE series"_s).ok());
        QVERIFY(file.run(u"DROP TABLE schedules"_s).ok());
        QVERIFY(file.run(u"UPDATE processes SET quiet_since = 5"_s).ok());
        QVERIFY(file.run(u"PRAGMA user_version = 4"_s).ok());
    }
    run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QVERIFY(run->loaded.wasClean);
    const ProcessPtr process = run->tracker.find(id(u"a"));
    QVERIFY((*process)->progress == 12.5 && !(*process)->progressedAt && !(*process)->details);
    QVERIFY((*process)->quietSince && (*process)->quietClock == QuietClock::Report);

    // Its attempts are kept from now on.
    ReportChange failed;
    failed.status = ProcessStatus::Failed;
    failed.exit = Exit{.code = 3};
    failed.resources = Resources{.memory = 4096};
    QVERIFY(run->tracker.report(id(u"a"), failed).ok());
    QVERIFY(run->tracker.retry(id(u"a")).ok());
    const Process last = **run->tracker.find(id(u"a"));
    run->stop();
    run = std::make_unique<StoredLog>(folder());
    QVERIFY(**run->tracker.find(id(u"a")) == last);
    QVERIFY(last.earlierAttempts->list().at(0).details->exit->code == 3);
    // The file itself can be asked.
    SqliteConnection file;
    QVERIFY(file.open(path(), SqliteConnection::Mode::ReadOnly).ok());
    QCOMPARE(*file.integer(u"SELECT json_extract(attempts, '$.earlier_attempts[0].resources.memory_peak') "
                           "FROM processes"_s),
             4096);
}

void TestSqliteStore::whatAnOldFileLeftUndecidedIsDecidedOnce_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("createdSeq"); // the last event is 2
    QTest::addColumn<int>("attempt");
    QTest::addColumn<QString>("stored"); // status, attempt, attempts and delay of the retry, in SQL
    QTest::addColumn<QString>("retry");
    const QString none = u"NULL, NULL, NULL, NULL"_s;
    QTest::newRow("failed") << u"ai_task"_s << u"failed"_s << 1 << 1 << none << u"scheduled 2/3"_s;
    QTest::newRow("timed out") << u"ai_task"_s << u"timeout"_s << 1 << 1 << none << u"scheduled 2/3"_s;
    QTest::newRow("failed again") << u"ai_task"_s << u"failed"_s << 1 << 2 << u"'failed', 2, 3, 0"_s
                                  << u"scheduled 3/3"_s;
    QTest::newRow("failed for the last time")
        << u"ai_task"_s << u"failed"_s << 1 << 3 << u"'failed', 3, 3, 0"_s << u"exhausted 3/3"_s;
    QTest::newRow("given up before") << u"ai_task"_s << u"failed"_s << 1 << 1 << u"'exhausted', 1, 1, 0"_s
                                     << u"exhausted 1/1"_s;
    QTest::newRow("called off before") << u"ai_task"_s << u"failed"_s << 1 << 1 << u"'cancelled', 2, 3, 9"_s
                                       << u"cancelled 2/3"_s;
    QTest::newRow("without a policy") << u"background_job"_s << u"failed"_s << 1 << 1 << none << QString();
    QTest::newRow("cancelled") << u"ai_task"_s << u"cancelled"_s << 1 << 1 << none << QString();
    QTest::newRow("imported") << u"ai_task"_s << u"failed"_s << 2 << 1 << none << QString();
}

void TestSqliteStore::whatAnOldFileLeftUndecidedIsDecidedOnce()
{
    QFETCH(QString, type);
    QFETCH(QString, status);
    QFETCH(int, createdSeq);
    QFETCH(int, attempt);
    QFETCH(QString, stored);
    QFETCH(QString, retry);
    makeFileOfTheFirstRelease(
        path(),
        {u"%1, 2, 2, 'a', '%2', '%3', 'Analyse', NULL, NULL, NULL, 'no disk', NULL, 1000, 2000, 3000, 3000, NULL, %4, "
         "NULL, NULL, %5, NULL, NULL, NULL, NULL"_s.arg(createdSeq)
             .arg(type, status)
             .arg(attempt)
             .arg(stored)});
    auto run = std::make_unique<StoredLog>(folder());
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    const Process process = **run->tracker.find(id(u"a"));
    const auto &state = process.retry;
    QCOMPARE(state ? u"%1 %2/%3"_s.arg(wireName(state->status)).arg(state->attempt).arg(state->maxAttempts) : QString(),
             retry);
    if (state && state->status == RetryState::Status::Scheduled)
        QCOMPARE(state->nextAt, std::optional(run->clock.wallMs() + state->delay.count()));
    // The decision was stored, and a policy of later changes nothing of it.
    QVERIFY(run->tracker.setRetryPolicy(*ProcessType::fromString(type), retryAfter(1s, 9)).ok());
    QVERIFY(run->commit());
    crash(run);
    run = std::make_unique<StoredLog>(folder());
    QVERIFY(**run->tracker.find(id(u"a")) == process);
}

void TestSqliteStore::theWorkOfAnOldFileIsOnlyShown_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("metadata"); // SQL
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("left");
    const auto row = [](const char *name, const QString &type, const QString &metadata, const QByteArray &request,
                        const QByteArray &left) { QTest::newRow(name) << type << metadata << request << left; };
    const QByteArray nothing;

    row("a document", u"document_processing"_s,
        u"'{\"request\":{\"path\":\"/etc/passwd\"},\"stage\":\"queued\",\"worker\":\"procession\"}'"_s,
        R"({"path":"/etc/passwd"})", R"({"stage":"queued"})");
    row("an AI task", u"ai_task"_s,
        u"'{\"request\":{\"prompt\":\"ein Brief – für \\\"sie\\\"\"},\"worker\":\"procession\"}'"_s,
        R"({"prompt":"ein Brief – für \"sie\""})", "{}");
    row("a training", u"rag_training"_s, u"'{\"worker\":\"procession\",\"request\":{\"folder\":\"/\"},\"a\":1.50}'"_s,
        R"({"folder":"/"})", R"({"a":1.50})");
    row("another type", u"background_job"_s, u"'{\"request\":{},\"worker\":\"procession\"}'"_s, nothing,
        R"({"request":{},"worker":"procession"})");
    row("another's worker", u"ai_task"_s, u"'{\"request\":{},\"worker\":\"w7\"}'"_s, nothing,
        R"({"request":{},"worker":"w7"})");
    row("no request", u"ai_task"_s, u"'{\"worker\":\"procession\"}'"_s, nothing, R"({"worker":"procession"})");
    row("a number for a request", u"ai_task"_s, u"'{\"request\":7,\"worker\":\"procession\"}'"_s, nothing,
        R"({"request":7,"worker":"procession"})");
    row("a list of workers", u"ai_task"_s, u"'{\"request\":{},\"worker\":[\"procession\"]}'"_s, nothing,
        R"({"request":{},"worker":["procession"]})");
    row("no metadata", u"ai_task"_s, u"NULL"_s, nothing, "{}");
}

void TestSqliteStore::theWorkOfAnOldFileIsOnlyShown()
{
    QFETCH(QString, type);
    QFETCH(QString, metadata);
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, left);
    makeFileOfTheFirstRelease(
        path(),
        {u"1, 2, 2, 'a', '%1', 'pending', 'Analyse', NULL, NULL, NULL, NULL, %2, 1000, NULL, 3000, "
         "NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"_s.arg(type, metadata)});
    const StoredLog run(folder());
    QVERIFY2(run.problem.isEmpty(), qPrintable(run.problem));
    const Process process = **run.tracker.find(id(u"a"));
    QCOMPARE(process.metadata.toJson(), left);
    const Work *work = process.dispatch.work();
    QCOMPARE(work != nullptr, !request.isEmpty());
    if (work) {
        QCOMPARE(work->request.utf8().toByteArray(), request);
        QVERIFY(!work->isHere);
        QVERIFY(!isOwnWork(process));
    }
    // Whoever resumes would not hear of the change.
    QCOMPARE(run.loaded.wasClean, !work);
}

void TestSqliteStore::tellsHowFarTheClockMayHaveMoved_data()
{
    QTest::addColumn<qint64>("before");
    QTest::addColumn<qint64>("during"); // before there is a further commit
    QTest::addColumn<qint64>("after");
    QTest::addColumn<bool>("isLive");
    QTest::addColumn<bool>("isSameBoot");
    QTest::addColumn<qint64>("moved");
    constexpr qint64 hour = 3600000;

    QTest::newRow("not at all") << qint64(0) << qint64(0) << qint64(0) << true << true << qint64(0);
    QTest::newRow("forward") << qint64(0) << qint64(0) << 2 * hour << true << true << 2 * hour;
    QTest::newRow("back") << qint64(0) << qint64(0) << -2 * hour << true << true << qint64(0);
    QTest::newRow("forward while it ran") << qint64(0) << 2 * hour << 2 * hour << true << true << 2 * hour;
    QTest::newRow("back and forward again") << qint64(0) << -2 * hour << qint64(0) << true << true << 2 * hour;
    QTest::newRow("nothing is live") << qint64(0) << qint64(0) << 2 * hour << false << true << qint64(0);
    // What happened since the last event isn't known.
    QTest::newRow("the machine was off") << qint64(0) << qint64(0) << 2 * hour << true << false << 2 * hour;
    QTest::newRow("off, and moved before") << qint64(0) << -hour << hour << true << false << 3 * hour;
}

void TestSqliteStore::tellsHowFarTheClockMayHaveMoved()
{
    QFETCH(qint64, before);
    QFETCH(qint64, during);
    QFETCH(qint64, after);
    QFETCH(bool, isLive);
    QFETCH(bool, isSameBoot);
    QFETCH(qint64, moved);
    using Ms = std::chrono::milliseconds;
    auto run = std::make_unique<StoredLog>(folder(), StoreOptions(), EventLog::defaultCapacity, Ms(before));
    QVERIFY(run->tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    QVERIFY(run->commit());
    run->clock.jump(Ms(during - before));
    QVERIFY(run->tracker.report(id(u"a"), isLive ? progressOf(1) : reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(run->commit());
    crash(run);
    if (!isSameBoot) {
        SqliteConnection file;
        QVERIFY(file.open(path(), SqliteConnection::Mode::ReadWrite).ok());
        QVERIFY(file.run(u"UPDATE meta SET value = 'another' || substr(value, instr(value, ' ')) WHERE key = 'clock'"_s)
                    .ok());
    }
    run = std::make_unique<StoredLog>(folder(), StoreOptions(), EventLog::defaultCapacity, Ms(after));
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QCOMPARE(run->loaded.clockMoved.count(), moved);
}

void TestSqliteStore::theFolderHasOneServer()
{
    auto first = std::make_unique<StoredLog>(folder());
    const StoredLog second(folder());
    QVERIFY2(second.problem.contains(u"another server has this data folder"_s), qPrintable(second.problem));
    QVERIFY(second.problem.contains(QString::number(QCoreApplication::applicationPid())));
    first->stop();
    QVERIFY(StoredLog(folder()).problem.isEmpty());
}

void TestSqliteStore::refusesFilesThatItCannotKeep_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    QTest::newRow("not a database") << u"text"_s << u"isn't a Procession database"_s;
    QTest::newRow("another program's database") << u"foreign"_s << u"another program"_s;
    QTest::newRow("from a newer Procession") << u"newer"_s << u"newer Procession"_s;
    QTest::newRow("damaged pages") << u"damaged"_s << u"damaged"_s;
}

void TestSqliteStore::refusesFilesThatItCannotKeep()
{
    QFETCH(QString, kind);
    QFETCH(QString, message);
    if (kind == "text"_L1) {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, 'x'));
    } else if (kind == "foreign"_L1) {
        SqliteConnection connection;
        QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
        QVERIFY(connection.run(u"CREATE TABLE recipes (name TEXT)"_s).ok());
    } else {
        auto run = std::make_unique<StoredLog>(folder());
        for (int i = 0; i < 500; ++i)
            QVERIFY(run->tracker.start(startOf(u"p"_s + QString::number(i))).ok());
        run->stop();
        if (kind == "newer"_L1) {
            SqliteConnection connection;
            QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
            QVERIFY(connection.run(u"PRAGMA user_version = 1000"_s).ok());
        } else {
            QFile file(path());
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.seek(8 * 4096)); // beyond the schema
            file.write(QByteArray(static_cast<qsizetype>(file.size()) - 8 * 4096, '\x5a'));
        }
    }
    const QByteArray before = [this] {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }();
    const StoredLog run(folder());
    QVERIFY2(run.problem.contains(message), qPrintable(run.problem));
    QVERIFY(run.problem.contains(path())); // it says which file
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY2(file.readAll() == before, "the file must be left as it was");
}

void TestSqliteStore::aTornWalKeepsWhatWasCommitted()
{
    auto run = std::make_unique<StoredLog>(folder());
    QVERIFY(run->tracker.start(startOf(u"first")).ok());
    QVERIFY(run->commit());
    const qint64 whole = QFileInfo(path() + "-wal"_L1).size();
    QVERIFY(whole > 0);
    QVERIFY(run->tracker.start(startOf(u"second")).ok());
    QVERIFY(run->commit());
    // The machine dies while the second transaction is on its way to the disk.
    const QTemporaryDir after;
    QVERIFY(QFile::copy(path(), DataFolder::databaseIn(after.path())));
    const QString wal = DataFolder::databaseIn(after.path()) + "-wal"_L1;
    QVERIFY(QFile::copy(path() + "-wal"_L1, wal));
    QVERIFY(QFile::resize(wal, whole + 1000));
    crash(run);

    const StoredLog next(after.path());
    QVERIFY2(next.problem.isEmpty(), qPrintable(next.problem));
    QVERIFY(next.tracker.find(id(u"first")));
    QVERIFY(!next.tracker.find(id(u"second")));
}

void TestSqliteStore::othersCannotReadTheFile()
{
    StoredLog run(folder());
    QVERIFY(run.tracker.start(startOf(u"a")).ok());
    QVERIFY(run.commit());
    for (const QString &file : {path(), path() + "-wal"_L1})
        QVERIFY2(!(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther)), qPrintable(file));
}

QTEST_GUILESS_MAIN(TestSqliteStore)
#include "tst_sqlitestore.moc"
