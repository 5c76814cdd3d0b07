// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aitask.h"
#include "aiworker.h"
#include "deadlinemonitor.h"
#include "fakeclock.h"
#include "hostileaiserver.h"
#include "processtracker.h"
#include "quietfor.h"
#include "retryengine.h"
#include "workqueue.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Server = HostileAiServer;

namespace {

constexpr qsizetype maxMetadata = 64 * 1024;

/// What the server says first, and what it does then.
struct Script
{
    enum class Then : quint8 { Close, Reset, Hold };

    QByteArray bytes;
    Then then = Then::Close;

    void operator()(QTcpSocket &socket, const Server::Request &) const
    {
        socket.write(bytes);
        socket.flush();
        if (then == Then::Close)
            socket.disconnectFromHost();
        else if (then == Then::Reset)
            socket.abort();
    }
};

AiOptions optionsFor(const QUrl &url)
{
    AiOptions options;
    options.baseUrl = url;
    options.model = u"model-1"_s;
    options.stallTimeout = 300ms;
    return options;
}

/// One attempt, and all that it reported.
struct AiAttempt
{
    explicit AiAttempt(const AiOptions &options, AiRequest request = {.prompt = u"Why?"_s}, qsizetype other = 100,
                       qsizetype limit = maxMetadata)
        : task(options, std::move(request), other, limit, clock)
    {
        clock.jump(std::chrono::milliseconds(1'795'694'400'000 - FakeClock::beginning));
        QObject::connect(&task, &Job::reported, &task, [this](const ReportChange &report) {
            for (auto it = report.metadataUpdate.begin(); it != report.metadataUpdate.end(); ++it)
                metadata.insert(it.key(), it.value());
            reports.push_back(report);
        });
        QObject::connect(&task, &Job::printed, &task, [this](OutputStream stream, const QByteArray &bytes) {
            (stream == OutputStream::Stdout ? printed : said) += bytes;
        });
        task.begin();
    }
    bool isOver() const { return !reports.empty() && reports.back().status && isTerminal(*reports.back().status); }
    const ReportChange &last() const { return reports.back(); }
    QString answer() const { return metadata.value("answer"_L1).toString(); }
    QString stage() const { return metadata.value("stage"_L1).toString(); }
    QString message() const { return last().message.value_or(Text()); }
    QString error() const { return last().errorMessage.value_or(Text()); }

    FakeClock clock; // it is noon, 26 November 2026
    AiTask task;
    std::vector<ReportChange> reports;
    QJsonObject metadata;
    QByteArray printed;
    QByteArray said; // on stderr
};

/// A whole tracker, with what runs, retries and times out AI tasks.
struct Bench
{
    explicit Bench(const AiOptions &options, TrackerOptions trackerOptions = {})
        : tracker(log, clock, trackerOptions)
        , retries(tracker, clock)
        , deadlines(tracker, clock)
        , queue(tracker)
    {
        std::ignore =
            tracker.setRetryPolicy(ProcessType::aiTask(), {.maxAttempts = 2, .initialDelay = 10ms, .maxDelay = 10ms});
        queue.add(std::make_unique<AiWorker>(options, trackerOptions.maxMetadataBytes, clock));
        queue.start();
    }
    ProcessId submit(const QString &prompt)
    {
        const auto process = queue.submit(ProcessType::aiTask(), {{u"prompt"_s, prompt}});
        if (!process)
            qFatal("refused: %s", qPrintable(process.error().message));
        return (**process)->id;
    }
    const Process process(const ProcessId &id) const { return **tracker.find(id); }
    /// Looks at the text, since a test may have megabytes of it.
    bool isAtStage(const ProcessId &id, const QString &stage) const
    {
        return process(id).metadata.toJson().contains("\"stage\":\"" + stage.toUtf8() + '"');
    }

    SystemClock clock;
    EventLog log;
    ProcessTracker tracker;
    RetryEngine retries;
    DeadlineMonitor deadlines;
    WorkQueue queue;
};

/// A socket that listens and never accepts, its queue full: who connects to it gets no answer at all.
class FullListener
{
public:
    FullListener()
    {
        m_listener = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *plain = reinterpret_cast<sockaddr *>(&address); // NOLINT: as the call wants it
        if (::bind(m_listener, plain, size) != 0 || ::listen(m_listener, 0) != 0
            || ::getsockname(m_listener, plain, &size) != 0)
            qFatal("can't listen");
        m_port = ntohs(address.sin_port);
        for (int &guest : m_guests) {
            guest = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            std::ignore = ::connect(guest, plain, size);
        }
    }
    ~FullListener()
    {
        for (const int guest : m_guests)
            ::close(guest);
        ::close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(FullListener)

    QUrl url() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(m_port)); }
    /// How many sockets of this machine try to connect to it, the guests among them.
    int callers() const
    {
        QFile table(u"/proc/net/tcp"_s);
        if (!table.open(QIODevice::ReadOnly))
            qFatal("no /proc");
        const QByteArray caller = ":" + QByteArray::number(m_port, 16).toUpper().rightJustified(4, '0') + " 02 ";
        return static_cast<int>(table.readAll().count(caller));
    }

private:
    int m_listener = -1;
    quint16 m_port = 0;
    std::array<int, 4> m_guests{};
};

} // namespace

class TestAiTask : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksAsItIsAsked();
    void sendsTheLeastThatIsNeeded();
    void findsTheApi_data();
    void findsTheApi();
    void takesTheFirstModelThatSpeaks();
    void saysWhyThereIsNoModel_data();
    void saysWhyThereIsNoModel();
    void tellsHowFarItIs();
    void hasProgressWhereTheEndIsKnown();
    void copesWithHostileServers_data();
    void copesWithHostileServers();
    void asksForLessWhereTheServerCanDoLess();
    void asksForLessOfWhatTheModelRefuses();
    void cutsWhatIsTooLong_data();
    void cutsWhatIsTooLong();
    void tellsHowItEnded_data();
    void tellsHowItEnded();
    void printsTheAnswer_data();
    void printsTheAnswer();
    void printsTheAnswerAsItComes();
    void printsWhatItDoes();
    void saysThatNobodyIsThere();
    void keepsNoMoreOfAnAnswerThanItMay();
    void neverSendsTooMuch();
    void tellsNobodyTheKey_data();
    void tellsNobodyTheKey();
    void followsNoRedirect();
    void refusesWhatIsNoTask_data();
    void refusesWhatIsNoTask();
    void cutsAttachmentsToWhatIsKept();
    void keepsMetadataWithinItsLimit();
    void failsAChangedRequest();
    void failsWithoutDescriptors();

    void runsThreeAndTheRestInOrder();
    void endsTheConnectionWhenCancelled_data();
    void endsTheConnectionWhenCancelled();
    void timesOut();
    void triesAgain();
    void waitsAsLongAsTheServerAsks_data();
    void waitsAsLongAsTheServerAsks();
    void doesNotTryAgainWhatIsRefused();
};

