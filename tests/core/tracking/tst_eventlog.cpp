// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "tracked.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <thread>

using namespace Procession;

namespace {

void append(EventLog &log, int count = 1)
{
    static const auto process = std::make_shared<const ProcessState>(Process{});
    for (int i = 0; i < count; ++i)
        log.append(Event{.seq = log.head() + 1, .id = {}, .process = process});
}

QList<quint64> seqs(const EventLog::Batch &batch)
{
    QList<quint64> numbers;
    for (const Event &event : batch.events)
        numbers.append(event.seq);
    return numbers;
}

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesWhatLiesAfterACursor_data();
    void givesWhatLiesAfterACursor();
    void aReaderIsWokenOnceUntilItTakes();
    void aPartlyTakenLogWakesAgain();
    void wakeUpsAreGathered();
    void aReaderThatFellOffIsTold();
    void whatWasReadStays();
    void aStateIsLetGoOf();
    void partsShareTheirEvents();
    void startedAnewEveryReaderIsTold();
    void aReaderOnAnotherThreadGetsAll();
    void anEventKnowsTheStateBeforeIt();
    void soDoesOneThatWasRestored();
};

void TestEventLog::givesWhatLiesAfterACursor_data()
{
    QTest::addColumn<int>("appended");
    QTest::addColumn<quint64>("after");
    QTest::addColumn<int>("max");
    QTest::addColumn<QList<quint64>>("expected");
    QTest::addColumn<bool>("lost");
    QTest::newRow("empty log") << 0 << 0ull << 10 << QList<quint64>{} << false;
    QTest::newRow("all") << 3 << 0ull << 10 << QList<quint64>{1, 2, 3} << false;
    QTest::newRow("some") << 3 << 1ull << 10 << QList<quint64>{2, 3} << false;
    QTest::newRow("bounded") << 3 << 0ull << 2 << QList<quint64>{1, 2} << false;
    QTest::newRow("nothing new") << 3 << 3ull << 10 << QList<quint64>{} << false;
    QTest::newRow("from the future") << 3 << 9ull << 10 << QList<quint64>{} << false;
    QTest::newRow("full ring") << 4 << 0ull << 10 << QList<quint64>{1, 2, 3, 4} << false;
    QTest::newRow("turned ring") << 6 << 2ull << 10 << QList<quint64>{3, 4, 5, 6} << false;
    QTest::newRow("turned many times") << 103 << 101ull << 10 << QList<quint64>{102, 103} << false;
    QTest::newRow("one too late") << 6 << 1ull << 10 << QList<quint64>{} << true;
    QTest::newRow("far too late") << 103 << 0ull << 10 << QList<quint64>{} << true;
}

void TestEventLog::givesWhatLiesAfterACursor()
{
    QFETCH(int, appended);
    QFETCH(quint64, after);
    QFETCH(int, max);
    QFETCH(QList<quint64>, expected);
    QFETCH(bool, lost);
    EventLog log(4);
    append(log, appended);
    const EventLog::Batch batch = log.read(after, max);
    QCOMPARE(seqs(batch), expected);
    QCOMPARE(batch.lost, lost);
    if (!expected.isEmpty())
        QCOMPARE(batch.last, expected.last());
}

void TestEventLog::aReaderIsWokenOnceUntilItTakes()
{
    EventLog log;
    EventCursor cursor(log);
    QSignalSpy woken(&cursor, &EventCursor::available);
    append(log, 100);
    QCoreApplication::processEvents();
    QCOMPARE(woken.size(), 1);
    append(log);
    QCoreApplication::processEvents();
    QCOMPARE(woken.size(), 1);
    QCOMPARE(cursor.take().events.size(), 101u);
    append(log);
    QCoreApplication::processEvents();
    QCOMPARE(woken.size(), 2);
}

void TestEventLog::aPartlyTakenLogWakesAgain()
{
    EventLog log;
    EventCursor cursor(log);
    QSignalSpy woken(&cursor, &EventCursor::available);
    append(log, 5);
    QCoreApplication::processEvents();
    QCOMPARE(seqs(cursor.take(2)), QList<quint64>({1, 2}));
    QCoreApplication::processEvents();
    QCOMPARE(woken.size(), 2);
    QCOMPARE(seqs(cursor.take(10)), QList<quint64>({3, 4, 5}));
}

void TestEventLog::wakeUpsAreGathered()
{
    EventLog log;
    EventCursor cursor(log);
    QSignalSpy woken(&cursor, &EventCursor::available);
    log.gatherWakeUps();
    append(log, 100);
    QCoreApplication::processEvents();
    QVERIFY(woken.isEmpty());
    log.wakeReaders();
    QCoreApplication::processEvents();
    QCOMPARE(woken.size(), 1);
    QCOMPARE(cursor.take().events.size(), 100u);
    log.wakeReaders(); // for nothing
    QCoreApplication::processEvents();
    QCOMPARE(woken.size(), 1);
    // What others append wakes at once, and so does too much.
    append(log, 1);
    std::thread([&log] { append(log, 1); }).join();
    QCoreApplication::processEvents();
    QCOMPARE(woken.size(), 2);
    QCOMPARE(cursor.take().events.size(), 2u);
    append(log, 1000);
    QCoreApplication::processEvents();
    QCOMPARE(woken.size(), 3);
}

