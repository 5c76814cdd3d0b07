// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processjsoncache.h"

namespace Procession {

ProcessJsonCache::ProcessJsonCache()
    : m_slots(slotCount)
{
}

void ProcessJsonCache::write(ArrayWriter &list, std::span<const ProcessPtr> processes)
{
    const std::scoped_lock lock(m_mutex);
    for (const ProcessPtr &process : processes)
        list.raw(look(*process));
}

QByteArray ProcessJsonCache::json(const ProcessState &process)
{
    const std::scoped_lock lock(m_mutex);
    return look(process);
}

QByteArray ProcessJsonCache::look(const ProcessState &process)
{
    Slot &slot = m_slots[process->seq % slotCount];
    if (slot.seq == process->seq)
        return slot.json;
    QByteArray json = process.json();
    if (json.size() <= longest) {
        json.squeeze();
        slot = {process->seq, json};
    }
    return json;
}

} // namespace Procession
