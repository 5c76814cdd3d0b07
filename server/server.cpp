// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "server.h"

#include "processtracker.h"

#include <QThreadPool>

#include <latch>
#include <stop_token>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Answers that the disk is asked for at once, and those that wait for it.
constexpr int diskThreads = 2;
constexpr int mostForDisk = 1000;
/// The same of those that other servers have a part in: they may be waited for a minute.
constexpr int networkThreads = 4;
constexpr int mostForNetwork = 100;
/// How often wrong tokens are logged.
constexpr std::chrono::seconds guessLogInterval{1};

/// The bodies of two batches must find room, however long one may be.
HttpOptions httpOptions(const ServerOptions &options)
{
    HttpOptions http = options;
    http.maxBodiesBytes = std::max<qint64>(options.maxBodiesBytes, 2 * options.maxBatchBytes);
    return http;
}

} // namespace

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
    , m_options(std::move(options))
    , m_authenticator(token, parts.clock)
    , m_api(parts, m_authenticator, m_options, [this] { return m_feed.subscriberCount(); })
    , m_acknowledger(parts.log, parts.store, this)
    , m_http(*this, httpOptions(m_options), parts.clock, this)
    , m_feed(
          parts.tracker, parts.log, parts.store,
          [this](const QByteArray &message, const Origin &origin) { return m_api.handleLine(message, origin); },
          m_acknowledger, parts.clock, Estimates(parts.durations, parts.clock), m_options, lineage, this)
    , m_disk(std::make_unique<Pool>(diskThreads, mostForDisk))
    , m_network(std::make_unique<Pool>(networkThreads, mostForNetwork))
    , m_guessLogTimer(this)
{
    connect(&m_feed, &LiveFeed::subscriberCountChanged, this, &Server::subscriberCountChanged);
    connect(&m_feed, &LiveFeed::subscriberCountChanged, this, &Server::checkFinished);
    connect(&m_http, &HttpListener::connectionClosed, this, &Server::checkFinished);
    connect(&m_guessLogTimer, &QTimer::timeout, this, [this] { m_authenticator.logGuesses(); });
}

Server::~Server()
{
    m_network.reset();
    m_disk.reset();
}

Result<void> Server::listen()
{
    if (const auto allowed = m_options.checkAccess(m_authenticator.isOpen()); !allowed)
        return allowed;
    m_guessLogTimer.start(guessLogInterval);
    return m_http.listen();
}

void Server::handle(const HttpRequest &request, const Admission &admission, const HttpReply &reply)
{
    if (const Answer answer = m_api.answer(request, admission, false)) {
        replyOnceCommitted(*answer, reply);
        return;
    }
    Pool &pool = HttpApi::runs(request, admission) == Runs::OnNetwork ? *m_network : *m_disk;
    if (pool.isFull()) {
        reply(m_http.busy());
        return;
    }
    pool.run(
        this,
        [this, request, admission, stop = pool.stopToken()] { return *m_api.answer(request, admission, true, stop); },
        [this, reply](const HttpResponse &response) { replyOnceCommitted(response, reply); });
}

void Server::replyOnceCommitted(const HttpResponse &response, const HttpReply &reply)
{
    if (response.afterSeq == 0) {
        reply(response);
        return;
    }
    // Until then its bytes are owed as well.
    auto held = std::make_shared<ByteBudget::Share>(m_http.unsent());
    held->set(response.body.size());
    m_acknowledger.whenCommitted(response.afterSeq, [this, reply, response, held](Acknowledger::Outcome outcome) {
        held->set(0);
        reply(outcome == Acknowledger::Outcome::Committed ? response : HttpResponse(m_api.notStored()));
    });
}

void Server::continueBody(const std::shared_ptr<BodyRest> &rest, const HttpReply &reply)
{
    if (rest->usesDisk())
        m_disk->run(
            this, [rest] { return rest->make(); }, [reply](const BodyPart &part) { reply(part); });
    else
        sendOnceCommitted(rest, rest->make(), reply);
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

std::optional<HttpResponse> Server::upgrade(const HttpRequest &request, qsizetype headSize,
                                            std::unique_ptr<ClientSocket> &socket)
{
    if (auto refusal = refuseHandshake(request))
        return refusal;
    if (m_shuttingDown)
        return Refusal(503, "shutting_down", u"The server is shutting down."_s);

    if (auto refusal = m_api.refuseForeign(request))
        return refusal;
    if (m_feed.isFull()) {
        return Refusal(503, "too_many_subscribers", u"The server has as many subscribers as max_subscribers allows."_s)
            .withRetryAfter(std::chrono::seconds(5));
    }
    const auto principal = m_authenticator.identifyUpgrade(request);
    if (!principal)
        return principal.error();
    auto subscription = Subscription::fromQuery(request.query, m_tracker);
    if (!subscription)
        return Refusal(subscription.error(), 400);
    subscription->origin = m_api.originOf(request, **principal);
    m_feed.adopt(std::move(socket), headSize, request.header("sec-websocket-key"), *subscription);
    return std::nullopt;
}

void Server::shutDown(std::chrono::milliseconds grace)
{
    if (std::exchange(m_shuttingDown, true))
        return;
    m_feed.shutDown();
    m_http.shutDown();
    QTimer::singleShot(grace, this, &Server::finished);
    QMetaObject::invokeMethod(this, &Server::checkFinished, Qt::QueuedConnection);
}

void Server::checkFinished()
{
    if (m_shuttingDown && m_http.isEmpty() && m_feed.subscriberCount() == 0)
        Q_EMIT finished();
}

} // namespace Procession
