// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "rawclient.h"

#include <QDir>
#include <QJsonArray>

#include <sys/resource.h>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestProcessiond : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsHowToReachIt();
    void itsCurlLineWorks();
    void keepsItsTokenOverRestarts();
    void keepsItsSettingsOverRestarts_data();
    void keepsItsSettingsOverRestarts();
    void endsWellWhenAsked_data();
    void endsWellWhenAsked();
    void startsWithoutATokenOnLoopback();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void doesNotStartOnATakenPort();
    void opensAsManyFilesAsItMay();
    void goesOnAfterItRanOutOfFiles();
    void needsNoWindowSystem();
    void readsNoDocumentsWithoutTheExtractor();
};

void TestProcessiond::tellsHowToReachIt()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    QVERIFY(daemon.greeting().contains("Listening on http://127.0.0.1:"));
    QVERIFY(daemon.greeting().contains("Token in " + daemon.folder().toUtf8()));
    QVERIFY(!daemon.greeting().contains(daemon.token()));
    QCOMPARE(daemon.ask("GET", u"/health"_s).value("status"_L1).toString(), u"ok"_s);
}

void TestProcessiond::itsCurlLineWorks()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    const QByteArray greeting = daemon.greeting();
    const QByteArray line = greeting.mid(greeting.indexOf("Try: ") + 5).trimmed();
    QProcess shell;
    shell.start(u"sh"_s, {u"-c"_s, QString::fromUtf8(line)});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.readAllStandardOutput(), QByteArray(R"({"processes":[]})"));
}

void TestProcessiond::keepsItsTokenOverRestarts()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    const QByteArray token = daemon.token();
    QVERIFY(!token.isEmpty());
    daemon.kill();
    QVERIFY(daemon.start());
    QCOMPARE(daemon.token(), token);
}

void TestProcessiond::keepsItsSettingsOverRestarts_data()
{
    QTest::addColumn<bool>("crashes");
    QTest::newRow("after a stop") << false;
    QTest::newRow("after a crash") << true;
}

void TestProcessiond::keepsItsSettingsOverRestarts()
{
    QFETCH(bool, crashes);
    Daemon daemon;
    QVERIFY(daemon.start());
    int status = 0;
    for (const QString &type : {u"zebra"_s, u"apple"_s, u"mango"_s}) {
        daemon.ask("PUT", u"/processes/types/"_s + type, {}, &status);
        QCOMPARE(status, 201);
    }
    daemon.ask("PUT", u"/retry-policies/apple"_s, R"({"max_attempts":5})", &status);
    QCOMPARE(status, 200);
    daemon.ask("POST", u"/processes"_s, R"({"process_type":"mango","name":"n"})", &status);
    QCOMPARE(status, 201);
    const QJsonObject types = daemon.ask("GET", u"/processes/types"_s);
    const QJsonArray events = daemon.ask("GET", u"/settings/events"_s).value("events"_L1).toArray();
    QCOMPARE(types["process_types"_L1][6].toString(), u"zebra"_s);
    QCOMPARE(events.size(), 4);
    QCOMPARE(events[0]["event"_L1].toString(), u"type_registered"_s);
    QVERIFY(events[0]["retry_policy"_L1].isNull());
    QCOMPARE(events[3]["event"_L1].toString(), u"policy_set"_s);
    QCOMPARE(events[3]["process_type"_L1].toString(), u"apple"_s);
    QCOMPARE(events[3]["retry_policy"_L1]["max_attempts"_L1].toInt(), 5);
    QCOMPARE(events[3]["actor"_L1]["kind"_L1].toString(), u"token"_s);
    QVERIFY(events[3]["timestamp"_L1].toDouble() > 0);
    if (crashes)
        daemon.kill();
    else
        QCOMPARE(daemon.stop(), 0);
    QVERIFY(daemon.start());
    QCOMPARE(daemon.ask("GET", u"/processes/types"_s), types);
    QCOMPARE(daemon.ask("GET", u"/settings/events"_s).value("events"_L1).toArray(), events);
    const QJsonObject page = daemon.ask("GET", u"/settings/events?limit=3"_s);
    QCOMPARE(page.value("events"_L1).toArray().size(), 3);
    const QString cursor = page.value("next_cursor"_L1).toString();
    const QJsonObject rest = daemon.ask("GET", u"/settings/events?limit=3&cursor="_s + cursor);
    QCOMPARE(rest.value("events"_L1).toArray(), QJsonArray{events[3]});
    QVERIFY(!rest.contains("next_cursor"_L1));
}

void TestProcessiond::endsWellWhenAsked_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

void TestProcessiond::endsWellWhenAsked()
{
    QFETCH(int, signal);
    Daemon daemon;
    QVERIFY(daemon.start());
    ::kill(static_cast<pid_t>(daemon.process().processId()), signal);
    QVERIFY(daemon.process().waitForFinished(5000));
    QCOMPARE(daemon.process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(daemon.process().exitCode(), 0);
}

void TestProcessiond::startsWithoutATokenOnLoopback()
{
    const QTemporaryDir folder;
    QProcess process;
    QProcessEnvironment environment = cleanEnvironment(folder.path());
    environment.insert(u"SKIP_AUTH"_s, u"true"_s);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(PROCESSIOND), {u"--port=0"_s});
    QByteArray output;
    while (!output.contains("Try: ") && process.waitForReadyRead(10000))
        output += process.readAllStandardOutput();
    QVERIFY(!output.contains("Token"));
    const QByteArray url = output.mid(output.indexOf("http"), output.indexOf('\n') - output.indexOf("http"));
    QCOMPARE(askHttp(QString::fromUtf8(url + "/processes"), {}).body, QByteArray(R"({"processes":[]})"));
    process.terminate();
    QVERIFY(process.waitForFinished());
}

