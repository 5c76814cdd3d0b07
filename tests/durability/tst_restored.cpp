// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "webhookreceiver.h"

#include <QJsonArray>
#include <QTest>

#include <set>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A backup of a real daemon is put back after the original went on.
class TestRestored : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsToldTwice();
    void summariesAreThere();

private:
    static QByteArray json(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }
    static void run(Daemon &daemon, const QString &id, const QString &name, const QString &status);
    static bool backUp(Daemon &daemon, const QString &target);
    /// Puts the files in their places, as the help says.
    static bool restore(const QString &from, const QString &dataFolder);
    static bool settled(Daemon &daemon, qsizetype running);
};

void TestRestored::run(Daemon &daemon, const QString &id, const QString &name, const QString &status)
{
    daemon.ask("POST", u"/processes"_s,
               json({{u"process_id"_s, id},
                     {u"process_type"_s, u"background_job"_s},
                     {u"name"_s, name},
                     {u"status"_s, u"running"_s}}));
    daemon.ask("PATCH", u"/processes/"_s + id, json({{u"status"_s, status}}));
}

bool TestRestored::backUp(Daemon &daemon, const QString &target)
{
    return Ctl(daemon, {u"backup"_s, target, u"--data-dir"_s, daemon.folder() + u"/procession"_s}).exitCode() == 0;
}

bool TestRestored::restore(const QString &from, const QString &dataFolder)
{
    for (const auto &[part, name] : {std::pair(u""_s, u"procession.db"_s),
                                     {u"-analytics.db"_s, u"analytics.db"_s},
                                     {u"-alerts.db"_s, u"alerts.db"_s}}) {
        for (const QString &end : {u""_s, u"-wal"_s, u"-shm"_s})
            QFile::remove(dataFolder + u'/' + name + end);
        if (!QFile::copy(from + part, dataFolder + u'/' + name))
            return false;
    }
    return true;
}

/// Whether no more than so many deliveries go on.
bool TestRestored::settled(Daemon &daemon, qsizetype running)
{
    const QJsonArray waiting =
        daemon.ask("GET", u"/processes?process_type=alert_delivery&status=running&status=pending"_s)["processes"_L1]
            .toArray();
    return waiting.size() <= running;
}

