// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries.h"
#include "files.h"
#include "hostileaiserver.h"
#include "webhooksignature.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Kind = DeliveryOutcome::Kind;
using Server = HostileAiServer;

namespace {

constexpr auto secretPath = "/hooks/T0123456789/very-secret"_L1;

/// What the server does with a connection whose request it has read.
enum class Manner : quint8 {
    Close,     ///< says the bytes and closes
    Reset,     ///< says the bytes and resets the connection
    Hold,      ///< says the bytes and nothing more
    ByteEach,  ///< says a byte now and then, for ever
    Gigabytes, ///< says the bytes, then as many as are taken
};

struct Script
{
    QByteArray bytes;
    Manner manner = Manner::Close;

    void operator()(QTcpSocket &socket, const Server::Request &) const
    {
        socket.write(bytes);
        socket.flush();
        if (manner == Manner::Close)
            socket.disconnectFromHost();
        else if (manner == Manner::Reset)
            socket.abort();
        else if (manner == Manner::ByteEach)
            now(socket, 10ms, "x");
        else if (manner == Manner::Gigabytes)
            QObject::connect(&socket, &QTcpSocket::bytesWritten, &socket,
                             [&socket] { socket.write(QByteArray(1 << 20, 'x')); });
    }
    static void now(QTcpSocket &socket, std::chrono::milliseconds each, const QByteArray &what)
    {
        auto *timer = new QTimer(&socket);
        QObject::connect(timer, &QTimer::timeout, &socket, [&socket, what] { socket.write(what); });
        timer->start(each);
    }
};

/// A channel to the secret path on that server, with a short timeout.
ChannelSettings channelTo(const QUrl &server, const QJsonObject &more = {})
{
    qputenv("PROCESSION_TEST_URL", (server.toString() + secretPath).toUtf8());
    QJsonObject json{{u"kind"_s, u"webhook"_s},
                     {u"url_env"_s, u"PROCESSION_TEST_URL"_s},
                     {u"allow_http"_s, true},
                     {u"allow_private"_s, true}};
    for (auto it = more.begin(); it != more.end(); ++it)
        json.insert(it.key(), it.value());
    return channelOf(json);
}

QByteArray answer(const QByteArray &status, const QByteArray &headers = {}, const QByteArray &body = "ok")
{
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
        + body;
}

} // namespace

class TestWebhookDelivery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsASignedRequest();
    void sendsOnceMoreWithTheSameId();
    void judgesAnswers_data();
    void judgesAnswers();
    void endsTheTransfer_data();
    void endsTheTransfer();
    void refusesPrivateAddresses_data();
    void refusesPrivateAddresses();
    void refusesHttp();
    void wantsATrustedCertificate_data();
    void wantsATrustedCertificate();
    void tellsNoSecret_data();
    void tellsNoSecret();
    void waitsForASecret();
    void nobodyListens();
    void stops();
};

void TestWebhookDelivery::sendsASignedRequest()
{
    Server server(Script{answer("200 OK")});
    QTemporaryDir folder;
    const QByteArray key(32, 'k');
    writeFile(folder.filePath(u"key"_s), "whsec_" + key.toBase64() + '\n');
    writeFile(folder.filePath(u"token"_s), "Bearer abc\n");
    const auto channel =
        channelTo(server.url(),
                  {{u"secret_file"_s, folder.filePath(u"key"_s)},
                   {u"secret_headers"_s, QJsonObject{{u"Authorization"_s, folder.filePath(u"token"_s)}}},
                   {u"headers"_s, QJsonObject{{u"X-Title"_s, u"{{title}}"_s}, {u"X-Empty"_s, u"{{ended}}"_s}}}});
    QCOMPARE(deliverFrom(channel), DeliveryOutcome::delivered());
    QCOMPARE(server.requests().size(), size_t(1));
    const Server::Request &request = server.requests().front();
    const QByteArrayList head = request.head.split('\n');
    QVERIFY(request.head.startsWith("POST /hooks/T0123456789/very-secret HTTP/1.1\r\n"));
    for (const QByteArray line :
         {"Content-Type: application/json", "Authorization: Bearer abc", "X-Title: 3 ? backup failed",
          "webhook-id: msg_0001", "webhook-timestamp: 1795694400", "User-Agent: Procession"})
        QVERIFY2(head.contains(line + '\r'), request.head.constData());
    QVERIFY(head.contains("webhook-signature: " + WebhookSignature::sign(key, "msg_0001", 1795694400, request.body))
            || head.contains("webhook-signature: " + WebhookSignature::sign(key, "msg_0001", 1795694400, request.body)
                             + '\r'));
    QCOMPARE(request.json().value("data"_L1).toObject(), toJson(someNotification()));
}

