// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "httperror.h"
#include "httplistener.h"

#include <QTest>

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A body in parts of `size` bytes: a letter of its own for each part.
class Letters : public BodyRest
{
public:
    Letters(int parts, qsizetype size, bool isWork, BodyPart::Then end = BodyPart::Then::End)
        : m_parts(parts)
        , m_size(size)
        , m_isWork(isWork)
        , m_end(end)
    {
    }

    BodyPart next() override
    {
        if (m_end == BodyPart::Then::Broken && made == m_parts - 1)
            throw std::bad_alloc();
        const QByteArray bytes(m_size, static_cast<char>('a' + made++ % 26));
        return {bytes, 0, made == m_parts ? BodyPart::Then::End : BodyPart::Then::More};
    }
    bool isWork() const override { return m_isWork; }

    int made = 0;

private:
    const int m_parts;
    const qsizetype m_size;
    const bool m_isWork;
    const BodyPart::Then m_end;
};

/// All that a program has to add. It tells what was asked: `/status/N` is answered by that status, `/later` when the test
/// says so, `/letters` by a body in parts.
class Handler : public HttpRequestHandler
{
public:
    Admission admit(const HttpRequest &head) override
    {
        Admission admission{.bodyLimit = 100'000, .headers = {{"X-Every", "answer"}}};
        if (head.path == "/forbidden")
            admission.refusal = errorResponse(403, "forbidden", u"No."_s);
        return admission;
    }
    void handle(const HttpRequest &request, const Admission &, const HttpReply &reply) override
    {
        HttpResponse response;
        response.body =
            nameOf(request.method).toByteArray() + ' ' + request.path + ' ' + request.query + ' ' + request.body;
        if (request.path.startsWith("/status/")) {
            response.status = request.path.sliced(8).toInt();
            response.body = response.status == 204 ? QByteArray() : "{}"_ba;
        }
        if (request.path == "/letters")
            response.rest = letters;
        if (request.path == "/nomemory")
            throw std::bad_alloc();
        if (request.path == "/later")
            waiting.emplace_back(reply, response);
        else
            reply(response);
    }

    std::vector<std::pair<HttpReply, HttpResponse>> waiting;
    std::shared_ptr<Letters> letters;
};

/// A client in the same thread as the server: what it sends is there at once, and nothing depends on time.
class Client
{
public:
    /// By a Unix socket.
    explicit Client(HttpListener &listener)
    {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0) {
            m_descriptor = ends[0];
            listener.serve(ends[1]);
        }
    }
    /// By TCP.
    explicit Client(quint16 port)
        : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0)
            ::fcntl(m_descriptor, F_SETFL, O_NONBLOCK);
    }
    ~Client() { leave(); }
    Q_DISABLE_COPY_MOVE(Client)

    void leave()
    {
        if (m_descriptor >= 0)
            ::close(std::exchange(m_descriptor, -1));
        settle();
    }

    void send(QByteArrayView bytes)
    {
        QElapsedTimer timer;
        timer.start();
        while (!bytes.isEmpty() && timer.elapsed() < 5000) {
            const ssize_t sent = ::send(m_descriptor, bytes.data(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN)
                return;
            bytes = bytes.sliced(std::max<ssize_t>(0, sent));
            settle();
        }
        settle();
    }

    /// The server does all that there is to do by now.
    static void settle()
    {
        for (int i = 0; i < 4; ++i)
            QCoreApplication::processEvents();
    }

    /// The next answer as a whole; what there is of it where no more comes.
    QByteArray answer(bool withBody = true)
    {
        qsizetype size = 0;
        const auto isWhole = [this, withBody, &size] {
            const qsizetype headSize = m_received.indexOf("\r\n\r\n") + 4;
            if (headSize < 4)
                return false;
            const QByteArray head = m_received.first(headSize).toLower();
            const qsizetype at = head.indexOf("\r\ncontent-length:");
            size = headSize;
            if (withBody && at >= 0)
                size += head.mid(at + 17, head.indexOf('\r', at + 2) - at - 17).trimmed().toLongLong();
            return m_received.size() >= size;
        };
        std::ignore = receiveUntil(isWhole);
        const QByteArray whole = m_received.left(isWhole() ? size : m_received.size());
        m_received = m_received.sliced(whole.size());
        return whole;
    }
    /// What there is by now.
    QByteArray some()
    {
        settle();
        receive();
        return std::exchange(m_received, {});
    }
    bool isEnded()
    {
        return receiveUntil([this] { return m_isEnded; });
    }
    /// What came until the server ended the connection.
    QByteArray toEnd() { return isEnded() ? std::exchange(m_received, {}) : QByteArray(); }

private:
    void receive()
    {
        std::array<char, 65536> bytes; // NOLINT(cppcoreguidelines-pro-type-member-init)
        while (true) {
            const ssize_t size = ::recv(m_descriptor, bytes.data(), bytes.size(), MSG_DONTWAIT);
            m_isEnded = m_isEnded || size == 0 || (size < 0 && errno != EAGAIN);
            if (size <= 0)
                return;
            m_received.append(bytes.data(), size);
        }
    }
    template <typename Condition>
    bool receiveUntil(Condition condition)
    {
        return QTest::qWaitFor([this, &condition] {
                   receive();
                   return m_isEnded || condition();
               })
            && condition();
    }

    int m_descriptor = -1;
    bool m_isEnded = false;
    QByteArray m_received;
};

