// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertfile.h"
#include "thismachine.h"

#include <QFileInfo>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestAlertFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewFileIsEmptyAndPrivate();
    void keepsWhatWasCommitted();
    void removesWhatIsNoLongerKept();
    void idsStayTheSame();
    void aMessageIsThereOnce();
    void whatIsDoneIsNotDue();
    void keepsTheNewestEpisodes();
    void steadyTimesGoOnInOneBoot();
    void nothingIsEarlierAfterAnotherBoot();
    void refusesWhatItDoesNotKnow_data();
    void refusesWhatItDoesNotKnow();
    void aKilledProgramLeavesWholeCommits();
    void aCopyHasIdsOfItsOwn();
};

namespace {

constexpr AlertTime morning{50'000, 1'700'000'000'000};

AlertMessage messageOf(quint64 episode)
{
    AlertMessage message;
    message.rule = u"rule"_s;
    message.severity = AlertSeverity::Critical;
    message.condition = AlertCondition::Kind::Missed;
    message.cause = u"nightly, äöü \"quoted\""_s;
    message.episode = episode;
    message.name = u"nightly"_s;
    message.reason = u"The server was down"_s;
    message.attempt = 2;
    message.count = 12;
    message.ongoing = 1;
    message.subjects = 3;
    message.samples = QStringList{u"a"_s, u"b"_s};
    message.atMs = 1'700'000'000'123;
    message.beganMs = 1'700'000'000'001;
    message.lastSeenMs = 1'700'000'000'002;
    message.durationMs = 61'234;
    message.channels = QStringList{u"ops"_s, u"mail"_s};
    return message;
}

AlertFile::Commit commitOf(const AlertFile &file, quint64 cursor)
{
    AlertFile::Commit commit;
    commit.cursor = cursor;
    commit.epoch = "epoch";
    commit.lastNumber = cursor;
    commit.changes.rows.push_back({u"rule"_s, "cause", QByteArray::number(cursor)});
    commit.entries = file.entriesOf(messageOf(cursor));
    return commit;
}

/// The child of a test that is killed: commits until then, and says so.
int commitForEver(const QString &path)
{
    AlertFile file;
    const auto loaded = file.open(path, morning);
    if (!loaded)
        return 1;
    for (quint64 cursor = loaded->cursor + 1;; ++cursor) {
        if (!file.commit(commitOf(file, cursor), morning))
            return 1;
        std::printf("%llu\n", static_cast<unsigned long long>(cursor));
        std::fflush(stdout);
    }
}

} // namespace

void TestAlertFile::aNewFileIsEmptyAndPrivate()
{
    const QTemporaryDir folder;
    AlertFile file;
    const QString path = AlertFile::pathIn(folder.path());
    const auto loaded = file.open(path, morning);
    QVERIFY2(loaded.ok(), qPrintable(loaded.ok() ? QString() : loaded.error().message));
    QVERIFY(loaded->isNew);
    QVERIFY(loaded->due.empty());
    QVERIFY(!(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
}

void TestAlertFile::keepsWhatWasCommitted()
{
    const QTemporaryDir folder;
    const QString path = AlertFile::pathIn(folder.path());
    const AlertSilence silence{7,        u"rule"_s,      u"ai_task"_s,      u"im*"_s, u"we know"_s,
                               u"ann"_s, morning.wallMs, 1'700'000'060'000, 110'000};
    AlertEpisode ended;
    ended.facts = messageOf(1);
    ended.ending = AlertCause::Ending::Recovered;
    ended.phase = AlertCause::Phase::Clearing;
    ended.isFlapping = true;
    ended.endedMs = 1'700'000'000'500;
    ended.acknowledged = AlertCause::Acknowledgement{u"ann"_s, 1'700'000'000'400};
    std::vector<OutboxEntry> entries;
    {
        AlertFile file;
        QVERIFY(file.open(path, morning).ok());
        AlertFile::Commit commit = commitOf(file, 3);
        commit.changes.areSilencesChanged = true;
        commit.silences = {silence};
        commit.changes.ended = {ended};
        entries = commit.entries;
        QCOMPARE(entries.size(), 2U);
        QVERIFY(file.commit(commit, morning).ok());
    }
    AlertFile file;
    const auto loaded = file.open(path, morning);
    QVERIFY(loaded.ok());
    QVERIFY(!loaded->isNew);
    QCOMPARE(loaded->cursor, 3U);
    QCOMPARE(loaded->epoch, "epoch"_ba);
    QCOMPARE(loaded->kept.lastNumber, 3U);
    QCOMPARE(loaded->kept.rows.size(), 1U);
    QCOMPARE(loaded->kept.rows[0].rule, u"rule"_s);
    QCOMPARE(loaded->kept.rows[0].cause, "cause"_ba);
    QCOMPARE(loaded->kept.rows[0].state, "3"_ba);
    QCOMPARE(loaded->kept.silences, std::vector{silence});
    QCOMPARE(loaded->due, entries);
    const auto episodes = file.endedEpisodes(10);
    QVERIFY(episodes.ok());
    QCOMPARE(*episodes, std::vector{ended});
}

void TestAlertFile::removesWhatIsNoLongerKept()
{
    const QTemporaryDir folder;
    AlertFile file;
    QVERIFY(file.open(AlertFile::pathIn(folder.path()), morning).ok());
    QVERIFY(file.commit(commitOf(file, 1), morning).ok());
    AlertFile::Commit commit = commitOf(file, 2);
    commit.changes.rows[0].state.clear();
    QVERIFY(file.commit(commit, morning).ok());
    AlertFile again;
    const auto loaded = again.open(AlertFile::pathIn(folder.path()), morning);
    QVERIFY(loaded.ok());
    QVERIFY(loaded->kept.rows.empty());
}

void TestAlertFile::idsStayTheSame()
{
    const QTemporaryDir folder;
    AlertFile file;
    QVERIFY(file.open(AlertFile::pathIn(folder.path()), morning).ok());
    AlertFile same;
    QVERIFY(same.open(AlertFile::pathIn(folder.path()), morning).ok());
    AlertFile other;
    QVERIFY(other.open(folder.filePath(u"other.db"_s), morning).ok());
    const auto entries = file.entriesOf(messageOf(5));
    QCOMPARE(same.entriesOf(messageOf(5)), entries);
    QVERIFY(other.entriesOf(messageOf(5))[0].id != entries[0].id);
    QVERIFY(entries[0].id != entries[1].id);
    QVERIFY(file.entriesOf(messageOf(6))[0].id != entries[0].id);
}

void TestAlertFile::aMessageIsThereOnce()
{
    const QTemporaryDir folder;
    AlertFile file;
    QVERIFY(file.open(AlertFile::pathIn(folder.path()), morning).ok());
    QVERIFY(file.commit(commitOf(file, 1), morning).ok());
    QVERIFY(file.commit(commitOf(file, 1), morning).ok());
    const auto entries = file.newestEntries(10);
    QVERIFY(entries.ok());
    QCOMPARE(entries->size(), 2U);
}

void TestAlertFile::whatIsDoneIsNotDue()
{
    const QTemporaryDir folder;
    const QString path = AlertFile::pathIn(folder.path());
    AlertFile file;
    QVERIFY(file.open(path, morning).ok());
    AlertFile::Commit commit = commitOf(file, 1);
    QVERIFY(file.commit(commit, morning).ok());
    OutboxEntry delivered = commit.entries[0];
    delivered.state = OutboxEntry::State::Delivered;
    QVERIFY(file.setOutcome(delivered).ok());
    OutboxEntry tried = commit.entries[1];
    tried.tries = 3;
    tried.triedMs = 1'700'000'000'700;
    tried.reason = u"no route"_s;
    QVERIFY(file.setOutcome(tried).ok());
    AlertFile again;
    const auto loaded = again.open(path, morning);
    QVERIFY(loaded.ok());
    QCOMPARE(loaded->due, std::vector{tried});
    const auto all = again.newestEntries(10);
    QVERIFY(all.ok());
    QCOMPARE(*all, (std::vector{tried, delivered}));
}

void TestAlertFile::keepsTheNewestEpisodes()
{
    const QTemporaryDir folder;
    AlertFile file;
    QVERIFY(file.open(AlertFile::pathIn(folder.path()), morning).ok());
    AlertFile::Commit commit;
    for (int i = 1; i <= AlertFile::keptEpisodes + 20; ++i) {
        AlertEpisode episode;
        episode.facts.episode = static_cast<quint64>(i);
        episode.endedMs = morning.wallMs + i;
        commit.changes.ended.push_back(episode);
    }
    QVERIFY(file.commit(commit, morning).ok());
    const auto episodes = file.endedEpisodes(10'000);
    QVERIFY(episodes.ok());
    QCOMPARE(episodes->size(), size_t(AlertFile::keptEpisodes));
    QCOMPARE(episodes->front().facts.episode, quint64(AlertFile::keptEpisodes + 20));
}

void TestAlertFile::steadyTimesGoOnInOneBoot()
{
    const QTemporaryDir folder;
    AlertFile file;
    QVERIFY(file.open(AlertFile::pathIn(folder.path()), morning).ok());
    QVERIFY(file.commit(commitOf(file, 1), morning).ok());
    AlertFile again;
    // The program was away for an hour, in which the wall clock was put back.
    const auto loaded = again.open(AlertFile::pathIn(folder.path()), {3'650'000, morning.wallMs - 5000});
    QVERIFY(loaded.ok());
    QCOMPARE(loaded->kept.waitedMs, 0);
    QCOMPARE(loaded->kept.unseenMs, 0);
}

void TestAlertFile::nothingIsEarlierAfterAnotherBoot()
{
    const QTemporaryDir folder;
    const QString path = AlertFile::pathIn(folder.path());
    {
        AlertFile file;
        QVERIFY(file.open(path, morning).ok());
        AlertFile::Commit commit = commitOf(file, 1);
        commit.changes.areSilencesChanged = true;
        commit.silences = {{1, {}, {}, {}, {}, {}, morning.wallMs, morning.wallMs + 7'200'000, 7'250'000}};
        QVERIFY(file.commit(commit, morning).ok());
    }
    SqliteConnection connection;
    QVERIFY(connection.open(path, SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(
        connection
            .run(u"UPDATE meta SET value = 'another ' || substr(value, instr(value, ' ') + 1) WHERE key = 'clock'"_s)
            .ok());
    AlertFile file;
    const auto loaded = file.open(path, {10'000, morning.wallMs + 3'600'000});
    QVERIFY(loaded.ok());
    QCOMPARE(loaded->kept.waitedMs, 10'000 - 50'000);
    QCOMPARE(loaded->kept.unseenMs, 3'600'000);
    QCOMPARE(loaded->kept.silences[0].endsSteadyMs, 10'000 + 3'600'000);
    AlertFile backwards;
    const auto earlier = backwards.open(path, {10'000, morning.wallMs - 3'600'000});
    QVERIFY(earlier.ok());
    QCOMPARE(earlier->kept.unseenMs, 0);
}

void TestAlertFile::refusesWhatItDoesNotKnow_data()
{
    QTest::addColumn<QString>("change");
    QTest::newRow("a later version") << u"PRAGMA user_version = 99"_s;
    QTest::newRow("another program") << u"PRAGMA application_id = 1"_s;
    QTest::newRow("no id") << u"DELETE FROM meta WHERE key = 'id'"_s;
    QTest::newRow("a table that is gone") << u"DROP TABLE causes"_s;
}

void TestAlertFile::refusesWhatItDoesNotKnow()
{
    QFETCH(QString, change);
    const QTemporaryDir folder;
    const QString path = AlertFile::pathIn(folder.path());
    {
        AlertFile file;
        QVERIFY(file.open(path, morning).ok());
    }
    SqliteConnection connection;
    QVERIFY(connection.open(path, SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(connection.run(change).ok());
    connection.close();
    AlertFile file;
    const auto loaded = file.open(path, morning);
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().code, ErrorCode::Io);
    QVERIFY(loaded.error().message.contains("alerts.db"_L1));
}

/// A program that commits is killed again and again. What it said to be committed is there, and the cursor never stands
/// apart from the messages of the events up to it.
void TestAlertFile::aKilledProgramLeavesWholeCommits()
{
    const QTemporaryDir folder;
    const QString path = AlertFile::pathIn(folder.path());
    quint64 said = 0;
    for (int round = 0; round < 8; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--commit-for-ever"_s, path});
        QVERIFY(child.waitForStarted());
        QByteArray output;
        while (output.count('\n') < 5 + round * 7) {
            QVERIFY2(child.waitForReadyRead(30'000), qPrintable(child.errorString()));
            output += child.readAll();
        }
        QCOMPARE(::kill(static_cast<pid_t>(child.processId()), SIGKILL), 0);
        QVERIFY(child.waitForFinished());
        output += child.readAll();
        const QList<QByteArray> lines = output.left(output.lastIndexOf('\n')).split('\n');
        said = lines.last().toULongLong();

        AlertFile file;
        const auto loaded = file.open(path, morning);
        QVERIFY(loaded.ok());
        QVERIFY(loaded->cursor >= said);
        QCOMPARE(loaded->kept.rows.size(), 1U);
        QCOMPARE(loaded->kept.rows[0].state.toULongLong(), loaded->cursor);
        QCOMPARE(quint64(loaded->due.size()), loaded->cursor * 2);
        QSet<QString> ids;
        for (const OutboxEntry &entry : loaded->due)
            ids.insert(entry.id);
        QCOMPARE(size_t(ids.size()), loaded->due.size());
        QCOMPARE(loaded->due.back().message.episode, loaded->cursor);
    }
}

/// A backup is put back while its original went on.
void TestAlertFile::aCopyHasIdsOfItsOwn()
{
    const QTemporaryDir folder;
    const QString path = AlertFile::pathIn(folder.path());
    AlertFile original;
    QVERIFY(original.open(path, morning).ok());
    for (const quint64 cursor : {1U, 2U, 3U})
        QVERIFY(original.commit(commitOf(original, cursor), morning).ok());
    const QString place = folder.filePath(u"copy"_s);
    original.close();
    QVERIFY(QFile::copy(path, place));
    QVERIFY(original.open(path, morning).ok());
    QVERIFY(AlertFile::markAsCopy(place).ok());

    for (int round = 0; round < 2; ++round) { // until it is adopted nothing is settled
        AlertFile copy;
        const auto loaded = copy.open(place, morning);
        QVERIFY(loaded.ok() && loaded->isCopy && !loaded->isNew);
        QCOMPARE(loaded->due.size(), 6U);
        if (round == 1)
            QVERIFY(copy.adoptCopy({loaded->due[2], loaded->due[3]}).ok());
        // Messages to come are others than those of the original; the episodes that it had are the same.
        QVERIFY(copy.entriesOf(messageOf(3))[0].id != original.entriesOf(messageOf(3))[0].id);
        QCOMPARE(copy.keyOf(3), original.keyOf(3));
        QVERIFY(copy.keyOf(4) != original.keyOf(4));
    }
    AlertFile copy;
    auto loaded = copy.open(place, morning);
    QVERIFY(loaded.ok() && !loaded->isCopy);
    QCOMPARE(loaded->due.size(), 2U);
    QCOMPARE(loaded->due[0].id, original.entriesOf(messageOf(2))[0].id);
    const auto entries = copy.newestEntries(10);
    QVERIFY(entries.ok());
    QCOMPARE(std::count_if(entries->begin(), entries->end(),
                           [](const OutboxEntry &entry) { return entry.state == OutboxEntry::State::GivenUp; }),
             4);
    const QString keyOf4 = copy.keyOf(4);
    QVERIFY(copy.commit(commitOf(copy, 5), morning).ok());
    copy.close();

    // A backup of that is put back, too.
    QVERIFY(AlertFile::markAsCopy(place).ok());
    loaded = copy.open(place, morning);
    QVERIFY(loaded.ok() && loaded->isCopy);
    QVERIFY(copy.adoptCopy({}).ok());
    QCOMPARE(copy.keyOf(3), original.keyOf(3));
    QCOMPARE(copy.keyOf(4), keyOf4);
    QVERIFY(copy.keyOf(6) != original.keyOf(6));
}

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--commit-for-ever"_L1)
        return commitForEver(arguments.value(2));
    TestAlertFile test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_alertfile.moc"
