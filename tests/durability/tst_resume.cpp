// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "reporter.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QWebSocket>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A dashboard that is cut off again and again.
class TestResume : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsEveryEventOnceAcrossCuts();
    void goesOnAcrossAnOrderlyRestart();
    void goesOnAcrossManyRestarts();
    void startsAnewAfterACrash();
    void startsAnewWhereAnOlderCopyWasPutBack_data();
    void startsAnewWhereAnOlderCopyWasPutBack();
};

namespace {

/// A subscriber that resumes where it was, and keeps what it heard.
class ResumingFeed : public QObject
{
public:
    explicit ResumingFeed(Daemon &daemon)
        : m_daemon(daemon)
    {
    }

    void connectAgain()
    {
        m_socket = std::make_unique<QWebSocket>();
        connect(m_socket.get(), &QWebSocket::textMessageReceived, this,
                [this](const QString &text) { receive(QJsonDocument::fromJson(text.toUtf8()).object()); });
        QString url = u"ws"_s + m_daemon.url().sliced(4) + u"/ws/processes?"_s;
        url += epoch.isEmpty() ? u"snapshot=1"_s : u"since=%1-%2"_s.arg(epoch).arg(seq);
        QNetworkRequest request{QUrl(url)};
        request.setRawHeader("Authorization", "Bearer " + m_daemon.token());
        m_socket->open(request);
    }
    void cut()
    {
        m_socket->disconnect(this);
        m_socket->abort();
    }
    bool isOpen() const { return m_socket->state() == QAbstractSocket::ConnectedState; }

    QString epoch;
    quint64 seq = 0;
    QHash<QString, QJsonObject> processes; // status, progress and seq of each
    qint64 events = 0;
    qint64 outOfOrder = 0; // events that came twice, or left one out
    int resets = 0;
    int snapshots = 0;

private:
    void receive(const QJsonObject &message)
    {
        const QString type = message.value("type"_L1).toString();
        const auto messageSeq = static_cast<quint64>(message.value("seq"_L1).toInteger());
        if (type == "snapshot"_L1) {
            if (!m_inSnapshot)
                processes.clear();
            m_inSnapshot = message.value("more"_L1).toBool();
            const QJsonArray list = message.value("processes"_L1).toArray();
            for (const QJsonValue &process : list)
                processes.insert(process["process_id"_L1].toString(), process.toObject());
            epoch = message.value("epoch"_L1).toString();
            seq = messageSeq;
            snapshots += m_inSnapshot ? 0 : 1;
        } else if (type == "resumed"_L1) {
            outOfOrder += messageSeq == seq ? 0 : 1;
            epoch = message.value("epoch"_L1).toString();
        } else if (type == "reset"_L1) {
            ++resets;
        } else if (type == "process_update"_L1) {
            ++events;
            outOfOrder += messageSeq == seq + 1 ? 0 : 1; // nothing is removed here, so there are no holes
            seq = messageSeq;
            processes.insert(message.value("process_id"_L1).toString(), message);
        }
    }

    Daemon &m_daemon;
    std::unique_ptr<QWebSocket> m_socket;
    bool m_inSnapshot = false;
};

/// What the feed and REST must agree on.
QStringList summaryOf(const QHash<QString, QJsonObject> &processes)
{
    QStringList lines;
    for (const QJsonObject &process : processes) {
        lines.append(
            u"%1 %2 %3 %4"_s.arg(process.value("process_id"_L1).toString(), process.value("status"_L1).toString())
                .arg(process.value("progress"_L1).toDouble())
                .arg(process.value("seq"_L1).toInteger()));
    }
    lines.sort();
    return lines;
}

QStringList summaryFromRest(Daemon &daemon)
{
    QHash<QString, QJsonObject> processes;
    const QJsonArray list = daemon.ask("GET", u"/processes?limit=10000"_s).value("processes"_L1).toArray();
    for (const QJsonValue &process : list)
        processes.insert(process["process_id"_L1].toString(), process.toObject());
    return summaryOf(processes);
}

} // namespace

void TestResume::countsEveryEventOnceAcrossCuts()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    ResumingFeed feed(daemon);
    feed.connectAgain();
    QTRY_COMPARE(feed.snapshots, 1);
    const quint64 first = feed.seq;

    constexpr int reporterCount = 8;
    std::vector<std::unique_ptr<Reporter>> reporters;
    for (int i = 0; i < reporterCount; ++i) {
        reporters.push_back(std::make_unique<Reporter>(u"r%1"_s.arg(i), daemon.token()));
        reporters.back()->begin(daemon.port(), 2000 / reporterCount);
    }
    for (int cut = 0; cut < 500; ++cut) {
        QTest::qWait(QRandomGenerator::global()->bounded(1, 40));
        feed.cut();
        feed.connectAgain();
    }
    qint64 confirmed = 0;
    for (const auto &reporter : reporters) {
        reporter->end();
        QVERIFY2(reporter->problem().isEmpty(), qPrintable(reporter->problem()));
        confirmed += reporter->confirmedCount();
    }
    QTRY_COMPARE(summaryOf(feed.processes), summaryFromRest(daemon));
    QCOMPARE(feed.outOfOrder, 0);
    QCOMPARE(feed.resets, 0);
    QCOMPARE(feed.events, static_cast<qint64>(feed.seq - first));
    QCOMPARE(feed.events, confirmed);
    QVERIFY2(confirmed > 5000, "there was hardly any load");
    qInfo("500 cuts: %lld events, each counted once", static_cast<long long>(confirmed));
}

