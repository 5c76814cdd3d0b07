// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestbody.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestRequestHead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsARequest();
    void readsWhatABodyComesAs_data();
    void readsWhatABodyComesAs();
    void takesEveryFormOfATarget_data();
    void takesEveryFormOfATarget();
    void refusesWhatCouldBeReadInTwoWays_data();
    void refusesWhatCouldBeReadInTwoWays();
    void waitsForTheWholeHead();
    void tellsGarbageAtOnce_data();
    void tellsGarbageAtOnce();
    void takesNoEndlessHead();
    void rememberedHeadersMeanTheSame_data();
    void rememberedHeadersMeanTheSame();
    void takesChunkedBodiesApart_data();
    void takesChunkedBodiesApart();

private:
    static constexpr qsizetype limit = 1024;
};

void TestRequestHead::readsARequest()
{
    const QByteArray bytes =
        "PATCH /processes/a%20b?x=1&y HTTP/1.1\r\nHost: localhost:8000\r\nX-Odd:  \tvalue \r\n\r\nrest";
    const auto outcome = RequestHeadParser().parse(bytes, limit);
    QVERIFY(std::holds_alternative<RequestHead>(outcome));
    const auto &head = std::get<RequestHead>(outcome);
    QCOMPARE(head.request.method, HttpMethod::Patch);
    QCOMPARE(head.request.path, QByteArray("/processes/a%20b"));
    QCOMPARE(head.request.query, QByteArray("x=1&y"));
    QCOMPARE(head.request.header("host"), QByteArray("localhost:8000"));
    QCOMPARE(head.request.header("x-odd"), QByteArray("value"));
    QVERIFY(head.request.header("absent").isNull());
    QCOMPARE(head.size, bytes.size() - 4);
    QVERIFY(!head.hasBody());
    QVERIFY(head.keepAlive);
    QVERIFY(!head.upgradesToWebSocket);
}

void TestRequestHead::readsWhatABodyComesAs_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<qint64>("length");
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<bool>("upgrades");
    const QByteArray v11 = "1.1";
    QTest::newRow("a length") << v11 << QByteArray("Content-Length: 12\r\n") << qint64(12) << false << true << false;
    QTest::newRow("chunks") << v11 << QByteArray("Transfer-Encoding: Chunked\r\n") << qint64(0) << true << true
                            << false;
    QTest::newRow("close") << v11 << QByteArray("Connection: Close\r\n") << qint64(0) << false << false << false;
    QTest::newRow("1.0 closes") << QByteArray("1.0") << QByteArray() << qint64(0) << false << false << false;
    QTest::newRow("1.0 may stay") << QByteArray("1.0") << QByteArray("Connection: keep-alive\r\n") << qint64(0) << false
                                  << true << false;
    QTest::newRow("WebSocket, as Firefox asks")
        << v11 << QByteArray("Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n") << qint64(0) << false << true
        << true;
    QTest::newRow("close wins over keep-alive")
        << v11 << QByteArray("Connection: close\r\nConnection: keep-alive\r\n") << qint64(0) << false << false << false;
    QTest::newRow("1.0 has no upgrade") << QByteArray("1.0")
                                        << QByteArray("Connection: Upgrade\r\nUpgrade: websocket\r\n") << qint64(0)
                                        << false << false << false;
    QTest::newRow("WebSocket in two Connection lines")
        << v11 << QByteArray("Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n") << qint64(0)
        << false << true << true;
    QTest::newRow("another upgrade is ignored")
        << v11 << QByteArray("Connection: Upgrade\r\nUpgrade: h2c\r\n") << qint64(0) << false << true << false;
}

void TestRequestHead::readsWhatABodyComesAs()
{
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, headers);
    const auto outcome =
        RequestHeadParser().parse("GET / HTTP/" + version + "\r\nHost: h\r\n" + headers + "\r\n", limit);
    QVERIFY(std::holds_alternative<RequestHead>(outcome));
    const auto &head = std::get<RequestHead>(outcome);
    QTEST(head.contentLength, "length");
    QTEST(head.chunked, "chunked");
    QTEST(head.keepAlive, "keepAlive");
    QTEST(head.upgradesToWebSocket, "upgrades");
}