void TestRestored::nothingIsToldTwice()
{
    WebhookReceiver receiver;
    Daemon daemon;
    const QString config = daemon.folder() + u"/procession.toml"_s;
    QFile file(config);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(receiver.channel("ops")) > 0);
    file.close();
    const QStringList arguments{u"--config"_s, config};
    QVERIFY(daemon.start(arguments));
    daemon.ask("PUT", u"/alert-rules/failures"_s,
               json({{u"condition"_s, QJsonObject{{u"kind"_s, u"failed"_s}}},
                     {u"resolve_after"_s, 0},
                     {u"channels"_s, QJsonArray{u"ops"_s}}}));
    // Sent before the backup: never again.
    run(daemon, u"a"_s, u"import"_s, u"failed"_s);
    QTRY_COMPARE(receiver.taken.size(), 1);
    QTRY_VERIFY(settled(daemon, 0));
    // Decided before, and not sent: one that stays open, and one that is over.
    receiver.status = 503;
    run(daemon, u"b"_s, u"export"_s, u"failed"_s);
    run(daemon, u"c"_s, u"report"_s, u"failed"_s);
    run(daemon, u"c2"_s, u"report"_s, u"completed"_s);
    QTRY_VERIFY_WITH_TIMEOUT(receiver.others.size() >= 2, 20000);
    const auto open = [&daemon] { return daemon.ask("GET", u"/alerts"_s)["alerts"_L1].toArray().size(); };
    QTRY_COMPARE(open(), 2);
    const QTemporaryDir elsewhere;
    const QString copy = elsewhere.filePath(u"copy.db"_s);
    QVERIFY(backUp(daemon, copy));
    QVERIFY(QFile::exists(copy + u"-alerts.db"_s) && !QFile::exists(copy + u"-alerts.db-wal"_s));

    // The original goes on: it sends all of that, resolves one, and has another failure.
    receiver.status = 204;
    QTRY_COMPARE_WITH_TIMEOUT(receiver.taken.size(), 4, 60000);
    run(daemon, u"a2"_s, u"import"_s, u"completed"_s);
    run(daemon, u"d"_s, u"lost"_s, u"failed"_s);
    QTRY_COMPARE(receiver.taken.size(), 6);
    std::set<QByteArray> ids;
    QHash<QString, QByteArray> idOf;
    for (const auto &delivery : std::as_const(receiver.taken)) {
        QVERIFY(ids.insert(delivery.id).second);
        idOf.insert(delivery.title() + u' ' + delivery.kind(), delivery.id);
    }
    daemon.stop();

    receiver.taken.clear();
    QVERIFY(restore(copy, daemon.folder() + u"/procession"_s));
    QVERIFY(daemon.start(arguments));
    // What is open still is sent once more, and known by its id.
    QTRY_COMPARE_WITH_TIMEOUT(receiver.taken.size(), 1, 20000);
    QCOMPARE(receiver.taken[0].id, idOf.value(u"export failed fired"_s));
    QTRY_VERIFY(settled(daemon, 0));
    QCOMPARE(open(), 2);
    // What comes has ids of its own, whatever the original made of these numbers.
    run(daemon, u"e"_s, u"new"_s, u"failed"_s);
    QTRY_COMPARE(receiver.taken.size(), 2);
    QCOMPARE(receiver.taken[1].title(), u"new failed"_s);
    QVERIFY(!ids.contains(receiver.taken[1].id));
    run(daemon, u"a3"_s, u"import"_s, u"completed"_s);
    QTRY_COMPARE(receiver.taken.size(), 3);
    QCOMPARE(receiver.taken[2].kind(), u"resolved"_s);
    QVERIFY(!ids.contains(receiver.taken[2].id));
    // And the restart after that is one like any other.
    daemon.kill();
    QVERIFY(daemon.start(arguments));
    run(daemon, u"b2"_s, u"export"_s, u"completed"_s);
    QTRY_COMPARE(receiver.taken.size(), 4);
    QTest::qWait(300);
    QCOMPARE(receiver.taken.size(), 4);
}

void TestRestored::summariesAreThere()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    for (int i = 0; i < 20; ++i)
        run(daemon, u"p%1"_s.arg(i), u"job"_s, u"completed"_s);
    const auto counted = [&daemon] {
        const QJsonArray groups = daemon.ask("GET", u"/analytics?group_by=name"_s)["groups"_L1].toArray();
        return groups.isEmpty() ? 0 : groups[0]["runs"_L1].toInt();
    };
    QTRY_COMPARE_WITH_TIMEOUT(counted(), 20, 10000);
    // Some that the summaries don't have yet.
    for (int i = 20; i < 25; ++i)
        run(daemon, u"p%1"_s.arg(i), u"job"_s, u"completed"_s);
    const QTemporaryDir elsewhere;
    const QString copy = elsewhere.filePath(u"copy.db"_s);
    QVERIFY(backUp(daemon, copy));
    for (int i = 25; i < 40; ++i)
        run(daemon, u"p%1"_s.arg(i), u"job"_s, u"completed"_s);
    QTRY_COMPARE_WITH_TIMEOUT(counted(), 40, 10000);
    daemon.stop();
    QVERIFY(restore(copy, daemon.folder() + u"/procession"_s));
    QVERIFY(daemon.start());
    QTRY_COMPARE_WITH_TIMEOUT(counted(), 25, 10000);
    for (int i = 25; i < 28; ++i)
        run(daemon, u"p%1"_s.arg(i), u"job"_s, u"completed"_s);
    QTRY_COMPARE_WITH_TIMEOUT(counted(), 28, 10000);

    // None of it is written over.
    QVERIFY(QFile::remove(copy));
    Ctl again(daemon, {u"backup"_s, copy, u"--data-dir"_s, daemon.folder() + u"/procession"_s});
    QCOMPARE(again.exitCode(), 1);
    QVERIFY2(again.errors().contains("copy.db-"), again.errors().constData());
    QVERIFY(!QFile::exists(copy));
}

QTEST_GUILESS_MAIN(TestRestored)
#include "tst_restored.moc"
