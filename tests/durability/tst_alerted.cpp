// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "webhookreceiver.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// Alerts of a real daemon: from a rule to the message at a receiver.
class TestAlerted : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFailureIsToldOnce();
    void rulesAreToldAndChanged();
    void refusesWhatIsWrong_data();
    void refusesWhatIsWrong();
    void standsInTheConfiguration();
    void isAcknowledgedAndSilenced();
    void channelsAreTried();
    void deliveriesAreProcesses();
    void aDeadChannelIsToldByOthers();
    void aDamagedFileIsPutAside();
    void theCommandLineDoesTheSame();

private:
    static QByteArray json(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }
    static QByteArray ruleTo(const QStringList &channels)
    {
        return json({{u"condition"_s, QJsonObject{{u"kind"_s, u"failed"_s}}},
                     {u"severity"_s, u"critical"_s},
                     {u"resolve_after"_s, 0},
                     {u"channels"_s, QJsonArray::fromStringList(channels)}});
    }
    static void run(Daemon &daemon, const QString &id, const QString &name, const QString &status)
    {
        daemon.ask("POST", u"/processes"_s,
                   json({{u"process_id"_s, id},
                         {u"process_type"_s, u"background_job"_s},
                         {u"name"_s, name},
                         {u"status"_s, u"running"_s}}));
        QJsonObject end{{u"status"_s, status}};
        if (status == "failed"_L1)
            end.insert(u"error_message"_s, u"no such table"_s);
        daemon.ask("PATCH", u"/processes/"_s + id, json(end));
    }
    static bool configure(Daemon &daemon, const QByteArray &text)
    {
        QFile file(configOf(daemon));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    }
    static QString configOf(const Daemon &daemon) { return daemon.folder() + u"/procession.toml"_s; }
    static bool start(Daemon &daemon) { return daemon.start({u"--config"_s, configOf(daemon)}); }
    static QJsonArray open(Daemon &daemon) { return daemon.ask("GET", u"/alerts"_s)["alerts"_L1].toArray(); }
};

void TestAlerted::aFailureIsToldOnce()
{
    WebhookReceiver receiver;
    Daemon daemon;
    QVERIFY(configure(daemon, receiver.channel("ops")));
    QVERIFY(start(daemon));
    int status = 0;
    daemon.ask("PUT", u"/alert-rules/failures"_s, ruleTo({u"ops"_s}), &status);
    QCOMPARE(status, 201);
    run(daemon, u"a"_s, u"import"_s, u"failed"_s);
    QTRY_COMPARE(receiver.taken.size(), 1);
    QCOMPARE(receiver.taken[0].kind(), u"fired"_s);
    QCOMPARE(receiver.taken[0].title(), u"import failed"_s);
    QCOMPARE(receiver.taken[0].body["data"_L1]["text"_L1].toString(), u"no such table"_s);
    QTRY_COMPARE(open(daemon).size(), 1);

    daemon.kill();
    QVERIFY(start(daemon));
    QTRY_COMPARE(open(daemon).size(), 1);
    run(daemon, u"b"_s, u"import"_s, u"completed"_s);
    QTRY_COMPARE(receiver.taken.size(), 2);
    QCOMPARE(receiver.taken[1].kind(), u"resolved"_s); // and the first one wasn't sent again
    QCOMPARE(receiver.taken[1].body["data"_L1]["episode"_L1], receiver.taken[0].body["data"_L1]["episode"_L1]);
    QVERIFY(receiver.taken[1].id != receiver.taken[0].id);
    QTRY_VERIFY(open(daemon).isEmpty());
    const QJsonArray ended = daemon.ask("GET", u"/alerts?state=ended"_s)["alerts"_L1].toArray();
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended[0]["ending"_L1].toString(), u"recovered"_s);

    // What can't be sent is tried again.
    receiver.status = 503;
    run(daemon, u"c"_s, u"export"_s, u"failed"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!receiver.others.isEmpty(), 10000);
    receiver.status = 204;
    QTRY_COMPARE_WITH_TIMEOUT(receiver.taken.size(), 3, 30000);
    QCOMPARE(receiver.taken[2].id, receiver.others[0].id);
}

