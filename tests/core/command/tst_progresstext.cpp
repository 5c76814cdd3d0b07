// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "progresstext.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A wrong number is worse than none.
class TestProgressText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatToolsPrint_data();
    void readsWhatToolsPrint();
    void takesNoHalfNumbers_data();
    void takesNoHalfNumbers();
};

namespace {

constexpr double none = -1.0;

struct Row
{
    const char *line;
    double progress;
};

constexpr Row rows[] = {
    // How numbers are written
    {"37%", 37},
    {"37 %", 37},
    {"done: 37 % of it", 37},
    {"99.5%", 99.5},
    {"12,5 %", 12.5},
    {"12,5%", 12.5},
    {"12.345%", 12.345},
    {"33,33 %", 33.33},
    {"12,5\u00a0%", 12.5},
    {"12,5\u202f%", 12.5},
    {"1,000%", none},
    {"1.234,5%", none},
    {"250%", none},
    {"150 %", none},
    {"100.1%", none},
    {"-5%", none},
    {"\u22125%", none},
    {"+5%", none},
    {".5%", none},
    {"1.2.3%", none},
    {"12/80", 15},
    {"step 3 / 4", 75},
    {"12,019/20,000", 60.095},
    {"12'019/20'000", 60.095},
    {"12\u2019019/20\u2019000", 60.095},
    {"12.019/20.000", 60.095},
    {"12 019/20 000", 60.095},
    {"12\u00a0019/20\u00a0000", 60.095},
    {"12\u202f019/20\u202f000", 60.095},
    {"12\u2009019 / 20\u2009000", 60.095},
    {"12_019/20_000", 60.095},
    {"1,234,567/2,469,134", 50},
    {"12,34,567/24,69,134", 50},
    {"999/1,000", 99.9},
    {"5/10,000", 0.05},
    {"500/1.000", 50},
    {"1.5/3.0", 50},
    {"1,5/3,0", 50},
    {"1.500/2", 75},
    {"1.2.3/4.5.6", none},
    {"12,01/20,00", 60.05},
    {"90/80", none},
    {"0/0", none},
    {"50/0", none},
    {"0/80", 0},
    {"80/80", 100},
    {"完成50%", 50},
    {"進捗 12/80", 15},
    // What tools print
    {"######            12.3%", 12.3},
    {"  |#### | 12% 1.2MB/s eta 0:00:12", 12},
    {"   \u2501\u2501\u2501\u2501\u2501\u2501\u2501 12.3/80.0 MB 1.2 MB/s eta 0:00:12", 15.375},
    {"  32,768 100%   31.2MB/s    0:00:00", 100},
    {"      1,238,099  45%    1.18MB/s    0:00:01", 45},
    {"  32,768 100%   31.25MB/s    0:00:00 (xfr#1, to-chk=12/80)", none},
    {"file.iso      45%[=======>        ]  12.30M  1.2MB/s    eta 5s", 45},
    {" 45 1024M   45  461M    0     0  1200k      0  0:14:33  0:06:33  0:08:00 1210k", none},
    {"  % Total    % Received % Xferd  Average Speed", none},
    {"[40/160] Building CXX object a.o", 25},
    {"[ 45%] Building CXX object src/a/12/b.o", 45},
    {"tests/test_a.py::test_it PASSED        [ 45%]", 45},
    {"tests/test_b.py ....F..                [ 45%]", 45},
    {"collected 45 items / 3 deselected / 42 selected", none},
    {" 45%|\u2588\u2588\u2588\u2588\u258c     | 45/100 [00:10<00:12,  4.50it/s, loss=12%]", 45},
    {"Epoch 3:  45%|\u2588\u2588\u258c    | 450/1000 [00:10<00:12,  4.50it/s]", 45},
    {"450it [00:10, 45.1it/s]", none},
    {"Epoch 3/10", 30},
    {"Receiving objects:  45% (450/1000), 1.20 MiB | 1.20 MiB/s", 45},
    {"Resolving deltas: 100% (50/50), done.", 100},
    {"Progress: [ 45%] [########........]", 45},
    {"10% [1 Packages 1,234 kB/8,000 kB 15%]", 10},
    {"Get:12 http://deb.debian.org/debian bookworm/main amd64 libfoo 1.2-3 [80 kB]", none},
    {"a1b2c3d4: Downloading [===>      ]  12.5MB/50MB", 25},
    {"a1b2c3d4: Extracting [===>      ]  512kB/2MB", none},
    {"Step 3/12 : RUN apt-get update", 25},
    {"frame=  240 fps= 24 q=28.0 size=    1024kB time=00:00:10.00 bitrate= 838.9kbits/s speed=1.2x", none},
    {"1073741824 bytes (1.1 GB, 1.0 GiB) copied, 2.1 s, 512 MB/s", none},
    {"(L3) Buffered: 1 MB - Consumed: 2 MB - Compressed: 0 MB => 45.2%", none},
    {"100% tests passed, 0 tests failed out of 30", none},
    {"Copying 12 of 80 files, 15% complete", 15},
    {"10%..20%..30%", 30},
    {"50% (1/10)", 50},
    {"Progress: 100%, 0 errors", 100},
    {"Compressing objects:  15% (3/20)", 15},
    // What isn't progress
    {"4 packets transmitted, 4 received, 0% packet loss, time 3004ms", none},
    {"0% packet loss", none},
    {"100% of 5 files failed", none},
    {"cpu: 45%", none},
    {"CPU usage 45%", none},
    {"load 30%, 12 users", none},
    {"/dev/sda1        50G   20G   28G  42% /", none},
    {"/dev/sdb1        50G   20G   28G  42% /home", none},
    {"coverage: 87%", none},
    {"87% coverage", none},
    {"95% confidence interval", none},
    {"accuracy 93.5%", none},
    {"12% faster than before", none},
    {"battery 80%", none},
    {"cache hit rate 99%", none},
    {"save 20% off", none},
    {"between 50% and 60%", none},
    {"50%-60%", none},
    {"50 - 60%", none},
    {">95%", none},
    {"printf %d 50%d", none},
    {"a%20b", none},
    {"12%20files", none},
    {"GET /a/12/80?q=5%25 200", none},
    {"https://host/12/80", none},
    {"http://host/a/50%", none},
    {"3/4/2026", none},
    {"2026/11/24 started", none},
    {"24/11/2026", none},
    {"11/24 12:30:05 INFO starting", none},
    {"11/24T12:30:05 starting", none},
    {"1/2 cup", none},
    {"3/4 inch pipe", none},
    {"24/7", none},
    {"ratio 3/4", none},
    {"aspect 9/16", none},
    {"score 3/5", none},
    {"retry 2/5", none},
    {"Retrying (1/3) after 5 s", none},
    {"attempt 1/3", none},
    {"3/4 tests passed", none},
    {"3/80 failed", none},
    {"12/80 left", none},
    {"web-1   1/1     Running   0          5m", none},
    {"worker 2/4: starting", none},
    {"a/12/80", none},
    {"reading /usr/share/doc", none},
    {"/proc/12/34", none},
    {"./12/80", none},
    {"src/12/80.c", none},
    {"10.0.0.0/24", none},
    {"fe80::1/64", none},
    {"HTTP/1.1 200", none},
    {"python 3/4-dev", none},
    {"00:12/03:40", none},
    {"1/2+1/4", none},
    {"1/2 = 0.5", none},
    {"v1/2", none},
    {"joe@12/80", none},
    {"starting up", none},
    {"", none},
};

} // namespace

