// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <utility>

namespace Procession {

/// Counts the bytes that all clients together make the server keep, against a limit.
/// Not thread-safe. Owner: Server; must outlive the shares.
class ByteBudget
{
public:
    explicit ByteBudget(qint64 limit)
        : m_limit(limit)
    {
    }
    Q_DISABLE_COPY_MOVE(ByteBudget)
    ~ByteBudget() = default;

    qint64 limit() const { return m_limit; }
    qint64 used() const { return m_used; }
    bool isOver() const { return m_used > m_limit; }

    /// The bytes of one client. They are given back when the share ends.
    class Share
    {
    public:
        Share() = default;
        explicit Share(ByteBudget &budget)
            : m_budget(&budget)
        {
        }
        Share(Share &&other) noexcept
            : m_budget(other.m_budget)
            , m_bytes(std::exchange(other.m_bytes, 0))
        {
        }
        Share &operator=(Share &&other) noexcept
        {
            if (this != &other) {
                set(0);
                m_budget = other.m_budget;
                m_bytes = std::exchange(other.m_bytes, 0);
            }
            return *this;
        }
        Q_DISABLE_COPY(Share)
        ~Share() { set(0); }

        qint64 bytes() const { return m_bytes; }
        /// Counts so many bytes from now on, whether there is room for them or not.
        void set(qint64 bytes)
        {
            if (m_budget)
                m_budget->m_used += bytes - std::exchange(m_bytes, bytes);
        }
        /// The same where there is room for the bytes that are added; otherwise false, and nothing changes.
        bool trySet(qint64 bytes)
        {
            if (m_budget && bytes > m_bytes && m_budget->m_used + bytes - m_bytes > m_budget->m_limit)
                return false;
            set(bytes);
            return true;
        }

    private:
        ByteBudget *m_budget = nullptr;
        qint64 m_bytes = 0;
    };

private:
    const qint64 m_limit;
    qint64 m_used = 0;
};

} // namespace Procession
