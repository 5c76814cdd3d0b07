// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationchange.h"
#include "expectationjson.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;

/// `2026-03-29T02:30` in the zone; with Z or an offset behind it that moment.
qint64 momentOf(const QString &text, const QTimeZone &zone)
{
    QDateTime time = QDateTime::fromString(text, Qt::ISODate);
    if (time.timeSpec() == Qt::LocalTime)
        time = QDateTime(time.date(), time.time(), zone);
    return time.toMSecsSinceEpoch();
}

/// Plays a script on one expectation, with an engine that looks at it whenever it asks for that, and tells what came of it.
///
/// Each line is `TIME WHAT …`: `put every=1h cron=… grace=… finish=…|none`, `ping`, `start [rid=A]`, `ok [rid=A]`,
/// `fail [CODE] [rid=A]`, `log`, `cancel`, `pause`, `resume`, `remove`, `down` (the server goes), `up` (it is there again),
/// `clock +1h` (the clock is set; the line's time is that after it), `is STATE`, `due TIME`.
/// A time is `HH:MM[:SS]` of the day of the last full one.
class Play
{
public:
    explicit Play(const QString &zone)
        : m_zone(zone.toUtf8())
    {
    }

    QStringList run(const QString &script)
    {
        const QStringList lines = script.split(u'\n', Qt::SkipEmptyParts);
        for (const QString &line : lines) {
            QStringList words = line.simplified().split(u' ');
            if (words.size() > 1)
                step(timeOf(words.takeFirst()), words);
        }
        return m_told;
    }

private:
    qint64 timeOf(const QString &text)
    {
        if (!text.contains(u'T'))
            return momentOf(m_day + u'T' + text, m_zone);
        m_day = text.left(10);
        return momentOf(text, m_zone);
    }

