// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "feedclient.h"

#include "apijson.h"
#include "changejson.h"
#include "clock.h"
#include "expectationjson.h"
#include "schedulejson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLoggingCategory>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcFeed, "procession.client.feed", QtWarningMsg)

quint64 seqOf(const QJsonObject &message)
{
    return static_cast<quint64>(std::max<qint64>(0, message.value("seq"_L1).toInteger()));
}

/// The kind of event that a message tells of; `otherwise` where the server is too old, or too new, to tell a known one.
EventKind kindOf(const QJsonObject &message, EventKind otherwise)
{
    return eventKindFromString(message.value("event"_L1).toString()).value_or(otherwise);
}

std::vector<AlertEpisodePtr> episodesFrom(const QJsonObject &message)
{
    std::vector<AlertEpisodePtr> episodes;
    const QJsonArray alerts = message.value("alerts"_L1).toArray();
    for (const QJsonValue &value : alerts)
        episodes.push_back(std::make_shared<const AlertEpisode>(alertEpisodeFrom(value.toObject())));
    return episodes;
}

/// The type that a message names; the empty one, which stands for all, where it names none.
ProcessType queueTypeFrom(const QJsonObject &message)
{
    return ProcessType::fromString(message.value("process_type"_L1).toString()).value_or(ProcessType());
}

/// The rules and episodes in a page of a snapshot.
void readAlerts(const QJsonObject &page, AlertBoard &board)
{
    const QJsonArray rules = page.value("alert_rules"_L1).toArray();
    for (const QJsonValue &value : rules) {
        if (AlertRulePtr rule = keptAlertRuleFrom(value.toObject()))
            board.apply({.rule = std::move(rule)});
    }
    board.apply({.rule = {}, .episodes = episodesFrom(page)});
}

} // namespace

