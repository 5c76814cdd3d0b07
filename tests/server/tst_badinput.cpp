// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "runningserver.h"

#include <QJsonDocument>
#include <QTest>
#include <QtEndian>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What a port meets in its life. Each gets its 4xx (or 5xx for what HTTP says so) or its close code, changes
/// nothing, and the next good request is answered.
class TestBadInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void requests_data();
    void requests();
    void handshakes_data();
    void handshakes();
    void frames_data();
    void frames();
    void noise_data();
    void noise();

private:
    QByteArray ask(const QByteArray &request);
    QByteArray handshake(const QByteArray &target, const QByteArray &moreHeaders = {}) const;
    void verifyUnharmed();

    std::unique_ptr<RunningServer> m_running;
    QByteArray m_before;
};

void TestBadInput::initTestCase()
{
    ServerOptions options;
    options.headerTimeout = 300ms;
    options.maxFrameBytes = 64 * 1024;
    m_running = std::make_unique<RunningServer>(options);
    QVERIFY(m_running->port != 0);
    QVERIFY(m_running->tracker.start(startOf(u"job", ProcessStatus::Running)).ok());
}

void TestBadInput::init()
{
    m_before = bodyOf(ask(requestLines("GET /processes")));
    QVERIFY(m_before.contains("job"));
}

void TestBadInput::cleanupTestCase()
{
    m_running.reset();
}

QByteArray TestBadInput::ask(const QByteArray &request)
{
    RawClient client(m_running->port);
    client.send(request);
    return client.readAnswer();
}

/// The good request that must still be answered, and that shows whether anything changed.
void TestBadInput::verifyUnharmed()
{
    QCOMPARE(bodyOf(ask(requestLines("GET /processes"))), m_before);
}

