// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "durationhistory.h"
#include "epolldispatcher.h"
#include "eventlog.h"
#include "outputstore.h"
#include "processtracker.h"
#include "rawclient.h"
#include "runstarter.h"
#include "server.h"
#include "store.h"

#include <QNetworkProxy>
#include <QTemporaryDir>
#include <QThread>

#include <functional>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>

namespace Procession {

/// A real server on a free port of this machine, in a thread of its own as in the programs.
class RunningServer
{
public:
    using MakeStore = std::function<std::unique_ptr<Store>(ProcessTracker &tracker)>;

    static QByteArray token() { return testToken; }

    explicit RunningServer(ServerOptions options = {}, qsizetype logCapacity = EventLog::defaultCapacity,
                           const QByteArray &serverToken = token(),
                           EventLog::Commits commits = EventLog::Commits::OnAppend, const MakeStore &makeStore = {},
                           const std::function<std::vector<Route>(ProcessTracker &tracker)> &makeRoutes = {},
                           const Clock *otherClock = nullptr, bool estimates = false)
        : log(logCapacity, commits)
        , tracker(log, otherClock ? *otherClock : clock)
        , runStarter(tracker, otherClock ? *otherClock : clock, &anyWork)
    {
        QNetworkProxyFactory::setUseSystemConfiguration(false); // what a test's own sockets ask is here
        options.port = 0;
        if (makeStore)
            store = makeStore(tracker);
        if (estimates)
            durations = std::make_unique<DurationHistory>(tracker, nullptr);
        server =
            std::make_unique<Server>(Server::Parts{.tracker = tracker,
                                                   .log = log,
                                                   .clock = otherClock ? *otherClock : clock,
                                                   .store = store.get(),
                                                   .routes = makeRoutes ? makeRoutes(tracker) : std::vector<Route>(),
                                                   .durations = durations.get(),
                                                   .output = &output,
                                                   .runStarter = &runStarter},
                                     options, serverToken, LogLineage("e1"));
        server->moveToThread(&m_thread);
        m_thread.setEventDispatcher(new EpollDispatcher);
        m_thread.start();
        inServerThread([this] {
            if (server->listen())
                port = server->port();
        });
    }

    /// Work that nobody does.
    static Result<StartChange> anyWork(const ProcessType &type, const QJsonObject &)
    {
        StartChange start;
        start.type = type;
        start.name = QStringLiteral("work");
        return start;
    }

    ~RunningServer()
    {
        inServerThread([this] { server.reset(); });
        m_thread.quit();
        m_thread.wait();
    }

    template <typename Function>
    void inServerThread(Function function)
    {
        QMetaObject::invokeMethod(server.get(), function, Qt::BlockingQueuedConnection);
    }

    qsizetype subscriberCount()
    {
        qsizetype count = 0;
        inServerThread([this, &count] { count = server->subscriberCount(); });
        return count;
    }

    /// From now on the kernel takes about smallBuffer for each new client that doesn't read: connections inherit it from
    /// the listening socket.
    bool keepSendBuffersSmall() const
    {
        for (int descriptor = 0; descriptor < 1024; ++descriptor) {
            sockaddr_in name{};
            socklen_t size = sizeof(name);
            int listens = 0;
            socklen_t listensSize = sizeof(listens);
            if (::getsockname(descriptor, reinterpret_cast<sockaddr *>(&name), &size) == 0
                && ntohs(name.sin_port) == port
                && ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &listensSize) == 0 && listens == 1)
                return ::setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &smallBuffer, sizeof(smallBuffer)) == 0;
        }
        return false;
    }

    SystemClock clock;
    EventLog log;
    ProcessTracker tracker;
    RunStarter runStarter; // of schedules, for work of any kind
    QTemporaryDir outputFolder;
    OutputStore output{outputFolder.path(), OutputStore::Durability::Normal, clock};
    std::unique_ptr<Store> store;               ///< lives in the test's thread
    std::unique_ptr<DurationHistory> durations; ///< likewise
    std::unique_ptr<Server> server;
    quint16 port = 0;

private:
    QThread m_thread;
};

} // namespace Procession