void TestAiTask::asksAsItIsAsked()
{
    Server server(Script{Server::stream("Because.")});
    AiOptions options = optionsFor(server.url());
    options.apiKey = "a-key-that-is-long";
    AiRequest request{.prompt = u"Why?"_s, .model = u"model-2"_s, .system = u"Be brief"_s};
    request.temperature = 0.5;
    request.maxTokens = 100;
    request.attachments = {{u"a.txt"_s, u"first"_s}, {u"b.txt"_s, u"second"_s}};
    AiAttempt attempt(options, request);
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(attempt.last().status, std::optional(ProcessStatus::Completed));
    QCOMPARE(attempt.answer(), u"Because."_s);

    QCOMPARE(server.requests().size(), size_t(1));
    const Server::Request &sent = server.requests().front();
    QVERIFY(sent.head.startsWith("POST /v1/chat/completions HTTP/1.1\r\n"));
    QVERIFY(sent.head.contains("Authorization: Bearer a-key-that-is-long"));
    const QJsonObject body = sent.json();
    QCOMPARE(body.value("model"_L1), u"model-2"_s);
    QCOMPARE(body.value("stream"_L1), true);
    QCOMPARE(body.value("temperature"_L1), 0.5);
    QCOMPARE(body.value("max_tokens"_L1), 100);
    const QJsonArray messages = body.value("messages"_L1).toArray();
    QCOMPARE(messages.size(), 2);
    QCOMPARE(messages[0]["role"_L1], u"system"_s);
    QCOMPARE(messages[0]["content"_L1], u"Be brief"_s);
    QCOMPARE(messages[1]["role"_L1], u"user"_s);
    QCOMPARE(messages[1]["content"_L1], u"Attachment \"a.txt\":\nfirst\n\nAttachment \"b.txt\":\nsecond\n\nWhy?"_s);
}

void TestAiTask::sendsTheLeastThatIsNeeded()
{
    Server server(Script{Server::stream("Because.")});
    AiAttempt attempt(optionsFor(server.url()));
    QTRY_VERIFY(attempt.isOver());
    const Server::Request &sent = server.requests().front();
    QVERIFY(!sent.head.contains("Authorization"));
    const QJsonObject body = sent.json();
    QCOMPARE(body.value("messages"_L1).toArray().size(), 1);
    QVERIFY(!body.contains("temperature"_L1) && !body.contains("max_tokens"_L1));
}

void TestAiTask::findsTheApi_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("asked");
    QTest::newRow("bare") << QString() << QByteArray("/v1/chat/completions");
    QTest::newRow("a slash") << u"/"_s << QByteArray("/v1/chat/completions");
    QTest::newRow("with /v1") << u"/v1"_s << QByteArray("/v1/chat/completions");
    QTest::newRow("with /v1/") << u"/v1/"_s << QByteArray("/v1/chat/completions");
    QTest::newRow("deeper") << u"/api"_s << QByteArray("/api/v1/chat/completions");
}

void TestAiTask::findsTheApi()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, asked);
    Server server(Script{Server::stream("a")});
    QUrl url = server.url();
    url.setPath(path);
    AiAttempt attempt(optionsFor(url));
    QTRY_VERIFY(attempt.isOver());
    QVERIFY(server.requests().front().head.startsWith("POST " + asked + ' '));
}

void TestAiTask::takesTheFirstModelThatSpeaks()
{
    Server server([](QTcpSocket &socket, const Server::Request &request) {
        const bool isList = request.head.startsWith("GET /v1/models ");
        Script{isList ? Server::head("application/json") + R"({"data":[{"id":"text-embedding-1"},{"id":"model-7"}]})"
                      : Server::stream("a")}(socket, request);
    });
    AiOptions options = optionsFor(server.url());
    options.model.clear();
    AiAttempt attempt(options);
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(attempt.last().status, std::optional(ProcessStatus::Completed));
    QCOMPARE(server.requests().back().json().value("model"_L1), u"model-7"_s);
    QCOMPARE(attempt.metadata.value("model"_L1), u"model-7"_s);
}

void TestAiTask::saysWhyThereIsNoModel_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("retryable");
    QTest::addColumn<QString>("why");
    QTest::newRow("none") << Server::head("application/json") + R"({"data":[]})" << true << u"lists no model"_s;
    QTest::newRow("nonsense") << Server::head("text/html") + "<p>" << true << u"lists no model"_s;
    QTest::newRow("no list") << Server::head("text/plain", "404 Not Found") + "no" << false << u"No model is named"_s;
    QTest::newRow("not allowed") << Server::head("text/plain", "401 Unauthorized") << false << u"LLM_API_KEY"_s;
    QTest::newRow("broken") << Server::head("text/plain", "500 Oh") << true << u"failed (500)"_s;
    QTest::newRow("gone") << QByteArray() << true << u"closed the connection"_s;
    QTest::newRow("endless") << Server::head("text/plain") + QByteArray(1024 * 1024, 'x') << true << QString();
}

void TestAiTask::saysWhyThereIsNoModel()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, retryable);
    QFETCH(QString, why);
    Server server(Script{answer});
    AiOptions options = optionsFor(server.url());
    options.model.clear();
    AiAttempt attempt(options);
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(attempt.last().status, std::optional(ProcessStatus::Failed));
    QVERIFY2(attempt.error().contains(why), qPrintable(attempt.error()));
    QCOMPARE(attempt.last().retryable.value_or(true), retryable);
}

void TestAiTask::tellsHowFarItIs()
{
    QPointer<QTcpSocket> client;
    Server server([&client](QTcpSocket &socket, const Server::Request &) { client = &socket; });
    AiOptions options = optionsFor(server.url());
    options.stallTimeout = 1min;
    AiAttempt attempt(options);
    QTRY_COMPARE(attempt.stage(), u"processing"_s);
    QVERIFY(!attempt.isOver());
    QCOMPARE(attempt.message(), u"Waiting for the first token"_s);
    client->write(Server::head("text/event-stream")
                  + R"(data: {"model":"model-1b","choices":[{"delta":{"reasoning_content":"Hm"}}]})"
                    "\n\n");
    QTRY_COMPARE(attempt.metadata.value("reasoning_tokens"_L1), 1);
    QCOMPARE(attempt.message(), u"The model is thinking..."_s);
    client->write(Server::chunk("Be"));
    QTRY_COMPARE(attempt.answer(), u"Be"_s);
    QTest::qWait(50); // a time to count tokens by
    client->write(Server::chunk("cause"));
    QTRY_COMPARE(attempt.answer(), u"Because"_s);
    QCOMPARE(attempt.metadata.value("tokens_received"_L1), 3);
    QVERIFY(attempt.metadata.value("tokens_per_second"_L1).toDouble() > 0);
    QVERIFY(attempt.metadata.value("time_to_first_token"_L1).toDouble() > 0);
    QCOMPARE(attempt.metadata.value("elapsed_minutes"_L1), 0);
    QCOMPARE(attempt.metadata.value("model"_L1), u"model-1b"_s);
    for (const ReportChange &report : attempt.reports)
        QVERIFY(!report.progress); // nobody knows where the end is
    client->write(R"(data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":42}})"
                  "\n\n"
                  + Server::stop());
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(attempt.stage(), u"completed"_s);
    QCOMPARE(attempt.metadata.value("tokens_received"_L1), 42); // the server knows best
    QCOMPARE(attempt.metadata.value("prompt_tokens"_L1), 9);
    QCOMPARE(attempt.metadata.value("finish_reason"_L1), u"stop"_s);
    QCOMPARE(attempt.last().progress, std::optional(100.0));
    QTRY_COMPARE(server.openConnections(), 0); // though the server didn't close it
}

