// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "failurerate.h"

namespace Procession {

void FailureRate::drop(qint64 nowMs)
{
    while (!m_parts.empty() && nowMs >= m_parts.front().beganMs + m_partMs * (parts + 1))
        m_parts.pop_front();
}

void FailureRate::add(bool failed, qint64 nowMs)
{
    drop(nowMs);
    if (m_parts.empty() || nowMs >= m_parts.back().beganMs + m_partMs)
        m_parts.push_back({nowMs, {}});
    ++m_parts.back().counts.all;
    m_parts.back().counts.failed += failed ? 1 : 0;
}

FailureRate::Counts FailureRate::counts(qint64 nowMs)
{
    drop(nowMs);
    Counts sum;
    for (const Part &part : m_parts) {
        sum.failed += part.counts.failed;
        sum.all += part.counts.all;
    }
    return sum;
}

std::optional<qint64> FailureRate::nextDueMs() const
{
    return m_parts.empty() ? std::nullopt : std::optional(m_parts.front().beganMs + m_partMs * (parts + 1));
}

void FailureRate::shift(qint64 ms)
{
    for (Part &part : m_parts)
        part.beganMs += ms;
}

QJsonArray FailureRate::toJson() const
{
    QJsonArray json;
    for (const Part &part : m_parts) {
        json.append(part.beganMs);
        json.append(part.counts.failed);
        json.append(part.counts.all);
    }
    return json;
}

void FailureRate::fromJson(const QJsonArray &json)
{
    m_parts.clear();
    for (qsizetype i = 0; i + 2 < json.size(); i += 3)
        m_parts.push_back({json[i].toInteger(), {json[i + 1].toInteger(), json[i + 2].toInteger()}});
}

} // namespace Procession
