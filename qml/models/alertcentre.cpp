// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertcentre.h"

#include "jsonwriter.h"
#include "processsource.h"
#include "rowtext.h"

#include <QJsonDocument>
#include <QPointer>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;
using What = AlertQuestion::What;

namespace {

constexpr std::chrono::milliseconds frame{250};

/// A list of what `write(array)` writes.
template <typename Write>
QJsonArray listOf(Write write)
{
    QByteArray json;
    {
        ObjectWriter object(json);
        ArrayWriter list = object.array("list");
        write(list);
    }
    return QJsonDocument::fromJson(json)["list"_L1].toArray();
}

QJsonArray openAlerts(const AlertBoard &board)
{
    return listOf([&board](ArrayWriter &list) {
        for (const auto &[number, episode] : board.episodes()) {
            ObjectWriter object = list.object();
            writeAlertEpisode(object, *episode);
        }
    });
}

QJsonArray rulesOf(const AlertBoard &board)
{
    return listOf([&board](ArrayWriter &list) {
        for (const auto &[name, rule] : board.rules()) {
            ObjectWriter object = list.object();
            writeKeptAlertRule(object, *rule);
        }
    });
}

} // namespace

AlertCentre::AlertCentre(const ProcessSource &source, Operator &alerts, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_operator(alerts)
    , m_cursor(source.log(), frame, this)
    , m_open(AlertRows::alertRoles())
    , m_ended(AlertRows::alertRoles())
    , m_silences(AlertRows::silenceRoles())
    , m_channels(AlertRows::channelRoles())
    , m_rules(AlertRows::ruleRoles())
{
    connect(&m_cursor, &FramedCursor::due, this, &AlertCentre::follow);
    readBoard();
}

void AlertCentre::follow()
{
    if (m_cursor.takeAll([](const Event &event) { return event.setting && event.setting->alerts; }))
        reload();
}

void AlertCentre::setShown(bool shown)
{
    if (!std::exchange(m_isShown, shown) && shown)
        ask();
}

void AlertCentre::setLive(bool live)
{
    if (!std::exchange(m_isLive, live) && live)
        ask();
}

void AlertCentre::setSupported(bool supported)
{
    if (std::exchange(m_isSupported, supported) == supported)
        return;
    Q_EMIT stateChanged();
    ask();
}

QString AlertCentre::error() const
{
    return m_isSupported ? m_error : tr("This server is too old to tell of alerts; that needs a newer one.");
}

void AlertCentre::reload()
{
    readBoard();
    ask();
}

void AlertCentre::readBoard()
{
    const AlertBoard board = m_source.alerts();
    m_openAlerts = openAlerts(board);
    m_ruleList = rulesOf(board);
    m_open.setRows(AlertRows::alerts(m_openAlerts, m_filter));
    m_rules.setRows(AlertRows::rules(m_ruleList));
    Q_EMIT stateChanged();
}

/// For what isn't in the log.
void AlertCentre::ask()
{
    if (!m_isShown || !m_isLive || !m_isSupported)
        return;
    if (m_unanswered > 0) {
        m_isStale = true;
        return;
    }
    m_newError.clear();
    m_unanswered = 3;
    read(What::Ended, [this](const QJsonObject &answer) { m_endedAlerts = answer["alerts"_L1].toArray(); });
    read(What::Silences, [this](const QJsonObject &answer) {
        m_silences.setRows(AlertRows::silences(answer["silences"_L1].toArray()));
    });
    read(What::Channels, [this](const QJsonObject &answer) { m_channelList = answer["channels"_L1].toArray(); });
}

void AlertCentre::read(What what, Take take)
{
    m_operator.askAlerts({.what = what},
                         [asker = QPointer(this), take = std::move(take)](const Result<QJsonObject> &answer) {
                             if (!asker)
                                 return;
                             if (answer)
                                 take(*answer);
                             else
                                 asker->m_newError = shownText(answer.error().message);
                             asker->finishReading();
                         });
}

void AlertCentre::finishReading()
{
    if (--m_unanswered > 0)
        return;
    m_error = m_newError;
    m_wasRead = true;
    showAlerts();
    showChannels();
    Q_EMIT stateChanged();
    if (std::exchange(m_isStale, false))
        ask();
}

void AlertCentre::showAlerts()
{
    m_open.setRows(AlertRows::alerts(m_openAlerts, m_filter));
    m_ended.setRows(AlertRows::alerts(m_endedAlerts, m_filter));
}

void AlertCentre::showChannels()
{
    m_channels.setRows(AlertRows::channels(m_channelList, m_tests));
}

void AlertCentre::setSearchText(const QString &text)
{
    if (std::exchange(m_filter.text, text) == text)
        return;
    showAlerts();
    Q_EMIT filterChanged();
}

void AlertCentre::setSeverity(const QString &severity)
{
    if (std::exchange(m_filter.severity, severity) == severity)
        return;
    showAlerts();
    Q_EMIT filterChanged();
}

void AlertCentre::clearFilter()
{
    setSearchText({});
    setSeverity({});
}

QStringList AlertCentre::channelNames() const
{
    QStringList names;
    for (const QJsonValue &channel : m_channelList)
        names.append(channel["name"_L1].toString());
    return names;
}

void AlertCentre::change(const AlertQuestion &question, const std::function<void(const Result<QJsonObject> &)> &then)
{
    m_operator.askAlerts(question, [asker = QPointer(this), then](const Result<QJsonObject> &answer) {
        if (!asker)
            return;
        if (!answer)
            Q_EMIT asker->failed(shownText(answer.error().message));
        if (then)
            then(answer);
        asker->reload();
    });
}

void AlertCentre::acknowledge(const QString &episode)
{
    change({.what = What::Acknowledge, .name = episode});
}

void AlertCentre::silence(const QString &episode, int minutes, const QString &reason)
{
    change({.what = What::Silence,
            .name = episode,
            .body = {{u"duration"_s, minutes * 60}, {u"reason"_s, reason.simplified()}}});
}

void AlertCentre::endSilence(const QString &silenceId)
{
    change({.what = What::EndSilence, .name = silenceId});
}

void AlertCentre::sendTest(const QString &channel)
{
    m_tests.insert(channel, tr("Sending…"));
    showChannels();
    change({.what = What::TestChannel, .name = channel}, [this, channel](const Result<QJsonObject> &answer) {
        const bool isDelivered = answer && (*answer)["delivered"_L1].toBool();
        const QString why = shownText(answer ? (*answer)["message"_L1].toString() : answer.error().message);
        m_tests.insert(channel, isDelivered ? tr("The test message was delivered.") : tr("Not delivered: %1").arg(why));
        showChannels();
    });
}

QJsonObject AlertCentre::rule(const QString &name) const
{
    for (const QJsonValue &rule : m_ruleList) {
        if (rule["name"_L1].toString() == name)
            return AlertRows::fieldsOf(rule.toObject());
    }
    return {};
}

bool AlertCentre::isRuleConfigured(const QString &name) const
{
    return std::any_of(m_ruleList.begin(), m_ruleList.end(), [&name](const QJsonValue &rule) {
        return rule["name"_L1].toString() == name && rule["configured"_L1].toBool();
    });
}

void AlertCentre::removeRule(const QString &name)
{
    change({.what = What::RemoveRule, .name = name});
}

void AlertCentre::setRuleActive(const QString &name, bool active)
{
    QJsonObject fields = rule(name);
    if (fields.isEmpty())
        return;
    fields.insert("enabled"_L1, active);
    change({.what = What::PutRule, .name = name, .body = fields});
}

} // namespace Procession
