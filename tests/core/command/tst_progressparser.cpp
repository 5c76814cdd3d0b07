// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "progressparser.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestProgressParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsProgress_data();
    void findsProgress();
    void followsAPatternOfTheUsersOwn_data();
    void followsAPatternOfTheUsersOwn();
    void keepsTheLastLine_data();
    void keepsTheLastLine();
    void keepsTheLastWordOfAFlood_data();
    void keepsTheLastWordOfAFlood();
    void takesNoHalfNumbersFromAFlood();
    void findsTheSameHoweverOftenItIsAsked();
    void survivesAnything();
};

void TestProgressParser::findsProgress_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<double>("progress"); // -1 for none
    QTest::newRow("percent") << QByteArray("37%\n") << 37.0;
    QTest::newRow("a bar of curl") << QByteArray("\r######            12.3%") << 12.3;
    QTest::newRow("a bar of pip") << QByteArray("\r  |#### | 12% 1.2MB/s eta 0:00:12\r  |##### | 25% ") << 25.0;
    QTest::newRow("done of total") << QByteArray("12/80\n") << 15.0;
    QTest::newRow("decimals") << QByteArray("12,5 %\n") << 12.5;
    QTest::newRow("thousands") << QByteArray("12,019/20,000\n") << 60.095;
    QTest::newRow("the last of several") << QByteArray("10%\n20%\n30%\n") << 30.0;
    QTest::newRow("percent before fraction") << QByteArray("50% (1/10)\n") << 50.0;
    QTest::newRow("the last line without its end") << QByteArray("10%\n80%") << 80.0;
    QTest::newRow("more than all") << QByteArray("250%\n") << -1.0;
    QTest::newRow("a line that says nothing keeps the last") << QByteArray("10%\n0% packet loss\n") << 10.0;
    QTest::newRow("a fraction that may go on") << QByteArray("1/2\n12/8") << 50.0;
    QTest::newRow("no number") << QByteArray("starting up\n") << -1.0;
    QTest::newRow("nothing") << QByteArray() << -1.0;
}

void TestProgressParser::findsProgress()
{
    QFETCH(QByteArray, output);
    for (const bool atOnce : {true, false}) { // however the pieces come
        ProgressParser parser;
        if (atOnce)
            parser.feed(output);
        for (qsizetype i = 0; !atOnce && i < output.size(); ++i)
            parser.feed(QByteArrayView(output).sliced(i, 1));
        parser.finish();
        QTEST(parser.progress().value_or(-1.0), "progress");
    }
}

void TestProgressParser::followsAPatternOfTheUsersOwn_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<double>("progress");
    QTest::newRow("one group") << u"at (\\d+) of 100"_s << QByteArray("99% at 40 of 100\n") << 40.0;
    QTest::newRow("two groups") << u"epoch (\\d+) of (\\d+)"_s << QByteArray("epoch 3 of 12\n") << 25.0;
    QTest::newRow("no group") << u"\\d+(?= points)"_s << QByteArray("7 points\n") << 7.0;
    QTest::newRow("no match") << u"epoch (\\d+)"_s << QByteArray("50%\n") << -1.0;
    QTest::newRow("no number") << u"epoch (\\w+)"_s << QByteArray("epoch last\n") << -1.0;
}

void TestProgressParser::followsAPatternOfTheUsersOwn()
{
    QFETCH(QString, pattern);
    QFETCH(QByteArray, output);
    ProgressParser parser{QRegularExpression(pattern)};
    parser.feed(output);
    QTEST(parser.progress().value_or(-1.0), "progress");
}

void TestProgressParser::keepsTheLastLine_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QString>("line");
    QTest::newRow("one") << QByteArray("hello\n") << u"hello"_s;
    QTest::newRow("the last") << QByteArray("hello\nworld\n") << u"world"_s;
    QTest::newRow("without its end") << QByteArray("hello\nworld") << u"world"_s;
    QTest::newRow("empty ones don't count") << QByteArray("hello\n\n  \n") << u"hello"_s;
    QTest::newRow("colours go") << QByteArray("\x1b[31mred\x1b[0m alert\n") << u"red alert"_s;
    QTest::newRow("UTF-8") << QByteArray("Grüße\n") << u"Grüße"_s;
    QTest::newRow("Windows' line ends") << QByteArray("hello\r\n") << u"hello"_s;
}

