// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processtype.h"

#include <QTest>

using namespace Procession;

class TestProcessType : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsOnlyWhatTheContractAllows_data();
    void acceptsOnlyWhatTheContractAllows();
    void saysItsRuleInWords();
    void knowsTheSixOfTheContractInItsOrder();
};

void TestProcessType::acceptsOnlyWhatTheContractAllows_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("valid");
    QTest::newRow("built-in") << QStringLiteral("ai_task") << true;
    QTest::newRow("with digits") << QStringLiteral("etl2_job") << true;
    QTest::newRow("64 characters") << QString(64, u'a') << true;
    QTest::newRow("65 characters") << QString(65, u'a') << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("begins with a digit") << QStringLiteral("2fast") << false;
    QTest::newRow("begins with an underscore") << QStringLiteral("_x") << false;
    QTest::newRow("capital") << QStringLiteral("Ai") << false;
    QTest::newRow("dash") << QStringLiteral("a-b") << false;
}

void TestProcessType::acceptsOnlyWhatTheContractAllows()
{
    QFETCH(QString, name);
    QFETCH(bool, valid);
    QCOMPARE(ProcessType::fromString(name).has_value(), valid);
}

void TestProcessType::knowsTheSixOfTheContractInItsOrder()
{
    QStringList names;
    for (const ProcessType &type : ProcessType::builtIn())
        names.append(type.toString());
    QCOMPARE(names,
             QStringList({QStringLiteral("ai_task"), QStringLiteral("rag_training"),
                          QStringLiteral("document_processing"), QStringLiteral("scheduled_task"),
                          QStringLiteral("background_job"), QStringLiteral("tools_execution")}));
}

void TestProcessType::saysItsRuleInWords()
{
    QCOMPARE(ProcessType::rule(), QStringLiteral("1 to 64 of a-z 0-9 _, of which the first is a letter"));
}

QTEST_APPLESS_MAIN(TestProcessType)
#include "tst_processtype.moc"