void TestProgressText::readsWhatToolsPrint_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<double>("progress"); // -1 for none
    int number = 0;
    for (const Row &row : rows)
        QTest::addRow("%d: %s", ++number, row.line) << QString::fromUtf8(row.line) << row.progress;
}

void TestProgressText::readsWhatToolsPrint()
{
    QFETCH(QString, line);
    QTEST(progressIn({line}).value_or(none), "progress");
}

void TestProgressText::takesNoHalfNumbers_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("hasBegin");
    QTest::addColumn<bool>("hasEnd");
    QTest::addColumn<double>("progress");
    QTest::newRow("the end is to come") << u"12/8"_s << true << false << none;
    QTest::newRow("something follows") << u"12/80 "_s << true << false << 15.0;
    QTest::newRow("a percentage has an end") << u"12%"_s << true << false << 12.0;
    QTest::newRow("the beginning is gone") << u"019/20,000"_s << false << true << none;
    QTest::newRow("the beginning of a percentage is gone") << u"5%"_s << false << true << none;
    QTest::newRow("a later one is whole") << u"5% 12/80"_s << false << true << 15.0;
    QTest::newRow("both") << u"2/8"_s << false << false << none;
}

void TestProgressText::takesNoHalfNumbers()
{
    QFETCH(QString, line);
    QFETCH(bool, hasBegin);
    QFETCH(bool, hasEnd);
    QTEST(progressIn({line, hasBegin, hasEnd}).value_or(none), "progress");
}

QTEST_GUILESS_MAIN(TestProgressText)
#include "tst_progresstext.moc"
