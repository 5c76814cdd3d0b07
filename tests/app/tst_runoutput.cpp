// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <QRandomGenerator>
#include <QTemporaryFile>

#include <vector>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What `processionctl run` sends of each attempt: its output, its figures and how it ended.
class TestRunOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void sendsWhatIsPrinted_data();
    void sendsWhatIsPrinted();
    void tellsStreamsApart();
    void keepsAttemptsApart();
    void sendsNothingUnasked();
    void reportsHowItEnded_data();
    void reportsHowItEnded();
    void reportsWhatItUsed();
    void endsWhatUsesTooMuch_data();
    void endsWhatUsesTooMuch();
    void refusesLimitsThatAreNone_data();
    void refusesLimitsThatAreNone();
    void reportsTheEndOfWhatWasCancelled();
    void losesNothingWhenTheServerIsKilled_data();
    void losesNothingWhenTheServerIsKilled();
    void sendsWhatItKeptOnceTheServerIsBack();
    void tellsWhatIsMissing();

private:
    std::unique_ptr<Ctl> shell(const QString &script) const
    {
        return std::make_unique<Ctl>(
            *m_daemon, QStringList{u"-c"_s, QString(script).replace(u"CTL"_s, QStringLiteral(PROCESSIONCTL))},
            u"bash"_s);
    }
    QByteArray outputOf(const QString &id, const QString &query = {}) const
    {
        QByteArray all;
        for (;;) { // 8 MiB at most each time
            const HttpAnswer answer =
                askHttp(m_daemon->url()
                            + u"/processes/%1/output?limit=8388608&offset=%2%3"_s.arg(id).arg(all.size()).arg(query),
                        m_daemon->token());
            if (answer.status == 200)
                all += answer.body;
            if (answer.status != 200 || answer.body.isEmpty() || !query.isEmpty())
                return all;
        }
    }
    QJsonObject attempt(const QString &id, int index = 0) const
    {
        return m_daemon->ask("GET", u"/processes/%1/attempts"_s.arg(id)).value("attempts"_L1)[index].toObject();
    }

    std::unique_ptr<Daemon> m_daemon;
};

void TestRunOutput::init()
{
    m_daemon = std::make_unique<Daemon>();
    QVERIFY(m_daemon->start());
}

void TestRunOutput::sendsWhatIsPrinted_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QByteArray>("output");
    QTest::newRow("a line") << u"echo hello"_s << QByteArray("hello\n");
    QTest::newRow("no line end") << u"printf hello"_s << QByteArray("hello");
    QTest::newRow("nothing") << u":"_s << QByteArray();
    QTest::newRow("any bytes") << uR"(printf '\0\377\033]0;title\a\r\n')"_s
                               << QByteArray("\0\xff\x1b]0;title\a\r\n", 14);
    QTest::newRow("all of a lot") << u"seq -w 0 1999999"_s << [] {
        QByteArray lines;
        for (int i = 0; i < 2'000'000; ++i)
            lines += QByteArray::number(i).rightJustified(7, '0') + '\n';
        return lines;
    }();
}

void TestRunOutput::sendsWhatIsPrinted()
{
    QFETCH(QString, script);
    QFETCH(QByteArray, output);
    const auto ctl = shell(u"CTL run --id job -- sh -c "_s + u'"' + QString(script).replace(u'\\', uR"(\\)"_s) + u'"');
    QCOMPARE(ctl->exitCode(), 0);
    QVERIFY(ctl->output() == output); // byte for byte
    QVERIFY(outputOf(u"job"_s) == output);
    QCOMPARE(ctl->errors(), QByteArray());
}

void TestRunOutput::tellsStreamsApart()
{
    const auto ctl = shell(u"CTL run --id job -- sh -c 'echo out; echo err >&2; echo out again'"_s);
    QCOMPARE(ctl->exitCode(), 0);
    QCOMPARE(ctl->output(), QByteArray("out\nout again\n"));
    QCOMPARE(ctl->errors(), QByteArray("err\n"));
    QCOMPARE(outputOf(u"job"_s, u"&stream=stdout"_s), QByteArray("out\nout again\n"));
    QCOMPARE(outputOf(u"job"_s, u"&stream=stderr"_s), QByteArray("err\n"));
}

