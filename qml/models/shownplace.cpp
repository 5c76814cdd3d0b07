// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shownplace.h"

#include "rowtext.h"
#include "selectedprocess.h"

#include <QPointer>

namespace Procession {

namespace {

constexpr int pauseMs = 1000;

QString textOf(const Operator::PlaceInQueue &place)
{
    return ShownPlace::tr("%1 of %2. %3").arg(place.place).arg(place.waiting).arg(shownText(place.reason));
}

} // namespace

ShownPlace::ShownPlace(const SelectedProcess &selected, EventLog &log, Operator &places, QObject *parent)
    : QObject(parent)
    , m_selected(selected)
    , m_operator(places)
    , m_cursor(log, this)
    , m_pause(this)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &ShownPlace::ask);
    connect(&m_cursor, &EventCursor::available, this, [this] {
        if (mayWait() && !m_pause.isActive())
            m_pause.start(pauseMs);
        else
            m_cursor.skipToEnd();
    });
    connect(&selected, &SelectedProcess::changed, this, &ShownPlace::select);
    select();
}

bool ShownPlace::mayWait() const
{
    return m_selected.isValid() && !m_selected.isArchived()
        && (*m_selected.process())->status == ProcessStatus::Pending;
}

/// Another process may be selected, or it goes on.
void ShownPlace::select()
{
    const bool isOther = std::exchange(m_key, m_selected.key()) != m_key;
    if (!mayWait() || isOther)
        show({});
    if (mayWait() && isOther)
        ask();
}

void ShownPlace::ask()
{
    m_cursor.skipToEnd();
    if (!mayWait())
        return;
    if (m_isAsking) {
        m_pause.start(pauseMs); // the answer may be that of another one
        return;
    }
    m_isAsking = true;
    m_operator.readPlace((*m_selected.process())->id,
                         [asker = QPointer(this), key = m_key](const std::optional<Operator::PlaceInQueue> &place) {
                             if (!asker)
                                 return;
                             asker->m_isAsking = false;
                             if (asker->m_key == key && asker->mayWait())
                                 asker->show(place ? textOf(*place) : QString());
                         });
}

void ShownPlace::show(const QString &text)
{
    if (std::exchange(m_text, text) != text)
        Q_EMIT changed();
}

} // namespace Procession
