// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "server.h"

#include "httperror.h"
#include "processtracker.h"

#include <QHostInfo>
#include <QLoggingCategory>
#include <QSocketNotifier>
#include <QThreadPool>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <latch>
#include <stop_token>
#include <sys/socket.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcServer, "procession.server")

/// How long the door stays shut where no connection could be accepted.
constexpr std::chrono::milliseconds acceptPause{250};
/// Answers that the disk is asked for at once, and those that wait for it.
constexpr int diskThreads = 2;
constexpr int mostForDisk = 1000;
/// The same of those that other servers have a part in: they may be waited for a minute.
constexpr int networkThreads = 4;
constexpr int mostForNetwork = 100;
/// How soon a body goes on that waits for other clients to read theirs.
constexpr std::chrono::milliseconds bodyPause{10};
/// Connections that are accepted before others get their turn.
constexpr int connectionsAtOnce = 64;

/// The address that a host setting means; null where it means none.
QHostAddress addressOf(const QString &host)
{
    return host == "localhost"_L1 ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
}

} // namespace

/// The listening socket. Each accepted connection gets an HttpConnection; QHttpServer is handed only the
/// devices in front of those whose requests it reads.
///
/// It accepts by itself: QTcpServer, once accept() has failed for want of descriptors, either never accepts again
/// or tries again without a pause, according to which error it met first.
class Server::FrontDoor : public QTcpServer
{
public:
    explicit FrontDoor(Server &server)
        : m_server(server)
    {
    }
    ~FrontDoor() override { shut(); }

    bool open(const QHostAddress &address, quint16 port)
    {
        if (!listen(address, port))
            return false;
        pauseAccepting();
        // A descriptor of our own, so that QTcpServer's notifier and ours don't meet.
        m_descriptor = ::fcntl(static_cast<int>(socketDescriptor()), F_DUPFD_CLOEXEC, 0);
        m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, &FrontDoor::acceptAll);
        return true;
    }

    void shut()
    {
        m_notifier.reset();
        if (m_descriptor >= 0)
            ::close(std::exchange(m_descriptor, -1));
        close();
    }

    ExchangeSocket *openExchange(const ClientSocket &client)
    {
        auto *exchange = new ExchangeSocket(client); // QHttpServer's from here on
        addPendingConnection(exchange);
        // Some versions tell QHttpServer by themselves, some leave it to whoever adds.
        if (hasPendingConnections())
            Q_EMIT newConnection();
        pauseAccepting(); // which taking the connection has ended
        return exchange;
    }

private:
    void acceptAll()
    {
        for (int i = 0; i < connectionsAtOnce && m_notifier; ++i) {
            const int descriptor = ::accept4(m_descriptor, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (descriptor >= 0) {
                m_isStarved = false;
                m_server.accept(descriptor);
                continue;
            }
            if (errno == EAGAIN)
                return;
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            if (!std::exchange(m_isStarved, true))
                qCWarning(lcServer, "can't accept connections: %s; trying again", std::strerror(errno));
            m_notifier->setEnabled(false);
            QTimer::singleShot(acceptPause, m_notifier.get(), [this] { m_notifier->setEnabled(true); });
            return;
        }
    }

    Server &m_server;
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    bool m_isStarved = false; // whether the last attempt failed, which is told once
};

/// Threads that answer what would hold up the server's own.
class Server::Pool
{
public:
    /// Makes the threads now and keeps them: each needs descriptors, and a program that is out of them would end where
    /// it starts one. At most `most` answers wait or are being made.
    Pool(int threads, int most)
        : m_most(most)
    {
        m_threads.setMaxThreadCount(threads);
        m_threads.setExpiryTimeout(-1);
        const auto all = std::make_shared<std::latch>(threads + 1);
        for (int i = 0; i < threads; ++i)
            m_threads.start([all] { all->arrive_and_wait(); });
        all->arrive_and_wait();
    }
    ~Pool()
    {
        m_stop.request_stop();
        m_threads.clear();
        m_threads.waitForDone();
    }
    Q_DISABLE_COPY_MOVE(Pool)

    bool isFull() const { return m_open >= m_most; }
    std::stop_token stopToken() const { return m_stop.get_token(); }