void TestProcessiond::saysWhatIsWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("a flag") << QStringList{u"--prot=1"_s} << QByteArray() << QByteArray("prot");
    QTest::newRow("a port") << QStringList{u"--port=x"_s} << QByteArray() << QByteArray("isn't a port");
    QTest::newRow("a setting") << QStringList{} << QByteArray("\nprot = 1\n") << QByteArray("procession.toml:2:1:");
}

void TestProcessiond::saysWhatIsWrong()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, config);
    QFETCH(QByteArray, message);
    const QTemporaryDir folder;
    if (!config.isEmpty()) {
        QVERIFY(QDir(folder.path()).mkdir(u"procession"_s));
        QFile file(folder.filePath(u"procession/procession.toml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(config);
    }
    QProcess process;
    process.setProcessEnvironment(cleanEnvironment(folder.path()));
    process.start(QStringLiteral(PROCESSIOND), arguments);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 2);
    const QByteArray errors = process.readAllStandardError();
    QVERIFY2(errors.contains(message), errors.constData());
    QVERIFY(process.readAllStandardOutput().isEmpty()); // nothing was started
}

void TestProcessiond::doesNotStartOnATakenPort()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    const QTemporaryDir folder;
    QProcess second;
    second.setProcessEnvironment(cleanEnvironment(folder.path()));
    second.start(QStringLiteral(PROCESSIOND), {u"--port"_s, daemon.url().section(u':', -1)});
    QVERIFY(second.waitForFinished());
    QVERIFY(second.exitCode() != 0);
    QVERIFY(second.readAllStandardError().contains("--port"));
    // It let go of its store in order, so that the next one doesn't take it for a crash.
    const QString database = folder.filePath(u"procession/procession.db"_s);
    QVERIFY(QFile::exists(database));
    QVERIFY(!QFile::exists(database + u"-wal"_s));
}

void TestProcessiond::opensAsManyFilesAsItMay()
{
    Daemon daemon;
    daemon.process().setChildProcessModifier([] {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 256);
        ::setrlimit(RLIMIT_NOFILE, &limit);
    });
    QVERIFY(daemon.start());
    rlimit limit{};
    QCOMPARE(::prlimit(static_cast<pid_t>(daemon.process().processId()), RLIMIT_NOFILE, nullptr, &limit), 0);
    QVERIFY(limit.rlim_max > 256);
    QCOMPARE(limit.rlim_cur, limit.rlim_max);
}

void TestProcessiond::goesOnAfterItRanOutOfFiles()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    daemon.process().setReadChannel(QProcess::StandardError);
    const auto pid = static_cast<pid_t>(daemon.process().processId());
    rlimit before{};
    QCOMPARE(::prlimit(pid, RLIMIT_NOFILE, nullptr, &before), 0);
    const rlimit none{3, before.rlim_max};
    RawClient known(daemon.port()); // since before
    known.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(statusOf(known.readAnswer()), 200);

    for (int time = 0; time < 3; ++time) {
        QCOMPARE(::prlimit(pid, RLIMIT_NOFILE, &none, nullptr), 0);
        RawClient client(daemon.port());
        QCOMPARE(client.socket().state(), QAbstractSocket::ConnectedState);
        QByteArray errors;
        while (!errors.contains("can't accept connections") && daemon.process().waitForReadyRead(10000))
            errors += daemon.process().readAllStandardError();
        QVERIFY2(errors.contains("can't accept connections"), errors.constData());

        // What the disk would have to be asked for can't be, which isn't the end.
        known.send(requestLines("GET /processes/nobody", {}, {}, daemon.token()));
        QVERIFY(statusOf(known.readAnswer()) > 0);

        QCOMPARE(::prlimit(pid, RLIMIT_NOFILE, &before, nullptr), 0);
        QCOMPARE(daemon.ask("GET", u"/health"_s).value("status"_L1).toString(), u"ok"_s);
    }
}

void TestProcessiond::needsNoWindowSystem()
{
    QProcess linker;
    linker.start(u"ldd"_s, {QStringLiteral(PROCESSIOND)});
    QVERIFY(linker.waitForFinished());
    const QByteArray libraries = linker.readAllStandardOutput();
    QVERIFY(libraries.contains("libQt6Core"));
    for (const char *library : {"libQt6Gui", "libQt6Quick", "libQt6Qml", "libQt6Widgets"})
        QVERIFY2(!libraries.contains(library), library);
}

/// As where a package without procession-extract is installed.
void TestProcessiond::readsNoDocumentsWithoutTheExtractor()
{
    const QTemporaryDir elsewhere;
    const QString alone = elsewhere.filePath(u"processiond"_s);
    QVERIFY(QFile::copy(QStringLiteral(PROCESSIOND), alone));
    Daemon daemon;
    daemon.setShell(u"shift; exec %1 \"$@\""_s.arg(alone));
    QVERIFY(daemon.start());
    int status = 0;
    const QJsonValue error = daemon.ask("POST", u"/documents"_s, R"({"path":"/etc/hostname"})", &status)["error"_L1];
    QCOMPARE(status, 422);
    QCOMPARE(error["code"_L1].toString(), u"unknown_process_type"_s);
    QVERIFY(error["message"_L1].toString().contains(u"document_processing"_s));
    QCOMPARE(daemon.ask("GET", u"/processes"_s).value("processes"_L1).toArray().size(), 0);
}

QTEST_GUILESS_MAIN(TestProcessiond)
#include "tst_processiond.moc"
