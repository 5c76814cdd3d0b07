// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actortext.h"

#include "rowtext.h"

#include <QCoreApplication>

namespace Procession {

QString actorText(const SharedOptional<Actor> &actor)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Actor", text); };
    if (!actor)
        return {};
    const auto who = [&actor, &tr] {
        switch (actor->kind) {
        case Actor::Kind::Server:
            break;
        case Actor::Kind::Window:
            return tr("at the window");
        case Actor::Kind::Token:
            return tr("by token %1").arg(isolated(shownText(actor->name)));
        case Actor::Kind::Anyone:
            return tr("without a token");
        }
        return QString();
    };
    const QString text = who();
    if (text.isEmpty() || (actor->client.isEmpty() && actor->address.isEmpty()))
        return text;
    const QString client = isolated(shownText(actor->client));
    if (actor->address.isEmpty())
        return tr("%1 · %2").arg(text, client);
    if (actor->client.isEmpty())
        return tr("%1 from %2").arg(text, shownText(actor->address));
    return tr("%1 · %2 from %3").arg(text, client, shownText(actor->address));
}

} // namespace Procession
