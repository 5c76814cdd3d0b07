// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "loglineage.h"

#include <QTest>

using namespace Procession;

class TestLogLineage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsHowFarEachLogReaches_data();
    void knowsHowFarEachLogReaches();
    void namesEachLogAnew();
    void remembersTheNearestAncestors();
};

void TestLogLineage::knowsHowFarEachLogReaches_data()
{
    QTest::addColumn<QByteArray>("epoch");
    QTest::addColumn<quint64>("seq");
    QTest::addColumn<bool>("included");
    const auto row = [](const char *name, const char *epoch, quint64 seq, bool included) {
        QTest::newRow(name) << QByteArray(epoch) << seq << included;
    };
    row("the log itself", "now", 1000, true);
    row("the one before, within", "b", 7, true);
    row("the one before, at its end", "b", 9, true);
    row("the one before, beyond its end", "b", 10, false);
    row("one further back", "a", 5, true);
    row("one further back, where only the next one was", "a", 6, false);
    row("the beginning", "a", 0, true);
    row("nobody's", "x", 1, false);
    row("no name", "", 0, false);
    row("another case", "B", 1, false);
}

void TestLogLineage::knowsHowFarEachLogReaches()
{
    QFETCH(QByteArray, epoch);
    QFETCH(quint64, seq);
    const LogLineage lineage("now", {{"a", 5}, {"b", 9}});
    QTEST(lineage.includes(epoch, seq), "included");
}

void TestLogLineage::namesEachLogAnew()
{
    const LogLineage first = LogLineage::after({}, {});
    QVERIFY(!first.epoch().isEmpty());
    QVERIFY(first.ancestors().empty());
    const LogLineage second = LogLineage::after({first.epoch(), 5}, first.ancestors());
    const LogLineage copy = LogLineage::after({first.epoch(), 5}, first.ancestors());
    QVERIFY(second.epoch() != first.epoch() && copy.epoch() != second.epoch());
    QVERIFY(second.includes(first.epoch(), 5));
    QVERIFY(!copy.includes(second.epoch(), 5)); // both began alike; neither knows the other
}

void TestLogLineage::remembersTheNearestAncestors()
{
    LogLineage lineage = LogLineage::after({}, {});
    QByteArrayList names;
    for (quint64 end = 1; end <= 2 * LogLineage::maxAncestors; ++end) {
        names.append(lineage.epoch());
        lineage = LogLineage::after({lineage.epoch(), end}, lineage.ancestors());
    }
    QCOMPARE(lineage.ancestors().size(), LogLineage::maxAncestors);
    QVERIFY(lineage.includes(names.last(), 2 * LogLineage::maxAncestors));
    QVERIFY(!lineage.includes(names.first(), 1));
}

QTEST_APPLESS_MAIN(TestLogLineage)
#include "tst_loglineage.moc"
