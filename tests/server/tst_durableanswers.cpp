// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "brittlestore.h"
#include "expectationjson.h"
#include "processes.h"
#include "ragroutes.h"
#include "ragservices.h"
#include "runningserver.h"
#include "schedulejson.h"
#include "tooloptions.h"
#include "workqueue.h"
#include "workroutes.h"
#ifdef PROCESSION_HAS_RAG
#include "ragworker.h"
#endif

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// Agrees to any work, which nobody begins: the queue isn't started.
class AnyWorker : public Worker
{
public:
    explicit AnyWorker(const ProcessType &type)
        : m_type(type)
    {
    }
    ProcessType type() const override { return m_type; }
    int maxRunning() const override { return 1; }
    Result<Plan> plan(const QJsonObject &request) const override
    {
        return Plan{.name = Text(u"work"_s), .request = request};
    }
    std::unique_ptr<Job> attempt(const Process &, const QJsonObject &) override { return nullptr; }

private:
    const ProcessType m_type;
};

#ifdef PROCESSION_HAS_RAG
/// Plain text, without a child process.
class PlainText : public DocumentSource
{
public:
    QByteArray capabilities() const override { return {}; }
    void read(const QString &path, Done done) override
    {
        QFile file(path);
        DocumentText document;
        document.pages = {file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString()};
        document.pageCount = 1;
        QMetaObject::invokeMethod(
            &m_context, [done = std::move(done), document] { done(document); }, Qt::QueuedConnection);
    }

private:
    QObject m_context;
};
#endif

} // namespace

/// A real server on a log whose events are committed when the test says so: who is told what before and after.
class TestDurableAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void everyRouteThatChangesSomethingIsTried();
    void aChangeIsConfirmedOnceItIsCommitted_data();
    void aChangeIsConfirmedOnceItIsCommitted();
    void outputIsConfirmedOnceItsProcessIsCommitted();
    void outputOnASocketIsTakenOnceItsProcessIsCommitted();
    void readingWaitsForNothing();
    void theFeedTellsWhatIsCommitted();
    void aSnapshotWaitsForWhatItHolds();
    void answersOnTheSocketStayInOrder();
    void aStoreThatFailsIsToldToThoseWhoWait();

private:
    struct Change;
    static std::vector<Change> changes();

    std::unique_ptr<QNetworkReply> send(const QByteArray &method, const QString &path, const QByteArray &body = {},
                                        const QByteArray &type = "application/json");
    static int statusOf(const QNetworkReply &reply)
    {
        return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }
    std::unique_ptr<QWebSocket> subscribe(const QString &query = {});
    std::vector<Route> work(ProcessTracker &tracker);

    const QTemporaryDir m_folder;
    RagOptions m_ragOptions;
    std::unique_ptr<RagServices> m_rag;
    std::unique_ptr<WorkQueue> m_work;
    std::unique_ptr<RunningServer> m_running;
    std::unique_ptr<QNetworkAccessManager> m_network;
    QStringList m_messages;
};

/// Trains the collection that a question needs.
void TestDurableAnswers::initTestCase()
{
    m_ragOptions.dataDir = m_folder.filePath(u"data"_s);
    m_ragOptions.documents.allowed.folders = {m_folder.path()};
#ifdef PROCESSION_HAS_RAG
    QFile document(m_folder.filePath(u"ferry.txt"_s));
    QVERIFY(document.open(QIODevice::WriteOnly) && document.write("The ferry leaves at noon.") > 0);
    document.close();
    SystemClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);
    WorkQueue queue(tracker);
    queue.add(std::make_unique<RagWorker>(m_ragOptions, clock,
                                          [](const ExtractionOptions &) { return std::make_unique<PlainText>(); }));
    queue.start();
    const auto training = queue.submit(ProcessType::ragTraining(), {{u"folder"_s, m_folder.path()}});
    QVERIFY2(training.ok(), training ? "" : qPrintable(training.error().message));
    QTRY_COMPARE_WITH_TIMEOUT((*tracker.find((**training)->id))->status, ProcessStatus::Completed, 60000);
