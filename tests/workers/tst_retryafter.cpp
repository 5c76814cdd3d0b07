// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retryafter.h"

#include <QDateTime>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Thu, 26 Nov 2026 12:00:00 GMT
const qint64 now = QDateTime(QDate(2026, 11, 26), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();

} // namespace

class TestRetryAfter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsHowLongToWait_data();
    void tellsHowLongToWait();
};

void TestRetryAfter::tellsHowLongToWait_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("date"); // the server's clock
    QTest::addColumn<qint64>("seconds");  // -1: nothing
    const auto row = [](const char *name, const QByteArray &value, double seconds, const QByteArray &date = {}) {
        QTest::newRow(name) << value << date << static_cast<qint64>(seconds * 1000);
    };
    constexpr double none = -1;
    constexpr double day = 86400;
    row("seconds", "90", 90);
    row("with space around", " 90 ", 90);
    row("at once", "0", 0);
    row("a fraction, as no standard has it", "90.5", 90.5);
    row("more than a day", "999999999", day);
    row("beyond all numbers", "1e300", day);
    row("infinite", "inf", day);
    row("less than nothing", "-5", none);
    row("not a number", "nan", none);
    row("nonsense", "soon", none);
    row("empty", "", none);
    row("two numbers", "90, 90", none);

    row("as RFC 9110 has it", "Thu, 26 Nov 2026 12:01:30 GMT", 90);
    row("in capitals", "THU, 26 NOV 2026 12:01:30 GMT", 90);
    row("one digit for the day", "Tue, 1 Dec 2026 12:00:00 GMT", day);
    row("RFC 850", "Thursday, 26-Nov-26 12:01:30 GMT", 90);
    row("RFC 850, in the last century", "Sunday, 06-Nov-94 08:49:37 GMT", 0);
    row("asctime", "Thu Nov 26 12:01:30 2026", 90);
    row("asctime, a day of one digit", "Tue Dec  1 00:00:00 2026", day);
    row("mail's UTC", "Thu, 26 Nov 2026 12:01:30 -0000", 90);
    row("east", "Thu, 26 Nov 2026 15:01:30 +0300", 90);
    row("west, by half an hour", "Thu, 26 Nov 2026 08:31:30 -0330", 90);
    row("without a day of the week", "26 Nov 2026 12:01:30 GMT", 90);
    row("UTC", "Thu, 26 Nov 2026 12:01:30 UTC", 90);
    row("in the past", "Thu, 26 Nov 2026 11:00:00 GMT", 0);
    row("far ahead", "Thu, 26 Nov 2099 12:00:00 GMT", day);
    row("a leap second", "Thu, 26 Nov 2026 12:00:60 GMT", 60);
    row("no such day", "Mon, 30 Feb 2026 12:00:00 GMT", none);
    row("no such month", "Thu, 26 Nix 2026 12:00:00 GMT", none);
    row("no such hour", "Thu, 26 Nov 2026 25:00:00 GMT", none);
    row("another language", "jeu., 26 nov. 2026 12:01:30 GMT", none);
    row("ISO 8601", "2026-11-26T12:01:30Z", none);
    row("a date without end", "Thu, 26 Nov 2026 12:01:30 GMT and more", none);

    row("a server whose clock is an hour behind", "Thu, 26 Nov 2026 11:01:30 GMT", 90, "Thu, 26 Nov 2026 11:00:00 GMT");
    row("a server whose clock is a day ahead", "Fri, 27 Nov 2026 12:01:30 GMT", 90, "Fri, 27 Nov 2026 12:00:00 GMT");
    row("its clock doesn't matter for seconds", "90", 90, "Thu, 26 Nov 2026 11:00:00 GMT");
    row("its clock is nonsense", "Thu, 26 Nov 2026 12:01:30 GMT", 90, "now");
}

void TestRetryAfter::tellsHowLongToWait()
{
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, date);
    QFETCH(const qint64, seconds);
    const auto wait = waitFrom(value, date, now);
    QCOMPARE(wait ? wait->count() : -1000, seconds);
}

QTEST_GUILESS_MAIN(TestRetryAfter)
#include "tst_retryafter.moc"
