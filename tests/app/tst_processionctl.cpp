// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "quietfor.h"

#include <QJsonArray>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A server that remembers nothing of an earlier run.
static const QStringList forgetful{u"--durability"_s, u"memory"_s};

/// processionctl as users type it, against a real processiond.
class TestProcessionctl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void runTracksACommand();
    void runExitsAsTheCommandDoes_data();
    void runExitsAsTheCommandDoes();
    void runReadsProgress();
    void runRetriesUntilItWorks();
    void runGivesUpAfterTheLastRetry();
    void runIsCancelledWithAllItsChildren();
    void runIsCancelledWhileItWaitsForARetry();
    void runIsTimedOut();
    void runIsEndedBySignals_data();
    void runIsEndedBySignals();
    void runKeepsTheCommandWhileTheServerIsAway();
    void runGoesOnWithAServerThatForgot();
    void runDoesNotWaitForARetryThatIsForgotten();
    void runWorksWithoutAServer();
    void runRefusesATakenId();
    void runStopsWhenItsReaderLeaves();
    void reportsByHand();
    void listsForPeopleAndScripts();
    void listsWhatWas();
    void expectsARun();
    void tellsWhatAProcessWaitsFor();
    void drawsTheGraph();
    void tellsWhatElseEnds();
    void listsTheTimeThatIsLeft();
    void tellsHowLongARunStillTakes();
    void actsOnSeveral();
    void tellsWhyItWasAsked();
    void watchesInAPipe();
    void setsPolicies();
    void rehearsesARule_data();
    void rehearsesARule();
    void exitCodesTellWhatWentWrong_data();
    void exitCodesTellWhatWentWrong();
    void everyCommandExplainsItself();

private:
    QStringList sh(const QString &script) const { return {u"--"_s, u"sh"_s, u"-c"_s, script}; }
    void startGraph();
    QJsonObject process(const QString &id) { return m_daemon->processOf(id); }
    QString status(const QString &id) { return m_daemon->statusOf(id); }

    std::unique_ptr<Daemon> m_daemon;
};

void TestProcessionctl::init()
{
    m_daemon = std::make_unique<Daemon>();
    QVERIFY(m_daemon->start());
}

void TestProcessionctl::cleanup()
{
    m_daemon.reset();
}

void TestProcessionctl::runTracksACommand()
{
    Ctl ctl(*m_daemon,
            QStringList{u"run"_s, u"--id"_s, u"job"_s, u"--name"_s, u"My job"_s, u"--type"_s, u"scheduled_task"_s}
                + sh(u"echo hello; printf last"_s));
    QCOMPARE(ctl.exitCode(), 0);
    QCOMPARE(ctl.output(), QByteArray("hello\nlast"));
    const QJsonObject job = process(u"job"_s);
    QCOMPARE(job.value("status"_L1).toString(), u"completed"_s);
    QCOMPARE(job.value("name"_L1).toString(), u"My job"_s);
    QCOMPARE(job.value("process_type"_L1).toString(), u"scheduled_task"_s);
    QCOMPARE(job.value("message"_L1).toString(), u"last"_s);
    QCOMPARE(job.value("metadata"_L1)["exit_code"_L1].toInt(-1), 0);
    QVERIFY(!job.value("started_at"_L1).isNull() && !job.value("completed_at"_L1).isNull());

    Ctl both(*m_daemon, QStringList{u"run"_s} + sh(u"echo hello; echo oops >&2"_s));
    QCOMPARE(both.exitCode(), 0);
    QCOMPARE(both.output(), QByteArray("hello\n"));
    QVERIFY(both.errors().contains("oops\n"));
}

void TestProcessionctl::runExitsAsTheCommandDoes_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("error");
    QTest::newRow("well") << QStringList{u"true"_s} << 0 << u"completed"_s << QString();
    QTest::newRow("badly") << QStringList{u"sh"_s, u"-c"_s, u"echo no disk >&2; exit 7"_s} << 7 << u"failed"_s
                           << u"Exit code 7: no disk"_s;
    QTest::newRow("by a signal") << QStringList{u"sh"_s, u"-c"_s, u"kill -9 $$"_s} << 137 << u"failed"_s
                                 << u"Killed by signal 9 (SIGKILL)"_s;
    QTest::newRow("not found") << QStringList{u"no-such-command"_s} << 127 << u"failed"_s
                               << u"Command not found: no-such-command"_s;
}

void TestProcessionctl::runExitsAsTheCommandDoes()
{
    QFETCH(QStringList, command);
    Ctl ctl(*m_daemon, QStringList{u"run"_s, u"--id"_s, u"job"_s, u"--"_s} + command);
    QTEST(ctl.exitCode(), "exitCode");
    QTEST(status(u"job"_s), "status");
    QTEST(process(u"job"_s).value("error_message"_L1).toString(), "error");
}