QByteArray lines(const QByteArray &methodAndTarget, const QByteArray &headers = {})
{
    return methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

QByteArray withLength(const QByteArray &methodAndTarget, const QByteArray &body)
{
    return lines(methodAndTarget, "Content-Length: " + QByteArray::number(body.size()) + "\r\n") + body;
}

QByteArray inChunks(const QByteArray &methodAndTarget, const QByteArray &body)
{
    QByteArray request = lines(methodAndTarget, "Transfer-Encoding: chunked\r\n");
    for (qsizetype at = 0; at < body.size(); at += 700) {
        const QByteArray part = body.mid(at, 700);
        request += QByteArray::number(part.size(), 16) + "\r\n" + part + "\r\n";
    }
    return request + "0\r\n\r\n";
}

QByteArray bodyOf(const QByteArray &answer)
{
    return answer.sliced(answer.indexOf("\r\n\r\n") + 4);
}
int statusOf(const QByteArray &answer)
{
    return answer.mid(9, 3).toInt();
}

/// How Letters look on the wire.
QByteArray lettersInChunks(int parts, qsizetype size)
{
    QByteArray body;
    for (int i = 0; i < parts; ++i)
        body += QByteArray::number(size, 16) + "\r\n" + QByteArray(size, static_cast<char>('a' + i % 26)) + "\r\n";
    return body + "0\r\n\r\n";
}

} // namespace

/// HTTP with a handler that knows nothing of processes.
class TestHttpConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_options = {};
        m_options.port = 0;
        begin();
    }
    void cleanup()
    {
        m_listener.reset();
        m_handler.reset();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    void answersOverAnyStream_data();
    void answersOverAnyStream();
    void answersPipelinedRequestsInOrder();
    void takesARequestByteByByte();
    void takesBodies_data();
    void takesBodies();
    void saysContinueBeforeABody();
    void refusesWhatBreaksALimit_data();
    void refusesWhatBreaksALimit();
    void boundsAllBodiesTogether_data();
    void boundsAllBodiesTogether();
    void oneStatusReadsTheSameForEveryMethod_data();
    void oneStatusReadsTheSameForEveryMethod();
    void theHeadOfAnAnswerHasNoBody();
    void endsAsAsked_data();
    void endsAsAsked();
    void givesUpOnSlowRequests_data();
    void givesUpOnSlowRequests();
    void givesUpOnAnEndlessBody();
    void endsIdleConnections();
    void sendsABodyInParts_data();
    void sendsABodyInParts();
    void waitsForAClientThatReadsSlowly();
    void dropsAClientThatDoesNotRead();
    void dropsTheSlowestWhereAllOweTooMuch();
    void finishesWorkWithoutItsClient_data();
    void finishesWorkWithoutItsClient();
    void answersNobody();
    void tellsOnceThatAClientWent();
    void runsOutOfMemory();
    void handsAWebSocketOver();
    void refusesMoreConnectionsThanItMayHave();
    void shutsDownBehindTheAnswersAtHand();
    void listensWhereItIsTold_data();
    void listensWhereItIsTold();

private:
    void begin()
    {
        m_listener.reset();
        m_handler = std::make_unique<Handler>();
        m_listener = std::make_unique<HttpListener>(*m_handler, m_options, m_clock);
    }
    void pass(std::chrono::milliseconds duration)
    {
        m_clock.advance(duration);
        m_listener->checkDeadlines();
        Client::settle();
    }

    FakeClock m_clock;
    HttpOptions m_options;
    std::unique_ptr<Handler> m_handler;
    std::unique_ptr<HttpListener> m_listener;
};

