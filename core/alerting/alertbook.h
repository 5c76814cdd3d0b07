// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertwatch.h"

namespace Procession {

/// Decides what is worth a message: a state machine of facts and times, without clock, thread or disk.
///
/// There is one alert for each cause and episode, however many processes are in it (AlertCause). Durations go by steady
/// time; wall time counts for quiet hours, and for what people read. What happens, and at which times, alone decides, so
/// that the same facts give the same messages, with the same numbers.
/// Threads: one. Owner: AlertEngine.
class AlertBook
{
public:
    using Messages = std::vector<AlertMessage>;

    AlertBook() = default;
    Q_DISABLE_COPY_MOVE(AlertBook)
    ~AlertBook() = default;

    /// Sets the rules. Episodes go on where their rule is about the same causes as before; others end without a message.
    /// A new rule learns by takeSnapshot() what is wrong already.
    Messages setRules(const std::vector<AlertRule> &rules, AlertTime now);
    std::vector<AlertRule> rules() const;
    /// Whether a rule with that condition is there.
    bool wants(AlertCondition::Kind kind) const;

    Messages take(const AlertFact &fact, AlertTime now);
    /// Takes over how all processes stand, in place of what was known of them.
    Messages takeSnapshot(const std::vector<AlertFact> &facts, AlertTime now);
    /// Goes on to a later time.
    Messages advance(AlertTime now);
    /// The steady time at which advance() has something to do though nothing happens. Nothing where it hasn't.
    std::optional<qint64> nextDueMs() const;

    /// The episodes that are open, oldest first.
    std::vector<AlertEpisode> episodes(AlertTime now) const;
    /// No more reminders of that episode. Whether it is open.
    bool acknowledge(quint64 episode, const QString &who, AlertTime now);
    /// Adds a silence from now on. `endsMs`, wall time, counts from `now` by the steady clock. Returns its id.
    quint64 addSilence(AlertSilence silence, AlertTime now);
    /// Ends a silence. Nothing where there is none of that id.
    std::optional<Messages> removeSilence(quint64 id, AlertTime now);
    const std::vector<AlertSilence> &silences() const { return m_silences; }

    /// What has to be kept of a cause: a row, empty where it is to be removed.
    struct Row
    {
        QString rule;
        QByteArray cause; ///< a key; empty for what is kept of the rule itself
        QByteArray state;
    };
    struct Changes
    {
        std::vector<Row> rows;
        std::vector<AlertEpisode> ended;
        bool areSilencesChanged = false;
    };
    /// What changed since the last call.
    Changes takeChanges(AlertTime now);
    /// The number of the newest episode or silence.
    quint64 lastNumber() const { return m_lastNumber; }

    struct Kept
    {
        std::vector<Row> rows;
        std::vector<AlertSilence> silences;
        quint64 lastNumber = 0;
        /// The steady clock is another one, behind that of the rows by so much.
        qint64 waitedMs = 0;
        qint64 unseenMs = 0; ///< so much time passed by the wall clock that no steady clock measured
    };
    /// Takes over what was kept by an earlier run, of rules that are set already. takeSnapshot() must follow.
    void restore(const Kept &kept);

private:
    using Key = std::pair<QString, QByteArray>; // rule and cause

    AlertCause::Hush hushOf(const AlertRule &rule, AlertTime now) const;
    quint8 aboutOf(const AlertFact &fact) const;
    void settle(AlertWatch &watch, AlertTime now, Messages &messages);
    void stepCause(AlertWatch &watch, const QByteArray &cause, AlertTime now, Messages &messages);
    void setDue(const Key &key, std::optional<qint64> dueMs);
    void dropSilences(AlertTime now);
    Messages settleAll(AlertTime now);

    struct Reader
    {
        AlertWatch *watch;
        quint8 wants;
    };

    std::map<QString, AlertWatch> m_watches; // by the name of the rule
    std::vector<Reader> m_readers;           // the same, each with what it looks at
    quint8 m_wanted = 0;                     // by any of them
    std::vector<AlertSilence> m_silences;
    quint64 m_lastNumber = 0;
    std::set<std::pair<qint64, Key>> m_dues; // of causes, steady
    std::map<Key, qint64> m_dueOf;
    std::set<Key> m_changed;
    std::vector<AlertEpisode> m_ended;
    bool m_areSilencesChanged = false;
};

} // namespace Procession