void TestProgressParser::keepsTheLastLine()
{
    QFETCH(QByteArray, output);
    ProgressParser parser;
    parser.feed(output);
    parser.finish();
    QTEST(parser.lastLine(), "line");
}

void TestProgressParser::keepsTheLastWordOfAFlood_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<double>("progress");
    QTest::addColumn<QString>("line");
    const QByteArray flood = QByteArray("some line of a log\n").repeated(20'000);
    const QByteArray giant(300'000, 'x');
    QTest::newRow("at its end") << flood + "now 40%\n" << 40.0 << u"now 40%"_s;
    QTest::newRow("before it") << "now 40%\n" + flood << 40.0 << u"some line of a log"_s;
    QTest::newRow("within it") << "5%\n" + flood + "now 40%\n" + flood << 40.0 << u"some line of a log"_s;
    QTest::newRow("a fraction before it") << "now 12/80\n" + flood << 15.0 << u"some line of a log"_s;
    QTest::newRow("a line without an end after it") << "now 40%\n" + giant << 40.0 << u"now 40%"_s;
    QTest::newRow("in a line without an end") << giant + " 40%" << 40.0 << QString();
    QTest::newRow("in a line without an end, and before its rest") << giant + " 40% " + giant << 40.0 << QString();
    QTest::newRow("bars without line ends") << QByteArray("\r 12%").repeated(100'000) + "\r 40%" << 40.0 << u"12%"_s;
    QTest::newRow("each line has one") << QByteArray("1/80 a\n").repeated(100'000) + "12/80 a\n"
                                       << 15.0 << u"12/80 a"_s;
    QTest::newRow("paths") << QByteArray("/usr/12/80/x\n").repeated(100'000) << -1.0 << u"/usr/12/80/x"_s;
}

void TestProgressParser::keepsTheLastWordOfAFlood()
{
    QFETCH(QByteArray, output);
    for (const qsizetype piece : {qsizetype(65536), qsizetype(1000), output.size()}) {
        ProgressParser parser;
        for (qsizetype i = 0; i < output.size(); i += piece)
            parser.feed(QByteArrayView(output).sliced(i, std::min(piece, output.size() - i)));
        QTEST(parser.progress().value_or(-1.0), "progress");
        QTEST(parser.lastLine(), "line");
    }
}

/// Wherever a flood is cut, no number comes out that wasn't printed.
void TestProgressParser::takesNoHalfNumbersFromAFlood()
{
    for (int offset = 0; offset < 40; ++offset) {
        ProgressParser parser;
        parser.feed(QByteArray(offset, 'x') + QByteArray("12,019/20,000 ").repeated(3000));
        QVERIFY(!parser.progress() || std::abs(*parser.progress() - 60.095) < 1e-9);
        parser.feed(QByteArray("12,5 % ").repeated(3000));
        QVERIFY(!parser.progress() || std::abs(*parser.progress() - 60.095) < 1e-9 || *parser.progress() == 12.5);
    }
}

/// However much there is of it, what is read is bounded: asking after each piece finds the same as asking once.
void TestProgressParser::findsTheSameHoweverOftenItIsAsked()
{
    QByteArray output;
    for (int i = 0; i <= 1000; ++i)
        output += "item " + QByteArray::number(i) + "/1000 of it\n";
    for (const qsizetype piece : {1, 7, 100, 5000}) {
        ProgressParser parser;
        double last = 0;
        for (qsizetype i = 0; i < output.size(); i += piece) {
            parser.feed(QByteArrayView(output).sliced(i, std::min<qsizetype>(piece, output.size() - i)));
            const double now = parser.progress().value_or(0.0);
            QVERIFY(now >= last);
            last = now;
        }
        QCOMPARE(last, 100.0);
    }
}

void TestProgressParser::survivesAnything()
{
    ProgressParser parser;
    parser.feed(QByteArray(5'000'000, 'x'));
    parser.feed("\n");
    QVERIFY(parser.lastLine().size() <= 500);
    parser.feed(QByteArray::fromHex("ff00fe80c3280a"));
    parser.feed(QByteArray("%%%%////%%%%\n").repeated(10000));
    QVERIFY(!parser.progress());
}

QTEST_GUILESS_MAIN(TestProgressParser)
#include "tst_progressparser.moc"
