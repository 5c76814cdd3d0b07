// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

using namespace Procession;
using namespace Qt::StringLiterals;

/// A daemon that is stopped for a while, as Ctrl-Z, a debugger or a container's pause do it.
class TestStopped : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsNobodyWhenItGoesOn();
};

void TestStopped::endsNobodyWhenItGoesOn()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    int status = 0;
    daemon.ask("POST", u"/processes"_s,
               R"({"process_id":"job","process_type":"background_job","name":"a","status":"running",)"
               R"("heartbeat_timeout":5})",
               &status);
    QCOMPARE(status, 201);
    const auto pid = static_cast<pid_t>(daemon.process().processId());
    QCOMPARE(::kill(pid, SIGSTOP), 0);
    QTest::qWait(7000); // the time that it is stopped is what is tested
    QCOMPARE(::kill(pid, SIGCONT), 0);
    // Its reporter has been waiting for an answer all the time.
    daemon.ask("PATCH", u"/processes/job"_s, R"({"progress":50})", &status);
    QCOMPARE(status, 200);
    QCOMPARE(daemon.statusOf(u"job"_s), u"running"_s);
    // Where it says nothing more, it is given up as ever.
    QTRY_COMPARE_WITH_TIMEOUT(daemon.statusOf(u"job"_s), u"timeout"_s, 30000);
}

QTEST_GUILESS_MAIN(TestStopped)
#include "tst_stopped.moc"