    QString shown(qint64 ms) const
    {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, m_zone);
        return time.toString(time.time().second() == 0 ? u"MM-dd HH:mm"_s : u"MM-dd HH:mm:ss"_s);
    }

    void step(qint64 at, const QStringList &words)
    {
        const QString what = words.constFirst();
        if (what == "clock"_L1) {
            const qint64 by = minute * 60 * words[1].chopped(1).toInt();
            passTo(at - by);
            change(at, ExpectationChange::Forgive{by});
            return;
        }
        passTo(at);
        if (what == "down"_L1) {
            m_isServed = false;
        } else if (what == "up"_L1) {
            m_isServed = true;
            const QByteArray kept = expectationToBytes(*m_now);
            m_now = expectationFromBytes(kept);
            QVERIFY(m_now);
            change(at, ExpectationChange::Forgive{});
        } else if (what == "put"_L1) {
            put(at, words.sliced(1));
        } else if (what == "pause"_L1) {
            change(at, ExpectationChange::Pause{});
        } else if (what == "resume"_L1) {
            change(at, ExpectationChange::Resume{});
        } else if (what == "remove"_L1) {
            change(at, ExpectationChange::Remove{});
        } else if (what == "is"_L1) {
            QCOMPARE(wireName(stateOf(*m_now)), words[1]);
        } else if (what == "due"_L1) {
            QCOMPARE(m_now->dueMs ? shown(*m_now->dueMs) : u"never"_s, words.sliced(1).join(u' '));
        } else {
            ping(at, words);
        }
    }

    void put(qint64 at, const QStringList &settings)
    {
        QJsonObject body;
        for (const QString &setting : settings) {
            const QString value = setting.section(u'=', 1);
            const QString key = setting.section(u'=', 0, 0);
            if (key == "cron"_L1) {
                body.insert(u"cron"_s, QString(value).replace(u'_', u' '));
                body.insert(u"time_zone"_s, QString::fromUtf8(m_zone.id()));
            } else if (key == "every"_L1) {
                body.insert(key, value);
            } else {
                body.insert(key == "grace"_L1 ? u"grace_start"_s : u"grace_finish"_s,
                            value == "none"_L1 ? QJsonValue() : QJsonValue(value));
            }
        }
        const auto definition = expectationFromJson(u"job"_s, body);
        QVERIFY2(definition.ok(), definition ? "" : qPrintable(definition.error().message));
        change(at, ExpectationChange::Put{*definition, newPingKey()});
    }

    void ping(qint64 at, const QStringList &words)
    {
        Ping ping;
        const QString what = words.constFirst();
        for (const QString &word : words.sliced(1)) {
            if (word.startsWith("rid="_L1)) {
                ping.rid = QUuid::createUuidV5(QUuid(), word);
            } else if (word.startsWith("process="_L1)) {
                ping.process = *ProcessId::fromString(word.sliced(8));
                ping.processSeq = ++m_seq;
            } else if (word.startsWith("at="_L1)) {
                ping.atMs = timeOf(word.sliced(3));
            } else {
                ping.exitCode = word.toInt();
            }
        }
        ping.signal = what == "start"_L1 ? PingSignal::Start
            : what == "fail"_L1          ? PingSignal::Failure
            : what == "log"_L1           ? PingSignal::Log
            : what == "cancel"_L1        ? PingSignal::Cancel
                                         : PingSignal::Success;
        change(at, ExpectationChange::Hear{ping});
    }

    /// The engine looks at the times that it asks for.
    void passTo(qint64 at)
    {
        for (int looks = 0; m_isServed && m_now && !m_now->isRemoved && looks < 1000; ++looks) {
            const auto next = nextChangeMs(*m_now);
            if (!next || *next > at)
                return;
            const quint64 before = m_seq;
            change(std::max(*next, m_lastMs), ExpectationChange::Advance{});
            QVERIFY2(m_seq > before, "it asks to be looked at, and nothing changes");
        }
    }

    void change(qint64 at, decltype(ExpectationChange::payload) payload)
    {
        m_lastMs = at;
        ExpectationChange change{.seq = m_seq + 1,
                                 .timeMs = at,
                                 .id = QUuid::createUuidV5(QUuid(), u"job"_s),
                                 .payload = std::move(payload)};
        const auto changed = apply(m_now ? &*m_now : nullptr, change);
        QVERIFY2(changed.ok(), changed ? "" : qPrintable(changed.error().message));
        if (!*changed)
            return;
        ++m_seq;
        const ExpectationState before = m_now ? stateOf(*m_now) : ExpectationState::New;
        const qint64 changedMs = m_now ? m_now->changedMs : 0;
        m_now = **changed;
        QVERIFY(m_now->changedMs > changedMs);
        const auto kept = expectationFromBytes(expectationToBytes(*m_now));
        QVERIFY(kept);
        Expectation comparable = *m_now; // of which is kept what isn't of this change alone
        comparable.isRemoved = comparable.endedStartTrouble = comparable.endedFinishTrouble = false;
        if (comparable.lastPing)
            comparable.lastPing->processSeq = 0;
        QVERIFY(*kept == comparable);
        tell(at, eventKindOf(change, *m_now), before);
    }

    void tell(qint64 at, EventKind kind, ExpectationState before)
    {
        const ExpectationState state = stateOf(*m_now);
        if (kind == EventKind::ExpectationMissed) {
            const NotedRun &run = m_now->runs.back();
            m_told += u"%1 %2"_s.arg(shown(at), wireName(run.outcome));
        } else if (m_now->endedStartTrouble || m_now->endedFinishTrouble) {
            m_told += u"%1 over"_s.arg(shown(at));
        } else if (state == ExpectationState::Down && before != state) {
            m_told += u"%1 %2"_s.arg(shown(at), wireName(m_now->finishTrouble->kind));
        }
    }

    const QTimeZone m_zone;
    QString m_day;
    bool m_isServed = true;
    qint64 m_lastMs = 0;
    quint64 m_seq = 0;
    std::optional<Expectation> m_now;
    QStringList m_told;
};

} // namespace

/// The rule of expectations, by scripts and what is told.
class TestExpectation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tells_data();
    void tells();
    void durationsPairByRid();
    void keepsTheNewestRuns();
    void refusesWhatIsNotThere();
    void keysAreRandom();
};

