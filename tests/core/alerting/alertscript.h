// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertbook.h"

#include <QHash>
#include <QStringList>

#include <memory>

namespace Procession {

/// Plays a script of facts to an AlertBook, moves its time, and notes each message as one line.
///
/// A line of a script is a time since the begin, such as `+90s` or `+1h30m`, and what happens then; lines end with `;` or
/// the end of the line. Names have no spaces; behind a `:` stands a reason.
///
///     fail NAME [xN over TIME] [: REASON]   one or more runs of that name fail, and aren't retried; % in a name is
///                                           another for each run
///     retry NAME, exhaust NAME, timeout NAME, done NAME [xN over TIME], cancel NAME
///                                           a run ends: retried, without a retry left, …
///     pend ID NAME, run ID NAME, report ID, quiet ID [CLOCK], over ID, under ID, end ID, crash ID
///                                           a process of that id, which goes on
///     store down|up, disk FREE%, missed NAME TIME, met NAME TIME
///     silence [rule=R] [type=T] [name=N] TIME, unsilence, ack EPISODE
///     jump TIME                             the wall clock is set
///     restart [TIME], reboot TIME           the program, or the machine, is away for so long
///     rule JSON                             the rule is changed
///
/// A message is noted as `90s fired CAUSE x3`; a resolved one with `lasted 80s`.
class AlertScript
{
public:
    /// `rules` are the fields of a rule as JSON, or several with lines of `---` between them.
    explicit AlertScript(const QByteArray &rules, qint64 beginWallMs = 1'700'000'000'000);

    /// The messages, a line each. The time goes on to `untilMs`.
    QStringList play(const QString &script, qint64 untilMs);
    const std::vector<AlertMessage> &messages() const { return m_messages; }
    AlertBook &book() { return *m_book; }
    AlertTime now() const { return {m_steadyMs, m_steadyMs - 1000 + m_beginWallMs + m_jumpMs}; }

    static qint64 msOf(const QString &text);

private:
    void goTo(qint64 steadyMs);
    void carryOut(const QString &line);
    void endRuns(const QString &verb, const QStringList &words, const QString &reason);
    void endRun(const QString &verb, const QString &name, const QString &reason);
    void live(const QString &verb, const QStringList &words);
    void expected(const QString &verb, const QStringList &words);
    void silence(const QStringList &words);
    void restart(qint64 awayMs, bool isReboot);
    void setRules(const QByteArray &rules);
    void note(const std::vector<AlertMessage> &messages);
    AlertFact factOf(Process process, ProcessFact::End end, bool isReport) const;

    const qint64 m_beginWallMs;
    qint64 m_jumpMs = 0;
    qint64 m_steadyMs = 1000;
    qint64 m_shownFromMs = 1000; // steady time of the begin, which changes with a reboot
    std::unique_ptr<AlertBook> m_book = std::make_unique<AlertBook>();
    std::vector<AlertRule> m_rules;
    QHash<QString, Process> m_live;
    std::map<std::pair<QString, QByteArray>, QByteArray> m_rows; // what is on the disk
    std::vector<AlertMessage> m_messages;
    QStringList m_lines;
    int m_runs = 0;
};

} // namespace Procession
