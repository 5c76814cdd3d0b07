// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertteller.h"

namespace Procession {

namespace {

AlertEpisodePtr shared(const AlertEpisode &episode)
{
    return std::make_shared<const AlertEpisode>(episode);
}

/// The episode without what changes as time goes by alone.
AlertEpisode timeless(AlertEpisode episode)
{
    episode.facts.durationMs = 0;
    episode.facts.atMs = 0;
    return episode;
}

} // namespace

AlertTeller::AlertTeller(Open open, Tell tell, QObject *parent)
    : QObject(parent)
    , m_open(std::move(open))
    , m_tell(std::move(tell))
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &AlertTeller::flush);
}

void AlertTeller::tellAll()
{
    if (!m_tell)
        return;
    AlertNews news{.rule = {}, .episodes = {}, .isAll = true};
    m_told.clear();
    for (const AlertEpisode &episode : m_open()) {
        news.episodes.push_back(shared(episode));
        m_told.emplace(episode.facts.episode, timeless(episode));
    }
    if (!news.episodes.empty())
        m_tell(std::move(news));
}

void AlertTeller::note(const std::vector<AlertEpisode> &ended)
{
    if (!m_tell)
        return;
    m_ended.insert(m_ended.end(), ended.begin(), ended.end());
    if (!m_timer.isActive())
        m_timer.start();
}

void AlertTeller::noteOther()
{
    m_isOther = true;
    note({});
}

void AlertTeller::flush()
{
    m_timer.stop();
    if (!m_tell)
        return;
    AlertNews news;
    for (const AlertEpisode &episode : m_ended) {
        news.episodes.push_back(shared(episode));
        m_told.erase(episode.facts.episode);
    }
    m_ended.clear();
    for (const AlertEpisode &episode : m_open()) {
        AlertEpisode plain = timeless(episode);
        const auto told = m_told.find(episode.facts.episode);
        if (told != m_told.end() && told->second == plain)
            continue;
        news.episodes.push_back(shared(episode));
        m_told.insert_or_assign(episode.facts.episode, std::move(plain));
    }
    if (std::exchange(m_isOther, false) || !news.episodes.empty())
        m_tell(std::move(news));
}

} // namespace Procession
