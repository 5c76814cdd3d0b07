// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Tools and commands that a real server runs, asked for over REST and by processionctl.
#include "hostilevalues.h"
#include "programs.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestTools : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void listsItsTools();
    void runsATool();
    void eachValueIsOneArgument();
    void refusesAndStartsNothing_data();
    void refusesAndStartsNothing();
    void aCommandSpeaksOfItself();
    void aCommandOfARunnerSpeaksToo();
    void aFailureIsRetriedByItsPolicy();
    void endsTheWholeTree_data();
    void endsTheWholeTree();
    void leavesNothingBehind();
    void aKilledServerLeavesNothingAndStartsNothingTwice();
    void noMoreRunThanMay();
    void secretsAreShownNowhere();
    void hasNothingOfTheServers();
    void handsCommandsOver();
    void handsNoCommandsOverUnlessAllowed();
    void limitsEndATool();

private:
    void start(Daemon &daemon, const QByteArray &settings);
    QString path(const QString &name) const { return m_folder->filePath(name); }
    /// Asks for a tool; the id of the process.
    static QString run(Daemon &daemon, const QString &tool, const QJsonObject &parameters = {});
    static QByteArray outputOf(Daemon &daemon, const QString &id);
    /// The pids that the command has written to the file, one a line.
    QList<pid_t> pidsIn(const QString &file, qsizetype count) const;
    static bool isAlive(pid_t pid);

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

/// Starts two children, one of them in a session of its own, all of which ignore SIGTERM, and notes their pids.
constexpr auto stubborn = R"(trap '' TERM; echo $$ >> "$1";
sh -c 'trap "" TERM; echo $$ >> "$1"; while :; do sleep 1; done' sh "$1" &
setsid sh -c 'trap "" TERM; echo $$ >> "$1"; (sh -c "trap \"\" TERM; echo \$\$ >> \"$1\"; while :; do sleep 1; done" sh "$1" &); while :; do sleep 1; done' sh "$1" &
while :; do sleep 1; done)";

} // namespace

void TestTools::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestTools::start(Daemon &daemon, const QByteArray &settings)
{
    const QString file = path(u"settings.toml"_s);
    writeFile(file, settings);
    QVERIFY2(daemon.start({u"--config"_s, file}), daemon.process().readAllStandardError().constData());
}

QString TestTools::run(Daemon &daemon, const QString &tool, const QJsonObject &parameters)
{
    int status = 0;
    const QJsonObject body{{u"parameters"_s, parameters}};
    const QJsonObject answer =
        daemon.ask("POST", u"/tools/"_s + tool, QJsonDocument(body).toJson(QJsonDocument::Compact), &status);
    if (status != 202)
        qWarning() << status << answer;
    return answer.value("process"_L1)["process_id"_L1].toString();
}

QByteArray TestTools::outputOf(Daemon &daemon, const QString &id)
{
    Ctl ctl(daemon, {u"output"_s, id, u"--stdout"_s});
    return ctl.exitCode() == 0 ? ctl.output() : "failed: " + ctl.errors();
}

QList<pid_t> TestTools::pidsIn(const QString &file, qsizetype count) const
{
    QList<pid_t> pids;
    [[maybe_unused]] const bool came = QTest::qWaitFor(
        [&] {
            pids.clear();
            const QByteArray text = contentOf(file);
            for (const QByteArray &word : text.left(text.lastIndexOf('\n') + 1).simplified().split(' '))
                pids.append(word.toInt());
            pids.removeAll(0);
            return pids.size() >= count;
        },
        30000);
    return pids;
}

bool TestTools::isAlive(pid_t pid)
{
    QFile stat(u"/proc/%1/stat"_s.arg(pid));
    return stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(") Z ");
}

