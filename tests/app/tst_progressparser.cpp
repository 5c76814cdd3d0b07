// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "progressparser.h"

#include <QTest>

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
    void survivesAnything();
};

void TestProgressParser::findsProgress_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<double>("progress"); // -1 for none
    QTest::newRow("percent") << QByteArray("37%\n") << 37.0;
    QTest::newRow("percent with a space") << QByteArray("done: 37 % of it\n") << 37.0;
    QTest::newRow("a fraction of a percent") << QByteArray("99.5%\n") << 99.5;
    QTest::newRow("a bar of curl") << QByteArray("\r######            12.3%") << 12.3;
    QTest::newRow("a bar of pip") << QByteArray("\r  |#### | 12% 1.2MB/s eta 0:00:12\r  |##### | 25% ") << 25.0;
    QTest::newRow("rsync") << QByteArray("  32,768 100%   31.2MB/s    0:00:00\n") << 100.0;
    QTest::newRow("done of total") << QByteArray("12/80\n") << 15.0;
    QTest::newRow("ninja") << QByteArray("[40/160] Building CXX object a.o\n") << 25.0;
    QTest::newRow("with spaces") << QByteArray("step 3 / 4\n") << 75.0;
    QTest::newRow("the last of several") << QByteArray("10%\n20%\n30%\n") << 30.0;
    QTest::newRow("percent before fraction") << QByteArray("50% (1/10)\n") << 50.0;
    QTest::newRow("the last line without its end") << QByteArray("10%\n80%") << 80.0;
    QTest::newRow("more than all") << QByteArray("250%\n") << -1.0;
    QTest::newRow("more done than there is") << QByteArray("90/80\n") << -1.0;
    QTest::newRow("of nothing") << QByteArray("0/0\n") << -1.0;
    QTest::newRow("a date") << QByteArray("2026/11/24 started\n") << -1.0;
    QTest::newRow("a path") << QByteArray("reading /usr/share/doc\n") << -1.0;
    QTest::newRow("a path with numbers") << QByteArray("/proc/12/34\n") << -1.0;
    QTest::newRow("a network") << QByteArray("10.0.0.0/24\n") << -1.0;
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
