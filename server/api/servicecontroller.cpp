// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "controllers.h"

#include "authenticator.h"
#include "processtracker.h"
#include "serverparts.h"
#include "store.h"
#include "version.h"

namespace Procession {

using namespace Qt::StringLiterals;

ServiceController::ServiceController(const ServerParts &parts, Authenticator &authenticator,
                                     std::function<qsizetype()> subscribers)
    : m_tracker(parts.tracker)
    , m_clock(parts.clock)
    , m_store(parts.store)
    , m_authenticator(authenticator)
    , m_subscribers(std::move(subscribers))
    , m_startedMs(parts.clock.steadyMs())
{
}

Answer ServiceController::health(const Call &) const
{
    return jsonResponse(200, [this](ObjectWriter &body) {
        const StoreHealth store = m_store ? m_store->health() : StoreHealth{};
        body.ascii("status", store.ok() ? "ok"_L1 : "degraded"_L1);
        body.textOrNull("problem", Text(store.problem));
        body.ascii("version", QByteArrayView(programVersion));
        body.seconds("uptime", m_clock.steadyMs() - m_startedMs);
        {
            const StatusCounts counts = m_tracker.counts();
            ObjectWriter processes = body.object("processes");
            for (const ProcessStatus status : allStatuses)
                processes.integer(wireName(status), counts[static_cast<size_t>(status)]);
        }
        body.integer("subscribers", m_subscribers());
    });
}

Answer ServiceController::statuses(const Call &) const
{
    return jsonResponse(200, [](ObjectWriter &body) {
        ArrayWriter list = body.array("process_statuses");
        for (const ProcessStatus status : allStatuses)
            list.ascii(wireName(status));
    });
}

Answer ServiceController::ticket(const Call &call) const
{
    constexpr std::chrono::seconds lifetime = Authenticator::ticketLifetime;
    const Authenticator::Ticket ticket = m_authenticator.issueTicket(call.request.peer, *call.principal);
    if (ticket.text.isEmpty() && ticket.isOneAddress) {
        return Refusal(429, "too_many_tickets",
                       u"This address holds %1 unused tickets already; use one of them, or wait."_s.arg(
                           Authenticator::mostTicketsOfOne))
            .withRetryAfter(lifetime);
    }
    if (ticket.text.isEmpty()) {
        return Refusal(503, "too_many_tickets",
                       u"There are %1 unused tickets already; wait until some have run out."_s.arg(
                           Authenticator::mostTickets))
            .withRetryAfter(lifetime);
    }
    HttpResponse response = jsonResponse(200, [&](ObjectWriter &body) {
        body.ascii("ticket", ticket.text);
        body.integer("expires_in", qint64(lifetime.count()));
    });
    response.headers.emplaceBack("Cache-Control", "no-store");
    return response;
}

Answer ServiceController::feed(const Call &) const
{
    return Refusal(426, "upgrade_required", u"This is a WebSocket: connect with ws://…/ws/processes."_s)
        .withHeader("Upgrade", "websocket");
}

} // namespace Procession
