// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clausenumber.h"
#include "headingguess.h"
#include "listnumber.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using Format = NumberFormat;

class TestListNumber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesNumbers_data();
    void writesNumbers();
    void countsByLevels();
    void restartsAsItIsTold();
    void goesOnWhereALevelWasSkipped();
    void findsClauses_data();
    void findsClauses();
    void guessesHeadings_data();
    void guessesHeadings();
};

void TestListNumber::writesNumbers_data()
{
    QTest::addColumn<int>("value");
    QTest::addColumn<Format>("format");
    QTest::addColumn<QString>("text");
    QTest::newRow("decimal") << 12 << Format::Decimal << u"12"_s;
    QTest::newRow("with a zero") << 7 << Format::DecimalZero << u"07"_s;
    QTest::newRow("roman") << 1994 << Format::UpperRoman << u"MCMXCIV"_s;
    QTest::newRow("small roman") << 4 << Format::LowerRoman << u"iv"_s;
    QTest::newRow("too large a roman") << 4000 << Format::UpperRoman << u"4000"_s;
    QTest::newRow("letter") << 26 << Format::LowerLetter << u"z"_s;
    QTest::newRow("letters") << 28 << Format::UpperLetter << u"BB"_s;
    QTest::newRow("russian") << 10 << Format::LowerRussian << u"к"_s;
    QTest::newRow("russian capital") << 1 << Format::UpperRussian << u"А"_s;
    QTest::newRow("zero") << 0 << Format::LowerLetter << u"0"_s;
    QTest::newRow("negative") << -3 << Format::UpperRoman << u"-3"_s;
    QTest::newRow("hostile") << 2'000'000'000 << Format::LowerLetter << u"2000000000"_s;
    QTest::newRow("bullet") << 3 << Format::Bullet << QString();
}

void TestListNumber::writesNumbers()
{
    QFETCH(int, value);
    QFETCH(Format, format);
    QTEST(numberText(value, format), "text");
}

ListLevels clauses()
{
    ListLevels levels{};
    QString pattern;
    for (size_t at = 0; at < 3; ++at) {
        pattern += u"%"_s + QString::number(at + 1) + u"."_s;
        levels[at] = {.format = Format::Decimal, .pattern = pattern};
    }
    return levels;
}

void TestListNumber::countsByLevels()
{
    ListCounters counters;
    QStringList numbers;
    for (const int level : {0, 1, 1, 2, 2, 1, 0, 1, 2})
        numbers.append(counters.next(clauses(), level));
    QCOMPARE(numbers,
             QStringList({u"1. "_s, u"1.1. "_s, u"1.2. "_s, u"1.2.1. "_s, u"1.2.2. "_s, u"1.3. "_s, u"2. "_s,
                          u"2.1. "_s, u"2.1.1. "_s}));
    QCOMPARE(counters.next(clauses(), 7), QString()); // a level that has no pattern
    QCOMPARE(counters.next(clauses(), 99), QString());
    QCOMPARE(counters.next(clauses(), -1), QString());
}

void TestListNumber::restartsAsItIsTold()
{
    ListLevels levels = clauses();
    levels[1].restart = 0; // never
    levels[1].pattern = u"(%2)"_s;
    levels[2].isLegal = true;
    levels[0].format = Format::UpperRoman;
    ListCounters counters;
    QCOMPARE(counters.next(levels, 0), u"I. "_s);
    QCOMPARE(counters.next(levels, 1), u"(1) "_s);
    QCOMPARE(counters.next(levels, 0), u"II. "_s);
    QCOMPARE(counters.next(levels, 1), u"(2) "_s);
    QCOMPARE(counters.next(levels, 2), u"2.2.1. "_s);
    QCOMPARE(counters.next(levels, 0, 9), u"IX. "_s);
    QCOMPARE(counters.next(levels, 0), u"X. "_s);
}

void TestListNumber::goesOnWhereALevelWasSkipped()
{
    ListCounters counters;
    QCOMPARE(counters.next(clauses(), 2), u"1.1.1. "_s);
    QCOMPARE(counters.next(clauses(), 1), u"1.2. "_s);
}