void TestTools::listsItsTools()
{
    makeHostileFolder(m_folder->path());
    Daemon daemon;
    start(daemon,
          printingTool(m_folder->path()) + "[tools.a]\nargv = [\"/bin/true\"]\ndescription = \"Does nothing\"\n");
    int status = 0;
    const QJsonArray tools = daemon.ask("GET", u"/tools"_s, {}, &status).value("tools"_L1).toArray();
    QCOMPARE(status, 200);
    QCOMPARE(tools.size(), 2);
    QCOMPARE(tools[0]["name"_L1].toString(), u"a"_s);
    QCOMPARE(tools[0]["description"_L1].toString(), u"Does nothing"_s);
    QCOMPARE(tools[1]["parameters"_L1]["properties"_L1]["count"_L1]["type"_L1].toString(), u"integer"_s);
    Ctl ctl(daemon, {u"tools"_s});
    QCOMPARE(ctl.exitCode(), 0);
    QVERIFY(ctl.output().contains("a  Does nothing\n"));
    QVERIFY(ctl.output().contains("    count: integer\n"));
}

void TestTools::runsATool()
{
    Daemon daemon;
    start(daemon,
          "[tools.hello]\nargv = [\"/bin/sh\", \"-c\", \"echo \\\"hello $1\\\"; echo bad >&2; exit $2\", \"sh\", "
          "\"{who}\", \"{code}\"]\nretry_policy = {max_attempts = 1}\n"
          "[tools.hello.parameters.who]\nrequired = true\n"
          "[tools.hello.parameters.code]\ntype = \"integer\"\ndefault = 0\n");
    Ctl good(daemon,
             {u"tool"_s, u"hello"_s, u"--param"_s, u"who=world; id"_s, u"--name"_s, u"Greets"_s, u"--follow"_s});
    QCOMPARE(good.exitCode(), 0);
    QVERIFY2(good.output().contains("hello world; id\n"), good.output().constData());
    Ctl bad(daemon, {u"tool"_s, u"hello"_s, u"--param"_s, u"who=you"_s, u"--param"_s, u"code=3"_s, u"--follow"_s});
    QCOMPARE(bad.exitCode(), 1);
    QVERIFY2(bad.errors().contains("Exit code 3: bad"), bad.errors().constData());
    Ctl unknown(daemon, {u"tool"_s, u"hallo"_s});
    QCOMPARE(unknown.exitCode(), 4);
    QVERIFY(unknown.errors().contains("did you mean \"hello\""));
    // One that depends on what failed for good can't begin.
    const QString failed = run(daemon, u"hello"_s, {{u"who"_s, u"you"_s}, {u"code"_s, 3}});
    Ctl late(daemon, {u"tool"_s, u"hello"_s, u"--param"_s, u"who=you"_s, u"--depends-on"_s, failed, u"--follow"_s});
    QCOMPARE(late.exitCode(), 130);
    Ctl both(daemon,
             {u"tool"_s, u"hello"_s, u"--param"_s, u"who=you"_s, u"--depends-on"_s, failed, u"--dependency-rule"_s,
              u"any_failed"_s, u"--follow"_s});
    QCOMPARE(both.exitCode(), 0);

    const QString id = run(daemon, u"hello"_s, {{u"who"_s, u"you"_s}, {u"code"_s, 3}});
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"failed"_s, 30000);
    const QJsonObject process = daemon.processOf(id);
    QCOMPARE(process.value("process_type"_L1).toString(), u"tools_execution"_s);
    QCOMPARE(process.value("name"_L1).toString(), u"hello"_s);
    QCOMPARE(process.value("metadata"_L1)["exit_code"_L1].toInt(), 3);
    QCOMPARE(process.value("metadata"_L1)["tool"_L1].toString(), u"hello"_s);
    QVERIFY(daemon.process().readAllStandardOutput().isEmpty());
    QVERIFY(!daemon.process().readAllStandardError().contains("bad"));
}