void TestAiTask::hasProgressWhereTheEndIsKnown()
{
    Server server(Script{Server::head("text/event-stream") + Server::chunk("a").repeated(5), Script::Then::Hold});
    AiOptions options = optionsFor(server.url());
    options.stallTimeout = 1min;
    AiRequest request{.prompt = u"Why?"_s};
    request.maxTokens = 20;
    AiAttempt attempt(options, request);
    QTRY_COMPARE(attempt.answer(), u"aaaaa"_s);
    QCOMPARE(attempt.last().progress, std::optional(25.0));
}

void TestAiTask::copesWithHostileServers_data()
{
    using Then = Script::Then;
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Then>("then");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("error"); // empty where it completes
    QTest::addColumn<bool>("retryable");
    const auto row = [](const char *name, const QByteArray &bytes, Then then, const QString &answer,
                        const QString &error = {}, bool retryable = true) {
        QTest::newRow(name) << bytes << then << answer << error << retryable;
    };
    const QByteArray sse = Server::head("text/event-stream");
    const QByteArray json = Server::head("application/json");
    const QByteArray whole = R"({"choices":[{"message":{"content":"Because"},"finish_reason":"stop"}]})";
    const QByteArray chunked = Server::head("text/event-stream", "200 OK", "Transfer-Encoding: chunked\r\n");
    const QByteArray megabyte(1'000'000, 'x');

    row("half a stream", sse + Server::chunk("Be"), Then::Close, u"Be"_s, u"broke off in the middle"_s);
    row("half a chunk", sse + Server::chunk("Be") + Server::chunk("cause").first(30), Then::Close, u"Be"_s,
        u"broke off in the middle"_s);
    row("a reset in the middle", sse + Server::chunk("Be"), Then::Reset, u"Be"_s, u"AI server"_s);
    row("half a chunked stream", chunked + "ff\r\n" + Server::chunk("Be"), Then::Close, u"Be"_s, u"broke off"_s);
    row("a chunk of no length", chunked + "zz\r\n" + Server::chunk("Be"), Then::Hold, {}, u"AI server"_s);
    row("a stall in the middle", sse + Server::chunk("Be"), Then::Hold, u"Be"_s, u"said nothing for 0.3 s"_s);
    row("a stall after the end", sse + Server::chunk("Be") + Server::stop().first(80), Then::Hold, u"Be"_s);
    row("a stream that isn't closed", sse + Server::chunk("Be") + Server::stop(), Then::Hold, u"Be"_s);
    row("429",
        Server::head("application/json", "429 Too Many Requests", "Retry-After: 7\r\n") + R"({"error":"slow down"})",
        Then::Close, {}, u"has too much to do (429): slow down. It asks to wait 7 s."_s);
    row("500", Server::head("text/plain", "500 Internal Server Error") + "boom", Then::Close, {},
        u"failed (500): boom."_s);
    row("503", Server::head("text/html", "503 Service Unavailable", "Retry-After: nonsense\r\n") + "<p>", Then::Close,
        {}, u"failed (503)."_s);
    row("400", Server::head("application/json", "400 Bad Request") + R"({"error":{"message":"prompt too long"}})",
        Then::Close, {}, u"refused the request (400): prompt too long. It isn't tried again"_s, false);
    row("401", Server::head("application/json", "401 Unauthorized"), Then::Close, {}, u"Check the key"_s, false);
    row("404", Server::head("application/json", "404 Not Found") + R"({"error":"no model 'x'"})", Then::Close, {},
        u"Check LLM_BASE_URL and the model"_s, false);
    row("204", Server::head("text/plain", "204 No Content"), Then::Close, {}, u"204"_s, false);
    row("an endless error", Server::head("text/plain", "400 Bad Request") + megabyte, Then::Hold, {}, u"(400)"_s,
        false);
    row("invalid UTF-8",
        sse
            + Server::chunk("a\xff\xc3"
                            "b")
            + Server::stop(),
        Then::Close, u"a\ufffd\ufffdb"_s);
    row("NUL bytes", sse + QByteArray("data: \0\0\n\n", 10) + Server::stop(), Then::Close, {}, u"isn't JSON"_s);
    row("a line of 1 MB", sse + Server::chunk(megabyte) + Server::stop(), Then::Close,
        QString(AiOptions().maxAnswerBytes, u'x'));
    row("a comment of 1 MB", sse + ':' + megabyte + "\n\n" + Server::chunk("Be") + Server::stop(), Then::Close,
        u"Be"_s);
    row("a line without an end", sse + "data: " + megabyte.repeated(5), Then::Hold, {}, u"more than 4 MiB"_s);
    row("a whole answer without an end", json + "{\"a\":\"" + megabyte.repeated(5), Then::Hold, {},
        u"more than 4 MiB"_s);
    row("a wrong content type, and yet a stream", Server::head("image/png") + Server::chunk("Be") + Server::stop(),
        Then::Close, u"Be"_s);
    row("a page", Server::head("text/html") + "<!doctype html>" + megabyte, Then::Close, {}, u"but text/html"_s, false);
    row("a whole answer, though a stream was asked for", json + whole, Then::Close, u"Because"_s);
    row("a whole answer that is called a stream", sse + whole, Then::Close, u"Because"_s);
    row("half a whole answer", json + whole.first(40), Then::Close, {}, u"before it had begun"_s);
    row("a whole answer shorter than it claims",
        Server::head("application/json", "200 OK", "Content-Length: 5000\r\n") + whole.first(60), Then::Close, {},
        u"AI server"_s);
    row("an error in the stream",
        sse + Server::chunk("Be")
            + R"(data: {"error":{"message":"out of memory"}})"
              "\n\n",
        Then::Close, u"Be"_s, u"gave up: out of memory"_s);
    row("nothing after the head", sse, Then::Close, {}, u"before it had begun"_s);
    row("a closed socket", {}, Then::Close, {}, u"closed the connection"_s);
    row("a reset", {}, Then::Reset, {}, u"AI server"_s);
    row("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n", Then::Close, {}, u"AI server"_s);
    row("a head without an end", "HTTP/1.1 200 OK\r\nX: " + megabyte, Then::Close, {}, u"AI server"_s);
}

