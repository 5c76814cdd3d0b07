// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "segmentcache.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr size_t maxEntries = 16;

} // namespace

std::shared_ptr<const OutputBytes> SegmentCache::find(const OutputKey &key, qint64 start)
{
    const std::scoped_lock lock(m_mutex);
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry &each) { return each.start == start && each.key == key; });
    if (entry == m_entries.end())
        return nullptr;
    std::rotate(entry, std::next(entry), m_entries.end());
    return m_entries.back().content;
}

void SegmentCache::put(const OutputKey &key, qint64 start, std::shared_ptr<const OutputBytes> content)
{
    std::shared_ptr<const OutputBytes> evicted; // let go of outside the lock
    const std::scoped_lock lock(m_mutex);
    if (m_entries.size() >= maxEntries) {
        evicted = std::move(m_entries.front().content);
        m_entries.erase(m_entries.begin());
    }
    m_entries.push_back({key, start, std::move(content)});
}

} // namespace Procession
