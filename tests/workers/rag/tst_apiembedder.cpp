// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiembedder.h"
#include "hostileaiserver.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QTest>

#include <future>

using namespace Procession;
using namespace Qt::StringLiterals;

using Server = HostileAiServer;

/// Vectors from a server that the test writes: right ones, and all that can be wrong with them.
class TestApiEmbedder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksAndPutsInOrder();
    void asksInBatches();
    void findsTheApi_data();
    void findsTheApi();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void endsWhenTold_data();
    void endsWhenTold();
    void saysThatNobodyIsThere();
    void nothingElseOfItsThreadRuns();

private:
    static EmbeddingServer serverAt(const QUrl &url) { return {url, u"model-1"_s, "sk-0123456789abcdef"}; }
};

namespace {

QByteArray reply(const QByteArray &data, const QByteArray &status = "200 OK")
{
    return Server::head("application/json", status) + data;
}

void say(QTcpSocket &socket, const QByteArray &bytes)
{
    socket.write(bytes);
    socket.flush();
    socket.disconnectFromHost();
}

/// What `call` comes to in a thread of its own, while the test's thread is the server.
template <typename Call>
auto elsewhere(Call &&call)
{
    auto result = std::async(std::launch::async, std::forward<Call>(call));
    const auto isThere = [&result] { return result.wait_for(std::chrono::seconds(0)) == std::future_status::ready; };
    std::ignore = QTest::qWaitFor(isThere, 60'000);
    return result.get();
}

Result<std::vector<Vector>> embed(const ApiEmbedder &embedder, const QStringList &texts)
{
    return elsewhere([&] { return embedder.embed(texts); });
}

} // namespace

void TestApiEmbedder::asksAndPutsInOrder()
{
    Server server([](QTcpSocket &socket, const Server::Request &) {
        say(socket, reply(R"({"data":[{"index":1,"embedding":[0,2]},{"index":0,"embedding":[3,4]}]})"));
    });
    const ApiEmbedder embedder(serverAt(server.url()));
    const auto vectors = embed(embedder, {u"Договор"_s, u"合同"_s});
    QVERIFY2(vectors.ok(), qPrintable(vectors ? QString() : vectors.error().message));
    QCOMPARE(vectors->size(), size_t(2));
    QCOMPARE((*vectors)[0], (Vector{0.6F, 0.8F})); // of length 1
    QCOMPARE((*vectors)[1], (Vector{0, 1}));
    const Server::Request &sent = server.requests().front();
    QVERIFY(sent.head.contains("Authorization: Bearer sk-0123456789abcdef"));
    QCOMPARE(sent.json(), (QJsonObject{{u"model"_s, u"model-1"_s}, {u"input"_s, QJsonArray{u"Договор"_s, u"合同"_s}}}));
}

void TestApiEmbedder::asksInBatches()
{
    Server server([](QTcpSocket &socket, const Server::Request &request) {
        QByteArray data;
        for (qsizetype i = 0; i < request.json().value("input"_L1).toArray().size(); ++i)
            data += QByteArray(i > 0 ? "," : "") + R"({"index":)" + QByteArray::number(i) + R"(,"embedding":[1]})";
        say(socket, reply(R"({"data":[)" + data + "]}"));
    });
    const ApiEmbedder embedder(serverAt(server.url()));
    const auto vectors = embed(embedder, QStringList(150, u"text"_s));
    QVERIFY(vectors.ok());
    QCOMPARE(vectors->size(), size_t(150));
    QCOMPARE(server.requests().size(), size_t(3));
    QVERIFY(embedder.embed({})->empty());
    QCOMPARE(server.requests().size(), size_t(3));
}

void TestApiEmbedder::findsTheApi_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("asked");
    QTest::newRow("bare") << QString() << QByteArray("/v1/embeddings");
    QTest::newRow("with /v1/") << u"/v1/"_s << QByteArray("/v1/embeddings");
    QTest::newRow("deeper") << u"/api"_s << QByteArray("/api/v1/embeddings");
}

void TestApiEmbedder::findsTheApi()
{
    QFETCH(const QString, path);
    QFETCH(const QByteArray, asked);
    Server server([](QTcpSocket &socket, const Server::Request &) {
        say(socket, reply(R"({"data":[{"index":0,"embedding":[1]}]})"));
    });
    QUrl url = server.url();
    url.setPath(path);
    QVERIFY(embed(ApiEmbedder(serverAt(url)), {u"a"_s}).ok());
    QVERIFY(server.requests().front().head.startsWith("POST " + asked + ' '));
}

