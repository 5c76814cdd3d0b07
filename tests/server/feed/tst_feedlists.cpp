// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "runningserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>
#include <QWebSocket>

#include <map>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// A process as a list shows it.
using Row = std::tuple<QString, QString, double, qint64>; // type, status, progress, seq
using Rows = std::map<QString, Row>;

Row rowOf(const QJsonObject &process)
{
    return {process.value("process_type"_L1).toString(), process.value("status"_L1).toString(),
            process.value("progress"_L1).toDouble(-1), process.value("seq"_L1).toInteger()};
}

/// A client that keeps a list by nothing but the feed's messages, and goes on where it stood after a cut.
class ListKeeper
{
public:
    ListKeeper(quint16 port, QString filter, const QString &wishes, bool comesBack)
        : m_port(port)
        , m_filter(std::move(filter))
        , m_wishes(wishes)
        , m_comesBack(comesBack)
    {
        connectAnew();
    }

    void cut()
    {
        if (m_comesBack)
            connectAnew();
    }

    bool isOpen() const { return m_socket->state() == QAbstractSocket::ConnectedState; }
    const Rows &rows() const { return m_rows; }
    const QString &filter() const { return m_filter; }
    QString name() const { return m_filter + u" | "_s + m_wishes; }
    int leaves = 0;
    int resets = 0;

private:
    void connectAnew()
    {
        QStringList query{m_filter, m_wishes};
        if (m_comesBack)
            query.append(m_epoch.isEmpty() ? u"snapshot=1"_s : u"since=%1-%2"_s.arg(m_epoch).arg(m_seq));
        query.removeAll(QString());
        m_page = 0;
        m_socket = std::make_unique<QWebSocket>();
        QObject::connect(m_socket.get(), &QWebSocket::textMessageReceived, m_socket.get(),
                         [this](const QString &text) { take(QJsonDocument::fromJson(text.toUtf8()).object()); });
        QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/ws/processes?%2"_s.arg(m_port).arg(query.join(u'&'))));
        request.setRawHeader("Authorization", "Bearer " + RunningServer::token());
        m_socket->open(request);
    }

    void take(const QJsonObject &message)
    {
        const QString type = message.value("type"_L1).toString();
        if (type == "snapshot"_L1) {
            if (m_page++ == 0)
                m_rows.clear();
            const QJsonArray processes = message.value("processes"_L1).toArray();
            for (const QJsonValue &process : processes)
                m_rows[process["process_id"_L1].toString()] = rowOf(process.toObject());
            if (message.value("more"_L1).toBool())
                return;
            m_page = 0;
            m_epoch = message.value("epoch"_L1).toString();
        } else if (type == "reset"_L1) {
            ++resets;
            m_rows.clear();
            m_epoch.clear(); // a cut before the snapshot is whole begins anew
            m_page = 0;
            return;
        } else if (type == "process_updates"_L1) {
            const QJsonArray updates = message.value("updates"_L1).toArray();
            for (const QJsonValue &update : updates)
                apply(update.toObject());
        } else {
            apply(message);
        }
        m_seq = std::max(m_seq, message.value("seq"_L1).toInteger());
    }

    void apply(const QJsonObject &update)
    {
        const QString processId = update.value("process_id"_L1).toString();
        const QString type = update.value("type"_L1).toString();
        if (type == "process_update"_L1) {
            m_rows[processId] = rowOf(update);
        } else {
            leaves += type == "process_left"_L1;
            m_rows.erase(processId);
        }
    }

    const quint16 m_port;
    const QString m_filter;
    const QString m_wishes;
    const bool m_comesBack;
    std::unique_ptr<QWebSocket> m_socket;
    Rows m_rows;
    QString m_epoch;
    qint64 m_seq = 0;
    int m_page = 0;
};

/// What happens to the processes: anything, by a generator of a known seed.
class Chaos
{
public:
    Chaos(ProcessTracker &tracker, quint32 seed)
        : m_tracker(tracker)
        , m_random(seed)
    {
    }

    int below(int bound) { return static_cast<int>(m_random.bounded(bound)); }

    void step(qsizetype padding)
    {
        static const QList<ProcessType> types{ProcessType::aiTask(), ProcessType::ragTraining(),
                                              ProcessType::backgroundJob()};
        static const QList<ProcessStatus> statuses{ProcessStatus::Running, ProcessStatus::Running,
                                                   ProcessStatus::Completed, ProcessStatus::Failed};
        static const QStringList messages{u"red light"_s, u"green light"_s, u"Waiting"_s};
        const ProcessId process = id(u"p%1"_s.arg(below(40)));
        ReportChange report = progressOf(below(101));
        // Most of these are refused, as it comes; the rest is enough.
        switch (below(12)) {
        case 0:
        case 1: {
            StartChange start = startOf(process.toString(), below(2) ? ProcessStatus::Running : ProcessStatus::Pending,
                                        types[below(3)]);
            start.name = messages[below(3)];
            (void)m_tracker.start(start);
            return;
        }
        case 2:
            (void)m_tracker.cancel(process);
            return;
        case 3:
            (void)m_tracker.retry(process);
            return;
        case 4:
        case 5:
            (void)m_tracker.remove(process);
            return;
        case 6:
            (void)m_tracker.archive(process);
            return;
        case 7:
        case 8:
            report.status = statuses[below(4)];
            break;
        case 9:
            report.message = messages[below(3)];
            break;
        default:
            break;
        }
        if (padding > 0)
            report.metadataUpdate = {{u"padding"_s, QString(padding, QLatin1Char('a' + static_cast<char>(below(26))))}};
        else if (below(20) == 0)
            report.metadataUpdate = {{u"padding"_s, QJsonValue()}};
        (void)m_tracker.report(process, report);
    }

private:
    ProcessTracker &m_tracker;
    QRandomGenerator m_random;
};

} // namespace

