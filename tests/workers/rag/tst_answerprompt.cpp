// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "answerprompt.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestAnswerPrompt : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsTheLanguage_data();
    void knowsTheLanguage();
    void quotesWithTheirPlaces();
    void tellsWhatIsFromAScan_data();
    void tellsWhatIsFromAScan();
    void isBounded();
    void keepsTheLatestOfAConversation();
};

void TestAnswerPrompt::knowsTheLanguage_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("language");
    QTest::newRow("Russian") << u"Какова прочность бетона?"_s << u"ru"_s;
    QTest::newRow("one word") << u"Опалубка"_s << u"ru"_s;
    QTest::newRow("with Latin names") << u"Как ставить Debian на Raspberry Pi?"_s << u"ru"_s;
    QTest::newRow("Ukrainian") << u"Яка міцність бетону?"_s << u"en"_s;
    QTest::newRow("English") << u"How strong is it?"_s << u"en"_s;
    QTest::newRow("English with a name") << u"Who was Müller?"_s << u"en"_s;
    QTest::newRow("German") << u"Wie fest ist der Beton nach 28 Tagen?"_s << u"de"_s;
    QTest::newRow("another one") << u"混凝土养护"_s << u"en"_s;
    QTest::newRow("nothing") << QString() << u"en"_s;
}

void TestAnswerPrompt::knowsTheLanguage()
{
    QFETCH(const QString, question);
    QTEST(instructionLanguage(question), "language");
    QVERIFY(!notFoundSentence(question).isEmpty());
}

void TestAnswerPrompt::quotesWithTheirPlaces()
{
    RagPassage passage;
    passage.file = u"/docs/sp70.pdf"_s;
    passage.chunk = {12, u"Бетон"_s, u"Поливать водой."_s, u"5.2.1"_s, {}};
    const AnswerPrompt prompt = AnswerPrompt::of(u"Как поливать?"_s, {passage}, {{u"До этого?"_s, u"Да [1]."_s}});
    QCOMPARE(prompt.passages, size_t(1));
    QVERIFY2(prompt.text.contains(u"[1] /docs/sp70.pdf, стр. 12, пункт 5.2.1: Бетон\nПоливать водой."_s),
             qPrintable(prompt.text));
    QVERIFY(prompt.text.endsWith(u"Вопрос: До этого?\nОтвет: Да [1].\n\nВопрос: Как поливать?"_s));
}

void TestAnswerPrompt::tellsWhatIsFromAScan_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("head"); // of the passage that was recognised
    QTest::newRow("Russian") << u"Как поливать?"_s
                             << u"[2] /docs/a.pdf, стр. 3, пункт 5.2 (распознано со скана): B25\n"_s;
    QTest::newRow("English") << u"How strong is it?"_s
                             << u"[2] /docs/a.pdf, page 3, clause 5.2 (recognised from a scan): B25\n"_s;
    QTest::newRow("German") << u"Wie fest ist der Beton nach 28 Tagen?"_s
                            << u"[2] /docs/a.pdf, S. 3, Abschnitt 5.2 (aus einem Scan erkannt): B25\n"_s;
}

void TestAnswerPrompt::tellsWhatIsFromAScan()
{
    QFETCH(const QString, question);
    QFETCH(const QString, head);
    RagPassage text;
    text.file = u"/docs/a.pdf"_s;
    text.chunk = {3, u"B25"_s, u"as text"_s, u"5.2"_s, {}};
    RagPassage scan = text;
    scan.chunk.confidence = 93;
    const QString prompt = AnswerPrompt::of(question, {text, scan}, {}).text;
    QVERIFY2(prompt.contains(head), qPrintable(prompt));
    const QString mark = head.section(u'(', 1).section(u')', 0, 0);
    QCOMPARE(prompt.count(mark), 1); // not of the passage that was text
}

void TestAnswerPrompt::isBounded()
{
    RagPassage passage;
    passage.file = u"/docs/a.txt"_s;
    passage.chunk.text = QString(3000, u'x');
    const AnswerPrompt prompt = AnswerPrompt::of(u"Why?"_s, std::vector<RagPassage>(10, passage), {});
    QCOMPARE(prompt.passages, size_t(3));
    QVERIFY(prompt.text.size() < 12'100);
    passage.chunk.text = QString(20'000, u'x'); // one is there in any case
    QCOMPARE(AnswerPrompt::of(u"Why?"_s, {passage}, {}).passages, size_t(1));
}

void TestAnswerPrompt::keepsTheLatestOfAConversation()
{
    std::vector<EarlierAnswer> earlier;
    for (int i = 0; i < 9; ++i)
        earlier.push_back({QString::number(i), u"answer"_s});
    EarlierAnswer::bound(earlier);
    QCOMPARE(earlier.size(), size_t(4));
    QCOMPARE(earlier.back().question, u"8"_s);
    earlier.assign(4, {u"q"_s, QString(9000, u'x')});
    EarlierAnswer::bound(earlier);
    QCOMPARE(earlier.size(), size_t(2));
    QCOMPARE(earlier.back().answer.size(), 2500);
    const auto again = EarlierAnswer::fromJson(EarlierAnswer::toJson(earlier));
    QCOMPARE(again.size(), size_t(2));
    QCOMPARE(again.front().question, u"q"_s);
}

QTEST_GUILESS_MAIN(TestAnswerPrompt)
#include "tst_answerprompt.moc"
