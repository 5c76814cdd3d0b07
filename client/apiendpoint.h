// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>
#include <QNetworkProxy>
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
    QString tokenFile{};   ///< whose token, where it can be read, goes before `token`; see useTokenFile()

    /// Takes the token from a file: now, and anew for each request, so that it may be put right while a program runs.
    /// Errors: Io, with the system's words; the file is still asked for each request.
    Result<void> useTokenFile(const QString &path);
    /// A request for that path of the API, with the token.
    QNetworkRequest request(const QString &path, const QUrlQuery &query) const;
    /// The same for a WebSocket.
    QNetworkRequest socketRequest(const QString &path, const QUrlQuery &query) const;
};

/// Through which proxy a server is asked: one on this machine through none, whatever the environment names, so that its
/// token stays here; any other as the system says. Pure; any thread.
QNetworkProxy proxyFor(const QUrl &url);

} // namespace Procession
