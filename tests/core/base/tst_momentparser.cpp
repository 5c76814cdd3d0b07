// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "momentparser.h"

#include <QTest>

#include <ctime>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestMomentParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAMoment_data();
    void readsAMoment();
};

void TestMomentParser::readsAMoment_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("seconds"); // since the epoch; -1 for no moment
    const auto row = [](const char *name, const char *zone, const QString &text, qint64 seconds) {
        QTest::newRow(name) << QByteArray(zone) << text << seconds;
    };
    constexpr const char *berlin = "Europe/Berlin";
    row("an ordinary hour", berlin, u"2026-03-29T01:30"_s, 1774744200);
    row("the hour that isn't", berlin, u"2026-03-29T02:30"_s, 1774746000);
    row("its first moment", berlin, u"2026-03-29T02:00:00"_s, 1774746000);
    row("its last second", berlin, u"2026-03-29T02:59:59"_s, 1774746000);
    row("the moment after it", berlin, u"2026-03-29T03:00"_s, 1774746000);
    row("a while after it", berlin, u"2026-03-29T03:30"_s, 1774747800);
    row("with a blank", berlin, u"2026-03-29 02:30"_s, 1774746000);
    row("the hour that is twice", berlin, u"2026-10-25T02:30"_s, 1792888200);
    row("half an hour that isn't", "Australia/Lord_Howe", u"2026-10-04T02:15"_s, 1791041400);
    row("a day that begins later", "Africa/Cairo", u"2026-04-24"_s, 1776981600);
    row("the same in words of a clock", "Africa/Cairo", u"2026-04-24T00:30"_s, 1776981600);
    row("a day that isn't", "Pacific/Apia", u"2011-12-30"_s, 1325239200);
    row("a zone of its own", berlin, u"2026-03-29T02:30Z"_s, 1774751400);
    row("an offset of its own", berlin, u"2026-03-29T02:30+05:30"_s, 1774731600);
    row("a day", "UTC", u"2026-03-29"_s, 1774742400);
    row("a day in a zone", "America/St_Johns", u"2026-03-29"_s, 1774751400);
    row("by rule", "CET-1CEST,M3.5.0,M10.5.0/3", u"2026-03-29T02:30"_s, 1774746000);
    row("an hour ago", berlin, u"1h"_s, 1774742400);
    row("days ago", berlin, u"2d"_s, 1774746000 - 2 * 24 * 3600);
    for (const char *none : {"", "yesterday", "2026-02-30", "2026-03-29T25:00", "2026-03-29T02:61", "2026-03-29T", "3",
                             "-1h", "1w", "2026-03-29T02:30ZZ", "2026-03-29T02:30+99:99"})
        row(none, berlin, QString::fromLatin1(none), -1);
}

void TestMomentParser::readsAMoment()
{
    QFETCH(QByteArray, zone);
    QFETCH(QString, text);
    QFETCH(qint64, seconds);
    qputenv("TZ", zone);
    ::tzset();
    const auto moment = momentFrom(text, 1774746000'000);
    qunsetenv("TZ");
    ::tzset();
    QCOMPARE(moment.has_value(), seconds >= 0);
    QCOMPARE(moment.value_or(-1000), seconds * 1000);
}

QTEST_GUILESS_MAIN(TestMomentParser)
#include "tst_momentparser.moc"
