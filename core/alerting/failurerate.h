// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>

#include <deque>
#include <optional>

namespace Procession {

/// Counts how the runs ended that did so within a sliding window, in thirty parts of it: a run counts for the window and up
/// to a part more. A value; steady times in ms.
class FailureRate
{
public:
    explicit FailureRate(qint64 windowMs)
        : m_partMs(std::max<qint64>(1, windowMs / parts))
    {
    }

    struct Counts
    {
        qint64 failed = 0;
        qint64 all = 0;
    };
    void add(bool failed, qint64 nowMs);
    Counts counts(qint64 nowMs);
    /// When the oldest of them stop to count; nothing where there are none.
    std::optional<qint64> nextDueMs() const;
    /// All times are later by so much: the steady clock of another boot.
    void shift(qint64 ms);

    QJsonArray toJson() const;
    void fromJson(const QJsonArray &json);

private:
    static constexpr int parts = 30;
    struct Part
    {
        qint64 beganMs = 0;
        Counts counts{};
    };
    void drop(qint64 nowMs);

    qint64 m_partMs;
    std::deque<Part> m_parts; // oldest first
};

} // namespace Procession
