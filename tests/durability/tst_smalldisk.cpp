// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "reporter.h"
#include "webhookreceiver.h"

#include <QJsonArray>
#include <QSignalSpy>

#include <sys/mount.h>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A disk that is full, and one that can't be written to. Needs a mount namespace in which it is root: see
/// ownmounts.sh.
class TestSmallDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aFullDiskLosesNothing();
    void alertsTellOfAFullDiskAndLoseNothing();
    void doesNotStartOnAFullDisk();
    void doesNotStartOnAReadOnlyDisk();

private:
    /// Writes until nothing more fits.
    void fill()
    {
        QFile file(m_ballast);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        while (file.write(QByteArray(1024, 'x')) > 0) { }
    }
    QString healthOf(Daemon &daemon) { return daemon.ask("GET", u"/health"_s).value("status"_L1).toString(); }
    QByteArray problemAtStart(const QString &folder) const
    {
        QProcess process;
        process.setProcessEnvironment(cleanEnvironment(folder));
        process.start(QStringLiteral(PROCESSIOND), {u"--port=0"_s});
        if (!process.waitForFinished(10000) || process.exitCode() == 0)
            return {};
        return process.readAllStandardError();
    }

    std::unique_ptr<QTemporaryDir> m_mountPoint;
    QString m_ballast;
};

void TestSmallDisk::init()
{
    m_mountPoint = std::make_unique<QTemporaryDir>();
    const QByteArray path = m_mountPoint->path().toLocal8Bit();
    QVERIFY2(::mount("none", path.constData(), "tmpfs", 0, "size=12m") == 0, "can't mount: run it as CTest does");
    m_ballast = m_mountPoint->filePath(u"ballast"_s);
}

void TestSmallDisk::cleanup()
{
    QCOMPARE(::umount2(m_mountPoint->path().toLocal8Bit().constData(), MNT_DETACH), 0);
}

void TestSmallDisk::aFullDiskLosesNothing()
{
    Daemon daemon(m_mountPoint->path());
    QVERIFY(daemon.start());
    std::vector<std::unique_ptr<Reporter>> reporters;
    for (int i = 0; i < 4; ++i) {
        reporters.push_back(std::make_unique<Reporter>(u"r%1"_s.arg(i), daemon.token()));
        reporters.back()->begin(daemon.port(), 100);
    }
    QTest::qWait(300);
    fill();
    // The reporters end by themselves at the first answer that isn't the expected one.
    QTRY_COMPARE_WITH_TIMEOUT(healthOf(daemon), u"degraded"_s, 30000);
    for (const auto &reporter : reporters) {
        reporter->end();
        QVERIFY2(reporter->problem().isEmpty() || reporter->problem().contains(u": 503"_s),
                 qPrintable(reporter->problem()));
    }
    QVERIFY(daemon.ask("GET", u"/health"_s).value("problem"_L1).toString().contains(u"the disk is full"_s));
    int status = 0;
    const qsizetype before = daemon.ask("GET", u"/processes"_s, {}, &status).value("processes"_L1).toArray().size();
    QCOMPARE(status, 200); // reading goes on
    const QJsonObject refused =
        daemon.ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"late"})", &status);
    QCOMPARE(status, 503);
    QCOMPARE(refused["error"_L1]["code"_L1].toString(), u"store_unavailable"_s);
    QCOMPARE(daemon.ask("GET", u"/processes"_s).value("processes"_L1).toArray().size(), before); // changed nothing

    QVERIFY(QFile::remove(m_ballast));
    QTRY_COMPARE_WITH_TIMEOUT(healthOf(daemon), u"ok"_s, 30000);
    const QJsonObject taken =
        daemon.ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"late"})", &status);
    QVERIFY2(status == 201, QJsonDocument(taken).toJson().constData());

    daemon.kill();
    QVERIFY(daemon.start());
    QHash<QString, QJsonObject> processes;
    const QJsonArray list = daemon.ask("GET", u"/processes?limit=10000"_s).value("processes"_L1).toArray();
    for (const QJsonValue &process : list)
        processes.insert(process["process_id"_L1].toString(), process.toObject());
    QVERIFY(processes.contains(u"late"_s));
    for (const auto &reporter : reporters) {
        const QString unexplained = reporter->reconcile(processes);
        QVERIFY2(unexplained.isEmpty(), qPrintable(unexplained));
    }
}

