// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "acknowledger.h"
#include "brittlestore.h"
#include "fakeclock.h"
#include "processes.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestAcknowledger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void answersOnceItIsCommitted();
    void answersInTheOrderOfTheLog();
    void whatIsCommittedIsAnsweredAtOnce();
    void withoutAStoreNobodyWaits();
    void tellsThoseWhoWaitThatItIsNotStored();
    void whileNothingIsStoredNobodyWaits();
    void waitsAgainOnceItIsStored();

private:
    using Outcome = Acknowledger::Outcome;

    quint64 change(const QString &name) { return (*m_tracker->start(startOf(name)).value().process)->seq; }
    void await(quint64 seq, const QString &name)
    {
        m_acknowledger->whenCommitted(seq, [this, name](Outcome outcome) {
            m_answers.append(name + (outcome == Outcome::Committed ? u" committed"_s : u" not stored"_s));
        });
    }

    FakeClock m_clock;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ProcessTracker> m_tracker;
    std::unique_ptr<BrittleStore> m_store;
    std::unique_ptr<Acknowledger> m_acknowledger;
    QStringList m_answers;
};

void TestAcknowledger::init()
{
    m_acknowledger.reset();
    m_store.reset();
    m_tracker.reset();
    m_log = std::make_unique<EventLog>(EventLog::defaultCapacity, EventLog::Commits::ByStore);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, m_clock);
    m_store = std::make_unique<BrittleStore>(*m_tracker);
    m_store->follow();
    m_acknowledger = std::make_unique<Acknowledger>(*m_log, m_store.get());
    m_answers.clear();
}

void TestAcknowledger::answersOnceItIsCommitted()
{
    await(change(u"a"_s), u"a"_s);
    QCOMPARE(m_answers, QStringList{}); // the store had no turn yet
    QTRY_COMPARE(m_answers, QStringList{u"a committed"_s});
}

void TestAcknowledger::answersInTheOrderOfTheLog()
{
    const quint64 a = change(u"a"_s);
    const quint64 b = change(u"b"_s);
    const quint64 c = change(u"c"_s);
    await(c, u"c"_s);
    await(a, u"a"_s);
    await(b, u"b"_s);
    QTRY_COMPARE(m_answers, (QStringList{u"a committed"_s, u"b committed"_s, u"c committed"_s}));
}

void TestAcknowledger::whatIsCommittedIsAnsweredAtOnce()
{
    const quint64 seq = change(u"a"_s);
    QTRY_COMPARE(m_log->committed(), seq);
    await(seq, u"a"_s);
    QCOMPARE(m_answers, QStringList{u"a committed"_s});
    await(0, u"nothing"_s); // an answer that confirms nothing
    QCOMPARE(m_answers.last(), u"nothing committed"_s);
}

void TestAcknowledger::withoutAStoreNobodyWaits()
{
    EventLog log;
    ProcessTracker tracker(log, m_clock);
    Acknowledger acknowledger(log, nullptr);
    const auto started = tracker.start(startOf(u"a"));
    bool answered = false;
    acknowledger.whenCommitted((*started->process)->seq,
                               [&](Outcome outcome) { answered = outcome == Outcome::Committed; });
    QVERIFY(answered);
}

void TestAcknowledger::tellsThoseWhoWaitThatItIsNotStored()
{
    m_store->broken = true;
    await(change(u"a"_s), u"a"_s);
    await(change(u"b"_s), u"b"_s);
    QTRY_COMPARE(m_answers, (QStringList{u"a not stored"_s, u"b not stored"_s}));
    QVERIFY(!m_store->health().ok());
}

void TestAcknowledger::whileNothingIsStoredNobodyWaits()
{
    m_store->broken = true;
    change(u"a"_s);
    QTRY_VERIFY(!m_store->health().ok());
    await(change(u"b"_s), u"b"_s);
    QCOMPARE(m_answers, QStringList{u"b not stored"_s});
}

void TestAcknowledger::waitsAgainOnceItIsStored()
{
    m_store->broken = true;
    change(u"a"_s);
    QTRY_VERIFY(!m_store->health().ok());
    const quint64 meanwhile = change(u"meanwhile"_s);
    QTest::qWait(1); // its signal comes while nothing can be written
    m_store->broken = false;
    QTRY_VERIFY(m_store->health().ok());         // it tries by itself
    QTRY_COMPARE(m_log->committed(), meanwhile); // and what it could not write is written
    await(change(u"b"_s), u"b"_s);
    QCOMPARE(m_answers, QStringList{});
    QTRY_COMPARE(m_answers, QStringList{u"b committed"_s});
}

QTEST_GUILESS_MAIN(TestAcknowledger)
#include "tst_acknowledger.moc"
