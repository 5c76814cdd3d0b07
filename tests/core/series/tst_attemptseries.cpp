// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "seriesjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <cmath>
#include <random>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

using Channel = AttemptSeries::Channel;

constexpr qint64 begin = 1'700'000'000'000;

AttemptSeries::Values valuesOf(std::initializer_list<std::pair<Channel, double>> given)
{
    AttemptSeries::Values values = AttemptSeries::noValues();
    for (const auto &[channel, value] : given)
        values[static_cast<size_t>(channel)] = value;
    return values;
}

/// A course in which progress grows, memory is drawn, and processes are told only now and then.
AttemptSeries courseOf(int samples, qint64 intervalMs, size_t maxPoints = AttemptSeries::mostPoints)
{
    std::mt19937 random(7); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same course each time
    AttemptSeries series;
    series.setSource(Resources::Source::Cgroup);
    for (int i = 0; i < samples; ++i) {
        auto values = valuesOf(
            {{Channel::Progress, 100.0 * i / samples}, {Channel::Memory, static_cast<double>(random() % 1'000'000)}});
        if (i % 10 == 3)
            values[static_cast<size_t>(Channel::Processes)] = i % 7;
        series.add(begin + i * intervalMs, values, maxPoints);
    }
    return series;
}

QJsonObject jsonOf(const AttemptSeries &series)
{
    QByteArray out;
    {
        ObjectWriter object(out);
        writeSeries(object, series);
    }
    return QJsonDocument::fromJson(out).object();
}

} // namespace

class TestAttemptSeries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void staysBoundedAndKeepsPeaks_data();
    void staysBoundedAndKeepsPeaks();
    void oneSpikeSurvivesWeeks();
    void whatWasNotToldIsNoNumber();
    void fewerPointsAreAskedForLater();
    void momentsOfOneMillisecond();
    void aLaterSeriesGoesOn();
    void comesBackFromBytes_data();
    void comesBackFromBytes();
    void whatIsNoSeriesIsRefused();
    void jsonTellsSpans();
    void comesBackFromJson();
};

void TestAttemptSeries::staysBoundedAndKeepsPeaks_data()
{
    QTest::addColumn<int>("samples");
    QTest::addColumn<qint64>("intervalMs");
    QTest::newRow("one") << 1 << qint64(1000);
    QTest::newRow("as many as may be") << int(AttemptSeries::mostPoints) << qint64(1000);
    QTest::newRow("one more") << int(AttemptSeries::mostPoints) + 1 << qint64(1000);
    QTest::newRow("a day") << 86'400 << qint64(1000);
    QTest::newRow("a burst") << 100'000 << qint64(0);
    QTest::newRow("a year") << 50'000 << qint64(630'720);
}

void TestAttemptSeries::staysBoundedAndKeepsPeaks()
{
    QFETCH(int, samples);
    QFETCH(qint64, intervalMs);
    std::mt19937 random(7); // NOLINT(cert-msc32-c,cert-msc51-cpp): as courseOf()
    double least = 1e9;
    double most = 0;
    double last = 0;
    for (int i = 0; i < samples; ++i) {
        last = static_cast<double>(random() % 1'000'000);
        least = std::min(least, last);
        most = std::max(most, last);
    }

    const AttemptSeries series = courseOf(samples, intervalMs);
    QVERIFY(series.size() <= AttemptSeries::mostPoints);
    QVERIFY(intervalMs == 0 || series.size() >= std::min<size_t>(static_cast<size_t>(samples), 200));
    double keptLeast = 1e9;
    double keptMost = 0;
    for (size_t i = 0; i < series.size(); ++i) {
        const auto memory = series.value(i, Channel::Memory);
        QVERIFY(memory.least <= memory.last && memory.last <= memory.most);
        keptLeast = std::min(keptLeast, memory.least);
        keptMost = std::max(keptMost, memory.most);
        QVERIFY(i == 0 || series.atMs(i) > series.atMs(i - 1));
    }
    QCOMPARE(keptLeast, least);
    QCOMPARE(keptMost, most);
    QCOMPARE(series.value(series.size() - 1, Channel::Memory).last, last);
    QCOMPARE(series.atMs(series.size() - 1), begin + (samples - 1) * intervalMs);
    QVERIFY(series.bytes() <= 2 * AttemptSeries::mostPoints * AttemptSeries::bytesPerPoint);
}