void TestTools::eachValueIsOneArgument()
{
    makeHostileFolder(m_folder->path());
    Daemon daemon;
    start(daemon, printingTool(m_folder->path()) + "[commands]\nmax_running = 4\n");
    std::vector<std::pair<QString, HostileValue>> accepted;
    for (const HostileValue &value : hostileValues(m_folder->path())) {
        if (!value.argument)
            continue;
        const QString id = run(daemon, u"print"_s, {{value.parameter, value.value}});
        QVERIFY2(!id.isEmpty(), value.what.constData());
        accepted.emplace_back(id, value);
    }
    QVERIFY(accepted.size() > 50);
    for (const auto &[id, value] : accepted) {
        QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"completed"_s, 120000);
        const HttpAnswer answer = askHttp(daemon.url() + u"/processes/%1/output?offset=0"_s.arg(id), daemon.token());
        QCOMPARE(answer.status, 200);
        if (answer.body != value.argument->toUtf8() + '\0')
            QFAIL((value.what + ": " + answer.body).constData());
    }
    QVERIFY(!QFile::exists(u"/pwned"_s));
    QDirIterator files(m_folder->path(), {u"pwned"_s}, QDir::Files, QDirIterator::Subdirectories);
    QVERIFY(!files.hasNext());
}

void TestTools::refusesAndStartsNothing_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("field");
    QTest::newRow("no such tool") << QByteArray("/tools/nothing") << QByteArray("{}") << 404 << u"tool"_s;
    QTest::newRow("a tool that is a path")
        << QByteArray("/tools/..%2f..%2fbin%2fsh") << QByteArray("{}") << 404 << u"tool"_s;
    QTest::newRow("no parameter that is required")
        << QByteArray("/tools/t") << QByteArray("{}") << 422 << u"parameters.file"_s;
    QTest::newRow("an unknown parameter")
        << QByteArray("/tools/t") << QByteArray(R"({"parameters":{"fil":"x"}})") << 422 << u"parameters.fil"_s;
    QTest::newRow("an unknown field") << QByteArray("/tools/t") << QByteArray(R"({"argv":["sh"]})") << 422 << u"argv"_s;
    QTest::newRow("another tool in the body")
        << QByteArray("/tools/t") << QByteArray(R"({"tool":"u"})") << 422 << u"tool"_s;
    QTest::newRow("a value that isn't allowed")
        << QByteArray("/tools/t") << QByteArray(R"({"parameters":{"file":"/etc/passwd"}})") << 422
        << u"parameters.file"_s;
    QTest::newRow("parameters that are a list")
        << QByteArray("/tools/t") << QByteArray(R"({"parameters":["x"]})") << 422 << u"parameters"_s;
    QTest::newRow("a command where none is allowed")
        << QByteArray("/commands") << QByteArray(R"({"argv":["/bin/true"]})") << 422 << u"argv"_s;
}

void TestTools::refusesAndStartsNothing()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, field);
    Daemon daemon;
    start(daemon,
          "[tools.t]\nargv = [\"/usr/bin/touch\", \"{file}\"]\n[tools.t.parameters.file]\ntype = \"file\"\n"
          "folders = [\""
              + m_folder->path().toUtf8() + "\"]\nrequired = true\n");
    int told = 0;
    const QJsonObject answer = daemon.ask("POST", QString::fromUtf8(path), body, &told);
    QCOMPARE(told, status);
    QCOMPARE(answer.value("error"_L1)["field"_L1].toString(answer.value("field"_L1).toString()), field);
    QCOMPARE(daemon.ask("GET", u"/processes"_s).value("processes"_L1).toArray().size(), 0);
}

