// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Limits, priorities and pauses of the work that a real server runs, over REST and by processionctl.
#include "files.h"
#include "programs.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 120'000; // for a busy machine

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

class TestRoom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void aPauseSurvivesAKill();
    void aTypeIsPausedAlone();
    void limitsAreNeverExceeded();
    void whatAKilledServerLeftKeepsItsRoom();
    void higherPrioritiesComeFirst();
    void aTypeHasALimitOfItsOwn();
    void refusesWhatCannotBeGiven_data();
    void refusesWhatCannotBeGiven();
    void whatANewConfigurationCannotGiveFails();
    void processionctlShowsAndPauses();
    void aConfigurationThatAsksForMoreDoesNotStart_data();
    void aConfigurationThatAsksForMoreDoesNotStart();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void start(Daemon &daemon, const QByteArray &more = {});
    QString run(Daemon &daemon, const QJsonObject &request, const QString &path = u"/tools/note"_s);
    QJsonObject queues(Daemon &daemon) { return daemon.ask("GET", u"/queues"_s); }
    static QJsonObject queueIn(const QJsonObject &queues, const QString &type);
    static QJsonObject placeOf(Daemon &daemon, const QString &id);
    /// What the tools noted, a line for each beginning and each end.
    QStringList notes() const
    {
        return QString::fromUtf8(contentOf(path(u"notes"_s))).split(u'\n', Qt::SkipEmptyParts);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestRoom::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

/// A server with a tool that notes when it begins and ends.
void TestRoom::start(Daemon &daemon, const QByteArray &more)
{
    const QString file = path(u"settings.toml"_s);
    const QByteArray settings = more.isEmpty() ? "[room]\ngpu = 4\nlicence = 1\n" : more;
    writeFile(file,
              settings
                  + "\n[tools.note]\nmax_running = 100\nargv = [\"/bin/sh\", \"-c\", \"echo \\\"+ $2\\\" >> "
                    "\\\"$1\\\"; sleep "
                    "$3; echo \\\"- $2\\\" >> \\\"$1\\\"\", \"sh\", \""
                  + path(u"notes"_s).toUtf8()
                  + "\", \"{what}\", \"{seconds}\"]\n[tools.note.parameters.what]\nrequired = true\n"
                    "[tools.note.parameters.seconds]\ntype = \"number\"\ndefault = 0\n");
    QVERIFY2(daemon.start({u"--config"_s, file}), daemon.process().readAllStandardError().constData());
}

QString TestRoom::run(Daemon &daemon, const QJsonObject &request, const QString &path)
{
    int status = 0;
    const QJsonObject answer = daemon.ask("POST", path, compact(request), &status);
    if (status != 202)
        qWarning() << status << answer;
    return answer.value("process"_L1)["process_id"_L1].toString();
}

QJsonObject TestRoom::queueIn(const QJsonObject &queues, const QString &type)
{
    for (const QJsonValue &queue : queues["queues"_L1].toArray()) {
        if (queue["process_type"_L1] == type)
            return queue.toObject();
    }
    return {};
}

QJsonObject TestRoom::placeOf(Daemon &daemon, const QString &id)
{
    return daemon.ask("GET", u"/processes/%1?full=1"_s.arg(id))["process"_L1]["queue"_L1].toObject();
}

void TestRoom::aPauseSurvivesAKill()
{
    Daemon daemon;
    start(daemon);
    int status = 0;
    const QJsonObject paused = daemon.ask("POST", u"/queues/pause"_s, R"({"reason":"a new disk"})", &status);
    QCOMPARE(status, 200);
    QCOMPARE(paused["paused"_L1]["reason"_L1].toString(), u"a new disk"_s);
    const QString id = run(daemon, {{u"parameters"_s, QJsonObject{{u"what"_s, u"a"_s}}}});
    QTRY_COMPARE(placeOf(daemon, id)["reason"_L1].toString(), u"all_paused"_s);
    QCOMPARE(placeOf(daemon, id)["message"_L1].toString(), u"Everything is paused: a new disk"_s);
    daemon.kill();
    start(daemon);
    QTRY_COMPARE(queueIn(queues(daemon), u"tools_execution"_s)["waiting"_L1].toInt(), 1);
    const QJsonObject pause = queues(daemon)["paused"_L1].toObject();
    QCOMPARE(pause, paused["paused"_L1].toObject());
    QCOMPARE(pause["actor"_L1]["kind"_L1].toString(), u"token"_s);
    QCOMPARE(placeOf(daemon, id)["reason"_L1].toString(), u"all_paused"_s);
    QCOMPARE(daemon.statusOf(id), u"pending"_s);
    QVERIFY(notes().isEmpty());

    QVERIFY(daemon.ask("POST", u"/queues/resume"_s)["paused"_L1].isNull());
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"completed"_s, patienceMs);
    QCOMPARE(notes(), (QStringList{u"+ a"_s, u"- a"_s}));
    QVERIFY(placeOf(daemon, id).isEmpty());

    const QJsonArray events = daemon.ask("GET", u"/settings/events"_s)["events"_L1].toArray();
    QCOMPARE(events.size(), 2);
    QCOMPARE(events[0]["event"_L1].toString(), u"queue_paused"_s);
    QVERIFY(events[0]["process_type"_L1].isNull());
    QCOMPARE(events[0]["reason"_L1].toString(), u"a new disk"_s);
    QCOMPARE(events[1]["event"_L1].toString(), u"queue_resumed"_s);
    daemon.kill();
    start(daemon);
    QVERIFY(queues(daemon)["paused"_L1].isNull());
}

