// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "words.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestRagWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheWords_data();
    void takesTheWords();
    void asksForWhatSaysSomething_data();
    void asksForWhatSaysSomething();
};

void TestRagWords::takesTheWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("empty") << u""_s << QByteArray();
    QTest::newRow("signs only") << u" ... -- §"_s << QByteArray();
    QTest::newRow("a sentence") << u"The apt-get tool, v2.4!"_s << QByteArray("the apt get tool v2 4");
    QTest::newRow("other letters") << u"Größe, Ёлка und 東京"_s << "größe ёлка und 東京"_ba;
    QTest::newRow("no word") << QString(41, u'x') + u" ok"_s << QByteArray("ok");
}

void TestRagWords::takesTheWords()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, words);
    QByteArrayList taken;
    for (const std::string &word : wordsOf(text))
        taken.append(QByteArray::fromStdString(word));
    QCOMPARE(taken.join(' '), words);
}

void TestRagWords::asksForWhatSaysSomething_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("expression");
    QTest::newRow("nothing") << u"?!"_s << QString();
    QTest::newRow("a question") << u"How do I mount a disk?"_s << u"\"mount\" OR \"disk\""_s;
    QTest::newRow("only small words") << u"to be or not to be"_s << u"\"to\" OR \"be\" OR \"or\" OR \"not\""_s;
    QTest::newRow("each word once") << u"Disk disk DISK"_s << u"\"disk\""_s;
    QTest::newRow("operators and quotes are words")
        << u"mount\" AND NEAR(disk) * col:umn"_s << u"\"mount\" OR \"near\" OR \"disk\" OR \"col\" OR \"umn\""_s;
}

void TestRagWords::asksForWhatSaysSomething()
{
    QFETCH(QString, question);
    QFETCH(QString, expression);
    QCOMPARE(matchExpression(question), expression);
}

QTEST_GUILESS_MAIN(TestRagWords)
#include "tst_ragwords.moc"
