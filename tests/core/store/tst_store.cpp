// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "store.h"
#include "tracked.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// A store that finds no memory, or no room on the disk, for as long as the test says so.
class FailingStore final : public Store
{
public:
    using Store::Store;

    enum class Fails : quint8 { Never, ForMemory, ForDisk };
    Fails fails = Fails::Never;
    std::vector<quint64> written; // the events, in the order in which they were
    int attempts = 0;

protected:
    Result<void> write(const Group &group) override
    {
        ++attempts;
        if (fails == Fails::ForMemory)
            throw std::bad_alloc();
        if (fails == Fails::ForDisk)
            return Error{ErrorCode::Io, u"the disk is full; make room"_s, {}};
        for (const Event &event : group.events)
            written.push_back(event.seq);
        return {};
    }
};

} // namespace

class TestStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatItCannotWrite_data();
    void keepsWhatItCannotWrite();
    void tellsThatItCouldNotDrain_data() { keepsWhatItCannotWrite_data(); }
    void tellsThatItCouldNotDrain();
};

void TestStore::keepsWhatItCannotWrite_data()
{
    QTest::addColumn<FailingStore::Fails>("fails");
    QTest::addColumn<QString>("problem");
    QTest::newRow("no memory") << FailingStore::Fails::ForMemory << u"no memory"_s;
    QTest::newRow("no room on the disk") << FailingStore::Fails::ForDisk << u"the disk is full"_s;
}

void TestStore::keepsWhatItCannotWrite()
{
    QFETCH(FailingStore::Fails, fails);
    QFETCH(QString, problem);
    auto [clock, log, tracker] = Tracked(EventLog::defaultCapacity, EventLog::Commits::ByStore);
    FailingStore store(tracker);
    QSignalSpy changed(&store, &Store::healthChanged);
    store.follow();
    store.fails = fails;
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QTRY_VERIFY(!store.health().ok());
    QVERIFY2(store.health().problem.contains(problem), qPrintable(store.health().problem));
    QCOMPARE(log.committed(), 0);
    QVERIFY(tracker.start(startOf(u"b")).ok());
    QTRY_VERIFY(store.attempts > 1); // it tries again by itself
    QCOMPARE(log.committed(), 0);

    store.fails = FailingStore::Fails::Never;
    QTRY_COMPARE(log.committed(), 2);
    QVERIFY(store.health().ok());
    QCOMPARE(changed.size(), 2);
    QCOMPARE(store.written, std::vector<quint64>({1, 2})); // each of them once
}

void TestStore::tellsThatItCouldNotDrain()
{
    QFETCH(FailingStore::Fails, fails);
    auto [clock, log, tracker] = Tracked(EventLog::defaultCapacity, EventLog::Commits::ByStore);
    FailingStore store(tracker);
    store.follow();
    store.fails = fails;
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QVERIFY(!store.drain());
    QCOMPARE(log.committed(), 0);
    store.fails = FailingStore::Fails::Never;
    QVERIFY(store.drain());
    QCOMPARE(log.committed(), 1);
}

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
