// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gluednumbers.h"

#include <QStringList>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestGluedNumbers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsNumbersFromWords_data();
    void partsNumbersFromWords();
    void partsNumbersOfClauses();
};

void TestGluedNumbers::partsNumbersFromWords_data()
{
    QTest::addColumn<QStringList>("headings");
    QTest::addColumn<QStringList>("parted");
    const auto row = [](const char *name, const QStringList &headings, const QStringList &parted) {
        QTest::newRow(name) << headings << parted;
    };
    row("one part", {u"1Область применения"_s, u"12Приёмка"_s}, {u"1 Область применения"_s, u"12 Приёмка"_s});
    row("several parts", {u"1.1Общие указания"_s, u"3.12.4уход"_s}, {u"1.1 Общие указания"_s, u"3.12.4 уход"_s});
    row("with a full stop", {u"1.Scope"_s, u"1.1.Terms"_s, u"2)Other"_s},
        {u"1. Scope"_s, u"1.1. Terms"_s, u"2) Other"_s});
    row("behind a word", {u"Глава 2Сроки"_s}, {u"Глава 2 Сроки"_s});
    row("in front of a quotation", {u"1«Объект»"_s}, {u"1 «Объект»"_s});
    row("a word of one letter", {u"1О порядке"_s, u"2В настоящем"_s}, {u"1 О порядке"_s, u"2 В настоящем"_s});
    row("capitals", {u"4ПРЕДМЕТ"_s, u"2СРОКИ"_s}, {u"4 ПРЕДМЕТ"_s, u"2 СРОКИ"_s});
    row("no number, though it looks like one", {u"3D printing"_s, u"5G"_s, u"20th century"_s, u"3-D"_s},
        {u"3D printing"_s, u"5G"_s, u"20th century"_s, u"3-D"_s});
    row("the third one", {u"1Ink"_s, u"2 Paper"_s, u"3D"_s}, {u"1 Ink"_s, u"2 Paper"_s, u"3 D"_s});
    row("already parted", {u"1 Scope"_s, u"1.1. Terms"_s, u"Scope"_s, QString()},
        {u"1 Scope"_s, u"1.1. Terms"_s, u"Scope"_s, QString()});
    row("nothing but a number", {u"1.2"_s, u"2026"_s}, {u"1.2"_s, u"2026"_s});
    row("behind several words", {u"The first 3Das"_s}, {u"The first 3Das"_s});
}

void TestGluedNumbers::partsNumbersFromWords()
{
    QFETCH(const QStringList, headings);
    GluedNumbers numbers;
    QStringList parted;
    for (const QString &heading : headings)
        parted.append(numbers.parted(heading));
    QTEST(parted, "parted");
}

void TestGluedNumbers::partsNumbersOfClauses()
{
    QCOMPARE(GluedNumbers::partedClause(u"1.3The policy applies"_s), u"1.3 The policy applies"_s);
    QCOMPARE(GluedNumbers::partedClause(u"2.«Объект»"_s), u"2. «Объект»"_s);
    for (const QString &other : {u"3D printing"_s, u"1.5мм"_s, u"2026"_s, u"1.2 Scope"_s, u"see 1.2Scope"_s, QString()})
        QCOMPARE(GluedNumbers::partedClause(other), other);
}

QTEST_GUILESS_MAIN(TestGluedNumbers)
#include "tst_gluednumbers.moc"