void TestTools::aCommandSpeaksOfItself()
{
    Daemon daemon;
    start(daemon, R"([tools.speaks]
argv = ["/bin/sh", "-c", '''
echo '{{"progress": 40, "message": "on stdout", "metadata": {{"rows": 7, "tool": "forged", "pid": 1}}}}'
while [ ! -e "$1" ]; do sleep 0.1; done
echo "{{\"progress\": 60, \"message\": \"on $PROCESSION_FD\"}}" >&"$PROCESSION_FD"
while [ ! -e "$1.2" ]; do sleep 0.1; done
''', "sh", "{file}"]
[tools.speaks.parameters.file]
required = true
)");
    const QString id = run(daemon, u"speaks"_s, {{u"file"_s, path(u"go"_s)}});
    QTRY_COMPARE_WITH_TIMEOUT(daemon.processOf(id).value("progress"_L1).toDouble(), 40.0, 30000);
    QJsonObject process = daemon.processOf(id);
    QCOMPARE(process.value("message"_L1).toString(), u"on stdout"_s);
    QCOMPARE(process.value("metadata"_L1)["rows"_L1].toInt(), 7);
    QCOMPARE(process.value("metadata"_L1)["tool"_L1].toString(), u"speaks"_s);
    QVERIFY(process.value("metadata"_L1)["pid"_L1].toInt() > 1);
    writeFile(path(u"go"_s), {});
    QTRY_COMPARE_WITH_TIMEOUT(daemon.processOf(id).value("progress"_L1).toDouble(), 60.0, 30000);
    QCOMPARE(daemon.processOf(id).value("message"_L1).toString(), u"on 3"_s);
    writeFile(path(u"go.2"_s), {});
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"completed"_s, 30000);
}

void TestTools::aCommandOfARunnerSpeaksToo()
{
    Daemon daemon;
    start(daemon, {});
    Ctl ctl(daemon,
            {u"run"_s, u"--id"_s, u"a"_s, u"--"_s, u"sh"_s, u"-c"_s,
             u"echo '{\"progress\": 40, \"metadata\": {\"rows\": 7, \"pid\": 1}}' >&$PROCESSION_FD; "
             "echo '{\"message\": \"said\"}'; echo printed"_s});
    QCOMPARE(ctl.exitCode(), 0);
    QCOMPARE(ctl.output(), QByteArray("{\"message\": \"said\"}\nprinted\n"));
    const QJsonObject process = daemon.processOf(u"a"_s);
    QCOMPARE(process.value("progress"_L1).toDouble(), 40.0);
    QCOMPARE(process.value("message"_L1).toString(), u"said"_s);
    QCOMPARE(process.value("metadata"_L1)["rows"_L1].toInt(), 7);
    QVERIFY(process.value("metadata"_L1)["pid"_L1].toInt() > 1);
}

void TestTools::aFailureIsRetriedByItsPolicy()
{
    Daemon daemon;
    start(daemon,
          "[tools.t]\nargv = [\"/bin/sh\", \"-c\", \"echo $PROCESSION_ATTEMPT >> \\\"$1\\\"; [ $PROCESSION_ATTEMPT = 3 "
          "]\", "
          "\"sh\", \"{file}\"]\nretry_policy = {max_attempts = 3, initial_delay = 0.01, jitter = false}\n"
          "[tools.t.parameters.file]\n");
    const QString id = run(daemon, u"t"_s, {{u"file"_s, path(u"log"_s)}});
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"completed"_s, 30000);
    QCOMPARE(contentOf(path(u"log"_s)), QByteArray("1\n2\n3\n"));
}

void TestTools::endsTheWholeTree_data()
{
    QTest::addColumn<QString>("by");
    QTest::newRow("a cancel") << u"cancel"_s;
    QTest::newRow("a timeout") << u"timeout"_s;
    QTest::newRow("the server's end") << u"shutdown"_s;
    QTest::newRow("a kill of the server") << u"kill"_s;
}