/// The file of the alerts is on the same disk as the store.
void TestSmallDisk::alertsTellOfAFullDiskAndLoseNothing()
{
    WebhookReceiver receiver;
    Daemon daemon(m_mountPoint->path());
    const QTemporaryDir elsewhere;
    QFile config(elsewhere.filePath(u"procession.toml"_s));
    const QByteArray text = receiver.channel("ops");
    QVERIFY(config.open(QIODevice::WriteOnly) && config.write(text) == text.size());
    config.close();
    const QStringList arguments{u"--config"_s, config.fileName()};
    QVERIFY(daemon.start(arguments));
    const auto fail = [&daemon](const QByteArray &id) {
        int status = 0;
        daemon.ask("POST", u"/processes"_s,
                   R"({"process_type":"background_job","status":"running","name":"job )" + id + R"(","process_id":")"
                       + id + R"("})",
                   &status);
        if (status == 201)
            daemon.ask("PATCH", u"/processes/"_s + QString::fromUtf8(id), R"({"status":"failed"})", &status);
        return status;
    };
    const auto titles = [&receiver] {
        QStringList all;
        for (const auto &delivery : receiver.taken)
            all.append(delivery.title());
        return all;
    };
    int status = 0;
    daemon.ask("PUT", u"/alert-rules/store"_s,
               R"({"condition":{"kind":"store_unwritable"},"resolve_after":1,"channels":["ops"]})", &status);
    QCOMPARE(status, 201);
    daemon.ask("PUT", u"/alert-rules/failures"_s,
               R"({"condition":{"kind":"failed","each_attempt":true},"channels":["ops"]})", &status);
    QCOMPARE(status, 201);
    QCOMPARE(fail("before"), 200);
    QTRY_COMPARE_WITH_TIMEOUT(titles(), QStringList{u"job before failed"_s}, 30000);

    fill();
    for (int i = 0; i < 1000 && healthOf(daemon) == u"ok"_s; ++i)
        fail("full-" + QByteArray::number(i));
    QCOMPARE(healthOf(daemon), u"degraded"_s);
    QTRY_VERIFY_WITH_TIMEOUT(titles().contains(u"The store can't be written"_s), 30000);

    QVERIFY(QFile::remove(m_ballast));
    QTRY_COMPARE_WITH_TIMEOUT(healthOf(daemon), u"ok"_s, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(!titles().filter(u"Over after"_s).isEmpty(), 30000);
    QCOMPARE(fail("after"), 200);
    QTRY_VERIFY_WITH_TIMEOUT(titles().contains(u"job after failed"_s), 30000);
    const QByteArray said = daemon.process().readAllStandardError();
    QVERIFY2(said.contains("the disk is full"), said.constData());
    if (said.contains("what was decided can't be stored"))
        QVERIFY2(said.contains("what was decided is stored again"), said.constData());

    daemon.kill();
    QVERIFY(daemon.start(arguments));
    QCOMPARE(fail("last"), 200);
    QTRY_VERIFY_WITH_TIMEOUT(titles().contains(u"job last failed"_s), 30000);
    QHash<QByteArray, QString> sent; // what is there twice has the same id
    for (const auto &delivery : receiver.taken) {
        QCOMPARE(sent.value(delivery.id, delivery.title()), delivery.title());
        sent.insert(delivery.id, delivery.title());
    }
    QCOMPARE(QStringList(sent.values()).filter(u"The store can't be written"_s).size(), 2); // it began, and is over
    const QJsonArray ended = daemon.ask("GET", u"/alerts?state=ended"_s).value("alerts"_L1).toArray();
    QCOMPARE(std::count_if(ended.begin(), ended.end(),
                           [](const QJsonValue &alert) { return alert["rule"_L1].toString() == u"store"_s; }),
             1);
}

void TestSmallDisk::doesNotStartOnAFullDisk()
{
    {
        Daemon daemon(m_mountPoint->path());
        QVERIFY(daemon.start());
        QCOMPARE(daemon.stop(), 0);
    }
    fill();
    const QByteArray problem = problemAtStart(m_mountPoint->path());
    QVERIFY2(problem.contains("the disk is full"), problem.constData());
}

void TestSmallDisk::doesNotStartOnAReadOnlyDisk()
{
    {
        Daemon daemon(m_mountPoint->path());
        QVERIFY(daemon.start());
        QCOMPARE(daemon.stop(), 0);
    }
    const QByteArray path = m_mountPoint->path().toLocal8Bit();
    QCOMPARE(::mount(nullptr, path.constData(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr), 0);
    const QByteArray problem = problemAtStart(m_mountPoint->path());
    QVERIFY2(problem.contains("can't be written to"), problem.constData());
}

QTEST_GUILESS_MAIN(TestSmallDisk)
#include "tst_smalldisk.moc"