void TestWebhookDelivery::sendsOnceMoreWithTheSameId()
{
    Server server(Script{answer("500 No")});
    Notification hostile = hostileNotification();
    for (int i = 0; i < 2; ++i)
        QCOMPARE(deliverFrom(channelTo(server.url()), hostile).kind, Kind::Again);
    const auto idOf = [&server](size_t number) {
        const QByteArray head = server.requests().at(number).head;
        return head.sliced(head.indexOf("webhook-id: ")).split('\r').constFirst();
    };
    QCOMPARE(server.requests().size(), size_t(2));
    QCOMPARE(idOf(0), idOf(1));
    QCOMPARE(idOf(0).size(), qsizetype(12 + 64)); // a digest, since the id itself can't stand in a header
    QVERIFY(!server.requests().front().head.contains("X-Evil"));
}

void TestWebhookDelivery::judgesAnswers_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<Kind>("expected");
    QTest::addColumn<int>("retryAfter"); // seconds; -1 for none
    for (const char *status : {"200 OK", "201 Created", "202 Accepted", "204 No Content"})
        QTest::newRow(status) << answer(status, {}, {}) << Kind::Delivered << -1;
    for (const char *status : {"304 Not Modified", "400 Bad", "401 Who", "403 No", "404 None", "410 Gone", "413 Large"})
        QTest::newRow(status) << answer(status, "Retry-After: 5\r\n", {}) << Kind::Never << -1;
    for (const char *status : {"408 Slow", "425 Early", "429 Many", "500 Bad", "502 Bad", "599 Odd"})
        QTest::newRow(status) << answer(status) << Kind::Again << -1;
    QTest::newRow("429 with a time") << answer("429 Many", "Retry-After: 7\r\n") << Kind::Again << 7;
    QTest::newRow("503 with a date") << answer("503 Busy",
                                               "Date: Thu, 26 Nov 2026 11:00:00 GMT\r\n"
                                               "Retry-After: Thu, 26 Nov 2026 11:02:00 GMT\r\n")
                                     << Kind::Again << 120;
    QTest::newRow("for ever") << answer("503 Busy", "Retry-After: 1e300\r\n") << Kind::Again << 86400;
    QTest::newRow("redirect to a private address")
        << answer("302 Found", "Location: http://10.0.0.1/\r\n") << Kind::Never << -1;
    QTest::newRow("redirect that keeps the method") << answer("307 Temporary", "Location: /\r\n") << Kind::Never << -1;
    QTest::newRow("after a 100") << "HTTP/1.1 100 Continue\r\n\r\n" + answer("200 OK") << Kind::Delivered << -1;
}

void TestWebhookDelivery::judgesAnswers()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, retryAfter);
    Server server(Script{answer});
    const DeliveryOutcome outcome = deliverFrom(channelTo(server.url()));
    QTEST(outcome.kind, "expected");
    QCOMPARE(outcome.retryAfter, retryAfter < 0 ? std::nullopt : std::optional(1000ms * retryAfter));
    QCOMPARE(server.requests().size(), size_t(1));
    QCOMPARE(outcome.reason.isEmpty(), outcome.kind == Kind::Delivered);
}

