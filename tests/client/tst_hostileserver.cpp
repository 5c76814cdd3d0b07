// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apijson.h"
#include "remotehistory.h"
#include "reportspool.h"
#include "scriptedserver.h"

#include <QDir>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A server that means harm, or that isn't one: none may fill the client's memory, keep it busy, or make it give up what
/// waits.
class TestHostileServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mayNotAnswerWithoutEnd();
    void mayNotBreakOffAnAnswer();
    void mayNotSendPagesWithoutEnd_data();
    void mayNotSendPagesWithoutEnd();
    void mayNotSayMoreThanTheRulesLet();
    void mayNotMakeReportsGetLost_data();
    void mayNotMakeReportsGetLost();
    void mayNotKeepAClientBusy();
    void aFullDiskIsToldOnce();
};

namespace {

const ProcessId job = ProcessId::fromString(u"job"_s).value();

StartChange startOf(const ProcessId &id)
{
    return {.id = id, .type = ProcessType::aiTask(), .name = u"job"_s};
}

/// Answers whatever is asked with these bytes, and goes on with `more` as long as the client takes them.
class RawServer
{
public:
    explicit RawServer(const QByteArray &begin, const QByteArray &more = {})
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, begin, more] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket, begin, more] {
                socket->readAll();
                socket->write(begin);
                if (more.isEmpty())
                    socket->disconnectFromHost();
            });
            QObject::connect(socket, &QTcpSocket::bytesWritten, socket, [socket, more] {
                if (!more.isEmpty() && socket->bytesToWrite() < more.size())
                    socket->write(more);
            });
            QObject::connect(socket, &QTcpSocket::disconnected, &m_server, [this] { ++left; });
        });
        m_server.listen(QHostAddress::LocalHost);
    }
    QUrl url() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.serverPort())); }

    int left = 0; ///< connections that are over

private:
    QTcpServer m_server;
};

std::optional<ApiReply<ProcessPage>> listOf(const QUrl &url)
{
    ApiClient client({.url = url});
    std::optional<ApiReply<ProcessPage>> answer;
    client.list(QUrlQuery(), [&answer](const ApiReply<ProcessPage> &reply) { answer = reply; });
    return QTest::qWaitFor([&answer] { return answer.has_value(); }, 60000) ? answer : std::nullopt;
}

} // namespace

void TestHostileServer::mayNotAnswerWithoutEnd()
{
    RawServer server("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"processes\":[",
                     QByteArray(4 * 1024 * 1024, ' '));
    const auto answer = listOf(server.url());
    QVERIFY(answer && !*answer);
    QVERIFY(!answer->error().isAnswered());
    QVERIFY2(answer->error().error.message.contains(u"256 MiB"_s), qPrintable(answer->error().error.message));
    QTRY_COMPARE(server.left, 1);
}

void TestHostileServer::mayNotBreakOffAnAnswer()
{
    // What came so far would be a whole answer.
    RawServer server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"processes\":[]}");
    const auto answer = listOf(server.url());
    QVERIFY(answer && !*answer);
    QVERIFY(answer->error().isTemporary());
}

void TestHostileServer::mayNotSendPagesWithoutEnd_data()
{
    QTest::addColumn<bool>("isLife");
    QTest::newRow("of finished processes") << false;
    QTest::newRow("of the life of one") << true;
}

void TestHostileServer::mayNotSendPagesWithoutEnd()
{
    QFETCH(bool, isLife);
    ScriptedServer server([](const ScriptedServer::Request &) {
        return ScriptedServer::Answer{
            200, {{u"processes"_s, QJsonArray()}, {u"events"_s, QJsonArray()}, {u"next_cursor"_s, u"on"_s}}};
    });
    RemoteHistory history({.url = server.url()});
    if (isLife) {
        const auto life = history.life(*processPtrFrom(sentProcess(u"job"_s, u"failed"_s)));
        QTRY_VERIFY(life.isFinished());
        QVERIFY(!life.result());
    } else {
        const auto found = history.finished(HistoryQuery(), {});
        QTRY_VERIFY(found.isFinished());
        QVERIFY(!found.result());
    }
    QVERIFY(server.requests.size() <= 2);
}

