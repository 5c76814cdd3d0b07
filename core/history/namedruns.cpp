// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "namedruns.h"

#include <algorithm>

namespace Procession {

NamedRuns::NamedRuns(qsizetype maxNames)
    : m_maxNames(std::max<qsizetype>(maxNames, 1))
{
}

std::shared_ptr<const PastRuns> NamedRuns::find(const QByteArray &name) const
{
    const auto found = m_names.constFind(name);
    return found == m_names.cend() ? nullptr : found->runs;
}

void NamedRuns::addNewest(const QByteArray &name, const PastRun &run)
{
    const auto found = m_names.find(name);
    auto runs = std::make_shared<PastRuns>(found == m_names.end() ? PastRuns() : *found->runs);
    runs->addNewest(run);
    if (found != m_names.end()) {
        found->runs = std::move(runs);
        m_order.splice(m_order.begin(), m_order, found->place);
        return;
    }
    if (m_names.size() >= m_maxNames) {
        m_names.remove(m_order.back());
        m_order.pop_back();
    }
    m_order.push_front(name);
    m_names.insert(name, {std::move(runs), m_order.begin()});
}

void NamedRuns::addOldest(const QByteArray &name, const PastRun &run)
{
    const auto found = m_names.find(name);
    if (found == m_names.end() && m_names.size() >= m_maxNames)
        return;
    if (found != m_names.end() && found->runs->isFull())
        return;
    auto runs = std::make_shared<PastRuns>(found == m_names.end() ? PastRuns() : *found->runs);
    runs->addOldest(run);
    if (found != m_names.end()) {
        found->runs = std::move(runs);
        return;
    }
    m_order.push_back(name);
    m_names.insert(name, {std::move(runs), std::prev(m_order.end())});
}

} // namespace Procession
