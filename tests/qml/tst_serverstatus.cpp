// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "serverstatus.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using Link = ServerStatus::Link;

class TestServerStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfItsOwnServer();
    void tellsHowFreshARemoteOneIs_data();
    void tellsHowFreshARemoteOneIs();
};

void TestServerStatus::tellsOfItsOwnServer()
{
    ServerStatus status;
    QCOMPARE(status.place(), u"Not listening"_s);
    QVERIFY(!status.isRemote() && status.isLive() && status.warning().isEmpty());
    status.setListening(u"http://127.0.0.1:8000"_s, {}, {});
    QCOMPARE(status.place(), u"Listening on http://127.0.0.1:8000"_s);
    status.setStoreProblem(u"the disk is full"_s);
    QCOMPARE(status.warning(), u"Changes can't be stored: the disk is full"_s);
}

void TestServerStatus::tellsHowFreshARemoteOneIs_data()
{
    QTest::addColumn<Link>("link");
    QTest::addColumn<qint64>("staleSince");
    QTest::addColumn<QString>("problem");
    QTest::addColumn<bool>("live");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("warning"); // what stands in it
    const qint64 noon = QDateTime(QDate(2026, 3, 4), QTime(12, 0, 5)).toMSecsSinceEpoch();
    QTest::newRow("live") << Link::Live << qint64(0) << u""_s << true << u"Live · http://a:8000"_s << u""_s;
    QTest::newRow("catching up") << Link::CatchingUp << qint64(0) << u""_s << false << u"Catching up · http://a:8000"_s
                                 << u""_s;
    QTest::newRow("broken") << Link::Stale << noon << u"Connection refused"_s << false
                            << u"Stale since 12:00:05 · http://a:8000"_s
                            << u"broke: Connection refused. It is tried again"_s;
    QTest::newRow("never there") << Link::Stale << qint64(0) << u"Is it running?"_s << false
                                 << u"Not connected · http://a:8000"_s
                                 << u"no connection yet: Is it running? It is tried"_s;
    QTest::newRow("a wrong token") << Link::Refused << qint64(0) << u"The token is wrong."_s << false
                                   << u"Not connected · http://a:8000"_s
                                   << u"The token is wrong. It is tried again within a minute"_s;
}

void TestServerStatus::tellsHowFreshARemoteOneIs()
{
    QFETCH(Link, link);
    QFETCH(qint64, staleSince);
    QFETCH(QString, problem);
    QFETCH(QString, warning);
    ServerStatus status;
    status.setListening(u"http://a:8000"_s, {}, {});
    QSignalSpy changed(&status, &ServerStatus::changed);
    status.setLink(link, staleSince, problem);
    QCOMPARE(changed.size(), 1);
    QVERIFY(status.isRemote());
    QTEST(status.isLive(), "live");
    QTEST(status.place(), "place");
    QVERIFY2(status.warning().contains(warning), qPrintable(status.warning()));
    QCOMPARE(status.warning().isEmpty(), warning.isEmpty());
}

QTEST_GUILESS_MAIN(TestServerStatus)
#include "tst_serverstatus.moc"
