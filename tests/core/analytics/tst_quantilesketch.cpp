// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "quantilesketch.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace Procession;

namespace {

enum class Shape { Constant, Uniform, LogNormal, TwoModes, HeavyTail, Millionths };

std::vector<double> values(Shape shape, size_t count)
{
    std::mt19937_64 random(42);
    std::uniform_real_distribution<double> flat(0, 1);
    std::normal_distribution<double> normal;
    std::vector<double> made;
    for (size_t i = 0; i < count; ++i) {
        switch (shape) {
        case Shape::Constant:
            made.push_back(12345);
            break;
        case Shape::Uniform:
            made.push_back(1000 * flat(random));
            break;
        case Shape::LogNormal:
            made.push_back(std::exp(8 + 1.5 * normal(random)));
            break;
        case Shape::TwoModes:
            made.push_back(flat(random) < 0.3 ? 100 + flat(random) : 3'600'000 + 1000 * flat(random));
            break;
        case Shape::HeavyTail:
            made.push_back(std::min(QuantileSketch::largest, 10 / std::pow(1 - flat(random), 2)));
            break;
        case Shape::Millionths:
            made.push_back(flat(random) < 0.5 ? 0 : 1 + flat(random) * 1e12);
            break;
        }
    }
    return made;
}

} // namespace

Q_DECLARE_METATYPE(Shape)

class TestQuantileSketch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quantilesAreWithinTheStatedError_data();
    void quantilesAreWithinTheStatedError();
    void mergesInAnyOrder();
    void comesBackFromBytes();
    void refusesOtherBytes_data();
    void refusesOtherBytes();
    void tellsWhereAValueStands();
    void countsOddValues();
    void putsBinsTogether_data();
    void putsBinsTogether();
};

void TestQuantileSketch::quantilesAreWithinTheStatedError_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<size_t>("count");
    const std::pair<const char *, Shape> shapes[] = {
        {"constant", Shape::Constant},  {"uniform", Shape::Uniform},      {"log-normal", Shape::LogNormal},
        {"two modes", Shape::TwoModes}, {"heavy tail", Shape::HeavyTail}, {"zeros and large", Shape::Millionths}};
    for (const auto &[name, shape] : shapes) {
        for (const size_t count : {1, 2, 3, 100, 20000})
            QTest::addRow("%s, %zu", name, count) << shape << count;
    }
}

void TestQuantileSketch::quantilesAreWithinTheStatedError()
{
    QFETCH(Shape, shape);
    QFETCH(size_t, count);
    std::vector<double> all = values(shape, count);
    QuantileSketch sketch;
    for (const double value : all)
        sketch.add(value);
    QCOMPARE(sketch.count(), count);
    std::sort(all.begin(), all.end());
    for (const double q : {0.0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
        const double exact = all[static_cast<size_t>(std::max(1.0, std::ceil(q * static_cast<double>(count)))) - 1];
        const double told = sketch.quantile(q).value_or(-1);
        const double allowed = exact < 1 ? 1 : exact * QuantileSketch::relativeError * (1 + 1e-9);
        QVERIFY2(std::abs(told - exact) <= allowed,
                 qPrintable(QStringLiteral("%1: %2, not %3").arg(q).arg(told).arg(exact)));
    }
}

void TestQuantileSketch::mergesInAnyOrder()
{
    const std::vector<double> all = values(Shape::HeavyTail, 5000);
    QuantileSketch whole;
    QuantileSketch parts[3];
    for (size_t i = 0; i < all.size(); ++i) {
        whole.add(all[i]);
        parts[i % 3].add(all[i]);
    }
    QuantileSketch forward;
    QuantileSketch backward;
    for (size_t i = 0; i < 3; ++i) {
        forward.merge(parts[i]);
        backward.merge(parts[2 - i]);
    }
    QCOMPARE(forward, whole);
    QCOMPARE(backward, whole);
    QCOMPARE(whole.count(), 5000);
}

void TestQuantileSketch::comesBackFromBytes()
{
    QuantileSketch sketch;
    QCOMPARE(QuantileSketch::fromBytes(sketch.toBytes()), std::optional(sketch));
    for (const double value : values(Shape::Millionths, 3000))
        sketch.add(value);
    const auto back = QuantileSketch::fromBytes(sketch.toBytes());
    QVERIFY(back);
    QCOMPARE(back->count(), sketch.count());
    QCOMPARE(back->quantile(0.9), sketch.quantile(0.9));
    QCOMPARE(*back, sketch);
    QuantileSketch many;
    many.add(5, 1'000'000);
    QVERIFY(many.toBytes().size() < 10);
}

void TestQuantileSketch::refusesOtherBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("another format") << QByteArray("0200");
    QTest::newRow("no zeros") << QByteArray("01");
    QTest::newRow("a gap without a count") << QByteArray("010005");
    QTest::newRow("an empty bin") << QByteArray("01000500");
    QTest::newRow("beyond the last bin") << QByteArray("0100ffff0301");
    QTest::newRow("more than can be counted") << QByteArray("0101"
                                                            "00"
                                                            "ffffffffffffffffff01");
}

