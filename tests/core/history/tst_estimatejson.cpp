// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "estimatejson.h"

#include <QTest>

using namespace Procession;

class TestEstimateJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writes_data();
    void writes();
};

void TestEstimateJson::writes_data()
{
    QTest::addColumn<std::optional<Estimate>>("estimate");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("none") << std::optional<Estimate>() << QByteArray(R"({"estimate":null})");
    QTest::newRow("by progress") << std::optional(Estimate{.left = TimeLeft{1500, 60000}})
                                 << QByteArray(R"({"estimate":{"p50":1.5,"p90":60,"basis":"progress","runs":0,)"
                                               R"("overdue":false}})");
    QTest::newRow("overdue") << std::optional(
        Estimate{.left = {}, .basis = Estimate::Basis::History, .runs = 7, .overdue = true})
                             << QByteArray(R"({"estimate":{"p50":null,"p90":null,"basis":"history","runs":7,)"
                                           R"("overdue":true}})");
}

void TestEstimateJson::writes()
{
    QFETCH(std::optional<Estimate>, estimate);
    QFETCH(QByteArray, json);
    QByteArray out;
    {
        ObjectWriter process(out);
        writeEstimate(process, estimate);
    }
    QCOMPARE(out, json);
}

QTEST_APPLESS_MAIN(TestEstimateJson)
#include "tst_estimatejson.moc"
