// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputkey.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace Procession {

OutputKey OutputKey::of(const Process &process, int attempt)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(process.id.bytes());
    hash.addData(QByteArrayView("\n"));
    hash.addData(QByteArray::number(process.createdAt));
    return {process.createdSeq, qFromBigEndian<quint64>(hash.resultView().data()), attempt};
}

QByteArray OutputKey::processFolder() const
{
    return QByteArray::number(createdSeq, 16) + '-' + QByteArray::number(digest, 16).rightJustified(16, '0');
}

QByteArray OutputKey::attemptFolder() const
{
    return QByteArray::number(attempt);
}

std::optional<OutputKey> OutputKey::fromProcessFolder(QByteArrayView name)
{
    const qsizetype dash = name.indexOf('-');
    if (dash < 1)
        return std::nullopt;
    OutputKey key{0, 0, 0};
    key.createdSeq = name.first(dash).toULongLong(nullptr, 16);
    key.digest = name.sliced(dash + 1).toULongLong(nullptr, 16);
    // Printed anew, so that there is one spelling.
    return key.processFolder() == name ? std::optional(key) : std::nullopt;
}

} // namespace Procession