void TestRequestHead::takesEveryFormOfATarget_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("host");
    const QByteArray v11 = " HTTP/1.1\r\nHost: h\r\n";
    QTest::newRow("a path") << "GET /a?b" + v11 << "/a"_ba
                            << "b"_ba
                            << "h"_ba;
    QTest::newRow("a URL") << "GET http://x/a?b" + v11 << "/a"_ba
                           << "b"_ba
                           << "x"_ba;
    QTest::newRow("a URL with a port") << "GET http://x:81/a" + v11 << "/a"_ba
                                       << ""_ba
                                       << "x:81"_ba;
    QTest::newRow("a URL in capitals") << "GET HTTP://X/A" + v11 << "/A"_ba
                                       << ""_ba
                                       << "X"_ba;
    QTest::newRow("a URL of IPv6") << "GET http://[::1]:81/a" + v11 << "/a"_ba
                                   << ""_ba
                                   << "[::1]:81"_ba;
    QTest::newRow("a URL without a path") << "GET http://x" + v11 << "/"_ba
                                          << ""_ba
                                          << "x"_ba;
    QTest::newRow("a URL without a path, with a query") << "GET http://x?b/c" + v11 << "/"_ba
                                                        << "b/c"_ba
                                                        << "x"_ba;
    QTest::newRow("a path with a URL in it") << "GET /http://x/a" + v11 << "/http://x/a"_ba
                                             << ""_ba
                                             << "h"_ba;
    QTest::newRow("two slashes") << "GET //x/a" + v11 << "//x/a"_ba
                                 << ""_ba
                                 << "h"_ba;
    QTest::newRow("all of it") << "OPTIONS *" + v11 << "*"_ba
                               << ""_ba
                               << "h"_ba;
    QTest::newRow("1.0 without a host") << "GET /a HTTP/1.0\r\n"_ba
                                        << "/a"_ba
                                        << ""_ba << QByteArray();
    QTest::newRow("1.0 that asks for a head") << "HEAD /a HTTP/1.0\r\n"_ba
                                              << "/a"_ba
                                              << ""_ba << QByteArray();
    QTest::newRow("1.0 with a URL") << "GET http://x/a HTTP/1.0\r\n"_ba
                                    << "/a"_ba
                                    << ""_ba
                                    << "x"_ba;
    QTest::newRow("identity as the coding") << "POST /a" + v11 + "Content-Length: 1\r\nContent-Encoding: Identity\r\n"
                                            << "/a"_ba
                                            << ""_ba
                                            << "h"_ba;
    QTest::newRow("a coding of no body") << "GET /a" + v11 + "Content-Encoding: gzip\r\n"
                                         << "/a"_ba
                                         << ""_ba
                                         << "h"_ba;
}

void TestRequestHead::takesEveryFormOfATarget()
{
    QFETCH(QByteArray, head);
    RequestHeadParser parser;
    for (int again = 0; again < 2; ++again) { // the second time its headers are known
        const auto outcome = parser.parse(head + "\r\n", limit);
        QVERIFY(std::holds_alternative<RequestHead>(outcome));
        const HttpRequest &request = std::get<RequestHead>(outcome).request;
        QTEST(request.path, "path");
        QTEST(request.query, "query");
        QTEST(request.header("host"), "host");
        QCOMPARE(request.header("host").isNull(), !head.contains("Host") && !head.contains("//"));
    }
    // Nor does what one target named become another's host.
    const auto next = parser.parse("GET /next HTTP/1.1\r\nHost: h\r\n\r\n", limit);
    QCOMPARE(std::get<RequestHead>(next).request.header("host"), "h"_ba);
}

