// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <QUrlQuery>

namespace Procession {

/// What a person asks about alerts, or wants of them: a request on a route of the API. Plain data.
struct AlertQuestion
{
    enum class What : quint8 {
        Open,
        Ended,
        Silences,
        Channels,
        Rules,
        Acknowledge, ///< `name` is the number of the episode
        Silence,     ///< likewise
        EndSilence,  ///< `name` is its id
        TestChannel,
        PutRule,
        RemoveRule,
        Rehearse, ///< `name` is who asks: what he asked before is given up
    };

    What what = What::Open;
    QString name{}; ///< that stands in the path, or in the query
    QJsonObject body{};
};

/// The route that answers a question. Plain data.
struct AlertRoute
{
    QLatin1StringView method;
    QLatin1StringView pattern; ///< with `{name}` where a name belongs
    QLatin1StringView query{}; ///< such as `state=ended`; empty for none
};

/// Pure; any thread.
AlertRoute routeOf(AlertQuestion::What what);
/// The query of the request that asks it. Pure; any thread.
QUrlQuery queryOf(const AlertQuestion &question);

} // namespace Procession