    /// Makes something in one of the threads and hands it to `done` in that of `context`, unless that is gone by then.
    ///
    /// Not by QFuture::then(): in Qt 6.4.2 a continuation with a context may run on a promise that was moved away, where
    /// the work ends while then() is being called.
    template <typename Make, typename Done>
    void run(QObject *context, Make make, Done done)
    {
        ++m_open;
        m_threads.start([this, context, make = std::move(make), done = std::move(done)] {
            QMetaObject::invokeMethod(
                context,
                [this, done, made = make()] {
                    --m_open;
                    done(made);
                },
                Qt::QueuedConnection);
        });
    }

private:
    const int m_most;
    int m_open = 0;
    std::stop_source m_stop;
    QThreadPool m_threads;
};

Server::Server(const Parts &parts, ServerOptions options, const QByteArray &token, const LogLineage &lineage,
               QObject *parent)
    : QObject(parent)
    , m_tracker(parts.tracker)
    , m_clock(parts.clock)
    , m_options(std::move(options))
    , m_authenticator(token, parts.clock)
    , m_api(parts, m_authenticator, m_options,
            ServerInfo{parts.clock.steadyMs(), [this] { return m_feed.subscriberCount(); }})
    , m_acknowledger(parts.log, parts.store, this)
    , m_feed(parts.tracker, parts.log, m_api, m_acknowledger, parts.clock, m_options, lineage, this)
    , m_httpServer(this)
    , m_bodies(std::max<qint64>(m_options.maxBodiesBytes, 2 * m_options.maxBatchBytes))
    , m_unsent(m_options.maxUnsentBytes)
    , m_disk(std::make_unique<Pool>(diskThreads, mostForDisk))
    , m_network(std::make_unique<Pool>(networkThreads, mostForNetwork))
    , m_deadlineTimer(this)
{
    connect(&m_feed, &LiveFeed::subscriberCountChanged, this, &Server::subscriberCountChanged);
    connect(&m_feed, &LiveFeed::subscriberCountChanged, this, &Server::checkFinished);
    connect(&m_deadlineTimer, &QTimer::timeout, this, &Server::checkDeadlines);
}

Server::~Server()
{
    m_network.reset();
    m_disk.reset();
    // Connections hold on to QHttpServer's side of their exchange: they go first.
    for (HttpConnection *connection : std::exchange(m_connections, {})) {
        connection->disconnect(this);
        delete connection;
    }
}

Result<void> Server::listen()
{
    const QHostAddress address = addressOf(m_options.host);
    if (address.isNull()) {
        return Error{ErrorCode::InvalidField,
                     u"host must be an address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0, not \"%1\"."_s.arg(
                         m_options.host),
                     u"host"_s};
    }
    if (m_authenticator.isOpen() && !address.isLoopback()) {
        return Error{ErrorCode::InvalidField,
                     u"Authentication is off (SKIP_AUTH), so the server listens on loopback only, not on %1."_s.arg(
                         m_options.host),
                     u"host"_s};
    }

    m_door = new FrontDoor(*this);
    m_door->setListenBacklogSize(4096);
    if (!m_door->open(address, m_options.port)) {
        const Error error{ErrorCode::Io,
                          u"Can't listen on %1 port %2: %3. Choose another with --port."_s.arg(m_options.host)
                              .arg(m_options.port)
                              .arg(m_door->errorString()),
                          u"port"_s};
        delete std::exchange(m_door, nullptr);
        return error;
    }
    m_httpServer.bind(m_door);
    m_deadlineTimer.start(std::chrono::milliseconds(std::clamp<qint64>(m_options.headerTimeout.count() / 4, 10, 1000)));
    return {};
}

quint16 Server::port() const
{
    return m_door ? m_door->serverPort() : 0;
}

QString Server::url() const
{
    const QHostAddress address = addressOf(m_options.host);
    const QString host =
        address.protocol() == QAbstractSocket::IPv6Protocol ? u"[%1]"_s.arg(address.toString()) : address.toString();
    return u"http://%1:%2"_s.arg(host).arg(port());
}

void Server::accept(int descriptor)
{
    const qsizetype open = static_cast<qsizetype>(m_connections.size()) + m_feed.subscriberCount();
    auto *connection = new HttpConnection(std::make_unique<ClientSocket>(descriptor, m_received), m_httpServer, *this,
                                          m_options, m_clock, this);
    m_connections.insert(connection);
    connect(connection, &HttpConnection::closed, this, [this, connection] {
        m_connections.erase(connection);
        connection->deleteLater();
        checkFinished();
    });
    if (open >= m_options.maxConnections) {
        qCWarning(lcServer, "refused a connection: max_connections (%lld) are open",
                  static_cast<long long>(m_options.maxConnections));
        HttpResponse refusal = errorResponse(503, "too_many_connections",
                                             u"The server has as many connections as max_connections allows."_s);
        refusal.headers.emplaceBack("Retry-After", "5");
        connection->refuse(refusal);
    }
}