void TestRequestHead::refusesWhatCouldBeReadInTwoWays_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    const QByteArray host = "Host: h\r\n";
    QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n") << 400;
    QTest::newRow("two hosts") << "GET / HTTP/1.1\r\n" + host + host << 400;
    QTest::newRow("two lengths") << "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 1\r\n" << 400;
    QTest::newRow("length and chunks") << "POST / HTTP/1.1\r\n" + host
            + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"
                                       << 400;
    QTest::newRow("negative length") << "POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n" << 400;
    QTest::newRow("signed length") << "POST / HTTP/1.1\r\n" + host + "Content-Length: +1\r\n" << 400;
    QTest::newRow("length in hex") << "POST / HTTP/1.1\r\n" + host + "Content-Length: 0x10\r\n" << 400;
    QTest::newRow("length beyond numbers") << "POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n"
                                           << 413;
    QTest::newRow("gzip as transfer encoding") << "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n"
                                               << 501;
    QTest::newRow("chunked twice over two lines")
        << "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
        << 501;
    QTest::newRow("space before the colon") << "GET / HTTP/1.1\r\n" + host + "X : y\r\n" << 400;
    QTest::newRow("folded line") << "GET / HTTP/1.1\r\n" + host + "X: y\r\n z\r\n" << 400;
    QTest::newRow("no colon") << "GET / HTTP/1.1\r\n" + host + "Nonsense\r\n" << 400;
    QTest::newRow("no version") << "GET /\r\n" + host << 400;
    QTest::newRow("HTTP/2") << "GET / HTTP/2.0\r\n" + host << 505;
    QTest::newRow("HTTP/1.10") << "GET / HTTP/1.10\r\n" + host << 400;
    QTest::newRow("unknown method") << "BREW / HTTP/1.1\r\n" + host << 501;
    QTest::newRow("lower-case method") << "get / HTTP/1.1\r\n" + host << 501;
    QTest::newRow("target without a slash") << "GET processes HTTP/1.1\r\n" + host << 400;
    QTest::newRow("a URL without Host") << QByteArray("GET http://h/ HTTP/1.1\r\n") << 400;
    QTest::newRow("a URL without a host") << "GET http:///processes HTTP/1.1\r\n" + host << 400;
    QTest::newRow("a URL with a user") << "GET http://u@h/ HTTP/1.1\r\n" + host << 400;
    QTest::newRow("a URL with a user and a password") << "GET http://u:p@h/ HTTP/1.1\r\n" + host << 400;
    QTest::newRow("a URL of another scheme") << "GET https://h/ HTTP/1.1\r\n" + host << 400;
    QTest::newRow("a URL without its slashes") << "GET http:h/ HTTP/1.1\r\n" + host << 400;
    QTest::newRow("an authority") << "GET h:80 HTTP/1.1\r\n" + host << 400;
    QTest::newRow("a target of *") << "GET * HTTP/1.1\r\n" + host << 400;
    QTest::newRow("HTTP/0.9") << QByteArray("GET /\r\n") << 400;
    QTest::newRow("1.0 that writes without a host") << QByteArray("POST /processes HTTP/1.0\r\n") << 400;
    QTest::newRow("1.0 that deletes without a host") << QByteArray("DELETE /processes/a HTTP/1.0\r\n") << 400;
    QTest::newRow("1.0 with two hosts") << "GET / HTTP/1.0\r\n" + host + host << 400;
    const QByteArray post = "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\n";
    QTest::newRow("gzip") << post + "Content-Encoding: gzip\r\n" << 415;
    QTest::newRow("gzip in capitals") << post + "Content-Encoding: GZIP\r\n" << 415;
    QTest::newRow("br") << post + "Content-Encoding: br\r\n" << 415;
    QTest::newRow("two codings") << post + "Content-Encoding: identity, deflate\r\n" << 415;
    QTest::newRow("two lines of codings") << post + "Content-Encoding: identity\r\nContent-Encoding: zstd\r\n" << 415;
    QTest::newRow("gzip in chunks") << "POST / HTTP/1.1\r\n" + host
            + "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
                                    << 415;
    QTest::newRow("bytes above ASCII in the target") << "GET /\xc3\xa4 HTTP/1.1\r\n" + host << 400;
    QTest::newRow("two spaces") << "GET  / HTTP/1.1\r\n" + host << 400;
    QTest::newRow("two origins") << "GET / HTTP/1.1\r\n" + host + "Origin: http://h\r\nOrigin: http://x\r\n" << 400;
    QTest::newRow("two tokens") << "GET / HTTP/1.1\r\n" + host + "Authorization: a\r\nAuthorization: b\r\n" << 400;
    QTest::newRow("chunks in 1.0") << "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n" << 400;
    QTest::newRow("a carriage return behind a value") << "GET / HTTP/1.1\r\n" + host + "X: y\r\r\n" << 400;
    QTest::newRow("a carriage return behind the last value")
        << QByteArray("GET / HTTP/1.1\r\nHost: h\r\nX: y\r\r\n") << 400;
    QTest::newRow("unknown expectation") << "POST / HTTP/1.1\r\n" + host + "Expect: a-miracle\r\n" << 417;
}

void TestRequestHead::refusesWhatCouldBeReadInTwoWays()
{
    QFETCH(QByteArray, head);
    const auto outcome = RequestHeadParser().parse(head + "\r\n", limit);
    QVERIFY(std::holds_alternative<HttpResponse>(outcome));
    QTEST(std::get<HttpResponse>(outcome).status, "status");
    QVERIFY(std::get<HttpResponse>(outcome).close);
}

