// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sharedoptional.h"
#include "text.h"

#include <QString>

#include <optional>

namespace Procession {

/// The person or the program that asked for a change. Plain data.
struct Actor
{
    enum class Kind : quint8 {
        Server, ///< this program itself; `name` is its part, such as `retries` or `deadlines`
        Window, ///< the person at the desktop window
        Token,  ///< the holder of the token `name`
        Anyone, ///< a client that was not asked for a token (SKIP_AUTH)
    };
    static constexpr qsizetype maxClientLength = 120; ///< in characters

    Kind kind = Kind::Server;
    Text name{};    ///< empty where the kind says all
    Text client{};  ///< the program, as its User-Agent names it: the client's own words, see cleanClient()
    Text address{}; ///< the peer's, without the port

    friend bool operator==(const Actor &a, const Actor &b) = default;
    friend size_t qHash(const Actor &actor, size_t seed = 0) noexcept
    {
        return qHashMulti(seed, static_cast<quint8>(actor.kind), actor.name, actor.client, actor.address);
    }
};

/// The wire name, such as `token`.
QLatin1StringView wireName(Actor::Kind kind);
/// The kind of that wire name, or nothing where there is none.
std::optional<Actor::Kind> actorKindFromString(QStringView name);
/// A User-Agent as it may be kept: without control characters, at most Actor::maxClientLength characters long.
Text cleanClient(QByteArrayView userAgent);

/// The actor of a change, and the reason that the actor gave. Cheap to copy: a connection or a part of this server makes
/// its origin once, and its changes share it.
struct Origin
{
    static constexpr qsizetype maxReasonLength = 500; ///< in characters

    SharedOptional<Actor> actor{}; ///< empty: this server itself, with none of its parts named
    Text reason{};                 ///< as the actor gave it; empty for none

    /// A part of this server, such as `retries`.
    static Origin ofServer(QStringView part);

    friend bool operator==(const Origin &a, const Origin &b) = default;
};

} // namespace Procession
