// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive.h"
#include "historysweep.h"
#include "sqliteschema.h"
#include "storedlog.h"

#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>
#include <cstdio>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// The history stays within its limits, in a file that gets smaller again.
class TestHistorySweep : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void theFileShrinks_data();
    void theFileShrinks();
    void roomStaysForWhatComes();
    void keepsWhatIsTracked();
    void groupsAreWrittenMeanwhile();
    void goesOnWhereItWasStopped();
    void aFileOfAnEarlierVersionIsWrittenAnew_data();
    void aFileOfAnEarlierVersionIsWrittenAnew();
    void isKilledAgainAndAgain();

private:
    QString folder() const { return m_folder->path(); }
    QString path() const { return DataFolder::databaseIn(folder()); }
    qint64 ask(const QString &sql) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

const Text &longMessage()
{
    static const Text text(QString(2000, u'x'));
    return text;
}

/// Starts processes and has them go into the history. Whether that was possible.
bool live(StoredLog &run, const QString &prefix, int count, std::chrono::milliseconds each = {})
{
    for (int i = 0; i < count; ++i) {
        const QString name = prefix + QString::number(i);
        ReportChange report = reportOf(ProcessStatus::Completed);
        report.message = longMessage();
        if (!run.tracker.start(startOf(name, ProcessStatus::Running)) || !run.tracker.report(id(name), report)
            || !run.tracker.archive(id(name)))
            return false;
        run.clock.advance(each);
    }
    return run.commit();
}

/// The child, which is killed: the history is filled and swept until then.
int sweepForEver(const QString &folder, const QString &prefix)
{
    StoredLog run(folder, {.durability = Durability::Normal, .historyCount = 50});
    if (!run.problem.isEmpty())
        return 1;
    for (int i = 0;; ++i) {
        const QString kept = u"%1-kept-%2"_s.arg(prefix).arg(i);
        if (!run.tracker.start(startOf(kept)) || !live(run, u"%1-%2-"_s.arg(prefix).arg(i), 400))
            return 1;
        std::printf("%s\n", qPrintable(kept));
        std::fflush(stdout);
        run.store->sweepHistory();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 30);
    }
}

} // namespace

void TestHistorySweep::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

qint64 TestHistorySweep::ask(const QString &sql) const
{
    SqliteConnection connection;
    if (!connection.open(path(), SqliteConnection::Mode::ReadOnly))
        return -1;
    const auto number = connection.integer(sql);
    return number ? *number : -1;
}

void TestHistorySweep::theFileShrinks_data()
{
    QTest::addColumn<StoreOptions>("options");
    QTest::addColumn<int>("least"); // that stay
    QTest::addColumn<int>("most");
    QTest::newRow("by number") << StoreOptions{.durability = Durability::Normal, .historyCount = 100} << 100 << 100;
    QTest::newRow("by age") << StoreOptions{.durability = Durability::Normal, .historyAge = 100s} << 99 << 100;
    QTest::newRow("by size") << StoreOptions{.durability = Durability::Normal, .historyBytes = 1024 * 1024} << 100
                             << 400;
    QTest::newRow("by what is least") << StoreOptions{.durability = Durability::Normal,
                                                      .historyAge = 500s,
                                                      .historyCount = 70}
                                      << 70 << 70;
}

