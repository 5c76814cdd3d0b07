// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localoperator.h"
#include "processes.h"
#include "remoteoperator.h"
#include "runtime.h"
#include "sqliteconnection.h"
#include "tooldefinition.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What every operator keeps, with a real server and its store: this program's own, and one over REST.
class TestOperator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void changesAreCommittedWhenTheyAreTold_data() { implementations(); }
    void changesAreCommittedWhenTheyAreTold();
    void saysWhatIsRefused_data();
    void saysWhatIsRefused();
    void changesNothingThatCannotBeStored_data() { implementations(); }
    void changesNothingThatCannotBeStored();
    void tellsNothingAfterItsEnd_data() { implementations(); }
    void tellsNothingAfterItsEnd();
    void changesSchedules_data() { implementations(); }
    void changesSchedules();
    void saysWhatIsRefusedOfSchedulesAndTools_data() { implementations(); }
    void saysWhatIsRefusedOfSchedulesAndTools();
    void startsTools_data() { implementations(); }
    void startsTools();
    void saysThatNobodyIsThere();

private:
    enum class Change : quint8 { Cancel, Retry, Remove };
    static void implementations();
    std::unique_ptr<Operator> make(bool remote);
    Result<ProcessPtr> outcomeOf(Operator &changes, Change change, QStringView process);
    static Result<ProcessPtr> outcomeOf(const std::function<void(Operator::Done)> &asking);
    void putSchedule();
    static void ask(Operator &changes, Change change, QStringView process, const Operator::Done &done);
    ProcessTracker &tracker() { return m_server->tracker(); }
    void start(QStringView process, ProcessStatus status);
    QString lastReason() const
    {
        return m_server->log().read(m_server->log().head() - 1, 1).events.front().origin.reason;
    }
    bool rename(const QString &from, const QString &to);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Runtime> m_server;
};

void TestOperator::implementations()
{
    QTest::addColumn<bool>("remote");
    QTest::newRow("local") << false;
    QTest::newRow("remote") << true;
}

void TestOperator::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    Settings settings;
    settings.server.port = 0;
    settings.dataDir = m_folder->path();
    settings.token = "the-test-token";
    const auto tool = toolFromJson(u"say"_s,
                                   {{u"argv"_s, QJsonArray{u"/bin/echo"_s, u"{text}"_s}},
                                    {u"parameters"_s, QJsonObject{{u"text"_s, QJsonObject{{u"required"_s, true}}}}}});
    settings.tools.tools.insert(u"say"_s, *tool);
    m_server = std::make_unique<Runtime>(settings);
    QVERIFY(m_server->start().ok());
}

void TestOperator::cleanup()
{
    m_server.reset();
    m_folder.reset();
}

std::unique_ptr<Operator> TestOperator::make(bool remote)
{
    if (!remote)
        return std::make_unique<LocalOperator>(tracker(), m_server->store(), m_server->work());
    return std::make_unique<RemoteOperator>(ApiEndpoint{.url = QUrl(m_server->url()), .token = "the-test-token"}, 10ms);
}

void TestOperator::ask(Operator &changes, Change change, QStringView process, const Operator::Done &done)
{
    switch (change) {
    case Change::Cancel:
        changes.cancel(id(process), u"a & b"_s, done);
        break;
    case Change::Retry:
        changes.retry(id(process), u"a & b"_s, done);
        break;
    case Change::Remove:
        changes.remove(id(process), u"a & b"_s, done);
        break;
    }
}

Result<ProcessPtr> TestOperator::outcomeOf(Operator &changes, Change change, QStringView process)
{
    std::optional<Result<ProcessPtr>> outcome;
    ask(changes, change, process, [&outcome](const Result<ProcessPtr> &told) { outcome = told; });
    if (!QTest::qWaitFor([&outcome] { return outcome.has_value(); }, 20000))
        return Error{ErrorCode::Conflict, u"no outcome came"_s, {}};
    return *outcome;
}

void TestOperator::start(QStringView process, ProcessStatus status)
{
    QVERIFY(tracker().start(startOf(process, ProcessStatus::Running)).ok());
    if (status != ProcessStatus::Running)
        QVERIFY(tracker().report(id(process), reportOf(status)).ok());
    QTRY_COMPARE(m_server->log().committed(), m_server->log().head());
}

bool TestOperator::rename(const QString &from, const QString &to)
{
    SqliteConnection connection;
    if (!connection.open(DataFolder::databaseIn(m_folder->path()), SqliteConnection::Mode::ReadWrite))
        return false;
    for (const QString &table : {u"processes"_s, u"events"_s}) {
        if (!connection.run(u"ALTER TABLE %1 RENAME TO %2"_s.arg(from.arg(table), to.arg(table))))
            return false;
    }
    return true;
}

