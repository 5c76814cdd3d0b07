// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "authenticator.h"
#include "fakeclock.h"

#include <QRegularExpression>
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

constexpr int allowed = 200;
constexpr int denied = 401;
constexpr int tooMany = 429;
const QHostAddress stranger(QStringLiteral("192.0.2.7"));
const Principal buyer{Actor::Kind::Token, QStringLiteral("buyer")};

int check(Authenticator &authenticator, const HttpRequest &request)
{
    const auto principal = authenticator.identify(request);
    return principal ? allowed : principal.error().status;
}

int upgrade(Authenticator &authenticator, const HttpRequest &request)
{
    const auto principal = authenticator.identifyUpgrade(request);
    return principal ? allowed : principal.error().status;
}

HttpRequest from(const QHostAddress &address, HttpRequest request)
{
    request.peer = address;
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
    void knowsWhoAsks();
    void takesTheTokenOfABrowserFromTheQuery_data();
    void takesTheTokenOfABrowserFromTheQuery();
    void aTicketIsGoodOnce();
    void aTicketIsGoodForHalfAMinute();
    void unusedTicketsAreBounded();
    void guessesRunOut_data();
    void guessesRunOut();
    void noTokenIsNoGuess();
    void guessesAreLoggedOnceAMinute();
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
    Authenticator authenticator("s3cret", clock);
    QVERIFY(!authenticator.isOpen());
    QTEST(check(authenticator, withHeader(header)) == allowed, "allowed");
}

void TestAuthenticator::letsEveryoneInWithoutAToken()
{
    FakeClock clock;
    Authenticator authenticator({}, clock);
    QVERIFY(authenticator.isOpen());
    QCOMPARE(check(authenticator, withHeader({})), allowed);
    QCOMPARE(upgrade(authenticator, withQuery({})), allowed);
}

void TestAuthenticator::knowsWhoAsks()
{
    FakeClock clock;
    Authenticator authenticator("s3cret", clock);
    const auto holder = authenticator.identify(withHeader("Bearer s3cret"));
    QVERIFY(holder.ok());
    QCOMPARE((*holder)->kind, Actor::Kind::Token);
    QCOMPARE((*holder)->name.toString(), QStringLiteral("default"));
    const auto upgraded = authenticator.identifyUpgrade(withQuery("token=s3cret"));
    QVERIFY(upgraded.ok());
    QCOMPARE(*upgraded, *holder);
    // A ticket stands for the one who bought it, also beside the token of another.
    const auto ticket = authenticator.issueTicket(stranger, buyer).text;
    const auto bearer = authenticator.identifyUpgrade(withQuery("ticket=" + ticket));
    QVERIFY(bearer.ok());
    QCOMPARE(*bearer, &buyer);

    Authenticator open({}, clock);
    const auto anyone = open.identify(withHeader({}));
    QVERIFY(anyone.ok());
    QCOMPARE((*anyone)->kind, Actor::Kind::Anyone);
    QVERIFY((*anyone)->name.isEmpty());
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
    QTEST(upgrade(authenticator, withQuery(query)) == allowed, "allowed");
    QVERIFY2(check(authenticator, withQuery(query)) == denied, "only a WebSocket's token may stand in the query");
}

void TestAuthenticator::aTicketIsGoodOnce()
{
    FakeClock clock;
    Authenticator authenticator("s3cret", clock);
    const QByteArray ticket = authenticator.issueTicket(stranger, buyer).text;
    QVERIFY(ticket.size() >= 32);
    QVERIFY(ticket != authenticator.issueTicket(stranger, buyer).text);
    QCOMPARE(upgrade(authenticator, withQuery("ticket=" + ticket)), allowed);
    QCOMPARE(upgrade(authenticator, withQuery("ticket=" + ticket)), denied);
}

void TestAuthenticator::aTicketIsGoodForHalfAMinute()
{
    FakeClock clock;
    Authenticator authenticator("s3cret", clock);
    const QByteArray early = authenticator.issueTicket(stranger, buyer).text;
    const QByteArray late = authenticator.issueTicket(stranger, buyer).text;
    clock.advance(30s);
    QCOMPARE(upgrade(authenticator, withQuery("ticket=" + early)), allowed);
    clock.advance(1ms);
    QCOMPARE(upgrade(authenticator, withQuery("ticket=" + late)), denied);
}

