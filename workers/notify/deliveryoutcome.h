// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <chrono>
#include <optional>

namespace Procession {

/// How an attempt to send a message ended. Plain data; there are no secrets in it.
struct DeliveryOutcome
{
    enum class Kind : quint8 {
        Delivered, ///< the receiver has taken it
        Again,     ///< it may succeed later
        Never,     ///< it won't succeed, however often it is tried
    };

    Kind kind = Kind::Delivered;
    /// Why it wasn't delivered, as one line for a person; with Delivered, what was odd about it. May be empty then.
    QString reason{};
    /// How long the receiver asks to wait, with Again; at most a day.
    std::optional<std::chrono::milliseconds> retryAfter{};

    static DeliveryOutcome delivered(const QString &oddity = {}) { return {Kind::Delivered, oddity}; }
    static DeliveryOutcome again(const QString &reason,
                                 std::optional<std::chrono::milliseconds> retryAfter = std::nullopt)
    {
        return {Kind::Again, reason, retryAfter};
    }
    static DeliveryOutcome never(const QString &reason) { return {Kind::Never, reason}; }

    friend bool operator==(const DeliveryOutcome &a, const DeliveryOutcome &b) = default;
};

} // namespace Procession

Q_DECLARE_METATYPE(Procession::DeliveryOutcome)
