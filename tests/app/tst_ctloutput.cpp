// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <QJsonArray>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What processionctl prints, to whom, and what it takes for an answer.
class TestCtlOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void endsWithItsReader_data();
    void endsWithItsReader();
    void saysWhenItCanNotPrint();
    void takesNothingForAll_data();
    void takesNothingForAll();
    void nothingSteersTheTerminal_data();
    void nothingSteersTheTerminal();
    void csvIsNoProgram();

private:
    std::unique_ptr<Ctl> shell(QString script)
    {
        script.replace(u"CTL"_s, QStringLiteral(PROCESSIONCTL)).replace(u"DIR"_s, m_folder.path());
        return std::make_unique<Ctl>(m_daemon, QStringList{u"-c"_s, script}, u"bash"_s);
    }

    QTemporaryDir m_folder;
    Daemon m_daemon;
};

namespace {

/// Names, messages and the like as somebody writes them who means no good.
const char *const hostile =
    "\\u001b[31mred\\u001b]0;owned\\u0007\\u009b31m\\u202eexe.txt\\u2066\\u2028\\r\\n\\tend\\u007f";

} // namespace

void TestCtlOutput::initTestCase()
{
    QVERIFY(m_daemon.start());
    // More than any pipe holds.
    QByteArray batch;
    for (int i = 0; i < 300; ++i)
        batch += R"({"process_type":"rag_training","name":"big )" + QByteArray::number(i) + R"(","metadata":{"x":")"
            + QByteArray(1000, 'x') + "\"}}\n";
    int status = 0;
    m_daemon.ask("POST", u"/processes/batch"_s, batch, &status);
    QCOMPARE(status, 200);
    const QByteArray text = hostile;
    m_daemon.ask("POST", u"/processes"_s,
                 R"({"process_id":"bad","process_type":"ai_task","status":"running","name":")" + text
                     + R"(","description":")" + text + R"(","metadata":{")" + text + R"(":")" + text + R"("}})",
                 &status);
    QCOMPARE(status, 201);
    m_daemon.ask("PATCH", u"/processes/bad"_s, R"({"message":")" + text + R"("})", &status);
    QCOMPARE(status, 200);
    m_daemon.ask("PATCH", u"/processes/bad"_s,
                 R"({"status":"failed","retryable":false,"error_message":")" + text + R"("})", &status);
    QCOMPARE(status, 200);
}

void TestCtlOutput::endsWithItsReader_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("watch, while nothing happens") << u"watch"_s;
    QTest::newRow("watch of one process, in JSON") << u"watch bad --json"_s;
    QTest::newRow("watch that prints nothing") << u"watch nobody"_s;
    QTest::newRow("list") << u"list --json"_s;
    QTest::newRow("export") << u"export"_s;
    QTest::newRow("export to -") << u"export --format csv -"_s;
}

void TestCtlOutput::endsWithItsReader()
{
    QFETCH(QString, command);
    const bool isSilent = command.contains(u"nobody"_s);
    const auto ctl =
        shell(u"(CTL %1; echo $? > DIR/code) | %2"_s.arg(command, isSilent ? u"true"_s : u"head -c 1 > DIR/out"_s));
    QCOMPARE(ctl->exitCode(10000), 0); // of the reader; the shell waits for both
    QFile code(m_folder.filePath(u"code"_s));
    QVERIFY(code.open(QIODevice::ReadOnly));
    QCOMPARE(code.readAll(), QByteArray("141\n"));
    QVERIFY2(!ctl->errors().contains("write"), ctl->errors().constData());
}

void TestCtlOutput::saysWhenItCanNotPrint()
{
    for (const QString &command : {u"list"_s, u"export"_s, u"get bad"_s, u"help"_s}) {
        const auto ctl = shell(u"CTL %1 > /dev/full"_s.arg(command));
        QCOMPARE(ctl->exitCode(), 1);
        QVERIFY2(ctl->errors().contains("No space left"), ctl->errors().constData());
    }
}

