// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actor.h"

#include "wirenames.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<Actor::Kind, 4> kindNames{{
    {Actor::Kind::Server, "server"_L1},
    {Actor::Kind::Window, "window"_L1},
    {Actor::Kind::Token, "token"_L1},
    {Actor::Kind::Anyone, "anyone"_L1},
}};

} // namespace

QLatin1StringView wireName(Actor::Kind kind)
{
    return nameIn<kindNames>(kind);
}

std::optional<Actor::Kind> actorKindFromString(QStringView name)
{
    return valueIn<kindNames>(name);
}

Text cleanClient(QByteArrayView userAgent)
{
    QString client = QString::fromUtf8(userAgent.first(std::min(userAgent.size(), 4 * Actor::maxClientLength)));
    client.removeIf([](QChar letter) { return !letter.isPrint(); });
    return Text(QStringView(client).first(std::min(client.size(), Actor::maxClientLength)));
}

Origin Origin::ofServer(QStringView part)
{
    return {Actor{.name = Text(part)}, {}};
}

} // namespace Procession
