// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files.h"
#include "programs.h"
#include "pseudoterminal.h"

#include <algorithm>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What `processionctl output`, `search`, `attempts` and `top` print of what attempts did.
class TestOutputCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void printsEveryByte_data();
    void printsEveryByte();
    void printsWhatAProgramSentItself();
    void tellsWhatIsNotKept();
    void refusesWhatIsNotThere_data();
    void refusesWhatIsNotThere();
    void followsThroughABreak();
    void followsOneAttempt();
    void nothingActsOnATerminal();
    void searches();
    void tellsOfAttempts();
    void topPrintsOnce();
    void topGivesTheTerminalBack_data();
    void topGivesTheTerminalBack();

private:
    std::unique_ptr<Ctl> ctl(const QStringList &arguments) const { return std::make_unique<Ctl>(*m_daemon, arguments); }
    /// Runs a script of sh as process `id`.
    void run(const QString &id, const QString &script, const QStringList &options = {}) const
    {
        QVERIFY(ctl(QStringList{u"run"_s, u"--id"_s, id} + options + QStringList{u"--"_s, u"sh"_s, u"-c"_s, script})
                    ->exitCode(60'000)
                >= 0);
    }
    std::unique_ptr<PseudoTerminal> onATerminal(const QStringList &arguments) const
    {
        QProcessEnvironment environment = cleanEnvironment(m_daemon->folder());
        environment.insert(u"PROCESSION_URL"_s, m_daemon->url());
        environment.insert(u"TERM"_s, u"xterm-256color"_s);
        environment.remove(u"NO_COLOR"_s);
        return std::make_unique<PseudoTerminal>(QStringList{QStringLiteral(PROCESSIONCTL)} + arguments, environment);
    }

    std::unique_ptr<Daemon> m_daemon;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestOutputCommand::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_daemon = std::make_unique<Daemon>();
    QVERIFY(m_daemon->start());
}

void TestOutputCommand::printsEveryByte_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("printed");
    QTest::newRow("all") << QStringList() << QByteArray("one\ntwo\nbad\nthree\0\xff\n", 20);
    QTest::newRow("one stream") << QStringList{u"--stdout"_s} << QByteArray("one\ntwo\nthree\0\xff\n", 16);
    QTest::newRow("the other") << QStringList{u"--stderr"_s} << QByteArray("bad\n");
    QTest::newRow("the last lines") << QStringList{u"--tail"_s, u"2"_s} << QByteArray("bad\nthree\0\xff\n", 12);
    QTest::newRow("more than there are") << QStringList{u"--tail"_s, u"99"_s}
                                         << QByteArray("one\ntwo\nbad\nthree\0\xff\n", 20);
    QTest::newRow("an earlier attempt") << QStringList{u"--attempt"_s, u"1"_s} << QByteArray("first\n");
    QTest::newRow("of one that is over") << QStringList{u"--follow"_s}
                                         << QByteArray("one\ntwo\nbad\nthree\0\xff\n", 20);
}

void TestOutputCommand::printsEveryByte()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, printed);
    run(u"job"_s, uR"(if [ $PROCESSION_ATTEMPT = 1 ]; then echo first; exit 1; fi
            echo one; echo two; sleep 0.3; echo bad >&2; sleep 0.3; printf 'three\0\377\n')"_s,
        {u"--retries"_s, u"1"_s, u"--retry-delay"_s, u"0"_s});
    const auto output = ctl(QStringList{u"output"_s, u"job"_s} + options);
    QCOMPARE(output->exitCode(), 0);
    QCOMPARE(output->output(), printed);
    QCOMPARE(output->errors(), QByteArray());
}

void TestOutputCommand::printsWhatAProgramSentItself()
{
    QProcess example;
    QProcessEnvironment environment = cleanEnvironment(m_daemon->folder());
    environment.insert(u"PROCESSION_TOKEN"_s, QString::fromUtf8(m_daemon->token()));
    example.setProcessEnvironment(environment);
    example.start(QStringLiteral(EXAMPLE_SENDINGOUTPUT), {m_daemon->url(), u"job"_s});
    QVERIFY(example.waitForFinished());
    QCOMPARE(example.exitCode(), 0);
    QCOMPARE(m_daemon->statusOf(u"job"_s), u"completed"_s);
    const auto output = ctl({u"output"_s, u"job"_s});
    QCOMPARE(output->exitCode(), 0);
    QCOMPARE(output->output(), QByteArray("3 tables\none is empty\n"));
}