void TestRequestHead::waitsForTheWholeHead()
{
    const QByteArray whole = "\r\nGET /processes HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY2(
            std::holds_alternative<RequestHeadParser::Incomplete>(RequestHeadParser().parse(whole.first(size), limit)),
            whole.first(size).constData());
    QVERIFY(std::holds_alternative<RequestHead>(RequestHeadParser().parse(whole, limit)));
}

void TestRequestHead::tellsGarbageAtOnce_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a TLS greeting") << QByteArray::fromHex("16030100f8010000f4");
    QTest::newRow("a NUL") << QByteArray("GET /\0", 6);
    QTest::newRow("a bare line feed") << QByteArray("GET / HTTP/1.1\nHost: h\n\n");
    QTest::newRow("escape sequences") << QByteArray("GET / HTTP/1.1\r\nX: \x1b[2J");
}

void TestRequestHead::tellsGarbageAtOnce()
{
    QFETCH(QByteArray, bytes);
    const auto outcome = RequestHeadParser().parse(bytes, limit);
    QVERIFY(std::holds_alternative<HttpResponse>(outcome));
    QCOMPARE(std::get<HttpResponse>(outcome).status, 400);
}

void TestRequestHead::takesNoEndlessHead()
{
    const QByteArray start = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
    const QByteArray fits = start + QByteArray(limit - start.size() - 4, 'a');
    QVERIFY(std::holds_alternative<RequestHead>(RequestHeadParser().parse(fits + "\r\n\r\n", limit)));
    const auto outcome = RequestHeadParser().parse(fits + "aaaaa", limit);
    QVERIFY(std::holds_alternative<HttpResponse>(outcome));
    QCOMPARE(std::get<HttpResponse>(outcome).status, 431);
}

void TestRequestHead::rememberedHeadersMeanTheSame_data()
{
    QTest::addColumn<QByteArray>("request");
    const QByteArray headers = "Host: localhost\r\nAuthorization: Bearer secret\r\n\r\n";
    QTest::newRow("the same") << "GET /processes/a HTTP/1.1\r\n" + headers;
    QTest::newRow("another path and query") << "GET /processes?limit=1 HTTP/1.1\r\n" + headers;
    QTest::newRow("another method") << "DELETE /processes/a HTTP/1.1\r\n" + headers;
    QTest::newRow("behind an empty line") << "\r\nGET / HTTP/1.1\r\n" + headers;
    QTest::newRow("with the next one behind it") << ("GET /one HTTP/1.1\r\n" + headers).repeated(2);
    QTest::newRow("a header more") << "GET / HTTP/1.1\r\nX-More: 1\r\n" + headers;
    QTest::newRow("a header more at the end")
        << "GET / HTTP/1.1\r\n" + headers.chopped(2) + "Connection: close\r\n\r\n";
    QTest::newRow("a body") << "PATCH / HTTP/1.1\r\n" + headers.chopped(2) + "Content-Length: 3\r\n\r\nabc";
    QTest::newRow("HTTP/1.0, which ends the connection") << "GET / HTTP/1.0\r\n" + headers;
    QTest::newRow("an unknown version") << "GET / HTTP/2.0\r\n" + headers;
    QTest::newRow("an unknown method") << "BREW / HTTP/1.1\r\n" + headers;
    QTest::newRow("a control character in the path") << "GET /\x01 HTTP/1.1\r\n" + headers;
    QTest::newRow("a lone carriage return in the path") << "GET /\ra HTTP/1.1\r\n" + headers;
    QTest::newRow("no path") << "GET HTTP/1.1\r\n" + headers;
    QTest::newRow("no request line") << "\r\n" + headers;
    QTest::newRow("nothing but the headers") << headers;
    QTest::newRow("too long a path") << "GET /" + QByteArray(limit, 'a') + " HTTP/1.1\r\n" + headers;
    QTest::newRow("a piece") << ("GET /processes/a HTTP/1.1\r\n" + headers).chopped(1);
}