void TestQuantileSketch::refusesOtherBytes()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!QuantileSketch::fromBytes(QByteArray::fromHex(bytes)));
}

void TestQuantileSketch::tellsWhereAValueStands()
{
    QuantileSketch sketch;
    QCOMPARE(sketch.shareBelow(5), 0);
    for (int i = 1; i <= 100; ++i)
        sketch.add(i * 1000);
    QCOMPARE(sketch.shareBelow(10), 0);
    QVERIFY(std::abs(sketch.shareBelow(50'000) - 0.5) < 0.02);
    QCOMPARE(sketch.shareBelow(1e9), 1);
    quint64 counted = 0;
    double before = 0;
    for (const QuantileSketch::Bin &bin : sketch.bins()) {
        QVERIFY(bin.from >= before && bin.to > bin.from);
        before = bin.to;
        counted += bin.count;
    }
    QCOMPARE(counted, 100);
}

void TestQuantileSketch::countsOddValues()
{
    QuantileSketch sketch;
    QVERIFY(!sketch.quantile(0.5));
    sketch.add(std::nan(""));
    QVERIFY(sketch.isEmpty());
    sketch.add(-5);
    QCOMPARE(sketch.quantile(1), std::optional(0.0));
    sketch.add(std::numeric_limits<double>::infinity());
    QVERIFY(std::abs(*sketch.quantile(1) / QuantileSketch::largest - 1) <= QuantileSketch::relativeError);
    sketch.add(1, 0);
    QCOMPARE(sketch.count(), 2);
}

void TestQuantileSketch::putsBinsTogether_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<size_t>("most");
    for (const size_t most : {1, 2, 7, 100, 5000}) {
        QTest::addRow("constant, %zu", most) << Shape::Constant << most;
        QTest::addRow("two modes, %zu", most) << Shape::TwoModes << most;
        QTest::addRow("zeros and large, %zu", most) << Shape::Millionths << most;
    }
}

void TestQuantileSketch::putsBinsTogether()
{
    QFETCH(Shape, shape);
    QFETCH(size_t, most);
    QuantileSketch sketch;
    QVERIFY(sketch.bins(most).empty());
    const std::vector<double> all = values(shape, 3000);
    for (const double value : all)
        sketch.add(value);
    const auto bins = sketch.bins(most);
    QVERIFY(bins.size() <= most + 1);
    quint64 count = 0;
    double end = 0;
    for (const QuantileSketch::Bin &bin : bins) {
        QVERIFY(bin.count > 0);
        QVERIFY(bin.from >= end * (1 - 1e-9));
        const auto inside = std::count_if(all.begin(), all.end(), [&bin](double value) {
            return bin.to == 0 ? value < 1
                               : value >= 1 && value > bin.from * (1 + 1e-9) && value <= bin.to * (1 + 1e-9);
        });
        QCOMPARE(static_cast<quint64>(inside), bin.count);
        count += bin.count;
        end = bin.to;
    }
    QCOMPARE(count, sketch.count());
}

QTEST_APPLESS_MAIN(TestQuantileSketch)
#include "tst_quantilesketch.moc"