/// Whatever the server does, it ends, and the server isn't connected any more.
void TestWebhookDelivery::endsTheTransfer_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Manner>("manner");
    QTest::addColumn<Kind>("expected");
    const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n";
    QTest::newRow("silence") << QByteArray() << Manner::Hold << Kind::Again;
    QTest::newRow("closed at once") << QByteArray() << Manner::Close << Kind::Again;
    QTest::newRow("reset at once") << QByteArray() << Manner::Reset << Kind::Again;
    QTest::newRow("garbage") << QByteArray("\x16\x03 what?\r\n\r\n") << Manner::Close << Kind::Again;
    QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le") << Manner::Close << Kind::Again;
    QTest::newRow("odd status") << QByteArray("HTTP/1.1 20 OK\r\n\r\n") << Manner::Close << Kind::Again;
    QTest::newRow("huge status") << QByteArray("HTTP/1.1 2000000000 OK\r\n\r\n") << Manner::Close << Kind::Again;
    QTest::newRow("old HTTP") << QByteArray("hello") << Manner::Close << Kind::Again;
    QTest::newRow("slow head") << QByteArray("HTTP/1.1 200 OK\r\nX: ") << Manner::ByteEach << Kind::Again;
    QTest::newRow("endless head") << QByteArray("HTTP/1.1 200 OK\r\nX: ") << Manner::Gigabytes << Kind::Again;
    QTest::newRow("many heads") << QByteArray("HTTP/1.1 100 Continue\r\n\r\n").repeated(10000) << Manner::Hold
                                << Kind::Again;
    QTest::newRow("many headers") << "HTTP/1.1 200 OK\r\n" + QByteArray("X: y\r\n").repeated(100000) << Manner::Hold
                                  << Kind::Again;
    // It has taken the message, and sending that again would tell people twice.
    QTest::newRow("slow body") << ok << Manner::ByteEach << Kind::Delivered;
    QTest::newRow("a gigabyte") << ok << Manner::Gigabytes << Kind::Delivered;
    QTest::newRow("body cut off") << ok << Manner::Reset << Kind::Delivered;
    QTest::newRow("bad chunks") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
                                << Manner::Hold << Kind::Delivered;
    QTest::newRow("a gigabyte of an error")
        << QByteArray("HTTP/1.1 500 No\r\n\r\n") << Manner::Gigabytes << Kind::Again;
}

void TestWebhookDelivery::endsTheTransfer()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Manner, manner);
    Server server(Script{bytes, manner});
    const DeliveryOutcome outcome = deliverFrom(channelTo(server.url(), {{u"timeout"_s, 0.5}}));
    QVERIFY(outcome.reason.size() < 1000);
    QTEST(outcome.kind, "expected");
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestWebhookDelivery::refusesPrivateAddresses_data()
{
    QTest::addColumn<QByteArray>("host");
    for (const char *host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0.0.0.0",
                             "[::ffff:127.0.0.1]", "[::1]", "10.0.0.1", "169.254.169.254", "[fe80::1]"})
        QTest::newRow(host) << QByteArray(host);
}

/// The address is checked that is connected to, however it is written or found.
void TestWebhookDelivery::refusesPrivateAddresses()
{
    QFETCH(QByteArray, host);
    Server server(Script{answer("200 OK")});
    const auto channel = channelTo(server.url(), {{u"allow_private"_s, false}});
    qputenv("PROCESSION_TEST_URL", "http://" + host + ':' + QByteArray::number(server.serverPort()) + "/secret");
    const DeliveryOutcome outcome = deliverFrom(channel);
    QCOMPARE(outcome.kind, Kind::Never);
    QVERIFY2(outcome.reason.contains("no public address"_L1), qPrintable(outcome.reason));
    QCOMPARE(server.mostConnections(), 0);
}

void TestWebhookDelivery::refusesHttp()
{
    Server server(Script{answer("200 OK")});
    const DeliveryOutcome outcome = deliverFrom(channelTo(server.url(), {{u"allow_http"_s, false}}));
    QCOMPARE(outcome.kind, Kind::Never);
    QVERIFY2(outcome.reason.contains("allow_http"_L1), qPrintable(outcome.reason));
    QCOMPARE(server.mostConnections(), 0);
}

void TestWebhookDelivery::wantsATrustedCertificate_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("trusts");
    QTest::addColumn<Kind>("expected");
    QTest::newRow("trusted") << u"localhost"_s << true << Kind::Delivered;
    QTest::newRow("of another name") << u"127.0.0.1"_s << true << Kind::Again;
    QTest::newRow("of nobody") << u"localhost"_s << false << Kind::Again;
}

