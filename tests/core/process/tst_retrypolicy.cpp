// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrypolicy.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;

class TestRetryPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void delayFollowsTheFormula_data();
    void delayFollowsTheFormula();
    void jitterIsDrawnEvenlyFromTheSecondHalf();
    void refusesWhatIsOutOfRange_data();
    void refusesWhatIsOutOfRange();
};

void TestRetryPolicy::delayFollowsTheFormula_data()
{
    QTest::addColumn<int>("retry");
    QTest::addColumn<double>("base");
    QTest::addColumn<qint64>("expectedMs");
    QTest::newRow("first") << 1 << 2.0 << qint64(1000);
    QTest::newRow("second") << 2 << 2.0 << qint64(2000);
    QTest::newRow("sixth") << 6 << 2.0 << qint64(32000);
    QTest::newRow("seventh is capped") << 7 << 2.0 << qint64(60000);
    QTest::newRow("thousandth does not overflow") << 1000 << 100.0 << qint64(60000);
    QTest::newRow("base 1 stays") << 5 << 1.0 << qint64(1000);
    QTest::newRow("base 3") << 3 << 3.0 << qint64(9000);
}

void TestRetryPolicy::delayFollowsTheFormula()
{
    QFETCH(int, retry);
    QFETCH(double, base);
    QFETCH(qint64, expectedMs);
    RetryPolicy policy;
    policy.initialDelay = 1s;
    policy.maxDelay = 60s;
    policy.exponentialBase = base;
    policy.jitter = false;
    QCOMPARE(retryDelay(policy, retry, 0.7).count(), expectedMs);
    policy.jitter = true;
    QCOMPARE(retryDelay(policy, retry, 0.0).count(), expectedMs / 2);
    QCOMPARE(retryDelay(policy, retry, 1.0).count(), expectedMs);
}

void TestRetryPolicy::jitterIsDrawnEvenlyFromTheSecondHalf()
{
    RetryPolicy policy;
    policy.initialDelay = 10s;
    policy.maxDelay = 60s;
    QRandomGenerator random(4711);
    constexpr int draws = 10000;
    double sum = 0;
    std::array<int, 10> tenths{};
    for (int i = 0; i < draws; ++i) {
        const auto delay = retryDelay(policy, 2, random.generateDouble()).count(); // 20 s at most
        QVERIFY(delay >= 10000 && delay <= 20000);
        sum += static_cast<double>(delay);
        ++tenths[static_cast<size_t>(std::min<qint64>(9, (delay - 10000) / 1000))];
    }
    QVERIFY(std::abs(sum / draws - 15000) < 100);
    for (const int count : tenths)
        QVERIFY2(count > 850 && count < 1150, qPrintable(QString::number(count)));
}

void TestRetryPolicy::refusesWhatIsOutOfRange_data()
{
    QTest::addColumn<RetryPolicy>("policy");
    QTest::addColumn<QString>("field");
    QTest::newRow("defaults") << RetryPolicy{} << QString();
    QTest::newRow("no attempt") << RetryPolicy{.maxAttempts = 0} << QStringLiteral("max_attempts");
    QTest::newRow("too many attempts") << RetryPolicy{.maxAttempts = 1001} << QStringLiteral("max_attempts");
    QTest::newRow("negative delay") << RetryPolicy{.initialDelay = -1ms} << QStringLiteral("initial_delay");
    QTest::newRow("longest below first") << RetryPolicy{.initialDelay = 2s, .maxDelay = 1s}
                                         << QStringLiteral("max_delay");
    QTest::newRow("shrinking") << RetryPolicy{.exponentialBase = 0.5} << QStringLiteral("exponential_base");
    QTest::newRow("not a number") << RetryPolicy{.exponentialBase = qQNaN()} << QStringLiteral("exponential_base");
}

void TestRetryPolicy::refusesWhatIsOutOfRange()
{
    QFETCH(RetryPolicy, policy);
    QFETCH(QString, field);
    const Result<void> valid = validate(policy);
    QCOMPARE(valid.ok(), field.isEmpty());
    if (!valid)
        QCOMPARE(valid.error().field, field);
}

QTEST_APPLESS_MAIN(TestRetryPolicy)
#include "tst_retrypolicy.moc"
