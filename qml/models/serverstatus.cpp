// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "serverstatus.h"

namespace Procession {

void ServerStatus::setListening(const QString &url, const QString &tryLine, const QString &runLine)
{
    m_url = url;
    m_tryLine = tryLine;
    m_runLine = runLine;
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
