// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "pastmoment.h"
#include "timetext.h"

#include <QDateTime>
#include <QPromise>
#include <QSignalSpy>
#include <QTest>

#include <ctime>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// Says how far back it goes, and has nothing else.
class EmptyHistory final : public HistorySource
{
public:
    QFuture<Finished> finished(const HistoryQuery &, const Wanted &) override { return {}; }
    QFuture<Life> life(const ProcessPtr &) override { return {}; }
    QFuture<Finished> then(const PastQuery &, const Wanted &) override { return {}; }
    QFuture<Range> range() override
    {
        QPromise<Range> promise;
        promise.start();
        promise.addResult(reach);
        promise.finish();
        return promise.future();
    }

    Range reach = HistoryRange{FakeClock::beginning, FakeClock::beginning + 60'000};
};

} // namespace

/// Choosing a moment between the begin of the history and now.
class TestPastMoment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void hasNoPastWithoutAHistory();
    void hasNoPastUntilItIsRead();
    void stepsToRoundTimes_data();
    void stepsToRoundTimes();
    void stepsByDaysOfTheWallClock();
    void slidesToRoundTimes_data();
    void slidesToRoundTimes();
    void readsWhatIsWritten_data();
    void readsWhatIsWritten();
    void saysWhatWillNotDo_data();
    void saysWhatWillNotDo();
    void tellsWhatMayBeMissing();
    void staysWithinTheHistory();
    void tellsOfAnotherMomentOnly();

private:
    std::unique_ptr<PastMoment> made(std::chrono::milliseconds length);
    static qint64 secondsIn(const PastMoment &moment) { return (moment.atMs() - FakeClock::beginning) / 1000; }

    QByteArray m_zone;
    EmptyHistory m_history;
    FakeClock m_clock;
};

void TestPastMoment::init()
{
    m_zone = qgetenv("TZ");
    qputenv("TZ", "Europe/Berlin");
    tzset();
    m_history.reach = HistoryRange{FakeClock::beginning, FakeClock::beginning + 60'000};
}

void TestPastMoment::cleanup()
{
    if (m_zone.isEmpty())
        qunsetenv("TZ");
    else
        qputenv("TZ", m_zone);
    tzset();
}

/// It is so long since the history began.
std::unique_ptr<PastMoment> TestPastMoment::made(std::chrono::milliseconds length)
{
    m_clock.advance(length - std::chrono::milliseconds(m_clock.wallMs() - FakeClock::beginning));
    auto moment = std::make_unique<PastMoment>(&m_history, m_clock);
    moment->readRange();
    if (!QTest::qWaitFor([&] { return moment->isAvailable(); }))
        qFatal("the range doesn't come");
    return moment;
}

void TestPastMoment::hasNoPastWithoutAHistory()
{
    PastMoment moment(nullptr, m_clock);
    moment.readRange();
    moment.step(-1, false);
    moment.slideTo(0.5);
    moment.goToBegin();
    QVERIFY(!moment.isAvailable() && !moment.isChosen());
    QCOMPARE(moment.fraction(), 1.0);
    QCOMPARE(moment.text(), QString());
    QCOMPARE(moment.beginText(), QString());
}

void TestPastMoment::hasNoPastUntilItIsRead()
{
    m_history.reach = Error{ErrorCode::Io, u"The disk is gone."_s, {}};
    PastMoment moment(&m_history, m_clock);
    moment.readRange();
    QCoreApplication::processEvents();
    QVERIFY(!moment.isAvailable());
    m_history.reach = HistoryRange{FakeClock::beginning, FakeClock::beginning};
    moment.readRange();
    QTRY_VERIFY(moment.isAvailable());
    QCOMPARE(moment.beginText(), TimeText::moment(FakeClock::beginning));
}

void TestPastMoment::stepsToRoundTimes_data()
{
    QTest::addColumn<std::chrono::milliseconds>("length");
    QTest::addColumn<bool>("isLong");
    QTest::addColumn<QList<int>>("steps");
    QTest::addColumn<QList<qint64>>("seconds"); // since the begin, after each; negative for now
    const auto row = [](const char *name, std::chrono::milliseconds length, bool isLong, const QList<int> &steps,
                        const QList<qint64> &seconds) { QTest::newRow(name) << length << isLong << steps << seconds; };
    // It begins at 20 seconds past 23:13.
    row("seconds", 30s, false, {-1, -1, 1, 1}, {29, 28, 29, -1});
    row("ten seconds", 2h, false, {-1, -2, 2}, {7190, 7170, 7190});
    row("to a round time first", 2h + 3s, false, {-1, -1, 1, 1}, {7200, 7190, 7200, -1});
    row("minutes", 10h, false, {-1, -1, -1}, {36000 - 20, 36000 - 80, 36000 - 140});
    row("five minutes", 2h, true, {-1, -1, 1}, {7000, 6700, 7000});
    row("a quarter of an hour", 10h, true, {-1, -1}, {35200, 34300});
    row("hours", 40 * 24h, false, {-1, -1, 1}, {40 * 86400 - 800, 40 * 86400 - 4400, 40 * 86400 - 800});
    row("days", 40 * 24h, true, {-1, -1}, {40 * 86400 - 83600, 39 * 86400 - 83600});
    row("not before the begin", 30s, true, {-100}, {0});
}

void TestPastMoment::stepsToRoundTimes()
{
    QFETCH(std::chrono::milliseconds, length);
    QFETCH(bool, isLong);
    QFETCH(QList<int>, steps);
    QFETCH(QList<qint64>, seconds);
    const auto moment = made(length);
    for (qsizetype i = 0; i < steps.size(); ++i) {
        moment->step(steps[i], isLong);
        QCOMPARE(moment->isChosen() ? secondsIn(*moment) : -1, seconds[i]);
    }
}

/// In the night to 31 March 2024 the clocks of Berlin were put forward.
void TestPastMoment::stepsByDaysOfTheWallClock()
{
    const auto moment = made(150 * 24h);
    moment->read(u"2024-04-01 12:00"_s);
    QStringList days;
    for (int i = 0; i < 3; ++i) {
        moment->step(-1, true);
        days << moment->text();
    }
    QCOMPARE(days, QStringList({u"2024-04-01 00:00:00"_s, u"2024-03-31 00:00:00"_s, u"2024-03-30 00:00:00"_s}));
    moment->step(2, true);
    QCOMPARE(moment->text(), u"2024-04-01 00:00:00"_s);
}

void TestPastMoment::slidesToRoundTimes_data()
{
    QTest::addColumn<double>("fraction");
    QTest::addColumn<qint64>("seconds"); // since the begin; negative for now
    QTest::newRow("begin") << 0.0 << 0LL;
    QTest::newRow("beyond the begin") << -3.0 << 0LL;
    QTest::newRow("middle") << 0.5 << 3600LL;
    QTest::newRow("to the nearest ten seconds") << 0.5007 << 3610LL;
    QTest::newRow("end") << 1.0 << -1LL;
    QTest::newRow("nearer to the end than to another") << 0.9995 << -1LL;
}

void TestPastMoment::slidesToRoundTimes()
{
    QFETCH(double, fraction);
    QFETCH(qint64, seconds);
    const auto moment = made(2h);
    moment->slideTo(fraction);
    QCOMPARE(moment->isChosen() ? secondsIn(*moment) : -1, seconds);
    QCOMPARE(moment->fraction(), seconds < 0 ? 1.0 : static_cast<double>(seconds) / 7200.0);
}

void TestPastMoment::readsWhatIsWritten_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("a date and time") << u"2023-11-14 23:43:20"_s << 1800LL;
    QTest::newRow("with the T of machines, and room around it") << u" 2023-11-14T23:43:20 "_s << 1800LL;
    QTest::newRow("minutes") << u"2023-11-14 23:44"_s << 1840LL;
    QTest::newRow("how long ago") << u"30m"_s << 5400LL;
    QTest::newRow("nothing") << u" "_s << -1LL;
}

