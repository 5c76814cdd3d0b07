// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <QJsonArray>

#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr int reporterCount = 10000;

/// Ten thousand connections that all ask at once and are all waited for.
class Crowd
{
public:
    ~Crowd()
    {
        for (const int descriptor : m_descriptors)
            ::close(descriptor);
    }

    bool join(quint16 port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (int i = 0; i < reporterCount; ++i) {
            const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            if (descriptor < 0)
                return false;
            m_descriptors.push_back(descriptor);
            if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0)
                return false;
        }
        return true;
    }

    /// Sends each its request, then reads every answer; how many had that status.
    template <typename MakeRequest>
    int ask(MakeRequest makeRequest, const std::string &status)
    {
        for (size_t i = 0; i < m_descriptors.size(); ++i) {
            const std::string request = makeRequest(i);
            if (::send(m_descriptors[i], request.data(), request.size(), MSG_NOSIGNAL)
                != static_cast<ssize_t>(request.size()))
                return -1;
        }
        int count = 0;
        for (const int descriptor : m_descriptors) {
            std::string answer;
            char buffer[4096];
            pollfd waiting{descriptor, POLLIN, 0};
            // Each answer ends with the closing braces of its JSON.
            while (answer.find("\r\n\r\n") == std::string::npos || !answer.ends_with("}}")) {
                if (::poll(&waiting, 1, 60000) != 1)
                    return -1;
                const ssize_t part = ::recv(descriptor, buffer, sizeof(buffer), 0);
                if (part <= 0)
                    return -1;
                answer.append(buffer, static_cast<size_t>(part));
            }
            count += answer.starts_with("HTTP/1.1 " + status) ? 1 : 0;
        }
        return count;
    }

private:
    std::vector<int> m_descriptors;
};

} // namespace

/// As many reporters as the server takes, all at the same moment.
class TestCrowd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyReporterIsConfirmedAndKept();
};

void TestCrowd::everyReporterIsConfirmedAndKept()
{
    rlimit files{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max;
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &files), 0);
    QVERIFY2(files.rlim_max > reporterCount + 100, "this machine allows too few open files (ulimit -Hn)");

    Daemon daemon;
    QVERIFY(daemon.start());
    const std::string token = daemon.token().toStdString();
    const auto request = [&token](const std::string &line, const std::string &body) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
            + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    {
        Crowd crowd;
        QVERIFY(crowd.join(daemon.port()));
        QCOMPARE(crowd.ask(
                     [&request](size_t i) {
                         return request("POST /processes",
                                        R"({"process_type":"tools_execution","name":"One of many","process_id":"p)"
                                            + std::to_string(i) + "\"}");
                     },
                     "201"),
                 reporterCount);
        QCOMPARE(crowd.ask(
                     [&request](size_t i) {
                         return request("PATCH /processes/p" + std::to_string(i),
                                        R"({"status":"running","progress":50})");
                     },
                     "200"),
                 reporterCount);
    }
    daemon.kill();
    QVERIFY(daemon.start());
    const QJsonArray kept =
        daemon.ask("GET", u"/processes?status=running&limit=10000"_s).value("processes"_L1).toArray();
    QCOMPARE(kept.size(), reporterCount);
}

QTEST_GUILESS_MAIN(TestCrowd)
#include "tst_crowd.moc"
