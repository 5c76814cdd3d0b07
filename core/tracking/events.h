// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"

#include <array>
#include <iterator>
#include <memory>
#include <vector>

namespace Procession {

/// Events in their order, in blocks that all copies and parts of them share.
///
/// An event has counters of its own for all that it shares, so that a copy of it for each of the log's many readers costs
/// more than it takes to append it. A copy of these costs a pointer a block. Whoever holds a part of a block holds it whole.
/// Threads: as a QString. The log appends to a block while readers have those before in it.
class Events
{
public:
    static constexpr size_t blockSize = 64;
    using Block = std::array<Event, blockSize>;

    class Iterator
    {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = Event;
        using difference_type = std::ptrdiff_t;
        using pointer = const Event *;
        using reference = const Event &;

        Iterator() = default;
        Iterator(const Events *events, size_t at)
            : m_events(events)
            , m_at(at)
        {
        }
        const Event &operator*() const { return (*m_events)[m_at]; }
        const Event *operator->() const { return &**this; }
        Iterator &operator++()
        {
            ++m_at;
            return *this;
        }
        Iterator operator++(int) { return {m_events, m_at++}; }
        friend bool operator==(const Iterator &a, const Iterator &b) { return a.m_at == b.m_at; }

    private:
        const Events *m_events = nullptr;
        size_t m_at = 0;
    };

    Events() = default;
    /// The `size` events from the one at `first` in the first block on.
    Events(std::vector<std::shared_ptr<const Block>> blocks, size_t first, size_t size);
    Events(std::vector<Event> events);

    size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    /// `at` is less than the size.
    const Event &operator[](size_t at) const
    {
        Q_ASSERT(at < m_size);
        const size_t place = m_first + at;
        return (*m_blocks[place / blockSize])[place % blockSize];
    }
    const Event &front() const { return (*this)[0]; }
    const Event &back() const { return (*this)[m_size - 1]; }
    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, m_size}; }

    /// The first `count`, where there are as many.
    Events first(size_t count) const { return part(0, count); }
    /// Those from the one at `begin` on, which may be the end.
    Events from(size_t begin) const { return part(begin, m_size - begin); }

private:
    Events part(size_t begin, size_t count) const;

    std::vector<std::shared_ptr<const Block>> m_blocks;
    size_t m_first = 0; // in the first block
    size_t m_size = 0;
};

} // namespace Procession
