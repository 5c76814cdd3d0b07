// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertservice.h"

#include "alertnotification.h"
#include "alertpost.h"
#include "nearestname.h"
#include "processtracker.h"
#include "store.h"

#include <QLoggingCategory>
#include <QStorageInfo>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcService, "procession.alerts")

} // namespace

Result<void> checkChannels(const AlertRule &rule, const QStringList &channels)
{
    for (const QString &name : rule.channels) {
        if (channels.contains(name))
            continue;
        const QString known = channels.isEmpty() ? u"; the configuration file has no [alerts.channels.NAME]."_s
                                                 : suggestion(name, channels);
        return Error{ErrorCode::InvalidField, u"There is no channel \"%1\""_s.arg(name) + known, u"channels"_s};
    }
    return {};
}

AlertService::AlertService(ProcessTracker &tracker, const Store *store, const Clock &clock, AlertServiceOptions options)
    : m_tracker(tracker)
    , m_store(store)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_diskTimer(this)
{
    connect(&m_diskTimer, &QTimer::timeout, this, &AlertService::tellDisk);
    if (m_store)
        connect(m_store, &Store::healthChanged, this, &AlertService::tellStore);
}

AlertService::~AlertService() = default;

Error AlertService::unopened()
{
    return {ErrorCode::Io, u"There are no alerts, since their file can't be opened; the server's log says why."_s, {}};
}

void AlertService::start()
{
    auto engine = std::make_unique<AlertEngine>(
        m_tracker, m_clock,
        AlertEngineOptions{
            .path = m_options.path,
            .lineage = m_options.lineage,
            .clockMoved = m_options.clockMoved,
            .overdueAfterMs = m_options.overdueAfterMs,
            .tell = [this](AlertNews news) { m_tracker.tellAlerts(std::move(news), Origin::ofServer(u"alerts")); }});
    if (const auto opened = engine->open(); !opened && !engine->isStuck()) {
        qCCritical(lcService).noquote() << "there are no alerts:" << opened.error().message;
        return;
    }
    m_engine = std::move(engine);
    m_post =
        std::make_unique<AlertPost>(*m_engine, m_options.settings.channels, m_clock, [this](const OutboxEntry &entry) {
            return notificationOf(entry, m_engine->keyOf(entry.message.episode), m_options.settings.link);
        });
    connect(&m_post->sender(), &NotificationSender::answered, this,
            [this](const QString &, const QString &id, const DeliveryOutcome &outcome) {
                if (const auto done = m_tests.take(id))
                    done(outcome);
            });
    tellStore();
    tellDisk();
    m_diskTimer.start(diskInterval);
    m_post->send();
}

Result<std::map<QString, AlertService::ChannelState>> AlertService::channelStates()
{
    std::map<QString, ChannelState> states;
    for (const ChannelSettings &channel : m_options.settings.channels)
        states[channel.name] = {};
    const auto entries = m_engine ? m_engine->newestEntries(AlertFile::keptDone) : unopened();
    if (!entries)
        return entries.error();
    const auto isNewer = [](const OutboxEntry &entry, const std::optional<OutboxEntry> &other) {
        return entry.tries > 0 && (!other || entry.triedMs > other->triedMs);
    };
    for (const OutboxEntry &entry : *entries) {
        const auto state = states.find(entry.channel);
        if (state == states.end())
            continue;
        state->second.due += entry.state == OutboxEntry::State::Due;
        if (isNewer(entry, state->second.last))
            state->second.last = entry;
        if (entry.state == OutboxEntry::State::Delivered && isNewer(entry, state->second.delivered))
            state->second.delivered = entry;
    }
    return states;
}

void AlertService::test(const QString &channel, const std::function<void(const DeliveryOutcome &)> &done)
{
    if (!m_post) {
        done(DeliveryOutcome::again(unopened().message));
        return;
    }
    const Notification notification = testNotification(m_clock.wallMs());
    m_tests.insert(notification.id, done);
    m_post->sender().send(channel, notification);
}

void AlertService::tellStore()
{
    if (!m_engine || !m_store)
        return;
    const StoreHealth health = m_store->health();
    m_engine->take({m_clock.wallMs(), StoreFact{health.ok(), health.problem}});
}

void AlertService::tellDisk()
{
    const QStorageInfo disk(m_options.dataFolder);
    if (m_engine && disk.isValid() && disk.bytesTotal() > 0)
        m_engine->take({m_clock.wallMs(), DiskFact{disk.rootPath(), disk.bytesAvailable(), disk.bytesTotal()}});
}

} // namespace Procession