#endif
}

std::vector<Route> TestDurableAnswers::work(ProcessTracker &tracker)
{
    m_work = std::make_unique<WorkQueue>(tracker);
    for (const ProcessType &type :
         {ProcessType::aiTask(), ProcessType::documentProcessing(), ProcessType::ragTraining(),
          ProcessType::toolsExecution(), ProcessType::backgroundJob()})
        m_work->add(std::make_unique<AnyWorker>(type));
    m_rag = std::make_unique<RagServices>(m_ragOptions);
    std::vector<Route> routes = workRoutes(*m_work, ToolOptions());
    std::vector<Route> rag = ragRoutes(*m_work, tracker, *m_rag);
    std::move(rag.begin(), rag.end(), std::back_inserter(routes));
    return routes;
}

void TestDurableAnswers::init()
{
    m_running = std::make_unique<RunningServer>(ServerOptions(), EventLog::defaultCapacity, RunningServer::token(),
                                                EventLog::Commits::ByStore, RunningServer::MakeStore(),
                                                [this](auto &tracker) { return work(tracker); });
    m_network = std::make_unique<QNetworkAccessManager>();
    m_messages.clear();
}

void TestDurableAnswers::cleanup()
{
    m_network.reset();
    m_running.reset();
    m_work.reset();
}

std::unique_ptr<QNetworkReply> TestDurableAnswers::send(const QByteArray &method, const QString &path,
                                                        const QByteArray &body, const QByteArray &type)
{
    QNetworkRequest request(QUrl(u"http://127.0.0.1:%1%2"_s.arg(m_running->port).arg(path)));
    request.setRawHeader("Authorization", "Bearer " + RunningServer::token());
    request.setHeader(QNetworkRequest::ContentTypeHeader, type);
    return std::unique_ptr<QNetworkReply>(m_network->sendCustomRequest(request, method, body));
}

std::unique_ptr<QWebSocket> TestDurableAnswers::subscribe(const QString &query)
{
    auto socket = std::make_unique<QWebSocket>();
    connect(socket.get(), &QWebSocket::textMessageReceived, this,
            [this](const QString &message) { m_messages.append(message); });
    QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/ws/processes%2"_s.arg(m_running->port).arg(query)));
    request.setRawHeader("Authorization", "Bearer " + RunningServer::token());
    socket->open(request);
    return QTest::qWaitFor([&socket] { return socket->state() == QAbstractSocket::ConnectedState; }) ? std::move(socket)
                                                                                                     : nullptr;
}

/// A request on each route that changes something.
struct TestDurableAnswers::Change
{
    const char *name;
    QByteArray route; // method and pattern
    QString path;
    QByteArray body;
    int status;
};

