// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "startdigest.h"

#include <QCryptographicHash>

#include <algorithm>

namespace Procession {

StartDigest StartDigest::of(QByteArrayView body)
{
    QCryptographicHash hash(QCryptographicHash::Blake2s_128);
    hash.addData(body);
    return fromBytes(hash.resultView());
}

StartDigest StartDigest::fromBytes(QByteArrayView bytes)
{
    StartDigest digest;
    if (bytes.size() == static_cast<qsizetype>(digest.m_bytes.size()))
        std::copy(bytes.begin(), bytes.end(), digest.m_bytes.begin());
    return digest;
}

} // namespace Procession