void TestRoom::aTypeIsPausedAlone()
{
    Daemon daemon;
    start(daemon, "[commands]\nallow = [\"/bin/true\"]\n");
    int status = 0;
    daemon.ask("POST", u"/queues/tools_execution/pause"_s, {}, &status);
    QCOMPARE(status, 200);
    const QJsonObject request{{u"parameters"_s, QJsonObject{{u"what"_s, u"a"_s}}}};
    const QString waits = run(daemon, request);
    const QString runs = run(daemon, {{u"argv"_s, QJsonArray{u"/bin/true"_s}}}, u"/commands"_s);
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(runs), u"completed"_s, patienceMs);
    QCOMPARE(daemon.statusOf(waits), u"pending"_s);
    QCOMPARE(placeOf(daemon, waits)["reason"_L1].toString(), u"paused"_s);
    QVERIFY(queueIn(queues(daemon), u"tools_execution"_s)["paused"_L1].isObject());
    QVERIFY(queueIn(queues(daemon), u"background_job"_s)["paused"_L1].isNull());
    // Everything goes on, but for what is paused itself.
    daemon.ask("POST", u"/queues/pause"_s);
    daemon.ask("POST", u"/queues/resume"_s);
    QCOMPARE(placeOf(daemon, waits)["reason"_L1].toString(), u"paused"_s);
    daemon.ask("POST", u"/queues/tools_execution/resume"_s);
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(waits), u"completed"_s, patienceMs);

    for (const QString &type : {u"nightly"_s, u"No"_s, u"agent_task"_s}) {
        const QJsonObject refused = daemon.ask("POST", u"/queues/%1/pause"_s.arg(type), {}, &status);
        QCOMPARE(status, 404);
        QCOMPARE(refused["error"_L1]["field"_L1].toString(), u"process_type"_s);
    }
    daemon.ask("POST", u"/queues/pause"_s, R"({"note":"x"})", &status);
    QCOMPARE(status, 422);
}

