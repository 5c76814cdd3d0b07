// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "handledrequest.h"
#include "httpapi.h"
#include "tracked.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

const QByteArray wrongKey(32, '0');

struct Parts : Tracked
{
    Authenticator authenticator{"s3cret", clock};
    ApiOptions options;
    HttpApi api{{.tracker = tracker, .log = log, .clock = clock}, authenticator, options, [] { return qsizetype(0); }};
};

} // namespace

/// The routes of expectations, and pings, without a socket.
class TestExpectationController : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_parts = std::make_unique<Parts>(); }

    void aPutTellsTheKey();
    void nobodyElseIsToldTheKey();
    void refuses_data();
    void refuses();
    void pings_data();
    void pings();
    void aPingKeepsItsText();
    void aPingIsConfirmedByTheLog();
    void wrongKeysAreGuesses();
    void aGuesserDoesntKeepOthersOut();
    void aJobMayNotPingWithoutEnd();
    void anotherKeyEndsTheOne();
    void pingsByName();
    void pausesAndResumes();
    void tagsPickSome();

private:
    HttpResponse send(HttpMethod method, const QByteArray &target, const QByteArray &body = {},
                      const QByteArray &token = "s3cret", const QHostAddress &peer = QHostAddress::LocalHost);
    HttpResponse anonymous(HttpMethod method, const QByteArray &target, const QByteArray &body = {},
                           const QHostAddress &peer = QHostAddress::LocalHost)
    {
        return send(method, target, body, {}, peer);
    }
    QJsonObject json(HttpMethod method, const QByteArray &target, const QByteArray &body = {})
    {
        return QJsonDocument::fromJson(send(method, target, body).body).object();
    }
    QByteArray put(const QByteArray &name = "job", const QByteArray &body = R"({"every": 3600})")
    {
        return json(HttpMethod::Put, "/expectations/" + name, body)["ping_key"_L1].toString().toLatin1();
    }
    QJsonObject job() { return json(HttpMethod::Get, "/expectations/job")["expectation"_L1].toObject(); }

    std::unique_ptr<Parts> m_parts;
};

HttpResponse TestExpectationController::send(HttpMethod method, const QByteArray &target, const QByteArray &body,
                                             const QByteArray &token, const QHostAddress &peer)
{
    HttpRequest request;
    request.method = method;
    const qsizetype question = target.indexOf('?');
    request.path = question < 0 ? target : target.first(question);
    request.query = question < 0 ? QByteArray() : target.mid(question + 1);
    request.headers = {{"host", "localhost:8000"}};
    if (!token.isEmpty())
        request.headers.emplaceBack("authorization", "Bearer " + token);
    request.body = body;
    request.peer = peer;
    return handle(m_parts->api, request);
}

void TestExpectationController::aPutTellsTheKey()
{
    const HttpResponse made = send(HttpMethod::Put, "/expectations/job", R"({"every": "1h"})");
    QCOMPARE(made.status, 201);
    const QJsonObject body = QJsonDocument::fromJson(made.body).object();
    const QString key = body["ping_key"_L1].toString();
    QCOMPARE(key.size(), 32);
    QCOMPARE(body["ping_url"_L1].toString(), u"http://localhost:8000/ping/"_s + key);
    QCOMPARE(body["expectation"_L1]["state"_L1].toString(), u"new"_s);
    QCOMPARE(body["expectation"_L1]["words"_L1].toString(), u"every hour"_s);
    const HttpResponse again = send(HttpMethod::Put, "/expectations/job", R"({"every": "2h"})");
    QCOMPARE(again.status, 200);
    QCOMPARE(QJsonDocument::fromJson(again.body)["ping_key"_L1].toString(), key);
    QCOMPARE(json(HttpMethod::Get, "/expectations/job/key")["ping_key"_L1].toString(), key);
}

void TestExpectationController::nobodyElseIsToldTheKey()
{
    const QByteArray key = put();
    for (const char *target : {"/expectations", "/expectations/job"}) {
        QVERIFY(!send(HttpMethod::Get, target).body.contains(key));
        QCOMPARE(anonymous(HttpMethod::Get, target).status, 401);
    }
    QVERIFY(!send(HttpMethod::Delete, "/expectations/job").body.contains(key));
    QCOMPARE(send(HttpMethod::Get, "/expectations/job").status, 404);
    QCOMPARE(anonymous(HttpMethod::Get, "/ping/" + key).status, 404);
}

