// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "server.h"

#include "processtracker.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Answers that the disk is asked for at once, and those that wait for it.
constexpr int diskThreads = 2;
constexpr int mostForDisk = 1000;
/// The same of those that other servers have a part in: they may be waited for a minute.
constexpr int networkThreads = 4;
constexpr int mostForNetwork = 100;
/// Appends and reads of output that are at work at once, and those that wait. An append waits for the disk.
constexpr int outputThreads = 4;
constexpr int mostForOutput = 1000;
/// Searches take seconds: appends don't wait behind them.
constexpr int searchThreads = 2;
constexpr int mostForSearch = 100;
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

Server::Server(const Parts &parts, ServerOptions options, const QByteArray &token, const LogLineage &lineage,
               QObject *parent)
    : QObject(parent)
    , m_tracker(parts.tracker)
    , m_options(std::move(options))
    , m_authenticator(token, parts.clock)
    , m_api(parts, m_authenticator, m_options, [this] { return m_feed.subscriberCount(); })
    , m_acknowledger(parts.log, parts.store, this)
    , m_http(*this, httpOptions(m_options), parts.clock, this)
    , m_handshakes(this)
    , m_feed(
          parts.tracker, parts.log, parts.store,
          [this](const QByteArray &message, const Origin &origin) { return m_api.handleLine(message, origin); },
          m_acknowledger, parts.clock, Estimates(parts.durations, parts.clock), m_options, lineage, this)
    , m_disk(std::make_unique<WorkPool>(diskThreads, mostForDisk))
    , m_network(std::make_unique<WorkPool>(networkThreads, mostForNetwork))
    , m_output(std::make_unique<WorkPool>(outputThreads, mostForOutput))
    , m_search(std::make_unique<WorkPool>(searchThreads, mostForSearch))
    , m_guessLogTimer(this)
{
    m_inbox->server = this;
    if (parts.output) {
        m_outputFeed = std::make_unique<OutputFeed>(parts.tracker, parts.archive, *parts.output, *m_output, parts.clock,
                                                    m_options, this);
        connect(m_outputFeed.get(), &OutputFeed::subscriberCountChanged, this, &Server::checkFinished);
        m_outputIntake = std::make_unique<OutputIntake>(OutputIntake::Parts{.tracker = parts.tracker,
                                                                            .archive = parts.archive,
                                                                            .store = parts.store,
                                                                            .output = *parts.output,
                                                                            .pool = *m_output,
                                                                            .acknowledger = m_acknowledger,
                                                                            .clock = parts.clock},
                                                        m_options, this);
        connect(m_outputIntake.get(), &OutputIntake::senderCountChanged, this, &Server::checkFinished);
    }
    connect(&m_feed, &LiveFeed::subscriberCountChanged, this, &Server::subscriberCountChanged);
    connect(&m_feed, &LiveFeed::subscriberCountChanged, this, &Server::checkFinished);
    connect(&m_http, &HttpListener::connectionClosed, this, &Server::checkFinished);
    connect(&m_guessLogTimer, &QTimer::timeout, this, [this] { m_authenticator.logGuesses(); });
}