void TestAiTask::copesWithHostileServers()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Script::Then, then);
    QFETCH(QString, error);
    QFETCH(bool, retryable);
    Server server(Script{bytes, then});
    AiAttempt attempt(optionsFor(server.url()));
    QTRY_VERIFY_WITH_TIMEOUT(attempt.isOver(), 60000);
    const ReportChange &last = attempt.last();
    const QString said = attempt.error();
    QVERIFY2(error.isEmpty() ? said.isEmpty() : said.contains(error), qPrintable(said));
    QCOMPARE(last.status, std::optional(error.isEmpty() ? ProcessStatus::Completed : ProcessStatus::Failed));
    QCOMPARE(attempt.stage(), error.isEmpty() ? u"completed"_s : u"error"_s);
    QCOMPARE(last.retryable.value_or(true), retryable);
    QTEST(attempt.answer(), "answer");
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestAiTask::asksForLessWhereTheServerCanDoLess()
{
    Server server([](QTcpSocket &socket, const Server::Request &request) {
        const QJsonObject body = request.json();
        const QByteArray refused = Server::head("application/json", "400 Bad Request");
        const QByteArray whole = R"({"choices":[{"message":{"content":"Because"},"finish_reason":"stop"}]})";
        Script{body.contains("stream_options"_L1)     ? refused + R"({"error":"unknown field stream_options"})"
                   : body.value("stream"_L1).toBool() ? refused + R"({"error":"streaming isn't supported"})"
                                                      : Server::head("application/json") + whole}(socket, request);
    });
    AiAttempt attempt(optionsFor(server.url()));
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(attempt.answer(), u"Because"_s);
    QCOMPARE(server.requests().size(), size_t(3));
    // Nobody has counted its tokens.
    QVERIFY(attempt.metadata.value("tokens_received"_L1).isNull());
    QCOMPARE(attempt.message(), u"Answered"_s);
}

/// Models that think first take neither, and say so one at a time.
void TestAiTask::asksForLessOfWhatTheModelRefuses()
{
    Server server([](QTcpSocket &socket, const Server::Request &request) {
        const QJsonObject body = request.json();
        const QByteArray refused = Server::head("application/json", "400 Bad Request");
        Script{body.contains("max_tokens"_L1)
                   ? refused + R"({"error":{"message":"'max_tokens' is not supported. Use 'max_completion_tokens'."}})"
                   : body.contains("temperature"_L1)
                   ? refused + R"({"error":{"message":"'temperature' does not support 0.5 with this model."}})"
                   : Server::stream("Because.")}(socket, request);
    });
    AiRequest request{.prompt = u"Why?"_s};
    request.temperature = 0.5;
    request.maxTokens = 100;
    AiAttempt attempt(optionsFor(server.url()), request);
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(attempt.answer(), u"Because."_s);
    QCOMPARE(server.requests().size(), size_t(3));
    QCOMPARE(server.requests().back().json().value("max_completion_tokens"_L1), 100);
    QCOMPARE(attempt.metadata.value("left_out"_L1), QJsonArray{u"temperature"_s});
    QVERIFY2(attempt.message().contains(u"takes no temperature"_s), qPrintable(attempt.message()));
}

void TestAiTask::cutsWhatIsTooLong_data()
{
    QTest::addColumn<QByteArray>("refusal");
    QTest::addColumn<bool>("hasAttachment");
    QTest::addColumn<int>("requests"); // until it is taken, or given up
    QTest::addColumn<bool>("completes");
    const QByteArray refused = Server::head("application/json", "400 Bad Request");
    const QByteArray numbers =
        R"({"error":{"message":"This model's maximum context length is 1000 tokens. However, you requested 4000."}})";
    QTest::newRow("numbers are told") << refused + numbers << true << 2 << true;
    QTest::newRow("in the stream") << Server::head("text/event-stream") + "data: " + numbers + "\n\n"
                                   << true << 2 << true;
    QTest::newRow("no numbers") << refused + R"({"error":"The input is too long."})" << true << 3 << true;
    QTest::newRow("llama.cpp, as it was")
        << Server::head("application/json", "500 Oh") + R"({"error":"the request exceeds the available context size"})"
        << true << 3 << true;
    QTest::newRow("nothing to cut") << refused + numbers << false << 1 << false;
}

void TestAiTask::cutsWhatIsTooLong()
{
    QFETCH(const QByteArray, refusal);
    QFETCH(const bool, hasAttachment);
    QFETCH(const int, requests);
    QFETCH(const bool, completes);
    constexpr qsizetype taken = 12'000; // bytes, of two for each letter
    Server server([&](QTcpSocket &socket, const Server::Request &request) {
        const bool fits = request.json()["messages"_L1][0]["content"_L1].toString().toUtf8().size() < taken;
        Script{fits ? Server::stream("Because.") : refusal}(socket, request);
    });
    AiRequest request{.prompt = u"Почему?"_s};
    const QString text = (u"строка договора\n"_s).repeated(1000);
    if (hasAttachment)
        request.attachments = {{u"договор.docx"_s, text}};
    else
        request.prompt = text;
    AiAttempt attempt(optionsFor(server.url()), request);
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(server.requests().size(), size_t(requests));
    QCOMPARE(attempt.last().status, std::optional(completes ? ProcessStatus::Completed : ProcessStatus::Failed));
    if (!completes)
        return;
    const QString sent = server.requests().back().json()["messages"_L1][0]["content"_L1].toString();
    QVERIFY(sent.endsWith(u"\n\nПочему?"_s));
    QVERIFY(sent.contains(u"\n[Cut here, at line "_s));
    const QJsonValue cut = attempt.metadata.value("attachments_cut"_L1)[0];
    QCOMPARE(cut["name"_L1], u"договор.docx"_s);
    QCOMPARE(cut["characters"_L1], text.size());
    QVERIFY(cut["sent"_L1].toInteger() > 1000);
    QVERIFY2(attempt.message().contains(u"договор.docx was cut at line "_s), qPrintable(attempt.message()));
}

