// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processid.h"

#include <QTest>
#include <QUuid>

using namespace Procession;

class TestProcessId : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsOnlyWhatTheContractAllows_data();
    void acceptsOnlyWhatTheContractAllows();
    void saysItsRuleInWords();
    void generatedIdsAreValidAndSortByBirth();
};

void TestProcessId::acceptsOnlyWhatTheContractAllows_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("valid");
    QTest::newRow("the seed's") << QStringLiteral("ai_task_12345") << true;
    QTest::newRow("every kind of character") << QStringLiteral("aZ09._:-") << true;
    QTest::newRow("one character") << QStringLiteral("x") << true;
    QTest::newRow("128 characters") << QString(128, u'a') << true;
    QTest::newRow("129 characters") << QString(129, u'a') << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("space") << QStringLiteral("a b") << false;
    QTest::newRow("slash") << QStringLiteral("a/b") << false;
    QTest::newRow("NUL") << QString(QChar(0)) << false;
    QTest::newRow("letter beyond ASCII") << QStringLiteral("é") << false;
    QTest::newRow("fullwidth digit") << QString(QChar(0xff11)) << false;
}

void TestProcessId::acceptsOnlyWhatTheContractAllows()
{
    QFETCH(QString, text);
    QFETCH(bool, valid);
    const auto id = ProcessId::fromString(text);
    QCOMPARE(id.has_value(), valid);
    if (id)
        QCOMPARE(id->toString(), text);
}

void TestProcessId::generatedIdsAreValidAndSortByBirth()
{
    const ProcessId earlier = ProcessId::generate(1'700'000'000'000);
    const ProcessId later = ProcessId::generate(1'700'000'000'001);
    QVERIFY(ProcessId::fromString(earlier.toString()));
    QVERIFY(earlier < later);
    QCOMPARE(QUuid::fromString(earlier.toString()).toRfc4122().at(6) >> 4, 7); // the version
    QVERIFY(ProcessId::generate(0).toString() != ProcessId::generate(0).toString());
}

void TestProcessId::saysItsRuleInWords()
{
    QCOMPARE(ProcessId::rule(), QStringLiteral("1 to 128 of A-Z a-z 0-9 . _ : -"));
}

QTEST_APPLESS_MAIN(TestProcessId)
#include "tst_processid.moc"