void TestWebhookDelivery::wantsATrustedCertificate()
{
    QFETCH(QString, host);
    QFETCH(bool, trusts);
    QFETCH(Kind, expected);
    QTemporaryDir folder;
    QVERIFY(makeCertificate(folder.path()));
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(contentOf(folder.filePath(u"cert.pem"_s))));
    configuration.setPrivateKey(QSslKey(contentOf(folder.filePath(u"key.pem"_s)), QSsl::Ec));
    QSslServer server;
    server.setSslConfiguration(configuration);
    QByteArray received;
    connect(&server, &QSslServer::pendingConnectionAvailable, &server, [&] {
        QTcpSocket *socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, &server, [&received, socket] {
            received += socket->readAll();
            if (received.endsWith('}'))
                socket->write(answer("200 OK"));
        });
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QJsonObject more{{u"allow_http"_s, false}, {u"timeout"_s, 20}};
    if (trusts)
        more.insert(u"ca_file"_s, folder.filePath(u"cert.pem"_s));
    const QUrl url(u"https://%1:%2"_s.arg(host).arg(server.serverPort()));
    const DeliveryOutcome outcome = deliverFrom(channelTo(url, more));
    QVERIFY2(outcome.kind == expected, qPrintable(outcome.reason));
    QCOMPARE(received.isEmpty(), expected != Kind::Delivered);
}

void TestWebhookDelivery::tellsNoSecret_data()
{
    QTest::addColumn<QByteArray>("echo"); // what the server repeats
    QTest::addColumn<QString>("expected");
    const QString hidden = u"The receiver answered 404. No hook for *** here"_s;
    QTest::newRow("path") << QByteArray("/hooks/T0123456789/very-secret") << hidden;
    QTest::newRow("last part") << QByteArray("very-secret") << hidden;
    QTest::newRow("path that was cut") << QByteArray("/hooks/T0123456789/very…")
                                       << u"The receiver answered 404. No hook for ***… here"_s;
    QTest::newRow("header") << QByteArray("Bearer 0123456789abcdef") << hidden;
    QTest::newRow("token") << QByteArray("0123456789abcdef") << hidden;
    QTest::newRow("short") << QByteArray("hunter2") << hidden;
}

void TestWebhookDelivery::tellsNoSecret()
{
    QFETCH(QByteArray, echo);
    Server server(Script{answer("404 None", {}, "No\x1b[31m hook for " + echo + " here")});
    QTemporaryDir folder;
    writeFile(folder.filePath(u"token"_s), "Bearer 0123456789abcdef\n");
    writeFile(folder.filePath(u"short"_s), "hunter2");
    const DeliveryOutcome outcome =
        deliverFrom(channelTo(server.url(),
                              {{u"secret_headers"_s,
                                QJsonObject{{u"Authorization"_s, folder.filePath(u"token"_s)},
                                            {u"X-Short"_s, folder.filePath(u"short"_s)}}}}));
    QCOMPARE(outcome.kind, Kind::Never);
    QTEST(outcome.reason, "expected");
}

void TestWebhookDelivery::waitsForASecret()
{
    Server server(Script{answer("200 OK")});
    QTemporaryDir folder;
    const QString key = folder.filePath(u"key"_s);
    const auto channel = channelTo(server.url(), {{u"secret_file"_s, key}});
    QCOMPARE(deliverFrom(channel).kind, Kind::Again);
    writeFile(key, "whsec_short");
    QCOMPARE(deliverFrom(channel).kind, Kind::Again);
    QCOMPARE(server.mostConnections(), 0);
    writeFile(key, "whsec_" + QByteArray(24, 'k').toBase64());
    QCOMPARE(deliverFrom(channel).kind, Kind::Delivered);
}

void TestWebhookDelivery::nobodyListens()
{
    QUrl url;
    {
        const Server server(Script{});
        url = server.url();
    }
    QCOMPARE(deliverFrom(channelTo(url)).kind, Kind::Again);
    QCOMPARE(deliverFrom(channelTo(QUrl(u"http://name.invalid"_s))).kind, Kind::Again);
}

void TestWebhookDelivery::stops()
{
    std::stop_source stop;
    Server server([&stop](QTcpSocket &, const Server::Request &) { stop.request_stop(); });
    const DeliveryOutcome outcome =
        deliverFrom(channelTo(server.url(), {{u"timeout"_s, 3600}}), someNotification(), stop.get_token());
    QCOMPARE(outcome, DeliveryOutcome::again(u"It was stopped before an answer came."_s));
    QTRY_COMPARE(server.openConnections(), 0);
}

QTEST_GUILESS_MAIN(TestWebhookDelivery)
#include "tst_webhookdelivery.moc"