void TestHttpConnection::answersOverAnyStream_data()
{
    QTest::addColumn<bool>("isTcp");
    QTest::newRow("TCP") << true;
    QTest::newRow("a Unix socket") << false;
}

void TestHttpConnection::answersOverAnyStream()
{
    QFETCH(bool, isTcp);
    QVERIFY(m_listener->listen().ok());
    const auto client = isTcp ? std::make_unique<Client>(m_listener->port()) : std::make_unique<Client>(*m_listener);
    for (int i = 0; i < 3; ++i) {
        client->send(lines("GET /a%20b?c=d"));
        QCOMPARE(client->answer(),
                 "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\nX-Every: answer\r\n\r\n"
                 "GET /a%20b c=d "_ba);
    }
}

void TestHttpConnection::answersPipelinedRequestsInOrder()
{
    Client client(*m_listener);
    client.send(lines("GET /later") + withLength("POST /b", "x") + lines("GET /later") + lines("DELETE /c"));
    QCOMPARE(client.some(), QByteArray());
    for (const auto &bodies : {std::pair("GET /later  "_ba, "POST /b  x"_ba), {"GET /later  ", "DELETE /c  "}}) {
        QCOMPARE(m_handler->waiting.size(), 1U);
        const auto [reply, response] = std::exchange(m_handler->waiting, {}).front();
        reply(response);
        QCOMPARE(bodyOf(client.answer()), bodies.first);
        QCOMPARE(bodyOf(client.answer()), bodies.second);
        reply(response); // is not sent twice
    }
    QCOMPARE(client.some(), QByteArray());
}

void TestHttpConnection::takesARequestByteByByte()
{
    Client client(*m_listener);
    for (const char byte : withLength("POST /a", "abc") + inChunks("PATCH /b", "def"))
        client.send(QByteArrayView(&byte, 1));
    QCOMPARE(bodyOf(client.answer()), "POST /a  abc"_ba);
    QCOMPARE(bodyOf(client.answer()), "PATCH /b  def"_ba);
}

