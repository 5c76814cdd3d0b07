// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "epolldispatcher.h"
#include "quietfor.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <functional>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>

using namespace Procession;
using namespace std::chrono_literals;

/// A thread whose event loop runs on it, doing what Qt's own does.
class TestEpollDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void queuedCallsArriveInOrder();
    void aSleepingLoopIsWoken();
    void timersFire_data();
    void timersFire();
    void aRepeatingTimerGoesOnUntilItIsStopped();
    void timersFireInTheOrderOfTheirTimes();
    void aTimerMayEndItselfAndOthers();
    void timersTellWhatIsLeft();
    void aTimerIsNotEnteredAgain();
    void socketsTellWhenTheyAreReady();
    void aDisabledNotifierIsSilent();
    void aNotifierMayEndItselfAndOthers();
    void theOtherEndLeavingIsNoticed();
    void aDescriptorThatIsUsedAgainIsANewOne();
    void nestedLoopsReturn();
    void aBusyTimerLeavesSocketsTheirTurn();

private:
    /// Runs it in the thread and waits for its end.
    void inThread(const std::function<void()> &function)
    {
        QMetaObject::invokeMethod(m_worker.get(), function, Qt::BlockingQueuedConnection);
    }

    std::array<int, 2> m_pair{-1, -1};
    QThread m_thread;
    std::unique_ptr<QObject> m_worker; // lives in the thread
};

void TestEpollDispatcher::init()
{
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, m_pair.data()), 0);
    m_thread.setEventDispatcher(new EpollDispatcher);
    m_worker = std::make_unique<QObject>();
    m_worker->moveToThread(&m_thread);
    m_thread.start();
}

void TestEpollDispatcher::cleanup()
{
    inThread([this] { m_worker.reset(); });
    m_thread.quit();
    QVERIFY(m_thread.wait(10000));
    for (const int descriptor : m_pair)
        ::close(descriptor);
}

void TestEpollDispatcher::queuedCallsArriveInOrder()
{
    QList<int> seen;
    for (int i = 0; i < 1000; ++i)
        QMetaObject::invokeMethod(
            m_worker.get(), [&seen, i] { seen.append(i); }, Qt::QueuedConnection);
    inThread([] {});
    QCOMPARE(seen.size(), 1000);
    QVERIFY(std::is_sorted(seen.cbegin(), seen.cend()));
}

void TestEpollDispatcher::aSleepingLoopIsWoken()
{
    for (int i = 0; i < 200; ++i) {
        QThread::usleep(static_cast<unsigned long>(i)); // so that it sleeps, or is about to
        bool called = false;
        inThread([&called] { called = true; });
        QVERIFY(called);
    }
}

void TestEpollDispatcher::timersFire_data()
{
    QTest::addColumn<int>("interval");
    QTest::addColumn<Qt::TimerType>("type");
    QTest::newRow("at once") << 0 << Qt::CoarseTimer;
    QTest::newRow("precisely") << 20 << Qt::PreciseTimer;
    QTest::newRow("coarsely") << 20 << Qt::CoarseTimer;
}

void TestEpollDispatcher::timersFire()
{
    QFETCH(int, interval);
    QFETCH(Qt::TimerType, type);
    std::atomic<qint64> elapsed = -1;
    inThread([&] {
        auto *timer = new QTimer(m_worker.get());
        timer->setSingleShot(true);
        timer->setTimerType(type);
        QElapsedTimer since;
        since.start();
        connect(timer, &QTimer::timeout, timer, [&elapsed, since] { elapsed = since.elapsed(); });
        timer->start(interval);
    });
    QTRY_VERIFY(elapsed >= 0);
    QVERIFY2(elapsed >= interval, "a timer is never early");
}

void TestEpollDispatcher::aRepeatingTimerGoesOnUntilItIsStopped()
{
    std::atomic<int> count = 0;
    QTimer *timer = nullptr;
    inThread([&] {
        timer = new QTimer(m_worker.get());
        connect(timer, &QTimer::timeout, timer, [&count] { ++count; });
        timer->start(1);
    });
    QTRY_VERIFY(count >= 5);
    int atStop = 0;
    inThread([&] {
        timer->stop();
        atStop = count;
    });
    QVERIFY(quietFor(20ms, [&] { return count != atStop; }));
}

