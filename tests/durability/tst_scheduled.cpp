// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <QDateTime>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// Schedules of a real daemon: made, asked, run, and killed around their due times.
class TestScheduled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isToldAndChanged();
    void refusesWhatIsWrong_data();
    void refusesWhatIsWrong();
    void standsInTheConfiguration();
    void startsEachTimeOnceWhateverIsKilled();
    void theCommandLineDoesTheSame();

private:
    static QJsonObject put(Daemon &daemon, const QString &name, const QJsonObject &more, int *status = nullptr);
    static QByteArray json(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }
};

namespace {

/// Work that every server can do, and that fails at once: nobody listens there.
const QJsonObject someWork{{u"process_type"_s, u"ai_task"_s}, {u"request"_s, QJsonObject{{u"prompt"_s, u"Hello"_s}}}};

} // namespace

QJsonObject TestScheduled::put(Daemon &daemon, const QString &name, const QJsonObject &more, int *status)
{
    QJsonObject body{{u"rule"_s, u"0 3 * * *"_s}, {u"run"_s, someWork}};
    for (auto it = more.begin(); it != more.end(); ++it)
        body.insert(it.key(), it.value());
    return daemon.ask("PUT", u"/schedules/"_s + name, json(body), status);
}

void TestScheduled::isToldAndChanged()
{
    Daemon daemon;
    daemon.addToEnvironment(u"LLM_BASE_URL"_s, u"http://127.0.0.1:9"_s);
    QVERIFY(daemon.start());
    int status = 0;
    QJsonObject made =
        put(daemon, u"nightly"_s, {{u"time_zone"_s, u"Europe/Berlin"_s}}, &status)["schedule"_L1].toObject();
    QCOMPARE(status, 201);
    QCOMPARE(made["words"_L1].toString(), u"at 03:00"_s);
    QCOMPARE(made["next"_L1].toArray().size(), 10);
    QCOMPARE(made["overlap"_L1].toString(), u"skip"_s);
    QVERIFY(!made.contains("id"_L1)); // by which the ids of its runs could be told beforehand

    put(daemon, u"nightly"_s, {{u"overlap"_s, u"buffer_one"_s}}, &status);
    QCOMPARE(status, 200);
    made = daemon.ask("POST", u"/schedules/nightly/pause"_s, json({{u"note"_s, u"move"_s}}), &status)["schedule"_L1]
               .toObject();
    QCOMPARE(made["paused"_L1]["note"_L1].toString(), u"move"_s);

    // All of it survives a crash.
    daemon.kill();
    QVERIFY(daemon.start());
    const QJsonArray all = daemon.ask("GET", u"/schedules"_s)["schedules"_L1].toArray();
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.at(0)["paused"_L1]["note"_L1].toString(), u"move"_s);
    QCOMPARE(all.at(0)["overlap"_L1].toString(), u"buffer_one"_s);

    const QJsonObject run = daemon.ask("POST", u"/schedules/nightly/run"_s, {}, &status)["process"_L1].toObject();
    QCOMPARE(status, 202);
    QCOMPARE(run["metadata"_L1]["schedule"_L1].toString(), u"nightly"_s);

    daemon.ask("POST", u"/schedules/nightly/resume"_s, {}, &status);
    QCOMPARE(status, 200);
    daemon.ask("DELETE", u"/schedules/nightly"_s, {}, &status);
    QCOMPARE(status, 200);
    daemon.kill();
    QVERIFY(daemon.start());
    daemon.ask("GET", u"/schedules/nightly"_s, {}, &status);
    QCOMPARE(status, 404);
}