void TestTools::endsTheWholeTree()
{
    QFETCH(QString, by);
    const QString file = path(u"pids"_s);
    writeFile(path(u"script"_s), stubborn);
    Daemon daemon;
    start(daemon,
          "[tools.stubborn]\nargv = [\"/bin/sh\", \"{script}\", \"{file}\"]\ngrace = 0.3\n"
              + QByteArray(by == "timeout"_L1 ? "timeout = 3\n" : "")
              + "retry_policy = {max_attempts = 1}\n"
                "[tools.stubborn.parameters.script]\n[tools.stubborn.parameters.file]\n");
    const QString id = run(daemon, u"stubborn"_s, {{u"script"_s, path(u"script"_s)}, {u"file"_s, file}});
    const QList<pid_t> pids = pidsIn(file, 4);
    QCOMPARE(pids.size(), 4);
    if (by == "cancel"_L1) {
        daemon.ask("POST", u"/processes/%1/cancel"_s.arg(id), "{}");
        QCOMPARE(daemon.statusOf(id), u"cancelled"_s);
    } else if (by == "timeout"_L1) {
        QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"timeout"_s, 30000);
    } else if (by == "shutdown"_L1) {
        QCOMPARE(daemon.stop(), 0);
        // It waits for them.
        QVERIFY(std::none_of(pids.begin(), pids.end(), &TestTools::isAlive));
    } else {
        daemon.kill();
    }
    QTRY_VERIFY_WITH_TIMEOUT(std::none_of(pids.begin(), pids.end(), &TestTools::isAlive), 30000);
    if (by == "cancel"_L1 || by == "timeout"_L1) {
        // How it ended is told all the same.
        QTRY_COMPARE_WITH_TIMEOUT(daemon.ask("GET", u"/processes/%1/attempts"_s.arg(id))
                                      .value("attempts"_L1)
                                      .toArray()
                                      .last()["exit"_L1]["signal"_L1]
                                      .toString(),
                                  u"SIGKILL"_s, 30000);
    }
    if (by == "shutdown"_L1) {
        QVERIFY(daemon.start({u"--config"_s, path(u"settings.toml"_s)}));
        QCOMPARE(daemon.statusOf(id), u"failed"_s);
        QVERIFY(daemon.processOf(id).value("error_message"_L1).toString().contains(u"shut down"_s));
    }
}

void TestTools::leavesNothingBehind()
{
    Daemon daemon;
    start(daemon,
          "[tools.t]\nargv = [\"/bin/sh\", \"-c\", \"setsid sleep 1000 & echo $! >> \\\"$1\\\"\", \"sh\", \"{file}\"]\n"
          "[tools.t.parameters.file]\n");
    const QString id = run(daemon, u"t"_s, {{u"file"_s, path(u"pids"_s)}});
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"completed"_s, 30000);
    const QList<pid_t> pids = pidsIn(path(u"pids"_s), 1);
    QCOMPARE(pids.size(), 1);
    QVERIFY(!isAlive(pids.first()));
}

void TestTools::aKilledServerLeavesNothingAndStartsNothingTwice()
{
    // The second attempt notes whether the first one is still there.
    writeFile(path(u"script"_s), R"(trap '' TERM
[ -s "$1/pids" ] && kill -0 $(head -n 1 "$1/pids") 2>/dev/null && echo twice > "$1/twice"
echo $$ >> "$1/pids"; echo $PROCESSION_ATTEMPT >> "$1/attempts"
[ $PROCESSION_ATTEMPT -ge 2 ] && exit 0
while :; do sleep 1; done)");
    Daemon daemon;
    start(daemon,
          "[tools.t]\nargv = [\"/bin/sh\", \"{script}\", \"{folder}\"]\ngrace = 6\n"
          "retry_policy = {max_attempts = 3, initial_delay = 0.01, jitter = false}\n"
          "[tools.t.parameters.script]\n[tools.t.parameters.folder]\n");
    const QString id = run(daemon, u"t"_s, {{u"script"_s, path(u"script"_s)}, {u"folder"_s, m_folder->path()}});
    const QList<pid_t> pids = pidsIn(path(u"pids"_s), 1);
    QCOMPARE(pids.size(), 1);
    daemon.kill();
    QVERIFY(isAlive(pids.first())); // its grace has begun: so the next server comes while it is still there
    QVERIFY(daemon.start({u"--config"_s, path(u"settings.toml"_s)}));
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"completed"_s, 60000);
    QVERIFY(!isAlive(pids.first()));
    QVERIFY(!QFile::exists(path(u"twice"_s)));
    QCOMPARE(contentOf(path(u"attempts"_s)), QByteArray("1\n2\n"));
    const QJsonArray attempts = daemon.ask("GET", u"/processes/%1/attempts"_s.arg(id)).value("attempts"_L1).toArray();
    QCOMPARE(attempts.size(), 2);
    QCOMPARE(attempts.last()["status"_L1].toString(), u"failed"_s); // the newest is first
    QVERIFY(attempts.last()["error_message"_L1].toString().contains(u"server ended"_s));
}

