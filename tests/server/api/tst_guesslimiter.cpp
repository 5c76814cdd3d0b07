// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "guesslimiter.h"

#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestGuessLimiter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesThatCountAsOne_data();
    void addressesThatCountAsOne();
    void loopbackIsAlwaysLookedAt_data();
    void loopbackIsAlwaysLookedAt();
    void whoHeldTheTokenIsLookedAtFurther();
    void manyAddressesShareAnAllowance();
    void theTableIsBounded();
    void anAllowanceComesBack();

private:
    static QHostAddress address(quint32 number) { return QHostAddress(0x0a000000 + number); }
    static void exhaust(GuessLimiter &limiter, const QHostAddress &address, qint64 now)
    {
        while (limiter.mayLook(address, now))
            limiter.wasWrong(address, now);
    }
};

void TestGuessLimiter::addressesThatCountAsOne_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    QTest::addColumn<bool>("same");
    QTest::newRow("an address and itself") << u"192.0.2.1"_s << u"192.0.2.1"_s << true;
    QTest::newRow("neighbours") << u"192.0.2.1"_s << u"192.0.2.2"_s << false;
    QTest::newRow("IPv4 and the same in IPv6") << u"192.0.2.1"_s << u"::ffff:192.0.2.1"_s << true;
    QTest::newRow("neighbours in IPv6's form") << u"::ffff:192.0.2.1"_s << u"::ffff:192.0.2.2"_s << false;
    QTest::newRow("a /64") << u"2001:db8:1:2::1"_s << u"2001:db8:1:2:ffff:ffff:ffff:ffff"_s << true;
    QTest::newRow("two /64") << u"2001:db8:1:2::1"_s << u"2001:db8:1:3::1"_s << false;
}

void TestGuessLimiter::addressesThatCountAsOne()
{
    QFETCH(QString, one);
    QFETCH(QString, other);
    GuessLimiter limiter;
    exhaust(limiter, QHostAddress(one), 0);
    QTEST(!limiter.mayLook(QHostAddress(other), 0), "same");
}

void TestGuessLimiter::loopbackIsAlwaysLookedAt_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestGuessLimiter::loopbackIsAlwaysLookedAt()
{
    QFETCH(QString, text);
    GuessLimiter limiter;
    int within = 0;
    for (int i = 0; i < 1000; ++i) {
        QVERIFY(limiter.mayLook(QHostAddress(text), 0));
        within += limiter.wasWrong(QHostAddress(text), 0) ? 1 : 0;
    }
    QCOMPARE(within, GuessLimiter::burst); // the others are told that it was one too many
    QVERIFY(limiter.mayLook(QHostAddress(text), 0));
}

void TestGuessLimiter::whoHeldTheTokenIsLookedAtFurther()
{
    GuessLimiter limiter;
    limiter.wasRight(address(1), 0);
    int looks = 0;
    for (; looks < 10000 && limiter.mayLook(address(1), 0); ++looks)
        limiter.wasWrong(address(1), 0);
    QCOMPARE(looks, GuessLimiter::burst + GuessLimiter::looksPerSecond);
    QVERIFY(limiter.mayLook(address(1), 10));
    // Not for ever. Its own allowance is used up again and again meanwhile.
    const qint64 later = GuessLimiter::trust.count() + 61'000;
    while (limiter.mayLook(address(1), later) && limiter.addresses() > 0 && looks < 100000) {
        limiter.wasWrong(address(1), later);
        ++looks;
    }
    QVERIFY(!limiter.mayLook(address(1), later + 100));
}

void TestGuessLimiter::manyAddressesShareAnAllowance()
{
    GuessLimiter limiter;
    int looks = 0;
    for (quint32 i = 0; i < 1000; ++i) {
        for (; limiter.mayLook(address(i), 0); ++looks)
            limiter.wasWrong(address(i), 0);
    }
    // Each address has one guess, all together some more.
    QVERIFY2(looks <= GuessLimiter::burstOfAll + 1000, qPrintable(QString::number(looks)));
    // One that has done nothing wrong isn't one of them.
    QVERIFY(limiter.mayLook(address(5000), 0));
}

void TestGuessLimiter::theTableIsBounded()
{
    GuessLimiter limiter;
    for (quint32 i = 0; i < GuessLimiter::mostAddresses + 500; ++i)
        limiter.wasWrong(address(i), 0);
    QCOMPARE(limiter.addresses(), GuessLimiter::mostAddresses);
    // With so many at it, a further one has no guess of its own.
    QVERIFY(!limiter.mayLook(address(1000000), 0));
    QVERIFY(limiter.mayLook(address(1000000), GuessLimiter::pauseOfAll.count()));
}

void TestGuessLimiter::anAllowanceComesBack()
{
    GuessLimiter limiter;
    exhaust(limiter, address(1), 0);
    const qint64 pause = GuessLimiter::pause.count();
    QCOMPARE(limiter.wait(address(1), 0), std::chrono::ceil<std::chrono::seconds>(GuessLimiter::pause));
    QVERIFY(!limiter.mayLook(address(1), pause - 1));
    QVERIFY(limiter.mayLook(address(1), pause));
    limiter.wasWrong(address(1), pause);
    QVERIFY(!limiter.mayLook(address(1), pause));
    const qint64 longAfter = pause + 100 * GuessLimiter::burst * pause; // it doesn't gather more than the burst
    int looks = 0;
    for (; limiter.mayLook(address(1), longAfter); ++looks)
        limiter.wasWrong(address(1), longAfter);
    QCOMPARE(looks, GuessLimiter::burst);
}

QTEST_GUILESS_MAIN(TestGuessLimiter)
#include "tst_guesslimiter.moc"