void TestBadInput::requests_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &request, int status) {
        QTest::newRow(name) << request << status;
    };
    const auto start = [](const QByteArray &body) { return requestLines("POST /processes", body); };
    const auto report = [](const QByteArray &body) { return requestLines("PATCH /processes/job", body); };
    const QByteArray good = R"({"process_type":"ai_task","name":"n"})";

    // Broken and odd JSON
    row("broken JSON", start(R"({"process_type":"ai_task",)"), 400);
    row("JSON and more", start(good + "x"), 400);
    row("two objects", start(good + good), 400);
    row("single quotes", start("{'name':'n'}"), 400);
    row("comments", start("/* hello */" + good), 400);
    row("a trailing comma", start(R"({"process_type":"ai_task","name":"n",})"), 400);
    row("XML", start("<process/>"), 400);
    row("a form", start("process_type=ai_task&name=n"), 400);
    row("invalid UTF-8", start("{\"process_type\":\"ai_task\",\"name\":\"\xc3\x28\"}"), 400);
    row("UTF-16", start(QByteArray("{\0\"\0a\0\"\0:\0001\0}\0", 14)), 400);
    row("a byte-order mark and garbage", start("\xef\xbb\xbf{{"), 400);
    row("a raw line feed in a string", start("{\"process_type\":\"ai_task\",\"name\":\"a\nb\"}"), 400);
    row("a raw NUL in a string", start(QByteArray(R"({"process_type":"ai_task","name":"a)") + '\0' + "\"}"), 400);
    row("NaN", report(R"({"progress":NaN})"), 400);
    row("Infinity", report(R"({"progress":Infinity})"), 400);
    row("an unfinished string", start(R"({"process_type":"ai_task","name":"n)"), 400);
    row("deep nesting of lists", start(R"({"process_type":"ai_task","name":"n","metadata":)" + QByteArray(100000, '[')),
        400);
    row("deep nesting of objects, closed",
        start(R"({"process_type":"ai_task","name":"n","metadata":)" + QByteArray("{\"a\":").repeated(50000) + "1"
              + QByteArray(50000, '}') + "}"),
        400);
    row("an empty body", start(" "), 400);

    // JSON of the wrong shape
    row("a list", start("[1,2,3]"), 422);
    row("a number", start("42"), 422);
    row("null", start("null"), 422);
    row("a type that is a number", start(R"({"process_type":1,"name":"n"})"), 422);
    row("a type that is a list", start(R"({"process_type":["ai_task"],"name":"n"})"), 422);
    row("an unregistered type", start(R"({"process_type":"unheard_of","name":"n"})"), 422);
    row("a name that is an object", start(R"({"process_type":"ai_task","name":{}})"), 422);
    row("an id with a slash", start(R"({"process_type":"ai_task","name":"n","process_id":"../etc/passwd"})"), 422);
    row("an id with a NUL", start(R"({"process_type":"ai_task","name":"n","process_id":"a\u0000b"})"), 422);
    row("an id of 129 characters",
        start(R"({"process_type":"ai_task","name":"n","process_id":")" + QByteArray(129, 'a') + "\"}"), 422);
    row("an endless name", start(R"({"process_type":"ai_task","name":")" + QByteArray(70000, 'n') + "\"}"), 422);
    row("metadata as text", start(R"({"process_type":"ai_task","name":"n","metadata":"x"})"), 422);
    row("metadata over its limit",
        start(R"({"process_type":"ai_task","name":"n","metadata":{"k":")" + QByteArray(70000, 'v') + "\"}}"), 413);
    row("progress over 100", report(R"({"progress":100.1})"), 422);
    row("progress below 0", report(R"({"progress":-0.1})"), 422);
    row("a huge progress", report(R"({"progress":1e300})"), 422);
    row("a progress of 400 digits", report("{\"progress\":" + QByteArray(400, '9') + "}"), 400);
    row("progress as text", report(R"({"progress":"50"})"), 422);
    row("progress as true", report(R"({"progress":true})"), 422);
    row("an unknown status", report(R"({"status":"exploded"})"), 422);
    row("a status as a number", report(R"({"status":3})"), 422);
    row("a huge attempt", report(R"({"attempt":1e18})"), 422);
    row("an attempt of 0", report(R"({"attempt":0})"), 422);
    row("an endless timeout", start(R"({"process_type":"ai_task","name":"n","timeout":1e15})"), 422);
    row("a bulk filter of the wrong shape", requestLines("POST /processes/cancel", R"({"filter":"everything"})"), 422);
    row("a policy that never ends", requestLines("PUT /retry-policies/ai_task", R"({"max_attempts":1e9})"), 422);

    // Paths and queries
    row("..", requestLines("GET /processes/../../etc/passwd"), 404);
    row("encoded ..", requestLines("GET /processes/%2e%2e%2f%2e%2e%2fetc%2fpasswd"), 404);
    row("%00", requestLines("GET /processes/job%00"), 404);
    row("half an escape", requestLines("GET /processes/job%2"), 404);
    row("invalid UTF-8 in the path", requestLines("GET /processes/%c3%28"), 404);
    row("an unknown path", requestLines("GET /wp-login.php"), 404);
    row("an unknown type in the query", requestLines("GET /processes?process_type=%00"), 400);
    row("a limit beyond numbers", requestLines("GET /processes?limit=99999999999999999999"), 400);
    row("a made-up cursor", requestLines("GET /processes?cursor=%ff%fe"), 400);
    row("a wrong method", requestLines("PUT /processes"), 405);
    row("a method nobody knows", requestLines("PROPFIND /processes"), 501);
    row("CONNECT", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n", 501);

    // Heads
    row("a length that is missing", requestLines("POST /processes") + good, 400);
    row("a length in words", requestLines("POST /processes", {}, "Content-Length: ten\r\n"), 400);
    row("a negative length", requestLines("POST /processes", {}, "Content-Length: -5\r\n"), 400);
    row("a length with a plus", requestLines("POST /processes", {}, "Content-Length: +37\r\n"), 400);
    row("a length in hex", requestLines("POST /processes", {}, "Content-Length: 0x25\r\n"), 400);
    row("a list of lengths", requestLines("POST /processes", {}, "Content-Length: 37,37\r\n"), 400);
    row("an empty length", requestLines("POST /processes", {}, "Content-Length:\r\n"), 400);
    row("two lengths", requestLines("POST /processes", {}, "Content-Length: 5\r\nContent-Length: 6\r\n"), 400);
    row("length and chunks", requestLines("POST /processes", {}, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        400);
    row("chunks that are none", requestLines("POST /processes", {}, "Transfer-Encoding: chunked\r\n") + "hello\r\n",
        400);
    row("chunks and a length",
        requestLines("POST /processes", {}, "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
    row("chunks twice", requestLines("POST /processes", {}, "Transfer-Encoding: chunked, chunked\r\n"), 501);
    row("a coding that isn't chunked", requestLines("POST /processes", {}, "Transfer-Encoding: xchunked\r\n"), 501);
    row("chunks hidden by a space", requestLines("POST /processes", {}, "Transfer-Encoding : chunked\r\n"), 400);
    row("chunks hidden in a folded line",
        requestLines("POST /processes", {}, "X: y\r\n Transfer-Encoding: chunked\r\n"), 400);
    const auto chunks = [](const QByteArray &bytes) {
        return requestLines("POST /processes", {}, "Transfer-Encoding: chunked\r\n") + bytes;
    };
    row("a chunk of 0X25", chunks("0X25\r\n" + good + "\r\n0\r\n\r\n"), 400);
    row("a chunk of -1", chunks("-1\r\n"), 400);
    row("a chunk longer than it says", chunks("5\r\n" + good + "\r\n0\r\n\r\n"), 400);
    row("a chunk's line with a bare line feed", chunks("25\n" + good + "\r\n0\r\n\r\n"), 400);
    row("a chunk's extension with a NUL", chunks(QByteArray("25;\0\r\n", 6) + good + "\r\n0\r\n\r\n"), 400);
    row("endless trailers", chunks("25\r\n" + good + "\r\n0\r\n" + QByteArray("X: y\r\n").repeated(10000) + "\r\n"),
        400);
    row("chunks in HTTP/1.0",
        requestLines("POST /processes", {}, "Transfer-Encoding: chunked\r\n").replace("HTTP/1.1", "HTTP/1.0")
            + "0\r\n\r\n",
        400);
    row("a body over the limit", requestLines("POST /processes", {}, "Content-Length: 1048577\r\n"), 413);
    row("a body of exabytes", requestLines("POST /processes", {}, "Content-Length: 9223372036854775807\r\n"), 413);
    row("chunks over the limit", requestLines("POST /processes", {}, "Transfer-Encoding: chunked\r\n") + "7fffffff\r\n",
        413);
    row("half a head", "GET /processes HTTP/1.1\r\nHost: localhost\r\nAuthor", 408);
    row("half a body", requestLines("POST /processes", {}, "Content-Length: 100\r\n") + "{\"proc", 408);
    row("a header without an end", "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + QByteArray(20000, 'a'), 431);
    row("ten thousand headers", "GET / HTTP/1.1\r\nHost: localhost\r\n" + QByteArray("X: y\r\n").repeated(10000), 431);
    row("HTTP/0.9", "GET /processes\r\n\r\n", 400);
    row("HTTP/3", "GET /processes HTTP/3.0\r\nHost: localhost\r\n\r\n", 505);
    row("HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("bare line feeds", "GET /processes HTTP/1.1\nHost: localhost\n\n", 400);
    row("a carriage return behind a header", requestLines("GET /processes", {}, "X: y\r\r\n"), 400);
    row("a header without a colon", requestLines("GET /processes", {}, "hello\r\n"), 400);
    row("a header without a name", requestLines("GET /processes", {}, ": x\r\n"), 400);
    row("an expectation that can't be met", requestLines("POST /processes", {}, "Expect: a-miracle\r\n"), 417);
    row("a proxy's target of another host", requestLines("GET http://evil.example.com/processes"), 403);
    row("a proxy's target that hides another host", requestLines("GET http://localhost#@evil.com/processes"), 400);
    row("a proxy's target with a user", requestLines("GET http://localhost@evil.com/processes"), 400);
    row("a proxy's target of TLS", requestLines("GET https://localhost/processes"), 400);
    row("an encoded body", requestLines("POST /processes", good, "Content-Encoding: gzip\r\n"), 415);
    row("an encoded body of a batch", requestLines("POST /processes/batch", good, "Content-Encoding: br\r\n"), 415);
    row("HTTP/1.0 with a foreign host", "GET /health HTTP/1.0\r\nHost: evil.example.com\r\n\r\n", 403);
    row("HTTP/1.0 with a foreign origin", "GET /health HTTP/1.0\r\nOrigin: https://evil.example.com\r\n\r\n", 403);
    row("HTTP/1.0 without a host or a token", "GET /processes HTTP/1.0\r\n\r\n", 401);
    row("HTTP/1.0 that writes without a host", "POST /processes/job/cancel HTTP/1.0\r\n\r\n", 400);
    row("a target of *", requestLines("GET *"), 400);
    row("TRACE", requestLines("TRACE /processes"), 501);
    row("two hosts", requestLines("GET /processes", {}, "Host: localhost\r\n"), 400);
    row("no host", "GET /processes HTTP/1.1\r\n\r\n", 400);

    // Who asks
    row("no token", "GET /processes HTTP/1.1\r\nHost: localhost\r\n\r\n", 401);
    row("a wrong token", "GET /processes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer guess\r\n\r\n", 401);
    row("a wrong token with a body that never comes",
        "POST /processes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\nContent-Length: 1000\r\n\r\n", 401);
    row("a token in the query of REST", "GET /processes?token=the-test-token HTTP/1.1\r\nHost: localhost\r\n\r\n", 401);
    row("a wrong host", "GET /processes HTTP/1.1\r\nHost: evil.example.com\r\n\r\n", 403);
    row("a host that hides another", "GET /processes HTTP/1.1\r\nHost: localhost#@evil.com\r\n\r\n", 403);
    row("a token in the wrong scheme",
        "GET /processes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic the-test-token\r\n\r\n", 401);
    row("two tokens", requestLines("GET /processes", {}, "Authorization: Bearer guess\r\n"), 400);
    row("a good origin and a foreign one",
        requestLines("GET /processes", {}, "Origin: http://localhost\r\nOrigin: https://evil.com\r\n"), 400);
    row("a foreign origin", requestLines("POST /processes/job/cancel", {}, "Origin: https://evil.example.com\r\n"),
        403);
    row("a form of a foreign page", "POST /processes/job/cancel HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n\r\n",
        403);
}

void TestBadInput::requests()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    const QByteArray answer = ask(request);
    QVERIFY2(statusOf(answer) == status, answer.left(500).constData());
    const QJsonDocument body = QJsonDocument::fromJson(bodyOf(answer));
    QVERIFY2(!body["error"_L1]["code"_L1].toString().isEmpty(), answer.constData());
    QVERIFY(!body["error"_L1]["message"_L1].toString().isEmpty());
    QVERIFY(!answer.contains(RunningServer::token()));
    verifyUnharmed();
}

QByteArray TestBadInput::handshake(const QByteArray &target, const QByteArray &moreHeaders) const
{
    return requestLines("GET " + target, {},
                        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + moreHeaders);
}

void TestBadInput::handshakes_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray good = handshake("/ws/processes");
    const auto changed = [&good](const char *what, const char *into) { return QByteArray(good).replace(what, into); };
    QTest::newRow("wrong token") << changed("the-test-token", "guess") << 401;
    QTest::newRow("wrong token in the query")
        << changed("Authorization", "X").replace("/ws/processes", "/ws/processes?token=guess") << 401;
    QTest::newRow("made-up ticket")
        << changed("Authorization", "X").replace("/ws/processes", "/ws/processes?ticket=guess") << 401;
    QTest::newRow("wrong host") << changed("Host: localhost", "Host: evil.example.com") << 403;
    QTest::newRow("foreign origin") << handshake("/ws/processes", "Origin: https://evil.example.com\r\n") << 403;
    QTest::newRow("another path") << handshake("/ws/other") << 404;
    QTest::newRow("the root") << handshake("/") << 404;
    QTest::newRow("another version") << changed("Version: 13", "Version: 8") << 426;
    QTest::newRow("no key") << changed("Sec-WebSocket-Key", "X-Key") << 400;
    QTest::newRow("a short key") << changed("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=") << 400;
    QTest::newRow("in HTTP/1.0") << changed("HTTP/1.1", "HTTP/1.0") << 426;
    QTest::newRow("two origins") << handshake("/ws/processes", "Origin: http://localhost\r\nOrigin: http://x\r\n")
                                 << 400;
    QTest::newRow("a header over the limit")
        << handshake("/ws/processes", "X: " + QByteArray(20000, 'a') + "\r\n") << 431;
    QTest::newRow("with half a body") << handshake("/ws/processes", "Content-Length: 5\r\n") << 408;
    QTest::newRow("by POST") << changed("GET ", "POST ") << 400;
    QTest::newRow("an unknown type") << handshake("/ws/processes?process_type=nonsense") << 400;
    QTest::newRow("an unknown status") << handshake("/ws/processes?status=happy") << 400;
    QTest::newRow("a batch of nothing") << handshake("/ws/processes?batch=0") << 400;
    QTest::newRow("a place that is none") << handshake("/ws/processes?since=yesterday") << 400;
}

void TestBadInput::handshakes()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    const QByteArray answer = ask(request);
    QVERIFY2(statusOf(answer) == status, answer.constData());
    QVERIFY(answer.contains("\"error\""));
    verifyUnharmed();
}

void TestBadInput::frames_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("closeCode");
    const auto masked = [](const QByteArray &start, const QByteArray &payload) {
        // A mask of zeros leaves the payload as it is.
        return start + QByteArray(4, '\0') + payload;
    };
    const auto hex = [](const char *digits) { return QByteArray::fromHex(digits); };
    QTest::newRow("unmasked text") << hex("8105") + "hello" << 1002;
    QTest::newRow("unmasked ping") << hex("8900") << 1002;
    QTest::newRow("a reserved opcode") << masked(hex("8380"), {}) << 1002;
    QTest::newRow("reserved bits") << masked(hex("f180"), {}) << 1002;
    QTest::newRow("a continuation of nothing") << masked(hex("8081"), "a") << 1002;
    QTest::newRow("a ping in fragments") << masked(hex("0981"), "a") << 1002;
    QTest::newRow("a ping of 126 bytes") << masked(hex("89fe007e"), QByteArray(126, 'a')) << 1002;
    QTest::newRow("a close in fragments") << masked(hex("0882"), hex("03e8")) << 1002;
    QTest::newRow("a compressed text") << masked(hex("c187"), hex("f248cdc9c90700")) << 1002;
    QTest::newRow("a length longer than need be, 16 bits") << masked(hex("81fe0005"), "hello") << 1002;
    QTest::newRow("a length longer than need be, 64 bits") << masked(hex("81ff0000000000000005"), "hello") << 1002;
    QTest::newRow("a reserved control opcode") << masked(hex("8b80"), {}) << 1002;
    QTest::newRow("half a close code") << masked(hex("8881"), "a") << 1002;
    QTest::newRow("a close code that isn't sent, 1005") << masked(hex("8882"), hex("03ed")) << 1002;
    QTest::newRow("a close code that isn't sent, 1006") << masked(hex("8882"), hex("03ee")) << 1002;
    QTest::newRow("a close code of 65535") << masked(hex("8882"), hex("ffff")) << 1002;
    QTest::newRow("a close reason that isn't UTF-8") << masked(hex("8884"), hex("03e8c328")) << 1007;
    QTest::newRow("a text of surrogates") << masked(hex("8185"), "\"\xed\xa0\x80\"") << 1007;
    QTest::newRow("a text in overlong UTF-8") << masked(hex("8184"), "\"\xc0\xaf\"") << 1007;
    QTest::newRow("HTTP") << requestLines("GET /processes") << 1002;
    QTest::newRow("a text within a text") << masked(hex("0181"), "a") + masked(hex("0181"), "b") << 1002;
    QTest::newRow("a close code that is none") << masked(hex("8882"), hex("03e7")) << 1002;
    QTest::newRow("a text that isn't UTF-8") << masked(hex("8182"), "\xc3\x28") << 1007;
    QTest::newRow("binary") << masked(hex("8281"), "a") << 1003;
    QTest::newRow("a frame over the limit") << masked(hex("81ff0000000000010001"), QByteArray(65537, 'a')) << 1009;
    QTest::newRow("a frame of exabytes") << hex("81ff7fffffffffffffff") + QByteArray(4, '\0') << 1009;
    QTest::newRow("a message over the limit in fragments") << masked(hex("01fe8000"), QByteArray(0x8000, 'a'))
            + masked(hex("00fe8000"), QByteArray(0x8000, 'a'))
            + masked(hex("8081"), "a") << 1009;
}

void TestBadInput::frames()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, closeCode);
    RawClient client(m_running->port);
    client.send(handshake("/ws/processes"));
    QCOMPARE(statusOf(client.readAnswer()), 101);
    client.send(bytes);
    const QByteArray answer = client.readSome(4);
    QVERIFY2(answer.size() >= 4 && static_cast<uchar>(answer[0]) == 0x88, answer.toHex(' ').constData());
    QCOMPARE(int(qFromBigEndian<quint16>(answer.constData() + 2)), closeCode);
    verifyUnharmed();
}

