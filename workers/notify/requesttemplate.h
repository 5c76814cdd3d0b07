// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "messagetemplate.h"

#include <QByteArrayList>

#include <utility>

namespace Procession {

/// An HTTP request as it goes out. Plain data.
struct HttpMessage
{
    QByteArray method;
    QByteArray url;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
};

/// An HTTP request with placeholders. Plain data; pure.
struct RequestTemplate
{
    QByteArray method = "POST";
    MessageTemplate url{};
    /// A header whose secret or setting isn't given is left out.
    QList<std::pair<QByteArray, MessageTemplate>> headers{};
    MessageTemplate body{};

    HttpMessage render(const MessageValues &values) const;

    friend bool operator==(const RequestTemplate &a, const RequestTemplate &b) = default;
};

/// Reads one that is written as a request is: `POST URL`, headers, an empty line, the body. Errors: InvalidField.
Result<RequestTemplate> requestFromText(const QString &text);

/// The request of one of the services that Procession knows, such as `slack`, or of a plain `webhook`.
Result<RequestTemplate> shippedRequest(const QString &kind);

/// A header whose name is one, isn't set by the transfer itself or by the signature, and stays one line.

Result<MessageTemplate> headerTemplate(const QByteArray &name, const QString &value);
/// A body, as JSON where the content type says so.
Result<MessageTemplate> bodyTemplate(const QString &text, const QByteArray &contentType);

} // namespace Procession
