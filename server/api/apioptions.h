// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

/// Whom the API lets in, and how long a request may be. Plain data.
struct ApiOptions
{
    /// Names, beside localhost and plain addresses, that clients may call this server by (Host header).
    QStringList allowedHosts;
    /// Web origins, such as `https://ops.example.org`, whose pages may use this server from a browser.
    QStringList allowedOrigins;

    qsizetype maxBodyBytes = 1024 * 1024;       ///< of one request's body
    qsizetype maxBatchBytes = 16 * 1024 * 1024; ///< of the body of POST /processes/batch

    friend bool operator==(const ApiOptions &a, const ApiOptions &b) = default;
};

} // namespace Procession