void TestCtlOutput::takesNothingForAll_data()
{
    QTest::addColumn<QStringList>("arguments");
    for (const char *command : {"cancel", "retry", "list", "watch"}) {
        for (const char *option : {"--search", "--type", "--status"}) {
            if (QByteArrayView(command) == "watch" && QByteArrayView(option) == "--search")
                continue;
            for (const char *value : {"", "  "}) {
                QTest::addRow("%s %s '%s'", command, option, value)
                    << QStringList{QLatin1StringView(command), QLatin1StringView(option), QLatin1StringView(value)};
            }
        }
    }
    const auto row = [](const QStringList &arguments) { QTest::newRow(qPrintable(arguments.join(u'|'))) << arguments; };
    row({u"cancel"_s, u"--search"_s, u""_s, u"--dry-run"_s});
    row({u"cancel"_s, u"--search="_s});
    row({u"cancel"_s, u"--type"_s, u"ai_task"_s, u"--type"_s, u""_s});
    row({u"cancel"_s, u"--type"_s, u"ai_task"_s, u"--search"_s, u""_s});
    row({u"cancel"_s, u""_s});
    row({u"cancel"_s});
    row({u"retry"_s, u"a"_s, u""_s});
    row({u"delete"_s, u""_s});
    row({u"get"_s, u""_s});
    row({u"events"_s, u""_s});
    row({u"watch"_s, u""_s});
    row({u"list"_s, u"--finished-after"_s, u""_s});
    row({u"list"_s, u"--sort"_s, u""_s});
    row({u"list"_s, u"--limit"_s, u""_s});
    row({u"list"_s, u"--data-dir"_s, u""_s});
    row({u"export"_s, u""_s});
    row({u"types"_s, u"add"_s, u""_s});
    row({u"policies"_s, u"set"_s, u""_s, u"--max-attempts"_s, u"2"_s});
    row({u"rag"_s, u"train"_s, u""_s});
    row({u"rag"_s, u"train"_s, u"/tmp"_s, u"--collection"_s, u""_s});
    row({u"rag"_s, u"ask"_s, u""_s});
}

void TestCtlOutput::takesNothingForAll()
{
    QFETCH(QStringList, arguments);
    const auto live = [this] {
        return m_daemon.ask("GET", u"/processes?status=pending&limit=1000"_s).value("processes"_L1).toArray().size();
    };
    const qsizetype before = live();
    QVERIFY(before >= 300);
    Ctl ctl(m_daemon, arguments);
    QCOMPARE(ctl.exitCode(), 2);
    QVERIFY(ctl.output().isEmpty());
    QVERIFY2(ctl.errors().contains("--help"), ctl.errors().constData());
    QCOMPARE(live(), before);
}

void TestCtlOutput::nothingSteersTheTerminal_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<bool>("hasCarriageReturns"); // of its own
    QTest::newRow("list") << u"list --type ai_task"_s << false;
    QTest::newRow("list --json") << u"list --type ai_task --json"_s << false;
    QTest::newRow("get") << u"get bad"_s << false;
    QTest::newRow("get --json") << u"get bad --json"_s << false;
    QTest::newRow("events") << u"events bad"_s << false;
    QTest::newRow("events --json") << u"events bad --json"_s << false;
    QTest::newRow("watch") << u"watch bad | head -n 1"_s << false;
    QTest::newRow("watch --json") << u"watch bad --json | head -n 1"_s << false;
    QTest::newRow("export") << u"export"_s << false;
    QTest::newRow("export --format csv") << u"export --format csv"_s << true;
    QTest::newRow("a refusal that quotes") << u"update bad --status $'\\e[31mx\\xc2\\x9b'"_s << false;
    QTest::newRow("a wrong use that quotes") << u"get $'\\e[31mx\\r'"_s << false;
    QTest::newRow("a command that isn't") << u"$'\\e[31mx\\xe2\\x80\\xae'"_s << false;
}

void TestCtlOutput::nothingSteersTheTerminal()
{
    QFETCH(QString, command);
    QFETCH(bool, hasCarriageReturns);
    const auto ctl = shell(u"CTL "_s + command);
    QVERIFY(ctl->exitCode() >= 0);
    QString printed = QString::fromUtf8(ctl->output() + ctl->errors());
    QVERIFY(!printed.isEmpty());
    if (hasCarriageReturns)
        printed.replace("\r\n"_L1, "\n"_L1);
    for (const QChar c : std::as_const(printed)) {
        const bool isHarmless = c == u'\n' || (hasCarriageReturns && c == u'\t')
            || (c.category() != QChar::Other_Control && c.category() != QChar::Separator_Line
                && !(c >= u'\u202a' && c <= u'\u202e') && !(c >= u'\u2066' && c <= u'\u2069'));
        QVERIFY2(isHarmless, qPrintable(u"U+%1 in %2"_s.arg(uint(c.unicode()), 4, 16).arg(printed.left(2000))));
    }
}

void TestCtlOutput::csvIsNoProgram()
{
    for (const char *name : {"=1+1", "+1", "-1+2", "@SUM(A1)"})
        m_daemon.ask("POST", u"/processes"_s, QByteArray(R"({"process_type":"ai_task","name":")") + name + "\"}");
    const auto ctl = shell(u"CTL export --format csv"_s);
    QCOMPARE(ctl->exitCode(), 0);
    for (const char *name : {"=1+1", "+1", "-1+2", "@SUM(A1)"}) {
        QVERIFY(ctl->output().contains(QByteArray(",'") + name + ','));
        QVERIFY(!ctl->output().contains(QByteArray(",") + name + ','));
    }
}

QTEST_GUILESS_MAIN(TestCtlOutput)
#include "tst_ctloutput.moc"
