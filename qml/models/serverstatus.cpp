// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "serverstatus.h"

#include "timetext.h"

namespace Procession {

void ServerStatus::setListening(const QString &url, const QString &tryLine, const QString &runLine)
{
    m_url = url;
    m_tryLine = tryLine;
    m_runLine = runLine;
    Q_EMIT changed();
}

QString ServerStatus::place() const
{
    if (m_link == Link::Own)
        return isListening() ? tr("Listening on %1").arg(m_url) : tr("Not listening");
    return tr("%1 · %2").arg(freshness(), m_url);
}

QString ServerStatus::freshness() const
{
    if (isLive())
        return tr("Live");
    if (m_link == Link::CatchingUp)
        return tr("Catching up");
    return m_staleSince == 0 ? tr("Not connected")
                             : tr("Stale since %1").arg(TimeText::timeOfDay(static_cast<double>(m_staleSince)));
}

QString ServerStatus::warning() const
{
    if (m_link == Link::Refused) {
        return tr("%1 does not let this window in: %2 It is tried again within a minute, with the token that "
                  "--token-file then holds; one of PROCESSION_TOKEN needs a new start.")
            .arg(m_url, m_linkProblem);
    }
    if (m_link == Link::Stale) {
        return (m_staleSince == 0 ? tr("There is no connection yet: %1 It is tried again and again.")
                                  : tr("The connection broke: %1 It is tried again and again; until then the window "
                                       "shows what it knew."))
            .arg(m_linkProblem);
    }
    return m_storeProblem.isEmpty() ? QString() : tr("Changes can't be stored: %1").arg(m_storeProblem);
}

void ServerStatus::setLink(Link link, qint64 staleSince, const QString &problem)
{
    m_link = link;
    m_staleSince = staleSince;
    m_linkProblem = problem;
    if (!problem.isEmpty() && !problem.back().isPunct())
        m_linkProblem += u'.';
    Q_EMIT changed();
}

void ServerStatus::setStoreProblem(const QString &problem)
{
    m_storeProblem = problem;
    Q_EMIT changed();
}

void ServerStatus::setSubscriberCount(qsizetype count)
{
    m_subscriberCount = static_cast<int>(count);
    Q_EMIT changed();
}

} // namespace Procession
