// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"
#include "outputkey.h"

#include <memory>
#include <mutex>

namespace Procession {

/// The content of the closed segments that were read last, so that a reader who goes through one in small steps doesn't
/// unpack it again at each. A closed segment never changes. Threads: any. Memory: some 1 MiB for each of 16.
class SegmentCache
{
public:
    std::shared_ptr<const OutputBytes> find(const OutputKey &key, qint64 start);
    void put(const OutputKey &key, qint64 start, std::shared_ptr<const OutputBytes> content);

private:
    struct Entry
    {
        OutputKey key;
        qint64 start;
        std::shared_ptr<const OutputBytes> content;
    };
    std::mutex m_mutex;
    std::vector<Entry> m_entries; // the one that was used last stands last
};

} // namespace Procession