void TestPastMoment::readsWhatIsWritten()
{
    QFETCH(QString, written);
    QFETCH(qint64, seconds);
    const auto moment = made(2h);
    moment->step(-1, false);
    moment->read(written);
    QCOMPARE(moment->problem(), QString());
    QCOMPARE(moment->isChosen() ? secondsIn(*moment) : -1, seconds);
}

void TestPastMoment::saysWhatWillNotDo_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("problem");
    QTest::newRow("no time") << u"yesterday"_s
                             << u"Write a date and time such as 2023-11-15 01:13:20, or how long ago, such as 2h."_s;
    QTest::newRow("ahead") << u"2030-01-01"_s << u"That lies ahead."_s;
    QTest::newRow("before") << u"3h"_s << u"The history begins at 2023-11-14 23:13:20."_s;
}

void TestPastMoment::saysWhatWillNotDo()
{
    QFETCH(QString, written);
    QFETCH(QString, problem);
    const auto moment = made(2h);
    moment->read(u"1h"_s);
    const qint64 at = moment->atMs();
    moment->read(written);
    QCOMPARE(moment->problem(), problem);
    QCOMPARE(moment->atMs(), at); // as it was
    moment->dropProblem();
    QCOMPARE(moment->problem(), QString());
    QCOMPARE(moment->atMs(), at);
}

void TestPastMoment::tellsWhatMayBeMissing()
{
    const auto moment = made(2h);
    QCOMPARE(moment->missingText(), QString());
    moment->goToBegin();
    QCOMPARE(moment->missingText(), u"Before 2023-11-14 23:14:20 the history isn't whole: processes may be missing."_s);
    moment->read(u"1h"_s);
    QCOMPARE(moment->missingText(), QString());
}

void TestPastMoment::staysWithinTheHistory()
{
    const auto moment = made(2h);
    moment->goToBegin();
    QCOMPARE(moment->fraction(), 0.0);
    moment->step(-1, true);
    QCOMPARE(secondsIn(*moment), 0);
    moment->backToNow();
    QVERIFY(!moment->isChosen());
    QCOMPARE(moment->text(), QString());
    moment->step(1, true);
    QVERIFY(!moment->isChosen());
}

void TestPastMoment::tellsOfAnotherMomentOnly()
{
    const auto moment = made(2h);
    QSignalSpy moved(moment.get(), &PastMoment::moved);
    moment->backToNow();
    moment->read(u"nonsense"_s);
    QCOMPARE(moved.count(), 0);
    moment->slideTo(0.5);
    moment->slideTo(0.5001);
    QCOMPARE(moved.count(), 1);
    moment->backToNow();
    QCOMPARE(moved.count(), 2);
}

QTEST_GUILESS_MAIN(TestPastMoment)
#include "tst_pastmoment.moc"