/// 200 pieces of work with random demands: what they noted tells that no limit was exceeded at any moment.
void TestRoom::limitsAreNeverExceeded()
{
    Daemon daemon;
    start(daemon);
    std::mt19937 random(13);
    constexpr int count = 200;
    for (int i = 0; i < count; ++i) {
        const int gpus = int(random() % 5);
        const int licences = random() % 4 == 0 ? 1 : 0;
        QJsonObject uses;
        if (gpus > 0)
            uses.insert(u"gpu"_s, gpus);
        if (licences > 0)
            uses.insert(u"licence"_s, licences);
        const QJsonObject parameters{{u"what"_s, u"%1 %2"_s.arg(gpus).arg(licences)},
                                     {u"seconds"_s, double(random() % 5) / 100}};
        QVERIFY(!run(daemon, {{u"parameters"_s, parameters}, {u"uses"_s, uses}, {u"priority"_s, int(random() % 7) - 3}})
                     .isEmpty());
    }
    QTRY_COMPARE_WITH_TIMEOUT(notes().size(), qsizetype(2 * count), patienceMs);
    int gpus = 0;
    int licences = 0;
    int most = 0;
    const QStringList all = notes();
    for (const QString &note : all) {
        const QStringList words = note.split(u' ');
        const int sign = words[0] == u"+"_s ? 1 : -1;
        gpus += sign * words[1].toInt();
        licences += sign * words[2].toInt();
        most = std::max(most, gpus);
        QVERIFY2(gpus <= 4 && licences <= 1, qPrintable(note));
    }
    QVERIFY(most > 1); // they did run beside each other
    const auto inUse = [&] {
        int sum = 0;
        for (const QJsonValue &limit : queues(daemon)["limits"_L1].toArray())
            sum += limit["in_use"_L1].toInt();
        return sum;
    };
    QTRY_COMPARE_WITH_TIMEOUT(inUse(), 0, patienceMs);
    QCOMPARE(queues(daemon)["limits"_L1][0]["total"_L1].toInt(), 4);
}

/// A command that outlives a killed server for its grace uses what it uses until it is gone.
void TestRoom::whatAKilledServerLeftKeepsItsRoom()
{
    const QByteArray settings =
        "[room]\ngpu = 1\n[tools.stubborn]\nuses = { gpu = 1 }\ngrace = 2\n"
        "argv = [\"/bin/sh\", \"-c\", \"trap '' TERM; while :; do echo left >> \\\"$1\\\"; sleep "
        "0.05; done\", \"sh\", \""
        + path(u"notes"_s).toUtf8() + "\"]\n";
    Daemon daemon;
    start(daemon, settings);
    run(daemon, {}, u"/tools/stubborn"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!notes().isEmpty(), patienceMs);
    daemon.kill();
    start(daemon, settings);
    const QString id =
        run(daemon, {{u"parameters"_s, QJsonObject{{u"what"_s, u"a"_s}}}, {u"uses"_s, QJsonObject{{u"gpu"_s, 1}}}});
    QTRY_COMPARE(placeOf(daemon, id)["reason"_L1].toString(), u"uses"_s);
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"completed"_s, patienceMs);
    const QStringList all = notes();
    QCOMPARE(all.mid(all.indexOf(u"+ a"_s)), (QStringList{u"+ a"_s, u"- a"_s})); // nothing came after it began
}

void TestRoom::higherPrioritiesComeFirst()
{
    Daemon daemon;
    start(daemon, "[commands]\nmax_running = 1\n");
    daemon.ask("POST", u"/queues/pause"_s);
    const auto ask = [&](const QString &what, const QJsonValue &priority) {
        return run(daemon, {{u"parameters"_s, QJsonObject{{u"what"_s, what}}}, {u"priority"_s, priority}});
    };
    QStringList ids{ask(u"low"_s, -100), ask(u"plain"_s, {}), ask(u"high"_s, 100), ask(u"zero"_s, 0),
                    ask(u"higher"_s, 1)};
    QCOMPARE(daemon.processOf(ids[2])["priority"_L1].toInt(), 100);
    QVERIFY(!daemon.processOf(ids[1]).contains("priority"_L1));
    QTRY_COMPARE(placeOf(daemon, ids[0])["place"_L1].toInt(), 5);
    QCOMPARE(placeOf(daemon, ids[2])["place"_L1].toInt(), 1);
    daemon.ask("POST", u"/queues/resume"_s);
    QTRY_COMPARE_WITH_TIMEOUT(notes().filter(u"- "_s).size(), qsizetype(5), patienceMs);
    QCOMPARE(notes().filter(u"+ "_s), (QStringList{u"+ high"_s, u"+ higher"_s, u"+ plain"_s, u"+ zero"_s, u"+ low"_s}));
}