std::vector<TestDurableAnswers::Change> TestDurableAnswers::changes()
{
    const QByteArray start = R"({"process_type":"ai_task","name":"n","process_id":"new"})";
    const QByteArray import =
        R"({"process_id":"old","process_type":"ai_task","name":"n","status":"pending","created_at":1,"updated_at":1})";
    return {
        {"a start", "POST /processes", u"/processes"_s, start, 201},
        {"a report", "PATCH /processes/{process_id}", u"/processes/live"_s, R"({"progress":5})", 200},
        {"a cancel", "POST /processes/{process_id}/cancel", u"/processes/live/cancel"_s, {}, 200},
        {"a retry", "POST /processes/{process_id}/retry", u"/processes/over/retry"_s, {}, 202},
        {"a delete", "DELETE /processes/{process_id}", u"/processes/over"_s, {}, 204},
        {"a batch", "POST /processes/batch", u"/processes/batch"_s, start + "\nnonsense\n", 200},
        {"an import", "POST /processes/import", u"/processes/import"_s, import, 200},
        {"a bulk cancel", "POST /processes/cancel", u"/processes/cancel"_s, R"({"filter":{}})", 200},
        {"a bulk retry", "POST /processes/retry", u"/processes/retry"_s, R"({"filter":{}})", 200},
        {"a type", "PUT /processes/types/{process_type}", u"/processes/types/data_export"_s, {}, 201},
        {"a policy", "PUT /retry-policies/{process_type}", u"/retry-policies/ai_task"_s, R"({"max_attempts":5})", 200},
        {"an AI task", "POST /ai/tasks", u"/ai/tasks"_s, "{}", 202},
        {"a document", "POST /documents", u"/documents"_s, "{}", 202},
        {"a training", "POST /rag/training", u"/rag/training"_s, "{}", 202},
        {"a tool", "POST /tools/{name}", u"/tools/backup"_s, {}, 202},
        {"a command", "POST /commands", u"/commands"_s, "{}", 202},
        {"a schedule", "PUT /schedules/{name}", u"/schedules/new"_s, R"({"rule":"@daily","run":{"tool":"backup"}})",
         201},
        {"a schedule's end", "DELETE /schedules/{name}", u"/schedules/going"_s, {}, 200},
        {"a run at once", "POST /schedules/{name}/run", u"/schedules/going/run"_s, {}, 202},
        {"a pause", "POST /schedules/{name}/pause", u"/schedules/going/pause"_s, {}, 200},
        {"the end of a pause", "POST /schedules/{name}/resume", u"/schedules/paused/resume"_s, {}, 200},
        {"a cursor", "POST /schedules/{name}/cursor", u"/schedules/going/cursor"_s, R"({"to":1000})", 200},
        {"an expectation", "PUT /expectations/{name}", u"/expectations/new"_s, R"({"every":"1d"})", 201},
        {"an expectation's end", "DELETE /expectations/{name}", u"/expectations/job"_s, {}, 200},
        {"an expectation's pause", "POST /expectations/{name}/pause", u"/expectations/job/pause"_s, {}, 200},
        {"the end of that pause", "POST /expectations/{name}/resume", u"/expectations/rests/resume"_s, {}, 200},
        {"another key", "POST /expectations/{name}/key", u"/expectations/job/key"_s, {}, 200},
        {"a ping", "POST /expectations/{name}/ping", u"/expectations/job/ping"_s, {}, 200},
        {"a backfill", "POST /schedules/{name}/backfill", u"/schedules/going/backfill"_s,
         R"({"from":1000,"until":2000})", 200},
#ifdef PROCESSION_HAS_RAG
        {"a question with an answer", "POST /rag/query", u"/rag/query"_s, R"({"question":"ferry","answer":true})", 200},
#endif
    };
}

void TestDurableAnswers::everyRouteThatChangesSomethingIsTried()
{
    Authenticator authenticator("token", m_running->clock);
    const ApiOptions options;
    const HttpApi api({.tracker = m_running->tracker,
                       .log = m_running->log,
                       .clock = m_running->clock,
                       .routes = work(m_running->tracker),
                       .output = &m_running->output,
                       .runStarter = &m_running->runStarter},
                      authenticator, options, {});
    QSet<QByteArray> routes;
    for (const Route &route : api.routes().routes()) {
        if (route.changes())
            routes.insert(nameOf(route.method).toByteArray() + ' ' + route.pattern);
    }
    QSet<QByteArray> tried{"POST /processes/{process_id}/output", // which isn't in the log: see below
                           "GET /ws/processes/{process_id}/output/append",
                           "GET /expectations/{name}/key", // which changes nothing
                           // Nor are collections, which are on the disk before the answer: see tst_ragcollections.
                           "DELETE /rag/collections/{name}", "POST /rag/collections/{name}/rename"};
    for (const Change &change : changes())
        tried.insert(change.route);
#ifndef PROCESSION_HAS_RAG
    QVERIFY(routes.remove("POST /rag/query")); // which such a build refuses
#endif
    QCOMPARE(tried, routes);
}

void TestDurableAnswers::aChangeIsConfirmedOnceItIsCommitted_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    for (const Change &change : changes())
        QTest::newRow(change.name) << change.route.split(' ').first() << change.path << change.body << change.status;
}

