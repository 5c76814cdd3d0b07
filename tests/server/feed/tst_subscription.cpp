// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventlog.h"
#include "fakeclock.h"
#include "processtracker.h"
#include "subscription.h"

#include <QTest>

using namespace Procession;

class TestSubscription : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheQuery();
    void asksForEverythingByDefault();
    void refusesWhatItDoesNotUnderstand_data();
    void refusesWhatItDoesNotUnderstand();
    void whoAsksForTheSameSharesAChannel();
    void whoAsksForSomethingElseDoesNot_data();
    void whoAsksForSomethingElseDoesNot();
    void whoKeepsAListHearsWhatLeavesIt_data();
    void whoKeepsAListHearsWhatLeavesIt();

private:
    Result<Subscription> read(const QByteArray &query) { return Subscription::fromQuery(query, m_tracker); }

    FakeClock m_clock;
    EventLog m_log;
    ProcessTracker m_tracker{m_log, m_clock};
};

void TestSubscription::readsTheQuery()
{
    const auto read = this->read("process_type=ai_task&process_type=rag_training&status=failed&process_id=a%3Ab"
                                 "&snapshot=1&full=true&since=e1-42&batch=250&token=ignored");
    QVERIFY(read.ok());
    QCOMPARE(read->channel.filter.types.size(), 2);
    QVERIFY(read->channel.filter.statuses.contains(ProcessStatus::Failed));
    QVERIFY(read->channel.filter.ids.contains(*ProcessId::fromString(u"a:b")));
    QVERIFY(read->snapshot);
    QVERIFY(read->channel.full);
    QCOMPARE(read->since->epoch, QByteArray("e1"));
    QCOMPARE(read->since->seq, quint64(42));
    QCOMPARE(read->batch.count(), 250);
}

void TestSubscription::asksForEverythingByDefault()
{
    const auto read = this->read("");
    QVERIFY(read.ok());
    QVERIFY(read->channel.filter.types.isEmpty() && read->channel.filter.statuses.isEmpty()
            && read->channel.filter.ids.isEmpty());
    QVERIFY(!read->snapshot && !read->channel.full && !read->channel.left && !read->since);
    QVERIFY(!read->keepsList());
    QCOMPARE(read->batch.count(), 0);
}

void TestSubscription::refusesWhatItDoesNotUnderstand_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("field");
    QTest::newRow("type") << QByteArray("process_type=nonsense") << QStringLiteral("process_type");
    QTest::newRow("status") << QByteArray("status=happy") << QStringLiteral("status");
    QTest::newRow("id") << QByteArray("process_id=a%20b") << QStringLiteral("process_id");
    QTest::newRow("snapshot") << QByteArray("snapshot=maybe") << QStringLiteral("snapshot");
    QTest::newRow("full") << QByteArray("full=2") << QStringLiteral("full");
    QTest::newRow("since without an epoch") << QByteArray("since=42") << QStringLiteral("since");
    QTest::newRow("since without a number") << QByteArray("since=e1-") << QStringLiteral("since");
    QTest::newRow("since with a negative number") << QByteArray("since=-1") << QStringLiteral("since");
    QTest::newRow("batch of nothing") << QByteArray("batch=0") << QStringLiteral("batch");
    QTest::newRow("batch of too much") << QByteArray("batch=60001") << QStringLiteral("batch");
    QTest::newRow("left") << QByteArray("left=often") << QStringLiteral("left");
    QTest::newRow("a parameter that is misspelled") << QByteArray("statuss=failed") << QStringLiteral("statuss");
    QTest::newRow("a wish that is misspelled") << QByteArray("snapshots=1") << QStringLiteral("snapshots");
    QTest::newRow("a parameter of another route") << QByteArray("limit=5") << QStringLiteral("limit");
    QTest::newRow("no status") << QByteArray("status=") << QStringLiteral("status");
    QTest::newRow("no text") << QByteArray("q=") << QStringLiteral("q");
    QTest::newRow("a blank text") << QByteArray("q=%20") << QStringLiteral("q");
    QTest::newRow("no place") << QByteArray("since=") << QStringLiteral("since");
    QTest::newRow("two batches") << QByteArray("batch=10&batch=20") << QStringLiteral("batch");
    QTest::newRow("batch of words") << QByteArray("batch=soon") << QStringLiteral("batch");
}