void TestEpollDispatcher::timersFireInTheOrderOfTheirTimes()
{
    QList<int> order;
    std::atomic<bool> done = false;
    inThread([&] {
        for (const int interval : {30, 10, 20}) {
            QTimer::singleShot(interval, Qt::PreciseTimer, m_worker.get(), [&order, &done, interval] {
                order.append(interval);
                done = order.size() == 3;
            });
        }
        QThread::msleep(50); // all of them are due by then
    });
    QTRY_VERIFY(done);
    QCOMPARE(order, (QList<int>{10, 20, 30}));
}

void TestEpollDispatcher::aTimerMayEndItselfAndOthers()
{
    std::atomic<int> first = 0;
    std::atomic<int> second = 0;
    inThread([&] {
        auto *other = new QTimer(m_worker.get());
        auto *self = new QTimer(m_worker.get());
        connect(self, &QTimer::timeout, m_worker.get(), [&first, self, other] {
            ++first;
            delete other; // due in the same round
            delete self;
        });
        connect(other, &QTimer::timeout, m_worker.get(), [&second] { ++second; });
        self->start(1);
        other->start(2);
        QThread::msleep(10);
    });
    QTRY_COMPARE(first, 1);
    inThread([] {});
    QCOMPARE(second, 0);
}

void TestEpollDispatcher::timersTellWhatIsLeft()
{
    inThread([this] {
        QTimer timer;
        timer.start(60000);
        QVERIFY(timer.remainingTime() > 50000 && timer.remainingTime() <= 60000);
        const auto registered = m_thread.eventDispatcher()->registeredTimers(&timer);
        QCOMPARE(registered.size(), 1);
        QCOMPARE(registered.first().interval, 60000);
        timer.stop();
        QVERIFY(m_thread.eventDispatcher()->registeredTimers(&timer).isEmpty());
        QCOMPARE(m_thread.eventDispatcher()->remainingTime(12345), -1);
    });
}

void TestEpollDispatcher::aTimerIsNotEnteredAgain()
{
    // Shared, since the timer goes on until the worker ends.
    struct State
    {
        int depth = 0;
        std::atomic<int> deepest = 0;
        std::atomic<int> count = 0;
    };
    const auto state = std::make_shared<State>();
    inThread([this, state] {
        auto *timer = new QTimer(m_worker.get());
        connect(timer, &QTimer::timeout, timer, [state] {
            ++state->depth;
            state->deepest = std::max(state->deepest.load(), state->depth);
            QEventLoop loop;
            QTimer::singleShot(5, &loop, &QEventLoop::quit);
            loop.exec();
            --state->depth;
            ++state->count;
        });
        timer->start(1);
    });
    QTRY_VERIFY(state->count >= 3);
    QCOMPARE(state->deepest, 1);
}

void TestEpollDispatcher::socketsTellWhenTheyAreReady()
{
    QByteArray received;
    std::atomic<int> writable = 0;
    inThread([&] {
        auto *reads = new QSocketNotifier(m_pair[0], QSocketNotifier::Read, m_worker.get());
        connect(
            reads, &QSocketNotifier::activated, this,
            [&] {
                char buffer[64];
                const ssize_t size = ::read(m_pair[0], buffer, sizeof(buffer));
                if (size > 0)
                    received.append(buffer, size);
            },
            Qt::DirectConnection);
        auto *writes = new QSocketNotifier(m_pair[0], QSocketNotifier::Write, m_worker.get());
        connect(writes, &QSocketNotifier::activated, writes, [&writable, writes] {
            ++writable;
            writes->setEnabled(false);
        });
    });
    QTRY_COMPARE(writable, 1);
    for (const char *word : {"one ", "two ", "three"}) {
        QCOMPARE(::write(m_pair[1], word, strlen(word)), static_cast<ssize_t>(strlen(word)));
        inThread([] {});
    }
    const auto whole = [&] {
        bool is = false;
        inThread([&] { is = received == "one two three"; });
        return is;
    };
    QTRY_VERIFY(whole());
    inThread([] {});
    QCOMPARE(writable, 1); // disabled is disabled
}

