// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processjsoncache.h"

#include "processjson.h"
#include "processsource.h"

namespace Procession {

ProcessJsonCache::ProcessJsonCache(const ProcessSource &source)
    : m_source(source)
    , m_slots(slotCount)
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
    if (isWaiting(*process)) {
        const std::vector<ProcessId> waitingFor = m_source.waitingFor(*process);
        QByteArray json;
        writeProcess(ObjectWriter(json), *process, false, &waitingFor);
        return json;
    }
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