Server::~Server()
{
    {
        const std::lock_guard lock(m_inbox->mutex);
        m_inbox->server = nullptr;
    }
    m_search.reset();
    m_output.reset();
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

WorkPool &Server::poolFor(Runs runs) const
{
    switch (runs) {
    case Runs::OnNetwork:
        return *m_network;
    case Runs::OnOutput:
        return *m_output;
    case Runs::OnSearch:
        return *m_search;
    case Runs::Here:
    case Runs::HereOrOnDisk:
    case Runs::OnDisk:
        break;
    }
    return *m_disk;
}

void Server::handle(const HttpRequest &request, const Admission &admission, const HttpReply &reply)
{
    if (const Answer answer = m_api.answer(request, admission, false)) {
        replyOnceCommitted(*answer, reply);
        return;
    }
    WorkPool &pool = poolFor(HttpApi::runs(request, admission));
    if (pool.isFull()) {
        reply(m_http.busy());
        return;
    }
    pool.run(
        this,
        [this, request, admission, stop = pool.stopToken()] { return *m_api.answer(request, admission, true, stop); },
        [this, reply](const HttpResponse &response) { replyOnceCommitted(response, reply); });
}

void Server::replyLater(const HttpResponse &response, const HttpReply &reply)
{
    response.later([inbox = m_inbox, reply](const HttpResponse &answer) {
        const std::lock_guard lock(inbox->mutex);
        if (Server *server = inbox->server) {
            QMetaObject::invokeMethod(
                server, [server, answer, reply] { server->replyOnceCommitted(answer, reply); }, Qt::QueuedConnection);
        }
    });
    if (response.gone)
        reply.whenGone(response.gone);
}

void Server::replyOnceCommitted(const HttpResponse &response, const HttpReply &reply)
{
    if (response.later) {
        replyLater(response, reply);
        return;
    }
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
    const RouteTable::Match match = m_api.routes().find(request.path);
    const Route *route = match.place ? match.place->route(HttpMethod::Get) : nullptr;
    if (!route || route->webSocket == WebSocketKind::None) {
        return Refusal(404, "unknown_path",
                       u"The WebSockets here are /ws/processes, /ws/processes/PROCESS_ID/output and "
                       "/ws/processes/PROCESS_ID/output/append."_s);
    }
    if (auto refusal = refuseHandshake(request))
        return refusal;
    if (m_shuttingDown)
        return Refusal(503, "shutting_down", u"The server is shutting down."_s);

    if (auto refusal = m_api.refuseForeign(request))
        return refusal;
    if (isFull()) {
        return Refusal(503, "too_many_subscribers", u"The server has as many subscribers as max_subscribers allows."_s)
            .withRetryAfter(std::chrono::seconds(5));
    }
    const auto principal = m_authenticator.identifyUpgrade(request);
    if (!principal)
        return principal.error();
    auto completed = route->webSocket == WebSocketKind::Processes ? followsProcesses(request, **principal)
        : route->webSocket == WebSocketKind::Output               ? followsOutput(request, match.parameter)
                                                                  : sendsOutput(request, match.parameter);
    if (!completed)
        return completed.error();
    m_handshakes.begin(std::move(socket), headSize, request.header("sec-websocket-key"), *completed);
    return std::nullopt;
}

bool Server::isFull() const
{
    return m_feed.subscriberCount() + outputPeers() + m_handshakes.count() >= m_options.maxSubscribers;
}

qsizetype Server::outputPeers() const
{
    return m_outputFeed ? m_outputFeed->subscriberCount() + m_outputIntake->senderCount() : 0;
}

Result<Handshakes::Completed, Refusal> Server::followsProcesses(const HttpRequest &request, const Principal &principal)
{
    auto subscription = Subscription::fromQuery(request.query, m_tracker);
    if (!subscription)
        return Refusal(subscription.error(), 400);
    subscription->origin = m_api.originOf(request, principal);
    return Handshakes::Completed(
        [this, subscription = *subscription](WebSocketEnd end) { m_feed.add(std::move(end), subscription); });
}

Result<Handshakes::Completed, Refusal> Server::followsOutput(const HttpRequest &request, const QByteArray &process)
{
    const auto wanted = asksFor<OutputSubscription>(request, process);
    if (!wanted)
        return wanted.error();
    return Handshakes::Completed(
        [this, wanted = *wanted](WebSocketEnd end) { m_outputFeed->add(std::move(end), wanted); });
}

Result<Handshakes::Completed, Refusal> Server::sendsOutput(const HttpRequest &request, const QByteArray &process)
{
    const auto target = asksFor<OutputTarget>(request, process);
    if (!target)
        return target.error();
    return Handshakes::Completed(
        [this, target = *target](WebSocketEnd end) { m_outputIntake->add(std::move(end), target); });
}

template <typename Wanted>
Result<Wanted, Refusal> Server::asksFor(const HttpRequest &request, const QByteArray &process) const
{
    const auto id = ProcessId::fromBytes(process);
    if (!id) {
        return Refusal({ErrorCode::UnknownProcess, u"There is no such process: an id is %1"_s.arg(ProcessId::rule()),
                        u"process_id"_s});
    }
    const auto wanted = Wanted::fromQuery(*id, request.query);
    if (!wanted)
        return Refusal(wanted.error(), 400);
    if (const auto refusal = AttemptLookup(m_tracker, nullptr).refuse(wanted->process, wanted->attempt))
        return *refusal;
    return *wanted;
}

void Server::shutDown(std::chrono::milliseconds grace)
{
    if (std::exchange(m_shuttingDown, true))
        return;
    m_feed.shutDown();
    if (m_outputFeed)
        m_outputFeed->shutDown();
    if (m_outputIntake)
        m_outputIntake->shutDown();
    m_http.shutDown();
    QTimer::singleShot(grace, this, &Server::finished);
    QMetaObject::invokeMethod(this, &Server::checkFinished, Qt::QueuedConnection);
}

void Server::checkFinished()
{
    if (m_shuttingDown && m_http.isEmpty() && m_feed.subscriberCount() == 0 && outputPeers() == 0)
        Q_EMIT finished();
}

} // namespace Procession
