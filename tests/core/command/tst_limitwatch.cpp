// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "limitwatch.h"

#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(Procession::ResourceLimits)

class TestLimitWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhenALimitWasExceededForTooLong_data();
    void tellsWhenALimitWasExceededForTooLong();
};

namespace {

struct Step
{
    qint64 at;
    qint64 memory;
    qint64 cpuTime;
};
using Steps = QList<Step>;

} // namespace

Q_DECLARE_METATYPE(Steps)

void TestLimitWatch::tellsWhenALimitWasExceededForTooLong_data()
{
    QTest::addColumn<ResourceLimits>("limits");
    QTest::addColumn<Steps>("steps");
    QTest::addColumn<int>("step"); // at which it is told; -1: never
    QTest::addColumn<int>("limit");
    const auto memory = static_cast<int>(ResourceLimit::Memory);
    const auto cpuTime = static_cast<int>(ResourceLimit::CpuTime);
    const ResourceLimits none;
    const ResourceLimits atOnce{.maxMemoryBytes = 100, .maxCpuTime = 2s};
    const ResourceLimits later{.maxMemoryBytes = 100, .maxCpuTime = 2s, .sustain = 3s};
    QTest::newRow("none") << none << Steps{{0, 1'000'000, 1'000'000}} << -1 << memory;
    QTest::newRow("just within") << atOnce << Steps{{0, 100, 2000}, {1000, 100, 2000}} << -1 << memory;
    QTest::newRow("memory at once") << atOnce << Steps{{0, 50, 0}, {1000, 101, 0}} << 1 << memory;
    QTest::newRow("CPU time at once") << atOnce << Steps{{0, 50, 2001}} << 0 << cpuTime;
    QTest::newRow("memory for long enough")
        << later << Steps{{0, 101, 0}, {1000, 200, 0}, {2999, 101, 0}, {3000, 101, 0}} << 3 << memory;
    QTest::newRow("memory with a break") << later << Steps{{0, 101, 0}, {2000, 100, 0}, {3000, 101, 0}, {5999, 101, 0}}
                                         << -1 << memory;
    QTest::newRow("memory again after a break")
        << later << Steps{{0, 101, 0}, {2000, 100, 0}, {3000, 101, 0}, {6000, 101, 0}} << 3 << memory;
    QTest::newRow("the two have clocks of their own")
        << later << Steps{{0, 101, 0}, {2000, 0, 2001}, {3000, 0, 2001}, {5000, 0, 2001}} << 3 << cpuTime;
}

void TestLimitWatch::tellsWhenALimitWasExceededForTooLong()
{
    QFETCH(ResourceLimits, limits);
    QFETCH(Steps, steps);
    QFETCH(int, step);
    QFETCH(int, limit);
    LimitWatch watch(limits);
    for (int i = 0; i < steps.size(); ++i) {
        const ResourceSample sample{.cpuTimeMs = steps[i].cpuTime, .memoryBytes = steps[i].memory};
        const std::optional<ResourceLimit> told = watch.take(sample, steps[i].at);
        QCOMPARE(told.has_value(), i == step);
        if (told)
            QCOMPARE(static_cast<int>(*told), limit);
    }
}

QTEST_GUILESS_MAIN(TestLimitWatch)
#include "tst_limitwatch.moc"