void TestHistorySweep::theFileShrinks()
{
    QFETCH(const StoreOptions, options);
    QFETCH(const int, least);
    QFETCH(const int, most);
    auto run = std::make_unique<StoredLog>(folder(), options);
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QVERIFY(live(*run, u"p"_s, 1500, 1s));
    run.reset(); // an orderly stop would write the last of the log as well
    const qint64 before = QFileInfo(path()).size();
    run = std::make_unique<StoredLog>(folder(), options, EventLog::defaultCapacity, 1500s);
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QVERIFY(run->sweep());
    run.reset();

    const qint64 after = QFileInfo(path()).size();
    QVERIFY2(after * 2 < before, qPrintable(u"%1 of %2"_s.arg(after).arg(before)));
    const qint64 left = ask(u"SELECT count(*) FROM processes"_s);
    QVERIFY2(left >= least && left <= most, qPrintable(QString::number(left)));
    QCOMPARE(ask(u"SELECT count(*) FROM events WHERE created_seq NOT IN (SELECT created_seq FROM processes)"_s), 0);
    // The newest stay, whole.
    const auto newest = Archive(path()).find(id(u"p1499"));
    QVERIFY(newest && *newest);
    QCOMPARE((**newest)->message, longMessage());
    QCOMPARE(Archive(path()).events(id(u"p1499"), 10, {})->events.size(), 2u);
}

/// Each page that is given back had to be asked for again soon.
void TestHistorySweep::roomStaysForWhatComes()
{
    auto run =
        std::make_unique<StoredLog>(folder(), StoreOptions{.durability = Durability::Normal, .historyCount = 100});
    QVERIFY(live(*run, u"p"_s, 1500));
    QVERIFY(run->sweep());
    const qint64 free = ask(u"PRAGMA freelist_count"_s);
    QVERIFY2(free > 0 && free <= HistorySweep::leastReserve, qPrintable(QString::number(free)));
    run->stop();
}

void TestHistorySweep::keepsWhatIsTracked()
{
    auto run = std::make_unique<StoredLog>(
        folder(), StoreOptions{.durability = Durability::Normal, .historyAge = 1s, .historyCount = 0});
    QVERIFY(run->tracker.start(startOf(u"live")).ok());
    QVERIFY(run->tracker.start(startOf(u"done")).ok());
    QVERIFY(run->tracker.cancel(id(u"done")).ok());
    QVERIFY(live(*run, u"p"_s, 10));
    run->clock.advance(1h);
    QVERIFY(run->sweep());
    QCOMPARE(ask(u"SELECT count(*) FROM processes"_s), 2);
    QCOMPARE(ask(u"SELECT count(*) FROM events"_s), 3);
    run->stop();
}

/// What comes while the history is swept is committed before that ends.
void TestHistorySweep::groupsAreWrittenMeanwhile()
{
    auto run = std::make_unique<StoredLog>(folder(), StoreOptions{.durability = Durability::Normal, .historyCount = 0});
    QVERIFY(live(*run, u"p"_s, 1500));
    QSignalSpy swept(run->store.get(), &SqliteStore::historySwept);
    run->store->sweepHistory();
    int committed = 0;
    for (int i = 0; swept.isEmpty(); ++i) {
        QVERIFY(run->tracker.start(startOf(u"q%1"_s.arg(i))).ok());
        QVERIFY(run->commit());
        committed += swept.isEmpty() ? 1 : 0;
    }
    QVERIFY2(committed >= 3, qPrintable(QString::number(committed)));
    run->stop();
}

void TestHistorySweep::goesOnWhereItWasStopped()
{
    const StoreOptions options{.durability = Durability::Normal, .historyCount = 0};
    auto run = std::make_unique<StoredLog>(folder(), options);
    QVERIFY(live(*run, u"p"_s, 500));
    run->store->sweepHistory();
    QVERIFY(QTest::qWaitFor([this] { return ask(u"SELECT count(*) FROM processes"_s) < 500; }));
    run->stop();
    QVERIFY(ask(u"SELECT count(*) FROM processes"_s) > 0); // it was in the middle
    run = std::make_unique<StoredLog>(folder(), options);
    QVERIFY(run->sweep());
    QCOMPARE(ask(u"SELECT count(*) FROM processes"_s), 0);
    for (int i = 0; i < 500; ++i)
        QVERIFY(run->tracker.start(startOf(u"p%1"_s.arg(i)))->created); // all ids are free
    run->stop();
}

void TestHistorySweep::aFileOfAnEarlierVersionIsWrittenAnew_data()
{
    QTest::addColumn<bool>("isLarge");
    QTest::newRow("a small one") << false;
    QTest::newRow("a large one stays, and its copy can shrink") << true;
}