void TestAttemptSeries::oneSpikeSurvivesWeeks()
{
    AttemptSeries series;
    for (int i = 0; i < 1'000'000; ++i)
        series.add(begin + i * 1000, valuesOf({{Channel::CpuPercent, i == 123'456 ? 800.0 : 5.0}}));
    int spikes = 0;
    for (size_t i = 0; i < series.size(); ++i) {
        const auto cpu = series.value(i, Channel::CpuPercent);
        spikes += cpu.most > 700.0 ? 1 : 0;
        QVERIFY(cpu.last < 6.0 && cpu.least < 6.0);
    }
    QCOMPARE(spikes, 1);
}

void TestAttemptSeries::whatWasNotToldIsNoNumber()
{
    AttemptSeries series;
    series.add(begin, valuesOf({{Channel::Progress, 1}}));
    series.add(begin + 1000, valuesOf({{Channel::Memory, 7}}));
    series.add(begin + 2000, valuesOf({{Channel::Progress, 2}, {Channel::Memory, 8}}));
    QVERIFY(series.has(Channel::Memory) && !series.has(Channel::Threads));
    QVERIFY(std::isnan(series.value(0, Channel::Memory).last));
    QVERIFY(std::isnan(series.value(1, Channel::Progress).last));
    QVERIFY(std::isnan(series.value(2, Channel::Threads).most));
    QCOMPARE(series.value(1, Channel::Memory).last, 7.0);
    // Only what tells something takes room.
    QVERIFY(series.bytes() <= 4 * 3 * sizeof(double));
}

void TestAttemptSeries::fewerPointsAreAskedForLater()
{
    AttemptSeries series = courseOf(400, 1000);
    series.add(begin + 400'000, valuesOf({{Channel::Progress, 100}}), 50);
    QVERIFY(series.size() <= 50 && series.size() >= 20);
    series.add(begin + 401'000, valuesOf({{Channel::Progress, 100}}), 0);
    QVERIFY(series.size() <= AttemptSeries::fewestPoints);
}

void TestAttemptSeries::momentsOfOneMillisecond()
{
    AttemptSeries series;
    for (const double progress : {5.0, 1.0, 9.0, 4.0})
        series.add(begin, valuesOf({{Channel::Progress, progress}}));
    QCOMPARE(series.size(), size_t(1));
    const auto value = series.value(0, Channel::Progress);
    QVERIFY(value.least == 1.0 && value.most == 9.0 && value.last == 4.0);
    series.add(begin - 5000, valuesOf({{Channel::Progress, 6}})); // by a clock that was put back
    QVERIFY(series.size() == 1 && series.atMs(0) == begin);
}

void TestAttemptSeries::aLaterSeriesGoesOn()
{
    AttemptSeries series = courseOf(100, 1000);
    AttemptSeries later;
    later.setSource(Resources::Source::Proc);
    later.add(begin + 200'000, valuesOf({{Channel::Threads, 3}}));
    series.add(later);
    QCOMPARE(series.size(), size_t(101));
    QCOMPARE(series.value(100, Channel::Threads).last, 3.0);
    QVERIFY(series.source() == Resources::Source::Proc);
    series.add(AttemptSeries());
    QCOMPARE(series.size(), size_t(101));
}

void TestAttemptSeries::comesBackFromBytes_data()
{
    QTest::addColumn<int>("samples");
    for (const int samples : {0, 1, 499, 5000})
        QTest::addRow("%d", samples) << samples;
}

void TestAttemptSeries::comesBackFromBytes()
{
    QFETCH(int, samples);
    const AttemptSeries series = courseOf(samples, 1000);
    const auto read = AttemptSeries::fromBytes(series.toBytes());
    QVERIFY(read && *read == series);
}

void TestAttemptSeries::whatIsNoSeriesIsRefused()
{
    const QByteArray bytes = courseOf(600, 1000).toBytes();
    for (qsizetype length = 0; length < bytes.size(); length += 7)
        QVERIFY(!AttemptSeries::fromBytes(bytes.first(length)));
    QVERIFY(!AttemptSeries::fromBytes(char(2) + bytes.sliced(1))); // of a newer version
    QByteArray endless = bytes;
    endless.replace(1, 4, QByteArray("\xff\xff\xff\xff", 4)); // a length that nobody has memory for
    QVERIFY(!AttemptSeries::fromBytes(endless));
    std::mt19937 random(1);          // NOLINT(cert-msc32-c,cert-msc51-cpp)
    for (int i = 0; i < 2000; ++i) { // whatever it reads, it stays within its bounds
        QByteArray plain = qUncompress(bytes.sliced(1));
        for (int change = 0; change < 3; ++change)
            plain[static_cast<qsizetype>(random() % static_cast<unsigned>(i < 1000 ? 20 : plain.size()))] =
                static_cast<char>(random());
        if (const auto read = AttemptSeries::fromBytes(char(1) + qCompress(plain, 1)))
            QVERIFY(read->size() <= 2 * AttemptSeries::mostPoints);
    }
}

void TestAttemptSeries::jsonTellsSpans()
{
    AttemptSeries series;
    series.add(begin, valuesOf({{Channel::Progress, 12.5}, {Channel::Memory, 5e9}}));
    series.add(begin + 1500, valuesOf({{Channel::Memory, 2}}));
    series.add(begin + 1500, valuesOf({{Channel::Memory, 1}}));
    const QJsonObject json = jsonOf(series);
    QVERIFY(json.value("source"_L1).isNull());
    const QJsonArray points = json.value("points"_L1).toArray();
    QCOMPARE(points.size(), 2);
    const QJsonObject first = points[0].toObject();
    QCOMPARE(first.value("at"_L1).toDouble(), begin / 1000.0);
    QCOMPARE(first.value("progress"_L1), 12.5);
    QCOMPARE(first.value("memory"_L1).toInteger(), 5'000'000'000);
    QVERIFY(first.contains("threads"_L1) && first.value("threads"_L1).isNull());
    QVERIFY(!first.contains("memory_min"_L1));
    const QJsonObject second = points[1].toObject();
    QVERIFY(second.value("progress"_L1).isNull());
    QVERIFY(second.value("memory"_L1) == 1 && second.value("memory_min"_L1) == 1 && second.value("memory_max"_L1) == 2);
}

void TestAttemptSeries::comesBackFromJson()
{
    const AttemptSeries series = courseOf(3000, 1000);
    const AttemptSeries read = seriesFromJson(jsonOf(series));
    QCOMPARE(read.size(), series.size());
    for (size_t i = 0; i < read.size(); ++i) {
        QCOMPARE(read.atMs(i), series.atMs(i));
        for (const Channel channel : {Channel::Progress, Channel::Memory, Channel::Processes}) {
            const auto a = series.value(i, channel);
            const auto b = read.value(i, channel);
            QVERIFY(std::isnan(a.last) ? std::isnan(b.last)
                                       : a.last == b.last && a.least == b.least && a.most == b.most);
        }
    }
    QVERIFY(read.source() == series.source());
    QVERIFY(seriesFromJson({{u"points"_s, QJsonArray{1, u"x"_s, QJsonObject{{u"at"_s, u"now"_s}}}}}).isEmpty());
}

QTEST_APPLESS_MAIN(TestAttemptSeries)
#include "tst_attemptseries.moc"