void TestOutputCommand::tellsWhatIsNotKept()
{
    m_daemon->stop();
    const QString config = m_folder->filePath(u"procession.toml"_s);
    writeFile(config, "[output]\nmax_bytes_per_attempt = 4194304\n");
    QVERIFY(m_daemon->start({u"--config"_s, config}));
    run(u"job"_s, u"seq -w 0 1999999"_s);
    for (const QStringList &options : {QStringList(), QStringList{u"--follow"_s}}) {
        const auto output = ctl(QStringList{u"output"_s, u"job"_s} + options);
        QCOMPARE(output->exitCode(60'000), 0);
        QVERIFY2(output->errors().contains("aren't kept."), output->errors().constData());
        QVERIFY(output->output().startsWith("0000000\n0000001\n"));
        QVERIFY(output->output().endsWith("\n1999999\n"));
        QVERIFY(output->output().size() < 6'000'000);
    }
}

void TestOutputCommand::refusesWhatIsNotThere_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("no process") << QStringList{u"nobody"_s} << 4;
    QTest::newRow("none to follow") << QStringList{u"nobody"_s, u"--follow"_s} << 4;
    QTest::newRow("no attempt") << QStringList{u"job"_s, u"--attempt"_s, u"2"_s} << 4;
    QTest::newRow("no id") << QStringList{} << 2;
    QTest::newRow("both streams") << QStringList{u"job"_s, u"--stdout"_s, u"--stderr"_s} << 2;
}

void TestOutputCommand::refusesWhatIsNotThere()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    run(u"job"_s, u"echo there"_s);
    const auto output = ctl(QStringList{u"output"_s} + arguments);
    QCOMPARE(output->exitCode(), exitCode);
    QVERIFY(output->output().isEmpty());
    QVERIFY(!output->errors().isEmpty());
}

