// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostileaiserver.h"
#include "programs.h"

#include <QJsonArray>

using namespace Procession;
using namespace Qt::StringLiterals;

using Server = HostileAiServer;

/// Collections and answers over REST and `processionctl rag`, with a real processiond that was trained once, and an AI
/// server that the test writes.
class TestRagAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void answersInTheLanguageOfTheQuestion_data();
    void answersInTheLanguageOfTheQuestion();
    void tellsWhatTheAnswerCites();
    void passesOnHowTheModelIsAsked();
    void saysThatItIsNotThere();
    void asksOn();
    void refusesWhatItCanNotGoOnWith();
    void printsTheAnswerAndWhatItCites();
    void printsThatItIsNotThere();
    void filtersFromTheCommandLine();
    void listsAndShows();
    void deletesAndRenames();
    void keepsTheTerminalSafe();
    void aScheduleKeepsOneFresh();
    void aWatchedFolderKeepsOneFresh();

private:
    static void write(const QString &path, const QByteArray &content)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("can't write");
    }
    /// The answer to a question, once its process has ended: the answer, with the process as `process`.
    QJsonObject ask(QJsonObject question);
    QString lastPrompt() const
    {
        const QJsonArray messages = m_server->requests().back().json().value("messages"_L1).toArray();
        return messages.last()["content"_L1].toString();
    }

    QByteArray m_says; // the AI
    std::unique_ptr<Server> m_server;
    QTemporaryDir m_folder;
    Daemon m_daemon;
};

void TestRagAnswers::initTestCase()
{
    m_server = std::make_unique<Server>([this](QTcpSocket &socket, const Server::Request &) {
        socket.write(Server::stream(m_says));
        socket.flush();
        socket.disconnectFromHost();
    });
    const QString docs = m_folder.filePath(u"docs"_s);
    write(docs + u"/нормы/бетон.md"_s,
          u"# 5 Уход за бетоном\n\nБетон следует поливать водой не реже трёх раз в сутки в течение семи дней.\n\n"
          "# 6 Опалубка\n\nОпалубку снимают, когда бетон набрал семьдесят процентов прочности.\n"_s.toUtf8());
    write(docs + u"/contracts/ferry.txt"_s, "The ferry contract runs out in March of the next year.");
    write(docs + u"/broken.pdf"_s, "%PDF-1.4\nno more");
    m_daemon.addToEnvironment(u"LLM_BASE_URL"_s, m_server->url().toString());
    m_daemon.addToEnvironment(u"LLM_MODEL"_s, u"model-1"_s);
    m_daemon.addToEnvironment(u"PROCESSION_DOCUMENT_FOLDERS"_s, docs);
    QVERIFY(m_daemon.start());
    for (const QString &collection : {u"Нормы / 2026"_s, u"contracts"_s}) {
        Ctl ctl(m_daemon,
                {u"rag"_s, u"train"_s, docs + (collection == "contracts"_L1 ? u"/contracts"_s : QString()),
                 u"--collection"_s, collection, u"--wait"_s});
        QCOMPARE(ctl.exitCode(60000), 0);
    }
}

void TestRagAnswers::init()
{
    m_says = "So it is [1].";
}

