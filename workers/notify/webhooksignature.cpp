// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhooksignature.h"

#include <QMessageAuthenticationCode>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shortestKey = 24; // bytes, as the specification has it
constexpr qsizetype longestKey = 64;

} // namespace

Result<QByteArray> WebhookSignature::keyFrom(const QByteArray &secret)
{
    const QByteArray encoded = secret.startsWith("whsec_") ? secret.sliced(6) : secret;
    const auto key = QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
    if (!key || key.decoded.size() < shortestKey || key.decoded.size() > longestKey) {
        return Error{
            ErrorCode::InvalidField,
            u"The signing secret must be whsec_ and the base64 of %1 to %2 bytes."_s.arg(shortestKey).arg(longestKey),
            {}};
    }
    return key.decoded;
}

QByteArray WebhookSignature::sign(const QByteArray &key, const QByteArray &id, qint64 seconds, const QByteArray &body)
{
    const QByteArray content = id + '.' + QByteArray::number(seconds) + '.' + body;
    return "v1," + QMessageAuthenticationCode::hash(content, key, QCryptographicHash::Sha256).toBase64();
}

} // namespace Procession
