// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearser.h"

#include "gateclock.h"
#include "storedlog.h"

#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Many ask, and one rule is rehearsed at a time.
class TestRehearser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tellsInAThreadOfItsOwn();
    void rehearsesOneAtATime();
    void theNewestOfAnAskerTakesThePlaceOfTheOlder();
    void othersKeepTheirPlace();
    void canBeCalledOff();
    void refusesWhereTooManyWait();
    void endsWhatIsUnderWay();
    void tellsThatTheHistoryCannotBeRead();

private:
    quint64 ask(const QString &label, const QString &asker = {}, int days = 1);
    QStringList told() const
    {
        const std::lock_guard lock(m_mutex);
        return m_told;
    }
    bool waitFor(const QStringList &lines) const
    {
        return QTest::qWaitFor([&] { return told() == lines; });
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StoredLog> m_run;
    std::unique_ptr<Archive> m_archive;
    std::unique_ptr<GateClock> m_clock;
    std::unique_ptr<Rehearser> m_rehearser;
    mutable std::mutex m_mutex;
    QStringList m_told; // LABEL and the runs that were looked at, or why not
};

void TestRehearser::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_run = std::make_unique<StoredLog>(m_folder->path());
    QVERIFY2(m_run->problem.isEmpty(), qPrintable(m_run->problem));
    for (int day = 0; day < 3; ++day) {
        const QString name = u"p%1"_s.arg(day);
        QVERIFY(m_run->tracker.start(startOf(name, ProcessStatus::Running)).ok());
        QVERIFY(m_run->tracker.report(id(name), reportOf(ProcessStatus::Failed)).ok());
        m_run->clock.advance(24h);
    }
    QVERIFY(m_run->commit());
    m_archive = std::make_unique<Archive>(DataFolder::databaseIn(m_folder->path()));
    m_clock = std::make_unique<GateClock>(m_run->clock);
    m_clock->shut();
    m_rehearser = std::make_unique<Rehearser>(*m_archive, *m_clock);
    m_told.clear();
}

void TestRehearser::cleanup()
{
    m_clock->open();
    m_rehearser.reset();
    m_archive.reset();
    m_run.reset();
}

quint64 TestRehearser::ask(const QString &label, const QString &asker, int days)
{
    return m_rehearser->ask({.rule = {}, .days = days, .asker = asker},
                            [this, label](const Rehearser::Outcome &outcome) {
                                using Kind = Rehearser::Problem::Kind;
                                const QString what = outcome                  ? QString::number(outcome->runs)
                                    : outcome.error().kind == Kind::Busy      ? u"busy"_s
                                    : outcome.error().kind == Kind::Replaced  ? u"replaced"_s
                                    : outcome.error().kind == Kind::CalledOff ? u"called off"_s
                                                                              : u"unread"_s;
                                const std::lock_guard lock(m_mutex);
                                m_told.append(label + u' ' + what);
                            });
}

void TestRehearser::tellsInAThreadOfItsOwn()
{
    ask(u"a"_s, {}, 7); // returns though the clock stands in the way
    QVERIFY(m_clock->came.tryAcquire(1, 5000));
    QVERIFY(told().isEmpty());
    m_clock->open();
    QVERIFY(waitFor({u"a 3"_s}));
    ask(u"b"_s, {}, 2); // there is more than one in its life
    QVERIFY(waitFor({u"a 3"_s, u"b 2"_s}));
}

void TestRehearser::rehearsesOneAtATime()
{
    ask(u"a"_s);
    QVERIFY(m_clock->came.tryAcquire(1, 5000));
    ask(u"b"_s);
    ask(u"c"_s, {}, 2);
    QCOMPARE(m_clock->came.available(), 0); // nobody else is at the gate
    m_clock->open();
    QVERIFY(waitFor({u"a 1"_s, u"b 1"_s, u"c 2"_s}));
}

void TestRehearser::theNewestOfAnAskerTakesThePlaceOfTheOlder()
{
    ask(u"a"_s, u"ann"_s);
    QVERIFY(m_clock->came.tryAcquire(1, 5000));
    ask(u"b"_s, u"ann"_s);
    ask(u"c"_s, u"ann"_s, 2);
    QCOMPARE(told(), QStringList{u"b replaced"_s}); // the one that waited, at once
    m_clock->open();
    QVERIFY(waitFor({u"b replaced"_s, u"a replaced"_s, u"c 2"_s}));
}

void TestRehearser::othersKeepTheirPlace()
{
    ask(u"a"_s, u"ann"_s);
    QVERIFY(m_clock->came.tryAcquire(1, 5000));
    ask(u"b"_s, u"bob"_s);
    ask(u"c"_s);
    ask(u"d"_s);
    m_clock->open();
    QVERIFY(waitFor({u"a 1"_s, u"b 1"_s, u"c 1"_s, u"d 1"_s}));
}

void TestRehearser::canBeCalledOff()
{
    const quint64 first = ask(u"a"_s);
    QVERIFY(m_clock->came.tryAcquire(1, 5000));
    const quint64 second = ask(u"b"_s);
    ask(u"c"_s);
    m_rehearser->cancel(second);
    QCOMPARE(told(), QStringList{u"b called off"_s});
    m_rehearser->cancel(first);
    m_rehearser->cancel(first);
    m_clock->open();
    QVERIFY(waitFor({u"b called off"_s, u"a called off"_s, u"c 1"_s}));
    m_rehearser->cancel(first); // which is over
    m_rehearser->cancel(77);
    QCOMPARE(told().size(), 3);
}

void TestRehearser::refusesWhereTooManyWait()
{
    ask(u"a"_s);
    QVERIFY(m_clock->came.tryAcquire(1, 5000));
    for (size_t i = 0; i < Rehearser::mostWaiting; ++i)
        ask(u"b"_s);
    ask(u"c"_s);
    QCOMPARE(told(), QStringList{u"c busy"_s});
    m_clock->open();
    QTRY_COMPARE(told().size(), qsizetype(Rehearser::mostWaiting) + 2);
}

void TestRehearser::endsWhatIsUnderWay()
{
    ask(u"a"_s);
    QVERIFY(m_clock->came.tryAcquire(1, 5000));
    ask(u"b"_s);
    const std::unique_ptr<QThread> other(QThread::create([this] { m_rehearser.reset(); }));
    other->start();
    QVERIFY(waitFor({u"b called off"_s}));
    m_clock->open();
    QVERIFY(other->wait(5000));
    QCOMPARE(told(), (QStringList{u"b called off"_s, u"a called off"_s}));
}

void TestRehearser::tellsThatTheHistoryCannotBeRead()
{
    m_clock->open();
    const Archive nothing(m_folder->filePath(u"nothing.db"_s));
    m_rehearser = std::make_unique<Rehearser>(nothing, *m_clock);
    ask(u"a"_s);
    QVERIFY(waitFor({u"a unread"_s}));
    m_rehearser.reset();
}

QTEST_GUILESS_MAIN(TestRehearser)
#include "tst_rehearser.moc"