QJsonObject TestRagAnswers::ask(QJsonObject question)
{
    if (!question.contains("collections"_L1))
        question.insert(u"collections"_s, u"*"_s);
    question.insert(u"answer"_s, true);
    QJsonObject answer = m_daemon.ask("POST", u"/rag/query"_s, QJsonDocument(question).toJson(QJsonDocument::Compact));
    const QString id = answer.value("answer_process_id"_L1).toString();
    if (id.isEmpty())
        return answer;
    if (!QTest::qWaitFor([&] { return m_daemon.statusOf(id) == "completed"_L1; }, 10'000))
        qFatal("the answer doesn't end");
    answer.insert(u"process"_s, m_daemon.processOf(id));
    return answer;
}

void TestRagAnswers::answersInTheLanguageOfTheQuestion_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("instruction");
    QTest::newRow("Russian") << u"Как поливать бетон водой?"_s << u"Отвечай на русском языке."_s;
    QTest::newRow("English") << u"When does the ferry contract run out?"_s
                             << u"Answer in the language of the question."_s;
}

void TestRagAnswers::answersInTheLanguageOfTheQuestion()
{
    QFETCH(const QString, question);
    QFETCH(const QString, instruction);
    const QJsonObject answer = ask({{u"question"_s, question}});
    QVERIFY(answer.value("found"_L1).toBool());
    QVERIFY2(lastPrompt().contains(instruction), qPrintable(lastPrompt()));
    QVERIFY(lastPrompt().endsWith(question));
    QCOMPARE(answer["process"_L1]["name"_L1].toString(), question);
}

void TestRagAnswers::tellsWhatTheAnswerCites()
{
    m_says = "Wet [2], they say [1, 2] and [99], not [0].";
    const QJsonObject answer = ask({{u"question"_s, u"Как поливать бетон водой и снимать опалубку?"_s}});
    const QJsonValue metadata = answer["process"_L1]["metadata"_L1];
    QCOMPARE(metadata["cited"_L1].toArray(), QJsonArray({1, 2}));
    QCOMPARE(metadata["question"_L1].toString(), u"Как поливать бетон водой и снимать опалубку?"_s);
    const QJsonArray passages = metadata["passages"_L1].toArray();
    QVERIFY(passages.size() >= 2);
    for (qsizetype i = 0; i < passages.size(); ++i) {
        const QJsonValue told = answer["passages"_L1].toArray().at(i);
        QCOMPARE(passages[i]["n"_L1].toInt(), i + 1);
        QCOMPARE(passages[i]["file"_L1], told["file"_L1]);
        QCOMPARE(passages[i]["page"_L1], told["page"_L1]);
        QCOMPARE(passages[i]["clause"_L1], told["clause"_L1]);
        QCOMPARE(passages[i]["collection"_L1], told["collection"_L1]);
    }
}

void TestRagAnswers::passesOnHowTheModelIsAsked()
{
    ask({{u"question"_s, u"When does the ferry contract run out?"_s},
         {u"model"_s, u"other"_s},
         {u"temperature"_s, 0.25},
         {u"max_tokens"_s, 77}});
    const QJsonObject asked = m_server->requests().back().json();
    QCOMPARE(asked.value("model"_L1).toString(), u"other"_s);
    QCOMPARE(asked.value("temperature"_L1).toDouble(), 0.25);
    QCOMPARE(asked.value("max_tokens"_L1).toInt(), 77);
}

void TestRagAnswers::saysThatItIsNotThere()
{
    const size_t before = m_server->requests().size();
    const QJsonObject russian = ask({{u"question"_s, u"Какова скорость света в вакууме галактики?"_s}});
    QCOMPARE(russian.value("found"_L1), QJsonValue(false));
    QCOMPARE(russian.value("answer"_L1).toString(), u"В этих документах я этого не нахожу."_s);
    const QJsonObject english = ask({{u"question"_s, u"Who discovered penicillin accidentally?"_s}});
    QCOMPARE(english.value("found"_L1), QJsonValue(false));
    QCOMPARE(english.value("answer"_L1).toString(), u"I can't find it in these documents."_s);
    QVERIFY(!english.contains("answer_process_id"_L1));
    QCOMPARE(m_server->requests().size(), before); // no AI was asked
}

void TestRagAnswers::asksOn()
{
    m_says = "Three times a day [1].";
    const QJsonObject first = ask({{u"question"_s, u"Как поливать бетон водой?"_s}});
    const QString id = first.value("answer_process_id"_L1).toString();
    m_says = "Seven days [1].";
    const QJsonObject second = ask({{u"question"_s, u"А сколько дней?"_s}, {u"follow_up_of"_s, id}});
    QVERIFY(lastPrompt().contains(u"Как поливать бетон водой?"_s));
    QVERIFY(lastPrompt().contains(u"Three times a day [1]."_s));
    QVERIFY(lastPrompt().endsWith(u"А сколько дней?"_s));
    // Found by the words of the question before.
    QVERIFY(second["passages"_L1][0]["text"_L1].toString().contains(u"поливать"_s));
    QCOMPARE(second["process"_L1]["metadata"_L1]["follow_up_of"_L1].toString(), id);
    const QString next = second.value("answer_process_id"_L1).toString();
    ask({{u"question"_s, u"Сколько раз в сутки поливать?"_s}, {u"follow_up_of"_s, next}});
    QVERIFY(lastPrompt().contains(u"Three times a day [1]."_s));
    QVERIFY(lastPrompt().contains(u"Seven days [1]."_s));
}

void TestRagAnswers::refusesWhatItCanNotGoOnWith()
{
    // One that a client made up: it has no request of the server's.
    m_daemon.ask("POST", u"/processes"_s,
                 R"({"process_type":"ai_task","name":"n","process_id":"forged","metadata":{"answer":"x"}})");
    for (const char *id : {"none", "forged"}) {
        const QJsonObject refused = m_daemon.ask(
            "POST", u"/rag/query"_s, QByteArray(R"({"question":"q","collections":"*","follow_up_of":")") + id + "\"}");
        QCOMPARE(refused["error"_L1]["field"_L1].toString(), u"follow_up_of"_s);
    }
    const QJsonObject refused =
        m_daemon.ask("POST", u"/rag/query"_s, R"({"question":"q","collections":"*","temperature":1})");
    QCOMPARE(refused["error"_L1]["field"_L1].toString(), u"temperature"_s);
}

void TestRagAnswers::printsTheAnswerAndWhatItCites()
{
    m_says = "In March [1].";
    Ctl ctl(m_daemon,
            {u"rag"_s, u"ask"_s, u"When does the ferry contract run out?"_s, u"--collection"_s, u"contracts"_s,
             u"--answer"_s});
    QCOMPARE(ctl.exitCode(), 0);
    const QString expected =
        u"In March [1].\n\n[1] %1, page 1\n"_s.arg(m_folder.filePath(u"docs/contracts/ferry.txt"_s));
    QCOMPARE(QString::fromUtf8(ctl.output()), expected);
    QVERIFY2(ctl.errors().contains("--follow-up"), ctl.errors().constData());
}

void TestRagAnswers::printsThatItIsNotThere()
{
    Ctl ctl(m_daemon,
            {u"rag"_s, u"ask"_s, u"Who discovered penicillin accidentally?"_s, u"--collection"_s, u"contracts"_s,
             u"--answer"_s});
    QCOMPARE(ctl.exitCode(), 0);
    QVERIFY2(ctl.output().startsWith("I can't find it in these documents.\n"), ctl.output().constData());
}

void TestRagAnswers::filtersFromTheCommandLine()
{
    const auto files = [this](const QStringList &options) {
        Ctl ctl(m_daemon, QStringList{u"rag"_s, u"ask"_s, u"бетон"_s, u"ferry"_s, u"--json"_s} + options);
        if (ctl.exitCode() != 0)
            return QStringList{QString::fromUtf8(ctl.errors())};
        QStringList found;
        for (const QJsonValue &passage : QJsonDocument::fromJson(ctl.output()).object().value("passages"_L1).toArray())
            found.append(passage["file"_L1].toString().section(u'/', -1));
        found.removeDuplicates();
        found.sort();
        return found;
    };
    const QString all = u"Нормы / 2026"_s;
    const QStringList both{u"ferry.txt"_s, u"бетон.md"_s};
    QCOMPARE(files({u"--collection"_s, all}), both);
    QCOMPARE(files({u"--collection"_s, u"*"_s}), both);
    QCOMPARE(files({u"--collection"_s, u"contracts"_s, u"--collection"_s, all, u"--format"_s, u"md"_s}),
             QStringList{u"бетон.md"_s});
    QCOMPARE(files({u"--collection"_s, all, u"--folder"_s, u"contracts"_s}), QStringList{u"ferry.txt"_s});
    QCOMPARE(files({u"--collection"_s, all, u"--file"_s, u"*.md"_s, u"--file"_s, u"x"_s}), QStringList{u"бетон.md"_s});
    QCOMPARE(files({u"--collection"_s, all, u"--language"_s, u"en"_s}), QStringList{u"ferry.txt"_s});
    QCOMPARE(files({u"--collection"_s, all, u"--since"_s, u"1h"_s}), both);
    QCOMPARE(files({u"--collection"_s, all, u"--until"_s, u"2020-01-01"_s}), QStringList());
    QVERIFY(files({u"--since"_s, u"soon"_s}).first().contains("--since \"soon\" is no time"_L1));
    QVERIFY(files({u"--temperature"_s, u"1"_s}).first().contains("add --answer"_L1));
}

void TestRagAnswers::listsAndShows()
{
    Ctl list(m_daemon, {u"rag"_s, u"collections"_s});
    QCOMPARE(list.exitCode(), 0);
    QVERIFY2(list.output().contains(u"Нормы / 2026"_s.toUtf8()) && list.output().contains("contracts"),
             list.output().constData());
    Ctl show(m_daemon, {u"rag"_s, u"show"_s, u"Нормы / 2026"_s});
    QCOMPARE(show.exitCode(), 0);
    QVERIFY2(show.output().contains("markdown 1") && show.output().contains("failed:      1"),
             show.output().constData());
    Ctl files(m_daemon, {u"rag"_s, u"files"_s, u"Нормы / 2026"_s, u"--failed"_s});
    QCOMPARE(files.exitCode(), 0);
    QVERIFY2(files.output().contains("broken.pdf: ") && !files.output().contains("ferry"), files.output().constData());
    Ctl none(m_daemon, {u"rag"_s, u"show"_s, u"no"_s});
    QVERIFY(none.exitCode() != 0);
    QVERIFY2(none.errors().contains("There is no collection \"no\""), none.errors().constData());
    Ctl misspelled(m_daemon, {u"rag"_s, u"colections"_s});
    QCOMPARE(misspelled.exitCode(), 2);
    QVERIFY2(misspelled.errors().contains("did you mean \"collections\""), misspelled.errors().constData());
}

void TestRagAnswers::deletesAndRenames()
{
    const QString docs = m_folder.filePath(u"docs/contracts"_s);
    QCOMPARE(Ctl(m_daemon, {u"rag"_s, u"train"_s, docs, u"--collection"_s, u"50% / a?b#c"_s, u"--wait"_s}).exitCode(),
             0);
    Ctl renamed(m_daemon, {u"rag"_s, u"rename"_s, u"50% / a?b#c"_s, u"Ж"_s});
    QCOMPARE(renamed.exitCode(), 0);
    QCOMPARE(Ctl(m_daemon, {u"rag"_s, u"show"_s, u"Ж"_s}).exitCode(), 0);
    Ctl taken(m_daemon, {u"rag"_s, u"rename"_s, u"Ж"_s, u"contracts"_s});
    QCOMPARE(taken.exitCode(), 1);
    QVERIFY2(taken.errors().contains("already"), taken.errors().constData());
    Ctl deleted(m_daemon, {u"rag"_s, u"delete"_s, u"Ж"_s});
    QCOMPARE(deleted.exitCode(), 0);
    QVERIFY(Ctl(m_daemon, {u"rag"_s, u"show"_s, u"Ж"_s}).exitCode() != 0);
    // What is confirmed survives anything.
    m_daemon.kill();
    QVERIFY(m_daemon.start());
    QVERIFY(Ctl(m_daemon, {u"rag"_s, u"show"_s, u"Ж"_s}).exitCode() != 0);
    QCOMPARE(Ctl(m_daemon, {u"rag"_s, u"show"_s, u"Нормы / 2026"_s}).exitCode(), 0);
}

void TestRagAnswers::keepsTheTerminalSafe()
{
    m_says = R"(In \u001b[31mMarch [1].)";
    Ctl ctl(m_daemon,
            {u"rag"_s, u"ask"_s, u"When does the ferry contract run out?"_s, u"--collection"_s, u"contracts"_s,
             u"--answer"_s});
    QCOMPARE(ctl.exitCode(), 0);
    QVERIFY(!ctl.output().contains('\x1b'));
}

/// As docs/rag.md says.
void TestRagAnswers::aScheduleKeepsOneFresh()
{
    const QString request =
        uR"({"folder": "%1", "collection": "Нормы по расписанию"})"_s.arg(m_folder.filePath(u"docs/нормы"_s));
    Ctl set(m_daemon,
            {u"schedule"_s, u"set"_s, u"norms"_s, u"--rule"_s, u"0 3 * * *"_s, u"--type"_s, u"rag_training"_s,
             u"--request"_s, request});
    QCOMPARE(set.exitCode(), 0);
    const QJsonObject run = m_daemon.ask("POST", u"/schedules/norms/run"_s);
    const QString id = run["process"_L1]["process_id"_L1].toString();
    QTRY_COMPARE_WITH_TIMEOUT(m_daemon.statusOf(id), u"completed"_s, 20'000);
    Ctl show(m_daemon, {u"rag"_s, u"show"_s, u"Нормы по расписанию"_s});
    QCOMPARE(show.exitCode(), 0);
    QVERIFY2(show.output().contains("files:       1"), show.output().constData());
}

void TestRagAnswers::aWatchedFolderKeepsOneFresh()
{
    const QString watched = m_folder.filePath(u"watched"_s);
    write(watched + u"/a.txt"_s, "The first of all.");
    write(m_folder.filePath(u"watch.toml"_s),
          u"[documents]\nfolders = [\"%1\"]\n[rag.collections.\"Свежее\"]\nfolder = \"%1\"\n"_s.arg(watched).toUtf8());
    Daemon daemon;
    QVERIFY(daemon.start({u"--config"_s, m_folder.filePath(u"watch.toml"_s)}));
    const auto files = [&daemon] {
        const QJsonArray all = daemon.ask("GET", u"/rag/collections"_s).value("collections"_L1).toArray();
        return all.isEmpty() ? 0 : all[0]["files"_L1].toInt();
    };
    QTRY_COMPARE_WITH_TIMEOUT(files(), 1, 20'000);
    write(watched + u"/sub/b.txt"_s, "The second one.");
    QTRY_COMPARE_WITH_TIMEOUT(files(), 2, 20'000);
    const QJsonArray trainings =
        daemon.ask("GET", u"/processes?process_type=rag_training"_s).value("processes"_L1).toArray();
    QCOMPARE(trainings.size(), 2);
    QCOMPARE(trainings[1]["metadata"_L1]["collection"_L1].toString(), u"Свежее"_s);
}

QTEST_GUILESS_MAIN(TestRagAnswers)
#include "tst_raganswers.moc"
