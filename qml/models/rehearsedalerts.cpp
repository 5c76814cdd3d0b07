// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsedalerts.h"

#include "rowtext.h"
#include "timetext.h"

#include <QJsonArray>
#include <QPointer>
#include <QUuid>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

double msOf(const QJsonValue &seconds)
{
    return seconds.toDouble() * 1000;
}

QString times(qint64 count)
{
    return count == 1 ? RehearsedAlerts::tr("once") : RehearsedAlerts::tr("%1 times").arg(count);
}

QString messagesText(qint64 count)
{
    return count == 1 ? RehearsedAlerts::tr("1 message") : RehearsedAlerts::tr("%1 messages").arg(count);
}

/// The messages of an episode, a line each.
QString linesOf(const QJsonObject &episode)
{
    QStringList lines;
    for (const QJsonValue &value : episode["messages"_L1].toArray()) {
        const QJsonObject message = value.toObject();
        QString line =
            TimeText::moment(qRound64(msOf(message["at"_L1]))) + u"  "_s + shownText(message["title"_L1].toString());
        if (const QString reason = shownText(message["reason"_L1].toString()); !reason.isEmpty())
            line += u" · "_s + reason;
        lines.append(line);
    }
    if (const qint64 left = episode["message_count"_L1].toInteger() - lines.size(); left > 0)
        lines.append(RehearsedAlerts::tr("and %1 more").arg(left));
    return lines.join(u'\n');
}

} // namespace

RehearsedAlerts::RehearsedAlerts(Operator &alerts, QObject *parent)
    : KeyedRows({"episode", "cause", "severity", "began", "ended", "occurrences", "messages", "lines"}, parent)
    , m_operator(alerts)
    , m_name(QUuid::createUuid().toString(QUuid::WithoutBraces))
    , m_pause(this)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(delay);
    connect(&m_pause, &QTimer::timeout, this, &RehearsedAlerts::send);
}

void RehearsedAlerts::ask(const QJsonObject &rule)
{
    if (rule == m_rule && m_problem.isEmpty())
        return;
    m_rule = rule;
    ++m_asked;
    m_isWanted = true;
    m_pause.start();
    Q_EMIT changed();
}

void RehearsedAlerts::clear()
{
    m_pause.stop();
    ++m_asked;
    m_rule = {};
    m_isWanted = false;
    m_summary = m_note = m_problem = QString();
    m_from = m_to = 0;
    setRows({});
    Q_EMIT changed();
}

/// What was asked before is given up for it.
void RehearsedAlerts::send()
{
    m_operator.askAlerts({.what = AlertQuestion::What::Rehearse, .name = m_name, .body = m_rule},
                         [asker = QPointer(this), number = m_asked](const Result<QJsonObject> &answer) {
                             if (asker && number == asker->m_asked)
                                 asker->take(answer);
                         });
}

void RehearsedAlerts::take(const Result<QJsonObject> &answer)
{
    m_isWanted = false;
    m_summary = m_note = m_problem = QString();
    m_from = m_to = 0;
    if (!answer) {
        m_problem = shownText(answer.error().message);
        setRows({});
    } else if (!(*answer)["can_rehearse"_L1].toBool()) {
        m_problem = shownText((*answer)["problem"_L1].toString());
        setRows({});
    } else {
        show(*answer);
    }
    Q_EMIT changed();
}

void RehearsedAlerts::show(const QJsonObject &told)
{
    m_from = msOf(told["from"_L1]);
    m_to = msOf(told["to"_L1]);
    const qint64 episodes = told["episode_count"_L1].toInteger();
    const qint64 runs = told["runs"_L1].toInteger();
    const qint64 days = std::max<qint64>(1, qRound64((m_to - m_from) / 86'400'000));
    const QString span = days == 1 ? tr("in the last day") : tr("in the last %1 days").arg(days);
    m_summary = episodes == 0 ? tr("It would not have fired %1: %2 runs ended.").arg(span).arg(runs)
                              : tr("It would have fired %1 %2, with %3.")
                                    .arg(times(episodes), span, messagesText(told["message_count"_L1].toInteger()));
    QStringList notes;
    for (const QJsonValue &note : told["notes"_L1].toArray())
        notes.append(shownText(note.toString()));
    if (const QJsonValue since = told["history_since"_L1]; since.isDouble() && msOf(since) > m_from)
        notes.append(tr("The history begins at %1.").arg(TimeText::moment(qRound64(msOf(since)))));
    if (!told["complete"_L1].toBool())
        notes.append(tr("There was too much to look at: it ends at %1.")
                         .arg(TimeText::moment(qRound64(msOf(told["stopped_at"_L1])))));
    m_note = notes.join(u' ');
    std::vector<Row> rows;
    for (const QJsonValue &value : told["episodes"_L1].toArray()) {
        const QJsonObject episode = value.toObject();
        const QString number = QString::number(episode["episode"_L1].toInteger());
        const double ended = msOf(episode["ended_at"_L1]);
        rows.push_back({number,
                        {number, shownText(episode["cause"_L1].toString()), episode["severity"_L1].toString(),
                         msOf(episode["began_at"_L1]), ended, episode["count"_L1].toInteger(),
                         episode["message_count"_L1].toInteger(), linesOf(episode)}});
    }
    setRows(std::move(rows));
}

} // namespace Procession