void TestRoom::aTypeHasALimitOfItsOwn()
{
    Daemon daemon;
    start(daemon,
          "[room]\ngpu = 4\n[queues.tools_execution]\nmax_running = 2\npriority = 3\nuses = { gpu = 1 }\n"
          "[queues.rag_training]\nmax_running = 2\n");
    QStringList ids;
    for (int i = 0; i < 3; ++i)
        ids.append(run(daemon, {{u"parameters"_s, QJsonObject{{u"what"_s, u"a"_s}, {u"seconds"_s, 1000}}}}));
    QTRY_COMPARE_WITH_TIMEOUT(notes().size(), qsizetype(2), patienceMs);
    const QJsonObject queue = queueIn(queues(daemon), u"tools_execution"_s);
    QCOMPARE(queue["limit"_L1].toInt(), 2);
    QCOMPARE(queue["running"_L1].toInt(), 2);
    QCOMPARE(queue["waiting"_L1].toInt(), 1);
    QVERIFY(queue["limit_shared_with"_L1].toArray().isEmpty());
    QCOMPARE(queueIn(queues(daemon), u"scheduled_task"_s)["limit"_L1].toInt(), 16);
    QCOMPARE(placeOf(daemon, ids[2])["reason"_L1].toString(), u"type_limit"_s);
    QCOMPARE(daemon.processOf(ids[2])["priority"_L1].toInt(), 3);
    QCOMPARE(daemon.processOf(ids[2])["uses"_L1].toObject(), (QJsonObject{{u"gpu"_s, 1}}));
    QCOMPARE(queues(daemon)["limits"_L1][0]["in_use"_L1].toInt(), 2);
    // A cancelled one gives back what it used once it is gone.
    daemon.ask("POST", u"/processes/%1/cancel"_s.arg(ids[0]));
    QTRY_COMPARE_WITH_TIMEOUT(notes().size(), qsizetype(3), patienceMs);
    QCOMPARE(queues(daemon)["limits"_L1][0]["in_use"_L1].toInt(), 2);
}

void TestRoom::refusesWhatCannotBeGiven_data()
{
    QTest::addColumn<QByteArray>("demand");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const QByteArray &demand, const QString &field) {
        QTest::newRow(name) << demand << field;
    };
    row("unknown", R"("uses":{"gpus":1})", u"uses"_s);
    row("more than there is", R"("uses":{"gpu":5})", u"uses"_s);
    row("more than fits a number", R"("uses":{"gpu":99999999999999999999})", u"uses"_s);
    row("zero", R"("uses":{"gpu":0})", u"uses"_s);
    row("negative", R"("uses":{"gpu":-1})", u"uses"_s);
    row("a part", R"("uses":{"gpu":1.5})", u"uses"_s);
    row("a text", R"("uses":{"gpu":"1"})", u"uses"_s);
    row("nothing", R"("uses":{"gpu":null})", u"uses"_s);
    row("a list", R"("uses":["gpu"])", u"uses"_s);
    row("no name", R"("uses":{"":1})", u"uses"_s);
    row("a path", R"("uses":{"../gpu":1})", u"uses"_s);
    row("NUL", R"("uses":{"gpu\u0000":1})", u"uses"_s);
    row("priority too high", R"("priority":101)", u"priority"_s);
    row("priority too low", R"("priority":-101)", u"priority"_s);
    row("priority is a text", R"("priority":"1")", u"priority"_s);
    row("priority is a list", R"("priority":[1])", u"priority"_s);
}

