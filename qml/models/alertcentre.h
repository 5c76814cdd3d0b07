// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrows.h"
#include "eventlog.h"
#include "framedcursor.h"
#include "operator.h"

namespace Procession {

class ProcessSource;

/// The alerts of the server, what silences them, the channels that tell of them and their rules, and what a person does
/// about them.
///
/// The open alerts and the rules are those of the source, and follow its log. While somebody looks, the server is asked for
/// the rest whenever the log tells that something about alerts changed: a few times a second at most, and never otherwise.
/// Threads: the GUI's. Owner: Dashboard; source and operator must outlive it.
class AlertCentre : public QObject
{
    Q_OBJECT
    Q_PROPERTY(Procession::KeyedRows *open READ open CONSTANT)
    Q_PROPERTY(Procession::KeyedRows *ended READ ended CONSTANT)
    Q_PROPERTY(Procession::KeyedRows *silences READ silences CONSTANT)
    Q_PROPERTY(Procession::KeyedRows *channels READ channels CONSTANT)
    Q_PROPERTY(Procession::KeyedRows *rules READ rules CONSTANT)
    /// Nothing was read yet.
    Q_PROPERTY(bool loading READ isLoading NOTIFY stateChanged)
    /// Why it could not be read last; empty where it could.
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)
    /// Whether the server knows alerts at all; where it doesn't `error` says so.
    Q_PROPERTY(bool supported READ isSupported NOTIFY stateChanged)
    /// How many there are, whatever the filter.
    Q_PROPERTY(int openTotal READ openTotal NOTIFY stateChanged)
    Q_PROPERTY(int endedTotal READ endedTotal NOTIFY stateChanged)
    /// Open ones that nobody acknowledged or silenced.
    Q_PROPERTY(int unacknowledged READ unacknowledged NOTIFY stateChanged)
    Q_PROPERTY(QStringList channelNames READ channelNames NOTIFY stateChanged)
    Q_PROPERTY(QString searchText READ searchText WRITE setSearchText NOTIFY filterChanged)
    /// The API's name of a severity; empty for all.
    Q_PROPERTY(QString severity READ severity WRITE setSeverity NOTIFY filterChanged)

public:
    AlertCentre(const ProcessSource &source, Operator &alerts, QObject *parent = nullptr);

    KeyedRows *open() { return &m_open; }
    KeyedRows *ended() { return &m_ended; }
    KeyedRows *silences() { return &m_silences; }
    KeyedRows *channels() { return &m_channels; }
    KeyedRows *rules() { return &m_rules; }
    bool isLoading() const { return !m_wasRead; }
    QString error() const;
    bool isSupported() const { return m_isSupported; }
    int openTotal() const { return static_cast<int>(m_openAlerts.size()); }
    int endedTotal() const { return static_cast<int>(m_endedAlerts.size()); }
    int unacknowledged() const { return AlertRows::unacknowledged(m_openAlerts); }
    QStringList channelNames() const;
    const QString &searchText() const { return m_filter.text; }
    void setSearchText(const QString &text);
    const QString &severity() const { return m_filter.severity; }
    void setSeverity(const QString &severity);

    /// Whether somebody looks at it.
    void setShown(bool shown);
    /// Whether the server is there; while it isn't, nothing is asked.
    void setLive(bool live);
    void setSupported(bool supported);
    Q_INVOKABLE void reload();
    Q_INVOKABLE void clearFilter();
    Q_INVOKABLE void acknowledge(const QString &episode);
    /// For so many minutes.
    Q_INVOKABLE void silence(const QString &episode, int minutes, const QString &reason);
    Q_INVOKABLE void endSilence(const QString &silenceId);
    Q_INVOKABLE void sendTest(const QString &channel);
    Q_INVOKABLE void removeRule(const QString &name);
    Q_INVOKABLE void setRuleActive(const QString &name, bool active);
    /// The fields of a rule; empty where there is none of that name.
    QJsonObject rule(const QString &name) const;
    /// Whether the configuration file has it.
    bool isRuleConfigured(const QString &name) const;

Q_SIGNALS:
    void stateChanged();
    void filterChanged();
    /// It was not done; a sentence that says why.
    void failed(const QString &message);

private:
    using Take = std::function<void(const QJsonObject &answer)>;

    void follow();
    void readBoard();
    void ask();
    void read(AlertQuestion::What what, Take take);
    void finishReading();
    void change(const AlertQuestion &question, const std::function<void(const Result<QJsonObject> &)> &then = {});
    void showAlerts();
    void showChannels();

    const ProcessSource &m_source;
    Operator &m_operator;
    FramedCursor m_cursor;
    KeyedRows m_open;
    KeyedRows m_ended;
    KeyedRows m_silences;
    KeyedRows m_channels;
    KeyedRows m_rules;
    QJsonArray m_openAlerts;
    QJsonArray m_endedAlerts;
    QJsonArray m_channelList;
    QJsonArray m_ruleList;
    QHash<QString, QString> m_tests; // what came of test messages, by channel
    AlertRows::Filter m_filter;
    QString m_error;
    QString m_newError; // of the reading that goes on
    int m_unanswered = 0;
    bool m_isStale = false; // something changed while it was read
    bool m_wasRead = false;
    bool m_isShown = false;
    bool m_isLive = true;
    bool m_isSupported = true;
};

} // namespace Procession