void TestHttpConnection::takesBodies_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<qsizetype>("size");
    // QHttpServer reads those of a POST that aren't long.
    for (const char *method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
        for (const qsizetype size : {0LL, 1LL, RequestBody::freeBytes, RequestBody::freeBytes + 1, 100'000LL})
            QTest::addRow("%s with %d bytes", method, int(size)) << QByteArray(method) << size;
    }
}

void TestHttpConnection::takesBodies()
{
    QFETCH(QByteArray, method);
    QFETCH(qsizetype, size);
    QByteArray body(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        body[i] = static_cast<char>(i * 31 % 256); // any byte is one of a body
    Client client(*m_listener);
    for (const QByteArray &request : {withLength(method + " /a", body), inChunks(method + " /a", body)}) {
        client.send(request + lines("GET /next")); // which begins where the body ends
        QCOMPARE(bodyOf(client.answer()), method + " /a  " + body);
        QCOMPARE(bodyOf(client.answer()), "GET /next  "_ba);
    }
}

void TestHttpConnection::saysContinueBeforeABody()
{
    Client client(*m_listener);
    client.send(lines("POST /a", "Expect: 100-continue\r\nContent-Length: 3\r\n"));
    QCOMPARE(client.answer(), "HTTP/1.1 100 Continue\r\n\r\n"_ba);
    client.send("abc");
    QCOMPARE(bodyOf(client.answer()), "POST /a  abc"_ba);
}

void TestHttpConnection::refusesWhatBreaksALimit_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isJudged"); // whether the handler saw the head
    const QByteArray expects = "Expect: 100-continue\r\n";
    QTest::newRow("a body by its length") << lines("POST /a", expects + "Content-Length: 100001\r\n") << 413 << true;
    QTest::newRow("a body by its chunks") << lines("POST /a", "Transfer-Encoding: chunked\r\n") + "186a1\r\n"
                                          << 413 << true;
    QTest::newRow("a head") << lines("GET /a", "X: " + QByteArray(20'000, 'x') + "\r\n") << 431 << false;
    QTest::newRow("an unknown method") << lines("BREW /a") << 501 << false;
    QTest::newRow("garbage") << "\x16\x03\x01"_ba << 400 << false;
    QTest::newRow("chunks that are none") << lines("PUT /a", "Transfer-Encoding: chunked\r\n") + "x\r\n" << 400 << true;
    QTest::newRow("a body that may not pass")
        << lines("POST /forbidden", expects + "Content-Length: 5\r\n") << 403 << true;
}

void TestHttpConnection::refusesWhatBreaksALimit()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QFETCH(bool, isJudged);
    Client client(*m_listener);
    client.send(lines("GET /before"));
    QCOMPARE(bodyOf(client.answer()), "GET /before  "_ba);
    client.send(request);
    const QByteArray answer = client.answer();
    QCOMPARE(statusOf(answer), status);
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));
    QCOMPARE(answer.contains("\r\nX-Every: answer\r\n"), isJudged);
    QVERIFY(bodyOf(answer).startsWith("{\"error\":{\"code\":"));
    client.send(lines("GET /behind")); // is thrown away
    QCOMPARE(client.toEnd(), QByteArray());
    QVERIFY(m_listener->isEmpty() || QTest::qWaitFor([this] {
                m_clock.advance(2s);
                m_listener->checkDeadlines();
                return m_listener->isEmpty();
            }));
}

