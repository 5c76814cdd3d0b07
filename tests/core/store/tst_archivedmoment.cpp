// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive.h"
#include "storedlog.h"

#include <QTemporaryDir>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// The list as it was at a moment, read back from a real file.
class TestArchivedMoment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsTheListOfAMoment_data();
    void tellsTheListOfAMoment();
    void tellsTheNewestFirst();
    void goesOnAfterACursor();
    void refusesCursorsThatItDidNotGive();
    void knowsWhatASweepTook();
    void showsWhatAnEarlierVersionArchivedUntilItsEnd();
    void knowsAnImportFromThenOn();

private:
    void live();
    Result<void> restart(StoreOptions options = {});
    QStringList listAt(std::chrono::milliseconds at, const MomentQuery &query = {}) const;
    Archive archive() const { return Archive(path()); }
    QString path() const { return DataFolder::databaseIn(m_folder->path()); }
    void report(const QString &name, ProcessStatus status, std::optional<double> progress = {},
                const QString &error = {});

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StoredLog> m_run;
};

void TestArchivedMoment::init()
{
    m_run.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_run = std::make_unique<StoredLog>(m_folder->path());
    QVERIFY2(m_run->problem.isEmpty(), qPrintable(m_run->problem));
}

void TestArchivedMoment::report(const QString &name, ProcessStatus status, std::optional<double> progress,
                                const QString &error)
{
    ReportChange change = reportOf(status);
    if (progress)
        change.progress = *progress;
    if (!error.isEmpty())
        change.errorMessage = error;
    QVERIFY(m_run->tracker.report(id(name), change).ok());
}

/// A minute and a half in the life of four processes.
void TestArchivedMoment::live()
{
    FakeClock &clock = m_run->clock;
    ProcessTracker &tracker = m_run->tracker;
    clock.advance(1s);
    QVERIFY(tracker.start(startOf(u"done", ProcessStatus::Running)).ok());
    StartChange twice = startOf(u"twice", ProcessStatus::Running);
    twice.retryPolicy = retryAfter(60s, 3);
    QVERIFY(tracker.start(twice).ok());
    QVERIFY(tracker.start(startOf(u"gone", ProcessStatus::Running)).ok());
    clock.advance(9s); // 10
    report(u"done"_s, ProcessStatus::Completed);
    report(u"twice"_s, ProcessStatus::Failed, {}, u"no disk"_s);
    clock.advance(10s); // 20
    QVERIFY(tracker.retry(id(u"twice")).ok());
    clock.advance(10s); // 30
    QVERIFY(tracker.start(startOf(u"late")).ok());
    report(u"twice"_s, ProcessStatus::Running, 50);
    clock.advance(10s); // 40
    report(u"twice"_s, ProcessStatus::Completed, 100);
    clock.advance(20s); // 60
    QVERIFY(tracker.archive(id(u"done")).ok());
    QVERIFY(tracker.cancel(id(u"gone")).ok());
    clock.advance(20s); // 80
    QVERIFY(tracker.remove(id(u"gone")).ok());
    clock.advance(10s); // 90
    QVERIFY(m_run->commit());
}

Result<void> TestArchivedMoment::restart(StoreOptions options)
{
    m_run->stop();
    m_run.reset();
    m_run = std::make_unique<StoredLog>(m_folder->path(), options, EventLog::defaultCapacity, 90s);
    return m_run->problem.isEmpty() ? Result<void>() : Error{ErrorCode::Io, m_run->problem, {}};
}

/// `id status attempt progress`, and what else is known.
QStringList TestArchivedMoment::listAt(std::chrono::milliseconds at, const MomentQuery &query) const
{
    MomentQuery asked = query;
    asked.atMs = FakeClock::beginning + at.count();
    const auto numbers = archive().trackedAt(asked);
    if (!numbers)
        return {numbers.error().message};
    const auto states = archive().statesAt(*numbers, asked.atMs);
    if (!states)
        return {states.error().message};
    QStringList list;
    const auto seconds = [](const CompactOptional<qint64> &time) {
        return time ? QString::number((*time - FakeClock::beginning) / 1000) : u"-"_s;
    };
    for (const ProcessPtr &state : *states) {
        const Process &process = **state;
        list.append(u"%1 %2 #%3 %4-%5 %6"_s.arg(process.id.toString(), wireName(process.status))
                        .arg(process.attempt)
                        .arg(seconds(process.startedAt), seconds(process.completedAt))
                        .arg(process.progress.value_or(-1)));
        if (!process.errorMessage.isEmpty())
            list.back() += u' ' + process.errorMessage.toString();
        if (process.retry)
            list.back() += u" retry "_s + wireName(process.retry->status);
    }
    return list;
}

