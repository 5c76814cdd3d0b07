// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostileaiserver.h"
#include "programs.h"
#include "sampledocuments.h"

#include <QJsonArray>
#include <QStringEncoder>
#include <QTemporaryFile>

using namespace Procession;
using namespace Qt::StringLiterals;

using Server = HostileAiServer;

/// `processionctl ai` as users type it, against a real processiond and an AI server that the test writes.
class TestAiCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void printsTheAnswerAsItGrows();
    void readsThePromptFromStandardInput();
    void sendsWhatIsGiven();
    void attachesWhatTheProductReads_data();
    void attachesWhatTheProductReads();
    void tellsWhereAnAttachmentWasCut();
    void onlyStarts();
    void printsJson();
    void cancelsWithCtrlC();
    void tellsOfFailuresAndRetries();
    void exitCodesTellWhatWentWrong_data();
    void exitCodesTellWhatWentWrong();
    void keepsTheTerminalSafe();
    void goesOnAfterAKill();

private:
    QJsonObject theOnlyTask() { return m_daemon->ask("GET", u"/processes"_s).value("processes"_L1)[0].toObject(); }

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Daemon> m_daemon;
    QPointer<QTcpSocket> m_client; // the last that asked
    QByteArray m_first;            // what it is told at once
};

void TestAiCommand::init()
{
    m_first.clear();
    m_client.clear();
    m_server = std::make_unique<Server>([this](QTcpSocket &socket, const Server::Request &) {
        m_client = &socket;
        socket.write(m_first);
    });
    m_daemon = std::make_unique<Daemon>();
    m_daemon->addToEnvironment(u"LLM_BASE_URL"_s, m_server->url().toString());
    m_daemon->addToEnvironment(u"LLM_MODEL"_s, u"model-1"_s);
    QVERIFY(m_daemon->start());
}

void TestAiCommand::cleanup()
{
    m_daemon.reset();
    m_server.reset();
}

void TestAiCommand::printsTheAnswerAsItGrows()
{
    m_first = Server::head("text/event-stream") + Server::chunk("Be");
    Ctl ctl(*m_daemon, {u"ai"_s, u"Why"_s, u"not?"_s});
    QTRY_COMPARE(ctl.output(), QByteArray("Be"));
    QVERIFY(!ctl.isFinished());
    QTRY_COMPARE(theOnlyTask().value("metadata"_L1)["answer"_L1].toString(), u"Be"_s);
    const QString id = theOnlyTask().value("process_id"_L1).toString();
    Ctl follower(*m_daemon, {u"output"_s, id, u"--follow"_s, u"--stdout"_s});
    QTRY_COMPARE(follower.output(), QByteArray("Be"));
    m_client->write(Server::chunk("cause"));
    QTRY_COMPARE(ctl.output(), QByteArray("Because"));
    m_client->write(Server::stop());
    QCOMPARE(ctl.exitCode(), 0);
    QCOMPARE(ctl.output(), QByteArray("Because\n"));
    QVERIFY2(ctl.errors().contains("Answered with 2 tokens"), ctl.errors().constData());
    const QJsonObject task = theOnlyTask();
    QCOMPARE(task.value("name"_L1), u"Why not?"_s);
    QCOMPARE(task.value("process_type"_L1), u"ai_task"_s);
    QCOMPARE(task.value("timeout"_L1), 1800);
    QCOMPARE(task.value("metadata"_L1)["stage"_L1], u"completed"_s);

    // Who follows the output has all of it, too, and the steps stand beside it.
    QCOMPARE(follower.exitCode(), 0);
    QCOMPARE(follower.output(), QByteArray("Because\n"));
    Ctl steps(*m_daemon, {u"output"_s, id, u"--stderr"_s});
    QCOMPARE(steps.exitCode(), 0);
    QVERIFY2(steps.output().startsWith("Connecting to " + m_server->url().toString().toUtf8() + '\n')
                 && steps.output().endsWith("Answered with 2 tokens\n"),
             steps.output().constData());
}

void TestAiCommand::readsThePromptFromStandardInput()
{
    m_first = Server::stream("Because.\\n");
    const QStringList run{u"-c"_s, u"printf 'Why\\nnot?' | %1 ai -"_s.arg(QStringLiteral(PROCESSIONCTL))};
    Ctl ctl(*m_daemon, run, u"sh"_s);
    QCOMPARE(ctl.exitCode(), 0);
    QCOMPARE(ctl.output(), QByteArray("Because.\n"));
    QCOMPARE(theOnlyTask().value("work"_L1)["request"_L1]["prompt"_L1].toString(), u"Why\nnot?"_s);
}