void TestTools::noMoreRunThanMay()
{
    Daemon daemon;
    start(
        daemon,
        "[tools.one]\nmax_running = 1\nargv = [\"/bin/sh\", \"-c\", \"while [ ! -e \\\"$1\\\" ]; do sleep 0.1; done\", "
        "\"sh\", \"{file}\"]\n[tools.one.parameters.file]\n[tools.other]\nargv = [\"/bin/true\"]\n");
    const QString first = run(daemon, u"one"_s, {{u"file"_s, path(u"a"_s)}});
    const QString second = run(daemon, u"one"_s, {{u"file"_s, path(u"b"_s)}});
    const QString other = run(daemon, u"other"_s);
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(other), u"completed"_s, 30000); // it isn't held up
    QCOMPARE(daemon.statusOf(first), u"running"_s);
    QCOMPARE(daemon.statusOf(second), u"pending"_s);
    writeFile(path(u"a"_s), {});
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(second), u"running"_s, 30000);
    writeFile(path(u"b"_s), {});
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(second), u"completed"_s, 30000);
}

void TestTools::secretsAreShownNowhere()
{
    const QByteArray secret = "correct-horse-battery";
    writeFile(path(u"secret"_s), secret + "\n");
    Daemon daemon;
    start(daemon,
          "[tools.t]\nargv = [\"/bin/sh\", \"-c\", '''printf %s \"$PASSWORD\" | tr a-z A-Z > \"$1\"; echo \"pw: "
          "$PASSWORD\"; echo \"$PASSWORD\" >&2\n"
          "echo \"{{\\\"message\\\": \\\"$PASSWORD\\\"}}\"; exit 1''', \"sh\", \"{file}\"]\nsecrets = {PASSWORD = \""
              + path(u"secret"_s).toUtf8() + "\"}\nretry_policy = {max_attempts = 1}\n[tools.t.parameters.file]\n");
    const QString id = run(daemon, u"t"_s, {{u"file"_s, path(u"seen"_s)}});
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"failed"_s, 30000);
    QCOMPARE(contentOf(path(u"seen"_s)), secret.toUpper()); // the command has it
    for (const QStringList &asked :
         {QStringList{u"get"_s, id}, QStringList{u"get"_s, id, u"--json"_s}, QStringList{u"output"_s, id},
          QStringList{u"events"_s, id}, QStringList{u"attempts"_s, id}, QStringList{u"tools"_s, u"--json"_s}}) {
        Ctl ctl(daemon, asked);
        QCOMPARE(ctl.exitCode(), 0);
        QVERIFY2(!ctl.output().contains(secret) && !ctl.errors().contains(secret), qPrintable(asked.join(u' ')));
    }
    QVERIFY(outputOf(daemon, id).contains("pw: ***"));
    QCOMPARE(daemon.stop(), 0);
    QVERIFY(!daemon.process().readAllStandardError().contains(secret));
    QDirIterator files(daemon.folder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        QVERIFY2(!contentOf(file).contains(secret), qPrintable(file));
    }
}

