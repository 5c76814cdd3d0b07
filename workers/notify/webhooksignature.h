// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>

namespace Procession {

/// The signature of a webhook by the specification "Standard Webhooks" 1.0: HMAC-SHA256 over id, timestamp and body. Pure.
namespace WebhookSignature {

/// The key that a secret such as `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw` stands for; the prefix may be missing.
/// Errors: InvalidField where it isn't the base64 of 24 to 64 bytes.
Result<QByteArray> keyFrom(const QByteArray &secret);

/// The value of the header `webhook-signature`, such as `v1,g0hM…=`. `seconds` since the epoch, as in
/// `webhook-timestamp`.
QByteArray sign(const QByteArray &key, const QByteArray &id, qint64 seconds, const QByteArray &body);

} // namespace WebhookSignature

} // namespace Procession
