// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "uuid.h"

#include <QRandomGenerator>
#include <QtEndian>

#include <array>

namespace Procession {

QUuid makeUuidV7(qint64 unixMs)
{
    std::array<uchar, 16> bytes{};
    auto *generator = QRandomGenerator::global();
    qToBigEndian(generator->generate64(), bytes.data());
    qToBigEndian(generator->generate64(), bytes.data() + 8);

    const auto stamp = static_cast<quint64>(unixMs);
    for (size_t i = 0; i < 6; ++i)
        bytes[i] = static_cast<uchar>(stamp >> (40 - 8 * i));
    bytes[6] = static_cast<uchar>(0x70 | (bytes[6] & 0x0f));
    bytes[8] = static_cast<uchar>(0x80 | (bytes[8] & 0x3f));
    return QUuid::fromRfc4122(QByteArrayView(bytes.data(), 16));
}

} // namespace Procession
