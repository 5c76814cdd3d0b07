// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertepisode.h"
#include "alertsilence.h"

#include <QHash>
#include <QSet>

namespace Procession {

/// One cause of a rule, and the episode of trouble that it is in or was in last: a state machine without clock or disk.
///
///     Calm ─bad─► Pending ─for─► Firing ◄─bad─┐
///      ▲ ◄──good────┘              └──good─► Clearing ─resolve_after─► over: told, or Owed until it may be told
///
/// What is told follows from where it stands and what was told last, so that a message that had to wait is sent only where
/// it is still true. A cause is bad while any of its subjects is in trouble.
/// Threads: its book's. Owner: AlertWatch.
class AlertCause
{
public:
    using Phase = AlertPhase;
    using Ending = AlertEnding;
    using Acknowledgement = AlertAcknowledgement;
    using Episode = AlertEpisode;
    /// What people were told of the episode last.
    enum class Told : quint8 { Nothing, Firing, Flapping };
    /// Why nothing may be said at present.
    struct Hush
    {
        std::optional<qint64> hoursEndMs{}; ///< wall time; empty outside of quiet hours
        const std::vector<AlertSilence> *silences = nullptr;
    };
    /// What came of a step.
    struct Outcome
    {
        std::vector<AlertMessage> messages;
        std::vector<Episode> ended;
        quint64 *lastEpisode = nullptr; ///< counts the episodes of the book
    };
    /// One thing that went wrong.
    struct News
    {
        QByteArray subject{}; ///< what will be well again: the id of a process, or its type and name
        AlertSubject who{};
        QString process{}; ///< its id; empty where it isn't one
        QString reason{};
        int attempt = 0;
        qint64 atMs = 0;      ///< wall time
        qint64 count = 1;     ///< so many at once
        bool repeats = false; ///< counts again where the subject is in trouble already
        bool isFound = false; ///< it was found, not seen to begin: it counts only where the cause was calm
    };

    /// Takes news; step() draws the conclusions. Beyond `mostSubjects` names, further ones count as one.
    void begin(const News &news, AlertTime now);
    /// The subject isn't in trouble any more. `reason` says how that came about where it isn't well.
    void end(const QByteArray &subject, const QString &reason = {});
    void endAll() { m_troubles.clear(); }
    bool isBad() const { return !m_troubles.isEmpty(); }
    /// Whether nothing has to be kept of it.
    bool isForgettable(const AlertRule &rule, AlertTime now) const;

    /// Goes on to where it stands now, and tells what is to be told.
    void step(const AlertRule &rule, const Hush &hush, AlertTime now, Outcome &outcome);
    /// When step() has to be called next though nothing happens, as steady time.
    std::optional<qint64> nextDueMs(const AlertRule &rule, const Hush &hush, AlertTime now) const;
    /// Ends the episode without a word.
    void close(Ending ending, const AlertRule &rule, AlertTime now, Outcome &outcome);
    /// No more reminders of this episode. Whether there is one.
    bool acknowledge(const QString &who, qint64 atMs);

    Phase phase() const { return m_phase; }
    quint64 episodeNumber() const { return m_episode; }
    /// Whether it is in trouble, and has been for less than `ms`.
    bool isRecent(qint64 ms, AlertTime now) const
    {
        return (m_phase != Phase::Calm || isBad()) && now.steadyMs - m_beganSteadyMs < ms;
    }
    Episode episode(const AlertRule &rule, const Hush &hush, AlertTime now) const;
    void setCause(const QString &name) { m_cause = name; }

    QJsonObject toJson(bool withSubjects) const;
    void fromJson(const QJsonObject &json);
    /// Steady times are later by `waitedMs`: the clock of another boot. The episode has lasted `unseenMs` longer.
    void shift(qint64 waitedMs, qint64 unseenMs);

private:
    static constexpr qsizetype mostSubjects = 200;
    static constexpr qsizetype mostSamples = 5;
    struct Fire
    {
        qint64 steadyMs = 0;
        qint64 wallMs = 0;
    };

    bool advancePhase(const AlertRule &rule, const Hush &hush, AlertTime now, Outcome &outcome);
    void fire(const AlertRule &rule, AlertTime now, Outcome &outcome);
    void finish(const AlertRule &rule, const Hush &hush, AlertTime now, Outcome &outcome);
    void tellFiring(const AlertRule &rule, const Hush &hush, AlertTime now, Outcome &outcome);
    void tell(AlertMessageKind kind, const AlertRule &rule, AlertTime now, Outcome &outcome);
    AlertMessage message(AlertMessageKind kind, const AlertRule &rule, AlertTime now) const;
    std::optional<qint64> silencedUntil(const QString &rule, const Hush &hush, AlertTime now) const;
    std::optional<qint64> reminderDueMs(const AlertRule &rule) const;
    std::optional<qint64> updateDueMs(const AlertRule &rule) const;
    std::optional<qint64> forgetDueMs(const AlertRule &rule) const;
    qint64 clearingMs(const AlertRule &rule) const;
    void forgetFacts();

    QString m_cause;
    QHash<QByteArray, AlertSubject> m_troubles; // by subject
    // Of the episode, or of what may become one.
    qint64 m_count = 0;
    QSet<QByteArray> m_names;  // that failed in it
    qint64 m_mostSubjects = 0; // that were in trouble at once
    QStringList m_samples;
    AlertSubject m_lastSubject;
    QString m_reason;
    int m_attempt = 0;
    qint64 m_beganMs = 0;    // wall
    qint64 m_lastSeenMs = 0; // wall
    qint64 m_lastNewsMs = 0; // steady
    qint64 m_beganSteadyMs = 0;
    // Where it stands. Times are steady.
    Phase m_phase = Phase::Calm;
    qint64 m_pendingSinceMs = 0;
    qint64 m_calmSinceMs = 0;
    qint64 m_changedMs = 0; // it last got bad or good
    bool m_isFlapping = false;
    std::vector<Fire> m_fires; // lately, also of episodes before
    // What was told.
    quint64 m_episode = 0; // 0 where there is none
    int m_number = 0;
    AlertMessageKind m_lastKind = AlertMessageKind::Fired;
    Told m_told = Told::Nothing;
    qint64 m_toldMs = 0; // when it was told, or a reminder of it
    qint64 m_toldCount = 0;
    int m_reminders = 0;
    bool m_hasUpdated = false;
    bool m_hasNewNames = false; // a name failed that wasn't told of
    bool m_isBackAgain = false; // it failed when nothing had been told for long
    bool m_isHeld = false;      // by quiet hours, so that it is told once these are over
    std::optional<Acknowledgement> m_acknowledged;
};

} // namespace Procession