void TestHttpConnection::boundsAllBodiesTogether_data()
{
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("a length") << lines("POST /a", "Content-Length: 60000\r\n") + "x";
    QTest::newRow("chunks") << lines("POST /a", "Transfer-Encoding: chunked\r\n") + "7530\r\n"
            + QByteArray(30'000, 'x'); // counts twice
}

void TestHttpConnection::boundsAllBodiesTogether()
{
    QFETCH(QByteArray, beginning);
    m_options.maxBodiesBytes = 100'000;
    begin();
    auto first = std::make_unique<Client>(*m_listener);
    first->send(beginning);
    QCOMPARE(first->some(), QByteArray());
    Client second(*m_listener);
    second.send(beginning);
    const QByteArray answer = second.answer();
    QCOMPARE(statusOf(answer), 503);
    QVERIFY(answer.contains("\"busy\""));
    QVERIFY(answer.contains("\r\nRetry-After: 1\r\n"));
    // A short body needs no share, and a client that went gives its own back.
    Client third(*m_listener);
    third.send(withLength("POST /a", QByteArray(RequestBody::freeBytes, 'x')));
    QCOMPARE(statusOf(third.answer()), 200);
    first.reset();
    third.send(withLength("POST /a", QByteArray(60'000, 'x')));
    QCOMPARE(statusOf(third.answer()), 200);
    third.send(withLength("POST /a", QByteArray(60'000, 'x'))); // so does one that was answered
    QCOMPARE(statusOf(third.answer()), 200);
}

void TestHttpConnection::oneStatusReadsTheSameForEveryMethod_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("head");
    const QByteArray body = "Content-Type: application/json\r\nContent-Length: 2\r\n";
    for (const auto &[status, reason] : {std::pair(200, "OK"),
                                         {201, "Created"},
                                         {202, "Accepted"},
                                         {404, "Not Found"},
                                         {409, "Conflict"},
                                         {413, "Content Too Large"},
                                         {422, "Unprocessable Content"},
                                         {503, "Service Unavailable"}})
        QTest::addRow("%d", status) << status << QByteArray::number(status) + ' ' + reason + "\r\n" + body;
    QTest::newRow("204 has no body and says nothing of one") << 204 << "204 No Content\r\n"_ba;
}

void TestHttpConnection::oneStatusReadsTheSameForEveryMethod()
{
    QFETCH(int, status);
    QFETCH(QByteArray, head);
    Client client(*m_listener);
    for (const QByteArrayView method : httpMethodNames) {
        const bool hasBody = method != QByteArrayView("HEAD") && status != 204;
        client.send(lines(method.toByteArray() + " /status/" + QByteArray::number(status)));
        QCOMPARE(client.answer(hasBody), "HTTP/1.1 " + head + "X-Every: answer\r\n\r\n" + (hasBody ? "{}" : ""));
    }
    QCOMPARE(client.some(), QByteArray());
}

void TestHttpConnection::theHeadOfAnAnswerHasNoBody()
{
    Client client(*m_listener);
    m_handler->letters = std::make_shared<Letters>(3, 10, false);
    client.send(lines("HEAD /letters") + lines("HEAD /a") + lines("GET /b"));
    QVERIFY(!client.answer(false).contains("chunked"));
    QVERIFY(client.answer(false).contains("\r\nContent-Length: 9\r\n"));
    QCOMPARE(bodyOf(client.answer()), "GET /b  "_ba);
    QCOMPARE(m_handler->letters->made, 0);
}

void TestHttpConnection::endsAsAsked_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("connection");
    QTest::newRow("1.1") << "GET / HTTP/1.1\r\nHost: a\r\n\r\n"_ba << QByteArray();
    QTest::newRow("1.1 that ends") << "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"_ba
                                   << "close"_ba;
    QTest::newRow("1.0") << "GET / HTTP/1.0\r\n\r\n"_ba
                         << "close"_ba;
    QTest::newRow("1.0 that stays") << "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"_ba
                                    << "keep-alive"_ba;
}

void TestHttpConnection::endsAsAsked()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, connection);
    Client client(*m_listener);
    client.send(request + request);
    const QByteArray answer = client.answer();
    QCOMPARE(statusOf(answer), 200);
    QCOMPARE(answer.contains("\r\nConnection: "), !connection.isEmpty());
    QVERIFY(connection.isEmpty() || answer.contains("\r\nConnection: " + connection + "\r\n"));
    if (connection == "close") {
        QCOMPARE(client.toEnd(), QByteArray());
        QVERIFY(m_listener->isEmpty());
    } else {
        QCOMPARE(client.answer(), answer);
    }
}

void TestHttpConnection::givesUpOnSlowRequests_data()
{
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("half a head") << "GET / HTTP/1.1\r\nHost: local"_ba;
    QTest::newRow("half a body") << lines("POST /a", "Content-Length: 10\r\n") + "{";
    QTest::newRow("half a chunk") << lines("POST /a", "Transfer-Encoding: chunked\r\n") + "a\r\n{";
}

void TestHttpConnection::givesUpOnSlowRequests()
{
    QFETCH(QByteArray, beginning);
    Client client(*m_listener);
    client.send(beginning);
    pass(m_options.headerTimeout - 1ms);
    QCOMPARE(client.some(), QByteArray());
    pass(1ms);
    QCOMPARE(statusOf(client.answer()), 408);
    // It has a while to read why.
    pass(1999ms);
    QVERIFY(!m_listener->isEmpty());
    pass(1ms);
    QVERIFY(m_listener->isEmpty());
}

void TestHttpConnection::givesUpOnAnEndlessBody()
{
    Client client(*m_listener);
    client.send(lines("POST /a", "Content-Length: 1000\r\n"));
    for (int i = 1; i < 120; ++i) { // seconds
        client.send("x");
        pass(1s);
    }
    QCOMPARE(client.some(), QByteArray());
    pass(1s);
    QCOMPARE(statusOf(client.answer()), 408);
}

void TestHttpConnection::endsIdleConnections()
{
    Client client(*m_listener);
    for (int i = 0; i < 2; ++i) {
        pass(m_options.idleTimeout - 1ms);
        client.send(lines("GET /a"));
        QCOMPARE(statusOf(client.answer()), 200);
    }
    pass(m_options.idleTimeout - 1ms);
    QVERIFY(!m_listener->isEmpty());
    pass(1ms);
    QVERIFY(m_listener->isEmpty());
    QCOMPARE(client.toEnd(), QByteArray());
}

void TestHttpConnection::sendsABodyInParts_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<int>("end");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("stays");
    const int whole = int(BodyPart::Then::End);
    QTest::newRow("chunks") << "1.1"_ba << whole << lettersInChunks(3, 5) << true;
    QTest::newRow("up to the end for HTTP/1.0") << "1.0"_ba << whole << "aaaaabbbbbccccc"_ba << false;
    QTest::newRow("a part that can't be made")
        << "1.1"_ba << int(BodyPart::Then::Broken) << lettersInChunks(2, 5).chopped(5) << false;
}

void TestHttpConnection::sendsABodyInParts()
{
    QFETCH(QByteArray, version);
    QFETCH(int, end);
    QFETCH(QByteArray, body);
    QFETCH(bool, stays);
    m_handler->letters = std::make_shared<Letters>(3, 5, false, BodyPart::Then(end));
    Client client(*m_listener);
    client.send("GET /letters HTTP/" + version + "\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
    // What the handler answered is the beginning.
    const QByteArray beginning = version == "1.1" ? "e\r\nGET /letters  \r\n"_ba : "GET /letters  "_ba;
    const QByteArray head = client.answer(false);
    QCOMPARE(head.contains("\r\nTransfer-Encoding: chunked\r\n"), version == "1.1");
    QByteArray received;
    QVERIFY(QTest::qWaitFor([&] { return (received += client.some()).size() >= beginning.size() + body.size(); }));
    QCOMPARE(received, beginning + body);
    if (stays) {
        client.send(lines("GET /next"));
        QCOMPARE(bodyOf(client.answer()), "GET /next  "_ba);
    } else {
        QCOMPARE(client.toEnd(), QByteArray());
        QVERIFY(m_listener->isEmpty());
    }
}

void TestHttpConnection::waitsForAClientThatReadsSlowly()
{
    constexpr int parts = 40;
    constexpr qsizetype size = 100'000;
    m_handler->letters = std::make_shared<Letters>(parts, size, false);
    Client client(*m_listener);
    client.send(lines("GET /letters", "Connection: close\r\n"));
    QByteArray received;
    int passes = 0;
    while (!received.endsWith("0\r\n\r\n") && passes < 10'000) {
        // It is never asked for more than there is room for, and never given up while it takes some.
        QVERIFY(m_handler->letters->made * size <= received.size() + HttpConnection::unsentAtOnce + 10 * size);
        pass(m_options.headerTimeout - 1ms);
        received += client.some();
        ++passes;
    }
    QVERIFY(passes > 2);
    QCOMPARE(bodyOf(received), "e\r\nGET /letters  \r\n" + lettersInChunks(parts, size));
    QVERIFY(client.isEnded());
}

void TestHttpConnection::dropsAClientThatDoesNotRead()
{
    m_handler->letters = std::make_shared<Letters>(1000, 100'000, false);
    Client client(*m_listener);
    client.send(lines("GET /letters"));
    for (int made = -1; std::exchange(made, m_handler->letters->made) != m_handler->letters->made;)
        Client::settle();
    const int made = m_handler->letters->made;
    pass(m_options.sendTimeout - 1ms);
    QVERIFY(!m_listener->isEmpty());
    QCOMPARE(m_handler->letters->made, made);
    pass(1ms);
    QVERIFY(m_listener->isEmpty());
    QVERIFY2(!client.toEnd().endsWith("\r\n0\r\n\r\n"), "a part mustn't pass for the whole");
}

void TestHttpConnection::dropsTheSlowestWhereAllOweTooMuch()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "dropped clients that didn't read their answers, since max_unsent_bytes was "
                         "passed: 1");
    m_options.maxUnsentBytes = 2 * HttpConnection::unsentAtOnce;
    begin();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 2; ++i) {
        m_handler->letters = std::make_shared<Letters>(1000, 250'000, false);
        clients.push_back(std::make_unique<Client>(*m_listener));
        clients.back()->send(lines("GET /letters"));
        m_clock.advance(1ms);
        for (int settled = 0; settled < 20; ++settled)
            Client::settle();
    }
    QVERIFY(clients[0]->isEnded());
    Client another(*m_listener);
    another.send(lines("GET /a"));
    QCOMPARE(statusOf(another.answer()), 200);
}

void TestHttpConnection::finishesWorkWithoutItsClient_data()
{
    QTest::addColumn<bool>("isWork");
    QTest::addColumn<bool>("isLate");
    QTest::newRow("work") << true << false;
    QTest::newRow("work whose answer came later") << true << true;
    QTest::newRow("a read") << false << false;
}

void TestHttpConnection::finishesWorkWithoutItsClient()
{
    QFETCH(bool, isWork);
    QFETCH(bool, isLate);
    const auto letters = std::make_shared<Letters>(1000, 100'000, isWork);
    m_handler->letters = letters;
    Client client(*m_listener);
    client.send(lines(isLate ? "POST /later" : "POST /letters"));
    Client::settle();
    QVERIFY(letters->made < 1000);
    client.leave();
    if (isLate) {
        QVERIFY(!m_listener->isEmpty());
        m_handler->waiting[0].second.rest = letters;
        m_handler->waiting[0].first(m_handler->waiting[0].second);
    }
    QTRY_VERIFY(m_listener->isEmpty());
    QCOMPARE(letters->made == 1000, isWork);
}

void TestHttpConnection::answersNobody()
{
    Client client(*m_listener);
    client.send(lines("GET /later"));
    QCOMPARE(m_handler->waiting.size(), 1U);
    client.leave();
    QVERIFY(!m_listener->isEmpty()); // the handler may still need the request
    const auto [reply, response] = m_handler->waiting[0];
    reply(response);
    QVERIFY(m_listener->isEmpty());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    reply(response);
}

void TestHttpConnection::tellsOnceThatAClientWent()
{
    int told = 0;
    const auto tell = [&told] { ++told; };
    Client client(*m_listener);
    client.send(lines("GET /later"));
    m_handler->waiting[0].first.whenGone(tell);
    m_handler->waiting[0].first(m_handler->waiting[0].second); // it gets its answer
    client.send(lines("GET /later"));
    QCOMPARE(m_handler->waiting.size(), 2U);
    const auto [reply, response] = m_handler->waiting[1];
    QCOMPARE(told, 0);
    reply.whenGone(tell);
    client.leave();
    Client::settle();
    QCOMPARE(told, 1);
    reply.whenGone(tell); // who asks later hears it at once
    QCOMPARE(told, 2);
    reply(response);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    reply.whenGone(tell);
    QCOMPARE(told, 3);
}

void TestHttpConnection::runsOutOfMemory()
{
    Client client(*m_listener);
    client.send(lines("GET /nomemory"));
    const QByteArray answer = client.answer();
    QCOMPARE(statusOf(answer), 503);
    QVERIFY(answer.contains("\"out_of_memory\""));
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));
}

void TestHttpConnection::handsAWebSocketOver()
{
    const QByteArray handshake = lines("GET /ws", "Connection: Upgrade\r\nUpgrade: websocket\r\n");
    {
        Client client(*m_listener);
        client.send(handshake);
        QCOMPARE(statusOf(client.answer()), 404); // as long as the handler knows of none
        QVERIFY(client.isEnded() || !m_listener->isEmpty());
    }
    class Taker : public Handler
    {
    public:
        std::optional<HttpResponse> upgrade(const HttpRequest &head, qsizetype headSize,
                                            std::unique_ptr<ClientSocket> &taken) override
        {
            path = head.path;
            size = headSize;
            socket = std::move(taken);
            return std::nullopt;
        }
        QByteArray path;
        qsizetype size = 0;
        std::unique_ptr<ClientSocket> socket;
    } taker;
    HttpListener listener(taker, m_options, m_clock);
    Client client(listener);
    client.send(handshake + "frame");
    QCOMPARE(taker.path, "/ws"_ba);
    QVERIFY(listener.isEmpty());
    QCOMPARE(taker.socket->unread(), handshake + "frame");
    QCOMPARE(taker.size, handshake.size());
    taker.socket->write("hello"_ba);
    QCOMPARE(client.some(), "hello"_ba);
    taker.socket.reset(); // it receives into the listener's buffer
    QCOMPARE(client.toEnd(), QByteArray());
}

void TestHttpConnection::refusesMoreConnectionsThanItMayHave()
{
    QTest::ignoreMessage(QtWarningMsg, "refused a connection: max_connections (1) are open");
    m_options.maxConnections = 1;
    begin();
    auto first = std::make_unique<Client>(*m_listener);
    {
        Client second(*m_listener);
        const QByteArray answer = second.answer();
        QCOMPARE(statusOf(answer), 503);
        QVERIFY(answer.contains("\"too_many_connections\""));
        QVERIFY(second.isEnded());
    }
    first.reset(); // its place is free at once
    Client third(*m_listener);
    third.send(lines("GET /a"));
    QCOMPARE(statusOf(third.answer()), 200);
}

void TestHttpConnection::shutsDownBehindTheAnswersAtHand()
{
    QVERIFY(m_listener->listen().ok());
    const quint16 port = m_listener->port();
    Client idle(port);
    idle.send(lines("GET /a"));
    QCOMPARE(statusOf(idle.answer()), 200);
    Client waiting(port);
    waiting.send(lines("GET /later") + lines("GET /behind"));
    QTRY_COMPARE(m_handler->waiting.size(), 1U);
    m_listener->shutDown();
    QCOMPARE(idle.toEnd(), QByteArray());
    QVERIFY(!m_listener->isEmpty());
    m_handler->waiting[0].first(m_handler->waiting[0].second);
    const QByteArray answer = waiting.toEnd();
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));
    QCOMPARE(bodyOf(answer), "GET /later  "_ba);
    QVERIFY(m_listener->isEmpty());
    Client late(port);
    QVERIFY(late.isEnded());
}

