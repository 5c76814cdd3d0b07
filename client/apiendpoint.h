// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QNetworkRequest>
#include <QString>
#include <QUrl>
#include <QUrlQuery>

namespace Procession {

/// Where a server is, and the token that opens it. Plain data.
struct ApiEndpoint
{
    QUrl url{};            ///< such as http://127.0.0.1:8000; a path in it stands before those of the API
    QByteArray token{};    ///< empty where the server wants none
    QString tokenSource{}; ///< where the token came from, or was looked for, in words

    /// A request for that path of the API, with the token. `scheme` is taken in place of the URL's own.
    QNetworkRequest request(const QString &path, const QUrlQuery &query, const QString &scheme = {}) const
    {
        QUrl target = url;
        target.setPath(url.path() + path);
        target.setQuery(query);
        if (!scheme.isEmpty())
            target.setScheme(scheme);
        QNetworkRequest request(target);
        if (!token.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + token);
        return request;
    }
};

} // namespace Procession
