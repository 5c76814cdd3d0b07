// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accesspolicy.h"

#include <QTest>

using namespace Procession;

class TestAccessPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesByHostAndOrigin_data();
    void judgesByHostAndOrigin();
    void withoutAHostOnlyReadsPass_data();
    void withoutAHostOnlyReadsPass();
    void tellsBrowsersWhoMayRead();
};

void TestAccessPolicy::judgesByHostAndOrigin_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("refusal");
    const QByteArray none;
    QTest::newRow("localhost") << QByteArray("localhost:8000") << none << none;
    QTest::newRow("an address") << QByteArray("127.0.0.1:8000") << none << none;
    QTest::newRow("an IPv6 address") << QByteArray("[::1]:8000") << none << none;
    QTest::newRow("a configured name") << QByteArray("Ops.Example.org") << none << none;
    QTest::newRow("a rebound name") << QByteArray("evil.example.com:8000") << none << QByteArray("host_not_allowed");
    QTest::newRow("localhost as a part") << QByteArray("localhost.evil.com") << none << QByteArray("host_not_allowed");
    QTest::newRow("an address as a user name")
        << QByteArray("127.0.0.1:80@evil.com") << none << QByteArray("host_not_allowed");
    QTest::newRow("not a port") << QByteArray("localhost:80x") << none << QByteArray("host_not_allowed");
    QTest::newRow("a user name") << QByteArray("localhost@evil.com") << none << QByteArray("host_not_allowed");
    QTest::newRow("a path") << QByteArray("localhost/x") << none << QByteArray("host_not_allowed");
    QTest::newRow("a query") << QByteArray("localhost?x") << none << QByteArray("host_not_allowed");
    QTest::newRow("a fragment") << QByteArray("localhost#@evil.com") << none << QByteArray("host_not_allowed");
    QTest::newRow("nothing") << QByteArray("") << none << QByteArray("host_not_allowed");
    QTest::newRow("own page") << QByteArray("localhost:8000") << QByteArray("http://localhost:8000") << none;
    QTest::newRow("own page behind TLS") << QByteArray("ops.example.org") << QByteArray("https://ops.example.org")
                                         << none;
    QTest::newRow("a configured origin") << QByteArray("localhost:8000") << QByteArray("https://board.example.org")
                                         << none;
    QTest::newRow("a foreign page") << QByteArray("localhost:8000") << QByteArray("https://evil.example.com")
                                    << QByteArray("origin_not_allowed");
    QTest::newRow("another port") << QByteArray("localhost:8000") << QByteArray("http://localhost:3000")
                                  << QByteArray("origin_not_allowed");
    QTest::newRow("a file or a sandbox") << QByteArray("localhost:8000") << QByteArray("null")
                                         << QByteArray("origin_not_allowed");
    QTest::newRow("an empty origin") << QByteArray("localhost:8000") << QByteArray("")
                                     << QByteArray("origin_not_allowed");
}

void TestAccessPolicy::judgesByHostAndOrigin()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, refusal);
    const AccessPolicy policy({QStringLiteral("ops.example.org")}, {QStringLiteral("https://board.example.org")});
    HttpRequest request;
    request.headers.emplaceBack("host", host);
    if (!origin.isNull())
        request.headers.emplaceBack("origin", origin);
    const auto refused = policy.refuse(request);
    QCOMPARE(refused.has_value(), !refusal.isNull());
    if (refused) {
        QCOMPARE(refused->status, 403);
        QVERIFY2(refused->body.contains(refusal), refused->body.constData());
    }
}

void TestAccessPolicy::withoutAHostOnlyReadsPass_data()
{
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("passes");
    QTest::newRow("GET") << HttpMethod::Get << QByteArray() << true;
    QTest::newRow("HEAD") << HttpMethod::Head << QByteArray() << true;
    QTest::newRow("POST") << HttpMethod::Post << QByteArray() << false;
    QTest::newRow("DELETE") << HttpMethod::Delete << QByteArray() << false;
    QTest::newRow("OPTIONS") << HttpMethod::Options << QByteArray() << false;
    QTest::newRow("GET of a page") << HttpMethod::Get << QByteArray("https://evil.example.com") << false;
    QTest::newRow("GET of a page without a host") << HttpMethod::Get << QByteArray("http://") << false;
}

void TestAccessPolicy::withoutAHostOnlyReadsPass()
{
    QFETCH(HttpMethod, method);
    QFETCH(QByteArray, origin);
    HttpRequest request;
    request.method = method;
    if (!origin.isNull())
        request.headers.emplaceBack("origin", origin);
    QTEST(!AccessPolicy({}, {}).refuse(request).has_value(), "passes");
}

void TestAccessPolicy::tellsBrowsersWhoMayRead()
{
    const AccessPolicy policy({}, {QStringLiteral("https://board.example.org")});
    HttpRequest request;
    QVERIFY(policy.corsHeaders(request).isEmpty());
    request.headers.emplaceBack("origin", "https://board.example.org");
    const QList<HttpHeader> expected{{"Access-Control-Allow-Origin", "https://board.example.org"}, {"Vary", "Origin"}};
    QCOMPARE(policy.corsHeaders(request), expected);
}

QTEST_GUILESS_MAIN(TestAccessPolicy)
#include "tst_accesspolicy.moc"
