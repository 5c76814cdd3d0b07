// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "processes.h"
#include "processtracker.h"
#include "tracethinner.h"

#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;

class TestTraceThinner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsEveryChangeOfStatus();
    void thinsProgress();
    void aLongRunKeepsFewPoints();
    void reportsWithoutProgressAreNoPoints();

private:
    /// Whether the newest event is kept.
    bool keepsLast() { return m_thinner.keeps(m_log->read(m_log->head() - 1, 1).events.front()); }
    bool report(const ReportChange &report) { return m_tracker->report(id(u"a"), report).ok() && keepsLast(); }

    TraceThinner m_thinner;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ProcessTracker> m_tracker;
};

void TestTraceThinner::init()
{
    m_thinner = {};
    m_clock = std::make_unique<FakeClock>();
    m_log = std::make_unique<EventLog>();
    m_tracker = std::make_unique<ProcessTracker>(*m_log, *m_clock);
    QVERIFY(m_tracker->start(startOf(u"a")).ok());
    QVERIFY(keepsLast());
}

void TestTraceThinner::keepsEveryChangeOfStatus()
{
    QVERIFY(report(reportOf(ProcessStatus::Running)));
    QVERIFY(report(reportOf(ProcessStatus::Failed)));
    QVERIFY(m_tracker->retry(id(u"a")).ok());
    QVERIFY(keepsLast());
    QVERIFY(report(reportOf(ProcessStatus::Running)));
    QVERIFY(m_tracker->cancel(id(u"a")).ok());
    QVERIFY(keepsLast());
}

void TestTraceThinner::thinsProgress()
{
    QVERIFY(report(reportOf(ProcessStatus::Running)));
    QVERIFY(!report(progressOf(5))); // within the same second
    m_clock->advance(1s);
    QVERIFY(report(progressOf(6)));
    m_clock->advance(1s);
    QVERIFY(!report(progressOf(6.5))); // hardly moved
    m_clock->advance(1s);
    QVERIFY(report(progressOf(7)));
}

void TestTraceThinner::aLongRunKeepsFewPoints()
{
    QVERIFY(report(reportOf(ProcessStatus::Running)));
    int kept = 0;
    constexpr int reports = 30 * 24 * 60; // one a minute for a month
    for (int i = 0; i < reports; ++i) {
        m_clock->advance(60s);
        kept += report(progressOf(i % 2 == 0 ? 10 : 90)) ? 1 : 0;
    }
    QVERIFY2(kept > 100 && kept < 1000, qPrintable(QString::number(kept)));
}

void TestTraceThinner::reportsWithoutProgressAreNoPoints()
{
    QVERIFY(report(reportOf(ProcessStatus::Running)));
    m_clock->advance(100s);
    QVERIFY(!report({}));
}

QTEST_GUILESS_MAIN(TestTraceThinner)
#include "tst_tracethinner.moc"
