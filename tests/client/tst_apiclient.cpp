// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiclient.h"

#include "apisocket.h"
#include "fullprocess.h"
#include "processjson.h"
#include "runningserver.h"

#include <QNetworkProxy>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ProcessId idOf(const QString &text)
{
    return ProcessId::fromString(text).value();
}

/// Everything that a start can say.
StartChange fullStart(const QString &id)
{
    return {.id = idOf(id),
            .type = ProcessType::aiTask(),
            .name = u"Ein \"Name\" & mehr"_s,
            .description = u"Zeile\nZeile"_s,
            .metadata = {{u"n"_s, 2.5}},
            .status = ProcessStatus::Running,
            .timeout = 1500ms,
            .heartbeatTimeout = 2500ms,
            .retryPolicy = RetryPolicy{.maxAttempts = 7, .initialDelay = 2s, .maxDelay = 9s, .exponentialBase = 3},
            .pendingTimeout = 3500ms};
}

template <typename T, typename Request>
ApiReply<T> answerTo(Request request)
{
    std::optional<ApiReply<T>> answer;
    request(ApiClient::Callback<T>([&answer](const ApiReply<T> &reply) { answer = reply; }));
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20000))
        return ApiReply<T>(ApiError{.code = u"never_called_back"_s});
    return *answer;
}

} // namespace

class TestApiClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void processesComeBackAsTheyAre();
    void reportsCancelsRetriesAndRemoves();
    void asksNoProxyForAServerHere_data();
    void asksNoProxyForAServerHere();
    void listsPageByPage();
    void changesAllThatMatch();
    void importsLineByLine();
    void typesAndPolicies();
    void tellsOfTheServer();
    void errorsAreTyped_data();
    void errorsAreTyped();
    void givesUpASilentServer();
    void callsNobodyBackAfterItsEnd();

private:
    std::unique_ptr<RunningServer> m_server;
    std::unique_ptr<ApiClient> m_client;
};

void TestApiClient::init()
{
    m_server = std::make_unique<RunningServer>();
    m_client = std::make_unique<ApiClient>(ApiEndpoint{.url = QUrl(u"http://127.0.0.1:%1"_s.arg(m_server->port)),
                                                       .token = RunningServer::token(),
                                                       .tokenSource = u"from a test"_s});
}

void TestApiClient::processesComeBackAsTheyAre()
{
    const auto started = answerTo<ProcessPtr>([this](const auto &done) { m_client->start(fullStart(u"a"_s), done); });
    QVERIFY2(started.ok(), started ? "" : qPrintable(started.error().error.message));
    const auto read = answerTo<ProcessPtr>([this](const auto &done) { m_client->get(idOf(u"a"_s), done); });
    QVERIFY(read.ok());
    QCOMPARE((**read)->metadata.toObject(), (QJsonObject{{u"n"_s, 2.5}}));
    Process original = *(*m_server->tracker.find(idOf(u"a"_s)));
    QVERIFY(original.timeout && original.heartbeatTimeout && original.retryPolicy
            && original.dispatch.pendingTimeout());
    // Those three stay with the server.
    original.startDigest = {};
    original.createdSeq = (**read)->createdSeq;
    original.reportSeq = (**read)->reportSeq;
    QCOMPARE(sameFields(original, ***read), sameFields(original, original));

    // The same start again is no other process.
    const auto again = answerTo<ProcessPtr>([this](const auto &done) { m_client->start(fullStart(u"a"_s), done); });
    QCOMPARE((**again)->seq, (**read)->seq);
    // Without an id the server makes one.
    StartChange nameless = fullStart(u"a"_s);
    nameless.id = {};
    const auto generated = answerTo<ProcessPtr>([&](const auto &done) { m_client->start(nameless, done); });
    QVERIFY(generated.ok() && (**generated)->id != idOf(u"a"_s));
}