void TestProcessionctl::runReadsProgress()
{
    Ctl percent(*m_daemon, QStringList{u"run"_s, u"--id"_s, u"percent"_s} + sh(u"echo 'at 37%'; sleep 30"_s));
    Ctl fraction(*m_daemon, QStringList{u"run"_s, u"--id"_s, u"fraction"_s} + sh(u"printf '\\r12/80 '; sleep 30"_s));
    Ctl pattern(*m_daemon,
                QStringList{u"run"_s, u"--id"_s, u"pattern"_s, u"--progress-pattern"_s, u"epoch (\\d+) of (\\d+)"_s}
                    + sh(u"echo 'epoch 3 of 4, 99%'; sleep 30"_s));
    QTRY_COMPARE(process(u"percent"_s).value("progress"_L1).toDouble(), 37.0);
    QTRY_COMPARE(process(u"fraction"_s).value("progress"_L1).toDouble(), 15.0);
    QTRY_COMPARE(process(u"pattern"_s).value("progress"_L1).toDouble(), 75.0);
    QCOMPARE(process(u"percent"_s).value("message"_L1).toString(), u"at 37%"_s);
}

void TestProcessionctl::runRetriesUntilItWorks()
{
    const QTemporaryDir folder;
    Ctl ctl(*m_daemon,
            QStringList{u"run"_s, u"--id"_s, u"job"_s, u"--retries"_s, u"3"_s, u"--retry-delay"_s, u"0.1"_s}
                + sh(u"echo attempt $PROCESSION_ATTEMPT; echo >> %1/tries; test $(wc -l < %1/tries) -ge 3"_s.arg(
                    folder.path())));
    QCOMPARE(ctl.exitCode(), 0);
    QCOMPARE(ctl.output(), QByteArray("attempt 1\nattempt 2\nattempt 3\n"));
    const QJsonObject job = process(u"job"_s);
    QCOMPARE(job.value("status"_L1).toString(), u"completed"_s);
    QCOMPARE(job.value("attempt"_L1).toInt(), 3);
    QCOMPARE(job.value("retry"_L1)["status"_L1].toString(), u"success"_s);
    QCOMPARE(job.value("retry"_L1)["max_attempts"_L1].toInt(), 4);
}

void TestProcessionctl::runGivesUpAfterTheLastRetry()
{
    Ctl ctl(*m_daemon,
            QStringList{u"run"_s, u"--id"_s, u"job"_s, u"--retries"_s, u"1"_s, u"--retry-delay"_s, u"0.1"_s}
                + sh(u"exit 5"_s));
    QCOMPARE(ctl.exitCode(), 5);
    QCOMPARE(status(u"job"_s), u"failed"_s);
    QCOMPARE(process(u"job"_s).value("attempt"_L1).toInt(), 2);
    QCOMPARE(process(u"job"_s).value("retry"_L1)["status"_L1].toString(), u"exhausted"_s);
}

void TestProcessionctl::runIsCancelledWithAllItsChildren()
{
    Ctl ctl(*m_daemon, QStringList{u"run"_s, u"--id"_s, u"job"_s} + sh(u"sleep 1000 & echo $!; wait"_s));
    QTRY_VERIFY(ctl.output().endsWith('\n'));
    const auto child = static_cast<pid_t>(ctl.output().trimmed().toInt());
    QVERIFY(::kill(child, 0) == 0);
    QTRY_COMPARE(status(u"job"_s), u"running"_s);
    int httpStatus = 0;
    m_daemon->ask("POST", u"/processes/job/cancel"_s, {}, &httpStatus);
    QCOMPARE(httpStatus, 200);
    QCOMPARE(ctl.exitCode(), 143);
    QCOMPARE(status(u"job"_s), u"cancelled"_s);
    QTRY_VERIFY(::kill(child, 0) != 0);
}

void TestProcessionctl::runIsCancelledWhileItWaitsForARetry()
{
    Ctl ctl(*m_daemon,
            QStringList{u"run"_s, u"--id"_s, u"job"_s, u"--retries"_s, u"3"_s, u"--retry-delay"_s, u"600"_s}
                + sh(u"exit 5"_s));
    const auto retryStatus = [this] { return process(u"job"_s).value("retry"_L1)["status"_L1].toString(); };
    QTRY_COMPARE(retryStatus(), u"scheduled"_s);
    Ctl cancel(*m_daemon, {u"cancel"_s, u"job"_s});
    QCOMPARE(cancel.exitCode(), 0);
    QCOMPARE(ctl.exitCode(), 5);
    QCOMPARE(retryStatus(), u"cancelled"_s);
    QCOMPARE(process(u"job"_s).value("attempt"_L1).toInt(), 1);
}

void TestProcessionctl::runIsTimedOut()
{
    Ctl ctl(*m_daemon, QStringList{u"run"_s, u"--id"_s, u"job"_s, u"--timeout"_s, u"0.5"_s} + sh(u"sleep 1000"_s));
    QCOMPARE(ctl.exitCode(), 143);
    QCOMPARE(status(u"job"_s), u"timeout"_s);
}

void TestProcessionctl::runIsEndedBySignals_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void TestProcessionctl::runIsEndedBySignals()
{
    QFETCH(int, signal);
    Ctl ctl(*m_daemon, QStringList{u"run"_s, u"--id"_s, u"job"_s} + sh(u"echo ready; sleep 1000"_s));
    QTRY_VERIFY(ctl.output().contains("ready"));
    ctl.signal(signal);
    QCOMPARE(ctl.exitCode(), 128 + signal);
    QCOMPARE(status(u"job"_s), u"cancelled"_s);
}