void TestHttpConnection::listensWhereItIsTold_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("url"); // empty: it can't
    QTest::newRow("localhost") << u"localhost"_s << u"http://127.0.0.1:"_s;
    QTest::newRow("an address") << u"127.0.0.1"_s << u"http://127.0.0.1:"_s;
    QTest::newRow("an address of IPv6") << u"::1"_s << u"http://[::1]:"_s;
    QTest::newRow("nonsense") << u"nonsense"_s << QString();
}

void TestHttpConnection::listensWhereItIsTold()
{
    QFETCH(QString, host);
    QFETCH(QString, url);
    m_options.host = host;
    begin();
    const auto listening = m_listener->listen();
    QCOMPARE(listening.ok(), !url.isEmpty());
    if (!listening) {
        QCOMPARE(listening.error().field, u"host"_s);
        return;
    }
    QCOMPARE(m_listener->url(), url + QString::number(m_listener->port()));
    HttpOptions same = m_options;
    same.port = m_listener->port();
    HttpListener second(*m_handler, same, m_clock);
    const auto taken = second.listen();
    QVERIFY(!taken.ok());
    QCOMPARE(taken.error().field, u"port"_s);
    QCOMPARE(second.port(), 0);
}

QTEST_GUILESS_MAIN(TestHttpConnection)
#include "tst_httpconnection.moc"
