// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiendpoint.h"

#include <QFile>
#include <QHostAddress>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// A token has far fewer bytes.
constexpr qint64 maxFileBytes = 64 * 1024;

Result<QByteArray> tokenIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io, file.errorString(), {}};
    return file.read(maxFileBytes).trimmed();
}

} // namespace

Result<void> ApiEndpoint::useTokenFile(const QString &path)
{
    tokenFile = path;
    const auto read = tokenIn(path);
    if (!read) {
        tokenSource = u"no token in PROCESSION_TOKEN or %1 (%2)"_s.arg(path, read.error().message);
        return read.error();
    }
    token = *read;
    tokenSource = u"the token came from %1"_s.arg(path);
    return {};
}

QNetworkRequest ApiEndpoint::request(const QString &path, const QUrlQuery &query) const
{
    QUrl target = url;
    // A name within a path comes percent-encoded.
    target.setPath(url.path(QUrl::FullyEncoded) + path, QUrl::TolerantMode);
    target.setQuery(query);
    QNetworkRequest request(target);
    const auto read = tokenFile.isEmpty() ? token : tokenIn(tokenFile);
    if (const QByteArray &current = read ? *read : token; !current.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + current);
    return request;
}

QNetworkRequest ApiEndpoint::socketRequest(const QString &path, const QUrlQuery &query) const
{
    QNetworkRequest socket = request(path, query);
    QUrl target = socket.url();
    target.setScheme(url.scheme() == "https"_L1 ? u"wss"_s : u"ws"_s);
    socket.setUrl(target);
    return socket;
}

QNetworkProxy proxyFor(const QUrl &url)
{
    const bool isHere = url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
    return isHere ? QNetworkProxy::NoProxy : QNetworkProxy::DefaultProxy;
}

} // namespace Procession