void TestOperator::changesAreCommittedWhenTheyAreTold()
{
    QFETCH(bool, remote);
    start(u"a", ProcessStatus::Running);
    const auto changes = make(remote);
    QVERIFY(changes->problem().isEmpty());
    for (const auto &[change, status] :
         {std::pair(Change::Cancel, ProcessStatus::Cancelled), std::pair(Change::Retry, ProcessStatus::Pending),
          std::pair(Change::Cancel, ProcessStatus::Cancelled)}) {
        const Result<ProcessPtr> outcome = outcomeOf(*changes, change, u"a");
        QVERIFY2(outcome.ok(), outcome.ok() ? "" : qPrintable(outcome.error().message));
        const ProcessPtr process = tracker().find(id(u"a"));
        QCOMPARE((*process)->status, status);
        QVERIFY((*process)->seq <= m_server->log().committed());
        if (*outcome)
            QCOMPARE((**outcome)->seq, (*process)->seq);
        QCOMPARE(lastReason(), u"a & b"_s);
    }
    QVERIFY(outcomeOf(*changes, Change::Remove, u"a").ok());
    QCOMPARE(lastReason(), u"a & b"_s);
    QVERIFY(!tracker().find(id(u"a")));
}

void TestOperator::saysWhatIsRefused_data()
{
    QTest::addColumn<bool>("remote");
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("process");
    QTest::addColumn<ErrorCode>("code");
    for (const bool remote : {false, true}) {
        const auto row = [remote](const char *name, Change change, const QString &process, ErrorCode code) {
            QTest::addRow("%s, %s", name, remote ? "remote" : "local") << remote << change << process << code;
        };
        row("a cancel of one that is over", Change::Cancel, u"over"_s, ErrorCode::AlreadyFinished);
        row("a cancel of nobody", Change::Cancel, u"nobody"_s, ErrorCode::UnknownProcess);
        row("a retry of one that runs", Change::Retry, u"live"_s, ErrorCode::NotRetryable);
        row("a removal of one that runs", Change::Remove, u"live"_s, ErrorCode::NotFinished);
    }
}

void TestOperator::saysWhatIsRefused()
{
    QFETCH(bool, remote);
    QFETCH(Change, change);
    QFETCH(QString, process);
    QFETCH(ErrorCode, code);
    start(u"over", ProcessStatus::Completed);
    start(u"live", ProcessStatus::Running);
    const quint64 before = m_server->log().head();
    const auto changes = make(remote);
    const Result<ProcessPtr> outcome = outcomeOf(*changes, change, process);
    QVERIFY(!outcome.ok());
    QCOMPARE(outcome.error().code, code);
    QVERIFY2(outcome.error().message.contains(process), qPrintable(outcome.error().message));
    QCOMPARE(m_server->log().head(), before);
}

void TestOperator::changesNothingThatCannotBeStored()
{
    QFETCH(bool, remote);
    start(u"a", ProcessStatus::Running);
    const auto changes = make(remote);
    QSignalSpy told(changes.get(), &Operator::problemChanged);
    QVERIFY(rename(u"%1"_s, u"hidden_%1"_s));
    // The first change is made before anybody knows.
    QVERIFY(tracker().start(startOf(u"unstored")).ok());
    QTRY_VERIFY(!m_server->store()->health().ok());
    const Result<ProcessPtr> outcome = outcomeOf(*changes, Change::Cancel, u"a");
    QVERIFY(!outcome.ok());
    QCOMPARE(outcome.error().code, ErrorCode::StoreUnavailable);
    QCOMPARE(outcome.error().message, m_server->store()->health().problem);
    QCOMPARE(changes->problem(), m_server->store()->health().problem);
    QCOMPARE((*tracker().find(id(u"a")))->status, ProcessStatus::Running);
    QVERIFY(rename(u"hidden_%1"_s, u"%1"_s));
    QTRY_VERIFY_WITH_TIMEOUT(changes->problem().isEmpty(), 30000);
    QTRY_VERIFY(told.size() >= 2);
    QVERIFY(outcomeOf(*changes, Change::Cancel, u"a").ok());
}

void TestOperator::tellsNothingAfterItsEnd()
{
    QFETCH(bool, remote);
    start(u"a", ProcessStatus::Running);
    auto changes = make(remote);
    bool isTold = false;
    ask(*changes, Change::Cancel, u"a", [&isTold](const Result<ProcessPtr> &) { isTold = true; });
    const bool wasTold = isTold;
    changes.reset();
    const auto other = make(remote);
    QVERIFY(!outcomeOf(*other, Change::Cancel, u"nobody").ok());
    QCOMPARE(isTold, wasTold);
}

void TestOperator::putSchedule()
{
    ScheduleDefinition definition;
    definition.name = u"nightly"_s;
    definition.rule = u"@every 1h"_s;
    definition.timeZone = u"UTC"_s;
    definition.workType = ProcessType::scheduledTask();
    definition.request = u"{\"tool\":\"say\",\"parameters\":{\"text\":\"hello\"}}"_s;
    QVERIFY(tracker().changeSchedule(definition.name, ScheduleChange::Put{definition}).ok());
}

