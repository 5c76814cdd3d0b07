// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "quantityparser.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestQuantityParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsSizes_data();
    void readsSizes();
    void readsDurations_data();
    void readsDurations();
};

void TestQuantityParser::readsSizes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes"); // -1: none
    QTest::newRow("bytes") << u"1024"_s << qint64(1024);
    QTest::newRow("with a unit") << u"7B"_s << qint64(7);
    QTest::newRow("kibibytes") << u"2k"_s << qint64(2048);
    QTest::newRow("mebibytes") << u"512M"_s << qint64(512) * 1024 * 1024;
    QTest::newRow("spelled out") << u" 1.5 GiB "_s << qint64(1536) * 1024 * 1024;
    QTest::newRow("in small letters") << u"1tb"_s << (qint64(1) << 40);
    QTest::newRow("none") << u"0"_s << qint64(-1);
    QTest::newRow("less than none") << u"-1M"_s << qint64(-1);
    QTest::newRow("too much") << u"9000000000G"_s << qint64(-1);
    QTest::newRow("another unit") << u"5X"_s << qint64(-1);
    QTest::newRow("no number") << u"M"_s << qint64(-1);
    QTest::newRow("empty") << QString() << qint64(-1);
}

void TestQuantityParser::readsSizes()
{
    QFETCH(QString, text);
    QFETCH(qint64, bytes);
    QCOMPARE(bytesFrom(text).value_or(-1), bytes);
}

void TestQuantityParser::readsDurations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds"); // -1: none
    QTest::newRow("seconds") << u"90"_s << qint64(90'000);
    QTest::newRow("part of one") << u"0.25"_s << qint64(250);
    QTest::newRow("milliseconds") << u"250ms"_s << qint64(250);
    QTest::newRow("minutes") << u"1.5m"_s << qint64(90'000);
    QTest::newRow("hours") << u"2 h"_s << qint64(7'200'000);
    QTest::newRow("days") << u"1d"_s << qint64(86'400'000);
    QTest::newRow("none at all") << u"0"_s << qint64(0);
    QTest::newRow("negative") << u"-5"_s << qint64(-1);
    QTest::newRow("another unit") << u"5x"_s << qint64(-1);
    QTest::newRow("ages") << u"100000000d"_s << qint64(-1);
    QTest::newRow("empty") << QString() << qint64(-1);
}

void TestQuantityParser::readsDurations()
{
    QFETCH(QString, text);
    QFETCH(qint64, milliseconds);
    const auto duration = durationFrom(text);
    QCOMPARE(duration ? duration->count() : -1, milliseconds);
}

QTEST_GUILESS_MAIN(TestQuantityParser)
#include "tst_quantityparser.moc"