ExchangeSocket *Server::openExchange(const ClientSocket &client)
{
    return m_door->openExchange(client);
}

std::optional<HttpResponse> Server::refuse(const HttpRequest &head)
{
    return m_api.refuse(head);
}

qsizetype Server::bodyLimit(const HttpRequest &head) const
{
    return m_api.bodyLimit(head);
}

HttpResponse Server::bodyTooLarge(const HttpRequest &head) const
{
    return m_api.bodyTooLarge(head);
}

bool Server::isFrequent(const HttpRequest &request) const
{
    return m_api.isFrequent(request);
}

void Server::handle(const HttpRequest &request, const HttpReply &reply)
{
    if (m_unsent.isOver()) {
        reply(busy());
        return;
    }
    const HttpResponse response = m_api.handle(request, HttpApi::Disk::Avoided);
    if (response.needsDisk)
        answerIn(*m_disk, request, reply);
    else if (response.needsNetwork)
        answerIn(*m_network, request, reply);
    else
        replyOnceCommitted(response, reply);
}

void Server::answerIn(Pool &pool, const HttpRequest &request, const HttpReply &reply)
{
    if (pool.isFull()) {
        reply(busy());
        return;
    }
    pool.run(
        this,
        [this, request, stop = pool.stopToken()] { return m_api.handleJudged(request, HttpApi::Disk::Used, stop); },
        [this, reply](const HttpResponse &response) { replyOnceCommitted(response, reply); });
}

void Server::replyOnceCommitted(const HttpResponse &response, const HttpReply &reply)
{
    if (response.afterSeq == 0) {
        reply(response);
        return;
    }
    // Until then its bytes are owed as well.
    auto held = std::make_shared<ByteBudget::Share>(m_unsent);
    held->set(response.body.size());
    m_acknowledger.whenCommitted(response.afterSeq, [this, reply, response, held](Acknowledger::Outcome outcome) {
        held->set(0);
        reply(outcome == Acknowledger::Outcome::Committed ? response : m_api.notStored());
    });
}

void Server::continueBody(const std::shared_ptr<BodyRest> &rest, const HttpReply &reply)
{
    if (m_unsent.isOver() || (rest->usesDisk() && m_disk->isFull())) {
        QTimer::singleShot(bodyPause, this, [this, rest, reply] { continueBody(rest, reply); });
        return;
    }
    if (rest->usesDisk()) {
        m_disk->run(
            this, [rest] { return HttpApi::nextPart(*rest); }, [reply](const BodyPart &part) { reply(part); });
        return;
    }
    sendOnceCommitted(rest, HttpApi::nextPart(*rest), reply);
}

void Server::sendOnceCommitted(const std::shared_ptr<BodyRest> &rest, const BodyPart &part, const HttpReply &reply)
{
    if (part.afterSeq == 0) {
        reply(part);
        return;
    }
    m_acknowledger.whenCommitted(part.afterSeq, [rest, reply, part](Acknowledger::Outcome outcome) {
        reply(outcome == Acknowledger::Outcome::Committed ? part : BodyPart{rest->notStored(), 0, part.then});
    });
}

void Server::finishWork(std::shared_ptr<BodyRest> rest, ByteBudget::Share request)
{
    if (HttpApi::nextPart(*rest).then != BodyPart::Then::More)
        return;
    QMetaObject::invokeMethod(
        this,
        [this, rest = std::move(rest), share = std::make_shared<ByteBudget::Share>(std::move(request))] {
            finishWork(rest, std::move(*share));
        },
        Qt::QueuedConnection);
}

HttpResponse Server::busy() const
{
    HttpResponse response =
        errorResponse(503, "busy", u"The server holds as much for its clients as it may; ask again in a moment."_s);
    response.headers.emplaceBack("Retry-After", "1");
    return response;
}

void Server::tooMuchUnsent()
{
    // Later, since a connection may be in the middle of its work.
    if (!std::exchange(m_dropsReaders, true))
        QMetaObject::invokeMethod(this, &Server::dropSlowestReaders, Qt::QueuedConnection);
}