void TestExpectation::tells_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QStringList>("told");

    const QString utc = u"UTC"_s;
    const QString berlin = u"Europe/Berlin"_s;
    const QString newYork = u"America/New_York"_s;
    const QStringList nothing;

    QTest::newRow("pings in time") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        01:30 ping
        02:39 ping
        02:40 is up)"_s << nothing;
    QTest::newRow("nothing ever comes") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:59 is new
        01:00 is late
        01:09 is late
        01:10 is down
        2026-05-03T00:00 is down)"_s << QStringList{u"05-01 01:10 not_started"_s};
    QTest::newRow("stops, and comes again") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        01:35 is late
        01:45 is down
        03:00 ping
        03:00 is up
        03:00 due 05-01 04:00)"_s << QStringList{u"05-01 01:40 not_started"_s, u"05-01 03:00 over"_s};
    QTest::newRow("late, within its grace") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        01:39:59 is late
        01:39:59 ping
        01:40 is up)"_s << nothing;
    QTest::newRow("stops twice") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        02:00 ping
        04:00 ping)"_s
                                 << QStringList{u"05-01 01:40 not_started"_s, u"05-01 02:00 over"_s,
                                                u"05-01 03:10 not_started"_s, u"05-01 04:00 over"_s};
    QTest::newRow("no grace") << utc << uR"(2026-05-01T00:00 put every=1h grace=0s
        00:30 ping
        01:29 is up
        01:30 is down)"_s << QStringList{u"05-01 01:30 not_started"_s};

    QTest::newRow("fails") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        01:00 fail 3
        01:00 is down
        01:30 ping
        01:30 is up)"_s << QStringList{u"05-01 01:00 failed"_s, u"05-01 01:30 over"_s};
    QTest::newRow("fails, and then doesn't come") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        01:00 fail
        03:00 is down
        03:00 ping)"_s << QStringList{u"05-01 01:00 failed"_s, u"05-01 02:10 not_started"_s, u"05-01 03:00 over"_s};
    QTest::newRow("fails after it began") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 start
        00:31 is started
        00:35 fail 1
        00:35 is down
        01:30 start
        01:31 is down
        01:32 ok
        01:32 is up)"_s << QStringList{u"05-01 00:35 failed"_s, u"05-01 01:32 over"_s};
    QTest::newRow("exit code 0 is a success") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ok 0
        00:30 is up)"_s << nothing;
    QTest::newRow("keeps failing") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 fail 1
        01:30 fail 1
        02:30 fail 2
        03:30 ok)"_s << QStringList{u"05-01 00:30 failed"_s, u"05-01 03:30 over"_s};

    QTest::newRow("begins and ends") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m finish=20m
        00:30 start
        00:49 is started
        00:49 ok
        00:49 is up
        00:50 due 05-01 01:30)"_s << nothing;
    QTest::newRow("doesn't end") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m finish=20m
        00:30 start
        00:51 is down)"_s << QStringList{u"05-01 00:50 not_finished"_s};
    QTest::newRow("ends too late") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m finish=20m
        00:30 start
        00:55 ok
        00:55 is up
        01:00 due 05-01 01:30)"_s << QStringList{u"05-01 00:50 not_finished"_s, u"05-01 00:55 over"_s};
    QTest::newRow("may take for ever") << utc << uR"(2026-05-01T00:00 put every=1d grace=10m finish=none
        00:30 start
        20:00 is started)"_s << nothing;
    QTest::newRow("the finish has the grace of the start") << utc << uR"(2026-05-01T00:00 put every=1d grace=10m
        00:30 start
        00:41 is down)"_s << QStringList{u"05-01 00:40 not_finished"_s};
    QTest::newRow("a period counts from begin to begin") << utc << uR"(2026-05-01T00:00 put every=1d grace=1h finish=6h
        01:00 start
        02:00 ok
        2026-05-02T01:30 start
        06:00 ok
        2026-05-03T02:00 is late
        02:29 start
        02:30 is started)"_s << nothing;
    QTest::newRow("hangs, and the next one runs well") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m finish=20m
        00:30 start
        01:30 start
        01:40 ok
        01:40 is up)"_s << QStringList{u"05-01 00:50 not_finished"_s, u"05-01 01:40 over"_s};
    QTest::newRow("a crash is met by the next begin") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m finish=2h
        00:30 start
        01:30 start
        01:40 ok
        02:30 is late
        02:31 start
        02:35 ok
        03:30 ping
        03:31 is up)"_s << nothing;
    QTest::newRow("the begin comes once more") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m finish=20m
        00:30 start rid=a
        00:40 start rid=a
        00:51 is down)"_s << QStringList{u"05-01 00:50 not_finished"_s};

    QTest::newRow("runs overlap") << utc << uR"(2026-05-01T00:00 put every=10m grace=5m finish=30m
        00:10 start rid=a
        00:20 start rid=b
        00:25 ok rid=a
        00:30 start rid=c
        00:31 is started
        00:35 ok rid=c
        00:36 is started
        00:40 ok rid=b
        00:40 is late)"_s << nothing;
    QTest::newRow("one of several doesn't end") << utc << uR"(2026-05-01T00:00 put every=10m grace=5m finish=30m
        00:10 start rid=a
        00:20 start rid=b
        00:25 ok rid=b
        00:30 ping
        00:40 start rid=c
        00:41 is down
        00:42 ok rid=c
        00:42 is up)"_s << QStringList{u"05-01 00:40 not_finished"_s, u"05-01 00:42 over"_s};
    QTest::newRow("an end without its begin is a run") << utc << uR"(2026-05-01T00:00 put every=1h grace=5m
        00:10 ok rid=a
        00:10 is up
        00:10 due 05-01 01:10)"_s << nothing;
    QTest::newRow("a run that is cancelled is neither") << utc << uR"(2026-05-01T00:00 put every=1h grace=5m finish=5m
        00:10 start rid=a
        00:12 cancel rid=a
        00:20 is up
        01:16 is down)"_s << QStringList{u"05-01 01:15 not_started"_s};
    QTest::newRow("a note says nothing about a run") << utc << uR"(2026-05-01T00:00 put every=1h grace=5m
        00:50 log
        01:05 is down)"_s << QStringList{u"05-01 01:05 not_started"_s};

    QTest::newRow("cron, in time") << utc << uR"(2026-05-01T00:00 put cron=0_3_*_*_* grace=30m
        03:04 ping
        03:04 due 05-02 03:00
        2026-05-02T03:29 ping
        03:29 is up)"_s << nothing;
    QTest::newRow("cron, missed") << utc << uR"(2026-05-01T00:00 put cron=0_3_*_*_* grace=30m
        03:04 ping
        2026-05-02T03:31 is down
        2026-05-03T03:31 is down
        2026-05-04T03:02 ping
        03:02 due 05-05 03:00)"_s << QStringList{u"05-02 03:30 not_started"_s, u"05-04 03:02 over"_s};
    QTest::newRow("cron, a clock that is ahead") << utc << uR"(2026-05-01T00:00 put cron=0_3_*_*_* grace=30m
        02:59:40 ping
        02:59:40 due 05-02 03:00
        12:00 is up)"_s << nothing;
    QTest::newRow("cron, early after a miss") << utc << uR"(2026-05-01T00:00 put cron=0_3_*_*_* grace=30m
        2026-05-02T02:59:40 ping
        02:59:40 due 05-03 03:00
        12:00 is up)"_s << QStringList{u"05-01 03:30 not_started"_s, u"05-02 02:59:40 over"_s};
    QTest::newRow("cron, by hand in between") << utc << uR"(2026-05-01T00:00 put cron=0_3_*_*_* grace=30m
        01:00 ping
        01:00 due 05-01 03:00
        03:31 is down)"_s << QStringList{u"05-01 03:30 not_started"_s};
    QTest::newRow("cron, each minute, early") << utc << uR"(2026-05-01T00:00 put cron=*_*_*_*_* grace=20s
        00:00:50 ping
        00:01:30 is up
        00:02:01 ping
        00:02:01 due 05-01 00:03
        00:03:30 is down)"_s << QStringList{u"05-01 00:03:20 not_started"_s};
    QTest::newRow("cron, that never comes again") << utc
                                                  << uR"(2026-05-01T00:00 put cron=@at_2026-05-01T03:00Z grace=30m
        03:10 ping
        03:10 due never
        2026-09-01T00:00 is up)"_s << nothing;

    // 2026-03-29, 02:00 becomes 03:00; 2026-10-25, 03:00 becomes 02:00.
    QTest::newRow("Berlin, the time is left out") << berlin << uR"(2026-03-28T12:00 put cron=30_2_*_*_* grace=20m
        12:00 due 03-29 03:00
        2026-03-29T03:01 ping
        03:01 due 03-30 02:30
        12:00 is up)"_s << nothing;
    QTest::newRow("Berlin, the time is left out and missed") << berlin
                                                             << uR"(2026-03-28T12:00 put cron=30_2_*_*_* grace=20m
        2026-03-29T03:19 is late
        03:21 is down)"_s << QStringList{u"03-29 03:20 not_started"_s};
    QTest::newRow("Berlin, the hour comes twice") << berlin << uR"(2026-10-24T12:00 put cron=30_2_*_*_* grace=20m
        2026-10-25T02:31+02:00 ping
        2026-10-25T02:31+02:00 due 10-26 02:30
        2026-10-25T02:55+01:00 is up)"_s << nothing;
    QTest::newRow("Berlin, the hour comes twice, missed the first time")
        << berlin << uR"(2026-10-24T12:00 put cron=30_2_*_*_* grace=20m
        2026-10-25T02:51+02:00 is down
        2026-10-25T02:31+01:00 ping
        2026-10-25T02:31+01:00 due 10-26 02:30)"_s
        << QStringList{u"10-25 02:50 not_started"_s, u"10-25 02:31 over"_s};
    QTest::newRow("Berlin, hourly through the hour that comes twice")
        << berlin << uR"(2026-10-25T00:30 put cron=0_*_*_*_* grace=20m
        2026-10-25T01:05+02:00 ping
        2026-10-25T02:05+02:00 ping
        2026-10-25T02:05+01:00 ping
        2026-10-25T03:05+01:00 ping
        2026-10-25T03:05+01:00 is up)"_s
        << nothing;
    QTest::newRow("Berlin, hourly, the second of the two is missed")
        << berlin << uR"(2026-10-25T00:30 put cron=0_*_*_*_* grace=20m
        2026-10-25T01:05+02:00 ping
        2026-10-25T02:05+02:00 ping
        2026-10-25T03:05+01:00 ping)"_s
        << QStringList{u"10-25 02:20 not_started"_s, u"10-25 03:05 over"_s};
    QTest::newRow("Berlin, a day is a day") << berlin << uR"(2026-03-28T01:00 put every=1d grace=30m
        03:00 ping
        2026-03-29T04:10 ping
        2026-03-30T04:00 is up)"_s << nothing;
    QTest::newRow("Berlin, finishes over the change") << berlin
                                                      << uR"(2026-03-28T12:00 put cron=0_1_*_*_* grace=10m finish=2h
        2026-03-29T01:00 start
        03:59 is started
        04:01 is down)"_s << QStringList{u"03-29 04:00 not_finished"_s};
    // 2026-03-08, 02:00 becomes 03:00; 2026-11-01, 02:00 becomes 01:00.
    QTest::newRow("New York, the time is left out") << newYork << uR"(2026-03-07T12:00 put cron=30_2_*_*_* grace=20m
        2026-03-08T03:00 due 03-08 03:00
        03:05 ping
        03:05 due 03-09 02:30)"_s << nothing;
    QTest::newRow("New York, the hour comes twice") << newYork << uR"(2026-10-31T12:00 put cron=30_1_*_*_* grace=20m
        2026-11-01T01:35-04:00 ping
        2026-11-01T01:55-05:00 is up
        2026-11-02T01:51 is down)"_s << QStringList{u"11-02 01:50 not_started"_s};
    QTest::newRow("New York, every 20 minutes through the gap") << newYork
                                                                << uR"(2026-03-08T01:30 put cron=*/20_*_*_*_* grace=5m
        01:41 ping
        03:00 is late
        03:01 ping
        03:21 ping
        03:21 is up)"_s << nothing;

    QTest::newRow("the server was down, nothing was due") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        00:40 down
        00:50 up
        01:30 ping)"_s << nothing;
    QTest::newRow("the server was down, its grace begins anew") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        01:20 down
        05:00 up
        05:00 is late
        05:09 ping
        05:09 is up)"_s << nothing;
    QTest::newRow("the server was down, and nothing comes") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        01:20 down
        05:00 up
        05:11 is down)"_s << QStringList{u"05-01 05:10 not_started"_s};
    QTest::newRow("the server was down at the end of a run") << utc
                                                             << uR"(2026-05-01T00:00 put every=1d grace=1h finish=20m
        00:30 start
        00:40 down
        02:00 up
        02:00 is started
        02:21 is down)"_s << QStringList{u"05-01 02:20 not_finished"_s};
    QTest::newRow("what was told before a restart isn't told again") << utc
                                                                     << uR"(2026-05-01T00:00 put every=1h grace=10m
        01:20 down
        02:00 up
        09:00 is down)"_s << QStringList{u"05-01 01:10 not_started"_s};
    QTest::newRow("several restarts within a grace") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        01:35 down
        01:36 up
        01:40 down
        01:41 up
        01:51:30 is down)"_s << QStringList{u"05-01 01:51 not_started"_s};
    QTest::newRow("a process is told once") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m finish=none
        00:30 start process=p1
        00:40 down
        00:50 up
        00:55 ok process=p1
        00:56 is up)"_s << nothing;

    QTest::newRow("the clock is put forward") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        06:00 clock +5h
        06:30 ping
        06:30 is up)"_s << nothing;
    QTest::newRow("the clock is put forward, cron") << utc << uR"(2026-05-01T00:00 put cron=0_3_*_*_* grace=30m
        06:00 clock +5h
        06:29 is late
        06:31 is down)"_s << QStringList{u"05-01 06:30 not_started"_s};
    QTest::newRow("the clock is put back") << utc << uR"(2026-05-01T10:00 put every=1h grace=10m
        10:30 ping
        06:00 clock -5h
        06:29 is up
        06:41 is down)"_s << QStringList{u"05-01 06:40 not_started"_s};
    QTest::newRow("the clock is put back an hour, cron: no time comes again")
        << utc << uR"(2026-05-01T00:00 put cron=0_3_*_*_* grace=30m
        03:05 ping
        02:30 clock -1h
        04:00 is up)"_s
        << nothing;
    QTest::newRow("the clock was a year ahead, cron") << utc << uR"(2026-05-01T00:00 put cron=0_3_*_*_* grace=30m
        2027-05-01T01:00 clock +8760h
        01:00 ping
        2026-05-01T02:00 clock -8759h
        03:31 is down)"_s << QStringList{u"05-01 03:30 not_started"_s};
    QTest::newRow("the clock is put forward during a run") << utc
                                                           << uR"(2026-05-01T00:00 put every=1d grace=1h finish=20m
        00:30 start
        05:35 clock +5h
        05:49 is started
        05:51 is down)"_s << QStringList{u"05-01 05:50 not_finished"_s};

    QTest::newRow("a longer period") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        01:00 put every=2h grace=10m
        02:29 is up
        02:41 is down)"_s << QStringList{u"05-01 02:40 not_started"_s};
    QTest::newRow("a shorter period that is over already") << utc << uR"(2026-05-01T00:00 put every=1d grace=10m
        00:30 ping
        05:00 put every=1h grace=10m
        05:59 is up
        06:11 is down)"_s << QStringList{u"05-01 06:10 not_started"_s};
    QTest::newRow("another grace while it is late") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        01:35 put every=1h grace=1h
        02:29 is late
        02:31 is down)"_s << QStringList{u"05-01 02:30 not_started"_s};
    QTest::newRow("from a period to cron") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        00:45 put cron=0_3_*_*_* grace=10m
        00:45 due 05-01 03:00
        03:11 is down)"_s << QStringList{u"05-01 03:10 not_started"_s};
    QTest::newRow("another description changes no time") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        01:00 put every=1h grace=10m
        01:41 is down)"_s << QStringList{u"05-01 01:40 not_started"_s};
    QTest::newRow("another time limit for a run") << utc << uR"(2026-05-01T00:00 put every=1d grace=1h finish=20m
        00:30 start
        00:40 put every=1d grace=1h finish=1h
        01:29 is started
        01:31 is down)"_s << QStringList{u"05-01 01:30 not_finished"_s};

    QTest::newRow("paused") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:30 ping
        00:40 pause
        09:00 is paused
        09:00 resume
        09:59 is up
        10:11 is down)"_s << QStringList{u"05-01 10:10 not_started"_s};
    QTest::newRow("a pause ends what is wrong") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        01:20 pause
        01:20 is paused)"_s << QStringList{u"05-01 01:10 not_started"_s, u"05-01 01:20 over"_s};
    QTest::newRow("fails while it is paused") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        00:20 pause
        00:30 fail
        00:30 is paused
        00:40 resume
        00:40 is up)"_s << nothing;
    QTest::newRow("a run goes on through a pause") << utc << uR"(2026-05-01T00:00 put every=1d grace=10m finish=20m
        00:10 start
        00:20 pause
        03:00 resume
        03:19 is started
        03:21 is down)"_s << QStringList{u"05-01 03:20 not_finished"_s};
    QTest::newRow("removed while it is down") << utc << uR"(2026-05-01T00:00 put every=1h grace=10m
        02:00 remove)"_s << QStringList{u"05-01 01:10 not_started"_s, u"05-01 02:00 over"_s};
}

