// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accesspolicy.h"

#include "httperror.h"

#include <QUrl>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

AccessPolicy::AccessPolicy(QStringList allowedHosts, QStringList allowedOrigins)
    : m_allowedHosts(std::move(allowedHosts))
    , m_allowedOrigins(std::move(allowedOrigins))
{
}

bool AccessPolicy::isAllowedHost(const QByteArray &host) const
{
    // What nearly all say, without taking a URL apart.
    const qsizetype colon = host.lastIndexOf(':');
    const QByteArrayView port = QByteArrayView(host).sliced(colon + 1);
    if (colon < 0 || (port.size() <= 5 && std::all_of(port.begin(), port.end(), isDigit))) {
        const QByteArrayView name = QByteArrayView(host).first(colon < 0 ? host.size() : colon);
        if (name == QByteArrayView("localhost") || name == QByteArrayView("127.0.0.1"))
            return true;
    }
    const QUrl url(u"http://"_s + QString::fromLatin1(host), QUrl::StrictMode);
    const QString name = url.host();
    if (!url.isValid() || name.isEmpty() || !url.userInfo().isEmpty() || !url.path().isEmpty() || url.hasQuery()
        || url.hasFragment())
        return false;
    // A plain address was not looked up in anyone's DNS, so it can't have been rebound.
    return name == "localhost"_L1 || name.endsWith(".localhost"_L1) || !QHostAddress(name).isNull()
        || m_allowedHosts.contains(name, Qt::CaseInsensitive);
}

bool AccessPolicy::isAllowedOrigin(const QByteArray &origin, const QByteArray &host) const
{
    const QString text = QString::fromLatin1(origin);
    if (m_allowedOrigins.contains(text, Qt::CaseInsensitive))
        return true;
    // A page that this server delivered itself.
    return text.compare(u"http://"_s + QString::fromLatin1(host), Qt::CaseInsensitive) == 0
        || text.compare(u"https://"_s + QString::fromLatin1(host), Qt::CaseInsensitive) == 0;
}

std::optional<HttpResponse> AccessPolicy::refuse(const HttpRequest &request) const
{
    const QByteArray host = request.header("host");
    // Only HTTP/1.0 comes without a host, and only to read: see RequestHeadParser.
    const bool onlyReads = request.method == HttpMethod::Get || request.method == HttpMethod::Head;
    if (host.isNull() ? !onlyReads : !isAllowedHost(host)) {
        return errorResponse(403, "host_not_allowed",
                             u"This server isn't known as \"%1\". If it should be, add the name to allowed_hosts in "
                             "the configuration."_s.arg(QString::fromLatin1(host.left(256))));
    }
    const QByteArray origin = request.header("origin");
    if (!origin.isNull() && (host.isNull() || !isAllowedOrigin(origin, host))) {
        return errorResponse(403, "origin_not_allowed",
                             u"Pages of \"%1\" may not use this server. If they should, add that origin to "
                             "allowed_origins in the configuration."_s.arg(QString::fromLatin1(origin.left(256))));
    }
    return std::nullopt;
}

QList<HttpHeader> AccessPolicy::corsHeaders(const HttpRequest &request) const
{
    const QByteArray origin = request.header("origin");
    if (origin.isNull())
        return {};
    return {{"Access-Control-Allow-Origin", origin}, {"Vary", "Origin"}};
}

} // namespace Procession