void TestAlerted::rulesAreToldAndChanged()
{
    Daemon daemon;
    QVERIFY(configure(daemon, {}));
    QVERIFY(start(daemon));
    int status = 0;
    daemon.ask("PUT", u"/alert-rules/a"_s, ruleTo({}), &status);
    QCOMPARE(status, 201);
    daemon.ask("PUT", u"/alert-rules/b"_s, ruleTo({}), &status);
    QJsonObject changed =
        daemon.ask("PUT", u"/alert-rules/a"_s, R"({"condition": {"kind": "overdue"}, "severity": "info"})", &status);
    QCOMPARE(status, 200);
    QCOMPARE(changed["alert_rule"_L1]["severity"_L1].toString(), u"info"_s);
    daemon.ask("DELETE", u"/alert-rules/b"_s, {}, &status);
    QCOMPARE(status, 200);
    daemon.kill();
    QVERIFY(start(daemon));
    const QJsonArray rules = daemon.ask("GET", u"/alert-rules"_s)["alert_rules"_L1].toArray();
    QCOMPARE(rules.size(), 1);
    QCOMPARE(rules[0]["condition"_L1]["kind"_L1].toString(), u"overdue"_s);
    daemon.ask("GET", u"/alert-rules/b"_s, {}, &status);
    QCOMPARE(status, 404);
    daemon.ask("DELETE", u"/alert-rules/b"_s, {}, &status);
    QCOMPARE(status, 404);
    // With no channels nothing is sent, and the alert is listed.
    daemon.ask("PUT", u"/alert-rules/b"_s, ruleTo({}), &status);
    run(daemon, u"x"_s, u"import"_s, u"failed"_s);
    QTRY_COMPARE(open(daemon).size(), 1);
    // A rule that is removed takes its episodes with it.
    daemon.ask("DELETE", u"/alert-rules/b"_s, {}, &status);
    QTRY_VERIFY(open(daemon).isEmpty());
}

void TestAlerted::refusesWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("hint");
    const QByteArray put("PUT");
    const QByteArray post("POST");
    const QString rule = u"/alert-rules/r"_s;
    QTest::newRow("a channel that there isn't") << put << rule << ruleTo({u"opps"_s}) << 422 << u"\"ops\""_s;
    QTest::newRow("a field that there isn't")
        << put << rule << QByteArray(R"({"condition": {"kind": "failed"}, "chanels": []})") << 422 << u"channels"_s;
    QTest::newRow("no condition") << put << rule << QByteArray("{}") << 422 << u"condition"_s;
    QTest::newRow("a name that is none") << put << u"/alert-rules/a%20b"_s << ruleTo({}) << 422 << u"name"_s;
    QTest::newRow("an alert that isn't open") << post << u"/alerts/99/acknowledge"_s << QByteArray() << 404 << u"99"_s;
    QTest::newRow("an alert that is no number")
        << post << u"/alerts/x/silence"_s << QByteArray(R"({"reason": "r", "duration": 5})") << 404 << u"open"_s;
    QTest::newRow("a silence without an end")
        << post << u"/alert-silences"_s << QByteArray(R"({"reason": "r"})") << 422 << u"ends"_s;
    QTest::newRow("a silence without a reason")
        << post << u"/alert-silences"_s << QByteArray(R"({"duration": 60})") << 422 << u"reason"_s;
    QTest::newRow("a silence that there isn't")
        << QByteArray("DELETE") << u"/alert-silences/7"_s << QByteArray() << 404 << u"7"_s;
    QTest::newRow("a state that there isn't")
        << QByteArray("GET") << u"/alerts?state=closed"_s << QByteArray() << 400 << u"ended"_s;
    QTest::newRow("too many") << QByteArray("GET") << u"/alerts?state=ended&limit=5000"_s << QByteArray() << 400
                              << u"1000"_s;
    QTest::newRow("a test of no channel") << post << u"/alert-channels/opps/test"_s << QByteArray() << 404 << u"ops"_s;
}

