// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "authenticator.h"
#include "fakeclock.h"

#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;

namespace {

HttpRequest withHeader(const QByteArray &value)
{
    HttpRequest request;
    if (!value.isNull())
        request.headers.emplaceBack("authorization", value);
    return request;
}

HttpRequest withQuery(const QByteArray &query)
{
    HttpRequest request;
    request.query = query;
    return request;
}

} // namespace

class TestAuthenticator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsTheToken_data();
    void knowsTheToken();
    void letsEveryoneInWithoutAToken();
    void takesTheTokenOfABrowserFromTheQuery_data();
    void takesTheTokenOfABrowserFromTheQuery();
    void aTicketIsGoodOnce();
    void aTicketIsGoodForHalfAMinute();
};

void TestAuthenticator::knowsTheToken_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("right") << QByteArray("Bearer s3cret") << true;
    QTest::newRow("the scheme in other letters") << QByteArray("bearer s3cret") << true;
    QTest::newRow("more space") << QByteArray("Bearer   s3cret") << true;
    QTest::newRow("none") << QByteArray() << false;
    QTest::newRow("empty") << QByteArray("") << false;
    QTest::newRow("scheme only") << QByteArray("Bearer ") << false;
    QTest::newRow("wrong") << QByteArray("Bearer S3cret") << false;
    QTest::newRow("a part of it") << QByteArray("Bearer s3cre") << false;
    QTest::newRow("more than it") << QByteArray("Bearer s3cret2") << false;
    QTest::newRow("another scheme") << QByteArray("Basic s3cret") << false;
    QTest::newRow("no scheme") << QByteArray("s3cret") << false;
}

void TestAuthenticator::knowsTheToken()
{
    QFETCH(QByteArray, header);
    FakeClock clock;
    const Authenticator authenticator("s3cret", clock);
    QVERIFY(!authenticator.isOpen());
    QTEST(authenticator.allows(withHeader(header)), "allowed");
}

void TestAuthenticator::letsEveryoneInWithoutAToken()
{
    FakeClock clock;
    Authenticator authenticator({}, clock);
    QVERIFY(authenticator.isOpen());
    QVERIFY(authenticator.allows(withHeader({})));
    QVERIFY(authenticator.allowsUpgrade(withQuery({})));
}

void TestAuthenticator::takesTheTokenOfABrowserFromTheQuery_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("right") << QByteArray("token=s3+cret%2F") << true;
    QTest::newRow("among others") << QByteArray("snapshot=1&token=s3%2Bcret%2F") << true;
    QTest::newRow("wrong") << QByteArray("token=nonsense") << false;
    QTest::newRow("empty") << QByteArray("token=") << false;
    QTest::newRow("an empty ticket") << QByteArray("ticket=") << false;
    QTest::newRow("an unknown ticket") << QByteArray("ticket=abc") << false;
    QTest::newRow("none") << QByteArray() << false;
}

void TestAuthenticator::takesTheTokenOfABrowserFromTheQuery()
{
    QFETCH(QByteArray, query);
    FakeClock clock;
    Authenticator authenticator("s3+cret/", clock);
    QTEST(authenticator.allowsUpgrade(withQuery(query)), "allowed");
    QVERIFY2(!authenticator.allows(withQuery(query)), "only a WebSocket's token may stand in the query");
}

void TestAuthenticator::aTicketIsGoodOnce()
{
    FakeClock clock;
    Authenticator authenticator("s3cret", clock);
    const QByteArray ticket = authenticator.issueTicket();
    QVERIFY(ticket.size() >= 32);
    QVERIFY(ticket != authenticator.issueTicket());
    QVERIFY(authenticator.allowsUpgrade(withQuery("ticket=" + ticket)));
    QVERIFY(!authenticator.allowsUpgrade(withQuery("ticket=" + ticket)));
}

void TestAuthenticator::aTicketIsGoodForHalfAMinute()
{
    FakeClock clock;
    Authenticator authenticator("s3cret", clock);
    const QByteArray early = authenticator.issueTicket();
    const QByteArray late = authenticator.issueTicket();
    clock.advance(30s);
    QVERIFY(authenticator.allowsUpgrade(withQuery("ticket=" + early)));
    clock.advance(1ms);
    QVERIFY(!authenticator.allowsUpgrade(withQuery("ticket=" + late)));
}

QTEST_GUILESS_MAIN(TestAuthenticator)
#include "tst_authenticator.moc"