Result<ProcessPtr> TestOperator::outcomeOf(const std::function<void(Operator::Done)> &asking)
{
    std::optional<Result<ProcessPtr>> outcome;
    asking([&outcome](const Result<ProcessPtr> &told) { outcome = told; });
    if (!QTest::qWaitFor([&outcome] { return outcome.has_value(); }))
        return Error{ErrorCode::Io, u"no outcome came"_s, {}};
    return *outcome;
}

void TestOperator::changesSchedules()
{
    QFETCH(bool, remote);
    const auto changes = make(remote);
    putSchedule();
    const auto change = [&](const Operator::ScheduleEdit &edit) {
        return outcomeOf([&](const Operator::Done &done) { changes->changeSchedule(u"nightly"_s, edit, done); });
    };
    const auto schedule = [this] { return tracker().findSchedule(u"nightly"_s); };
    QVERIFY(change(ScheduleChange::Pause{u"disk & co"_s}).ok());
    QCOMPARE(schedule()->pause->note, u"disk & co"_s);
    QCOMPARE(m_server->log().committed(), m_server->log().head());
    QVERIFY(change(ScheduleChange::Resume{}).ok());
    QVERIFY(!schedule()->pause);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QVERIFY(change(ScheduleChange::FillBack{now - 3 * 3600'000, now, OverlapPolicy::AllowAll}).ok());
    QCOMPARE(schedule()->backfills, 1);
    const auto run = outcomeOf([&](const Operator::Done &done) { changes->runSchedule(u"nightly"_s, done); });
    QVERIFY(run.ok() && *run);
    QVERIFY(m_server->log().committed() >= (**run)->seq);
    QTRY_COMPARE((*tracker().find((**run)->id))->status, ProcessStatus::Completed);
    QVERIFY(change(ScheduleChange::Remove{}).ok());
    QVERIFY(!schedule());
}

void TestOperator::saysWhatIsRefusedOfSchedulesAndTools()
{
    QFETCH(bool, remote);
    const auto changes = make(remote);
    putSchedule();
    const auto none = outcomeOf(
        [&](const Operator::Done &done) { changes->changeSchedule(u"none"_s, ScheduleChange::Pause{}, done); });
    QCOMPARE(none.error().code, ErrorCode::UnknownSchedule);
    QCOMPARE(outcomeOf([&](const Operator::Done &done) { changes->runSchedule(u"none"_s, done); }).error().code,
             ErrorCode::UnknownSchedule);
    const qint64 soon = QDateTime::currentMSecsSinceEpoch() + 3600'000;
    const auto future = outcomeOf([&](const Operator::Done &done) {
        changes->changeSchedule(u"nightly"_s, ScheduleChange::FillBack{0, soon, {}}, done);
    });
    QCOMPARE(future.error().code, ErrorCode::InvalidField);
    QCOMPARE(future.error().field, u"until"_s);
    const auto tool = outcomeOf([&](const Operator::Done &done) { changes->startTool(u"none"_s, {}, done); });
    QCOMPARE(tool.error().code, ErrorCode::UnknownTool);
    const auto dash = outcomeOf([&](const Operator::Done &done) {
        changes->startTool(u"say"_s, {{u"text"_s, u"--help"_s}}, done);
    });
    QCOMPARE(dash.error().code, ErrorCode::InvalidField);
    QCOMPARE(dash.error().field, u"parameters.text"_s);
}

void TestOperator::startsTools()
{
    QFETCH(bool, remote);
    const auto changes = make(remote);
    std::optional<Result<QJsonArray>> tools;
    changes->readTools([&tools](const Result<QJsonArray> &read) { tools = read; });
    QTRY_VERIFY(tools);
    QVERIFY(tools->ok());
    QCOMPARE((**tools)[0].toObject()[u"name"_s].toString(), u"say"_s);
    const auto started = outcomeOf([&](const Operator::Done &done) {
        changes->startTool(u"say"_s, {{u"text"_s, u"; rm -rf / & 'x'"_s}}, done);
    });
    QVERIFY(started.ok() && *started);
    QCOMPARE((**started)->name, u"say"_s);
    QTRY_COMPARE((*tracker().find((**started)->id))->status, ProcessStatus::Completed);
}

void TestOperator::saysThatNobodyIsThere()
{
    RemoteOperator changes({.url = QUrl(u"http://127.0.0.1:9"_s)});
    const Result<ProcessPtr> outcome = outcomeOf(changes, Change::Cancel, u"a");
    QVERIFY(!outcome.ok());
    QCOMPARE(outcome.error().code, ErrorCode::Io);
    QVERIFY2(outcome.error().message.contains(u"127.0.0.1:9"_s), qPrintable(outcome.error().message));
}

QTEST_GUILESS_MAIN(TestOperator)
#include "tst_operator.moc"