void TestRoom::refusesWhatCannotBeGiven()
{
    QFETCH(QByteArray, demand);
    QFETCH(QString, field);
    static std::unique_ptr<Daemon> daemon; // one for all rows
    if (!daemon) {
        daemon = std::make_unique<Daemon>();
        start(*daemon, "[room]\ngpu = 4\n[commands]\nallow_any = true\n");
    }
    const std::vector<std::tuple<QByteArray, QString, QByteArray, QString>> requests{
        {"POST", u"/tools/note"_s, R"({"parameters":{"what":"a"},)" + demand + "}", field},
        {"POST", u"/commands"_s, R"({"argv":["/bin/true"],)" + demand + "}", field},
        {"POST", u"/ai/tasks"_s, R"({"prompt":"a",)" + demand + "}", field},
        {"PUT", u"/schedules/a"_s,
         R"({"rule":"@daily","run":{"tool":"note","parameters":{"what":"a"},)" + demand + "}}", u"run."_s + field},
        // A client has no room of this server's, whatever it asks for.
        {"POST", u"/processes"_s, R"({"process_type":"ai_task","name":"a",)" + demand + "}", field},
    };
    for (const auto &[method, at, body, wanted] : requests) {
        int status = 0;
        const QJsonObject answer = daemon->ask(method, at, body, &status);
        QVERIFY2(status >= 400 && status < 500, qPrintable(u"%1 %2"_s.arg(at).arg(status)));
        QCOMPARE(answer["error"_L1]["field"_L1].toString(), wanted);
        QVERIFY(!answer["error"_L1]["message"_L1].toString().isEmpty());
    }
    QCOMPARE(daemon->ask("GET", u"/processes"_s)["processes"_L1].toArray().size(), 0);
    QVERIFY(daemon->ask("GET", u"/schedules"_s)["schedules"_L1].toArray().isEmpty());
    QCOMPARE(daemon->statusOf(u"a"_s), QString());
    if (qstrcmp(QTest::currentDataTag(), "priority is a list") == 0)
        daemon.reset();
}

void TestRoom::whatANewConfigurationCannotGiveFails()
{
    Daemon daemon;
    start(daemon);
    daemon.ask("POST", u"/queues/pause"_s);
    const QJsonObject parameters{{u"what"_s, u"a"_s}};
    const QString id = run(daemon, {{u"parameters"_s, parameters}, {u"uses"_s, QJsonObject{{u"gpu"_s, 3}}}});
    const QString fits = run(daemon, {{u"parameters"_s, parameters}, {u"uses"_s, QJsonObject{{u"gpu"_s, 2}}}});
    QCOMPARE(daemon.stop(), 0);
    start(daemon, "[room]\ngpu = 2\n");
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"failed"_s, patienceMs);
    QCOMPARE(daemon.processOf(id)["error_message"_L1].toString(),
             u"uses: there is no more of gpu than 2, and 3 are asked for."_s);
    QCOMPARE(daemon.statusOf(fits), u"pending"_s);
}