void TestAiTask::tellsHowItEnded_data()
{
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("words"); // of the error, or of the message where it completes
    QTest::addColumn<bool>("completes");
    QTest::addColumn<bool>("retryable");
    const auto row = [](const char *name, const QByteArray &events, const QString &answer, const QString &reason,
                        const QString &words, bool completes = false, bool retryable = false) {
        QTest::newRow(name) << events << answer << reason << words << completes << retryable;
    };
    const auto delta = [](const QByteArray &content) {
        return R"(data: {"choices":[{"delta":{)" + content + "}}]}\n\n";
    };
    const auto end = [](const QByteArray &reason) {
        return R"(data: {"choices":[{"delta":{},"finish_reason":")" + reason + "\"}]}\n\ndata: [DONE]\n\n";
    };
    const QByteArray thought = Server::chunk(R"(<think>\nhm)");
    row("a refusal", delta(R"("refusal":"I cannot help with that.")") + end("stop"), {}, u"refusal"_s,
        u"The model refused to answer: I cannot help with that."_s);
    row("a refusal in Russian", delta(R"("refusal":"Я не могу ")") + delta(R"("refusal":"ответить.")") + end("stop"),
        {}, u"refusal"_s, u"refused to answer: Я не могу ответить."_s);
    row("a refusal after some words", Server::chunk("So") + delta(R"("refusal":"No.")") + end("stop"), u"So"_s,
        u"refusal"_s, u"refused to answer: No."_s);
    row("the content filter", end("content_filter"), {}, u"content_filter"_s, u"content filter"_s);
    row("another server's", end("SAFETY"), {}, u"content_filter"_s, u"content filter"_s);
    row("the content filter in the middle", Server::chunk("So") + end("content_filter"), u"So"_s, u"content_filter"_s,
        u"Cut off by the content filter"_s, true);
    row("a tool", delta(R"("tool_calls":[{"function":{"name":"weather"}}])") + end("tool_calls"), {}, u"tool_calls"_s,
        u"call the tool \"weather\""_s);
    row("a tool, by the name of old", delta(R"("function_call":{"name":"weather"})") + end("function_call"), {},
        u"tool_calls"_s, u"weather"_s);
    row("a tool after an answer", Server::chunk("So") + delta(R"("tool_calls":[{}])") + end("tool_calls"), u"So"_s,
        u"tool_calls"_s, u"Ended to call a tool"_s, true);
    row("the most tokens", Server::chunk("So") + end("length"), u"So"_s, u"length"_s, u"Cut off at the most tokens"_s,
        true);
    row("the most tokens, all thoughts", thought + end("length"), {}, u"length"_s, u"on its thoughts"_s);
    row("no word", end("stop"), {}, u"no_answer"_s, u"without a word"_s, false, true);
    row("white space", Server::chunk(R"(\n )") + end("stop"), u"\n "_s, u"no_answer"_s, u"without a word"_s, false,
        true);
    row("nothing but thoughts", thought + Server::chunk("</think>") + end("stop"), {}, u"no_answer"_s,
        u"ended after its thoughts"_s, false, true);
    row("thoughts first", thought + Server::chunk("</thi") + Server::chunk(R"(nk>\n\nОтвет: 4)") + end("stop"),
        u"Ответ: 4"_s, {}, u"Answered with 3 tokens"_s, true);
    row("thoughts that the server began", Server::chunk(R"(hm\n</think>\n)") + Server::chunk("4") + end("stop"), u"4"_s,
        {}, u"Answered"_s, true);
    row("a mark in the answer", Server::chunk("It is <think>.") + end("stop"), u"It is <think>."_s, {}, u"Answered"_s,
        true);
}

void TestAiTask::tellsHowItEnded()
{
    QFETCH(const QByteArray, events);
    QFETCH(const QString, words);
    QFETCH(const bool, completes);
    QFETCH(const bool, retryable);
    Server server(Script{Server::head("text/event-stream") + events});
    AiAttempt attempt(optionsFor(server.url()));
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(attempt.last().status, std::optional(completes ? ProcessStatus::Completed : ProcessStatus::Failed));
    const QString said = completes ? attempt.message() : attempt.error();
    QVERIFY2(said.contains(words), qPrintable(said));
    QTEST(attempt.answer(), "answer");
    QTEST(attempt.metadata.value("reason"_L1).toString(), "reason");
    QCOMPARE(attempt.last().retryable.value_or(true), completes || retryable);
    QCOMPARE(attempt.metadata.value("reasoning_tokens"_L1).toInt() > 0,
             events.contains("think>") && !events.contains("It is"));
}

