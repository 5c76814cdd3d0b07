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
    QCOMPARE(read->filter.types.size(), 2);
    QVERIFY(read->filter.statuses.contains(ProcessStatus::Failed));
    QVERIFY(read->filter.ids.contains(*ProcessId::fromString(u"a:b")));
    QVERIFY(read->snapshot);
    QVERIFY(read->full);
    QCOMPARE(read->since->epoch, QByteArray("e1"));
    QCOMPARE(read->since->seq, quint64(42));
    QCOMPARE(read->batch.count(), 250);
}

void TestSubscription::asksForEverythingByDefault()
{
    const auto read = this->read("");
    QVERIFY(read.ok());
    QVERIFY(read->filter.types.isEmpty() && read->filter.statuses.isEmpty() && read->filter.ids.isEmpty());
    QVERIFY(!read->snapshot && !read->full && !read->since);
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
    const auto channel = [this](const QByteArray &query) { return read(query)->channel(); };
    QCOMPARE(channel("status=failed&status=running"), channel("status=running&status=failed&snapshot=1"));
    QVERIFY(channel("") != channel("full=1"));
    QVERIFY(channel("") != channel("status=failed"));
    QVERIFY(channel("process_id=failed") != channel("q=failed"));
}

QTEST_GUILESS_MAIN(TestSubscription)
#include "tst_subscription.moc"
