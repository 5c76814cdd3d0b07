// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shownpauses.h"

#include "actortext.h"
#include "operator.h"
#include "processsource.h"
#include "rowtext.h"
#include "timetext.h"

#include <QPointer>

#include <algorithm>

namespace Procession {

namespace {

constexpr std::chrono::milliseconds frame{100};

/// Such as `No new work is started since 14:03:05, by token ops: a new disk`.
QString lineOf(const ProcessType &type, const QueuePause &pause)
{
    const auto since = static_cast<double>(pause.sinceMs);
    const QString when = TimeText::clockMoment(since, static_cast<double>(QDateTime::currentMSecsSinceEpoch()));
    QString line = type == ProcessType()
        ? ShownPauses::tr("This server starts no new work since %1").arg(when)
        : ShownPauses::tr("This server starts no new %1 since %2").arg(isolated(shownText(type.toString())), when);
    if (const QString actor = actorText(pause.origin.actor); !actor.isEmpty())
        line = ShownPauses::tr("%1, %2").arg(line, actor);
    return pause.origin.reason.isEmpty()
        ? ShownPauses::tr("%1.").arg(line)
        : ShownPauses::tr("%1: %2").arg(line, isolated(shownText(pause.origin.reason.toString())));
}

} // namespace

ShownPauses::ShownPauses(const ProcessSource &source, Operator &changes, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_operator(changes)
    , m_cursor(source.log(), frame, this)
{
    connect(&m_cursor, &FramedCursor::due, this, &ShownPauses::follow);
    read();
}

void ShownPauses::follow()
{
    if (m_cursor.takeAll([](const Event &event) { return event.setting && event.setting->pause; }))
        read();
}

void ShownPauses::read()
{
    QueuePauses pauses = m_source.queuePauses();
    if (pauses == m_pauses)
        return;
    m_pauses = std::move(pauses);
    QStringList lines;
    for (const auto &[type, pause] : m_pauses)
        lines.append(lineOf(type, pause));
    m_text = lines.join(u'\n');
    Q_EMIT changed();
}

void ShownPauses::resume()
{
    if (m_underWay > 0)
        return;
    m_underWay = static_cast<int>(m_pauses.size());
    Q_EMIT changed();
    const QueuePauses paused = m_pauses; // an answer may come at once
    for (const auto &[type, pause] : paused) {
        m_operator.resumeQueue(type, [asker = QPointer(this)](const Result<ProcessPtr> &result) {
            if (!asker)
                return;
            --asker->m_underWay;
            if (!result)
                Q_EMIT asker->failed(tr("It wasn't resumed: %1").arg(shownText(result.error().message)));
            Q_EMIT asker->changed();
        });
    }
}

} // namespace Procession
