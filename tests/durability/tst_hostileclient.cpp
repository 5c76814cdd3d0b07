// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <QHostAddress>
#include <QTcpSocket>

#include <memory>
#include <sys/resource.h>
#include <vector>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A client that has a token and wants the server to end. It has 4 GiB of addresses, and must live on a part of them.
class TestHostileClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aBatchWhoseAnswerIsHuge();
    void aBatchWhoseAnswerNobodyReads();
    void listsThatNobodyReads();
    void bodiesThatNeverEnd();

private:
    QByteArray request(const QByteArray &methodAndTarget, const QByteArray &body, const QByteArray &headers = {}) const
    {
        return methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + m_daemon->token() + "\r\n"
            + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    std::unique_ptr<QTcpSocket> send(const QByteArray &bytes) const
    {
        auto socket = std::make_unique<QTcpSocket>();
        socket->setReadBufferSize(1024); // nobody reads
        socket->connectToHost(QHostAddress(QHostAddress::LocalHost), m_daemon->port());
        socket->waitForConnected(10000);
        socket->write(bytes);
        return socket;
    }
    /// The most that the daemon has had in memory, in MiB.
    double peak() const
    {
        QFile file(u"/proc/%1/status"_s.arg(m_daemon->process().processId()));
        if (!file.open(QIODevice::ReadOnly))
            return 1e9;
        const QByteArray all = file.readAll();
        const qsizetype at = all.indexOf("VmHWM:") + 6;
        return all.mid(at, all.indexOf("kB", at) - at).trimmed().toDouble() / 1024;
    }
    void verifyItServes()
    {
        int status = 0;
        m_daemon->ask("PATCH", u"/processes/honest"_s, R"({"message":"still here"})", &status);
        QCOMPARE(status, 200);
        QCOMPARE(m_daemon->process().state(), QProcess::Running);
        QVERIFY2(peak() < 500, qPrintable(QString::number(peak())));
    }

    std::unique_ptr<Daemon> m_daemon;
};

void TestHostileClient::init()
{
    m_daemon = std::make_unique<Daemon>();
    QVERIFY(m_daemon->start());
    const rlimit limit{4ULL << 30, RLIM_INFINITY};
    QCOMPARE(::prlimit(static_cast<pid_t>(m_daemon->process().processId()), RLIMIT_AS, &limit, nullptr), 0);
    int status = 0;
    m_daemon->ask("POST", u"/processes"_s, R"({"process_type":"ai_task","name":"n","process_id":"honest"})", &status);
    QCOMPARE(status, 201);
    const QByteArray large = R"({"process_type":"ai_task","name":"n","process_id":"large","metadata":{"k":")"
        + QByteArray(64 * 1024 - 100, 'v') + "\"}}";
    m_daemon->ask("POST", u"/processes"_s, large, &status);
    QCOMPARE(status, 201);
}

void TestHostileClient::cleanup()
{
    m_daemon.reset();
}

void TestHostileClient::aBatchWhoseAnswerIsHuge()
{
    const int lines = 2000; // of which each is answered with 64 KiB: 128 MiB
    const auto socket = send(request(
        "POST /processes/batch", QByteArray("{\"process_id\":\"large\"}\n").repeated(lines), "Connection: close\r\n"));
    socket->setReadBufferSize(0);
    qint64 received = 0;
    QByteArray end;
    while (socket->bytesAvailable() > 0 || socket->waitForReadyRead(30000)) {
        const QByteArray bytes = socket->readAll();
        received += bytes.size();
        end = (end + bytes).right(7);
    }
    QCOMPARE(end, "\r\n0\r\n\r\n"_ba);
    QVERIFY(received > qint64(lines) * 64 * 1000);
    verifyItServes();
}

void TestHostileClient::aBatchWhoseAnswerNobodyReads()
{
    const QByteArray batch =
        request("POST /processes/batch", QByteArray("{\"process_id\":\"large\"}\n").repeated(40'000));
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    for (int i = 0; i < 20; ++i) {
        sockets.push_back(send(batch));
        verifyItServes();
    }
    const auto messages = [this] { return m_daemon->processOf(u"large"_s).value("seq"_L1).toInt(); };
    QTRY_VERIFY(messages() > 2); // some of it is done
    verifyItServes();
}

void TestHostileClient::listsThatNobodyReads()
{
    QByteArray starts;
    for (int i = 0; i < 1000; ++i) {
        starts += R"({"process_type":"ai_task","name":"n","process_id":"p)" + QByteArray::number(i)
            + R"(","metadata":{"k":")" + QByteArray(60'000, 'v') + "\"}}\n";
        if ((i + 1) % 200 == 0) {
            int status = 0;
            m_daemon->ask("POST", u"/processes/batch"_s, std::exchange(starts, {}), &status);
            QCOMPARE(status, 200);
        }
    }
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    for (int i = 0; i < 60; ++i) {
        sockets.push_back(send(request("GET /processes?limit=10000", {})));
        QVERIFY(sockets.back()->waitForReadyRead(10000));
    }
    verifyItServes();
}

void TestHostileClient::bodiesThatNeverEnd()
{
    const QByteArray beginning =
        request("POST /processes/import", {}).replace("Content-Length: 0", "Content-Length: 16777216")
        + QByteArray(8 * 1024 * 1024, ' ');
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    int refused = 0;
    for (int i = 0; i < 30; ++i) {
        sockets.push_back(send(beginning));
        while (sockets.back()->bytesToWrite() > 0 && sockets.back()->waitForBytesWritten(5000)) { }
        refused += sockets.back()->bytesAvailable() > 0 ? 1 : 0;
    }
    QVERIFY2(refused >= 20, qPrintable(QString::number(refused)));
    verifyItServes();
}

QTEST_GUILESS_MAIN(TestHostileClient)
#include "tst_hostileclient.moc"