void TestListNumber::findsClauses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isHeading");
    QTest::addColumn<QString>("number");
    QTest::newRow("dotted") << u"3.2.1 Бетонную смесь укладывают"_s << false << u"3.2.1"_s;
    QTest::newRow("with a dot") << u"3.2.1. бетонную смесь укладывают"_s << false << u"3.2.1"_s;
    QTest::newRow("named clause") << u"п. 3.2.1 Бетон"_s << false << u"3.2.1"_s;
    QTest::newRow("clause in words") << u"Пункт 5.4. Оплата"_s << false << u"5.4"_s;
    QTest::newRow("article") << u"Статья 5. Права"_s << false << u"Статья 5"_s;
    QTest::newRow("annex") << u"Приложение А (обязательное)"_s << false << u"Приложение А"_s;
    QTest::newRow("of an annex") << u"А.1.2 Испытания"_s << false << u"А.1.2"_s;
    QTest::newRow("section sign") << u"§ 12 Haftung"_s << false << u"§ 12"_s;
    QTest::newRow("English") << u"Section 4.2 Scope"_s << true << u"Section 4.2"_s;
    QTest::newRow("heading of one") << u"1. ПРЕДМЕТ ДОГОВОРА"_s << true << u"1"_s;
    QTest::newRow("item of a list") << u"1. яблоки"_s << false << QString();
    QTest::newRow("decimal") << u"3.5 мм"_s << false << QString();
    QTest::newRow("date") << u"12.05.2026 г."_s << false << QString();
    QTest::newRow("word in a sentence") << u"part I played"_s << false << QString();
    QTest::newRow("none") << u"Бетон"_s << true << QString();
    QTest::newRow("empty") << QString() << true << QString();
}

void TestListNumber::findsClauses()
{
    QFETCH(QString, text);
    QFETCH(bool, isHeading);
    QTEST(clauseNumber(text, isHeading).text, "number");
}

void TestListNumber::guessesHeadings_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isBold");
    QTest::addColumn<bool>("isCentred");
    QTest::addColumn<int>("level");
    QTest::newRow("numbered, bold, centred") << u"1. ПРЕДМЕТ ДОГОВОРА"_s << true << true << 1;
    QTest::newRow("numbered and bold") << u"3.2 Требования к материалам"_s << true << false << 2;
    QTest::newRow("bold") << u"Порядок расчётов"_s << true << false << 2;
    QTest::newRow("capitals, centred") << u"СВОД ПРАВИЛ"_s << false << true << 1;
    QTest::newRow("capitals") << u"ОТВЕТСТВЕННОСТЬ СТОРОН"_s << false << false << 1;
    QTest::newRow("text") << u"Подрядчик обязуется выполнить работы."_s << false << false << 0;
    QTest::newRow("bold sentence") << u"Подрядчик обязуется выполнить работы."_s << true << false << 0;
    QTest::newRow("numbered text") << u"3.2 Требования к материалам"_s << false << false << 0;
    QTest::newRow("bold item") << u"бетон;"_s << true << false << 0;
    QTest::newRow("caption") << u"Рисунок 1 – Опалубка"_s << false << true << 0;
    QTest::newRow("date") << u"г. Москва, 14 марта 2026 г."_s << true << true << 0;
    QTest::newRow("long") << QString(200, u'А') << true << true << 0;
    QTest::newRow("no letters") << u"2026"_s << true << true << 0;
    QTest::newRow("empty") << QString() << true << true << 0;
}

void TestListNumber::guessesHeadings()
{
    QFETCH(QString, text);
    QFETCH(bool, isBold);
    QFETCH(bool, isCentred);
    ParagraphLook look;
    look.isBold = isBold;
    look.isCentred = isCentred;
    QTEST(guessedHeadingLevel(text, look), "level");
}

QTEST_GUILESS_MAIN(TestListNumber)
#include "tst_listnumber.moc"
