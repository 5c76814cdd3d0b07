// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "origins.h"

#include <QTest>

using namespace Procession;

/// Whose change it is, when clients share some of what they are known by.
class TestOrigins : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsClientsApart_data();
    void tellsClientsApart();
};

namespace {

const Principal first{Actor::Kind::Token, QStringLiteral("first")};
const Principal second{Actor::Kind::Token, QStringLiteral("second")};

Actor actorOf(Origins &origins, const Principal &principal, const QByteArray &program, const QByteArray &address)
{
    HttpRequest request;
    request.headers.emplaceBack("user-agent", program);
    request.peer = QHostAddress(QString::fromLatin1(address));
    return *origins.of(request, principal).actor;
}

} // namespace

void TestOrigins::tellsClientsApart_data()
{
    QTest::addColumn<bool>("isSecond");
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<QByteArray>("address");
    QTest::newRow("another token") << true << QByteArray("curl") << QByteArray("192.0.2.7");
    QTest::newRow("another program") << false << QByteArray("wget") << QByteArray("192.0.2.7");
    QTest::newRow("another address") << false << QByteArray("curl") << QByteArray("192.0.2.8");
}

void TestOrigins::tellsClientsApart()
{
    QFETCH(bool, isSecond);
    QFETCH(QByteArray, program);
    QFETCH(QByteArray, address);
    Origins origins;
    const Principal &principal = isSecond ? second : first;
    for (int turn = 0; turn < 2; ++turn) { // made, and found again
        const Actor usual = actorOf(origins, first, "curl", "192.0.2.7");
        QCOMPARE(usual, (Actor{Actor::Kind::Token, first.name, QStringLiteral("curl"), QStringLiteral("192.0.2.7")}));
        const Actor other = actorOf(origins, principal, program, address);
        QCOMPARE(
            other,
            (Actor{Actor::Kind::Token, principal.name, QString::fromLatin1(program), QString::fromLatin1(address)}));
    }
}

QTEST_GUILESS_MAIN(TestOrigins)
#include "tst_origins.moc"
