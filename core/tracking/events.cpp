// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "events.h"

#include <utility>

namespace Procession {

Events::Events(std::vector<std::shared_ptr<const Block>> blocks, size_t first, size_t size)
    : m_blocks(std::move(blocks))
    , m_first(first)
    , m_size(size)
{
    Q_ASSERT(m_first + m_size <= m_blocks.size() * blockSize);
}

Events::Events(std::vector<Event> events)
    : m_size(events.size())
{
    std::shared_ptr<Block> block;
    for (size_t i = 0; i < events.size(); ++i) {
        if (i % blockSize == 0) {
            block = std::make_shared<Block>();
            m_blocks.push_back(block);
        }
        (*block)[i % blockSize] = std::move(events[i]);
    }
}

Events Events::part(size_t begin, size_t count) const
{
    Q_ASSERT(begin + count <= m_size);
    if (count == 0)
        return {};
    const auto blockOf = [&](size_t at) {
        return m_blocks.begin() + static_cast<std::ptrdiff_t>((m_first + at) / blockSize);
    };
    return {{blockOf(begin), blockOf(begin + count - 1) + 1}, (m_first + begin) % blockSize, count};
}

} // namespace Procession
