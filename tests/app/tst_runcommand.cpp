// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <QTcpServer>

#include <array>

using namespace Procession;
using namespace Qt::StringLiterals;

/// `processionctl run` must be invisible to the command that it runs. Most of it is started by a shell, as users do.
class TestRunCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void leavesIgnoredSignalsAlone_data();
    void leavesIgnoredSignalsAlone();
    void theCommandInheritsIgnoredSignals();
    void worksWithClosedDescriptors_data();
    void worksWithClosedDescriptors();
    void theDaemonWorksWithClosedDescriptors();
    void passesBytes();
    void readsADocumentWhoseNameIsNotText();
    void exportsToAFileWhoseNameIsNotText();
    void keepsTheOrderOfOutputAndErrors();
    void leavesNothingBehindWhenItIsKilled();
    void leavesHelpersAlone();
    void runsALongCommand();
    void runsWhateverTheTextsAre_data();
    void runsWhateverTheTextsAre();
    void runsThoughTheServerRefuses_data();
    void runsThoughTheServerRefuses();
    void timesOutWithoutAServer();
    void tellsOfATimeoutLater();
    void timesOutWithAnExitCodeOfItsOwn();
    void tellsNoSecrets();
    void keepsTheTokenToItself();

private:
    /// The script, with CTL in it for processionctl and DIR for a folder of the test's own.
    std::unique_ptr<Ctl> shell(QString script)
    {
        script.replace(u"CTL"_s, QStringLiteral(PROCESSIONCTL)).replace(u"DIR"_s, m_folder->path());
        return std::make_unique<Ctl>(*m_daemon, QStringList{u"-c"_s, script}, u"bash"_s);
    }
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QByteArray contentOf(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void touch(const QString &name) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    static bool isAlive(qint64 pid)
    {
        QFile stat(u"/proc/%1/stat"_s.arg(pid));
        return pid > 0 && stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(") Z ");
    }
    /// The mask of a line of /proc/PID/status, such as SigIgn.
    static quint64 maskOf(const QByteArray &status, const QByteArray &name)
    {
        const qsizetype at = status.indexOf(name + ":\t");
        return status.mid(at + name.size() + 2, 16).toULongLong(nullptr, 16);
    }
    static quint64 bit(int signal) { return 1ULL << (signal - 1); }
    QJsonObject process(const QString &id) { return m_daemon->processOf(id); }

    std::unique_ptr<Daemon> m_daemon;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestRunCommand::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_daemon = std::make_unique<Daemon>();
    QVERIFY(m_daemon->start());
}

void TestRunCommand::cleanup()
{
    m_daemon.reset();
    QProcess::execute(u"rm"_s, {u"-rf"_s, m_folder->path()}); // QTemporaryDir leaves names that aren't text
}

void TestRunCommand::leavesIgnoredSignalsAlone_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("run") << u"CTL run -- sleep 1000"_s;
    QTest::newRow("ai") << u"CTL ai wait"_s;
    QTest::newRow("watch") << u"CTL watch"_s;
    QTest::newRow("document") << u"CTL document DIR/slow"_s;
    QTest::newRow("processiond") << QStringLiteral(PROCESSIOND) + u" --port 0 --data-dir DIR/data"_s;
}

