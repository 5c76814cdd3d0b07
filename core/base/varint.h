// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace Procession {

/// Appends a number in as few bytes as it needs, seven bits in each, the lowest first (LEB128). Any thread.
void appendVarint(QByteArray &bytes, quint64 number);
/// Takes the number that the bytes begin with off them. Nothing, and any bytes left, where they don't begin with one.
std::optional<quint64> takeVarint(QByteArrayView &bytes);

} // namespace Procession
