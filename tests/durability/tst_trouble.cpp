// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <QJsonArray>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What the daemon and its users meet that isn't the disk's fault.
class TestTrouble : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSecondServerSaysWhoHasTheFolder();
    void doesNotStartOnAFileThatIsNoDatabase();
    void aRetryThatFellDueWhileItWasDownRuns();
    void aRunThatTheMachineLostIsFoundOut();
    void whatWasRegisteredSurvives();
    void finishedProcessesStayInTheHistory();
    void aServerWithoutAStoreSaysSo();
    void backsUpExportsAndImports();

private:
    static QString databaseOf(const Daemon &daemon) { return daemon.folder() + u"/procession/procession.db"_s; }
};

void TestTrouble::aSecondServerSaysWhoHasTheFolder()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    QProcess second;
    second.setProcessEnvironment(cleanEnvironment(daemon.folder()));
    second.start(QStringLiteral(PROCESSIOND), {u"--port=0"_s});
    QVERIFY(second.waitForFinished());
    QCOMPARE(second.exitCode(), 1);
    const QByteArray problem = second.readAllStandardError();
    QVERIFY2(problem.contains("another server has this data folder"), problem.constData());
    QVERIFY(problem.contains(QByteArray::number(daemon.process().processId())));
    // The first goes on, and after its death, however it came, the folder is free.
    QCOMPARE(daemon.ask("GET", u"/health"_s).value("status"_L1).toString(), u"ok"_s);
    daemon.kill();
    QVERIFY(daemon.start());
}

void TestTrouble::doesNotStartOnAFileThatIsNoDatabase()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    QCOMPARE(daemon.stop(), 0);
    QFile file(databaseOf(daemon));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(10000, 'x'));
    file.close();
    QProcess next;
    next.setProcessEnvironment(cleanEnvironment(daemon.folder()));
    next.start(QStringLiteral(PROCESSIOND), {u"--port=0"_s});
    QVERIFY(next.waitForFinished());
    QCOMPARE(next.exitCode(), 1);
    const QByteArray problem = next.readAllStandardError();
    QVERIFY2(problem.contains(databaseOf(daemon).toUtf8()), problem.constData());
}

void TestTrouble::aRetryThatFellDueWhileItWasDownRuns()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    daemon.ask("POST", u"/processes"_s,
               R"({"process_type":"ai_task","name":"n","process_id":"a",
                   "retry_policy":{"max_attempts":3,"initial_delay":1.5,"jitter":false}})");
    daemon.ask("PATCH", u"/processes/a"_s, R"({"status":"failed","error_message":"no model"})");
    QTRY_COMPARE(daemon.processOf(u"a"_s)["retry"_L1]["status"_L1].toString(), u"scheduled"_s);
    daemon.kill();
    QTest::qWait(1600);
    QVERIFY(daemon.start());
    QTRY_COMPARE(daemon.statusOf(u"a"_s), u"pending"_s);
    const QJsonObject process = daemon.processOf(u"a"_s);
    QCOMPARE(process.value("attempt"_L1).toInt(), 2);
    QCOMPARE(process["retry"_L1]["status"_L1].toString(), u"executing"_s);
    QCOMPARE(process["retry"_L1]["last_error"_L1].toString(), u"no model"_s);
}

void TestTrouble::aRunThatTheMachineLostIsFoundOut()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    Ctl run(daemon, {u"run"_s, u"--id"_s, u"job"_s, u"--heartbeat-timeout"_s, u"2"_s, u"--"_s, u"sleep"_s, u"1000"_s});
    pid_t child = 0; // it is told after the process runs
    QTRY_VERIFY((child = daemon.processOf(u"job"_s)["metadata"_L1]["pid"_L1].toInt()) > 0);
    // Everything at once, as a power cut has it.
    run.signal(SIGKILL);
    ::kill(child, SIGKILL);
    daemon.kill();
    QVERIFY(daemon.start());
    QCOMPARE(daemon.statusOf(u"job"_s), u"running"_s); // its runner might still come back
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(u"job"_s), u"timeout"_s, 20000);
}

void TestTrouble::whatWasRegisteredSurvives()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    int status = 0;
    daemon.ask("PUT", u"/processes/types/data_export"_s, {}, &status);
    QCOMPARE(status, 201);
    daemon.ask("PUT", u"/retry-policies/data_export"_s, R"({"max_attempts":7})", &status);
    QCOMPARE(status, 200);
    daemon.kill();
    QVERIFY(daemon.start());
    const QJsonArray types = daemon.ask("GET", u"/processes/types"_s).value("process_types"_L1).toArray();
    QVERIFY(types.contains(u"data_export"_s));
    const QJsonObject policies = daemon.ask("GET", u"/retry-policies"_s);
    QCOMPARE(policies["retry_policies"_L1]["data_export"_L1]["max_attempts"_L1].toInt(), 7);
}