void TestAlerted::refusesWhatIsWrong()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QString, path);
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const QString, hint);
    static Daemon daemon;
    if (daemon.port() == 0) {
        QVERIFY(configure(daemon, "[alerts.channels.ops]\nkind = \"desktop\"\n"));
        QVERIFY(start(daemon));
    }
    int answered = 0;
    const QString message = daemon.ask(method, path, body, &answered)["error"_L1]["message"_L1].toString();
    QVERIFY2(message.contains(hint), qPrintable(message));
    QCOMPARE(answered, status);
}

void TestAlerted::standsInTheConfiguration()
{
    const WebhookReceiver receiver;
    Daemon daemon;
    const QByteArray rule = "[alerts.rules.failures]\ncondition = { kind = \"failed\" }\nchannels = [\"ops\"]\n";
    QVERIFY(configure(daemon, rule));
    QVERIFY(!start(daemon)); // there is no such channel
    QVERIFY(daemon.process().readAllStandardError().contains("\"ops\""));
    QVERIFY(configure(daemon, receiver.channel("ops") + rule));
    QVERIFY(start(daemon));
    int status = 0;
    const QJsonObject kept = daemon.ask("GET", u"/alert-rules/failures"_s)["alert_rule"_L1].toObject();
    QVERIFY(kept["configured"_L1].toBool());
    daemon.ask("PUT", u"/alert-rules/failures"_s, ruleTo({}), &status);
    QCOMPARE(status, 409);
    daemon.ask("DELETE", u"/alert-rules/failures"_s, {}, &status);
    QCOMPARE(status, 409);
    daemon.stop();
    QVERIFY(configure(daemon, receiver.channel("ops")));
    QVERIFY(start(daemon));
    QVERIFY(daemon.ask("GET", u"/alert-rules"_s)["alert_rules"_L1].toArray().isEmpty());
}

void TestAlerted::isAcknowledgedAndSilenced()
{
    WebhookReceiver receiver;
    Daemon daemon;
    QVERIFY(configure(daemon, receiver.channel("ops")));
    QVERIFY(start(daemon));
    int status = 0;
    daemon.ask("PUT", u"/alert-rules/failures"_s, ruleTo({u"ops"_s}), &status);
    run(daemon, u"a"_s, u"import 17"_s, u"failed"_s);
    QTRY_COMPARE(open(daemon).size(), 1);
    const QString path = u"/alerts/%1"_s.arg(open(daemon)[0]["episode"_L1].toInt());
    QJsonObject alert = daemon.ask("POST", path + u"/acknowledge"_s, {}, &status)["alert"_L1].toObject();
    QCOMPARE(status, 200);
    QVERIFY(!alert["acknowledged"_L1]["who"_L1].toString().isEmpty());
    daemon.ask("POST", path + u"/silence"_s, R"({"duration": 3600})", &status);
    QCOMPARE(status, 422);
    const QJsonObject silence =
        daemon.ask("POST", path + u"/silence"_s, R"({"duration": 3600, "reason": "new disk"})", &status)["silence"_L1]
            .toObject();
    QCOMPARE(status, 201);
    QCOMPARE(silence["name"_L1].toString(), u"import *"_s);
    QTRY_VERIFY(open(daemon)[0]["silenced"_L1].toBool());
    daemon.kill(); // what was confirmed is there
    QVERIFY(start(daemon));
    QTRY_COMPARE(open(daemon).size(), 1);
    alert = open(daemon)[0].toObject();
    QVERIFY(alert["acknowledged"_L1].isObject() && alert["silenced"_L1].toBool());
    const QJsonArray silences = daemon.ask("GET", u"/alert-silences"_s)["silences"_L1].toArray();
    QCOMPARE(silences.size(), 1);
    QCOMPARE(silences[0]["reason"_L1].toString(), u"new disk"_s);
    daemon.ask("DELETE", u"/alert-silences/%1"_s.arg(silences[0]["id"_L1].toInt()), {}, &status);
    QCOMPARE(status, 204);
    QTRY_VERIFY(!open(daemon)[0]["silenced"_L1].toBool());
}