void TestScheduled::refusesWhatIsWrong_data()
{
    QTest::addColumn<QJsonObject>("more");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const QJsonObject &more, const QString &field, const QString &hint) {
        QTest::newRow(name) << more << field << hint;
    };
    row("unknown field", {{u"rulee"_s, 1}}, u"rulee"_s, u"rule"_s);
    row("no rule", {{u"rule"_s, QJsonValue()}}, u"rule"_s, u"needs a rule"_s);
    row("a rule that is none", {{u"rule"_s, u"60 * * * *"_s}}, u"rule"_s, u"0 to 59"_s);
    row("a time zone that is none", {{u"time_zone"_s, u"Europe/Berln"_s}}, u"time_zone"_s, u"Europe/Berlin"_s);
    row("a policy that is none", {{u"overlap"_s, u"skipp"_s}}, u"overlap"_s, u"skip"_s);
    row("an exclusion that is none", {{u"exclude"_s, QJsonArray{u"some day"_s}}}, u"exclude"_s, QString());
    row("nothing to run", {{u"run"_s, QJsonValue()}}, u"run"_s, u"tool"_s);
    row("work that nobody does",
        {{u"run"_s, QJsonObject{{u"process_type"_s, u"nightly"_s}, {u"request"_s, QJsonObject()}}}},
        u"run.process_type"_s, QString());
    row("a tool that there isn't", {{u"run"_s, QJsonObject{{u"tool"_s, u"backup"_s}}}}, u"run.tool"_s, u"no tools"_s);
    row("work that lacks something",
        {{u"run"_s, QJsonObject{{u"process_type"_s, u"ai_task"_s}, {u"request"_s, QJsonObject()}}}}, u"run.prompt"_s,
        QString());
}

void TestScheduled::refusesWhatIsWrong()
{
    QFETCH(const QJsonObject, more);
    QFETCH(const QString, field);
    QFETCH(const QString, hint);
    static Daemon daemon;
    if (daemon.port() == 0)
        QVERIFY(daemon.start());
    int status = 0;
    const QJsonObject error = put(daemon, u"s"_s, more, &status)["error"_L1].toObject();
    QCOMPARE(status, 422);
    QCOMPARE(error["field"_L1].toString(), field);
    QVERIFY2(error["message"_L1].toString().contains(hint), qPrintable(error["message"_L1].toString()));
    QVERIFY(daemon.ask("GET", u"/schedules"_s)["schedules"_L1].toArray().isEmpty());
}

void TestScheduled::standsInTheConfiguration()
{
    Daemon daemon;
    const QString path = daemon.folder() + u"/procession.toml"_s;
    const auto configure = [&path](const QByteArray &text) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    };
    QVERIFY(
        configure("[schedules.nightly]\nrule = \"0 3 * * *\"\nrun = { process_type = \"ai_task\", request = { prompt = "
                  "\"Hello\" } }\n"));
    QVERIFY(daemon.start({u"--config"_s, path}));
    QJsonObject schedule = daemon.ask("GET", u"/schedules/nightly"_s)["schedule"_L1].toObject();
    QVERIFY(schedule["configured"_L1].toBool());
    int status = 0;
    put(daemon, u"nightly"_s, {}, &status);
    QCOMPARE(status, 409);
    daemon.ask("DELETE", u"/schedules/nightly"_s, {}, &status);
    QCOMPARE(status, 409);
    daemon.stop();

    QVERIFY(configure("port = 0\n"));
    QVERIFY(daemon.start({u"--config"_s, path}));
    QVERIFY(daemon.ask("GET", u"/schedules"_s)["schedules"_L1].toArray().isEmpty());
    daemon.stop();
}