void TestAuthenticator::unusedTicketsAreBounded()
{
    FakeClock clock;
    Authenticator authenticator("s3cret", clock);
    QByteArray first;
    for (qsizetype i = 0; i < Authenticator::mostTicketsOfOne; ++i) {
        const QByteArray ticket = authenticator.issueTicket(stranger, buyer).text;
        QVERIFY(!ticket.isEmpty());
        if (i == 0)
            first = ticket;
    }
    const auto refused = authenticator.issueTicket(stranger, buyer);
    QVERIFY(refused.text.isEmpty());
    QVERIFY(refused.isOneAddress);
    // One that is used makes room for another.
    QCOMPARE(upgrade(authenticator, withQuery("ticket=" + first)), allowed);
    QVERIFY(!authenticator.issueTicket(stranger, buyer).text.isEmpty());

    // Others aren't touched by that, up to the bound of all.
    qsizetype issued = Authenticator::mostTicketsOfOne;
    for (quint32 host = 1; issued < Authenticator::mostTickets; ++host) {
        for (qsizetype i = 0; i < Authenticator::mostTicketsOfOne; ++i, ++issued)
            QVERIFY(!authenticator.issueTicket(QHostAddress(0x0a000000 + host), buyer).text.isEmpty());
    }
    const auto full = authenticator.issueTicket(QHostAddress(0x0b000001), buyer);
    QVERIFY(full.text.isEmpty());
    QVERIFY(!full.isOneAddress);
    clock.advance(30s + 1ms);
    QVERIFY(!authenticator.issueTicket(stranger, buyer).text.isEmpty());
}

void TestAuthenticator::guessesRunOut_data()
{
    QTest::addColumn<HttpRequest>("guess");
    QTest::newRow("in the header") << withHeader("Bearer guess");
    QTest::newRow("a token in the query") << withQuery("token=guess");
    QTest::newRow("a ticket") << withQuery("ticket=guess");
}

void TestAuthenticator::guessesRunOut()
{
    QFETCH(HttpRequest, guess);
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(QStringLiteral("wrong tokens, tickets or ping keys: 1, the last one from 192.0.2.7")));
    FakeClock clock;
    Authenticator authenticator("s3cret", clock);
    const HttpRequest wrong = from(stranger, guess);
    for (int i = 0; i < GuessLimiter::burst; ++i)
        QCOMPARE(upgrade(authenticator, wrong), denied);
    QCOMPARE(upgrade(authenticator, wrong), tooMany);
    // The right one isn't looked at either, or guessing could go on.
    QCOMPARE(check(authenticator, from(stranger, withHeader("Bearer s3cret"))), tooMany);
    const auto refused = authenticator.identify(from(stranger, withHeader("Bearer s3cret")));
    QVERIFY(!refused);
    QCOMPARE(refused.error().headers.first().first, "Retry-After");
    const std::chrono::seconds wait(refused.error().headers.first().second.toInt());
    QVERIFY(wait >= 1s);
    // Others pass, also where they are wrong for the first time.
    QCOMPARE(check(authenticator, from(QHostAddress(QStringLiteral("192.0.2.8")), withHeader("Bearer s3cret"))),
             allowed);
    clock.advance(wait);
    QCOMPARE(check(authenticator, from(stranger, withHeader("Bearer s3cret"))), allowed);
}

void TestAuthenticator::noTokenIsNoGuess()
{
    FakeClock clock;
    Authenticator authenticator("s3cret", clock);
    for (int i = 0; i < 10 * GuessLimiter::burst; ++i) {
        QCOMPARE(check(authenticator, from(stranger, withHeader({}))), denied);
        QCOMPARE(upgrade(authenticator, from(stranger, withQuery("token=&ticket="))), denied);
    }
    QCOMPARE(check(authenticator, from(stranger, withHeader("Bearer s3cret"))), allowed);
}

void TestAuthenticator::guessesAreLoggedOnceAMinute()
{
    static QStringList lines;
    lines.clear();
    const auto before =
        qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &text) { lines.append(text); });
    FakeClock clock;
    Authenticator authenticator("s3cret", clock);
    for (int second = 0; second < 150; ++second) {
        for (int i = 0; i < 100; ++i)
            std::ignore = check(authenticator, from(stranger, withHeader("Bearer gu3ss")));
        authenticator.logGuesses();
        clock.advance(1s);
    }
    qInstallMessageHandler(before);
    QCOMPARE(lines.size(), 3); // at once, after a minute, after two
    QVERIFY2(lines[1].contains(u": 6000,") && lines[1].contains(u"192.0.2.7"), qPrintable(lines[1]));
    QVERIFY(!lines.join(u' ').contains(u"gu3ss"));
}

QTEST_GUILESS_MAIN(TestAuthenticator)
#include "tst_authenticator.moc"