void TestEpollDispatcher::aDisabledNotifierIsSilent()
{
    std::atomic<int> count = 0;
    QSocketNotifier *notifier = nullptr;
    inThread([&] {
        notifier = new QSocketNotifier(m_pair[0], QSocketNotifier::Read, m_worker.get());
        connect(notifier, &QSocketNotifier::activated, notifier, [&] {
            ++count;
            notifier->setEnabled(false); // without reading: it stays ready
        });
    });
    QCOMPARE(::write(m_pair[1], "x", 1), 1);
    QTRY_COMPARE(count, 1);
    QVERIFY(quietFor(20ms, [&] { return count != 1; }));
    inThread([&] { notifier->setEnabled(true); });
    QTRY_COMPARE(count, 2);
}

void TestEpollDispatcher::aNotifierMayEndItselfAndOthers()
{
    std::atomic<int> count = 0;
    inThread([&] {
        auto *first = new QSocketNotifier(m_pair[0], QSocketNotifier::Read);
        auto *second = new QSocketNotifier(m_pair[1], QSocketNotifier::Read);
        const auto endBoth = [&count, first, second] {
            ++count;
            delete first;
            delete second;
        };
        connect(first, &QSocketNotifier::activated, m_worker.get(), endBoth);
        connect(second, &QSocketNotifier::activated, m_worker.get(), endBoth);
        // Both become ready before the loop looks.
        QCOMPARE(::write(m_pair[0], "x", 1), 1);
        QCOMPARE(::write(m_pair[1], "x", 1), 1);
    });
    QTRY_COMPARE(count, 1);
    inThread([] {});
    QCOMPARE(count, 1);
}

void TestEpollDispatcher::theOtherEndLeavingIsNoticed()
{
    std::atomic<bool> noticed = false;
    inThread([&] {
        auto *notifier = new QSocketNotifier(m_pair[0], QSocketNotifier::Read, m_worker.get());
        connect(notifier, &QSocketNotifier::activated, notifier, [&, notifier] {
            char byte = 0;
            noticed = ::read(m_pair[0], &byte, 1) == 0;
            notifier->setEnabled(false);
        });
    });
    ::close(std::exchange(m_pair[1], -1));
    QTRY_VERIFY(noticed);
}

void TestEpollDispatcher::aDescriptorThatIsUsedAgainIsANewOne()
{
    for (int round = 0; round < 3; ++round) {
        std::atomic<int> count = 0;
        std::unique_ptr<QSocketNotifier> notifier;
        inThread([&] {
            notifier = std::make_unique<QSocketNotifier>(m_pair[0], QSocketNotifier::Read);
            connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), [&] {
                ++count;
                notifier->setEnabled(false);
            });
        });
        QCOMPARE(::write(m_pair[1], "x", 1), 1);
        QTRY_COMPARE(count, 1);
        // Closed under the notifier's feet in one round, in order in the others; the number comes back either way.
        inThread([&] {
            if (round == 1)
                ::close(m_pair[0]);
            notifier.reset();
        });
        if (round != 1)
            ::close(m_pair[0]);
        ::close(m_pair[1]);
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, m_pair.data()), 0);
    }
}

void TestEpollDispatcher::nestedLoopsReturn()
{
    bool returned = false;
    inThread([&returned] {
        QEventLoop loop;
        QTimer::singleShot(1, &loop, &QEventLoop::quit);
        loop.exec();
        returned = true;
    });
    QVERIFY(returned);
}

void TestEpollDispatcher::aBusyTimerLeavesSocketsTheirTurn()
{
    std::atomic<bool> heard = false;
    inThread([&] {
        auto *busy = new QTimer(m_worker.get());
        busy->start(0);
        auto *notifier = new QSocketNotifier(m_pair[0], QSocketNotifier::Read, m_worker.get());
        connect(notifier, &QSocketNotifier::activated, notifier, [&heard, notifier] {
            heard = true;
            notifier->setEnabled(false);
        });
    });
    QCOMPARE(::write(m_pair[1], "x", 1), 1);
    QTRY_VERIFY(heard);
}

QTEST_GUILESS_MAIN(TestEpollDispatcher)
#include "tst_epolldispatcher.moc"