void TestApiEmbedder::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    const auto data = [](const QByteArray &entries) { return reply(R"({"data":[)" + entries + "]}"); };
    const QString noVectors = u"has no vectors"_s;
    QTest::newRow("one too few") << data(R"({"index":0,"embedding":[1]})") << u"left out the vector"_s;
    QTest::newRow("one too many") << data(
        R"({"index":0,"embedding":[1]},{"index":1,"embedding":[1]},{"index":2,"embedding":[1]})")
                                  << noVectors;
    QTest::newRow("one twice") << data(R"({"index":0,"embedding":[1]},{"index":0,"embedding":[1]})")
                               << u"left out the vector"_s;
    QTest::newRow("one before the first") << data(R"({"index":-1,"embedding":[1]})") << noVectors;
    QTest::newRow("an empty one") << data(R"({"index":0,"embedding":[]})") << noVectors;
    QTest::newRow("none") << reply("{}") << u"left out the vector"_s;
    QTest::newRow("no JSON") << reply("<p>") << u"left out the vector"_s;
    QTest::newRow("500") << reply(R"({"error":{"message":"out of memory"}})", "500 Oh") << u"HTTP 500. out of memory"_s;
    QTest::newRow("500 without a word") << reply({}, "500 Oh") << u"HTTP 500."_s;
    QTest::newRow("401, and the key") << reply(R"({"error":{"message":"bad key sk-0123456789abcdef"}})", "401 No")
                                      << u"HTTP 401. bad key ***"_s;
    QTest::newRow("a redirect") << Server::head("text/plain", "307 There", "Location: http://127.0.0.1:1/\r\n")
                                << u"HTTP 307."_s;
    QTest::newRow("closed at once") << QByteArray() << u"doesn't answer"_s;
}

void TestApiEmbedder::saysWhatIsWrong()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, message);
    Server server([&bytes](QTcpSocket &socket, const Server::Request &) { say(socket, bytes); });
    const auto vectors = embed(ApiEmbedder(serverAt(server.url())), {u"a"_s, u"b"_s});
    QVERIFY(!vectors.ok());
    QCOMPARE(vectors.error().code, ErrorCode::Io);
    QVERIFY2(vectors.error().message.contains(message), qPrintable(vectors.error().message));
    QVERIFY(!vectors.error().message.contains(u"0123456789"_s));
}

void TestApiEmbedder::endsWhenTold_data()
{
    QTest::addColumn<QByteArray>("bytes"); // that come before the server falls silent
    QTest::newRow("silent") << QByteArray();
    QTest::newRow("in the middle") << Server::head("application/json", "200 OK", "Content-Length: 1000\r\n") + "{";
}

/// A server that says nothing more holds nobody up.
void TestApiEmbedder::endsWhenTold()
{
    QFETCH(const QByteArray, bytes);
    std::stop_source stop;
    Server server([&](QTcpSocket &socket, const Server::Request &) {
        socket.write(bytes);
        stop.request_stop();
    });
    const auto vectors = embed(ApiEmbedder(serverAt(server.url()), stop.get_token()), {u"a"_s});
    QVERIFY(!vectors.ok());
    QCOMPARE(vectors.error().code, ErrorCode::Conflict);
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestApiEmbedder::saysThatNobodyIsThere()
{
    const auto vectors = ApiEmbedder(serverAt(QUrl(u"http://user:secret@127.0.0.1:1"_s))).embed({u"a"_s});
    QVERIFY(!vectors.ok());
    QVERIFY2(vectors.error().message.contains(u"http://127.0.0.1:1/v1/embeddings doesn't answer"_s),
             qPrintable(vectors.error().message));
}

/// What waits in the caller's thread, such as the end of what it does, waits until the vectors are there.
void TestApiEmbedder::nothingElseOfItsThreadRuns()
{
    Server server([](QTcpSocket &socket, const Server::Request &) {
        say(socket, reply(R"({"data":[{"index":0,"embedding":[1]}]})"));
    });
    const ApiEmbedder embedder(serverAt(server.url()));
    const auto [isThere, ranMeanwhile, ranLater] = elsewhere([&embedder] {
        QObject object;
        bool ran = false;
        QMetaObject::invokeMethod(
            &object, [&ran] { ran = true; }, Qt::QueuedConnection);
        const bool made = embedder.embed({u"a"_s}).ok();
        const bool ranBefore = ran;
        QEventLoop().processEvents();
        return std::tuple(made, ranBefore, ran);
    });
    QVERIFY(isThere);
    QVERIFY(!ranMeanwhile);
    QVERIFY(ranLater);
}

QTEST_GUILESS_MAIN(TestApiEmbedder)
#include "tst_apiembedder.moc"
