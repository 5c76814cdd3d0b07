// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"
#include "httpmessage.h"
#include "principal.h"
#include "result.h"

#include <QUrlQuery>

#include <array>
#include <mutex>

namespace Procession {

class JsonReader;

/// Knows from whom a change comes: the principal, its program and its address, for the event of the change.
///
/// The requests of one client share one Actor: it is kept in one of a few slots, which the next client that falls into
/// the slot overwrites. Threads: any. Owner: HttpApi.
class Origins
{
public:
    /// The principal must outlive this.
    Origin of(const HttpRequest &request, const Principal &principal);

private:
    struct Client
    {
        QByteArray userAgent;
        QHostAddress address;
        const Principal *principal = nullptr;
        Origin origin;
    };
    std::mutex m_mutex;
    std::array<Client, 256> m_clients;
};

/// Takes the `reason` of a change out of a body: at most Origin::maxReasonLength characters, none of which steers the
/// display. Empty where there is none; the reader tells of one that breaks the rule.
Text reasonFrom(JsonReader &reader);
/// The same from a query. Errors: InvalidField.
Result<Text> reasonFrom(const QUrlQuery &query);

} // namespace Procession