void TestAiCommand::sendsWhatIsGiven()
{
    m_first = Server::stream("Because.");
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("the file");
    file.close();
    Ctl ctl(*m_daemon,
            {u"ai"_s, u"Why?"_s, u"--model"_s, u"model-2"_s, u"--system"_s, u"Be brief"_s, u"--max-tokens"_s, u"20"_s,
             u"--temperature"_s, u"0.5"_s, u"--attach"_s, file.fileName()});
    QCOMPARE(ctl.exitCode(), 0);
    const QJsonObject sent = m_server->requests().back().json();
    QCOMPARE(sent.value("model"_L1), u"model-2"_s);
    QCOMPARE(sent.value("max_tokens"_L1), 20);
    QCOMPARE(sent.value("temperature"_L1), 0.5);
    QCOMPARE(sent.value("messages"_L1)[0]["content"_L1], u"Be brief"_s);
    QVERIFY(sent.value("messages"_L1)[1]["content"_L1].toString().contains(u"the file\n\nWhy?"_s));
}

void TestAiCommand::attachesWhatTheProductReads_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text"); // that is sent; empty where it is refused
    const QString contract = u"Договор подряда № 7 от 1 марта, стороны договорились о нижеследующем"_s;
    const QByteArray utf8 = contract.toUtf8();
    QStringEncoder cyrillic("windows-1251", QStringConverter::Flag::Stateless);
    const QByteArray windows = QByteArray(cyrillic.encode(contract));
    QByteArray escaped;
    for (const char c : windows)
        escaped += "\\'" + QByteArray(1, c).toHex();
    QTest::newRow("DOCX") << u"договор.docx"_s << Samples::docx("<w:p><w:r><w:t>" + utf8 + "</w:t></w:r></w:p>")
                          << contract;
    QTest::newRow("ODT") << u"договор.odt"_s << Samples::odt("<text:p>" + utf8 + "</text:p>") << contract;
    QTest::newRow("RTF") << u"договор.rtf"_s << "{\\rtf1\\ansi\\ansicpg1251 " + escaped + "}" << contract;
    QTest::newRow("PDF") << u"contract.pdf"_s << Samples::pdf({{u"first page"_s}, {u"second"_s}})
                         << u"first page\n\n\fsecond"_s;
    QTest::newRow("text of Windows") << u"договор.txt"_s << windows << contract;
    QTest::newRow("text") << u"a.txt"_s << utf8 << contract;
    QTest::newRow("Chinese") << u"合同.txt"_s << u"合同何时到期？"_s.toUtf8() << u"合同何时到期？"_s;
    QTest::newRow("one bad byte") << u"a.txt"_s << utf8 + '\xff' << contract;
    QTest::newRow("Markdown, with its marks") << u"a.md"_s << QByteArray("# A\n\n- b") << u"# A\n\n- b"_s;
    QTest::newRow("HTML, with its marks") << u"a.html"_s << QByteArray("<html><b>x</b>") << u"<html><b>x</b>"_s;
    QTest::newRow("packed") << u"a.txt.gz"_s << Samples::gzip(utf8) << contract;
    QTest::newRow("a scan") << u"scan.pdf"_s << Samples::pdf({{}, {}}) << QString();
    QTest::newRow("a spreadsheet") << u"a.xlsx"_s << Samples::zip({{"[Content_Types].xml", "spreadsheetml"}})
                                   << QString();
    QTest::newRow("binary data") << u"a.bin"_s
                                 << QByteArray("\x7f"
                                               "ELF\0\1",
                                               6)
                                        .repeated(100)
                                 << QString();
}

void TestAiCommand::attachesWhatTheProductReads()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QString, text);
    m_first = Server::stream("Because.");
    const QTemporaryDir folder;
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    Ctl ctl(*m_daemon, {u"ai"_s, u"Why?"_s, u"--attach"_s, file.fileName()});
    QCOMPARE(ctl.exitCode(), text.isEmpty() ? 2 : 0);
    if (text.isEmpty()) {
        QVERIFY2(ctl.errors().contains("can't be attached: "), ctl.errors().constData());
        return;
    }
    const QString sent = m_server->requests().back().json()["messages"_L1][0]["content"_L1].toString();
    QVERIFY2(sent.startsWith(u"Attachment \"%1\":\n%2"_s.arg(name, text)), qPrintable(sent));
    QVERIFY(sent.endsWith(u"\n\nWhy?"_s));
}