void TestHostileServer::mayNotSayMoreThanTheRulesLet()
{
    const QString endless(1'000'000, u'x');
    const Origin origin = originFrom(
        {{u"reason"_s, endless},
         {u"actor"_s,
          QJsonObject{
              {u"kind"_s, u"token"_s}, {u"name"_s, endless}, {u"client"_s, endless}, {u"address"_s, endless}}}});
    QCOMPARE(origin.reason.size(), Origin::maxReasonLength);
    const Actor actor = *origin.actor;
    for (const Text &text : {actor.name, actor.client, actor.address})
        QCOMPARE(text.size(), Actor::maxClientLength);
    const ApiError error = apiErrorFrom(409, {{u"error"_s, QJsonObject{{u"message"_s, endless}}}});
    QVERIFY(error.error.message.size() <= 2000);
}

void TestHostileServer::mayNotMakeReportsGetLost_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray page = "<html>Log in</html>";
    const QByteArray length = "\r\nContent-Length: " + QByteArray::number(page.size()) + "\r\n\r\n" + page;
    QTest::newRow("a page") << "HTTP/1.1 200 OK" + length;
    QTest::newRow("another place") << "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/" + length;
    QTest::newRow("broken off") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{");
    QTest::newRow("no HTTP") << QByteArray("220 mail.example.org ESMTP\r\n");
}

void TestHostileServer::mayNotMakeReportsGetLost()
{
    QFETCH(QByteArray, answer);
    RawServer server(answer);
    ApiClient client({.url = server.url()});
    ReportSpool spool(client);
    QSignalSpy reachable(&spool, &ReportSpool::reachableChanged);
    QVERIFY(spool.start(startOf(job)).ok());
    QTRY_COMPARE(reachable.size(), 1);
    QVERIFY(!spool.isReachable());
    QCOMPARE(spool.size(), 1);
}

void TestHostileServer::mayNotKeepAClientBusy()
{
    // It takes the process whenever it is started, and never knows it.
    ScriptedServer server([](const ScriptedServer::Request &request) {
        return request.line.startsWith("POST")
            ? ScriptedServer::Answer{201, {{u"process"_s, sentProcess(u"job"_s, u"running"_s)}}}
            : ScriptedServer::Answer{404, {{u"error"_s, QJsonObject{{u"code"_s, u"unknown_process"_s}}}}};
    });
    ApiClient client({.url = server.url()});
    ReportSpool spool(client, {.startAgain = [](const ProcessId &id) { return std::optional(startOf(id)); }});
    QSignalSpy refused(&spool, &ReportSpool::refused);
    ReportChange report;
    report.progress = 5;
    QVERIFY(spool.report(job, report).ok());
    QTRY_COMPARE(refused.size(), 1);
    QCOMPARE(server.requests.size(), 3); // the report, the start, and the report again
    QVERIFY(spool.isEmpty());
}

void TestHostileServer::aFullDiskIsToldOnce()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"spool"_s);
    ScriptedServer server([](const ScriptedServer::Request &) { return ScriptedServer::Answer{0}; });
    ApiClient client({.url = server.url()});
    ReportSpool spool(client, {.folder = path});
    QVERIFY(spool.open().ok());
    QVERIFY(QDir().rename(path, path + u'2')); // nothing can be written there any more, as on a full disk
    static int warnings = 0;
    warnings = 0;
    const auto before =
        qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) { ++warnings; });
    QSignalSpy reachable(&spool, &ReportSpool::reachableChanged);
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        QVERIFY(spool.start(startOf(ProcessId::fromString(name).value())).ok());
    QTRY_COMPARE(reachable.size(), 1);
    QTRY_VERIFY(server.requests.size() >= 3); // it is tried again
    qInstallMessageHandler(before);
    QCOMPARE(warnings, 1);
    QCOMPARE(spool.size(), 3); // and nothing is given up

    // Once there is room, they are kept; a further one says so where it is made.
    QVERIFY(!spool.start(startOf(ProcessId::fromString(u"d"_s).value())).ok());
    QVERIFY(QDir().rename(path + u'2', path));
    QTRY_COMPARE(QDir(path).entryList({u"*.json"_s}, QDir::Files).size(), 4);
}

QTEST_GUILESS_MAIN(TestHostileServer)
#include "tst_hostileserver.moc"