void TestExpectationController::refuses_data()
{
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("a name") << HttpMethod::Put << QByteArray("/expectations/a%2Fb") << QByteArray(R"({"every": 60})")
                            << 422;
    QTest::newRow("no times") << HttpMethod::Put << QByteArray("/expectations/x") << QByteArray("{}") << 422;
    QTest::newRow("unknown") << HttpMethod::Get << QByteArray("/expectations/x") << QByteArray() << 404;
    QTest::newRow("unknown to delete") << HttpMethod::Delete << QByteArray("/expectations/x") << QByteArray() << 404;
    QTest::newRow("unknown to ping") << HttpMethod::Post << QByteArray("/expectations/x/ping") << QByteArray() << 404;
    QTest::newRow("a signal") << HttpMethod::Post << QByteArray("/expectations/job/ping")
                              << QByteArray(R"({"signal": "dance"})") << 422;
    QTest::newRow("a ping's method") << HttpMethod::Put << QByteArray("/ping/x") << QByteArray() << 405;
}

void TestExpectationController::refuses()
{
    QFETCH(const HttpMethod, method);
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, body);
    put();
    QTEST(send(method, target, body).status, "status");
}

void TestExpectationController::pings_data()
{
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("state");
    QTest::newRow("success") << HttpMethod::Get << QByteArray() << 200 << u"up"_s;
    QTest::newRow("head") << HttpMethod::Head << QByteArray() << 200 << u"up"_s;
    QTest::newRow("post") << HttpMethod::Post << QByteArray() << 200 << u"up"_s;
    QTest::newRow("start") << HttpMethod::Get << QByteArray("/start") << 200 << u"started"_s;
    QTest::newRow("fail") << HttpMethod::Post << QByteArray("/fail") << 200 << u"down"_s;
    QTest::newRow("log") << HttpMethod::Post << QByteArray("/log") << 200 << u"new"_s;
    QTest::newRow("0") << HttpMethod::Get << QByteArray("/0") << 200 << u"up"_s;
    QTest::newRow("1") << HttpMethod::Get << QByteArray("/1") << 200 << u"down"_s;
    QTest::newRow("255") << HttpMethod::Get << QByteArray("/255") << 200 << u"down"_s;
    QTest::newRow("256") << HttpMethod::Get << QByteArray("/256") << 400 << u"new"_s;
    QTest::newRow("-1") << HttpMethod::Get << QByteArray("/-1") << 400 << u"new"_s;
    QTest::newRow("a word") << HttpMethod::Get << QByteArray("/success") << 400 << u"new"_s;
    QTest::newRow("a rid") << HttpMethod::Get << QByteArray("/start?rid=018f0000-0000-7000-8000-000000000001") << 200
                           << u"started"_s;
    QTest::newRow("no rid") << HttpMethod::Get << QByteArray("/start?rid=5") << 400 << u"new"_s;
    QTest::newRow("further") << HttpMethod::Get << QByteArray("/start/5") << 404 << u"new"_s;
}

void TestExpectationController::pings()
{
    QFETCH(const HttpMethod, method);
    QFETCH(const QByteArray, end);
    const QByteArray key = put();
    const HttpResponse response =
        end == "/start/5" ? send(method, "/ping/" + key + end) : anonymous(method, "/ping/" + key + end);
    QTEST(response.status, "status");
    if (response.status == 200)
        QCOMPARE(response.body, "OK");
    QTEST(job()["state"_L1].toString(), "state");
}