void TestAlerted::channelsAreTried()
{
    WebhookReceiver receiver;
    Daemon daemon;
    const QString secret = daemon.folder() + u"/secret"_s;
    QFile file(secret);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") > 0);
    file.close();
    QVERIFY(configure(daemon, receiver.channel("ops") + "secret_file = \"" + secret.toUtf8() + "\"\n"));
    QVERIFY(start(daemon));
    int status = 0;
    QJsonObject outcome = daemon.ask("POST", u"/alert-channels/ops/test"_s, {}, &status);
    QCOMPARE(status, 200);
    QVERIFY(outcome["delivered"_L1].toBool());
    receiver.status = 404;
    outcome = daemon.ask("POST", u"/alert-channels/ops/test"_s, {}, &status);
    QCOMPARE(status, 200);
    QVERIFY(!outcome["delivered"_L1].toBool() && !outcome["again"_L1].toBool());
    QVERIFY(outcome["message"_L1].toString().contains(u"404"_s));
    QCOMPARE(receiver.taken.size(), 1);
    QCOMPARE(receiver.taken[0].kind(), u"test"_s);
    const QJsonObject channels = daemon.ask("GET", u"/alert-channels"_s);
    QCOMPARE(channels["channels"_L1][0]["kind"_L1].toString(), u"webhook"_s);
    const QByteArray shown = json(channels) + json(daemon.ask("GET", u"/alert-channels/ops/preview"_s));
    QVERIFY(shown.contains("nightly import"));
    QVERIFY(!shown.contains("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
}

void TestAlerted::deliveriesAreProcesses()
{
    WebhookReceiver receiver;
    Daemon daemon;
    QVERIFY(configure(daemon, "[alerts]\nlink = \"https://ops.example.org\"\n" + receiver.channel("ops")));
    QVERIFY(start(daemon));
    daemon.ask("PUT", u"/alert-rules/failures"_s, ruleTo({u"ops"_s}));
    daemon.ask("POST", u"/processes"_s,
               R"({"process_id": "a", "process_type": "background_job", "name": "import", "status": "running"})");
    const HttpAnswer printed = askHttp(daemon.url() + u"/processes/a/output?attempt=1&offset=0"_s, daemon.token(),
                                       "POST", "line one\n\x1b[31mred\x1b[0m\x07 two\n", "text/plain");
    QCOMPARE(printed.status, 200);
    daemon.ask("PATCH", u"/processes/a"_s, R"({"status": "failed", "error_message": "no such table"})");
    QTRY_COMPARE(receiver.taken.size(), 1);
    const QJsonArray lines = receiver.taken[0].body["data"_L1]["last_lines"_L1].toArray();
    QCOMPARE(lines, (QJsonArray{u"line one"_s, u"red  two"_s}));
    QVERIFY(receiver.taken[0].body["data"_L1]["link"_L1].toString().startsWith(
        u"https://ops.example.org/processes?process_type=background_job"_s));

    const auto deliveries = [&daemon] {
        return daemon.ask("GET", u"/processes?process_type=alert_delivery"_s)["processes"_L1].toArray();
    };
    QTRY_COMPARE(deliveries().size(), 1);
    QTRY_COMPARE(deliveries()[0]["status"_L1].toString(), u"completed"_s);
    QCOMPARE(deliveries()[0]["process_id"_L1].toString(), u"alert:"_s + QString::fromLatin1(receiver.taken[0].id));
    QCOMPARE(deliveries()[0]["name"_L1].toString(), u"ops: import failed"_s);
    // A client that starts one of that type has nothing sent.
    daemon.ask("POST", u"/processes"_s,
               R"({"process_type": "alert_delivery", "name": "x", "metadata": {"channel": "ops"}})");
    daemon.kill();
    QVERIFY(start(daemon));
    QTest::qWait(300);
    QCOMPARE(receiver.taken.size(), 1);
    QCOMPARE(deliveries().size(), 2);
}

void TestAlerted::aDeadChannelIsToldByOthers()
{
    WebhookReceiver dead;
    WebhookReceiver alive;
    dead.status = 410;
    Daemon daemon;
    QVERIFY(configure(daemon, dead.channel("ops") + alive.channel("night")));
    QVERIFY(start(daemon));
    daemon.ask("PUT", u"/alert-rules/failures"_s, ruleTo({u"ops"_s}));
    run(daemon, u"a"_s, u"import"_s, u"failed"_s);
    QTRY_COMPARE(dead.others.size(), 1);
    QTRY_COMPARE(alive.taken.size(), 1);
    QCOMPARE(alive.taken[0].title(), u"No message gets through the channel ops"_s);
    QTest::qWait(300); // no alert of an alert
    QCOMPARE(dead.others.size(), 1);
    QCOMPARE(open(daemon).size(), 2);
    const QJsonArray channels = daemon.ask("GET", u"/alert-channels"_s)["channels"_L1].toArray();
    QStringList states;
    for (const QJsonValue &channel : channels)
        states.append(channel["name"_L1].toString() + u' ' + channel["last"_L1]["state"_L1].toString());
    states.sort();
    QCOMPARE(states, (QStringList{u"night delivered"_s, u"ops given_up"_s}));

    dead.status = 204; // a test that gets through is news as well
    int status = 0;
    daemon.ask("POST", u"/alert-channels/ops/test"_s, {}, &status);
    QCOMPARE(status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(open(daemon)[1]["phase"_L1].toString(), u"clearing"_s, 10000);
}

void TestAlerted::aDamagedFileIsPutAside()
{
    WebhookReceiver receiver;
    Daemon daemon;
    QVERIFY(configure(daemon, receiver.channel("ops")));
    QVERIFY(start(daemon));
    daemon.ask("PUT", u"/alert-rules/failures"_s, ruleTo({u"ops"_s}));
    daemon.stop();
    const QString path = daemon.folder() + u"/procession/alerts.db"_s;
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(QByteArray(8192, 'x')) == 8192);
    file.close();
    QVERIFY(start(daemon));
    run(daemon, u"a"_s, u"import"_s, u"failed"_s);
    QTRY_COMPARE(receiver.taken.size(), 1);
    QVERIFY(QFile::exists(path + u".damaged"_s));
    daemon.process().waitForReadyRead(100);
    QVERIFY(daemon.process().readAllStandardError().contains("alerts.db.damaged"));
}

void TestAlerted::theCommandLineDoesTheSame()
{
    WebhookReceiver receiver;
    Daemon daemon;
    QVERIFY(configure(daemon, receiver.channel("ops")));
    QVERIFY(start(daemon));
    const auto ctl = [&daemon](const QStringList &arguments) {
        Ctl line(daemon, QStringList{u"alerts"_s} + arguments);
        const int exitCode = line.exitCode();
        return std::pair(exitCode, line.output() + line.errors());
    };
    QCOMPARE(ctl({u"rule"_s, u"put"_s, u"failures"_s, u"--definition"_s, QString::fromUtf8(ruleTo({u"ops"_s}))}).first,
             0);
    QVERIFY(ctl({u"rules"_s}).second.contains("failures"));
    QCOMPARE(ctl({u"rule"_s, u"put"_s, u"x"_s, u"--definition"_s, QString::fromUtf8(ruleTo({u"opps"_s}))}).first, 1);
    run(daemon, u"a"_s, u"import"_s, u"failed"_s);
    QTRY_COMPARE(receiver.taken.size(), 1);
    QTRY_VERIFY(ctl({}).second.contains("import failed"));
    const QString number = QString::number(open(daemon)[0]["episode"_L1].toInt());
    QCOMPARE(ctl({u"ack"_s, number}).first, 0);
    QVERIFY(ctl({}).second.contains("acknowledged by"));
    QCOMPARE(ctl({u"silence"_s, number, u"--duration"_s, u"60"_s}).first, 1);
    QCOMPARE(ctl({u"silence"_s, number, u"--duration"_s, u"60"_s, u"--reason"_s, u"new disk"_s}).first, 0);
    QVERIFY(ctl({u"silences"_s}).second.contains("new disk"));
    QCOMPARE(ctl({u"test"_s, u"ops"_s}).first, 0);
    QCOMPARE(receiver.taken.size(), 2);
    QVERIFY(ctl({u"channels"_s}).second.contains("delivered"));
    QCOMPARE(ctl({u"rule"_s, u"remove"_s, u"failures"_s}).first, 0);
    QCOMPARE(ctl({u"rule"_s, u"show"_s, u"failures"_s}).first, 4);
    QCOMPARE(ctl({u"dance"_s}).first, 2);
}

QTEST_GUILESS_MAIN(TestAlerted)
#include "tst_alerted.moc"