void TestArchivedMoment::tellsTheListOfAMoment_data()
{
    QTest::addColumn<std::chrono::milliseconds>("at");
    QTest::addColumn<QStringList>("list");
    const auto row = [](const char *name, std::chrono::milliseconds at, const QStringList &list) {
        for (const bool afterRestart : {false, true}) {
            QTest::newRow(afterRestart ? QByteArray(name).append(", after a restart").constData() : name) << at << list;
        }
    };
    const QString late = u"late pending #1 --- -1"_s;
    const QString failed = u"twice failed #1 1-10 -1 no disk retry scheduled"_s;
    const QString completed = u"twice completed #2 30-40 100"_s;
    row("before any", 999ms, {});
    row("they run", 1s, {u"done running #1 1-- -1"_s, u"twice running #1 1-- -1"_s});
    row("just before they end", 9999ms, {u"done running #1 1-- -1"_s, u"twice running #1 1-- -1"_s});
    row("one failed", 10s, {u"done completed #1 1-10 -1"_s, failed});
    row("still", 19999ms, {u"done completed #1 1-10 -1"_s, failed});
    row("it is retried", 20s, {u"done completed #1 1-10 -1"_s, u"twice pending #2 --- -1"_s});
    row("the retry runs", 35s, {u"done completed #1 1-10 -1"_s, u"twice running #2 30-- 50"_s, late});
    row("all is over", 59999ms, {u"done completed #1 1-10 -1"_s, completed, late});
    row("one left the list", 60s, {completed, late});
    row("now", 90s, {completed, late});
}

void TestArchivedMoment::tellsTheListOfAMoment()
{
    QFETCH(std::chrono::milliseconds, at);
    live();
    if (QByteArray(QTest::currentDataTag()).contains("restart"))
        QVERIFY(restart().ok());
    QTEST(listAt(at), "list");
    const auto range = archive().range();
    QVERIFY(range.ok());
    QCOMPARE(range->beginMs, FakeClock::beginning);
    QCOMPARE(range->knownMs, FakeClock::beginning);
}

void TestArchivedMoment::tellsTheNewestFirst()
{
    live();
    QCOMPARE(listAt(35s, {.descending = true}),
             (QStringList{u"late pending #1 --- -1"_s, u"twice running #2 30-- 50"_s, u"done completed #1 1-10 -1"_s}));
}

void TestArchivedMoment::goesOnAfterACursor()
{
    live();
    const MomentQuery query{.atMs = FakeClock::beginning + 35000};
    const auto all = archive().trackedAt(query);
    QVERIFY(all.ok());
    QCOMPARE(all->size(), 3u);
    for (const bool descending : {false, true}) {
        MomentQuery next = query;
        next.descending = descending;
        next.cursor = QString::number((*all)[1]);
        const auto rest = archive().trackedAt(next);
        QVERIFY(rest.ok());
        QCOMPARE(*rest, std::vector{(*all)[descending ? 0 : 2]});
    }
}

void TestArchivedMoment::refusesCursorsThatItDidNotGive()
{
    const auto list = archive().trackedAt({.atMs = FakeClock::beginning, .cursor = u"1 OR 1"_s});
    QVERIFY(!list.ok());
    QCOMPARE(list.error().code, ErrorCode::InvalidField);
    QCOMPARE(list.error().field, u"cursor"_s);
}

/// What it took is in no list any more, and from when on that is the case is told.
void TestArchivedMoment::knowsWhatASweepTook()
{
    live();
    QVERIFY(restart({.historyAge = 1s}).ok());
    QVERIFY(m_run->sweep());
    QCOMPARE(listAt(10s), QStringList{u"twice failed #1 1-10 -1 no disk retry scheduled"_s});
    const auto range = archive().range();
    QVERIFY(range.ok());
    QCOMPARE(range->beginMs, FakeClock::beginning + 1000);
    QCOMPARE(range->knownMs, FakeClock::beginning + 60000);
}

void TestArchivedMoment::showsWhatAnEarlierVersionArchivedUntilItsEnd()
{
    live();
    {
        SqliteConnection connection;
        QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
        QVERIFY(connection.run(u"UPDATE processes SET archived = 1 WHERE process_id = 'done'"_s).ok());
    }
    QCOMPARE(listAt(9s), (QStringList{u"done running #1 1-- -1"_s, u"twice running #1 1-- -1"_s}));
    QCOMPARE(listAt(10s), QStringList{u"twice failed #1 1-10 -1 no disk retry scheduled"_s});
}

/// It had begun and ended elsewhere before.
void TestArchivedMoment::knowsAnImportFromThenOn()
{
    Process process;
    process.id = id(u"taken");
    process.type = ProcessType::aiTask();
    process.name = u"taken"_s;
    process.status = ProcessStatus::Completed;
    process.createdAt = FakeClock::beginning - 50000;
    process.startedAt = FakeClock::beginning - 40000;
    process.completedAt = FakeClock::beginning - 30000;
    process.updatedAt = FakeClock::beginning - 30000;
    m_run->clock.advance(5s);
    const auto imported = m_run->tracker.import(process);
    QVERIFY2(imported.ok(), imported ? "" : qPrintable(imported.error().message));
    m_run->clock.advance(5s);
    QVERIFY(m_run->commit());
    QCOMPARE(listAt(4s), QStringList());
    QCOMPARE(listAt(5s), QStringList{u"taken completed #1 -40--30 -1"_s});
}

QTEST_GUILESS_MAIN(TestArchivedMoment)
#include "tst_archivedmoment.moc"