void TestSubscription::refusesWhatItDoesNotUnderstand()
{
    QFETCH(QByteArray, query);
    const auto read = this->read(query);
    QVERIFY(!read.ok());
    QTEST(read.error().field, "field");
}

void TestSubscription::whoAsksForTheSameSharesAChannel()
{
    const auto channel = [this](const QByteArray &query) { return read(query)->channel; };
    QCOMPARE(channel("status=failed&status=running"), channel("status=running&status=failed&batch=10"));
    QCOMPARE(qHash(channel("status=failed&status=running")), qHash(channel("status=running&status=failed")));
    QCOMPARE(channel("since=e1-1&status=failed"), channel("snapshot=1&status=failed"));
}

void TestSubscription::whoAsksForSomethingElseDoesNot_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::newRow("full") << QByteArray() << QByteArray("full=1");
    QTest::newRow("left") << QByteArray() << QByteArray("left=1");
    QTest::newRow("full without left") << QByteArray("full=1") << QByteArray("full=1&left=0");
    QTest::newRow("a status") << QByteArray() << QByteArray("status=failed");
    QTest::newRow("an id or a text") << QByteArray("process_id=failed") << QByteArray("q=failed");
    // Texts that read like other parts of a filter, or like two of them.
    QTest::newRow("a text like a status") << QByteArray("status=failed") << QByteArray("q=%0As:failed");
    QTest::newRow("a text like a type") << QByteArray("process_type=ai_task") << QByteArray("q=%0At:ai_task");
    QTest::newRow("a text like an id") << QByteArray("process_id=a") << QByteArray("q=%0Ai:a");
    QTest::newRow("a text like a text and a status") << QByteArray("q=a&status=failed") << QByteArray("q=a%0As:failed");
    QTest::newRow("an id like a status") << QByteArray("process_id=s:failed") << QByteArray("status=failed");
    QTest::newRow("two ids or one") << QByteArray("process_id=a&process_id=b") << QByteArray("process_id=a:b");
    QTest::newRow("a text like full") << QByteArray("full=1&left=0") << QByteArray("q=full%0A");
    QTest::newRow("the case of a text") << QByteArray("q=a") << QByteArray("q=A");
}

void TestSubscription::whoAsksForSomethingElseDoesNot()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    QVERIFY(read(one).ok() && read(other).ok());
    QVERIFY(read(one)->channel != read(other)->channel);
}

void TestSubscription::whoKeepsAListHearsWhatLeavesIt_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<bool>("left");
    QTest::newRow("a plain subscriber") << QByteArray() << false;
    QTest::newRow("a filter alone") << QByteArray("status=running") << false;
    QTest::newRow("a batch alone") << QByteArray("batch=100") << false;
    QTest::newRow("a snapshot") << QByteArray("snapshot=1") << true;
    QTest::newRow("a place") << QByteArray("since=e1-1") << true;
    QTest::newRow("full") << QByteArray("full=1") << true;
    QTest::newRow("who asks for it") << QByteArray("status=running&left=1") << true;
    QTest::newRow("who doesn't want it") << QByteArray("snapshot=1&left=0") << false;
    QTest::newRow("no snapshot") << QByteArray("snapshot=0") << false;
}

void TestSubscription::whoKeepsAListHearsWhatLeavesIt()
{
    QFETCH(QByteArray, query);
    QTEST(read(query)->channel.left, "left");
}

QTEST_GUILESS_MAIN(TestSubscription)
#include "tst_subscription.moc"
