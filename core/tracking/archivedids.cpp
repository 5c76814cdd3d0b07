// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archivedids.h"

#include <QRandomGenerator>

namespace Procession {

ArchivedIds::ArchivedIds()
    : m_seed(static_cast<size_t>(QRandomGenerator::system()->generate64()))
{
}

void ArchivedIds::beginLoading()
{
    const std::lock_guard lock(m_mutex);
    m_state = State::Loading;
}

void ArchivedIds::completeLoading()
{
    const std::lock_guard lock(m_mutex);
    m_state = State::Complete;
}

bool ArchivedIds::mayHold(const ProcessId &id) const
{
    const size_t hash = qHash(id, m_seed);
    const std::lock_guard lock(m_mutex);
    return m_state == State::Loading || m_hashes.contains(hash);
}

void ArchivedIds::add(const ProcessId &id)
{
    const size_t hash = qHash(id, m_seed);
    const std::lock_guard lock(m_mutex);
    if (m_state != State::NoHistory)
        m_hashes.insert(hash);
}

void ArchivedIds::remove(const ProcessId &id)
{
    const size_t hash = qHash(id, m_seed);
    const std::lock_guard lock(m_mutex);
    m_hashes.remove(hash);
}

} // namespace Procession