void TestApiClient::reportsCancelsRetriesAndRemoves()
{
    const ProcessId id = idOf(u"a"_s);
    answerTo<ProcessPtr>([this](const auto &done) { m_client->start(fullStart(u"a"_s), done); });
    ReportChange report{.status = ProcessStatus::Failed,
                        .progress = 12.5,
                        .message = Text(u"half way"_s),
                        .errorMessage = Text(u"disk full"_s),
                        .metadataUpdate = {{u"n"_s, QJsonValue::Null}, {u"m"_s, 1}},
                        .attempt = 1,
                        .retryable = false};
    const auto reported = answerTo<ProcessPtr>([&](const auto &done) { m_client->report(id, report, done); });
    QVERIFY2(reported.ok(), reported ? "" : qPrintable(reported.error().error.message));
    const Process &failed = ***reported;
    QCOMPARE(failed.status, ProcessStatus::Failed);
    QCOMPARE(*failed.progress, 12.5);
    QCOMPARE(failed.message, u"half way"_s);
    QCOMPARE(failed.errorMessage, u"disk full"_s);
    QCOMPARE(failed.metadata.toObject(), (QJsonObject{{u"m"_s, 1}}));

    const auto retried = answerTo<ProcessPtr>([&](const auto &done) { m_client->retry(id, {}, done); });
    QCOMPARE((**retried)->attempt, 2);
    QVERIFY(answerTo<void>([&](const auto &done) { m_client->cancel(id, {}, done); }).ok());
    QCOMPARE((*m_server->tracker.find(id))->status, ProcessStatus::Cancelled);
    QVERIFY(answerTo<void>([&](const auto &done) { m_client->remove(id, u"it's \"done\" & over"_s, done); }).ok());
    QVERIFY(!m_server->tracker.find(id));
    const EventLog::Batch last = m_server->log.read(m_server->log.head() - 1, 1);
    QCOMPARE(last.events.front().origin.reason, u"it's \"done\" & over"_s);
}

void TestApiClient::asksNoProxyForAServerHere_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isAsked");
    QTest::newRow("address") << u"http://127.0.0.1:%1"_s << false;
    QTest::newRow("another loopback address") << u"http://127.0.0.2:%1"_s << false;
    QTest::newRow("name") << u"http://localhost:%1"_s << false;
    QTest::newRow("IPv6") << u"http://[::1]:%1"_s << false;
    QTest::newRow("elsewhere") << u"http://procession.invalid:%1"_s << true;
}

void TestApiClient::asksNoProxyForAServerHere()
{
    QFETCH(const QString, url);
    QFETCH(const bool, isAsked);
    /// Stands for a proxy that the environment names.
    class Proxies : public QNetworkProxyFactory
    {
    public:
        explicit Proxies(int &asked)
            : m_asked(asked)
        {
        }
        QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &) override
        {
            ++m_asked;
            return {QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, 1)};
        }

    private:
        int &m_asked;
    };
    int asked = 0;
    QNetworkProxyFactory::setApplicationProxyFactory(new Proxies(asked));
    const auto byDefault = qScopeGuard([] { QNetworkProxyFactory::setApplicationProxyFactory(nullptr); });

    const ApiEndpoint endpoint{.url = QUrl(url.arg(m_server->port)), .token = RunningServer::token()};
    ApiClient client(endpoint);
    (void)answerTo<ServerHealth>([&](auto done) { client.health(std::move(done)); });
    QCOMPARE(asked > 0, isAsked);
    asked = 0;
    ApiSocket socket(
        {}, [&endpoint] { return endpoint.socketRequest(u"/ws/processes"_s, {}); },
        [](const ApiSocket::Why &why) { why(std::nullopt); });
    QSignalSpy broken(&socket, &ApiSocket::broken);
    QSignalSpy connected(&socket, &ApiSocket::connected);
    socket.open();
    QVERIFY(QTest::qWaitFor([&] { return !broken.isEmpty() || !connected.isEmpty(); }, 20000));
    QCOMPARE(asked > 0, isAsked);
}

void TestApiClient::listsPageByPage()
{
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        answerTo<ProcessPtr>([&](const auto &done) { m_client->start(fullStart(name), done); });
    answerTo<void>([this](const auto &done) { m_client->cancel(idOf(u"b"_s), {}, done); });
    ProcessQuery query{.filter = {.types = {ProcessType::aiTask()},
                                  .statuses = {ProcessStatus::Running, ProcessStatus::Cancelled},
                                  .text = u"\"Name\" &"_s},
                       .sort = ProcessQuery::Sort::CreatedAt,
                       .descending = true,
                       .limit = 2,
                       .cursor = {}};
    QStringList ids;
    do {
        const auto page = answerTo<ProcessPage>([&](const auto &done) { m_client->list(query, done); });
        QVERIFY2(page.ok(), page ? "" : qPrintable(page.error().error.message));
        QVERIFY(page->processes.size() <= 2);
        for (const ProcessPtr &process : page->processes)
            ids.append((*process)->id.toString());
        query.cursor = page->nextCursor;
    } while (!query.cursor.isEmpty());
    QCOMPARE(ids, (QStringList{u"c"_s, u"b"_s, u"a"_s}));

    query.filter = {.statuses = {ProcessStatus::Cancelled}, .ids = {idOf(u"a"_s), idOf(u"b"_s)}};
    const auto only = answerTo<ProcessPage>([&](const auto &done) { m_client->list(query, done); });
    QCOMPARE(only->processes.size(), size_t(1));
}

