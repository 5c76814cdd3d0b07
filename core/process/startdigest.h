// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <array>

namespace Procession {

/// The BLAKE2s hash of the body that started a process, by which a repeated start is told from another one.
class StartDigest
{
public:
    /// That of no body, such as of an imported process.
    StartDigest() = default;
    static StartDigest of(QByteArrayView body);
    /// Reads the result of bytes(); null where `bytes` is something else.
    static StartDigest fromBytes(QByteArrayView bytes);

    bool isNull() const { return *this == StartDigest(); }
    /// Valid as long as this.
    QByteArrayView bytes() const { return m_bytes; }

    friend bool operator==(const StartDigest &a, const StartDigest &b) = default;

private:
    std::array<char, 16> m_bytes{};
};

} // namespace Procession
