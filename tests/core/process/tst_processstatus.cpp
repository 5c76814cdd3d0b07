// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processstatus.h"

#include <QTest>

using namespace Procession;

class TestProcessStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTransition_data();
    void everyTransition();
    void namesGoBothWays();
};

void TestProcessStatus::everyTransition_data()
{
    QTest::addColumn<ProcessStatus>("from");
    QTest::addColumn<QStringList>("allowed");
    const QStringList ends{QStringLiteral("completed"), QStringLiteral("failed"), QStringLiteral("cancelled"),
                           QStringLiteral("timeout")};
    QTest::newRow("pending") << ProcessStatus::Pending
                             << QStringList{QStringLiteral("pending"), QStringLiteral("running")} + ends;
    QTest::newRow("running") << ProcessStatus::Running << QStringList{QStringLiteral("running")} + ends;
    QTest::newRow("completed") << ProcessStatus::Completed << QStringList();
    QTest::newRow("failed") << ProcessStatus::Failed << QStringList();
    QTest::newRow("cancelled") << ProcessStatus::Cancelled << QStringList();
    QTest::newRow("timeout") << ProcessStatus::Timeout << QStringList();
}

void TestProcessStatus::everyTransition()
{
    QFETCH(ProcessStatus, from);
    QFETCH(QStringList, allowed);
    QStringList found;
    for (const ProcessStatus to : allStatuses) {
        if (isLegalTransition(from, to))
            found.append(wireName(to));
    }
    QCOMPARE(found, allowed);
    QCOMPARE(isTerminal(from), allowed.isEmpty());
    QCOMPARE(isRetryable(from), isTerminal(from) && from != ProcessStatus::Completed);
}

void TestProcessStatus::namesGoBothWays()
{
    for (const ProcessStatus status : allStatuses)
        QCOMPARE(statusFromString(QString(wireName(status))), std::optional(status));
    QCOMPARE(statusFromString(u"Running"), std::nullopt);
    QCOMPARE(statusFromString(u""), std::nullopt);
}

QTEST_APPLESS_MAIN(TestProcessStatus)
#include "tst_processstatus.moc"