/// A schedule that is due each second; the daemon is killed at random, most of all around due times.
void TestScheduled::startsEachTimeOnceWhateverIsKilled()
{
    const int kills = qEnvironmentVariableIntValue("PROCESSION_TEST_KILLS") > 0
        ? qEnvironmentVariableIntValue("PROCESSION_TEST_KILLS")
        : 5;
    Daemon daemon;
    daemon.addToEnvironment(u"LLM_BASE_URL"_s, u"http://127.0.0.1:9"_s);
    QVERIFY(daemon.start());
    int status = 0;
    put(daemon, u"each"_s, {{u"rule"_s, u"@every 1s"_s}, {u"overlap"_s, u"allow_all"_s}, {u"catch_up_limit"_s, 1000}},
        &status);
    QCOMPARE(status, 201);
    for (int killed = 0; killed < kills; ++killed) {
        // From a little before a whole second to a little after it.
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        QTest::qSleep(int(1000 - now % 1000) + QRandomGenerator::global()->bounded(-20, 80) + 1000);
        daemon.kill();
        QVERIFY(daemon.start());
    }
    QTest::qSleep(1500);
    daemon.ask("POST", u"/schedules/each/pause"_s, {}, &status);
    QCOMPARE(status, 200);
    const QJsonObject schedule = daemon.ask("GET", u"/schedules/each"_s)["schedule"_L1].toObject();
    const qint64 cursor = qint64(schedule["cursor"_L1].toDouble());

    QMap<qint64, int> runs; // by due time
    QString cursorOfPage;
    do {
        const QJsonObject page = daemon.ask("GET", u"/processes?limit=500&cursor="_s + cursorOfPage);
        for (const QJsonValue &process : page["processes"_L1].toArray())
            ++runs[qRound64(process["metadata"_L1]["due_at"_L1].toDouble())];
        cursorOfPage = page["next_cursor"_L1].toString();
    } while (!cursorOfPage.isEmpty());
    QVERIFY(runs.size() >= kills);
    QCOMPARE(runs.lastKey(), cursor);
    qint64 due = runs.firstKey();
    for (auto it = runs.begin(); it != runs.end(); ++it, ++due) {
        QCOMPARE(it.key(), due); // none is left out
        QVERIFY2(it.value() == 1, qPrintable(u"%1 runs for %2"_s.arg(it.value()).arg(it.key())));
    }
}

void TestScheduled::theCommandLineDoesTheSame()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    const auto run = [&daemon](const QStringList &arguments, int expected) {
        Ctl ctl(daemon, QStringList{u"schedule"_s} + arguments);
        const int exitCode = ctl.exitCode();
        const QByteArray output = ctl.output() + ctl.errors();
        if (exitCode != expected)
            qWarning() << arguments << exitCode << output;
        return exitCode == expected ? QString::fromUtf8(output) : QString();
    };
    QVERIFY(run({u"set"_s, u"a"_s, u"--rule"_s, u"*/5 9-17 * * 1-5"_s, u"--type"_s, u"ai_task"_s, u"--request"_s,
                 u"{\"prompt\": \"Hello\"}"_s, u"--overlap"_s, u"buffer_one"_s},
                0)
                .contains(u"every 5 minutes of the hours 9 to 17 on Monday to Friday"_s));
    QVERIFY(run({}, 0).contains(u"*/5 9-17"_s));
    QVERIFY(run({u"show"_s, u"a"_s}, 0).contains(u"next:"_s));
    QVERIFY(run({u"pause"_s, u"a"_s, u"--note"_s, u"why not"_s}, 0).contains(u"why not"_s));
    QVERIFY(run({}, 0).contains(u"paused"_s));
    QVERIFY(run({u"resume"_s, u"a"_s}, 0).contains(u"next:"_s));
    QVERIFY(run({u"backfill"_s, u"a"_s, u"--from"_s, u"2h"_s, u"--until"_s, u"1h"_s}, 0).contains(u"a:"_s));
    QVERIFY(!run({u"run"_s, u"a"_s}, 0).isEmpty());
    QVERIFY(run({u"preview"_s, u"0 0 * * FRI#3"_s}, 0).contains(u"the third Friday of the month"_s));
    QVERIFY(run({u"preview"_s, u"0 0 * * FRI#6"_s}, 1).contains(u"from 1 to 5"_s));
    QVERIFY(run({u"set"_s, u"b"_s, u"--rule"_s, u"@daily"_s}, 2).contains(u"--tool"_s));
    QVERIFY(run({u"remove"_s, u"a"_s}, 0).isEmpty());
    QVERIFY(!run({u"show"_s, u"a"_s}, 4).isEmpty());
}

QTEST_GUILESS_MAIN(TestScheduled)
#include "tst_scheduled.moc"