void TestTrouble::finishedProcessesStayInTheHistory()
{
    Daemon daemon;
    QVERIFY(QDir(daemon.folder()).mkdir(u"procession"_s));
    QFile config(daemon.folder() + u"/procession/procession.toml"_s);
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("[cleanup]\nmax_finished = 0\n");
    config.close();
    QVERIFY(daemon.start());
    daemon.ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"a"})");
    daemon.ask("PATCH", u"/processes/a"_s, R"({"status":"completed","message":"well"})");
    QTRY_COMPARE(daemon.ask("GET", u"/processes"_s).value("processes"_L1).toArray().size(), 0); // not in memory
    daemon.kill();
    QVERIFY(daemon.start());
    QCOMPARE(daemon.statusOf(u"a"_s), u"completed"_s);
    const QJsonArray finished = daemon.ask("GET", u"/processes?finished_after=1"_s).value("processes"_L1).toArray();
    QCOMPARE(finished.size(), 1);
    QCOMPARE(finished[0]["message"_L1].toString(), u"well"_s);
    const QJsonArray events = daemon.ask("GET", u"/processes/a/events"_s).value("events"_L1).toArray();
    QCOMPARE(events.size(), 2);
    int status = 0;
    daemon.ask("DELETE", u"/processes/a"_s, {}, &status);
    QCOMPARE(status, 204);
    daemon.ask("GET", u"/processes/a"_s, {}, &status);
    QCOMPARE(status, 404);
}

void TestTrouble::aServerWithoutAStoreSaysSo()
{
    Daemon daemon;
    QVERIFY(daemon.start({u"--durability"_s, u"memory"_s}));
    daemon.ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"a"})");
    int status = 0;
    for (const QString &path : {u"/processes/a/events"_s, u"/settings/events"_s}) {
        const QJsonObject answer = daemon.ask("GET", path, {}, &status);
        QCOMPARE(status, 404);
        QCOMPARE(answer["error"_L1]["code"_L1].toString(), u"no_history"_s);
    }
    QVERIFY(!QFile::exists(databaseOf(daemon)));
    daemon.kill();
    QVERIFY(daemon.start({u"--durability"_s, u"memory"_s}));
    QCOMPARE(daemon.ask("GET", u"/processes"_s).value("processes"_L1).toArray().size(), 0);
}

void TestTrouble::backsUpExportsAndImports()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    for (const char *name : {"a", "b", "c"}) {
        daemon.ask("POST", u"/processes"_s,
                   QByteArray(R"({"process_type":"ai_task","name":"A, \"quoted\" name","process_id":")") + name
                       + "\"}");
    }
    daemon.ask("PATCH", u"/processes/a"_s, R"({"status":"completed","progress":100,"metadata_update":{"k":[1,2]}})");

    const QByteArray printed = QByteArray("a line that is printed\n").repeated(50'000);
    QCOMPARE(askHttp(daemon.url() + u"/processes/b/output"_s, daemon.token(), "POST", printed, "text/plain").status,
             200);

    const QString data = daemon.folder() + u"/procession"_s;
    const QTemporaryDir elsewhere;
    const QString copy = elsewhere.filePath(u"copy.db"_s);
    Ctl backup(daemon, {u"backup"_s, copy, u"--data-dir"_s, data});
    QCOMPARE(backup.exitCode(), 0);
    Ctl again(daemon, {u"backup"_s, copy, u"--data-dir"_s, data});
    QCOMPARE(again.exitCode(), 1); // never over another file
    QVERIFY(QFile::rename(copy, elsewhere.filePath(u"other.db"_s)));
    Ctl beside(daemon, {u"backup"_s, copy, u"--data-dir"_s, data});
    QCOMPARE(beside.exitCode(), 1); // nor with another's output
    QVERIFY2(beside.errors().contains("copy.db-output"), beside.errors().constData());
    QVERIFY(!QFile::exists(copy));
    QVERIFY(QFile::rename(elsewhere.filePath(u"other.db"_s), copy));

    const QString lines = elsewhere.filePath(u"all.jsonl"_s);
    Ctl jsonl(daemon, {u"export"_s, lines});
    QCOMPARE(jsonl.exitCode(), 0);
    Ctl csv(daemon, {u"export"_s, u"--format"_s, u"csv"_s});
    QCOMPARE(csv.exitCode(), 0);
    QCOMPARE(csv.output().count("\r\n"), 4);
    QVERIFY(csv.output().contains(R"("A, ""quoted"" name")"));

    // Another server takes them over, and what it was given before it knows.
    Daemon other;
    QVERIFY(other.start());
    Ctl import(other, {u"import"_s, lines});
    QCOMPARE(import.exitCode(), 0);
    QVERIFY(import.output().startsWith("3 imported"));
    QJsonObject before = daemon.processOf(u"a"_s);
    QJsonObject after = other.processOf(u"a"_s);
    before.remove(u"seq"_s);
    after.remove(u"seq"_s);
    QCOMPARE(after, before);
    Ctl twice(other, {u"import"_s, lines});
    QCOMPARE(twice.exitCode(), 0);
    QVERIFY(twice.output().startsWith("0 imported, 3 were there already"));

    // The backup is a whole data folder's worth.
    QCOMPARE(other.stop(), 0);
    QVERIFY(QFile::remove(databaseOf(other)));
    QVERIFY(QFile::copy(copy, databaseOf(other)));
    QVERIFY(QDir().rename(copy + u"-output"_s, other.folder() + u"/procession/output"_s));
    QVERIFY(other.start());
    Ctl output(other, {u"output"_s, u"b"_s});
    QCOMPARE(output.exitCode(), 0);
    QCOMPARE(output.output(), printed);
    QCOMPARE(other.statusOf(u"a"_s), u"completed"_s);
    QCOMPARE(other.statusOf(u"c"_s), u"pending"_s);
}

QTEST_GUILESS_MAIN(TestTrouble)
#include "tst_trouble.moc"
