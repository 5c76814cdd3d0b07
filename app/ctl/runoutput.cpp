// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runoutput.h"

#include <algorithm>
#include <numeric>

namespace Procession {

RunOutput::RunOutput(ApiClient &api, const ProcessId &id, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_id(id)
    , m_clock(clock)
{
}

void RunOutput::begin(int attempt)
{
    m_current = nullptr;
    std::erase_if(m_uploaders, [](const auto &uploader) { return uploader->isDrained(); });
    if (m_isStopped)
        return;
    m_uploaders.push_back(std::make_unique<OutputUploader>(m_api, m_id, attempt, m_clock));
    m_current = m_uploaders.back().get();
    connect(m_current, &OutputUploader::drained, this, [this] {
        if (isSent())
            Q_EMIT sent();
    });
    connect(m_current, &OutputUploader::refused, this, [this](const ApiError &error) {
        if (std::exchange(m_isStopped, true))
            return;
        stop();
        Q_EMIT refused(error.error.message);
        Q_EMIT sent(); // as much as the server takes
    });
}

void RunOutput::end()
{
    if (m_current)
        m_current->finish();
}

void RunOutput::resume(int attempt)
{
    for (const auto &uploader : m_uploaders)
        uploader->resume(uploader.get() == m_current ? attempt : uploader->attempt());
}

void RunOutput::stop()
{
    m_isStopped = true;
    for (const auto &uploader : m_uploaders)
        uploader->stop();
}

bool RunOutput::isSent() const
{
    return m_isStopped || std::all_of(m_uploaders.begin(), m_uploaders.end(), [](const auto &uploader) {
               return uploader->isDrained();
           });
}

qint64 RunOutput::waiting() const
{
    return std::accumulate(m_uploaders.begin(), m_uploaders.end(), qint64(0),
                           [](qint64 sum, const auto &uploader) { return sum + uploader->waiting(); });
}

} // namespace Procession