void TestAiTask::printsTheAnswer_data()
{
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<QByteArray>("printed");
    QTest::addColumn<QByteArray>("said"); // some of it
    const QByteArray end = Server::stop();
    QTest::newRow("plain") << Server::chunk("Be") + Server::chunk("cause.") + end << "Because.\n"_ba
                           << "Answered with 2 tokens\n"_ba;
    QTest::newRow("lines") << Server::chunk(R"(1\n2\n)") + end << "1\n2\n"_ba << QByteArray();
    QTest::newRow("what looks like a step")
        << Server::chunk(R"(Connecting to hell\n)") + end << "Connecting to hell\n"_ba << QByteArray();
    QTest::newRow("halves of a character")
        << Server::chunk(R"(\ud83d)") + Server::chunk(R"(\ude00)") + end << "\xf0\x9f\x98\x80\n"_ba << QByteArray();
    QTest::newRow("thoughts") << Server::chunk("<think>hm</think>4") + end << "4\n"_ba
                              << "The model thinks before it answers"_ba;
    QTest::newRow("broken off") << Server::chunk("Be") << "Be\n"_ba << QByteArray();
    QTest::newRow("more than is kept in the metadata") << Server::chunk("word ").repeated(40'000)
            + end << "word "_ba.repeated(40'000) + '\n' << QByteArray();
}

void TestAiTask::printsTheAnswer()
{
    QFETCH(const QByteArray, events);
    QFETCH(const QByteArray, said);
    Server server(Script{Server::head("text/event-stream") + events});
    AiAttempt attempt(optionsFor(server.url()));
    QTRY_VERIFY(attempt.isOver());
    QTEST(attempt.printed, "printed");
    QVERIFY2(attempt.said.contains(said), attempt.said.constData());
}

void TestAiTask::printsTheAnswerAsItComes()
{
    QPointer<QTcpSocket> client;
    Server server([&client](QTcpSocket &socket, const Server::Request &) { client = &socket; });
    AiOptions options = optionsFor(server.url());
    options.stallTimeout = 1min;
    AiAttempt attempt(options);
    QTRY_VERIFY(client);
    client->write(Server::head("text/event-stream") + Server::chunk("Be"));
    QTRY_COMPARE(attempt.printed, "Be");
    client->write(Server::chunk("cause"));
    QTRY_COMPARE(attempt.printed, "Because");
    // Only now it shows that all of that was a thought.
    client->write(Server::chunk(R"(\n</think>\n)") + Server::chunk("4") + Server::stop());
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(attempt.printed, "Because\n4\n");
    QCOMPARE(attempt.answer(), u"4"_s);
    QVERIFY2(attempt.said.contains("The text above was a thought"), attempt.said.constData());
}

void TestAiTask::printsWhatItDoes()
{
    Server server([](QTcpSocket &socket, const Server::Request &request) {
        Script{request.json().contains("temperature"_L1)
                   ? Server::head("application/json", "400 Bad Request") + R"({"error":"temperature isn't supported"})"
                   : Server::head("text/plain", "503 Service Unavailable", "Retry-After: 7\r\n")}(socket, request);
    });
    AiRequest request{.prompt = u"Why?"_s};
    request.temperature = 0.5;
    AiAttempt attempt(optionsFor(server.url()), request);
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(attempt.printed, QByteArray());
    const QByteArray url = server.url().toString().toUtf8();
    QCOMPARE(attempt.said,
             "Connecting to " + url
                 + "\nAsking the model model-1 a question of 4 characters\n"
                   "The server refused it like that; asking with 4 characters and without a temperature\n"
                   "The server asks to wait 7 s\n");
}

void TestAiTask::saysThatNobodyIsThere()
{
    AiOptions options = optionsFor(QUrl(u"http://user:secret@127.0.0.1:1/v1/"_s));
    for (const QString &model : {u"model-1"_s, QString()}) {
        options.model = model;
        AiAttempt attempt(options);
        QTRY_VERIFY(attempt.isOver());
        QCOMPARE(attempt.error(),
                 u"There is no AI server at http://127.0.0.1:1/v1: the connection was refused. Start one "
                 "there, or set LLM_BASE_URL."_s);
        QVERIFY(attempt.last().retryable.value_or(true));
    }
}

void TestAiTask::keepsNoMoreOfAnAnswerThanItMay()
{
    const QByteArray nasty = R"(\u0001\n\"ü\ud83c\udfd7)";
    Server server(Script{Server::head("text/event-stream") + Server::chunk(nasty).repeated(10'000) + Server::stop()});
    AiAttempt attempt(optionsFor(server.url()), {.prompt = u"Why?"_s}, 50'000);
    QTRY_VERIFY(attempt.isOver());
    QCOMPARE(attempt.metadata.value("answer_truncated"_L1), true);
    QVERIFY(attempt.answer().size() > 1000);
    const qsizetype size = Metadata(attempt.metadata).size();
    QVERIFY2(size < maxMetadata - 50'000 && size > 10'000, qPrintable(QString::number(size)));
    QVERIFY(!attempt.answer().back().isHighSurrogate());
}

void TestAiTask::neverSendsTooMuch()
{
    // A server as fast as it can be: what is reported is bounded by the time it takes.
    QPointer<QTcpSocket> client;
    Server server([&client](QTcpSocket &socket, const Server::Request &) {
        client = &socket;
        socket.write(Server::head("text/event-stream"));
    });
    AiOptions options = optionsFor(server.url());
    options.stallTimeout = 1min;
    AiAttempt attempt(options);
    QTRY_VERIFY(client);
    QElapsedTimer time;
    time.start();
    while (time.elapsed() < 3000) {
        client->write(Server::chunk(QByteArray(100, 'x')));
        QTest::qWait(2);
    }
    qint64 bytes = 0;
    for (const ReportChange &report : attempt.reports)
        bytes += QJsonDocument(report.metadataUpdate).toJson(QJsonDocument::Compact).size();
    QVERIFY(attempt.answer().size() > 1000);
    // One report may come before its time is over.
    const qint64 allowed = 16 * 1024 * time.elapsed() / 1000 + AiOptions().maxAnswerBytes + 4096;
    QVERIFY2(bytes <= allowed, qPrintable(u"%1 of %2"_s.arg(bytes).arg(allowed)));
}

void TestAiTask::tellsNobodyTheKey_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("told"); // of the error or of the answer
    QTest::newRow("in an error") << Server::head("text/plain", "401 Unauthorized") + "Incorrect: sk-0123456789abcdef"
                                 << u"Incorrect: ***"_s;
    QTest::newRow("in an answer") << Server::stream("You sent sk-0123456789abcdef.") << u"You sent ***."_s;
    QTest::newRow("in pieces") << Server::head("text/event-stream") + Server::chunk("It is s")
            + Server::chunk("k-01234") + Server::chunk("56789abcdefsk-")
            + Server::stop() << u"It is ***sk-"_s;
    QTest::newRow("cut off") << Server::stream("It is sk-0123456789abcde") << u"It is "_s;
    const QByteArray sse = Server::head("text/event-stream");
    QTest::newRow("as the model") << sse + R"(data: {"model":"sk-0123456789abcdef","choices":[]})" + "\n\n"
            + Server::chunk("a")
            + Server::stop() << u"a"_s;
    QTest::newRow("as the reason to end") << sse + Server::chunk("a")
            + R"(data: {"choices":[{"delta":{},"finish_reason":"sk-0123456789abcdef"}]})"
            + "\n\n" << u"a"_s;
    QTest::newRow("in a refusal") << sse + R"(data: {"choices":[{"delta":{"refusal":"no sk-0123456789abcdef"}}]})"
            + "\n\n"
            + Server::stop() << u"no ***"_s;
    QTest::newRow("as a tool") << sse
            + R"(data: {"choices":[{"delta":{"tool_calls":[{"function":{"name":"sk-0123456789abcdef"}}]}}]})" + "\n\n"
            + Server::stop() << u"\"***\""_s;
    QTest::newRow("in the middle of a stream")
        << sse + Server::chunk("a") + R"(data: {"error":{"message":"bad key sk-0123456789abcdef"}})" + "\n\n"
        << u"bad key ***"_s;
    QTest::newRow("as a content type") << Server::head("sk-0123456789abcdef") + "<p>" << u"***"_s;
    QTest::newRow("cut off in a long error") << Server::head("text/plain", "401 Unauthorized") + QByteArray(280, 'x')
            + " sk-0123456789abcdef"
            + QByteArray(100, 'x') << u"***…"_s;
    QTest::newRow("after a thought") << sse + Server::chunk("<think>sk-012</think>sk-0123")
            + Server::chunk("456789abcdef")
            + Server::stop() << u"***"_s;
    QTest::newRow("what only looks like it")
        << Server::head("text/event-stream") + Server::chunk("Ask-sk-0") + Server::chunk("9 s") + Server::stop()
        << u"Ask-sk-09 s"_s;
}

void TestAiTask::tellsNobodyTheKey()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, told);
    Server server(Script{answer});
    AiOptions options = optionsFor(server.url());
    options.apiKey = "sk-0123456789abcdef";
    AiAttempt attempt(options);
    QTRY_VERIFY(attempt.isOver());
    QVERIFY(server.requests().back().head.contains(options.apiKey));
    for (const ReportChange &report : attempt.reports) {
        const QString all = report.message.value_or(Text()).toString() + report.errorMessage.value_or(Text()).toString()
            + QString::fromUtf8(QJsonDocument(report.metadataUpdate).toJson());
        QVERIFY2(!all.contains(u"0123456789a"_s), qPrintable(all));
    }
    QVERIFY2(!(attempt.printed + attempt.said).contains("0123456789a"), (attempt.printed + attempt.said).constData());
    if (attempt.error().isEmpty())
        QCOMPARE(attempt.answer(), told);
    else
        QVERIFY2(attempt.error().contains(told), qPrintable(attempt.error()));
}

void TestAiTask::followsNoRedirect()
{
    Server other(Script{Server::stream("a")});
    Server server(Script{Server::head("text/plain", "307 Temporary Redirect",
                                      "Location: " + other.url().toEncoded() + "/v1/chat/completions\r\n")});
    AiOptions options = optionsFor(server.url());
    options.apiKey = "sk-0123456789abcdef";
    AiAttempt attempt(options);
    QTRY_VERIFY(attempt.isOver());
    QVERIFY2(attempt.error().contains(u"sends elsewhere (307)"_s), qPrintable(attempt.error()));
    QCOMPARE(attempt.last().retryable, std::optional(false));
    QVERIFY(other.requests().empty());
}

void TestAiTask::refusesWhatIsNoTask_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QByteArray &request, const QString &field, const QString &message) {
        QTest::newRow(name) << request << field << message;
    };
    const QString noTask = u"prompt must say what the AI shall do."_s;
    row("nothing", "{}", u"prompt"_s, noTask);
    row("a blank prompt", R"({"prompt":" \n"})", u"prompt"_s, noTask);
    row("a number for a prompt", R"({"prompt":7})", u"prompt"_s, u"prompt must be a string."_s);
    row("too hot", R"({"prompt":"a","temperature":3})", u"temperature"_s,
        u"temperature must be a number from 0 to 2."_s);
    const QString noNumber = u"max_tokens must be a whole number from 1 to 100000000."_s;
    row("no tokens", R"({"prompt":"a","max_tokens":0})", u"max_tokens"_s, noNumber);
    row("half a token", R"({"prompt":"a","max_tokens":1.5})", u"max_tokens"_s, noNumber);
    row("attachments of another shape", R"({"prompt":"a","attachments":"b"})", u"attachments"_s,
        u"attachments must be a list of {\"name\", \"content\"}."_s);
    const QString noAttachment =
        u"each of the attachments must have a name (1 to 256 characters) and its text as content."_s;
    row("an attachment without a name", R"({"prompt":"a","attachments":[{"content":"b"}]})", u"attachments"_s,
        noAttachment);
    row("an attachment without content", R"({"prompt":"a","attachments":[{"name":"b"}]})", u"attachments"_s,
        noAttachment);
    row("a slip of the pen", R"({"prompt":"a","maxtokens":5})", u"maxtokens"_s,
        u"There is no field \"maxtokens\" here; did you mean \"max_tokens\"?"_s);
    const QString tooLong = u"The prompt takes more than the 65536 bytes that are kept with a process, and no "
                            "attachment could be cut for it. Shorten it, or raise max_metadata_bytes."_s;
    row("a prompt too long", R"({"prompt":")" + QByteArray(70'000, 'x') + "\"}", u"prompt"_s, tooLong);
    row("no room for an attachment",
        R"({"prompt":")" + QByteArray(65'400, 'x') + R"(","attachments":[{"name":"b","content":")"
            + QByteArray(500, 'x') + "\"}]}",
        u"prompt"_s, tooLong);
    QByteArray many;
    for (int i = 0; i < 1000; ++i)
        many += QByteArray(i > 0 ? "," : "") + R"({"name":"b","content":")" + QByteArray(100, 'x') + "\"}";
    row("too many attachments", R"({"prompt":"a","attachments":[)" + many + "]}", u"attachments"_s, tooLong);
}

