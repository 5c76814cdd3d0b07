// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actor.h"

#include <algorithm>
#include <array>

namespace Procession {

namespace {

constexpr std::array<std::pair<Actor::Kind, QLatin1StringView>, 4> kindNames{{
    {Actor::Kind::Server, QLatin1StringView("server")},
    {Actor::Kind::Window, QLatin1StringView("window")},
    {Actor::Kind::Token, QLatin1StringView("token")},
    {Actor::Kind::Anyone, QLatin1StringView("anyone")},
}};

} // namespace

QLatin1StringView wireName(Actor::Kind kind)
{
    return kindNames[static_cast<size_t>(kind)].second;
}

std::optional<Actor::Kind> actorKindFromString(QStringView name)
{
    for (const auto &[kind, wire] : kindNames) {
        if (name == wire)
            return kind;
    }
    return std::nullopt;
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