void TestRunCommand::leavesIgnoredSignalsAlone()
{
    QFETCH(QString, command);
    // Of those that wait, each is looked at while it does: an AI that never answers, a document that never ends.
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    m_daemon->stop();
    m_daemon->addToEnvironment(u"LLM_BASE_URL"_s, u"http://127.0.0.1:%1"_s.arg(silent.serverPort()));
    QVERIFY(m_daemon->start());
    QFile slow(path(u"slow"_s));
    QVERIFY(slow.open(QIODevice::WriteOnly));
    slow.write(QByteArray("many words of a long text that goes on\n").repeated(300'000));
    slow.close();

    const auto ctl = shell(u"trap '' HUP INT TERM; echo $$ > DIR/pid; exec "_s + command);
    const auto status = [this] {
        QFile file(u"/proc/%1/status"_s.arg(contentOf(u"pid"_s).trimmed().toLongLong()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    // Qt ignores SIGPIPE as soon as one of them speaks to the server; the daemon says when it is there.
    QTRY_VERIFY(status().startsWith("Name:\tprocession"));
    QTRY_VERIFY(ctl->isFinished() || (maskOf(status(), "SigIgn") & bit(SIGPIPE)) != 0
                || ctl->output().contains("Try: "));
    const QByteArray seen = status();
    if (!seen.startsWith("Name:\tprocession"))
        QSKIP("it was too fast to be looked at");
    for (const int number : {SIGHUP, SIGINT, SIGTERM}) {
        QVERIFY2((maskOf(seen, "SigIgn") & bit(number)) != 0, seen.constData());
        QVERIFY((maskOf(seen, "SigCgt") & bit(number)) == 0);
    }
    ::kill(static_cast<pid_t>(contentOf(u"pid"_s).trimmed().toLongLong()), SIGKILL);
}

void TestRunCommand::theCommandInheritsIgnoredSignals()
{
    const auto ignored = shell(u"trap '' HUP USR1 PIPE CHLD; CTL run -- grep SigIgn /proc/self/status"_s);
    QCOMPARE(ignored->exitCode(), 0);
    const quint64 mask = maskOf(ignored->output(), "SigIgn");
    for (const int number : {SIGHUP, SIGUSR1, SIGPIPE, SIGCHLD})
        QVERIFY2((mask & bit(number)) != 0, ignored->output().constData());
    const auto plain = shell(u"CTL run -- grep SigIgn /proc/self/status; grep SigIgn /proc/self/status"_s);
    QCOMPARE(plain->exitCode(), 0);
    const QByteArrayList lines = plain->output().trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[0], lines[1]); // as without the runner
}

void TestRunCommand::worksWithClosedDescriptors_data()
{
    QTest::addColumn<QString>("closed");
    QTest::newRow("0") << u"<&-"_s;
    QTest::newRow("1") << u">&-"_s;
    QTest::newRow("2") << u"2>&-"_s;
    QTest::newRow("0 and 1") << u"<&- >&-"_s;
    QTest::newRow("0 and 2") << u"<&- 2>&-"_s;
    QTest::newRow("1 and 2") << u">&- 2>&-"_s;
    QTest::newRow("0, 1 and 2") << u"<&- >&- 2>&-"_s;
}

void TestRunCommand::worksWithClosedDescriptors()
{
    QFETCH(QString, closed);
    const auto ctl = shell(u"exec CTL run --id job -- sh -c 'echo w >&2; echo w; cat; echo ok > DIR/done' "_s + closed);
    QCOMPARE(ctl->exitCode(), 0);
    QCOMPARE(contentOf(u"done"_s), QByteArray("ok\n"));
    QCOMPARE(process(u"job"_s).value("status"_L1).toString(), u"completed"_s);
    const auto list = shell(u"exec CTL list "_s + closed);
    QCOMPARE(list->exitCode(), 0);
    touch(u"a.txt"_s);
    const auto document = shell(u"echo some words of a text > DIR/a.txt; exec CTL document DIR/a.txt "_s + closed);
    QCOMPARE(document->exitCode(), 0);
}

void TestRunCommand::theDaemonWorksWithClosedDescriptors()
{
    QTcpServer probe;
    QVERIFY(probe.listen(QHostAddress::LocalHost));
    const quint16 port = probe.serverPort();
    probe.close();
    const auto daemon = shell(u"echo $$ > DIR/pid; exec %1 --port %2 --data-dir DIR/data <&- >&- 2>&-"_s.arg(
        QStringLiteral(PROCESSIOND), QString::number(port)));
    const auto answers = [port] { return askHttp(u"http://127.0.0.1:%1/health"_s.arg(port), {}).status == 200; };
    QTRY_VERIFY_WITH_TIMEOUT(answers(), 20000);
    const qint64 pid = contentOf(u"pid"_s).trimmed().toLongLong();
    for (int descriptor = 0; descriptor < 3; ++descriptor)
        QCOMPARE(QFile::symLinkTarget(u"/proc/%1/fd/%2"_s.arg(pid).arg(descriptor)), u"/dev/null"_s);
    daemon->signal(SIGTERM);
    QCOMPARE(daemon->exitCode(), 0);
}

void TestRunCommand::passesBytes()
{
    const auto ctl = shell(u"ODD=$'\\xe9' CTL run --id job -- sh -c 'printf %s \"$1$ODD\"' sh $'a\\xff''b'"_s);
    QCOMPARE(ctl->exitCode(), 0);
    QCOMPARE(ctl->output(),
             QByteArray("a\xff"
                        "b\xe9"));
    QVERIFY(process(u"job"_s).value("metadata"_L1)["command"_L1].toString().endsWith(u"a\ufffd"
                                                                                     "b"_s));
    const auto cat = shell(u"cd DIR; echo hi > $'caf\\xe9'; CTL run --id cat -- cat $'caf\\xe9'"_s);
    QCOMPARE(cat->exitCode(), 0);
    QCOMPARE(cat->output(), QByteArray("hi\n"));
    const auto program = shell(u"cd DIR; cp /bin/echo $'ech\\xf6'; CTL run --id own -- ./$'ech\\xf6' hi"_s);
    QCOMPARE(program->exitCode(), 0);
    QCOMPARE(process(u"own"_s).value("name"_L1).toString(), u"ech\ufffd"_s);
}

void TestRunCommand::readsADocumentWhoseNameIsNotText()
{
    const auto ctl =
        shell(u"cd DIR; printf 'some words of a text\\n' > $'caf\\xe9.txt'; CTL document --text $'caf\\xe9.txt'"_s);
    QCOMPARE(ctl->exitCode(), 0);
    QCOMPARE(ctl->output(), QByteArray("some words of a text\n"));
    const auto missing = shell(u"CTL document $'none\\xe9.txt'"_s);
    QCOMPARE(missing->exitCode(), 1);
    QVERIFY2(missing->errors().contains("none\xef\xbf\xbd.txt"), missing->errors().constData());
}

void TestRunCommand::exportsToAFileWhoseNameIsNotText()
{
    const auto ctl =
        shell(u"cd DIR; CTL run -- true; CTL export $'all\\xe9' && test -s $'all\\xe9' && CTL import $'all\\xe9'"_s);
    QCOMPARE(ctl->exitCode(), 0);
    QCOMPARE(ctl->output(), QByteArray("0 imported, 1 were there already, 0 refused.\n"));
    const auto missing = shell(u"CTL import $'none\\xe9'"_s);
    QCOMPARE(missing->exitCode(), 2);
    QVERIFY2(missing->errors().contains("No such file"), missing->errors().constData());
}

void TestRunCommand::keepsTheOrderOfOutputAndErrors()
{
    const auto ctl =
        shell(u"CTL run --id job -- sh -c 'for i in $(seq 300); do echo o$i; echo e$i >&2; done' > DIR/out 2>&1"_s);
    QCOMPARE(ctl->exitCode(), 0);
    QByteArray expected;
    for (int i = 1; i <= 300; ++i)
        expected += "o" + QByteArray::number(i) + "\ne" + QByteArray::number(i) + '\n';
    QCOMPARE(contentOf(u"out"_s), expected);
    const auto failing = shell(u"CTL run --id bad -- sh -c 'echo one; echo no disk >&2; exit 7' > DIR/out 2>&1"_s);
    QCOMPARE(failing->exitCode(), 7);
    QCOMPARE(process(u"bad"_s).value("error_message"_L1).toString(), u"Exit code 7: no disk"_s);
}

void TestRunCommand::leavesNothingBehindWhenItIsKilled()
{
    const auto ctl = shell(u"exec CTL run --grace 0.3 -- sh -c 'trap \"\" TERM; setsid sleep 1000 & echo $!; "
                           "(setsid sh -c \"sleep 1000 & echo \\$!; wait\" &); echo $$ $PPID; wait; sleep 1000'"_s);
    QList<qint64> pids;
    const auto read = [&] {
        pids.clear();
        for (const QByteArray &word : ctl->output().simplified().split(' '))
            pids.append(word.toLongLong());
        return pids.size() == 4 && ctl->output().endsWith('\n');
    };
    QTRY_VERIFY(read());
    for (const qint64 pid : pids)
        QVERIFY(isAlive(pid));
    ctl->signal(SIGKILL);
    QCOMPARE(ctl->exitCode(), 137);
    for (const qint64 pid : pids)
        QTRY_VERIFY(!isAlive(pid)); // the guardian too
}

void TestRunCommand::leavesHelpersAlone()
{
    const auto ctl = shell(u"CTL run --id job -- sh -c '(while ! test -e DIR/go; do sleep 0.05; done; echo late; "
                           "echo lived > DIR/lived) & echo main' > DIR/out"_s);
    QCOMPARE(ctl->exitCode(), 0); // not held up by the helper
    QCOMPARE(contentOf(u"out"_s), QByteArray("main\n"));
    QCOMPARE(process(u"job"_s).value("status"_L1).toString(), u"completed"_s);
    touch(u"go"_s);
    QTRY_COMPARE(contentOf(u"lived"_s), QByteArray("lived\n"));
    QTRY_COMPARE(contentOf(u"out"_s), QByteArray("main\nlate\n"));
}

void TestRunCommand::runsALongCommand()
{
    const auto ctl = shell(u"CTL run --id job -- echo $(seq 20000) | md5sum; echo $(seq 20000) | md5sum"_s);
    QCOMPARE(ctl->exitCode(), 0);
    const QByteArrayList sums = ctl->output().trimmed().split('\n');
    QCOMPARE(sums.size(), 2);
    QCOMPARE(sums[0], sums[1]);
    const QString told = process(u"job"_s).value("metadata"_L1)["command"_L1].toString();
    QVERIFY(told.startsWith(u"echo 1 2 3 "_s) && told.size() <= 1000);
}

void TestRunCommand::runsWhateverTheTextsAre_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("name");
    QTest::newRow("an empty name") << u"--name \"\""_s << u"sh"_s;
    QTest::newRow("a blank name") << u"--name \"  \""_s << u"sh"_s;
    QTest::newRow("a name that isn't text") << u"--name $'b\\xe9'"_s << u"b\ufffd"_s;
    QTest::newRow("a long name") << u"--name $(printf 'x%.0s' $(seq 600))"_s << QString(511, u'x') + u'…';
    QTest::newRow("an empty type") << u"--type \"\""_s << u"sh"_s;
    QTest::newRow("a long description") << u"--description $(printf 'x%.0s' $(seq 10000))"_s << u"sh"_s;
}

void TestRunCommand::runsWhateverTheTextsAre()
{
    QFETCH(QString, options);
    const auto ctl = shell(u"CTL run --id job %1 -- sh -c 'echo ran'"_s.arg(options));
    QCOMPARE(ctl->exitCode(), 0);
    QCOMPARE(ctl->output(), QByteArray("ran\n"));
    QTEST(process(u"job"_s).value("name"_L1).toString(), "name");
    QCOMPARE(process(u"job"_s).value("status"_L1).toString(), u"completed"_s);
    // An empty id is none.
    const auto unnamed = shell(u"CTL run --id \"\" -- echo ran"_s);
    QCOMPARE(unnamed->exitCode(), 0);
    QCOMPARE(unnamed->output(), QByteArray("ran\n"));
}

void TestRunCommand::runsThoughTheServerRefuses_data()
{
    QTest::addColumn<QString>("options");
    QTest::newRow("the type") << u"--type no_such_type"_s;
    QTest::newRow("the token") << u"--token wrong"_s;
    QTest::newRow("all, since it is none") << u"--url http://127.0.0.1:%1/nowhere"_s;
}

void TestRunCommand::runsThoughTheServerRefuses()
{
    QFETCH(QString, options);
    options.replace(u"%1"_s, QString::number(m_daemon->port()));
    const auto ctl = shell(u"CTL run %1 -- sh -c 'echo ran; exit 5'"_s.arg(options));
    QCOMPARE(ctl->exitCode(10000), 5); // and at once: nobody is waited for
    QCOMPARE(ctl->output(), QByteArray("ran\n"));
    QVERIFY2(ctl->errors().contains("untracked"), ctl->errors().constData());
    const auto strict = shell(u"CTL run --require-server %1 -- sh -c 'echo ran; exit 5'"_s.arg(options));
    QCOMPARE(strict->exitCode(), 1);
    QVERIFY(strict->output().isEmpty());
}

void TestRunCommand::timesOutWithoutAServer()
{
    m_daemon->kill();
    const auto never = shell(u"CTL run --timeout 0.5 -- sleep 1000"_s); // nor is it waited for half a minute
    QCOMPARE(never->exitCode(), 143);
    QVERIFY2(never->errors().contains("timed out"), never->errors().constData());
    for (const QByteArray &line : never->errors().trimmed().split('\n'))
        QVERIFY2(line.startsWith("processionctl: "), line.constData()); // what a person is told, and no log
    const auto tree =
        shell(u"CTL run --timeout 0.5 --grace 0.2 --wait 0.1 -- sh -c 'trap \"\" TERM; sleep 1000; sleep 1000'"_s);
    QCOMPARE(tree->exitCode(), 137);
}

void TestRunCommand::tellsOfATimeoutLater()
{
    const auto ctl = shell(u"CTL run --id job --timeout 2 --retries 0 --wait 30 -- sleep 1000"_s);
    QTRY_COMPARE(process(u"job"_s).value("status"_L1).toString(), u"running"_s);
    m_daemon->kill();
    QTRY_VERIFY(ctl->errors().contains("timed out"));
    QVERIFY(m_daemon->start());
    QCOMPARE(ctl->exitCode(), 143);
    QCOMPARE(process(u"job"_s).value("status"_L1).toString(), u"timeout"_s);
}

void TestRunCommand::timesOutWithAnExitCodeOfItsOwn()
{
    const auto ctl =
        shell(u"CTL run --id job --timeout 0.5 -- sh -c 'trap \"exit 0\" TERM; while :; do sleep 0.05; done'"_s);
    QCOMPARE(ctl->exitCode(), 124); // it didn't do what it was to do, whatever it says
    QCOMPARE(process(u"job"_s).value("status"_L1).toString(), u"timeout"_s);
}

void TestRunCommand::tellsNoSecrets()
{
    const auto told = [this](const QString &id) { return process(id).value("metadata"_L1)["command"_L1].toString(); };
    const auto run = [this](const QString &arguments) { return shell(u"CTL run "_s + arguments)->exitCode(); };
    QCOMPARE(run(u"--id masked -- true --password=s3cret"_s), 0);
    QCOMPARE(told(u"masked"_s), u"true --password=***"_s);
    QCOMPARE(run(u"--id full --command-line full -- true --password=s3cret"_s), 0);
    QCOMPARE(told(u"full"_s), u"true --password=s3cret"_s);
    QCOMPARE(run(u"--id off --command-line off -- /bin/true --password=s3cret"_s), 0);
    QCOMPARE(told(u"off"_s), u"true"_s);
    QCOMPARE(run(u"--command-line some -- true"_s), 2);
    QVERIFY(!QJsonDocument(process(u"masked"_s)).toJson().contains("s3cret"));
}

void TestRunCommand::keepsTheTokenToItself()
{
    const QString token = QString::fromUtf8(m_daemon->token());
    const QString print =
        u"-- sh -c 'echo \"$PROCESSION_PROCESS_ID $PROCESSION_ATTEMPT $PROCESSION_URL [$PROCESSION_TOKEN]\"'"_s;
    const QByteArray common = "job 1 " + m_daemon->url().toUtf8();
    const auto without = shell(u"PROCESSION_TOKEN=%1 CTL run --id job "_s.arg(token) + print);
    QCOMPARE(without->exitCode(), 0);
    QCOMPARE(without->output(), common + " []\n");
    m_daemon->ask("DELETE", u"/processes/job"_s);
    const auto with = shell(u"CTL run --id job --pass-token "_s + print);
    QCOMPARE(with->exitCode(), 0);
    QCOMPARE(with->output(), common + " [" + m_daemon->token() + "]\n");
}

QTEST_GUILESS_MAIN(TestRunCommand)
#include "tst_runcommand.moc"