void TestEventLog::aReaderThatFellOffIsTold()
{
    EventLog log(8);
    EventCursor cursor(log);
    append(log, 20);
    QVERIFY(cursor.take().lost);
    QCOMPARE(cursor.position(), 0u);
    cursor.seek(18);
    QCOMPARE(seqs(cursor.take()), QList<quint64>({19, 20}));
}

void TestEventLog::whatWasReadStays()
{
    EventLog log(8);
    append(log, 5);
    const EventLog::Batch batch = log.read(1, 10);
    append(log, 1000); // into the same block first
    QVERIFY(log.read(1, 10).lost);
    QCOMPARE(seqs(batch), QList<quint64>({2, 3, 4, 5}));
    QCOMPARE(seqs(log.read(1003, 10)), QList<quint64>({1004, 1005}));
}

void TestEventLog::aStateIsLetGoOf()
{
    EventLog log(8);
    auto state = std::make_shared<const ProcessState>(Process{});
    const std::weak_ptr<const ProcessState> kept = state;
    log.append(Event{.seq = 1, .id = {}, .process = std::move(state)});
    EventLog::Batch batch = log.read(0, 1);
    append(log, 8 + static_cast<int>(Events::blockSize));
    QVERIFY(!kept.expired()); // the reader has it still
    batch = {};
    QVERIFY(kept.expired());
}

void TestEventLog::partsShareTheirEvents()
{
    EventLog log;
    append(log, 300);
    const Events events = log.read(50, 200).events; // from the middle of a block on
    QCOMPARE(events.size(), 200u);
    for (size_t begin = 0; begin <= events.size(); ++begin) {
        const Events rest = events.from(begin);
        QCOMPARE(rest.size(), events.size() - begin);
        if (!rest.empty())
            QCOMPARE(&rest.front(), &events[begin]);
        const Events first = events.first(begin);
        QCOMPARE(first.size(), begin);
        if (!first.empty())
            QCOMPARE(&first.back(), &events[begin - 1]);
    }
    const Events part = events.from(60).first(100).from(7);
    quint64 seq = 117;
    for (const Event &event : part)
        QCOMPARE(event.seq, ++seq);
    QCOMPARE(seq, 210u);

    const Events own({part[0], part[92]});
    QCOMPARE(own.size(), 2u);
    QCOMPARE(own.front().seq, 118u);
    QCOMPARE(own.back().seq, 210u);
}

void TestEventLog::startedAnewEveryReaderIsTold()
{
    EventLog log(4);
    append(log, 6);
    EventCursor cursor(log); // has read all of it
    QSignalSpy woken(&cursor, &EventCursor::available);
    log.startAnew();
    QCOMPARE(log.head(), 7ull);
    QCOMPARE(log.committed(), 7ull);
    QTRY_COMPARE(woken.size(), 1);
    QVERIFY(cursor.take().lost);
    cursor.seek(log.head());
    append(log, 3);
    QCOMPARE(seqs(cursor.take()), QList<quint64>({8, 9, 10}));
    QVERIFY(log.read(6, 10).lost);
}

void TestEventLog::aReaderOnAnotherThreadGetsAll()
{
    constexpr int total = 50000;
    EventLog log(total);
    QThread thread;
    QObject reader;
    QList<quint64> received;
    reader.moveToThread(&thread);
    thread.start();
    EventCursor *cursor = nullptr;
    QMetaObject::invokeMethod(
        &reader,
        [&] {
            cursor = new EventCursor(log);
            QObject::connect(cursor, &EventCursor::available, &reader, [&] {
                received += seqs(cursor->take(100));
                if (received.size() == total)
                    thread.quit();
            });
        },
        Qt::BlockingQueuedConnection);
    append(log, total);
    QVERIFY(thread.wait(60000));
    delete cursor;
    for (int i = 0; i < total; ++i)
        QCOMPARE(received[i], static_cast<quint64>(i + 1));
}

void TestEventLog::anEventKnowsTheStateBeforeIt()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    QVERIFY(tracker.start(startOf(u"b")).ok());
    QVERIFY(tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(tracker.remove(id(u"a")).ok());
    QVERIFY(tracker.start(startOf(u"a")).ok());
    const Events events = log.read(0, 10).events;
    QVERIFY(!events[0].before && !events[1].before);
    QCOMPARE(events[2].before, events[0].process);
    QCOMPARE(events[3].before, events[2].process);
    QVERIFY(!events[4].before); // another life
}

void TestEventLog::soDoesOneThatWasRestored()
{
    const auto state = [](const char16_t *name) {
        Process process;
        process.id = id(name);
        return std::make_shared<const ProcessState>(process);
    };
    const ProcessPtr first = state(u"a");
    const ProcessPtr second = state(u"a");
    const ProcessPtr other = state(u"b");
    EventLog log;
    log.restore(14,
                {Event{.seq = 11, .kind = EventKind::Reported, .id = {}, .process = first},
                 Event{.seq = 12, .kind = EventKind::Reported, .id = {}, .process = other},
                 Event{.seq = 13, .kind = EventKind::Removed, .id = {}, .process = second},
                 Event{.seq = 14, .kind = EventKind::Started, .id = {}, .process = first}});
    const Events events = log.read(10, 10).events;
    QVERIFY(!events[0].before && !events[1].before); // what came before isn't known
    QCOMPARE(events[2].before, first);
    QVERIFY(!events[3].before);
}

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"
