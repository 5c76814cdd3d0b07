// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processjsoncache.h"

namespace Procession {

ProcessJsonCache::ProcessJsonCache()
    : m_places(places)
{
}

void ProcessJsonCache::append(QByteArray &out, std::span<const ProcessPtr> processes)
{
    const std::scoped_lock lock(m_mutex);
    bool isFirst = true;
    for (const ProcessPtr &process : processes) {
        if (!std::exchange(isFirst, false))
            out += ',';
        append(out, *process);
    }
}

void ProcessJsonCache::append(QByteArray &out, const ProcessState &process)
{
    Place &place = m_places[process->seq % places];
    if (place.seq == process->seq) {
        out += place.json;
        return;
    }
    QByteArray json = process.json();
    out += json;
    if (json.size() <= longest) {
        json.squeeze();
        place = {process->seq, std::move(json)};
    }
}

} // namespace Procession