void Server::dropSlowestReaders()
{
    m_dropsReaders = false;
    std::vector<std::pair<qint64, HttpConnection *>> readers;
    for (HttpConnection *connection : m_connections) {
        if (connection->unsentBytes() > 0)
            readers.emplace_back(connection->stalledSinceMs(), connection);
    }
    std::sort(readers.begin(), readers.end());
    for (const auto &[since, connection] : readers) {
        if (m_unsent.used() <= m_unsent.limit() / 4 * 3)
            break;
        connection->drop(); // deleted later
        ++m_droppedReaders;
    }
    logDroppedReaders();
}

/// Once a minute at most: who is dropped may come back at once.
void Server::logDroppedReaders()
{
    constexpr qint64 pause = 60 * 1000;
    const qint64 now = m_clock.steadyMs();
    if (m_droppedReaders == 0 || (m_droppedLoggedMs && now - *m_droppedLoggedMs < pause))
        return;
    qCWarning(lcServer, "dropped clients that didn't read their answers, since max_unsent_bytes was passed: %lld",
              static_cast<long long>(std::exchange(m_droppedReaders, 0)));
    m_droppedLoggedMs = now;
}

std::optional<HttpResponse> Server::upgrade(const HttpRequest &request, qsizetype headSize,
                                            std::unique_ptr<ClientSocket> &socket)
{
    if (request.path != "/ws/processes")
        return errorResponse(404, "unknown_path", u"The only WebSocket here is /ws/processes."_s);
    if (request.method != HttpMethod::Get)
        return errorResponse(400, "malformed_request", u"A WebSocket handshake is a GET."_s);
    if (request.header("sec-websocket-version") != "13") {
        HttpResponse refusal = errorResponse(426, "upgrade_required", u"This server speaks WebSocket version 13."_s);
        refusal.headers.emplaceBack("Sec-WebSocket-Version", "13");
        return refusal;
    }
    const QByteArray key = request.header("sec-websocket-key");
    const auto keyBytes = QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    if (!keyBytes || (*keyBytes).size() != 16)
        return errorResponse(400, "malformed_request", u"Sec-WebSocket-Key must be 16 bytes in base64."_s);
    if (m_shuttingDown)
        return errorResponse(503, "shutting_down", u"The server is shutting down."_s);

    if (auto refusal = m_api.refuseForeign(request))
        return refusal;
    if (m_feed.isFull()) {
        HttpResponse refusal = errorResponse(503, "too_many_subscribers",
                                             u"The server has as many subscribers as max_subscribers allows."_s);
        refusal.headers.emplaceBack("Retry-After", "5");
        return refusal;
    }
    if (const auto access = m_authenticator.checkUpgrade(request); access != Authenticator::Access::Allowed) {
        return m_api.refuseAccess(request, access,
                                  u"A subscriber needs the token in an Authorization header, or token= or ticket= in "
                                  "its query."_s);
    }
    const auto subscription = Subscription::fromQuery(request.query, m_tracker);
    if (!subscription) {
        HttpResponse refusal = errorResponse(subscription.error());
        refusal.status = 400;
        return refusal;
    }
    m_feed.adopt(std::move(socket), headSize, key, *subscription);
    return std::nullopt;
}

void Server::checkDeadlines()
{
    m_authenticator.logGuesses();
    logDroppedReaders();
    const qint64 now = m_clock.steadyMs();
    const std::unordered_set<HttpConnection *> connections = m_connections; // some go while this runs
    for (HttpConnection *connection : connections) {
        if (m_connections.contains(connection))
            connection->checkDeadline(now);
    }
}

void Server::shutDown(std::chrono::milliseconds grace)
{
    if (std::exchange(m_shuttingDown, true))
        return;
    if (m_door)
        m_door->shut();
    m_feed.shutDown();
    const std::unordered_set<HttpConnection *> connections = m_connections;
    for (HttpConnection *connection : connections) {
        if (m_connections.contains(connection))
            connection->shutDown();
    }
    QTimer::singleShot(grace, this, &Server::finished);
    QMetaObject::invokeMethod(this, &Server::checkFinished, Qt::QueuedConnection);
}

void Server::checkFinished()
{
    if (m_shuttingDown && m_connections.empty() && m_feed.subscriberCount() == 0)
        Q_EMIT finished();
}

} // namespace Procession