/// Lists that clients keep by the feed, beside what REST lists.
class TestFeedLists : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyListIsWhatRestLists_data();
    void everyListIsWhatRestLists();

private:
    static Rows listed(quint16 port, const QString &filter);
};

Rows TestFeedLists::listed(quint16 port, const QString &filter)
{
    RawClient client(port);
    client.send(requestLines("GET /processes?limit=1000&" + filter.toUtf8()));
    Rows rows;
    const QJsonArray processes = QJsonDocument::fromJson(bodyOf(client.readAnswer()))["processes"_L1].toArray();
    for (const QJsonValue &process : processes)
        rows[process["process_id"_L1].toString()] = rowOf(process.toObject());
    return rows;
}

void TestFeedLists::everyListIsWhatRestLists_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<qsizetype>("logCapacity");
    QTest::addColumn<qsizetype>("subscriberBuffer");
    const qsizetype whole = 256 * 1024;
    QTest::newRow("nothing is lost") << 1U << EventLog::defaultCapacity << whole;
    QTest::newRow("slow ones are conflated") << 2U << EventLog::defaultCapacity << qsizetype(4096);
    QTest::newRow("the log is short") << 3U << qsizetype(300) << whole;
    QTest::newRow("the log is short, and slow ones are conflated") << 4U << qsizetype(700) << qsizetype(4096);
}

void TestFeedLists::everyListIsWhatRestLists()
{
    QFETCH(quint32, seed);
    QFETCH(qsizetype, logCapacity);
    ServerOptions options;
    QFETCH(qsizetype, subscriberBuffer);
    options.maxSubscriberBuffer = subscriberBuffer;
    RunningServer running(options, logCapacity);

    const QStringList filters{u""_s,
                              u"status=running"_s,
                              u"status=failed&status=pending"_s,
                              u"process_type=ai_task"_s,
                              u"process_type=ai_task&status=running"_s,
                              u"q=red"_s,
                              u"process_id=p1&process_id=p2"_s};
    std::vector<std::unique_ptr<ListKeeper>> keepers;
    for (const QString &filter : filters) {
        for (const QString &wishes : {u""_s, u"full=1"_s, u"batch=5"_s, u"batch=20&full=1"_s})
            keepers.push_back(std::make_unique<ListKeeper>(running.port, filter, wishes, true));
    }
    // Who was there from the beginning needs no snapshot.
    for (const QString &wishes : {u"full=1"_s, u"left=1"_s, u"full=1&batch=5"_s})
        keepers.push_back(std::make_unique<ListKeeper>(running.port, u"status=running"_s, wishes, false));
    for (const auto &keeper : keepers)
        QTRY_VERIFY(keeper->isOpen());

    Chaos chaos(running.tracker, seed);
    for (int round = 0; round < 60; ++round) {
        // Now and then more than the sockets' buffers hold, while nobody reads.
        const bool isBurst = round % 30 == 15;
        const int steps = isBurst ? 4000 : 1 + chaos.below(60);
        for (int i = 0; i < steps; ++i)
            chaos.step(isBurst ? 20000 : 0);
        for (const auto &keeper : keepers) {
            if (chaos.below(15) == 0)
                keeper->cut();
        }
        for (int i = chaos.below(4); i > 0; --i)
            QCoreApplication::processEvents();
    }

    int leaves = 0;
    int resets = 0;
    for (const auto &keeper : keepers) {
        const Rows expected = listed(running.port, keeper->filter());
        (void)QTest::qWaitFor([&] { return keeper->rows() == expected; }, 20000); // what differs is told below
        QStringList differences;
        for (const auto &[processId, row] : keeper->rows()) {
            if (!expected.contains(processId))
                differences.append(u"still there: "_s + processId);
            else if (expected.at(processId) != row)
                differences.append(u"not up to date: "_s + processId);
        }
        for (const auto &[processId, row] : expected) {
            if (!keeper->rows().contains(processId))
                differences.append(u"missing: "_s + processId);
        }
        QVERIFY2(differences.isEmpty(), qPrintable(keeper->name() + u": "_s + differences.join(u", "_s)));
        leaves += keeper->leaves;
        resets += keeper->resets;
    }
    QVERIFY(leaves > 100);
    QCOMPARE(resets > 0, logCapacity != EventLog::defaultCapacity);
}

QTEST_GUILESS_MAIN(TestFeedLists)
#include "tst_feedlists.moc"
