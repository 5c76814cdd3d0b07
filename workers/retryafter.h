// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <chrono>
#include <optional>

namespace Procession {

// What a server asks for in `Retry-After`. Pure; any thread.

/// The moment that an HTTP date names, in ms since the epoch: all three forms of RFC 9110 (5.6.7), and those of mail
/// with a numeric zone, which some servers send. `nowMs` tells the century of a year with two digits. Nothing where it
/// is no date.
std::optional<qint64> httpDate(const QByteArray &text, qint64 nowMs);

/// How long to wait. A number of seconds, or a date; a date is measured by the server's own clock where it sent one
/// in `date`, since its clock and ours may differ, else by `nowMs`. Never less than 0 or more than 24 hours. Nothing
/// where it is neither.
std::optional<std::chrono::milliseconds> waitFrom(const QByteArray &retryAfter, const QByteArray &date, qint64 nowMs);

} // namespace Procession
