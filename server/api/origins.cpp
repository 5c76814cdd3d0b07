// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "origins.h"

#include "jsonreader.h"
#include "steering.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

Origin Origins::of(const HttpRequest &request, const Principal &principal)
{
    const QByteArray userAgent = request.header("user-agent");
    const std::scoped_lock lock(m_mutex);
    Client &client = m_clients[qHashMulti(0, userAgent, request.peer, &principal) % m_clients.size()];
    if (!client.origin.actor || client.userAgent != userAgent || client.address != request.peer
        || client.principal != &principal) {
        const Actor actor{principal.kind, principal.name, cleanClient(userAgent), Text(request.peer.toString())};
        client = {userAgent, request.peer, &principal, {.actor = actor}};
    }
    return client.origin;
}

Text reasonFrom(JsonReader &reader)
{
    const QString reason = reader.text("reason"_L1, Origin::maxReasonLength).value_or(QString());
    if (std::any_of(reason.begin(), reason.end(), isSteering))
        reader.fail("reason"_L1, u"reason is one line of text, without control characters."_s);
    return Text(reason);
}

Result<Text> reasonFrom(const QUrlQuery &query)
{
    // As a body has it, so that the rule stands once.
    QJsonObject object;
    if (query.hasQueryItem(u"reason"_s))
        object.insert(u"reason"_s, query.queryItemValue(u"reason"_s, QUrl::FullyDecoded));
    JsonReader reader(object);
    const Text reason = reasonFrom(reader);
    if (reader.error())
        return *reader.error();
    return reason;
}

} // namespace Procession