void TestRunOutput::keepsAttemptsApart()
{
    const auto ctl = shell(
        u"CTL run --id job --retries 2 --retry-delay 0 -- sh -c 'echo try $PROCESSION_ATTEMPT; test $PROCESSION_ATTEMPT = 3'"_s);
    QCOMPARE(ctl->exitCode(), 0);
    for (int attempt = 1; attempt <= 3; ++attempt)
        QCOMPARE(outputOf(u"job"_s, u"&attempt=%1"_s.arg(attempt)), u"try %1\n"_s.arg(attempt).toUtf8());
}

void TestRunOutput::sendsNothingUnasked()
{
    const auto ctl = shell(u"CTL run --id job --no-output -- sh -c 'echo secret; echo done'"_s);
    QCOMPARE(ctl->exitCode(), 0);
    QCOMPARE(ctl->output(), QByteArray("secret\ndone\n"));
    QCOMPARE(outputOf(u"job"_s), QByteArray());
}

void TestRunOutput::reportsHowItEnded_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QJsonValue>("code");
    QTest::addColumn<QJsonValue>("signal");
    QTest::addColumn<QString>("reason");
    QTest::newRow("well") << u"true"_s << QJsonValue(0) << QJsonValue() << QString();
    QTest::newRow("with a code") << u"sh -c 'exit 7'"_s << QJsonValue(7) << QJsonValue() << QString();
    QTest::newRow("by a signal") << u"sh -c 'kill -SEGV $$'"_s << QJsonValue() << QJsonValue(u"SIGSEGV"_s) << QString();
    QTest::newRow("with a code like a signal's")
        << u"sh -c 'exit 137'"_s << QJsonValue(137) << QJsonValue() << QString();
    QTest::newRow("never begun") << u"/no/such/command"_s << QJsonValue(127) << QJsonValue()
                                 << u"Command not found: /no/such/command"_s;
    QTest::newRow("timed out") << u"sleep 1000"_s << QJsonValue() << QJsonValue(u"SIGTERM"_s)
                               << u"Timed out after 0.4 s"_s;
}

void TestRunOutput::reportsHowItEnded()
{
    QFETCH(QString, command);
    QFETCH(QJsonValue, code);
    QFETCH(QJsonValue, signal);
    QFETCH(QString, reason);
    const bool isTimed = !reason.isEmpty() && signal.isString();
    const auto ctl =
        shell(u"CTL run --id job --retries 0 %1 -- %2"_s.arg(isTimed ? u"--timeout 0.4"_s : QString(), command));
    QVERIFY(ctl->exitCode() >= 0);
    const QJsonObject exit = attempt(u"job"_s).value("exit"_L1).toObject();
    QCOMPARE(exit.value("code"_L1), code);
    QCOMPARE(exit.value("signal"_L1), signal);
    QCOMPARE(exit.value("out_of_memory"_L1), QJsonValue(false));
    QCOMPARE(exit.value("reason"_L1).toString(), reason);
}