FeedClient::FeedClient(ApiEndpoint endpoint, FeedClientOptions options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_api(std::move(endpoint), m_options.times.silence)
    , m_socket(
          m_options.times, [this] { return nextRequest(); }, [this](const ApiSocket::Why &why) { askWhyRefused(why); })
{
    connect(&m_socket, &ApiSocket::connected, this, &FeedClient::onConnected);
    connect(&m_socket, &ApiSocket::textReceived, this, &FeedClient::onMessage);
    connect(&m_socket, &ApiSocket::broken, this, [this](bool isRefused, const QString &problem) {
        qCDebug(lcFeed).noquote() << "not connected:" << problem;
        if (std::exchange(m_isConnected, false))
            m_asksForAlerts = true; // the server that is there next may be a newer one
        setState(isRefused ? FeedState::Kind::Refused : FeedState::Kind::Stale, problem);
    });
}

void FeedClient::open()
{
    m_socket.open();
}

QNetworkRequest FeedClient::nextRequest()
{
    QUrlQuery query = toQuery(m_options.filter);
    query.addQueryItem(u"full"_s, u"1"_s);
    if (m_asksForAlerts)
        query.addQueryItem(u"alerts"_s, u"1"_s);
    if (m_options.batch.count() > 0)
        query.addQueryItem(u"batch"_s, QString::number(m_options.batch.count()));
    m_begins = m_epoch.isEmpty() || (m_asksForAlerts && !m_knowsAlerts);
    if (m_begins)
        query.addQueryItem(u"snapshot"_s, u"1"_s);
    else
        query.addQueryItem(u"since"_s, u"%1-%2"_s.arg(m_epoch).arg(m_seq));
    m_snapshot = {};
    m_estimates.clear();
    return m_api.endpoint().socketRequest(u"/ws/processes"_s, query);
}

void FeedClient::onConnected()
{
    m_isConnected = true;
    // With `since` silence means that nothing was missed.
    setState(m_begins ? FeedState::Kind::CatchingUp : FeedState::Kind::Live);
}

/// A list with the same token and filter is refused for the same reason, in words.
void FeedClient::askWhyRefused(const ApiSocket::Why &why)
{
    QUrlQuery probe = toQuery(m_options.filter);
    probe.addQueryItem(u"limit"_s, u"1"_s);
    m_api.list(probe, [this, why](const ApiReply<ProcessPage> &reply) {
        if (reply && m_asksForAlerts) {
            askWhetherItKnowsAlerts(why);
            return;
        }
        m_asksForAlerts = m_asksForAlerts || reply.ok();
        why(reply ? std::nullopt : std::optional(reply.error()));
    });
}

/// A server that is older than alerts refuses them, and is followed without them.
void FeedClient::askWhetherItKnowsAlerts(const ApiSocket::Why &why)
{
    m_api.look(u"/alerts"_s, {}, [this, why](const ApiReply<QJsonObject> &reply) {
        m_asksForAlerts = reply || reply.error().status != 404;
        if (m_asksForAlerts)
            why(std::nullopt);
        else
            m_socket.reopen();
    });
}

void FeedClient::setState(FeedState::Kind kind, const QString &problem)
{
    FeedState state{kind, m_state.staleSince, problem, m_asksForAlerts};
    if (m_state.isLive())
        state.staleSince = m_clock.wallMs();
    if (state.isLive())
        state.staleSince.reset();
    const bool isSame =
        state.kind == m_state.kind && state.problem == m_state.problem && state.tellsAlerts == m_state.tellsAlerts;
    m_state = state;
    if (!isSame)
        Q_EMIT stateChanged(m_state);
}

void FeedClient::onMessage(const QString &text)
{
    const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
    const QString type = message.value("type"_L1).toString();
    if (type == "process_updates"_L1) {
        const QJsonArray updates = message.value("updates"_L1).toArray();
        for (const QJsonValue &update : updates)
            onUpdate(update.toObject());
        m_seq = std::max(m_seq, seqOf(message));
    } else if (type == "resumed"_L1) {
        m_epoch = message.value("epoch"_L1).toString(); // the server was started anew, and went on
        if (m_knowsAlerts) {                            // it tells all that are open again
            FeedSetting none{.seq = m_seq, .type = {}, .kind = EventKind::AlertsChanged};
            none.alerts = AlertNews{.rule = {}, .episodes = {}, .isAll = true};
            Q_EMIT settingReceived(none);
        }
    } else if (type == "reset"_L1) {
        m_snapshot = {};
        m_estimates.clear();
        setState(FeedState::Kind::CatchingUp);
    } else if (type == "snapshot"_L1) {
        onSnapshotPage(message);
    } else {
        onUpdate(message);
    }
}

void FeedClient::onUpdate(const QJsonObject &update)
{
    const QString type = update.value("type"_L1).toString();
    const quint64 seq = seqOf(update);
    if (type == "process_update"_L1) {
        if (const auto process = processPtrFrom(update)) {
            Event event{.seq = seq,
                        .kind = kindOf(update, EventKind::Reported),
                        .timeMs = millisecondsFrom(update.value("timestamp"_L1)),
                        .id = {},
                        .process = *process,
                        .origin = originFrom(update)};
            Q_EMIT eventReceived(event);
            if (update.contains("estimate"_L1))
                Q_EMIT estimateReceived((**process)->id, estimateFrom(update));
        } else {
            qCWarning(lcFeed).noquote() << "an update isn't understood:" << process.error().message;
        }
    } else if (type == "process_removed"_L1 || type == "process_left"_L1) {
        const auto id = ProcessId::fromString(update.value("process_id"_L1).toString());
        if (!id)
            return;
        FeedDeparture departure{.seq = seq, .id = *id, .kind = {}, .timeMs = m_clock.wallMs()};
        if (type == "process_removed"_L1)
            departure.kind = kindOf(update, EventKind::Removed);
        if (const QJsonValue time = update.value("timestamp"_L1); time.isDouble())
            departure.timeMs = millisecondsFrom(time);
        Q_EMIT processLeft(departure);
    } else if (type == "type_registered"_L1 || type == "policy_set"_L1) {
        if (const auto processType = ProcessType::fromString(update.value("process_type"_L1).toString())) {
            FeedSetting setting{.seq = seq, .type = *processType};
            if (const auto policy = retryPolicyFromJson(update.value("policy"_L1).toObject(), RetryPolicy{});
                policy && type == "policy_set"_L1)
                setting.policy = *policy;
            Q_EMIT settingReceived(setting);
        }
    } else if (type == "queue_paused"_L1 || type == "queue_resumed"_L1) {
        FeedSetting setting{.seq = seq, .type = queueTypeFrom(update)};
        setting.pause = QueuePause{.isPaused = type == "queue_paused"_L1,
                                   .sinceMs = millisecondsFrom(update.value("timestamp"_L1)),
                                   .origin = originFrom(update)};
        Q_EMIT settingReceived(setting);
    } else if (type == "alert"_L1) {
        FeedSetting setting{.seq = seq, .type = {}, .kind = EventKind::AlertsChanged};
        setting.alerts =
            AlertNews{.rule = {}, .episodes = episodesFrom(update), .isAll = update.value("all"_L1).toBool()};
        Q_EMIT settingReceived(setting);
    } else if (type == "alert_rule_set"_L1 || type == "alert_rule_removed"_L1) {
        const AlertRulePtr read = keptAlertRuleFrom(update.value("alert_rule"_L1).toObject());
        if (!read)
            return; // a newer server's
        KeptAlertRule rule = *read;
        rule.isRemoved = type == "alert_rule_removed"_L1;
        FeedSetting setting{.seq = seq, .type = {}, .kind = eventKindFromString(type)};
        setting.alerts = AlertNews{.rule = std::make_shared<const KeptAlertRule>(std::move(rule))};
        Q_EMIT settingReceived(setting);
    } else if (type.startsWith("schedule_"_L1)) {
        const auto kind = eventKindFromString(type);
        auto schedule = scheduleFromWritten(update.value("schedule"_L1).toObject());
        if (!kind || !schedule)
            return; // a newer server's
        schedule->isRemoved = *kind == EventKind::ScheduleRemoved;
        Q_EMIT settingReceived({.seq = seq,
                                .type = {},
                                .policy = {},
                                .schedule = std::make_shared<const Schedule>(*std::move(schedule)),
                                .kind = *kind});
    } else if (type.startsWith("expectation_"_L1)) {
        const auto kind = eventKindFromString(type);
        auto expectation = expectationFromWritten(update.value("expectation"_L1).toObject());
        if (!kind || !expectation)
            return; // a newer server's
        expectation->isRemoved = *kind == EventKind::ExpectationRemoved;
        Q_EMIT settingReceived({.seq = seq,
                                .type = {},
                                .policy = {},
                                .expectation = std::make_shared<const Expectation>(*std::move(expectation)),
                                .kind = *kind});
    }
    m_seq = std::max(m_seq, seq);
}

void FeedClient::onSnapshotPage(const QJsonObject &page)
{
    const QJsonArray processes = page.value("processes"_L1).toArray();
    for (const QJsonValue &value : processes) {
        const auto process = processPtrFrom(value);
        if (process && value["estimate"_L1].isObject())
            m_estimates.emplace_back((**process)->id, estimateFrom(value.toObject()));
        if (process)
            m_snapshot.processes.push_back(*process);
        else
            qCWarning(lcFeed).noquote() << "a process isn't understood:" << process.error().message;
    }
    const QJsonArray types = page.value("process_types"_L1).toArray();
    for (const QJsonValue &value : types) {
        if (const auto type = ProcessType::fromString(value.toString()))
            m_snapshot.types.append(*type);
    }
    const QJsonArray schedules = page.value("schedules"_L1).toArray();
    for (const QJsonValue &value : schedules) {
        if (auto schedule = scheduleFromWritten(value.toObject()))
            m_snapshot.schedules.push_back(std::make_shared<const Schedule>(*std::move(schedule)));
    }
    const QJsonArray expectations = page.value("expectations"_L1).toArray();
    for (const QJsonValue &value : expectations) {
        if (auto expectation = expectationFromWritten(value.toObject()))
            m_snapshot.expectations.push_back(std::make_shared<const Expectation>(*std::move(expectation)));
    }
    readAlerts(page, m_snapshot.alerts);
    const QJsonArray pauses = page.value("paused_queues"_L1).toArray();
    for (const QJsonValue &value : pauses) {
        const QJsonObject pause = value.toObject();
        m_snapshot.pauses.emplace(
            queueTypeFrom(pause),
            QueuePause{.sinceMs = millisecondsFrom(pause.value("since"_L1)), .origin = originFrom(pause)});
    }
    if (const auto policies = retryPoliciesFrom(page.value("retry_policies"_L1).toObject()); policies)
        m_snapshot.policies.insert(*policies);
    if (page.value("more"_L1).toBool())
        return;
    m_snapshot.epoch = page.value("epoch"_L1).toString();
    m_snapshot.seq = seqOf(page);
    m_epoch = m_snapshot.epoch;
    m_seq = m_snapshot.seq;
    m_knowsAlerts = m_asksForAlerts;
    Q_EMIT snapshotReceived(std::exchange(m_snapshot, {}));
    for (const auto &[id, estimate] : std::exchange(m_estimates, {}))
        Q_EMIT estimateReceived(id, estimate);
    setState(FeedState::Kind::Live);
}

} // namespace Procession