void TestTools::hasNothingOfTheServers()
{
    Daemon daemon;
    daemon.addToEnvironment(u"PROCESSION_TOKEN"_s, u"a-token-of-the-server-1234"_s);
    daemon.addToEnvironment(u"SOMETHING_ELSE"_s, u"kept"_s);
    start(daemon,
          "[tools.t]\nargv = [\"/bin/sh\", \"-c\", \"env; pwd; ls -l /proc/self/fd/; cat\"]\nenvironment = {GIVEN = "
          "\"yes\"}\n");
    const HttpAnswer started = askHttp(daemon.url() + u"/tools/t"_s, "a-token-of-the-server-1234", "POST", "{}");
    QCOMPARE(started.status, 202);
    const QString id = started.json().value("process"_L1)["process_id"_L1].toString();
    QByteArray output;
    QTRY_VERIFY_WITH_TIMEOUT(
        (output =
             askHttp(daemon.url() + u"/processes/%1/output"_s.arg(id), "a-token-of-the-server-1234", "GET", {}).body)
            .contains("-> "),
        30000);
    QVERIFY(output.contains("GIVEN=yes\n"));
    QVERIFY(output.contains("PATH="));
    QVERIFY(output.contains("PROCESSION_PROCESS_ID=" + id.toUtf8()));
    QVERIFY(output.contains("\n/\n"));
    QVERIFY(!output.contains("SOMETHING_ELSE"));
    QVERIFY(!output.contains("a-token-of-the-server"));
    QVERIFY(!output.contains("socket:"));
    QVERIFY(!output.contains(".db"));
    QVERIFY(output.contains("0 -> /dev/null"));
}

void TestTools::handsCommandsOver()
{
    Daemon daemon;
    start(daemon, "[commands]\nallow = [\"/bin/sh\", \"/usr/bin/sh\"]\n");
    Ctl followed(daemon,
                 {u"run"_s, u"--detach"_s, u"--follow"_s, u"--name"_s, u"A job"_s, u"--"_s, u"sh"_s, u"-c"_s,
                  u"echo \"[$1]\"; pwd"_s, u"sh"_s, u"a b; c"_s});
    QCOMPARE(followed.exitCode(), 0);
    QVERIFY2(followed.output().startsWith("[a b; c]\n"), followed.output().constData());
    QVERIFY(followed.output().contains(QDir::currentPath().toUtf8()));
    Ctl detached(daemon, {u"run"_s, u"--detach"_s, u"--"_s, u"sh"_s, u"-c"_s, u"exit 4"_s});
    QCOMPARE(detached.exitCode(), 0);
    const QString id = QString::fromUtf8(detached.output().trimmed());
    QTRY_VERIFY_WITH_TIMEOUT(daemon.statusOf(id) == "failed"_L1, 30000);
    QCOMPARE(daemon.processOf(id).value("process_type"_L1).toString(), u"background_job"_s);
    QCOMPARE(daemon.processOf(id).value("metadata"_L1)["exit_code"_L1].toInt(), 4);
    Ctl refused(daemon, {u"run"_s, u"--detach"_s, u"--"_s, u"/bin/echo"_s, u"x"_s});
    QCOMPARE(refused.exitCode(), 1);
    QVERIFY2(refused.errors().contains("[commands] allow"), refused.errors().constData());
}

void TestTools::handsNoCommandsOverUnlessAllowed()
{
    Daemon daemon;
    start(daemon, {});
    Ctl refused(daemon, {u"run"_s, u"--detach"_s, u"--"_s, u"true"_s});
    QCOMPARE(refused.exitCode(), 1);
    QVERIFY2(refused.errors().contains("[commands] allow"), refused.errors().constData());
    QVERIFY(refused.errors().contains("allow_any"));
}

void TestTools::limitsEndATool()
{
    Daemon daemon;
    start(daemon,
          "[tools.t]\nargv = [\"/bin/sh\", \"-c\", \"while :; do :; done\"]\nmax_cpu_time = 0.3\nlimit_sustain = 0\n"
          "grace = 0.3\nretry_policy = {max_attempts = 1}\n");
    const QString id = run(daemon, u"t"_s);
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"failed"_s, 60000);
    QVERIFY2(daemon.processOf(id).value("error_message"_L1).toString().contains(u"CPU time"_s),
             qPrintable(daemon.processOf(id).value("error_message"_L1).toString()));
}

QTEST_GUILESS_MAIN(TestTools)
#include "tst_tools.moc"