void TestAiTask::refusesWhatIsNoTask()
{
    QFETCH(QByteArray, request);
    const SystemClock clock;
    const AiWorker worker({}, maxMetadata, clock);
    const auto refused = worker.plan(QJsonDocument::fromJson(request).object());
    QVERIFY(!refused);
    QTEST(refused.error().field, "field");
    QTEST(refused.error().message, "message");
    QCOMPARE(refused.error().code, request.size() > 1000 ? ErrorCode::TooLarge : ErrorCode::InvalidField);
}

/// A contract is longer than what is kept with a process.
void TestAiTask::cutsAttachmentsToWhatIsKept()
{
    const SystemClock clock;
    const AiWorker worker({}, maxMetadata, clock);
    const QString text = u"Стороны договорились о следующем.\n"_s.repeated(3000);
    const auto start = worker.plan({{u"prompt"_s, u"Кто стороны?"_s},
                                    {u"attachments"_s,
                                     QJsonArray{QJsonObject{{u"name"_s, u"договор.docx"_s}, {u"content"_s, text}},
                                                QJsonObject{{u"name"_s, u"a.txt"_s}, {u"content"_s, u"short"_s}}}}});
    QVERIFY2(start.ok(), qPrintable(start ? QString() : start.error().message));
    const qsizetype size = QJsonDocument(start->request).toJson(QJsonDocument::Compact).size();
    QVERIFY2(size <= maxMetadata && size > maxMetadata / 4 * 3, qPrintable(QString::number(size)));
    const QJsonArray attachments = start->request.value("attachments"_L1).toArray();
    QVERIFY(attachments[0]["content"_L1].toString().contains(u"\n[Cut here, at line "_s));
    QCOMPARE(attachments[1]["content"_L1], u"short"_s);
    const QJsonArray cuts = start->metadata.value("attachments_cut"_L1).toArray();
    QCOMPARE(cuts.size(), 1);
    QCOMPARE(cuts[0]["characters"_L1], text.size());
}