void TestBadInput::noise_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a TLS greeting") << QByteArray::fromHex("1603010200010001fc0303") + QByteArray(500, '\x5a');
    QTest::newRow("SSH") << QByteArray("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\r\n");
    QTest::newRow("NULs") << QByteArray(5000, '\0');
    QTest::newRow("high bytes") << QByteArray(5000, '\xff');
    QTest::newRow("SMTP") << QByteArray("EHLO localhost\r\nMAIL FROM:<a@b>\r\n\r\n");
    QTest::newRow("line feeds") << QByteArray(30000, '\n');
    QTest::newRow("carriage returns") << QByteArray("\r\n").repeated(20000);
    QByteArray random(8192, '\0');
    quint32 state = 4711;
    for (char &byte : random) {
        state = state * 1664525 + 1013904223;
        byte = static_cast<char>(state >> 24);
    }
    QTest::newRow("random bytes") << random;
}

void TestBadInput::noise()
{
    QFETCH(QByteArray, bytes);
    RawClient client(m_running->port);
    client.send(bytes);
    const int status = statusOf(client.readAnswer());
    QVERIFY2(status >= 400 && status < 600, QByteArray::number(status).constData());
    QVERIFY(client.isClosedByServer());
    verifyUnharmed();
}

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_badinput.moc"
