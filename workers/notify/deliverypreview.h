// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace Procession {

/// What would be sent, exactly but for the secrets, which are `***`. Plain data.
struct DeliveryPreview
{
    QByteArray method; ///< `POST`, `MAIL`, `RUN` or `NOTIFY`
    QByteArray target; ///< a URL, or the program and its arguments as JSON
    /// Headers of a request; sender and receivers of a mail; variables of a command; hints of a desktop message.
    QList<std::pair<QByteArray, QByteArray>> headers{};
    QByteArray body{}; ///< a mail with its own head; what a command reads
};

} // namespace Procession