void TestApiClient::changesAllThatMatch()
{
    for (const QString &name : {u"a"_s, u"b"_s})
        answerTo<ProcessPtr>([&](const auto &done) { m_client->start(fullStart(name), done); });
    answerTo<void>([this](const auto &done) { m_client->cancel(idOf(u"b"_s), {}, done); });
    const ProcessFilter all{.types = {ProcessType::aiTask()}};
    const auto dry = answerTo<BulkOutcome>(
        [&](const auto &done) { m_client->changeAll(ApiClient::BulkAction::Cancel, all, true, {}, done); });
    QVERIFY2(dry.ok(), dry ? "" : qPrintable(dry.error().error.message));
    QCOMPARE(dry->count, 2);
    QCOMPARE(dry->applicable, 1);
    QCOMPARE(dry->sample.size(), size_t(2));
    QCOMPARE((*m_server->tracker.find(idOf(u"a"_s)))->status, ProcessStatus::Running);

    const auto done = answerTo<BulkOutcome>(
        [&](const auto &callback) { m_client->changeAll(ApiClient::BulkAction::Cancel, all, false, {}, callback); });
    QCOMPARE(done->entries.size(), size_t(2));
    QCOMPARE(done->entries[0].id, idOf(u"a"_s));
    QVERIFY(!done->entries[0].refusal);
    QCOMPARE(done->entries[1].refusal->error.code, ErrorCode::AlreadyFinished);
    QCOMPARE((*m_server->tracker.find(idOf(u"a"_s)))->status, ProcessStatus::Cancelled);
}

void TestApiClient::importsLineByLine()
{
    Process process;
    process.id = idOf(u"old"_s);
    process.type = ProcessType::backgroundJob();
    process.name = u"Old"_s;
    process.status = ProcessStatus::Completed;
    process.createdAt = process.updatedAt = 1000;
    process.completedAt = 2000;
    const QByteArray line = toJson(process) + '\n';
    const auto outcomes =
        answerTo<std::vector<LineOutcome>>([&](const auto &done) { m_client->import(line + line + "{}\n", done); });
    QVERIFY(outcomes.ok());
    QCOMPARE(outcomes->size(), size_t(3));
    QVERIFY((*outcomes)[0].created && !(*outcomes)[0].refusal);
    QVERIFY(!(*outcomes)[1].created && !(*outcomes)[1].refusal);
    QCOMPARE((*outcomes)[2].refusal->status, 422);
}

void TestApiClient::typesAndPolicies()
{
    const auto type = ProcessType::fromString(u"night_job").value();
    QVERIFY(answerTo<void>([&](const auto &done) { m_client->registerType(type, done); }).ok());
    QVERIFY(answerTo<QList<ProcessType>>([&](const auto &done) { m_client->types(done); })->contains(type));
    const auto set = answerTo<RetryPolicy>([&](const auto &done) {
        m_client->setPolicy(type, {{u"max_attempts"_s, 5}, {u"initial_delay"_s, 0.25}, {u"jitter"_s, false}}, done);
    });
    QVERIFY2(set.ok(), set ? "" : qPrintable(set.error().error.message));
    QCOMPARE(set->maxAttempts, 5);
    QCOMPARE(set->initialDelay, 250ms);
    const auto policies = answerTo<QMap<ProcessType, RetryPolicy>>([&](const auto &done) { m_client->policies(done); });
    QCOMPARE(policies->value(type), *set);
}