void TestRequestHead::rememberedHeadersMeanTheSame()
{
    QFETCH(QByteArray, request);
    const QByteArray first = "GET /first HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n\r\n";
    RequestHeadParser parser;
    QVERIFY(std::holds_alternative<RequestHead>(parser.parse(first, limit)));
    const auto outcome = parser.parse(request, limit);
    const auto expected = RequestHeadParser().parse(request, limit);
    QCOMPARE(outcome.index(), expected.index());
    if (const auto *refusal = std::get_if<HttpResponse>(&expected)) {
        QCOMPARE(std::get<HttpResponse>(outcome).status, refusal->status);
        QCOMPARE(std::get<HttpResponse>(outcome).body, refusal->body);
    }
    if (const auto *head = std::get_if<RequestHead>(&expected)) {
        const auto &remembered = std::get<RequestHead>(outcome);
        QCOMPARE(remembered.request.method, head->request.method);
        QCOMPARE(remembered.request.path, head->request.path);
        QCOMPARE(remembered.request.query, head->request.query);
        QCOMPARE(remembered.request.headers, head->request.headers);
        QCOMPARE(remembered.size, head->size);
        QCOMPARE(remembered.contentLength, head->contentLength);
        QCOMPARE(remembered.keepAlive, head->keepAlive);
        QCOMPARE(remembered.chunked, head->chunked);
    }
}

void TestRequestHead::takesChunkedBodiesApart_data()
{
    using State = BodyState;
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<State>("state");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("two chunks") << QByteArray("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n") << State::Whole
                                << QByteArray("abcde");
    QTest::newRow("capital hex") << QByteArray("A\r\n0123456789\r\n0\r\n\r\n") << State::Whole
                                 << QByteArray("0123456789");
    QTest::newRow("an extension") << QByteArray("1;x=y\r\na\r\n0\r\n\r\n") << State::Whole << QByteArray("a");
    QTest::newRow("a trailer") << QByteArray("1\r\na\r\n0\r\nX: y\r\n\r\n") << State::Whole << QByteArray("a");
    QTest::newRow("not all there") << QByteArray("3\r\nab") << State::More << QByteArray("ab");
    QTest::newRow("no number") << QByteArray("x\r\n") << State::Malformed << QByteArray();
    QTest::newRow("no size") << QByteArray("\r\n") << State::Malformed << QByteArray();
    QTest::newRow("negative") << QByteArray("-1\r\n") << State::Malformed << QByteArray();
    QTest::newRow("0x") << QByteArray("0x1\r\n") << State::Malformed << QByteArray();
    QTest::newRow("bare line feed") << QByteArray("1\na") << State::Malformed << QByteArray();
    QTest::newRow("longer than it said") << QByteArray("1\r\nab\r\n") << State::Malformed << QByteArray("a");
    QTest::newRow("too large") << QByteArray("11\r\n") << State::TooLong << QByteArray();
    QTest::newRow("huge") << QByteArray("ffffffffffffffff\r\n") << State::TooLong << QByteArray();
    QTest::newRow("beyond numbers") << QByteArray("fffffffffffffffff\r\n") << State::Malformed << QByteArray();
    QTest::newRow("capital 0X") << QByteArray("0X1\r\na\r\n0\r\n\r\n") << State::Malformed << QByteArray();
    QTest::newRow("a plus") << QByteArray("+1\r\n") << State::Malformed << QByteArray();
    QTest::newRow("a space before") << QByteArray(" 1\r\n") << State::Malformed << QByteArray();
    QTest::newRow("a space behind") << QByteArray("1 \r\n") << State::Malformed << QByteArray();
    QTest::newRow("a space before an extension")
        << QByteArray("1 ;x\r\na\r\n0\r\n\r\n") << State::Whole << QByteArray("a");
    QTest::newRow("a carriage return in an extension") << QByteArray("1;x\ry\r\n") << State::Malformed << QByteArray();
    QTest::newRow("a NUL in an extension") << QByteArray("1;\0\r\n", 5) << State::Malformed << QByteArray();
    QTest::newRow("a NUL in a trailer") << QByteArray("0\r\n\0\r\n", 6) << State::Malformed << QByteArray();
    QTest::newRow("endless trailers") << "0\r\n" + QByteArray("X: y\r\n").repeated(10000) << State::Malformed
                                      << QByteArray();
    QTest::newRow("endless line") << QByteArray(2000, '1') << State::Malformed << QByteArray();
}

void TestRequestHead::takesChunkedBodiesApart()
{
    using State = BodyState;
    QFETCH(QByteArray, bytes);
    for (const qsizetype portion : {bytes.size(), qsizetype(1)}) {
        ChunkedDecoder decoder(16);
        State state = State::More;
        for (qsizetype at = 0; at < bytes.size() && state == State::More;) {
            qsizetype consumed = 0;
            state = decoder.feed(QByteArrayView(bytes).sliced(at, std::min(portion, bytes.size() - at)), consumed);
            at += consumed;
        }
        QTEST(state, "state");
        QTEST(decoder.takeBody(), "body");
    }
}

QTEST_GUILESS_MAIN(TestRequestHead)
#include "tst_requesthead.moc"