void TestRoom::processionctlShowsAndPauses()
{
    Daemon daemon;
    start(daemon);
    Ctl drain(daemon, {u"queue"_s, u"drain"_s, u"--reason"_s, u"a new disk"_s});
    QCOMPARE(drain.exitCode(), 0);
    QVERIFY2(drain.output().contains("Everything is paused since ")
                 && drain.output().contains("by token default: a new disk"),
             drain.output().constData());
    Ctl tool(daemon,
             {u"tool"_s, u"note"_s, u"--param"_s, u"what=a"_s, u"--use"_s, u"gpu=2"_s, u"--priority"_s, u"5"_s});
    QCOMPARE(tool.exitCode(), 0);
    const QString id = QString::fromUtf8(tool.output()).trimmed();
    QCOMPARE(daemon.processOf(id)["priority"_L1].toInt(), 5);
    QTRY_VERIFY(!placeOf(daemon, id).isEmpty());
    Ctl get(daemon, {u"get"_s, id});
    QCOMPARE(get.exitCode(), 0);
    QVERIFY2(get.output().contains("1 of 1: Everything is paused: a new disk"), get.output().constData());
    Ctl resume(daemon, {u"queue"_s, u"resume"_s});
    QCOMPARE(resume.exitCode(), 0);
    QVERIFY(!resume.output().contains("Everything"));
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(id), u"completed"_s, patienceMs);

    Ctl pause(daemon, {u"queue"_s, u"pause"_s, u"ai_task"_s});
    QCOMPARE(pause.exitCode(), 0);
    Ctl list(daemon, {u"queue"_s});
    QCOMPARE(list.exitCode(), 0);
    QVERIFY2(list.output().contains("ai_task") && list.output().contains("paused since")
                 && list.output().contains("gpu"),
             list.output().constData());
    Ctl json(daemon, {u"queue"_s, u"list"_s, u"--json"_s});
    QCOMPARE(json.exitCode(), 0);
    QVERIFY(queueIn(QJsonDocument::fromJson(json.output()).object(), u"ai_task"_s)["paused"_L1].isObject());
    Ctl unknown(daemon, {u"queue"_s, u"pause"_s, u"nightly"_s});
    QCOMPARE(unknown.exitCode(), 4);
    Ctl refused(daemon, {u"tool"_s, u"note"_s, u"--param"_s, u"what=a"_s, u"--use"_s, u"gpu=9"_s});
    QCOMPARE(refused.exitCode(), 1);
    QVERIFY(refused.errors().contains("no more of gpu than 4"));
    for (const QStringList &wrong : {QStringList{u"queue"_s, u"stop"_s},
                                     {u"queue"_s, u"drain"_s, u"ai_task"_s},
                                     {u"tool"_s, u"note"_s, u"--use"_s, u"gpu"_s},
                                     {u"run"_s, u"--use"_s, u"gpu=1"_s, u"--"_s, u"true"_s}}) {
        Ctl ctl(daemon, wrong);
        QCOMPARE(ctl.exitCode(), 2);
    }
}

void TestRoom::aConfigurationThatAsksForMoreDoesNotStart_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("problem");
    QTest::newRow("a tool") << QByteArray("[tools.a]\nargv = [\"/bin/true\"]\nuses = { gpu = 2 }\n")
                            << QByteArray("tools.a: uses: there is no more of gpu than 1");
    QTest::newRow("a type") << QByteArray("[queues.ai_task]\nuses = { licence = 1 }\n")
                            << QByteArray("queues.ai_task: uses: there is no limit \"licence\"");
    QTest::newRow("a schedule") << QByteArray("[schedules.a]\nrule = \"@daily\"\n"
                                              "run = { tool = \"a\", uses = { gpu = 3 } }\n")
                                << QByteArray("schedules.a: uses: there is no more of gpu than 1");
    QTest::newRow("other work of a schedule")
        << QByteArray("[schedules.a]\nrule = \"@daily\"\n"
                      "run = { process_type = \"ai_task\", request = { prompt = \"a\", uses = { gpu = 0 } } }\n")
        << QByteArray("schedules.a: uses: gpu must be a whole number");
}

void TestRoom::aConfigurationThatAsksForMoreDoesNotStart()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArray, problem);
    const QString file = path(u"settings.toml"_s);
    writeFile(file, "[room]\ngpu = 1\n" + settings);
    Daemon daemon;
    QVERIFY(!daemon.start({u"--config"_s, file}));
    const QByteArray said = daemon.process().readAllStandardError();
    QVERIFY2(said.contains(problem), said.constData());
}

QTEST_GUILESS_MAIN(TestRoom)
#include "tst_room.moc"
