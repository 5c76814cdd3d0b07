// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "safeoutput.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestSafeOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsLines_data();
    void showsLines();
    void replacesALineThatIsNotOver();
    void boundsALongLine();
};

void TestSafeOutput::showsLines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("hasColours");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << QByteArray("one\ntwo\r\n") << true << u"one\ntwo\n"_s;
    QTest::newRow("colours") << QByteArray("\x1b[1;31mred\x1b[0m or\n") << true << u"\x1b[0;1;31mred\x1b[0m or\n"_s;
    QTest::newRow("all kinds of them") << QByteArray("\x1b[93;48;5;200ma\x1b[0;38;2;1;2;3;7mb\x1b[m\n") << true
                                       << u"\x1b[0;93;48;5;200ma\x1b[0;7;38;2;1;2;3mb\x1b[0m\n"_s;
    QTest::newRow("a colour that goes on")
        << QByteArray("\x1b[32ma\nb\n") << true << u"\x1b[0;32ma\x1b[0m\n\x1b[0;32mb\x1b[0m\n"_s;
    QTest::newRow("no colours") << QByteArray("\x1b[1;31mred\x1b[0m or\n") << false << u"red or\n"_s;
    QTest::newRow("a title") << QByteArray("\x1b]0;owned\x07x\n") << true << u"x\n"_s;
    QTest::newRow("the clipboard") << QByteArray("\x1b]52;c;b3duZWQ=\x1b\\x\n") << true << u"x\n"_s;
    QTest::newRow("moves") << QByteArray("\x1b[2J\x1b[Hx\x1b[10Ay\n") << true << u"xy\n"_s;
    QTest::newRow("a question to the terminal") << QByteArray("\x1b[6n\x1b[>cx\n") << true << u"x\n"_s;
    QTest::newRow("a progress bar") << QByteArray("10%\r20%\r100%\n") << true << u"100%\n"_s;
    QTest::newRow("control characters") << QByteArray("a\0b\x7f\n", 5) << true << u"a\u2400b\u2421\n"_s;
    QTest::newRow("no UTF-8") << QByteArray("a\xff\n") << true << u"a\ufffd\n"_s;
}

void TestSafeOutput::showsLines()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, hasColours);
    QFETCH(QString, shown);
    SafeOutput output(80, hasColours);
    QCOMPARE(output.feed(bytes) + output.finish(), shown);
}

void TestSafeOutput::replacesALineThatIsNotOver()
{
    SafeOutput output(6, false);
    QCOMPARE(output.feed("10%"), u"10%"_s);
    QCOMPARE(output.feed(""), QString());
    QCOMPARE(output.feed("\r20%"), u"\r\x1b[K20%"_s);
    QCOMPARE(output.feed("\r123456789"), u"\r\x1b[K12345"_s); // what wraps couldn't be replaced
    QCOMPARE(output.feed("0\nnext"), u"\r\x1b[K1234567890\nnext"_s);
    QCOMPARE(output.finish(), u"\r\x1b[Knext\n"_s);
    QCOMPARE(output.finish(), QString());
}

void TestSafeOutput::boundsALongLine()
{
    SafeOutput output(80, false);
    for (int i = 0; i < 1000; ++i)
        output.feed(QByteArray(10'000, 'x'));
    const QString shown = output.feed("\n");
    QVERIFY(shown.size() < 20'000);
    QVERIFY2(shown.endsWith(u"x… (9.5 MiB more)\n"_s), qPrintable(shown.right(30)));
}

QTEST_GUILESS_MAIN(TestSafeOutput)
#include "tst_safeoutput.moc"
