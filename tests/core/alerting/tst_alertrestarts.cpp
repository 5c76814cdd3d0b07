// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertenginefixture.h"

#include <QRegularExpression>
#include <QSignalSpy>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// The engine goes on where it stood: over restarts, losses of the log, and a file that can't be written.
class TestAlertRestarts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m = std::make_unique<AlertEngineFixture>(); }
    void cleanup() { m.reset(); }

    void decidesEachEventOnce();
    void tellsNothingOfThePast();
    void aLossIsMadeUpFor();
    void aLossWhileItRunsIsMadeUpFor();
    void anotherLogIsReadFromItsEnd();
    void findsWhatWasWrongBefore();
    void staysSilentOverARestart();
    void failedDeliveriesStay();
    void goesOnOnceTheFileCanBeWritten();

private:
    std::unique_ptr<AlertEngineFixture> m;
};

void TestAlertRestarts::decidesEachEventOnce()
{
    m->startEngine();
    m->fail(u"a");
    m->settle();
    const std::vector<OutboxEntry> before = m->engine->outbox();
    QCOMPARE(before.size(), 1U);
    m->stopEngine();
    m->fail(u"b"); // of the same cause
    m->fail(u"c", u"exp"_s);
    m->startEngine();
    QCOMPARE(m->told(), (QStringList{u"fired background_job/imp x1"_s, u"fired background_job/exp x1"_s}));
    QCOMPARE(m->engine->outbox()[0], before[0]);
    QCOMPARE(m->engine->episodes()[0].facts.count, 2);
    m->stopEngine();
    m->startEngine();
    QCOMPARE(m->told().size(), 2);
    QCOMPARE(m->engine->episodes()[0].facts.count, 2);
}

void TestAlertRestarts::tellsNothingOfThePast()
{
    m->fail(u"a");
    m->startEngine();
    QCOMPARE(m->told(), QStringList());
    m->fail(u"b");
    m->settle();
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
}

void TestAlertRestarts::aLossIsMadeUpFor()
{
    m->make(EventLog::Commits::OnAppend, 256);
    m->fail(u"a", u"old"_s);
    m->startEngine();
    m->stopEngine();
    m->fail(u"b");
    m->start(u"c", u"chatter"_s);
    for (int i = 0; i < 1000; ++i)
        QVERIFY(m->tracked->tracker.report(id(u"c"), {}).ok());
    m->startEngine();
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
    m->stopEngine();
    m->startEngine();
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
}

void TestAlertRestarts::aLossWhileItRunsIsMadeUpFor()
{
    m->make(EventLog::Commits::OnAppend, 256);
    m->startEngine();
    m->fail(u"b");
    m->start(u"c", u"chatter"_s);
    for (int i = 0; i < 1000; ++i)
        QVERIFY(m->tracked->tracker.report(id(u"c"), {}).ok());
    QTest::ignoreMessage(QtWarningMsg, "fell behind the log and starts again from a snapshot");
    m->settle();
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
    m->fail(u"d", u"exp"_s);
    m->settle();
    QCOMPARE(m->told().size(), 2);
}

void TestAlertRestarts::anotherLogIsReadFromItsEnd()
{
    m->startEngine(LogLineage("one"));
    m->fail(u"a");
    m->settle();
    QCOMPARE(m->told().size(), 1);
    const quint64 head = m->tracked->log.head();
    m->stopEngine();
    // A later run of the same server goes on from that log.
    m->fail(u"b", u"exp"_s);
    m->startEngine(LogLineage("two", {{"one", head}}));
    QCOMPARE(m->told().size(), 2);
    m->stopEngine();
    m->fail(u"c", u"third"_s);
    QTest::ignoreMessage(QtWarningMsg, "the log is another one: what happened before isn't told");
    m->startEngine(LogLineage("three"));
    QCOMPARE(m->told().size(), 2);
    m->fail(u"d", u"fourth"_s);
    m->settle();
    QCOMPARE(m->told().size(), 3);
}