void TestResume::goesOnAcrossAnOrderlyRestart()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    ResumingFeed feed(daemon);
    feed.connectAgain();
    QTRY_COMPARE(feed.snapshots, 1);
    daemon.ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"heard","process_id":"a"})");
    QTRY_COMPARE(feed.events, 1);
    feed.cut();
    daemon.ask("PATCH", u"/processes/a"_s, R"({"status":"running","progress":10,"message":"missed"})");
    daemon.ask("PATCH", u"/processes/a"_s, R"({"progress":20,"message":"missed too"})");
    QCOMPARE(daemon.stop(), 0);
    QVERIFY(daemon.start());
    daemon.ask("PATCH", u"/processes/a"_s, R"({"progress":30,"message":"after"})");
    feed.connectAgain();
    QTRY_COMPARE(feed.events, 4);
    QCOMPARE(feed.outOfOrder, 0);
    QCOMPARE(feed.resets, 0);
    QCOMPARE(feed.snapshots, 1);
    QCOMPARE(feed.processes.value(u"a"_s).value("progress"_L1).toInt(), 30);
}

void TestResume::goesOnAcrossManyRestarts()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    ResumingFeed feed(daemon);
    feed.connectAgain();
    QTRY_COMPARE(feed.snapshots, 1);
    daemon.ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"a"})");
    QTRY_COMPARE(feed.events, 1);
    QStringList epochs{feed.epoch};
    for (int restart = 0; restart < 5; ++restart) {
        if (restart % 2 == 0) // where it is told of the new name each time, or misses one
            feed.cut();
        QCOMPARE(daemon.stop(), 0);
        QVERIFY(daemon.start());
        daemon.ask("PATCH", u"/processes/a"_s,
                   R"({"status":"running","progress":)" + QByteArray::number(restart) + '}');
        feed.connectAgain();
        QTRY_COMPARE(feed.events, restart + 2);
        QVERIFY(!epochs.contains(feed.epoch));
        epochs.append(feed.epoch);
    }
    QCOMPARE(feed.outOfOrder, 0);
    QCOMPARE(feed.resets, 0);
    QCOMPARE(feed.snapshots, 1);
}

void TestResume::startsAnewWhereAnOlderCopyWasPutBack_data()
{
    QTest::addColumn<bool>("crashed");
    QTest::newRow("after a stop") << false;
    QTest::newRow("after a crash") << true;
}

/// What a client heard of the server that was replaced isn't taken for what the copy went on to be.
void TestResume::startsAnewWhereAnOlderCopyWasPutBack()
{
    QFETCH(bool, crashed);
    Daemon daemon;
    QVERIFY(daemon.start());
    daemon.ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"a"})");
    ResumingFeed left(daemon); // a client that left before the copy was made
    left.connectAgain();
    QTRY_COMPARE(left.snapshots, 1);
    left.cut();
    const auto report = [&daemon](int from, int count) {
        for (int i = 0; i < count; ++i)
            daemon.ask("PATCH", u"/processes/a"_s,
                       R"({"status":"running","progress":)" + QByteArray::number(from + i) + '}');
    };
    report(1, 4);
    QCOMPARE(daemon.stop(), 0);
    const QString database = daemon.folder() + u"/procession/procession.db"_s;
    const QString copy = daemon.folder() + u"/copy.db"_s;
    QVERIFY(QFile::copy(database, copy));

    QVERIFY(daemon.start());
    ResumingFeed feed(daemon);
    feed.connectAgain();
    QTRY_COMPARE(feed.snapshots, 1);
    report(10, 5);
    QTRY_COMPARE(feed.seq, 10u);
    feed.cut();
    crashed ? daemon.kill() : void(daemon.stop());
    for (const QLatin1StringView suffix : {""_L1, "-wal"_L1, "-shm"_L1})
        QFile::remove(database + suffix);
    QVERIFY(QFile::copy(copy, database));
    QVERIFY(daemon.start());
    report(20, 8);

    feed.connectAgain();
    QTRY_COMPARE(feed.snapshots, 2);
    QCOMPARE(feed.resets, 1);
    QTRY_COMPARE(summaryOf(feed.processes), summaryFromRest(daemon));
    left.connectAgain(); // what it heard is in both
    QTRY_COMPARE(left.events, 12);
    QCOMPARE(left.resets, 0);
    QCOMPARE(left.outOfOrder, 0);
    QCOMPARE(summaryOf(left.processes), summaryFromRest(daemon));
}

void TestResume::startsAnewAfterACrash()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    ResumingFeed feed(daemon);
    feed.connectAgain();
    QTRY_COMPARE(feed.snapshots, 1);
    daemon.ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"a"})");
    QTRY_COMPARE(feed.events, 1);
    feed.cut();
    daemon.ask("PATCH", u"/processes/a"_s, R"({"status":"running","progress":10})");
    daemon.kill();
    QVERIFY(daemon.start());
    feed.connectAgain();
    QTRY_COMPARE(feed.snapshots, 2);
    QCOMPARE(feed.resets, 1); // it is told, never left with a gap
    QCOMPARE(feed.processes.value(u"a"_s).value("progress"_L1).toInt(), 10);
}

QTEST_GUILESS_MAIN(TestResume)
#include "tst_resume.moc"