void TestApiClient::tellsOfTheServer()
{
    answerTo<ProcessPtr>([this](const auto &done) { m_client->start(fullStart(u"a"_s), done); });
    const auto health = answerTo<ServerHealth>([this](const auto &done) { m_client->health(done); });
    QVERIFY(health.ok());
    QVERIFY(health->isOk && health->problem.isEmpty() && !health->version.isEmpty());
    QCOMPARE(health->counts.value(ProcessStatus::Running), 1);
}

void TestApiClient::errorsAreTyped_data()
{
    using Request = std::function<void(ApiClient &, const ApiClient::Callback<ProcessPtr> &)>;
    QTest::addColumn<Request>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("field");
    QTest::addColumn<bool>("hasProcess");
    const auto report = [](const QString &id, const ReportChange &change) -> Request {
        return [id, change](ApiClient &api, const auto &done) { api.report(idOf(id), change, done); };
    };
    QTest::newRow("unknown") << Request([](ApiClient &api, const auto &done) { api.get(idOf(u"nobody"_s), done); })
                             << 404 << ErrorCode::UnknownProcess << u"process_id"_s << false;
    QTest::newRow("is over") << report(u"over"_s, {.progress = 1.0}) << 409 << ErrorCode::IllegalTransition
                             << u"status"_s << true;
    QTest::newRow("an older attempt") << report(u"second"_s, {.attempt = 1}) << 409 << ErrorCode::StaleAttempt
                                      << u"attempt"_s << true;
    QTest::newRow("out of range") << report(u"second"_s, {.progress = 101.0}) << 422 << ErrorCode::InvalidField
                                  << u"progress"_s << false;
    QTest::newRow("a route that isn't there")
        << Request([](ApiClient &api, const auto &done) { api.submit(u"/nowhere"_s, {}, done); }) << 404
        << ErrorCode::Io << QString() << false;
}

void TestApiClient::errorsAreTyped()
{
    using Request = std::function<void(ApiClient &, const ApiClient::Callback<ProcessPtr> &)>;
    QFETCH(const Request, request);
    for (const QString &name : {u"over"_s, u"second"_s}) {
        answerTo<ProcessPtr>([&](const auto &done) { m_client->start(fullStart(name), done); });
        answerTo<void>([&](const auto &done) { m_client->cancel(idOf(name), {}, done); });
    }
    answerTo<ProcessPtr>([this](const auto &done) { m_client->retry(idOf(u"second"_s), {}, done); });
    const auto reply = answerTo<ProcessPtr>([&](const auto &done) { request(*m_client, done); });
    QVERIFY(!reply.ok());
    const ApiError &error = reply.error();
    QTEST(error.status, "status");
    QTEST(error.error.code, "code");
    QTEST(error.error.field, "field");
    QVERIFY(!error.error.message.isEmpty());
    QVERIFY(!error.code.isEmpty());
    QVERIFY(error.isAnswered() && !error.isTemporary());
    QTEST(error.process != nullptr, "hasProcess");
}

void TestApiClient::givesUpASilentServer()
{
    QTcpServer silent; // takes connections and says nothing
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    ApiClient api({.url = QUrl(u"http://127.0.0.1:%1"_s.arg(silent.serverPort()))}, 50ms);
    const auto reply = answerTo<ServerHealth>([&](const auto &done) { api.health(done); });
    QVERIFY(!reply.ok());
    QVERIFY(!reply.error().isAnswered() && reply.error().isTemporary());
    QVERIFY(reply.error().error.message.contains(u"no answer from"_s));

    ApiClient locked({.url = m_client->endpoint().url, .token = "guess", .tokenSource = u"from a test"_s});
    const auto refused = answerTo<QList<ProcessType>>([&](const auto &done) { locked.types(done); });
    QCOMPARE(refused.error().status, 401);
    QVERIFY(refused.error().error.message.endsWith(u"(from a test)"_s)); // says which token was wrong
}

void TestApiClient::callsNobodyBackAfterItsEnd()
{
    bool wasCalled = false;
    auto api = std::make_unique<ApiClient>(m_client->endpoint());
    api->health([&wasCalled](const ApiReply<ServerHealth> &) { wasCalled = true; });
    api.reset();
    QVERIFY(answerTo<ServerHealth>([this](const auto &done) { m_client->health(done); }).ok());
    QVERIFY(!wasCalled);
}

QTEST_GUILESS_MAIN(TestApiClient)
#include "tst_apiclient.moc"