void TestExpectation::tells()
{
    QFETCH(const QString, zone);
    QFETCH(const QString, script);
    QTEST(Play(zone).run(script), "told");
}

namespace {

Expectation hourly(qint64 nowMs)
{
    ExpectationDefinition definition;
    definition.name = u"job"_s;
    definition.every = 1h;
    return **apply(nullptr, {.seq = 1, .timeMs = nowMs, .id = {}, .payload = ExpectationChange::Put{definition, "k"}});
}

Expectation heard(const Expectation &before, qint64 nowMs, const Ping &ping)
{
    return **apply(&before,
                   {.seq = before.seq + 1, .timeMs = nowMs, .id = {}, .payload = ExpectationChange::Hear{ping}});
}

} // namespace

void TestExpectation::durationsPairByRid()
{
    const QUuid a = QUuid::createUuidV5(QUuid(), u"a"_s);
    const QUuid b = QUuid::createUuidV5(QUuid(), u"b"_s);
    Expectation now = hourly(minute);
    now = heard(now, 2 * minute, {.signal = PingSignal::Start, .rid = a});
    now = heard(now, 3 * minute, {.signal = PingSignal::Start, .rid = b});
    now = heard(now, 4 * minute, {.signal = PingSignal::Start});
    now = heard(now, 5 * minute, {.signal = PingSignal::Success, .rid = a});
    now = heard(now, 7 * minute, {.signal = PingSignal::Failure, .exitCode = 7, .rid = b});
    now = heard(now, 9 * minute, {.signal = PingSignal::Success});
    now = heard(now, 10 * minute, {.signal = PingSignal::Success});
    QVERIFY(now.running.empty());
    QCOMPARE(now.runs.size(), size_t(4));
    QCOMPARE(now.runs[0].durationMs, std::optional(3 * minute));
    QCOMPARE(now.runs[1].durationMs, std::optional(4 * minute));
    QCOMPARE(now.runs[1].exitCode, std::optional(7));
    QCOMPARE(now.runs[1].reason.toString(), u"It ended with exit code 7."_s);
    QCOMPARE(now.runs[2].durationMs, std::optional(5 * minute));
    QCOMPARE(now.runs[3].durationMs, std::nullopt);
    QCOMPARE(now.pings, 7);
}

