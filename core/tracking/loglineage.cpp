// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "loglineage.h"

#include <QRandomGenerator>

#include <algorithm>

namespace Procession {

LogLineage::LogLineage(QByteArray epoch, std::vector<Ancestor> ancestors)
    : m_epoch(std::move(epoch))
    , m_ancestors(std::move(ancestors))
{
    if (m_ancestors.size() > maxAncestors)
        m_ancestors.erase(m_ancestors.begin(), m_ancestors.end() - maxAncestors);
}

LogLineage LogLineage::after(Ancestor last, std::vector<Ancestor> before)
{
    if (!last.epoch.isEmpty())
        before.push_back(std::move(last));
    return {QByteArray::number(QRandomGenerator::system()->generate64(), 16), std::move(before)};
}

bool LogLineage::includes(const QByteArray &epoch, quint64 seq) const
{
    if (epoch == m_epoch)
        return true; // how far it is, the log knows
    return std::any_of(m_ancestors.begin(), m_ancestors.end(),
                       [&](const Ancestor &ancestor) { return ancestor.epoch == epoch && seq <= ancestor.end; });
}

} // namespace Procession