void TestRunOutput::reportsWhatItUsed()
{
    // Too short for a second sample, and even for the first.
    const auto ctl = shell(u"CTL run --id short -- sh -c 'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done'"_s);
    QCOMPARE(ctl->exitCode(), 0);
    const QJsonObject used = attempt(u"short"_s).value("resources"_L1).toObject();
    QVERIFY(used.value("memory_peak"_L1).toDouble() > 100'000);
    QVERIFY(used.value("cpu_time"_L1).isDouble());
    QVERIFY(used.value("source"_L1).toString() != u"reporter"_s);

    // While it runs, without a word of its own.
    const auto long_ = shell(u"CTL run --id long -- sh -c 'sleep 1000 & sleep 1000'"_s);
    const auto processes = [this] {
        return m_daemon->processOf(u"long"_s).value("resources"_L1)["processes"_L1].toInt();
    };
    QTRY_COMPARE_WITH_TIMEOUT(processes(), 3, 20'000);
    long_->signal(SIGTERM);
    QCOMPARE(long_->exitCode(), 128 + SIGTERM);
}

void TestRunOutput::endsWhatUsesTooMuch_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("problem");
    QTest::addColumn<int>("attempts");
    const QString hoard = u"head -c 80M /dev/zero | tail | sleep 1000"_s;
    QTest::newRow("memory") << u"--max-memory 40M --limit-sustain 0"_s << hoard << u"more than the limit of 40 MiB"_s
                            << 2;
    QTest::newRow("memory, without a retry") << u"--max-memory 40M --limit-sustain 0 --no-retry-on-limit"_s << hoard
                                             << u"more than the limit of 40 MiB"_s << 1;
    QTest::newRow("CPU time") << u"--max-cpu-time 200ms --limit-sustain 0 --no-retry-on-limit"_s
                              << u"while :; do :; done"_s << u"CPU time, more than the limit of 0.2 s"_s << 1;
}

void TestRunOutput::endsWhatUsesTooMuch()
{
    QFETCH(QString, options);
    QFETCH(QString, script);
    QFETCH(QString, problem);
    QFETCH(int, attempts);
    const auto ctl =
        shell(u"CTL run --id job --retries 1 --retry-delay 0 --grace 1 %1 -- sh -c '%2'"_s.arg(options, script));
    QVERIFY(ctl->exitCode(60'000) >= 128);
    // It says so itself, and once for each attempt, whoever noticed first.
    QVERIFY2(ctl->errors().contains("; ending the command."), ctl->errors().constData());
    QVERIFY2(!ctl->errors().contains("failed on the server;"), ctl->errors().constData());
    QCOMPARE(ctl->errors().count("; ending the command."), attempts);
    const QJsonObject process = m_daemon->processOf(u"job"_s);
    QCOMPARE(process.value("status"_L1).toString(), u"failed"_s);
    QVERIFY2(process.value("error_message"_L1).toString().contains(problem),
             qPrintable(process.value("error_message"_L1).toString()));
    QCOMPARE(process.value("attempt"_L1).toInt(), attempts);
}

void TestRunOutput::refusesLimitsThatAreNone_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QByteArray>("problem");
    QTest::newRow("no size") << u"--max-memory lots"_s << QByteArray("--max-memory must be a size");
    QTest::newRow("no memory") << u"--max-memory 0"_s << QByteArray("--max-memory must be a size");
    QTest::newRow("no duration") << u"--max-cpu-time 5x"_s << QByteArray("--max-cpu-time must be a duration over 0");
    QTest::newRow("no time") << u"--progress-timeout 0"_s << QByteArray("--progress-timeout must be");
    QTest::newRow("no output to wait for")
        << u"--no-output --output-timeout 5"_s << QByteArray("--output-timeout needs the output");
}

void TestRunOutput::refusesLimitsThatAreNone()
{
    QFETCH(QString, options);
    QFETCH(QByteArray, problem);
    const auto ctl = shell(u"CTL run %1 -- echo ran"_s.arg(options));
    QCOMPARE(ctl->exitCode(), 2);
    QVERIFY2(ctl->errors().contains(problem), ctl->errors().constData());
    QVERIFY(ctl->output().isEmpty());
}

void TestRunOutput::reportsTheEndOfWhatWasCancelled()
{
    const auto ctl = shell(
        u"CTL run --id job -- sh -c 'echo begun; trap \"echo ending; exit 9\" TERM; while :; do sleep 0.05; done'"_s);
    QTRY_COMPARE(outputOf(u"job"_s), QByteArray("begun\n"));
    m_daemon->ask("POST", u"/processes/job/cancel"_s);
    QVERIFY(ctl->exitCode() >= 0);
    QCOMPARE(attempt(u"job"_s).value("status"_L1).toString(), u"cancelled"_s);
    QCOMPARE(attempt(u"job"_s).value("exit"_L1)["code"_L1].toInt(), 9);
    QVERIFY(outputOf(u"job"_s).contains("ending\n")); // what it printed after its cancel
}

void TestRunOutput::losesNothingWhenTheServerIsKilled_data()
{
    QTest::addColumn<int>("commands");
    QTest::addColumn<int>("step"); // lines in one go
    QTest::addColumn<QString>("pause");
    QTest::newRow("little, of many") << 10 << 200 << u"0.02"_s;
    QTest::newRow("so much that a WebSocket takes over") << 2 << 500'000 << u"0.3"_s;
}

void TestRunOutput::losesNothingWhenTheServerIsKilled()
{
    QFETCH(int, commands);
    QFETCH(int, step);
    QFETCH(QString, pause);
    // More with PROCESSION_TEST_KILLS; commands go on for as long as there are kills.
    const int more = qEnvironmentVariableIntValue("PROCESSION_TEST_KILLS");
    const int kills = more > 0 ? more : 5;
    constexpr int most = 7'000'000; // lines, all of which a server keeps
    const QTemporaryDir folder;
    const QString go = folder.filePath(u"stop"_s);
    std::vector<std::unique_ptr<Ctl>> runs;
    for (int i = 0; i < commands; ++i) {
        runs.push_back(shell(u"exec CTL run --id job-%1 --retries 0 -- sh -c 'i=0; while ! test -e %2; do "
                             "if test $i -lt %4; then j=$((i+%5)); seq $i $((j-1)); i=$j; fi; sleep %6; done; "
                             "echo $i lines' > %3/%1"_s.arg(i)
                                 .arg(go, folder.path())
                                 .arg(most)
                                 .arg(step)
                                 .arg(pause)));
    }
    QTRY_VERIFY_WITH_TIMEOUT(!outputOf(u"job-%1"_s.arg(commands - 1)).isEmpty(), 30'000);
    QRandomGenerator random(12);
    for (int kill = 0; kill < kills; ++kill) {
        QTest::qWait(300 + static_cast<int>(random.bounded(700)));
        m_daemon->kill();
        QVERIFY(m_daemon->start());
    }
    QFile(go).open(QIODevice::WriteOnly);
    for (int i = 0; i < commands; ++i) {
        QCOMPARE(runs[static_cast<size_t>(i)]->exitCode(60'000), 0);
        QFile printed(folder.filePath(QString::number(i)));
        QVERIFY(printed.open(QIODevice::ReadOnly));
        const QByteArray lines = printed.readAll();
        QVERIFY(lines.size() > 1000);
        QVERIFY2(outputOf(u"job-%1"_s.arg(i)) == lines, qPrintable(QString::number(i)));
    }
}

void TestRunOutput::sendsWhatItKeptOnceTheServerIsBack()
{
    const QTemporaryDir folder;
    const auto ctl =
        shell(u"CTL run --id job -- sh -c 'echo first; while ! test -e %1/go; do sleep 0.05; done; "
              "seq 1000000; touch %1/printed; while ! test -e %1/end; do sleep 0.05; done'"_s.arg(folder.path()));
    QTRY_COMPARE(outputOf(u"job"_s), QByteArray("first\n"));
    m_daemon->kill();
    const auto touch = [&folder](const QString &name) {
        QVERIFY(QFile(folder.filePath(name)).open(QIODevice::WriteOnly));
    };
    touch(u"go"_s);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder.filePath(u"printed"_s)), 60'000); // not held up by the server
    touch(u"end"_s);
    QVERIFY(m_daemon->start());
    QCOMPARE(ctl->exitCode(60'000), 0);
    QVERIFY(ctl->output().size() > 6'000'000);
    QVERIFY(outputOf(u"job"_s) == ctl->output());
}

void TestRunOutput::tellsWhatIsMissing()
{
    const auto ctl = shell(u"CTL run --id job --wait 0.2 -- sh -c 'echo begun; sleep 1; echo more'"_s);
    QTRY_COMPARE(outputOf(u"job"_s), QByteArray("begun\n"));
    m_daemon->kill();
    QCOMPARE(ctl->exitCode(), 0);
    QVERIFY2(ctl->errors().contains("the last 5 B of the output did not reach the server"), ctl->errors().constData());
}

QTEST_GUILESS_MAIN(TestRunOutput)
#include "tst_runoutput.moc"