void TestExpectationController::aPingKeepsItsText()
{
    const QByteArray key = put();
    const QByteArray text = "first\n<b>\0\xff" + QByteArray(50'000, 'x');
    QCOMPARE(anonymous(HttpMethod::Post, "/ping/" + key + "/3", text).status, 200);
    const QJsonObject ping = job()["last_ping"_L1].toObject();
    QCOMPARE(ping["exit_code"_L1].toInt(), 3);
    QVERIFY(ping["text"_L1].toString().startsWith(u"first\n<b>"_s));
    QVERIFY(ping["text"_L1].toString().size() <= Ping::maxTextBytes);
    QVERIFY(!send(HttpMethod::Get, "/expectations").body.contains("first"));
    QCOMPARE(anonymous(HttpMethod::Post, "/ping/" + key, QByteArray(100'001, 'x')).status, 413);
}

void TestExpectationController::aPingIsConfirmedByTheLog()
{
    const QByteArray key = put();
    const HttpResponse response = anonymous(HttpMethod::Get, "/ping/" + key);
    QCOMPARE(response.afterSeq, m_parts->log.head());
    const auto events = m_parts->log.read(m_parts->log.head() - 1, 1).events;
    const Event &event = *events.begin();
    QCOMPARE(event.kind, EventKind::ExpectationHeard);
    QCOMPARE(event.origin.actor->kind, Actor::Kind::Anyone);
    QCOMPARE(event.origin.actor->name.toString(), u"ping"_s);
}

void TestExpectationController::wrongKeysAreGuesses()
{
    const QByteArray key = put();
    const QHostAddress stranger(u"192.0.2.7"_s);
    const QByteArray wrong = QByteArray("/ping/") + wrongKey;
    QTest::ignoreMessage(QtWarningMsg, "wrong tokens, tickets or ping keys: 1, the last one from 192.0.2.7");
    for (int i = 0; i < GuessLimiter::burst; ++i)
        QCOMPARE(anonymous(HttpMethod::Get, wrong, {}, stranger).status, 404);
    const HttpResponse refused = anonymous(HttpMethod::Get, wrong, {}, stranger);
    QCOMPARE(refused.status, 429);
    QVERIFY(refused.close);
    QCOMPARE(anonymous(HttpMethod::Get, "/ping/" + key, {}, stranger).status, 429); // it isn't looked at any more
    QCOMPARE(job()["pings"_L1].toInt(), 0);
    // Its tokens are counted apart.
    QCOMPARE(send(HttpMethod::Get, "/expectations", {}, "s3cret", stranger).status, 200);
}

void TestExpectationController::aGuesserDoesntKeepOthersOut()
{
    const QByteArray key = put();
    QTest::ignoreMessage(QtWarningMsg, "wrong tokens, tickets or ping keys: 1, the last one from 192.0.2.7");
    for (int i = 0; i < 2 * GuessLimiter::burst; ++i)
        anonymous(HttpMethod::Get, QByteArray("/ping/") + wrongKey, {}, QHostAddress(u"192.0.2.7"_s));
    QCOMPARE(anonymous(HttpMethod::Get, "/ping/" + key, {}, QHostAddress(u"192.0.2.8"_s)).status, 200);
}

void TestExpectationController::aJobMayNotPingWithoutEnd()
{
    const QByteArray key = put();
    const QByteArray other = put("other");
    for (int i = 0; i < ExpectationController::burst; ++i)
        QCOMPARE(anonymous(HttpMethod::Get, "/ping/" + key).status, 200);
    QCOMPARE(anonymous(HttpMethod::Get, "/ping/" + key).status, 429);
    QCOMPARE(anonymous(HttpMethod::Get, "/ping/" + other).status, 200);
    m_parts->clock.advance(std::chrono::seconds(1));
    QCOMPARE(anonymous(HttpMethod::Get, "/ping/" + key).status, 200);
    QCOMPARE(anonymous(HttpMethod::Get, "/ping/" + key).status, 429);
}

void TestExpectationController::anotherKeyEndsTheOne()
{
    const QByteArray key = put();
    const QByteArray next = json(HttpMethod::Post, "/expectations/job/key")["ping_key"_L1].toString().toLatin1();
    QVERIFY(next.size() == 32 && next != key);
    QTest::ignoreMessage(QtWarningMsg, "wrong tokens, tickets or ping keys: 1, the last one from 127.0.0.1");
    QCOMPARE(anonymous(HttpMethod::Get, "/ping/" + key).status, 404);
    QCOMPARE(anonymous(HttpMethod::Get, "/ping/" + next).status, 200);
}

void TestExpectationController::pingsByName()
{
    put();
    QCOMPARE(anonymous(HttpMethod::Post, "/expectations/job/ping").status, 401);
    QCOMPARE(send(HttpMethod::Post, "/expectations/job/ping", R"({"signal": "start"})").status, 200);
    QCOMPARE(job()["state"_L1].toString(), u"started"_s);
    QCOMPARE(send(HttpMethod::Post, "/expectations/job/ping", R"({"exit_code": 3, "text": "no disk"})").status, 200);
    QCOMPARE(job()["state"_L1].toString(), u"down"_s);
    QCOMPARE(job()["last_ping"_L1]["text"_L1].toString(), u"no disk"_s);
    QCOMPARE(send(HttpMethod::Post, "/expectations/job/ping").status, 200);
    QCOMPARE(job()["state"_L1].toString(), u"up"_s);
}

void TestExpectationController::pausesAndResumes()
{
    put();
    QCOMPARE(send(HttpMethod::Post, "/expectations/job/pause", R"({"note": "holidays"})").status, 200);
    QCOMPARE(job()["state"_L1].toString(), u"paused"_s);
    QCOMPARE(job()["paused"_L1]["note"_L1].toString(), u"holidays"_s);
    QCOMPARE(send(HttpMethod::Post, "/expectations/job/resume").status, 200);
    QCOMPARE(job()["state"_L1].toString(), u"new"_s);
}

void TestExpectationController::tagsPickSome()
{
    put("a", R"({"every": 60, "tags": ["db"]})");
    put("b", R"({"every": 60, "tags": ["web", "db"]})");
    put("c");
    QCOMPARE(json(HttpMethod::Get, "/expectations")["expectations"_L1].toArray().size(), 3);
    QCOMPARE(json(HttpMethod::Get, "/expectations?tag=db")["expectations"_L1].toArray().size(), 2);
    QCOMPARE(json(HttpMethod::Get, "/expectations?tag=web")["expectations"_L1].toArray().size(), 1);
    QCOMPARE(send(HttpMethod::Get, "/expectations?tags=web").status, 400);
}

QTEST_GUILESS_MAIN(TestExpectationController)
#include "tst_expectationcontroller.moc"
