// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Procession {

/// The name without all that only tells one run from another: numbers, dates and times, UUIDs and hexadecimal digests
/// become `0`. So `Import 2026-11-27 #123` and `Import 2026-11-26 #122` are one. Takes and gives UTF-8. Any thread.
QByteArray maskedName(QByteArrayView name);

} // namespace Procession