void TestDurableAnswers::aChangeIsConfirmedOnceItIsCommitted()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QFETCH(QByteArray, body);
    QVERIFY(m_running->tracker.start(startOf(u"live", ProcessStatus::Running)).ok());
    QVERIFY(m_running->tracker.start(startOf(u"over")).ok());
    QVERIFY(m_running->tracker.report(id(u"over"), reportOf(ProcessStatus::Failed)).ok());
    for (const QString &name : {u"going"_s, u"paused"_s}) {
        const auto schedule =
            scheduleFromJson(name, {{u"rule"_s, u"@daily"_s}, {u"run"_s, QJsonObject{{u"tool"_s, u"backup"_s}}}});
        QVERIFY(m_running->tracker.changeSchedule(name, ScheduleChange::Put{*schedule}).ok());
    }
    QVERIFY(m_running->tracker.changeSchedule(u"paused"_s, ScheduleChange::Pause{}).ok());
    for (const QString &name : {u"job"_s, u"rests"_s}) {
        const auto expectation = expectationFromJson(name, {{u"every"_s, 3600}});
        QVERIFY(m_running->tracker.changeExpectation(name, ExpectationChange::Put{*expectation, newPingKey()}).ok());
    }
    QVERIFY(m_running->tracker.changeExpectation(u"rests"_s, ExpectationChange::Pause{}).ok());
    const quint64 before = m_running->log.head();
    m_running->log.commit(before);

    const auto reply = send(method, path, body);
    QTRY_VERIFY(m_running->log.head() > before); // it was done
    // Another connection is answered meanwhile, so the first one's silence is not slowness.
    const auto other = send("GET", u"/health"_s);
    QTRY_VERIFY(other->isFinished());
    QVERIFY(!reply->isFinished());
    m_running->log.commit(m_running->log.head());
    QTRY_VERIFY(reply->isFinished());
    QTEST(statusOf(*reply), "status");
}

