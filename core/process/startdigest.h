// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <array>

namespace Procession {

/// What is left of the body that started a process, to tell a repeated start from another one: its BLAKE2s hash.
class StartDigest
{
public:
    /// That of no body, such as of an imported process.
    StartDigest() = default;
    static StartDigest of(QByteArrayView body);
    /// From what bytes() gave; null where `bytes` isn't that.
    static StartDigest fromBytes(QByteArrayView bytes);

    bool isNull() const { return *this == StartDigest(); }
    /// Valid as long as this.
    QByteArrayView bytes() const { return m_bytes; }

    friend bool operator==(const StartDigest &a, const StartDigest &b) = default;

private:
    std::array<char, 16> m_bytes{};
};

} // namespace Procession