void TestAlertRestarts::findsWhatWasWrongBefore()
{
    m->rules.clear();
    m->rule(R"({"condition": {"kind": "waiting", "longer_than": 600}, "channels": ["ops"]})");
    m->rule(R"({"condition": {"kind": "quiet"}, "channels": ["ops"]})");
    m->start(u"a", u"waits"_s, ProcessStatus::Pending);
    m->start(u"b", u"silent"_s);
    const quint64 reported = (*m->tracked->tracker.find(id(u"b")))->reportSeq;
    QVERIFY(m->tracked->tracker.markQuiet(id(u"b"), {.attempt = 1, .reportSeq = reported}).ok());
    m->tracked->clock.advance(400s);
    m->startEngine();
    QCOMPARE(m->told(), QStringList{u"fired background_job/silent x1"_s});
    m->pass(199s);
    QCOMPARE(m->told().size(), 1);
    m->pass(1s);
    QCOMPARE(m->told(), (QStringList{u"fired background_job/silent x1"_s, u"fired background_job/waits x1"_s}));
    m->stopEngine();
    m->startEngine();
    m->pass(10min);
    QCOMPARE(m->told().size(), 2);
    QVERIFY(m->tracked->tracker.report(id(u"b"), {}).ok());
    m->settle();
    m->pass(5min);
    QCOMPARE(m->told().last(), u"resolved background_job/silent x1"_s);
}

void TestAlertRestarts::staysSilentOverARestart()
{
    m->startEngine();
    AlertSilence silence;
    silence.name = u"im*"_s;
    silence.who = u"ann"_s;
    silence.endsMs = m->tracked->clock.wallMs() + 3'600'000;
    const auto added = m->engine->addSilence(silence);
    QVERIFY(added.ok());
    m->fail(u"a");
    m->fail(u"b", u"exp"_s);
    m->settle();
    QCOMPARE(m->told(), QStringList{u"fired background_job/exp x1"_s});
    const auto episode = m->engine->episodes().back().facts.episode;
    QVERIFY(m->engine->acknowledge(episode, u"ann"_s).ok());
    QVERIFY(!m->engine->acknowledge(99, u"ann"_s).ok());
    m->stopEngine();
    m->startEngine();
    QCOMPARE(m->engine->silences().size(), 1U);
    QVERIFY(m->engine->episodes().back().acknowledged);
    QVERIFY(!m->engine->removeSilence(99).ok());
    QVERIFY(m->engine->removeSilence(*added).ok());
    QCOMPARE(m->told(), (QStringList{u"fired background_job/exp x1"_s, u"fired background_job/imp x1"_s}));
}

void TestAlertRestarts::failedDeliveriesStay()
{
    m->startEngine();
    m->fail(u"a");
    m->fail(u"b", u"exp"_s);
    m->settle();
    const QString first = m->engine->outbox()[0].id;
    const QString second = m->engine->outbox()[1].id;
    m->engine->failed(first, u"no route"_s);
    m->engine->failed(first, u"no host"_s);
    m->engine->failed(second, u"no such channel"_s, AlertEngine::Failure::Never);
    m->engine->delivered(u"nobody"_s);
    m->stopEngine();
    m->startEngine();
    QCOMPARE(m->engine->outbox().size(), 1U);
    QCOMPARE(m->engine->outbox()[0].id, first);
    QCOMPARE(m->engine->outbox()[0].tries, 2);
    QCOMPARE(m->engine->outbox()[0].reason, u"no host"_s);
    const auto all = m->engine->newestEntries(10);
    QVERIFY(all.ok());
    QCOMPARE(all->front().state, OutboxEntry::State::GivenUp);
    QCOMPARE(all->front().reason, u"no such channel"_s);
}

void TestAlertRestarts::goesOnOnceTheFileCanBeWritten()
{
    m->rule(R"({"condition": {"kind": "store_unwritable"}, "channels": ["ops"]})");
    m->startEngine();
    m->breakFile(true);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"what was decided can't be stored: .*"_s));
    const QSignalSpy filled(m->engine.get(), &AlertEngine::outboxFilled);
    m->engine->take({m->tracked->clock.wallMs(), StoreFact{false, u"disk full"_s}});
    QCOMPARE(m->told(), QStringList{u"fired store x1"_s});
    QCOMPARE(filled.count(), 1);
    const QString id = m->engine->outbox()[0].id;
    m->engine->delivered(id);
    m->fail(u"a"); // waits until it can be decided once
    m->settle();
    QCOMPARE(m->told(), QStringList());
    m->breakFile(false);
    m->engine->checkNow();
    m->settle();
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
    m->stopEngine();
    m->startEngine();
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
    const auto all = m->engine->newestEntries(10);
    QVERIFY(all.ok());
    QCOMPARE(all->back().id, id);
    QCOMPARE(all->back().state, OutboxEntry::State::Delivered);
}

QTEST_GUILESS_MAIN(TestAlertRestarts)
#include "tst_alertrestarts.moc"