void TestProcessionctl::runKeepsTheCommandWhileTheServerIsAway()
{
    const QTemporaryDir folder;
    Ctl ctl(*m_daemon,
            QStringList{u"run"_s, u"--id"_s, u"job"_s}
                + sh(u"echo 10%; while test ! -e %1/go; do sleep 0.1; done; echo 100%"_s.arg(folder.path())));
    QTRY_COMPARE(status(u"job"_s), u"running"_s);
    m_daemon->kill();
    QVERIFY(quietFor(500ms, [&ctl] { return ctl.isFinished(); }));
    QFile go(folder.filePath(u"go"_s));
    QVERIFY(go.open(QIODevice::WriteOnly));
    QTRY_VERIFY(ctl.output().contains("100%"));
    QVERIFY(!ctl.isFinished()); // the server must hear of it
    QVERIFY(m_daemon->start());
    QCOMPARE(ctl.exitCode(), 0);
    QCOMPARE(status(u"job"_s), u"completed"_s);
}

void TestProcessionctl::runGoesOnWithAServerThatForgot()
{
    m_daemon->stop();
    QVERIFY(m_daemon->start(forgetful));
    const QTemporaryDir folder;
    Ctl ctl(
        *m_daemon,
        QStringList{u"run"_s, u"--id"_s, u"job"_s}
            + sh(u"echo 10%; while test ! -e %1/go; do sleep 0.1; done; echo 50%; sleep 1000"_s.arg(folder.path())));
    // The new server counts its events from 1 again.
    for (int i = 0; i < 20; ++i)
        m_daemon->ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"other"})");
    QTRY_COMPARE(status(u"job"_s), u"running"_s);
    m_daemon->kill();
    QVERIFY(m_daemon->start(forgetful));
    QTRY_COMPARE_WITH_TIMEOUT(status(u"job"_s), u"running"_s, 20000);
    QFile go(folder.filePath(u"go"_s));
    QVERIFY(go.open(QIODevice::WriteOnly));
    QTRY_COMPARE(process(u"job"_s).value("progress"_L1).toDouble(), 50.0);
    m_daemon->ask("POST", u"/processes/job/cancel"_s);
    QCOMPARE(ctl.exitCode(), 143);
    QCOMPARE(status(u"job"_s), u"cancelled"_s);
}

void TestProcessionctl::runDoesNotWaitForARetryThatIsForgotten()
{
    m_daemon->stop();
    QVERIFY(m_daemon->start(forgetful));
    Ctl ctl(*m_daemon,
            QStringList{u"run"_s, u"--id"_s, u"job"_s, u"--retries"_s, u"3"_s, u"--retry-delay"_s, u"600"_s}
                + sh(u"exit 5"_s));
    const auto retryStatus = [this] { return process(u"job"_s).value("retry"_L1)["status"_L1].toString(); };
    QTRY_COMPARE(retryStatus(), u"scheduled"_s);
    m_daemon->kill();
    QVERIFY(m_daemon->start(forgetful)); // it knows of no process
    QCOMPARE(ctl.exitCode(), 5);
}

void TestProcessionctl::runWorksWithoutAServer()
{
    m_daemon->kill();
    Ctl ctl(*m_daemon, QStringList{u"run"_s, u"--wait"_s, u"0.5"_s} + sh(u"echo done; exit 4"_s));
    QCOMPARE(ctl.exitCode(), 4);
    QCOMPARE(ctl.output(), QByteArray("done\n"));
    QVERIFY(ctl.errors().contains("did not learn"));
    Ctl strict(*m_daemon, QStringList{u"run"_s, u"--require-server"_s} + sh(u"echo done"_s));
    QCOMPARE(strict.exitCode(), 3);
    QVERIFY(strict.output().isEmpty());
}

void TestProcessionctl::runRefusesATakenId()
{
    Ctl first(*m_daemon, QStringList{u"run"_s, u"--id"_s, u"job"_s} + sh(u"true"_s));
    QCOMPARE(first.exitCode(), 0);
    Ctl second(*m_daemon, QStringList{u"run"_s, u"--id"_s, u"job"_s} + sh(u"echo ran"_s));
    QCOMPARE(second.exitCode(), 1);
    QVERIFY(second.output().isEmpty());
    QVERIFY2(second.errors().contains("job"), second.errors().constData());
}

void TestProcessionctl::runStopsWhenItsReaderLeaves()
{
    Ctl shell(*m_daemon, {u"-c"_s, QStringLiteral(PROCESSIONCTL) + u" run --id job -- yes | head -n 2"_s}, u"sh"_s);
    QCOMPARE(shell.exitCode(), 0);
    QCOMPARE(shell.output(), QByteArray("y\ny\n"));
    QTRY_COMPARE(status(u"job"_s), u"failed"_s);
    QVERIFY(process(u"job"_s).value("error_message"_L1).toString().startsWith(u"Killed by signal 13 (SIGPIPE)"_s));
}

