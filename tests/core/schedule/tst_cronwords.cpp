// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cronwords.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestCronWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tells_data();
    void tells();
};

void TestCronWords::tells_data()
{
    QTest::addColumn<QString>("cron");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *cron, const char *words) {
        QTest::newRow(cron) << QString::fromLatin1(cron) << QString::fromLatin1(words);
    };
    row("* * * * *", "every minute");
    row("*/5 * * * *", "every 5 minutes");
    row("0 * * * *", "every hour");
    row("0 */6 * * *", "at 00:00, 06:00, 12:00 and 18:00");
    row("0 */2 * * *", "every 2 hours");
    row("30 3 * * *", "at 03:30");
    row("0 3,15 * * *", "at 03:00 and 15:00");
    row("*/10 * * * * *", "every 10 seconds");
    row("15 30 3 * * *", "at 03:30:15");
    row("*/15 9-17 * * 1-5", "every 15 minutes of the hours 9 to 17 on Monday to Friday");
    row("0 0 * * SUN", "at 00:00 on Sunday");
    row("0 0 * * 0,6", "at 00:00 on Saturday and Sunday");
    row("0 0 1,15 * *", "at 00:00 on day 1 and 15 of the month");
    row("0 0 13 * 5", "at 00:00 on day 13 of the month or on Friday");
    row("0 0 */2 * 5", "at 00:00 on every 2 days from day 1 of the month if it is Friday");
    row("0 0 L * *", "at 00:00 on the last day of the month");
    row("0 0 LW 1,7 *", "at 00:00 on the last weekday of the month in January and July");
    row("0 0 15W * *", "at 00:00 on the weekday nearest to day 15 of the month");
    row("0 0 * * FRI#3", "at 00:00 on the third Friday of the month");
    row("0 0 * * 5L", "at 00:00 on the last Friday of the month");
    row("7 * * * *", "at minute 7");
    row("0 0 1 1 *", "at 00:00 on day 1 of the month in January");
    row("*/5 2 * * *", "every 5 minutes of the hour 2");
}

void TestCronWords::tells()
{
    QFETCH(const QString, cron);
    QFETCH(const QString, words);
    const auto expression = CronExpression::parse(cron);
    QVERIFY(expression.ok());
    QCOMPARE(cronWords(*expression), words);
}

QTEST_APPLESS_MAIN(TestCronWords)
#include "tst_cronwords.moc"