void TestAiCommand::tellsWhereAnAttachmentWasCut()
{
    m_first = Server::stream("Because.");
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(u"Стороны договорились о следующем.\n"_s.repeated(5000).toUtf8());
    file.close();
    Ctl ctl(*m_daemon, {u"ai"_s, u"Why?"_s, u"--attach"_s, file.fileName()});
    QCOMPARE(ctl.exitCode(), 0);
    QVERIFY2(ctl.errors().contains(" was cut at line "), ctl.errors().constData());
    const QString sent = m_server->requests().back().json()["messages"_L1][0]["content"_L1].toString();
    QVERIFY(sent.size() > 10'000 && sent.contains(u"\n[Cut here, at line "_s));
}

void TestAiCommand::onlyStarts()
{
    Ctl ctl(*m_daemon, {u"ai"_s, u"Why?"_s, u"--no-wait"_s});
    QCOMPARE(ctl.exitCode(), 0);
    QTRY_COMPARE(m_daemon->statusOf(QString::fromUtf8(ctl.output()).trimmed()), u"running"_s);
}

void TestAiCommand::printsJson()
{
    m_first = Server::stream("Because.");
    Ctl ctl(*m_daemon, {u"ai"_s, u"Why?"_s, u"--json"_s});
    QCOMPARE(ctl.exitCode(), 0);
    const QJsonObject printed = QJsonDocument::fromJson(ctl.output())["process"_L1].toObject();
    QCOMPARE(printed, theOnlyTask());
}

void TestAiCommand::cancelsWithCtrlC()
{
    m_first = Server::head("text/event-stream") + Server::chunk("Be");
    Ctl ctl(*m_daemon, {u"ai"_s, u"Why?"_s});
    QTRY_COMPARE(ctl.output(), QByteArray("Be"));
    ctl.signal(SIGINT);
    QCOMPARE(ctl.exitCode(), 130);
    QCOMPARE(theOnlyTask().value("status"_L1), u"cancelled"_s);
    QTRY_COMPARE(m_server->openConnections(), 0);
}

void TestAiCommand::tellsOfFailuresAndRetries()
{
    m_first = Server::head("application/json", "500 Oh") + "boom";
    m_daemon->ask("PUT", u"/retry-policies/ai_task"_s, R"({"max_attempts": 2, "initial_delay": 0.1})");
    Ctl ctl(*m_daemon, {u"ai"_s, u"Why?"_s});
    QTRY_VERIFY(m_client);
    for (int i = 0; i < 2; ++i) {
        QTRY_COMPARE(m_server->requests().size(), size_t(i + 1));
        m_client->disconnectFromHost();
    }
    QCOMPARE(ctl.exitCode(), 1);
    QVERIFY2(ctl.errors().contains("attempt 1 of 2 failed") && ctl.errors().contains("failed (500): boom."),
             ctl.errors().constData());
    QVERIFY(ctl.output().isEmpty());
    QCOMPARE(theOnlyTask().value("attempt"_L1), 2);
}

void TestAiCommand::exitCodesTellWhatWentWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("no prompt") << QStringList{} << 1; // standard input is empty
    QTest::newRow("a number in words") << QStringList{u"a"_s, u"--max-tokens"_s, u"many"_s} << 2;
    QTest::newRow("no file") << QStringList{u"a"_s, u"--attach"_s, u"/nowhere"_s} << 2;
    QTest::newRow("a folder") << QStringList{u"a"_s, u"--attach"_s, u"/tmp"_s} << 2;
    QTest::newRow("no text") << QStringList{u"a"_s, u"--attach"_s, QStringLiteral(PROCESSIONCTL)} << 2;
    QTest::newRow("too long") << QStringList{QString(50'000, u'x')} << 1;
    QTest::newRow("no server") << QStringList{u"a"_s, u"--url"_s, u"http://127.0.0.1:1"_s} << 3;
    QTest::newRow("refused by the AI server") << QStringList{u"a"_s} << 1;
}

void TestAiCommand::exitCodesTellWhatWentWrong()
{
    QFETCH(QStringList, arguments);
    m_first = Server::head("application/json", "400 Bad Request", "Content-Length: 0\r\n");
    Ctl ctl(*m_daemon, QStringList{u"ai"_s} + arguments);
    QTEST(ctl.exitCode(), "exitCode");
    QVERIFY(ctl.errors().startsWith("processionctl: "));
    QVERIFY(ctl.output().isEmpty());
}

void TestAiCommand::keepsTheTerminalSafe()
{
    m_first = Server::stream(R"(\u001b[31mred\u009b31m\n\ttab\u0007)");
    Ctl ctl(*m_daemon, {u"ai"_s, u"Why?"_s});
    QCOMPARE(ctl.exitCode(), 0);
    QCOMPARE(ctl.output(), QByteArray("red\n\ttab \n"));
}

/// What ran when the daemon was killed is asked again, and the command that watches sees it end.
void TestAiCommand::goesOnAfterAKill()
{
    Ctl ctl(*m_daemon, {u"ai"_s, u"Why?"_s});
    QTRY_COMPARE(m_server->requests().size(), size_t(1));
    QTRY_COMPARE(theOnlyTask().value("status"_L1), u"running"_s);
    m_first = Server::stream("Because.");
    m_daemon->kill();
    QVERIFY(m_daemon->start());
    QCOMPARE(ctl.exitCode(), 0);
    QCOMPARE(ctl.output(), QByteArray("Because.\n"));
    QCOMPARE(m_server->requests().size(), size_t(2));
}

QTEST_GUILESS_MAIN(TestAiCommand)
#include "tst_aicommand.moc"