void TestProcessionctl::reportsByHand()
{
    Ctl inVain(*m_daemon,
               {u"start"_s, u"--type"_s, u"background_job"_s, u"--name"_s, u"In vain"_s, u"--id"_s, u"in-vain"_s,
                u"--pending-timeout"_s, u"0.2"_s});
    QCOMPARE(inVain.exitCode(), 0);
    QTRY_COMPARE(status(u"in-vain"_s), u"timeout"_s);
    QVERIFY(process(u"in-vain"_s).value("error_message"_L1).toString().contains(u"pending_timeout"_s));

    Ctl start(*m_daemon,
              {u"start"_s, u"--type"_s, u"ai_task"_s, u"--name"_s, u"Summary"_s, u"--metadata"_s, u"pages=12"_s});
    QCOMPARE(start.exitCode(), 0);
    const QString id = QString::fromUtf8(start.output()).trimmed();
    QCOMPARE(status(id), u"pending"_s);
    QCOMPARE(process(id).value("metadata"_L1)["pages"_L1].toInt(), 12);
    Ctl update(*m_daemon,
               {u"update"_s, id, u"--status"_s, u"running"_s, u"--progress"_s, u"40"_s, u"--message"_s, u"page 5"_s,
                u"--metadata"_s, u"pages=null"_s});
    QCOMPARE(update.exitCode(), 0);
    QCOMPARE(process(id).value("progress"_L1).toDouble(), 40.0);
    QVERIFY(!process(id).value("metadata"_L1).toObject().contains("pages"_L1));
    Ctl done(*m_daemon, {u"update"_s, id, u"--status"_s, u"completed"_s});
    QCOMPARE(done.exitCode(), 0);
    Ctl late(*m_daemon, {u"update"_s, id, u"--progress"_s, u"50"_s});
    QCOMPARE(late.exitCode(), 1);
    Ctl remove(*m_daemon, {u"delete"_s, id});
    QCOMPARE(remove.exitCode(), 0);
    Ctl gone(*m_daemon, {u"get"_s, id});
    QCOMPARE(gone.exitCode(), 4);
}

void TestProcessionctl::listsTheTimeThatIsLeft()
{
    // Earlier runs of two names took an hour and two minutes; of the third nobody knows.
    const auto import = [this](const QByteArray &name, int number, int seconds) {
        const QByteArray line = R"({"process_id":"%1-%2","process_type":"left","name":"%1","status":"completed",)"
                                R"("progress":100,"attempt":1,"created_at":%3,"started_at":%3,"completed_at":%4,)"
                                R"("updated_at":%4,"metadata":{}})";
        const qint64 began = QDateTime::currentSecsSinceEpoch() - 100'000 + number;
        return QString::fromUtf8(line)
            .arg(QString::fromUtf8(name))
            .arg(number)
            .arg(began)
            .arg(began + seconds)
            .toUtf8();
    };
    QByteArrayList lines;
    for (int i = 0; i < 20; ++i)
        lines += {import("slow", i, 3600), import("fast", i, 120)};
    QTemporaryDir folder;
    QFile file(folder.filePath(u"lines"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(lines.join('\n')) > 0);
    file.close();
    m_daemon->ask("PUT", u"/processes/types/left"_s);
    Ctl imported(*m_daemon, {u"import"_s, file.fileName()});
    QVERIFY2(imported.exitCode() == 0, imported.errors().constData());
    for (const char *name : {"slow", "fast", "new"}) {
        m_daemon->ask("POST", u"/processes"_s,
                      R"({"process_id":")" + QByteArray(name) + R"(","process_type":"left","name":")" + name
                          + R"(","status":"running"})");
    }
    const auto listed = [this](const QStringList &arguments) {
        Ctl list(*m_daemon, QStringList{u"list"_s, u"--status"_s, u"running"_s} + arguments);
        return list.exitCode() == 0 ? list.output() : list.errors();
    };
    const auto idsOf = [](const QByteArray &table) {
        QByteArrayList ids;
        for (const QByteArray &row : table.trimmed().split('\n').mid(1))
            ids.append(row.left(row.indexOf(' ')));
        return ids;
    };
    // What the column says of each; the history is read beside everything else.
    const auto leftOf = [](const QByteArray &table, const QByteArray &id) {
        const QByteArrayList rows = table.split('\n');
        const qsizetype column = rows.first().indexOf(" LEFT ") + 1;
        for (const QByteArray &row : rows) {
            if (column > 0 && row.startsWith(id + ' '))
                return row.mid(column, row.indexOf("  ", column) - column);
        }
        return QByteArray();
    };
    QTRY_VERIFY(leftOf(listed({}), "slow").contains("h") || leftOf(listed({}), "slow").contains("min"));
    const QByteArray table = listed({u"--sort"_s, u"left"_s});
    QVERIFY2(leftOf(table, "fast").contains("min"), table.constData());
    QCOMPARE(leftOf(table, "new"), "-");
    QCOMPARE(idsOf(table), QByteArrayList({"fast", "slow", "new"}));
    QCOMPARE(idsOf(listed({u"--sort"_s, u"-left"_s})), QByteArrayList({"slow", "fast", "new"}));
    QCOMPARE(idsOf(listed({u"--sort"_s, u"-left"_s, u"--limit"_s, u"1"_s})), QByteArrayList({"slow"}));
    const QJsonArray json =
        QJsonDocument::fromJson(listed({u"--sort"_s, u"left"_s, u"--json"_s}))["processes"_L1].toArray();
    QCOMPARE(json[0]["process_id"_L1].toString(), u"fast"_s);
    QVERIFY(json[0]["estimate"_L1]["p50"_L1].isDouble());
    // By what the server knows, it orders itself.
    m_daemon->ask("PATCH", u"/processes/fast"_s, R"({"resources":{"memory":100,"source":"proc"}})");
    m_daemon->ask("PATCH", u"/processes/new"_s, R"({"resources":{"memory":900,"source":"proc"}})");
    QCOMPARE(idsOf(listed({u"--sort"_s, u"-memory_peak"_s})).mid(0, 2), QByteArrayList({"new", "fast"}));
}

