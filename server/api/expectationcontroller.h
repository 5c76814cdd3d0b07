// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expectation.h"
#include "principal.h"
#include "route.h"

#include <QHash>

namespace Procession {

class Authenticator;
class Clock;
class Origins;
class ProcessTracker;
class Store;
struct ServerParts;

/// Answers requests about expectations, and takes the pings of their jobs. Threads: the server's.
///
/// A ping needs no token: the key in its path is the secret. Wrong keys are answered alike, in a time that tells nothing of
/// the keys that there are, and are limited as wrong tokens are. Each job may ping once a second, and `burst` times at once.
class ExpectationController
{
public:
    static constexpr size_t maxExpectations = 10'000;
    static constexpr qsizetype maxPingBytes = 100'000; ///< of a body, of whose beginning Ping::maxTextBytes are kept
    static constexpr qint64 pingPauseMs = 1000;
    static constexpr qint64 burst = 60;

    /// All must outlive this.
    ExpectationController(const ServerParts &parts, Authenticator &authenticator, Origins &origins);

    Answer list(const Call &call) const;
    Answer get(const Call &call) const;
    Answer put(const Call &call) const;
    Answer remove(const Call &call) const;
    Answer pause(const Call &call) const;
    Answer resume(const Call &call) const;
    Answer key(const Call &call) const;
    Answer newKey(const Call &call) const;
    /// A ping of somebody with a token.
    Answer pingByName(const Call &call);
    /// A ping by its key, which is the call's name.
    Answer ping(const Call &call);

private:
    template <typename Change>
    Answer change(const Call &call, Change &&change) const;
    HttpResponse answerWith(int status, const ExpectationPtr &expectation, const HttpRequest *keyFor = nullptr) const;
    Answer hear(const ExpectationPtr &expectation, Ping ping, const Origin &origin);
    std::optional<HttpResponse> refuseTooMany(const ExpectationPtr &expectation);

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const Store *m_store; // null where nothing is kept
    Authenticator &m_authenticator;
    Origins &m_origins;
    const Principal m_pinger{Actor::Kind::Anyone, QStringLiteral("ping")};
    QHash<Text, qint64> m_allowedMs; // steady: the pings of that expectation so far are allowed up to then
};

} // namespace Procession