void TestHistorySweep::aFileOfAnEarlierVersionIsWrittenAnew()
{
    QFETCH(const bool, isLarge);
    auto run = std::make_unique<StoredLog>(folder(), StoreOptions{.durability = Durability::Normal});
    QVERIFY(live(*run, u"p"_s, isLarge ? 3000 : 100));
    run.reset();
    {
        SqliteConnection connection;
        QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
        QVERIFY(connection.run(u"PRAGMA auto_vacuum = NONE"_s).ok());
        QVERIFY(connection.run(u"VACUUM"_s).ok());
    }
    QCOMPARE(ask(u"PRAGMA auto_vacuum"_s), 0);
    QCOMPARE(QFileInfo(path()).size() > SqliteSchema::cheapBytes, isLarge);

    run = std::make_unique<StoredLog>(folder(), StoreOptions{.durability = Durability::Normal, .historyCount = 10});
    QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
    QCOMPARE(ask(u"PRAGMA auto_vacuum"_s), isLarge ? 0 : 2);
    QVERIFY(run->sweep()); // which it stands either way
    run.reset();
    QCOMPARE(ask(u"SELECT count(*) FROM processes"_s), 10);
    if (!isLarge)
        return;
    const QTemporaryDir elsewhere;
    const QString copy = DataFolder::databaseIn(elsewhere.path());
    QVERIFY(Archive(path()).backUp(copy).ok());
    SqliteConnection connection;
    QVERIFY(connection.open(copy, SqliteConnection::Mode::ReadOnly).ok());
    QCOMPARE(*connection.integer(u"PRAGMA auto_vacuum"_s), 2);
    QVERIFY(QFileInfo(copy).size() * 4 < QFileInfo(path()).size());
}

void TestHistorySweep::isKilledAgainAndAgain()
{
    for (int round = 0; round < 6; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(),
                    {u"--sweep-for-ever"_s, folder(), u"round-%1"_s.arg(round)});
        QVERIFY(child.waitForStarted());
        QByteArray output;
        while (output.count('\n') < 2 + round) {
            QVERIFY2(child.waitForReadyRead(60'000), qPrintable(child.errorString()));
            output += child.readAllStandardOutput();
        }
        QTest::qWait(7 * round); // in the middle of a sweep, somewhere
        QCOMPARE(::kill(static_cast<pid_t>(child.processId()), SIGKILL), 0);
        QVERIFY(child.waitForFinished());
        output += child.readAllStandardOutput();

        auto run =
            std::make_unique<StoredLog>(folder(), StoreOptions{.durability = Durability::Normal, .historyCount = 50});
        QVERIFY2(run->problem.isEmpty(), qPrintable(run->problem));
        const qsizetype end = output.lastIndexOf('\n');
        for (const QByteArray &kept : output.first(end).split('\n'))
            QVERIFY2(run->tracker.find(id(QString::fromLatin1(kept))), kept.constData());
        QCOMPARE(ask(u"SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"_s), 0);
        QCOMPARE(ask(u"SELECT count(*) FROM events WHERE created_seq NOT IN (SELECT created_seq FROM processes)"_s), 0);
        QCOMPARE(ask(u"SELECT count(*) FROM processes p WHERE archived > 0 AND 2 <> (SELECT count(*) FROM events e "
                     "WHERE e.created_seq = p.created_seq)"_s),
                 0);
        QVERIFY(run->sweep());
        QCOMPARE(ask(u"SELECT count(*) FROM processes WHERE archived > 0"_s), 50);
        run->stop();
    }
    QVERIFY2(QFileInfo(path()).size() < 4 * 1024 * 1024, qPrintable(QString::number(QFileInfo(path()).size())));
}

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--sweep-for-ever"_L1)
        return sweepForEver(arguments.value(2), arguments.value(3));
    TestHistorySweep test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_historysweep.moc"