void TestProcessionctl::listsForPeopleAndScripts()
{
    for (const char *body :
         {R"({"process_id":"a","process_type":"ai_task","name":"First \u001b[31mred","status":"running"})",
          R"({"process_id":"b","process_type":"rag_training","name":"Second"})"})
        m_daemon->ask("POST", u"/processes"_s, body);
    Ctl table(*m_daemon, {u"list"_s});
    QCOMPARE(table.exitCode(), 0);
    QVERIFY(table.output().contains("First"));
    QVERIFY(table.output().contains("rag_training"));
    QVERIFY2(!table.output().contains('\x1b'), "a process's name must not reach the terminal as a command");
    Ctl json(*m_daemon, {u"list"_s, u"--json"_s, u"--status"_s, u"running"_s});
    QCOMPARE(json.exitCode(), 0);
    const QJsonArray processes = QJsonDocument::fromJson(json.output())["processes"_L1].toArray();
    QCOMPARE(processes.size(), 1);
    QCOMPARE(processes[0]["process_id"_L1].toString(), u"a"_s);
    Ctl get(*m_daemon, {u"get"_s, u"--json"_s, u"b"_s});
    QCOMPARE(get.exitCode(), 0);
    QCOMPARE(QJsonDocument::fromJson(get.output())["name"_L1].toString(), u"Second"_s);
    Ctl types(*m_daemon, {u"types"_s});
    QCOMPARE(types.exitCode(), 0);
    QVERIFY(types.output().startsWith("ai_task\n"));
}

void TestProcessionctl::listsWhatWas()
{
    m_daemon->ask("POST", u"/processes"_s,
                  R"({"process_id":"a","process_type":"ai_task","name":"First","status":"running"})");
    Ctl json(*m_daemon, {u"list"_s, u"--at"_s, u"0s"_s, u"--json"_s});
    QCOMPARE(json.exitCode(), 0);
    const QJsonObject then = QJsonDocument::fromJson(json.output()).object();
    QCOMPARE(then["processes"_L1].toArray().size(), 1);
    QCOMPARE(then["processes"_L1][0]["status"_L1].toString(), u"running"_s);
    QVERIFY(then["known_since"_L1].toDouble() > 0);
    Ctl table(*m_daemon, {u"list"_s, u"--at"_s, u"0s"_s});
    QCOMPARE(table.exitCode(), 0);
    QVERIFY2(table.output().contains("First"), table.output().constData());
    Ctl early(*m_daemon, {u"list"_s, u"--at"_s, u"2020-01-01 03:00"_s});
    QCOMPARE(early.exitCode(), 1);
    QVERIFY2(early.errors().contains("The history begins at"), early.errors().constData());
    Ctl byLeft(*m_daemon, {u"list"_s, u"--at"_s, u"0s"_s, u"--sort"_s, u"left"_s});
    QCOMPARE(byLeft.exitCode(), 2);
}

void TestProcessionctl::expectsARun()
{
    Ctl made(*m_daemon, {u"expect"_s, u"nightly"_s, u"--every"_s, u"1d"_s, u"--grace"_s, u"30m"_s, u"--json"_s});
    QCOMPARE(made.exitCode(), 0);
    const QJsonObject expectation = QJsonDocument::fromJson(made.output()).object()["expectation"_L1].toObject();
    QCOMPARE(expectation["grace_start"_L1].toInt(), 1800);
    QCOMPARE(expectation["grace_finish"_L1].toInt(), 1800); // as --grace, where nothing else is said
    Ctl shown(*m_daemon, {u"expect"_s, u"nightly"_s});      // without an option it changes nothing
    QCOMPARE(shown.exitCode(), 0);
    QVERIFY2(shown.output().contains("/ping/"), shown.output().constData());
    Ctl endless(*m_daemon, {u"expect"_s, u"nightly"_s, u"--every"_s, u"1d"_s, u"--finish"_s, u"none"_s, u"--json"_s});
    QCOMPARE(endless.exitCode(), 0);
    const QJsonObject other = QJsonDocument::fromJson(endless.output()).object()["expectation"_L1].toObject();
    QVERIFY2(other["grace_finish"_L1].isNull(), endless.output().constData());
    Ctl removed(*m_daemon, {u"expect"_s, u"nightly"_s, u"--remove"_s});
    QCOMPARE(removed.exitCode(), 0);
    Ctl gone(*m_daemon, {u"expect"_s, u"nightly"_s});
    QCOMPARE(gone.exitCode(), 4);
}

void TestProcessionctl::tellsWhatAProcessWaitsFor()
{
    m_daemon->ask("POST", u"/processes"_s, R"({"process_id":"fetch","process_type":"ai_task","name":"Fetch"})");
    m_daemon->ask("POST", u"/processes"_s,
                  R"({"process_id":"index","process_type":"ai_task","name":"Index","depends_on":["fetch"]})");
    Ctl list(*m_daemon, {u"list"_s});
    QCOMPARE(list.exitCode(), 0);
    QVERIFY2(list.output().contains("waits for fetch"), list.output().constData());
    Ctl start(*m_daemon,
              {u"start"_s, u"--name"_s, u"x"_s, u"--id"_s, u"third"_s, u"--depends-on"_s, u"fetch"_s, u"--depends-on"_s,
               u"index"_s, u"--dependency-rule"_s, u"any_failed"_s});
    QCOMPARE(start.exitCode(), 0);
    QCOMPARE(process(u"third"_s)["dependency"_L1]["rule"_L1].toString(), u"any_failed"_s);
    QCOMPARE(process(u"third"_s)["depends_on"_L1].toArray(), QJsonArray({u"fetch"_s, u"index"_s}));
    Ctl get(*m_daemon, {u"get"_s, u"index"_s});
    QCOMPARE(get.exitCode(), 0);
    const QRegularExpression row(u"depends_on +fetch"_s);
    QVERIFY2(QString::fromUtf8(get.output()).contains(row), get.output().constData());
}

void TestProcessionctl::drawsTheGraph()
{
    startGraph();
    Ctl graph(*m_daemon, {u"graph"_s, u"clean"_s});
    QCOMPARE(graph.exitCode(), 0);
    const QStringList lines = QString::fromUtf8(graph.output()).split(u'\n');
    QCOMPARE(lines.size(), 7);
    QCOMPARE(lines.at(0), u"   ID         STATUS   PROGRESS  LEFT  DEPENDS ON   NAME"_s);
    QCOMPARE(lines.at(1), u"*  fetch      running  -         ?     -            Get it"_s);
    QVERIFY(lines.at(2).startsWith(u"*    clean <  waiting  -         ?     fetch        Clean"_s));
    QVERIFY(!graph.output().contains('\x1b'));
    QCOMPARE(lines.at(3), u"     check    waiting  -         ?     fetch        Check"_s);
    QCOMPARE(lines.at(4), u"*      index  waiting  -         ?     clean check  Index"_s);
    QVERIFY(lines.at(5).contains(u"* is the"_s));
    Ctl json(*m_daemon, {u"graph"_s, u"index"_s, u"--json"_s});
    QCOMPARE(json.exitCode(), 0);
    const QJsonObject told = QJsonDocument::fromJson(json.output()).object();
    QCOMPARE(told["critical_path"_L1].toArray(), QJsonArray({u"fetch"_s, u"clean"_s, u"index"_s}));
    QCOMPARE(told["processes"_L1]["pending"_L1].toInt(), 3);
    QCOMPARE(Ctl(*m_daemon, {u"graph"_s, u"nobody"_s}).exitCode(), 4);
}

void TestProcessionctl::tellsWhatElseEnds()
{
    startGraph();
    Ctl dryRun(*m_daemon, {u"cancel"_s, u"clean"_s, u"--dry-run"_s});
    QCOMPARE(dryRun.exitCode(), 0);
    QCOMPARE(dryRun.output(), QByteArray("clean would be cancelled, and 1 that depend on it: index\n"));
    QCOMPARE(process(u"clean"_s).value("status"_L1).toString(), u"pending"_s);
    Ctl cancel(*m_daemon, {u"cancel"_s, u"clean"_s}); // nobody is there to be asked
    QCOMPARE(cancel.exitCode(), 0);
    QCOMPARE(cancel.output(), QByteArray("clean cancelled, and 1 that depend on it: index\n"));
    QCOMPARE(process(u"index"_s).value("status"_L1).toString(), u"cancelled"_s);

    Ctl fail(*m_daemon, {u"update"_s, u"fetch"_s, u"--status"_s, u"failed"_s});
    QCOMPARE(fail.exitCode(), 0);
    Ctl retry(*m_daemon, {u"retry"_s, u"fetch"_s, u"--dependents"_s});
    QCOMPARE(retry.exitCode(), 0);
    QVERIFY2(retry.output().startsWith("fetch is pending again, and 3 that depend on it: "),
             retry.output().constData());
    QCOMPARE(process(u"index"_s).value("status"_L1).toString(), u"pending"_s);
}

void TestProcessionctl::startGraph()
{
    const QList<std::pair<QByteArray, QByteArray>> starts{
        {"fetch", R"("name":"Get it","status":"running")"},
        {"clean", R"("name":"Clean \u001b[31m up","depends_on":["fetch"])"},
        {"check", R"("name":"Check","depends_on":["fetch"])"},
        {"index", R"("name":"Index","depends_on":["clean","check"])"}};
    for (const auto &[id, rest] : starts) {
        int status = 0;
        m_daemon->ask("POST", u"/processes"_s,
                      R"({"process_type":"background_job","process_id":")" + id + R"(",)" + rest + '}', &status);
        QCOMPARE(status, 201);
    }
}

void TestProcessionctl::tellsHowLongARunStillTakes()
{
    const double now = static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1000.0;
    QByteArray lines;
    for (const auto &[id, seconds] : {std::pair(u"past1"_s, 600), {u"past2"_s, 620}, {u"next"_s, 300}}) {
        QJsonObject process{
            {u"process_id"_s, id},       {u"process_type"_s, u"background_job"_s}, {u"name"_s, u"Backup"_s},
            {u"status"_s, u"running"_s}, {u"created_at"_s, now - seconds},         {u"started_at"_s, now - seconds},
            {u"updated_at"_s, now}};
        if (id != "next"_L1) {
            process[u"status"_s] = u"completed"_s;
            process[u"completed_at"_s] = now;
        }
        lines += QJsonDocument(process).toJson(QJsonDocument::Compact) + '\n';
    }
    int status = 0;
    m_daemon->ask("POST", u"/processes/import"_s, lines, &status);
    QCOMPARE(status, 200);
    const auto estimate = [this] {
        Ctl get(*m_daemon, {u"get"_s, u"next"_s});
        std::ignore = get.exitCode();
        return QString::fromUtf8(get.output());
    };
    QTRY_VERIFY2(estimate().contains(u"min (2 earlier runs)"_s), qPrintable(estimate()));
}

void TestProcessionctl::actsOnSeveral()
{
    for (const char *id : {"a", "b"}) {
        m_daemon->ask("POST", u"/processes"_s,
                      QByteArray(R"({"process_type":"tools_execution","name":"n","process_id":")") + id + "\"}");
    }
    Ctl cancel(*m_daemon, {u"cancel"_s, u"a"_s, u"nobody"_s, u"b"_s});
    QCOMPARE(cancel.exitCode(), 4); // and yet the others were cancelled
    QCOMPARE(status(u"a"_s), u"cancelled"_s);
    QCOMPARE(status(u"b"_s), u"cancelled"_s);
    Ctl dry(*m_daemon, {u"retry"_s, u"--status"_s, u"cancelled"_s, u"--dry-run"_s});
    QCOMPARE(dry.exitCode(), 0);
    QCOMPARE(dry.output(), QByteArray("2 match, 2 of them can be changed.\n"));
    QCOMPARE(status(u"a"_s), u"cancelled"_s);
    Ctl both(*m_daemon, {u"retry"_s, u"--status"_s, u"cancelled"_s, u"a"_s});
    QCOMPARE(both.exitCode(), 2);
    Ctl filtered(*m_daemon, {u"retry"_s, u"--type"_s, u"tools_execution"_s});
    QCOMPARE(filtered.exitCode(), 0);
    QCOMPARE(filtered.output(), QByteArray("a is pending again\nb is pending again\n"));
    QCOMPARE(process(u"a"_s).value("attempt"_L1).toInt(), 2);
    Ctl cancelAll(*m_daemon, {u"cancel"_s, u"--search"_s, u"n"_s});
    QCOMPARE(cancelAll.exitCode(), 0);
    Ctl retry(*m_daemon, {u"retry"_s, u"a"_s, u"b"_s});
    QCOMPARE(retry.exitCode(), 0);
    QCOMPARE(status(u"a"_s), u"pending"_s);
    QCOMPARE(process(u"b"_s).value("attempt"_L1).toInt(), 3);
}

void TestProcessionctl::tellsWhyItWasAsked()
{
    m_daemon->ask("POST", u"/processes"_s, R"({"process_id":"a","process_type":"ai_task","name":"Summary"})");
    Ctl watch(*m_daemon, {u"watch"_s, u"--json"_s});
    QTRY_VERIFY(watch.output().contains("Summary"));
    for (const QStringList &words : {QStringList{u"cancel"_s, u"a"_s, u"--reason"_s, u"wrong input"_s},
                                     {u"retry"_s, u"a"_s, u"--reason"_s, u"right input"_s},
                                     {u"cancel"_s, u"--type"_s, u"ai_task"_s, u"--reason"_s, u"not needed"_s}}) {
        Ctl ctl(*m_daemon, words);
        QCOMPARE(ctl.exitCode(), 0);
        QTRY_VERIFY2(watch.output().contains("\"reason\":\"" + words.constLast().toUtf8() + '"'),
                     qPrintable(words.constLast()));
    }
    QVERIFY(watch.output().contains("\"kind\":\"token\""));
}

void TestProcessionctl::watchesInAPipe()
{
    m_daemon->ask("POST", u"/processes"_s, R"({"process_id":"a","process_type":"ai_task","name":"Before"})");
    Ctl watch(*m_daemon, {u"watch"_s});
    QTRY_VERIFY(watch.output().contains("Before"));
    m_daemon->ask("PATCH", u"/processes/a"_s, R"({"status":"running","progress":42,"message":"half way"})");
    QTRY_VERIFY(watch.output().contains("half way"));
    QVERIFY2(!watch.output().contains('\x1b'), "no escape sequences in a pipe");
    m_daemon->kill();
    QVERIFY(m_daemon->start());
    m_daemon->ask("POST", u"/processes"_s, R"({"process_id":"b","process_type":"ai_task","name":"After"})");
    QTRY_VERIFY_WITH_TIMEOUT(watch.output().contains("After"), 20000); // it connects again by itself
    watch.signal(SIGINT);
    QCOMPARE(watch.exitCode(), 130);
}

void TestProcessionctl::setsPolicies()
{
    Ctl list(*m_daemon, {u"policies"_s});
    QCOMPARE(list.exitCode(), 0);
    QVERIFY(list.output().contains("rag_training"));
    Ctl json(*m_daemon, {u"policies"_s, u"--json"_s});
    QCOMPARE(json.exitCode(), 0);
    QCOMPARE(QJsonDocument::fromJson(json.output())["retry_policies"_L1]["ai_task"_L1]["max_attempts"_L1].toInt(), 3);
}

void TestProcessionctl::rehearsesARule_data()
{
    QTest::addColumn<QStringList>("arguments"); // RULE stands for the file
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("told");
    const QString line = u"fired    1      import a failed  boom"_s;
    QTest::newRow("a file") << QStringList{u"RULE"_s} << 0 << line;
    QTest::newRow("a rule of the server") << QStringList{u"failures"_s} << 0 << line;
    QTest::newRow("in words, of a day") << QStringList{u"--definition"_s, u"{\"condition\": {\"kind\": \"failed\"}}"_s,
                                                       u"--days"_s, u"1"_s}
                                        << 0 << u"1 alerts with 1 messages; 1 runs ended."_s;
    QTest::newRow("for programs") << QStringList{u"RULE"_s, u"--json"_s} << 0 << u"\"episode_count\": 1"_s;
    QTest::newRow("nothing would have been told")
        << QStringList{u"--definition"_s, u"{\"condition\": {\"kind\": \"timed_out\"}}"_s} << 0
        << u"0 alerts with 0 messages; 1 runs ended."_s;
    QTest::newRow("what can't be rehearsed")
        << QStringList{u"--definition"_s, u"{\"condition\": {\"kind\": \"disk_low\", \"free_percent\": 5}}"_s} << 1
        << u"How much room was left on a disk isn't kept."_s;
    QTest::newRow("a rule that isn't there") << QStringList{u"nobody"_s} << 4 << u"no alert rule \"nobody\""_s;
    QTest::newRow("no rule") << QStringList{} << 2 << u"Say which rule"_s;
    QTest::newRow("a file that is no rule") << QStringList{u"--definition"_s, u"[1]"_s} << 2 << u"as a JSON object"_s;
}

void TestProcessionctl::rehearsesARule()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, told);
    m_daemon->ask("PUT", u"/alert-rules/failures"_s, R"({"condition": {"kind": "failed"}})");
    m_daemon->ask("POST", u"/processes"_s,
                  R"({"process_id":"a","process_type":"background_job","name":"import a","status":"running"})");
    m_daemon->ask("PATCH", u"/processes/a"_s, R"({"status":"failed","error_message":"boom","retryable":false})");
    QFile rule(m_daemon->folder() + u"/rule.json"_s);
    QVERIFY(rule.open(QIODevice::WriteOnly) && rule.write(R"({"condition": {"kind": "failed"}})") > 0);
    rule.close();
    arguments.replaceInStrings(u"RULE"_s, rule.fileName());
    Ctl ctl(*m_daemon, QStringList{u"alerts"_s, u"rehearse"_s} + arguments);
    QTEST(ctl.exitCode(), "exitCode");
    const QByteArray said = ctl.output() + ctl.errors();
    QVERIFY2(said.contains(told.toUtf8()), said.constData());
}

