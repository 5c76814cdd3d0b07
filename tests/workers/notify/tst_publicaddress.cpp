// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "publicaddress.h"
#include "webhooksignature.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestPublicAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsPublicAddresses_data();
    void knowsPublicAddresses();
    void signsAsTheSpecificationDoes();
    void refusesKeys_data();
    void refusesKeys();
};

void TestPublicAddress::knowsPublicAddresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("expected");
    for (const char *address :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
          "169.253.255.255", "172.15.0.1", "172.32.0.1", "192.167.1.1", "223.255.255.1", "2606:4700:4700::1111",
          "2a00:1450::1", "2002:101:101::1", "::ffff:8.8.8.8", "64:ff9b::808:808"})
        QTest::newRow(address) << QString::fromLatin1(address) << true;
    for (
        const char *address :
        {"0.0.0.0",         "0.1.2.3",          "10.1.2.3",        "100.64.0.1",      "127.0.0.1",    "127.255.255.254",
         "169.254.169.254", "172.16.0.1",       "172.31.255.255",  "192.0.0.8",       "192.168.0.1",  "198.18.0.1",
         "224.0.0.1",       "239.1.1.1",        "240.0.0.1",       "255.255.255.255", "::",           "::1",
         "::127.0.0.1",     "fc00::1",          "fd12::1",         "fe80::1",         "fe80::1%lo",   "fec0::1",
         "ff02::1",         "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
         "2002:a00:1::1",   "2001::1",          "2001:db8::1",     "100::1",          "5f00::1",      ""})
        QTest::newRow(address) << QString::fromLatin1(address) << false;
}

void TestPublicAddress::knowsPublicAddresses()
{
    QFETCH(QString, address);
    QTEST(isPublicAddress(QHostAddress(address)), "expected");
}

/// The example that is published with Standard Webhooks.
void TestPublicAddress::signsAsTheSpecificationDoes()
{
    const auto key = WebhookSignature::keyFrom("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    QVERIFY(key);
    QCOMPARE(WebhookSignature::sign(*key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
             QByteArray("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    QCOMPARE(*WebhookSignature::keyFrom("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), *key);
}

void TestPublicAddress::refusesKeys_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("prefix alone") << QByteArray("whsec_");
    QTest::newRow("no base64") << QByteArray("whsec_%%%");
    QTest::newRow("short") << QByteArray("whsec_") + QByteArray(23, 'k').toBase64();
    QTest::newRow("long") << QByteArray("whsec_") + QByteArray(65, 'k').toBase64();
}

void TestPublicAddress::refusesKeys()
{
    QFETCH(QByteArray, secret);
    const auto key = WebhookSignature::keyFrom(secret);
    QVERIFY(!key);
    QVERIFY(secret.size() < 12 || !key.error().message.toUtf8().contains(secret));
}

QTEST_GUILESS_MAIN(TestPublicAddress)
#include "tst_publicaddress.moc"