void TestAiTask::keepsMetadataWithinItsLimit()
{
    Server server(Script{Server::stream(QByteArray(200'000, 'x'))});
    Bench bench(optionsFor(server.url()));
    const ProcessId id = bench.submit(QString(46'000, u'p'));
    QTRY_COMPARE(bench.process(id).status, ProcessStatus::Completed);
    const QJsonObject metadata = bench.process(id).metadata.toObject();
    QVERIFY(metadata.value("answer"_L1).toString().size() > 10'000);
    QCOMPARE(metadata.value("answer_truncated"_L1), true);
    QCOMPARE(bench.process(id).name.toString().size(), 80);
}

void TestAiTask::failsAChangedRequest()
{
    Server server(Script{Server::stream("a")});
    AiOptions options = optionsFor(server.url());
    const SystemClock clock;
    AiWorker worker(options, maxMetadata, clock);
    Process process;
    const auto job = worker.attempt(process, {{u"prompt"_s, 7}});
    std::optional<ReportChange> last;
    connect(job.get(), &Job::reported, this, [&last](const ReportChange &report) { last = report; });
    job->begin();
    QCOMPARE(last->status, std::optional(ProcessStatus::Failed));
    QCOMPARE(last->retryable, std::optional(false));
    QVERIFY(server.requests().empty());
}

/// A network thread that can't start would end the program.
void TestAiTask::failsWithoutDescriptors()
{
    Server server(Script{Server::stream("a")});
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = 3;
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
    AiAttempt attempt(optionsFor(server.url()));
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QVERIFY(attempt.isOver());
    QVERIFY2(attempt.error().contains(u"no file descriptors left"_s), qPrintable(attempt.error()));
    QVERIFY(attempt.last().retryable.value_or(true));
}

void TestAiTask::runsThreeAndTheRestInOrder()
{
    // Answers after a moment, so that tasks would pile up if they could.
    Server server([](QTcpSocket &socket, const Server::Request &request) {
        QTimer::singleShot(20, &socket, [&socket, request] { Script{Server::stream("a")}(socket, request); });
    });
    Bench bench(optionsFor(server.url()));
    std::vector<ProcessId> ids;
    constexpr int count = 50;
    for (int i = 0; i < count; ++i)
        ids.push_back(bench.submit(u"task %1"_s.arg(i)));
    const auto over = [&](const ProcessId &id) { return bench.process(id).status == ProcessStatus::Completed; };
    QTRY_VERIFY_WITH_TIMEOUT(std::all_of(ids.begin(), ids.end(), over), 30000);
    QCOMPARE(server.requests().size(), size_t(count));
    QCOMPARE(server.mostConnections(), 3);
    // They begin in order, as the log tells; what reaches the server at the same moment may overtake.
    qint64 before = 0;
    for (size_t i = 0; i < ids.size(); ++i) {
        const qint64 startedAt = *bench.process(ids[i]).startedAt;
        QVERIFY(startedAt >= before);
        before = startedAt;
        const QString prompt = server.requests()[i].json()["messages"_L1][0]["content"_L1].toString();
        QVERIFY2(std::abs(prompt.sliced(5).toInt() - static_cast<int>(i)) < 3, qPrintable(prompt));
    }
}

void TestAiTask::endsTheConnectionWhenCancelled_data()
{
    QTest::addColumn<QString>("stage");
    QTest::newRow("queued") << u"queued"_s;
    QTest::newRow("connecting") << u"connecting"_s;
    QTest::newRow("sending_request") << u"sending_request"_s;
    QTest::newRow("processing") << u"processing"_s;
    QTest::newRow("answering") << u"answering"_s;
}

void TestAiTask::endsTheConnectionWhenCancelled()
{
    QFETCH(QString, stage);
    constexpr int longestWaitMs = 1000;
    const FullListener nobody;
    Server server([&stage](QTcpSocket &socket, const Server::Request &) {
        if (stage == "answering"_L1)
            socket.write(Server::head("text/event-stream") + Server::chunk("Be"));
    });
    Server deaf([](QTcpSocket &, const Server::Request &) {});
    AiOptions options = optionsFor(stage == "connecting"_L1            ? nobody.url()
                                       : stage == "sending_request"_L1 ? deaf.url()
                                                                       : server.url());
    options.stallTimeout = 1min;
    options.maxRunning = 1;
    constexpr qsizetype many = 16 * 1024 * 1024;
    Bench bench(options, {.maxMetadataBytes = many});
    if (stage == "queued"_L1)
        bench.submit(u"takes the place"_s);
    if (stage == "sending_request"_L1)
        deaf.pauseAccepting(); // the kernel takes some of it, and nobody reads
    const int guests = nobody.callers();
    const ProcessId id = bench.submit(stage == "sending_request"_L1 ? QString(many / 2, u'p') : u"Why?"_s);
    QTRY_VERIFY_WITH_TIMEOUT(bench.isAtStage(id, stage == "answering"_L1 ? u"processing"_s : stage), 15000);
    if (stage == "connecting"_L1)
        QTRY_COMPARE(nobody.callers(), guests + 1);
    if (stage == "answering"_L1)
        QTRY_VERIFY(bench.process(id).metadata.toJson().contains("\"answer\""));
    if (stage == "processing"_L1 || stage == "answering"_L1)
        QTRY_COMPARE(server.openConnections(), 1);

    QVERIFY(bench.tracker.cancel(id));
    if (stage == "connecting"_L1)
        QTRY_COMPARE_WITH_TIMEOUT(nobody.callers(), guests, longestWaitMs);
    if (stage == "sending_request"_L1) {
        deaf.resumeAccepting();
        QTRY_COMPARE_WITH_TIMEOUT(deaf.mostConnections(), 1, longestWaitMs);
        QTRY_COMPARE_WITH_TIMEOUT(deaf.openConnections(), 0, longestWaitMs);
    }
    QTRY_COMPARE_WITH_TIMEOUT(server.openConnections(), stage == "queued"_L1 ? 1 : 0, longestWaitMs);
    QCOMPARE(bench.process(id).status, ProcessStatus::Cancelled);
    const auto isAsked = [](const Server::Request &request) { return request.body.contains("Why?"); };
    if (stage == "queued"_L1)
        QVERIFY(std::none_of(server.requests().begin(), server.requests().end(), isAsked));
}

void TestAiTask::timesOut()
{
    Server server(Script{{}, Script::Then::Hold});
    AiOptions options = optionsFor(server.url());
    options.timeout = 300ms;
    Bench bench(options);
    std::ignore = bench.tracker.setRetryPolicy(ProcessType::aiTask(), {.maxAttempts = 1});
    const ProcessId id = bench.submit(u"Why?"_s);
    QTRY_COMPARE(server.openConnections(), 1);
    QTRY_COMPARE(bench.process(id).status, ProcessStatus::Timeout);
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestAiTask::triesAgain()
{
    int asked = 0;
    Server server([&asked](QTcpSocket &socket, const Server::Request &request) {
        Script{++asked == 1 ? Server::head("text/event-stream") + Server::chunk("Half an ans")
                            : Server::stream("Because")}(socket, request);
    });
    Bench bench(optionsFor(server.url()));
    const ProcessId id = bench.submit(u"Why?"_s);
    QTRY_COMPARE(bench.process(id).status, ProcessStatus::Completed);
    QCOMPARE(bench.process(id).attempt, 2);
    QCOMPARE(bench.process(id).metadata.toObject().value("answer"_L1), u"Because"_s);
    QCOMPARE(bench.process(id).retry->lastError.isEmpty(), false);
}

void TestAiTask::waitsAsLongAsTheServerAsks_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::newRow("seconds") << QByteArray("Retry-After: 90\r\n");
    QTest::newRow("a date") << QByteArray("Retry-After: Thu, 26 Nov 2026 12:01:30 GMT\r\n");
    QTest::newRow("a server whose clock is behind")
        << QByteArray("Date: Thu, 26 Nov 2026 11:00:00 GMT\r\nRetry-After: Thursday, 26-Nov-26 11:01:30 GMT\r\n");
}

void TestAiTask::waitsAsLongAsTheServerAsks()
{
    QFETCH(const QByteArray, headers);
    for (const QByteArray &status : {"429 Too Many Requests"_ba, "503 Service Unavailable"_ba}) {
        Server server(Script{Server::head("application/json", status, headers)});
        AiAttempt attempt(optionsFor(server.url()));
        QTRY_VERIFY(attempt.isOver());
        QCOMPARE(attempt.last().retryAfter, std::optional(std::chrono::milliseconds(90s)));
    }
    Server server(Script{Server::head("application/json", "429 Too Many Requests", "Retry-After: 90\r\n")});
    Bench bench(optionsFor(server.url()));
    const ProcessId id = bench.submit(u"Why?"_s);
    QTRY_VERIFY(bench.process(id).retry && bench.process(id).retry->status == RetryState::Status::Scheduled);
    QCOMPARE(bench.process(id).retry->delay, std::chrono::milliseconds(90s));
}

void TestAiTask::doesNotTryAgainWhatIsRefused()
{
    Server server(Script{Server::head("application/json", "400 Bad Request") + R"({"error":"no"})"});
    Bench bench(optionsFor(server.url()));
    const ProcessId id = bench.submit(u"Why?"_s);
    QTRY_COMPARE(bench.process(id).status, ProcessStatus::Failed);
    QCOMPARE(bench.process(id).retry->status, RetryState::Status::Exhausted);
    QVERIFY(quietFor(100ms, [&] { return server.requests().size() != 1; }));
}

QTEST_GUILESS_MAIN(TestAiTask)
#include "tst_aitask.moc"
