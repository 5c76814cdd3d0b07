// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpmessage.h"

#include <QStringList>

#include <optional>

namespace Procession {

/// Keeps other people's web pages out: a page whose name was pointed at this machine (DNS rebinding) shows
/// in Host, a page of another site in Origin. A read without any Host passes: no browser sends one. Pure.
class AccessPolicy
{
public:
    AccessPolicy(QStringList allowedHosts, QStringList allowedOrigins);

    /// Why the request may not pass, or nothing. The answer names the setting to change.
    std::optional<HttpResponse> refuse(const HttpRequest &request) const;

    /// What a browser must be told so that an allowed page may read the answer; empty for all others.
    QList<HttpHeader> corsHeaders(const HttpRequest &request) const;

private:
    bool isAllowedHost(const QByteArray &host) const;
    bool isAllowedOrigin(const QByteArray &origin, const QByteArray &host) const;

    QStringList m_allowedHosts;
    QStringList m_allowedOrigins;
};

} // namespace Procession