void TestDurableAnswers::outputIsConfirmedOnceItsProcessIsCommitted()
{
    QVERIFY(m_running->tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    const OutputKey key = OutputKey::of(**m_running->tracker.find(id(u"a")));
    const auto reply = send("POST", u"/processes/a/output?offset=0"_s, "line\n", "text/plain");
    QTRY_COMPARE(m_running->output.extent(key)->length, 5); // it is on the disk
    const auto other = send("GET", u"/health"_s);
    QTRY_VERIFY(other->isFinished());
    QVERIFY(!reply->isFinished());
    m_running->log.commit(1);
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(statusOf(*reply), 200);
    // Reports that aren't committed yet don't hold up the next one.
    QVERIFY(m_running->tracker.report(id(u"a"), progressOf(5)).ok());
    const auto next = send("POST", u"/processes/a/output?offset=5"_s, "line\n", "text/plain");
    QTRY_VERIFY(next->isFinished());
    QCOMPARE(statusOf(*next), 200);
    QCOMPARE(m_running->log.committed(), 1);
}

void TestDurableAnswers::outputOnASocketIsTakenOnceItsProcessIsCommitted()
{
    QVERIFY(m_running->tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    const auto socket = subscribe(u"/a/output/append"_s);
    QVERIFY(socket);
    const auto other = send("GET", u"/health"_s);
    QTRY_VERIFY(other->isFinished());
    QCOMPARE(m_messages, QStringList());
    m_running->log.commit(1);
    QTRY_COMPARE(m_messages.size(), 1);
    QVERIFY(m_messages.first().contains(u"begin"_s));
}

void TestDurableAnswers::readingWaitsForNothing()
{
    QVERIFY(m_running->tracker.start(startOf(u"a")).ok());
    const auto reply = send("GET", u"/processes/a"_s);
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(statusOf(*reply), 200);
    QCOMPARE(m_running->log.committed(), 0);
}

void TestDurableAnswers::theFeedTellsWhatIsCommitted()
{
    const auto feed = subscribe();
    QVERIFY(feed);
    for (const char16_t *name : {u"a", u"b", u"c"})
        QVERIFY(m_running->tracker.start(startOf(name)).ok());
    m_running->log.commit(2);
    QTRY_COMPARE(m_messages.size(), 2);
    QVERIFY(m_messages.last().contains(u"\"seq\":2"_s));
    m_running->log.commit(3);
    QTRY_COMPARE(m_messages.size(), 3);
}

void TestDurableAnswers::aSnapshotWaitsForWhatItHolds()
{
    QVERIFY(m_running->tracker.start(startOf(u"a")).ok());
    m_running->log.commit(1);
    QVERIFY(m_running->tracker.start(startOf(u"b")).ok());
    const auto feed = subscribe(u"?snapshot=1"_s);
    QVERIFY(feed);
    const auto other = send("GET", u"/health"_s);
    QTRY_VERIFY(other->isFinished());
    QCOMPARE(m_messages.size(), 0);
    m_running->log.commit(2);
    QTRY_COMPARE(m_messages.size(), 1);
    const QJsonObject snapshot = QJsonDocument::fromJson(m_messages.first().toUtf8()).object();
    QCOMPARE(snapshot.value("type"_L1).toString(), u"snapshot"_s);
    QCOMPARE(snapshot.value("processes"_L1).toArray().size(), 2);
    // And what follows goes on from there.
    QVERIFY(m_running->tracker.start(startOf(u"c")).ok());
    m_running->log.commit(3);
    QTRY_COMPARE(m_messages.size(), 2);
    QVERIFY(m_messages.last().contains(u"\"seq\":3"_s));
}

void TestDurableAnswers::answersOnTheSocketStayInOrder()
{
    const auto feed = subscribe(u"?process_id=nobody"_s); // no updates, only answers
    QVERIFY(feed);
    feed->sendTextMessage(uR"({"process_type":"ai_task","name":"n","process_id":"a"})"_s);
    feed->sendTextMessage(u"nonsense"_s); // refused at once, but not told before its turn
    QTRY_COMPARE(m_running->log.head(), 1);
    const auto other = send("GET", u"/health"_s);
    QTRY_VERIFY(other->isFinished());
    QCOMPARE(m_messages.size(), 0);
    m_running->log.commit(1);
    QTRY_COMPARE(m_messages.size(), 2);
    QVERIFY(m_messages.at(0).contains(u"\"status\":201"_s));
    QVERIFY(m_messages.at(1).contains(u"\"status\":400"_s));
}

void TestDurableAnswers::aStoreThatFailsIsToldToThoseWhoWait()
{
    m_running.reset();
    BrittleStore *store = nullptr;
    m_running = std::make_unique<RunningServer>(ServerOptions(), EventLog::defaultCapacity, RunningServer::token(),
                                                EventLog::Commits::ByStore, [&store](auto &tracker) {
                                                    auto made = std::make_unique<BrittleStore>(tracker);
                                                    store = made.get();
                                                    return made;
                                                });
    store->follow();
    store->broken = true;
    const auto waiting = send("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"a"})");
    QTRY_VERIFY(waiting->isFinished());
    QCOMPARE(statusOf(*waiting), 503);
    QCOMPARE(waiting->rawHeader("Retry-After"), QByteArray("5"));
    QVERIFY(waiting->readAll().contains("\"not_stored\""));

    const auto refused = send("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"b"})");
    QTRY_VERIFY(refused->isFinished());
    QCOMPARE(statusOf(*refused), 503);
    QVERIFY(refused->readAll().contains("\"store_unavailable\""));
    QVERIFY(!m_running->tracker.find(id(u"b")));

    const auto health = send("GET", u"/health"_s);
    QTRY_VERIFY(health->isFinished());
    const QJsonObject said = QJsonDocument::fromJson(health->readAll()).object();
    QCOMPARE(said.value("status"_L1).toString(), u"degraded"_s);
    QVERIFY(said.value("problem"_L1).toString().contains(u"the disk is full"_s));

    store->broken = false;
    QTRY_VERIFY(store->health().ok());
    const auto again = send("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"a"})");
    QTRY_VERIFY(again->isFinished());
    QCOMPARE(statusOf(*again), 200); // it had been done, and now it is stored
}

QTEST_GUILESS_MAIN(TestDurableAnswers)
#include "tst_durableanswers.moc"
