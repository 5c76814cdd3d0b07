// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "notification.h"

#include <QHash>

#include <mutex>
#include <optional>

namespace Procession {

/// The messages that are to be delivered, by their ids: who decides puts them here, and who sends takes them.
/// Threads: any. Owner: app/.
class PendingMessages
{
public:
    PendingMessages() = default;
    Q_DISABLE_COPY_MOVE(PendingMessages)

    void put(const Notification &notification)
    {
        const std::lock_guard lock(m_mutex);
        m_messages.insert(notification.id, notification);
    }
    void remove(const QString &id)
    {
        const std::lock_guard lock(m_mutex);
        m_messages.remove(id);
    }
    /// Nothing where it needn't be sent any more.
    std::optional<Notification> find(const QString &id) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_messages.find(id);
        return found == m_messages.end() ? std::nullopt : std::optional(*found);
    }

private:
    mutable std::mutex m_mutex;
    QHash<QString, Notification> m_messages;
};

} // namespace Procession
