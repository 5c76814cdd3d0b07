// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "handshakes.h"

#include <QTest>

using namespace Procession;

class TestHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isRefused_data();
    void isRefused();
};

void TestHandshake::isRefused_data()
{
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("status"); // 0: it isn't
    const QByteArray path = "/ws/processes";
    const QByteArray key = "dGhlIHNhbXBsZSBub25jZQ==";
    constexpr auto get = HttpMethod::Get;
    QTest::newRow("a good one") << get << path << QByteArray("13") << key << 0;
    QTest::newRow("a POST") << HttpMethod::Post << path << QByteArray("13") << key << 400;
    QTest::newRow("an old version") << get << path << QByteArray("8") << key << 426;
    QTest::newRow("no version") << get << path << QByteArray() << key << 426;
    QTest::newRow("no key") << get << path << QByteArray("13") << QByteArray() << 400;
    QTest::newRow("a short key") << get << path << QByteArray("13") << QByteArray("dGhl") << 400;
    QTest::newRow("a key that isn't base64")
        << get << path << QByteArray("13") << QByteArray("dGhlIHNhbXBsZSBub25jZ!==") << 400;
}

void TestHandshake::isRefused()
{
    QFETCH(HttpMethod, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, key);
    QFETCH(int, status);
    HttpRequest head;
    head.method = method;
    head.path = path;
    if (!version.isNull())
        head.headers.emplaceBack("sec-websocket-version", version);
    if (!key.isNull())
        head.headers.emplaceBack("sec-websocket-key", key);
    const auto refusal = refuseHandshake(head);
    QCOMPARE(refusal ? refusal->status : 0, status);
    // A client learns the version that it should speak.
    QCOMPARE(refusal && refusal->headers.contains(HttpHeader("Sec-WebSocket-Version", "13")), status == 426);
}

QTEST_GUILESS_MAIN(TestHandshake)
#include "tst_handshake.moc"
