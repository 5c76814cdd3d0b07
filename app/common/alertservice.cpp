// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertservice.h"

#include "alertnotification.h"
#include "alertpost.h"
#include "alertsummary.h"
#include "messagevalues.h"
#include "nearestname.h"
#include "outputstore.h"
#include "plaintext.h"
#include "processtracker.h"
#include "store.h"

#include <QLoggingCategory>
#include <QStorageInfo>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcService, "procession.alerts")

// Of the output of an attempt, in a message.
constexpr int mostLines = 10;
constexpr qsizetype longestLine = 300;

} // namespace

Result<void> checkChannels(const QStringList &wanted, const QStringList &channels)
{
    for (const QString &name : wanted) {
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
    , m_begin(tracker.log().head())
    , m_timer(this)
{
    connect(&m_timer, &QTimer::timeout, this, &AlertService::watch);
    if (m_store)
        connect(m_store, &Store::healthChanged, this, &AlertService::tellStore);
}

AlertService::~AlertService()
{
    m_post.reset(); // tells what became of tests
}

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
            .begin = m_begin,
            .tell = [this](AlertNews news) { m_tracker.tellAlerts(std::move(news), Origin::ofServer(u"alerts")); }});
    if (const auto opened = engine->open(); !opened && !engine->isStuck()) {
        qCCritical(lcService).noquote() << "there are no alerts:" << opened.error().message;
        return;
    }
    m_engine = std::move(engine);
    m_post = std::make_unique<AlertPost>(
        AlertPostParts{.engine = *m_engine,
                       .tracker = m_tracker,
                       .messages = *m_options.messages,
                       .clock = m_clock,
                       .plan = m_options.plan,
                       .write = [this](const OutboxEntry &entry) { return written(entry); }},
        m_options.settings.channels);
    connect(&m_post->sender(), &NotificationSender::answered, this,
            [this](const QString &channel, const QString &id, const DeliveryOutcome &outcome) {
                const auto done = m_tests.take(id);
                if (!done)
                    return;
                done(outcome);
                if (outcome.kind == DeliveryOutcome::Kind::Delivered)
                    m_engine->take({m_clock.wallMs(), ChannelFact{channel}});
            });
    tellStore();
    watch();
    m_timer.start(interval);
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
    m_post->setStoring(health.ok());
    m_engine->take({m_clock.wallMs(), StoreFact{health.ok(), health.problem}});
}

/// What a channel sends: with the last lines that the attempt which failed printed.
Notification AlertService::written(const OutboxEntry &entry) const
{
    Notification notification = notificationOf(entry, m_engine->keyOf(entry.message.episode), m_options.settings.link);
    const AlertMessage &message = entry.message;
    const auto id = message.samples.isEmpty() ? std::nullopt : ProcessId::fromString(message.samples.last());
    const ProcessPtr process = id ? m_tracker.find(*id) : nullptr;
    if (!m_options.output || !process || message.attempt < 1 || message.kind == AlertMessageKind::Resolved)
        return notification;
    const auto lines = m_options.output->lines(OutputKey::of(**process, message.attempt), -mostLines, mostLines);
    if (!lines)
        return notification;
    for (const OutputLine &line : lines->lines)
        notification.lastLines.append(shortenedTo(PlainText::line(line.text), longestLine));
    return notification;
}

void AlertService::watch()
{
    tellDisk();
    sendSummary();
}

/// A summary that was due while the server was down is made up for within a day. Its process is there once only.
void AlertService::sendSummary()
{
    const auto &summary = m_options.settings.summary;
    if (!summary || !m_options.analytics || !m_post)
        return;
    const qint64 now = m_clock.wallMs();
    const auto due = nextSummaryAfter(*summary, std::max(m_summedUpMs, now - summaryPatience.count()));
    if (!due || *due > now)
        return;
    m_summedUpMs = *due;
    int alerts = static_cast<int>(m_engine->episodes().size());
    if (const auto ended = m_engine->endedEpisodes(AlertFile::keptEpisodes)) {
        alerts += static_cast<int>(std::count_if(ended->begin(), ended->end(), [&due](const AlertEpisode &one) {
            return one.endedMs > *due - std::chrono::milliseconds(std::chrono::hours(24 * 7)).count();
        }));
    }
    for (const QString &channel : summary->channels) {
        const auto message = summaryNotification(*m_options.analytics, channel, *due, alerts, m_options.settings.link);
        const auto started = message ? m_post->startDelivery(channel, *message) : message.error();
        if (!started)
            qCWarning(lcService).noquote() << "the summary of the week isn't sent:" << started.error().message;
    }
}

void AlertService::tellDisk()
{
    const QStorageInfo disk(m_options.dataFolder);
    if (m_engine && disk.isValid() && disk.bytesTotal() > 0)
        m_engine->take({m_clock.wallMs(), DiskFact{disk.rootPath(), disk.bytesAvailable(), disk.bytesTotal()}});
}

} // namespace Procession