void TestExpectation::keepsTheNewestRuns()
{
    Expectation now = hourly(minute);
    for (int i = 0; i < 200; ++i) {
        now = heard(now, (2 + i) * minute,
                    {.signal = PingSignal::Start, .rid = QUuid::createUuidV5(QUuid(), QString::number(i))});
        now = heard(now, (2 + i) * minute, {.signal = PingSignal::Success, .exitCode = i % 256});
    }
    QCOMPARE(now.runs.size(), Expectation::keptRuns);
    QCOMPARE(now.runs.back().exitCode, std::optional(199));
    QCOMPARE(now.running.size(), Expectation::mostRunning);
    QCOMPARE(now.running.front().startedMs, 102 * minute);
}

void TestExpectation::refusesWhatIsNotThere()
{
    const auto refused = apply(nullptr, {.seq = 1, .timeMs = 1, .id = {}, .payload = ExpectationChange::Advance{}});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::UnknownExpectation);
    ExpectationDefinition definition;
    definition.name = u"job"_s;
    definition.cron = u"61 * * * *"_s;
    definition.timeZone = u"UTC"_s;
    const auto bad =
        apply(nullptr, {.seq = 1, .timeMs = 1, .id = {}, .payload = ExpectationChange::Put{definition, "k"}});
    QVERIFY(!bad);
    QCOMPARE(bad.error().field, u"cron"_s);
}

void TestExpectation::keysAreRandom()
{
    const QByteArray key = newPingKey();
    QCOMPARE(key.size(), 32);
    QVERIFY(key != newPingKey());
    QCOMPARE(QByteArray::fromHex(key).toHex(), key);
}

QTEST_GUILESS_MAIN(TestExpectation)
#include "tst_expectation.moc"