void TestProcessionctl::exitCodesTellWhatWentWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("nothing") << QStringList{} << 2;
    QTest::newRow("an unknown command") << QStringList{u"dance"_s} << 2;
    QTest::newRow("an unknown flag") << QStringList{u"list"_s, u"--colour"_s} << 2;
    QTest::newRow("a number in words") << QStringList{u"list"_s, u"--limit"_s, u"many"_s} << 2;
    QTest::newRow("no command to run") << QStringList{u"run"_s} << 2;
    QTest::newRow("an id that can't be") << QStringList{u"get"_s, u"a b"_s} << 2;
    QTest::newRow("no such process") << QStringList{u"get"_s, u"nobody"_s} << 4;
    QTest::newRow("a name of the API for an id") << QStringList{u"get"_s, u"types"_s} << 4;
    QTest::newRow("an unknown status") << QStringList{u"list"_s, u"--status"_s, u"happy"_s} << 1;
    QTest::newRow("a wrong token") << QStringList{u"list"_s, u"--token"_s, u"guess"_s} << 1;
    QTest::newRow("no server") << QStringList{u"list"_s, u"--url"_s, u"http://127.0.0.1:1"_s} << 3;
    QTest::newRow("no URL") << QStringList{u"list"_s, u"--url"_s, u"nonsense"_s} << 2;
    QTest::newRow("help") << QStringList{u"help"_s} << 0;
    QTest::newRow("version") << QStringList{u"--version"_s} << 0;
}

void TestProcessionctl::exitCodesTellWhatWentWrong()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    Ctl ctl(*m_daemon, arguments);
    QCOMPARE(ctl.exitCode(), exitCode);
    if (exitCode != 0) {
        QVERIFY(ctl.errors().startsWith("processionctl: "));
        QVERIFY(ctl.output().isEmpty());
    }
}

void TestProcessionctl::everyCommandExplainsItself()
{
    Ctl help(*m_daemon, {u"help"_s});
    QCOMPARE(help.exitCode(), 0);
    for (const char *command : {"run", "list", "get", "watch", "start", "update", "cancel", "retry", "delete", "types",
                                "policies", "events", "backup", "export", "import", "document", "ai"}) {
        QVERIFY2(help.output().contains(command), command);
        Ctl own(*m_daemon, {QLatin1StringView(command), u"--help"_s});
        QCOMPARE(own.exitCode(), 0);
        QVERIFY2(own.output().contains("--url"), command);
    }
}

QTEST_GUILESS_MAIN(TestProcessionctl)
#include "tst_processionctl.moc"