void TestOutputCommand::followsThroughABreak()
{
    const auto job =
        ctl({u"run"_s, u"--id"_s, u"job"_s, u"--"_s, u"sh"_s, u"-c"_s,
             u"i=0; while ! test -e %1/stop; do seq $i $((i+99)); i=$((i+100)); sleep 0.02; done; seq 300000"_s.arg(
                 m_folder->path())});
    QTRY_COMPARE(m_daemon->statusOf(u"job"_s), u"running"_s);
    const auto follower = ctl({u"output"_s, u"job"_s, u"--follow"_s});
    for (int round = 0; round < 3; ++round) {
        const qsizetype before = follower->output().size();
        QTRY_VERIFY_WITH_TIMEOUT(follower->output().size() > before + 1000, 30'000);
        m_daemon->kill();
        QVERIFY(m_daemon->start());
    }
    writeFile(m_folder->filePath(u"stop"_s), {});
    QCOMPARE(job->exitCode(60'000), 0);
    QCOMPARE(follower->exitCode(60'000), 0);
    const QByteArray seen = follower->output();
    const QByteArray printed = job->output();
    const auto differs = std::mismatch(seen.begin(), seen.end(), printed.begin(), printed.end()).first - seen.begin();
    QVERIFY2(
        seen == printed,
        qPrintable(u"%1 of %2 bytes; from byte %3 on they differ: \"%4\" in place of \"%5\""_s.arg(seen.size())
                       .arg(printed.size())
                       .arg(differs)
                       .arg(QString::fromUtf8(seen.mid(differs, 80)), QString::fromUtf8(printed.mid(differs, 80)))));
    QVERIFY(follower->errors().contains("the connection broke"));
}

void TestOutputCommand::followsOneAttempt()
{
    const auto job = ctl(
        {u"run"_s, u"--id"_s, u"job"_s, u"--retries"_s, u"1"_s, u"--retry-delay"_s, u"0"_s, u"--"_s, u"sh"_s, u"-c"_s,
         u"echo try $PROCESSION_ATTEMPT; while ! test -e %1/go; do sleep 0.05; done; test $PROCESSION_ATTEMPT = 2"_s
             .arg(m_folder->path())});
    QTRY_COMPARE(m_daemon->statusOf(u"job"_s), u"running"_s);
    const auto follower = ctl({u"output"_s, u"job"_s, u"--follow"_s});
    QTRY_COMPARE(follower->output(), QByteArray("try 1\n"));
    writeFile(m_folder->filePath(u"go"_s), {});
    QCOMPARE(job->exitCode(), 0);
    QCOMPARE(follower->exitCode(), 0);
    QCOMPARE(follower->output(), QByteArray("try 1\n"));
}

void TestOutputCommand::nothingActsOnATerminal()
{
    run(u"job"_s, uR"(printf '\033]0;owned\007\033[31mred\033[0m\n\033]52;c;b3duZWQ=\007\033[2Jend\n')"_s);
    const auto terminal = onATerminal({u"output"_s, u"job"_s});
    QCOMPARE(terminal->exitCode(), 0);
    QCOMPARE(terminal->output(), QByteArray("\x1b[0;31mred\x1b[0m\r\nend\r\n"));
}

void TestOutputCommand::searches()
{
    run(u"job"_s, uR"(seq 3000; printf 'Disk \033]0;x\007full\n'; echo fuller)"_s);
    const auto found = ctl({u"search"_s, u"job"_s, u"FULL"_s});
    QCOMPARE(found->exitCode(), 0);
    QCOMPARE(found->output(), QByteArray("3001: Disk full\n3002: fuller\n"));
    const auto exact = ctl({u"search"_s, u"job"_s, u"--regex"_s, u"^17.0$"_s});
    QCOMPARE(exact->exitCode(), 0);
    QCOMPARE(
        exact->output(),
        QByteArray("1700: 1700\n1710: 1710\n1720: 1720\n1730: 1730\n1740: 1740\n1750: 1750\n1760: 1760\n1770: 1770\n"
                   "1780: 1780\n1790: 1790\n"));
    const auto few = ctl({u"search"_s, u"job"_s, u"7"_s, u"--limit"_s, u"2"_s});
    QCOMPARE(few->exitCode(), 0);
    QCOMPARE(few->output(), QByteArray("7: 7\n17: 17\n"));
    QVERIFY(few->errors().contains("--limit"));
    QCOMPARE(ctl({u"search"_s, u"job"_s, u"FULL"_s, u"--case"_s})->exitCode(), 1);
    QCOMPARE(ctl({u"search"_s, u"job"_s})->exitCode(), 2);
    QCOMPARE(ctl({u"search"_s, u"nobody"_s, u"x"_s})->exitCode(), 4);
}

void TestOutputCommand::tellsOfAttempts()
{
    run(u"job"_s, u"if [ $PROCESSION_ATTEMPT = 1 ]; then echo no disk >&2; exit 7; fi; kill -SEGV $$"_s,
        {u"--retries"_s, u"1"_s, u"--retry-delay"_s, u"0"_s});
    const auto attempts = ctl({u"attempts"_s, u"job"_s});
    QCOMPARE(attempts->exitCode(), 0);
    const QByteArrayList lines = attempts->output().split('\n');
    QCOMPARE(lines.size(), 4); // the last one is empty
    QVERIFY2(lines[1].startsWith("2 ") && lines[1].contains("SIGSEGV"), lines[1].constData());
    QVERIFY2(lines[2].startsWith("1 ") && lines[2].contains(" 7 ") && lines[2].endsWith("Exit code 7: no disk"),
             lines[2].constData());
}

void TestOutputCommand::topPrintsOnce()
{
    const auto job = ctl({u"run"_s, u"--id"_s, u"job"_s, u"--"_s, u"sh"_s, u"-c"_s, u"echo 40%; sleep 1000"_s});
    const auto printed = [this] {
        const auto top = ctl({u"top"_s});
        return top->exitCode() == 0 && top->errors().isEmpty() ? top->output() : QByteArray();
    };
    QTRY_VERIFY_WITH_TIMEOUT(printed().contains("job  running"), 30'000);
    const auto isWhole = [&] {
        const QByteArrayList cells = printed().split('\n').value(1).simplified().split(' ');
        return cells.value(0) == "job" && cells.value(2).endsWith('%') && cells.contains("40%");
    };
    QTRY_VERIFY_WITH_TIMEOUT(isWhole(), 30'000);
    QCOMPARE(ctl({u"top"_s, u"--sort"_s, u"size"_s})->exitCode(), 2);
    m_daemon->kill();
    QCOMPARE(ctl({u"top"_s, u"--once"_s})->exitCode(), 3);
}

void TestOutputCommand::topGivesTheTerminalBack_data()
{
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("q") << QByteArray("mpt\x1b[Ac?q") << 0 << 0;
    QTest::newRow("Ctrl-C") << QByteArray("\x03") << 0 << 128 + SIGINT;
    QTest::newRow("SIGTERM") << QByteArray() << SIGTERM << 128 + SIGTERM;
}

void TestOutputCommand::topGivesTheTerminalBack()
{
    QFETCH(QByteArray, keys);
    QFETCH(int, signal);
    QFETCH(int, exitCode);
    m_daemon->ask(
        "POST", u"/processes"_s,
        R"({"process_id":"job","process_type":"ai_task","status":"running","name":"bad \u001b]0;owned\u0007"})");
    const auto top = onATerminal({u"top"_s});
    QTRY_VERIFY_WITH_TIMEOUT(top->output().contains("1 running") && top->output().contains("job  running"), 30'000);
    QVERIFY(!top->echoes());
    top->resize(20, 5);
    m_daemon->ask("POST", u"/processes/job/cancel"_s);
    QTRY_VERIFY_WITH_TIMEOUT(top->output().contains("0 running"), 30'000);
    if (signal)
        top->signal(signal);
    top->type(keys);
    QCOMPARE(top->exitCode(), exitCode);
    QVERIFY2(top->output().endsWith("\x1b[?7h\x1b[?25h\x1b[?1049l"), top->output().right(100).constData());
    QVERIFY(!top->output().contains("owned"));
    QVERIFY(top->echoes());
}

QTEST_GUILESS_MAIN(TestOutputCommand)
#include "tst_outputcommand.moc"
