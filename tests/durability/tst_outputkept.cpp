// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuttingproxy.h"
#include "programs.h"
#include "rawclient.h"

#include <QRandomGenerator>

#include <atomic>
#include <thread>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// A program that prints numbered lines and sends them on, by offset, until it has an answer to each part.
/// Threads: begin() runs it on one of its own until end(); the rest is for the caller afterwards.
class Printer
{
public:
    Printer(QString process, QByteArray token)
        : m_process(std::move(process))
        , m_token(std::move(token))
    {
    }
    ~Printer() { end(); }
    Q_DISABLE_COPY_MOVE(Printer)

    void begin(quint16 port)
    {
        m_thread = std::thread([this, port] { run(port); });
    }
    void end()
    {
        m_ends = true;
        if (m_thread.joinable())
            m_thread.join();
    }

    const QString &process() const { return m_process; }
    /// All that it has ever sent, and how much of it was confirmed.
    const QByteArray &printed() const { return m_printed; }
    qint64 confirmed() const { return m_confirmed; }
    const QString &problem() const { return m_problem; }

private:
    /// So much of the output is there that it reaches `size`.
    void print(qint64 size)
    {
        while (m_printed.size() < size) {
            ++m_lines;
            m_printed += m_process.toUtf8() + ' ' + QByteArray::number(m_lines) + ' '
                + QByteArray(m_random.bounded(120), char('a' + m_lines % 26)) + '\n';
        }
    }

    void run(quint16 port)
    {
        while (!m_ends && m_problem.isEmpty()) {
            RawClient client(port, RawClient::Receives::Much, std::chrono::seconds(20));
            while (!m_ends && m_problem.isEmpty() && client.socket().state() == QAbstractSocket::ConnectedState
                   && sendNext(client)) { }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }

    /// Sends the next part, or, where an answer didn't come, another cut of the same.
    bool sendNext(RawClient &client)
    {
        const qint64 size = m_random.bounded(8) == 0 ? m_random.bounded(1, 16 * 1024) : m_random.bounded(1, 1000);
        const qint64 to = m_confirmed + size;
        const qint64 from = std::max<qint64>(0, m_confirmed - m_random.bounded(100)); // what is known does no harm
        print(to);
        const QByteArray body = m_printed.mid(from, to - from);
        client.send("POST /processes/" + m_process.toUtf8() + "/output?offset=" + QByteArray::number(from)
                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + m_token
                    + "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + QByteArray::number(body.size())
                    + "\r\n\r\n" + body);
        const std::optional<QByteArray> answer = client.wholeAnswer();
        if (!answer)
            return false;
        const QJsonObject output = QJsonDocument::fromJson(bodyOf(*answer)).object().value("output"_L1).toObject();
        if (statusOf(*answer) != 200 || output.value("length"_L1).toInteger() < to) {
            m_problem = u"from %1 to %2: %3"_s.arg(from).arg(to).arg(QString::fromUtf8(*answer));
            return false;
        }
        m_confirmed = to;
        std::this_thread::sleep_for(std::chrono::milliseconds(4)); // fifty kills later, all of it is still kept
        return true;
    }

    const QString m_process;
    const QByteArray m_token;
    std::thread m_thread;
    std::atomic<bool> m_ends = false;
    QRandomGenerator m_random = QRandomGenerator::securelySeeded();
    QByteArray m_printed;
    int m_lines = 0;
    qint64 m_confirmed = 0;
    QString m_problem;
};

} // namespace

/// Output that was confirmed is there, once and in order, whatever happens to the daemon and to the connections.
/// PROCESSION_KILLS in the environment sets how often the daemon is killed.
class TestOutputKept : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachLineIsThereOnce_data();
    void eachLineIsThereOnce();

private:
    static QByteArray outputOf(const Daemon &daemon, const QString &process);
};

QByteArray TestOutputKept::outputOf(const Daemon &daemon, const QString &process)
{
    QByteArray output;
    while (true) {
        const HttpAnswer answer =
            askHttp(daemon.url() + u"/processes/%1/output?limit=8388608&offset=%2"_s.arg(process).arg(output.size()),
                    daemon.token());
        if (answer.status != 200 || answer.body.isEmpty())
            return output;
        output += answer.body;
    }
}

void TestOutputKept::eachLineIsThereOnce_data()
{
    QTest::addColumn<bool>("kills"); // else the connections are cut
    QTest::addColumn<int>("rounds");
    QTest::addColumn<QString>("durability");
    const int kills = qEnvironmentVariableIntValue("PROCESSION_KILLS");
    QTest::newRow("killed, full") << true << (kills > 0 ? kills : 10) << u"full"_s;
    QTest::newRow("killed, normal") << true << (kills > 0 ? kills : 5) << u"normal"_s;
    QTest::newRow("cut off") << false << 30 << u"normal"_s;
}

void TestOutputKept::eachLineIsThereOnce()
{
    QFETCH(bool, kills);
    QFETCH(int, rounds);
    QFETCH(QString, durability);
    constexpr int printerCount = 10;

    Daemon daemon;
    QVERIFY(daemon.start({u"--durability"_s, durability}));
    CuttingProxy proxy;
    proxy.leadTo(daemon.port());
    std::vector<std::unique_ptr<Printer>> printers;
    for (int i = 0; i < printerCount; ++i) {
        const QString process = u"p%1"_s.arg(i);
        int status = 0;
        daemon.ask("POST", u"/processes"_s,
                   R"({"process_type":"background_job","name":"n","status":"running","process_id":")" + process.toUtf8()
                       + "\"}",
                   &status);
        QCOMPARE(status, 201);
        printers.push_back(std::make_unique<Printer>(process, daemon.token()));
        printers.back()->begin(kills ? daemon.port() : proxy.port());
    }

    for (int round = 0; round < rounds; ++round) {
        QTest::qWait(QRandomGenerator::global()->bounded(50, 500));
        if (!kills) {
            if (round % 2 == 0)
                proxy.cut();
            else
                proxy.cutAfter(QRandomGenerator::global()->bounded(1, 400));
            continue;
        }
        daemon.kill();
        QVERIFY(daemon.start({u"--durability"_s, durability}));
    }
    QTest::qWait(200);
    proxy.leadTo(0);
    proxy.cut(); // who waits for an answer gets none
    qint64 confirmed = 0;
    for (const auto &printer : printers) {
        printer->end();
        QVERIFY2(printer->problem().isEmpty(), qPrintable(printer->problem()));
        const QByteArray output = outputOf(daemon, printer->process());
        QVERIFY2(output.size() >= printer->confirmed(),
                 qPrintable(u"%1 of %2"_s.arg(output.size()).arg(printer->confirmed())));
        QVERIFY2(printer->printed().startsWith(output), "something isn't as it was printed, or is there twice");
        confirmed += printer->confirmed();
        QVERIFY2(printer->confirmed() > 0, "there was no load");
    }
    qInfo("%d times: %lld bytes were confirmed, none lost, none twice", rounds, static_cast<long long>(confirmed));
}

QTEST_GUILESS_MAIN(TestOutputKept)
#include "tst_outputkept.moc"
