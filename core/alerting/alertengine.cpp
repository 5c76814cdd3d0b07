// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertengine.h"

#include "alertdelivery.h"
#include "processsource.h"

#include <QFile>
#include <QLoggingCategory>

#include <algorithm>
#include <set>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcAlerts, "procession.alerts")

constexpr auto retryAfter = 5s;
constexpr qint64 longestSleepMs = 3'600'000;
/// Events that say nothing to any rule are noted as decided together, this many at most: to decide them again changes
/// nothing.
constexpr quint64 mostUnnoted = 5000;

/// What is wrong with an expectation, for rules that know nothing of it yet.
void addTrouble(const Expectation &expectation, std::vector<AlertFact> &facts)
{
    for (AlertFact &fact : factsOf(expectation)) {
        auto &expected = std::get<ExpectedFact>(fact.what);
        expected.isNoNews = true;
        if (expected.isMissed)
            facts.push_back(std::move(fact));
    }
}

} // namespace

AlertEngine::AlertEngine(const ProcessSource &source, const Clock &clock, AlertEngineOptions options, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_cursor(source.log(), this, EventCursor::Reads::Committed)
    , m_teller([this] { return m_book.episodes(now()); }, m_options.tell, this)
{
    m_timer.setSingleShot(true);
    m_again.setSingleShot(true);
    m_again.setInterval(retryAfter);
    connect(&m_cursor, &EventCursor::available, this, &AlertEngine::readLog);
    connect(&m_timer, &QTimer::timeout, this, &AlertEngine::checkNow);
    connect(&m_again, &QTimer::timeout, this, &AlertEngine::checkNow);
}

AlertEngine::~AlertEngine()
{
    if (m_decided != m_stored && !m_isStuck)
        (void)write();
}

Result<AlertFile::Loaded> AlertEngine::openFile()
{
    auto loaded = m_file.open(m_options.path, now());
    if (loaded || !m_file.isDamaged())
        return loaded;
    m_file.close();
    const QString aside = m_options.path + u".damaged"_s;
    for (const QString &end : {u""_s, u"-wal"_s, u"-shm"_s}) {
        QFile::remove(aside + end);
        QFile::rename(m_options.path + end, aside + end);
    }
    qCWarning(lcAlerts).noquote()
        << "what was told is forgotten, and messages that weren't sent are lost; the old file is" << aside << ":"
        << loaded.error().message;
    return m_file.open(m_options.path, now());
}

/// Takes over the rules as they stand at the door; the events that led there don't count any more.
AlertBook::Messages AlertEngine::reloadRules()
{
    m_rulesSeq = m_source.log().head(); // an event that comes in between is in the rules, and repeats what they say
    m_rules.clear();
    const std::vector<AlertRule> rules = m_source.alerts().plainRules();
    for (const AlertRule &rule : rules)
        m_rules.emplace(rule.name, rule);
    return m_book.setRules(rules, now());
}

Result<void> AlertEngine::open()
{
    auto loaded = openFile();
    if (!loaded)
        return loaded.error();
    if (m_options.rules)
        m_book.setRules(*m_options.rules, now());
    else
        reloadRules();
    m_book.restore(loaded->kept);
    m_outbox = std::move(loaded->due);

    EventLog &log = m_source.log();
    const bool isOfThisLog = m_options.lineage.epoch().isEmpty() || loaded->epoch == m_options.lineage.epoch()
        || m_options.lineage.includes(loaded->epoch, loaded->cursor);
    const bool goesOn = !loaded->isNew && !loaded->isCopy && isOfThisLog && loaded->cursor <= log.committed();
    if (loaded->isCopy)
        qCInfo(lcAlerts) << "a backup was put back: what happened since isn't told";
    else if (!loaded->isNew && !goesOn)
        qCWarning(lcAlerts) << "the log is another one: what happened before isn't told";
    AlertBook::Messages messages;
    if (goesOn && loaded->cursor >= log.forgotten()) {
        messages = reload(std::nullopt);
        m_decided = m_stored = loaded->cursor;
    } else {
        messages = reload(goesOn ? loaded->cursor : m_options.begin.value_or(log.head()));
    }
    m_cursor.seek(m_decided);
    if (loaded->isCopy) {
        if (auto adopted = adoptCopy(); !adopted)
            return adopted;
    }
    auto stored = commit(messages);
    m_teller.tellAll();
    return stored;
}

/// What the original went on to send isn't known. A message is sent where it still says how things are: with the same id, so
/// that who has it knows.
Result<void> AlertEngine::adoptCopy()
{
    std::set<quint64> open;
    for (const AlertEpisode &episode : m_book.episodes(now()))
        open.insert(episode.facts.episode);
    std::erase_if(m_outbox, [&open](const OutboxEntry &entry) { return !open.contains(entry.message.episode); });
    return m_file.adoptCopy(m_outbox);
}

/// Takes over how the processes stand. What ended after `decidedUpTo` counts as an end that was just seen; without it the
/// log has all ends.
AlertBook::Messages AlertEngine::reload(std::optional<quint64> decidedUpTo)
{
    const ProcessSource::Snapshot snapshot = m_source.snapshot();
    std::vector<AlertFact> facts;
    std::vector<AlertFact> ends;
    for (const ProcessPtr &process : snapshot.processes) {
        if ((*process)->type == alertDeliveryType())
            continue;
        AlertFact fact = factOf(process, m_clock.wallMs(), m_options.clockMoved);
        if (isTerminal((*process)->status)) {
            if (!decidedUpTo || (*process)->seq <= *decidedUpTo)
                continue;
            std::get<ProcessFact>(fact.what).end = endOf(**process);
            ends.push_back(std::move(fact));
        } else {
            complete(fact);
            facts.push_back(std::move(fact));
        }
    }
    for (const ExpectationPtr &expectation : snapshot.expectations) {
        if (!decidedUpTo)
            continue; // what came of it is in the log, or known
        if (expectation->seq <= *decidedUpTo) {
            addTrouble(*expectation, facts);
            continue;
        }
        for (AlertFact &fact : factsOf(*expectation))
            facts.push_back(std::move(fact));
    }
    m_decided = snapshot.seq;
    AlertBook::Messages messages = m_book.takeSnapshot(facts, now());
    std::sort(ends.begin(), ends.end(), [](const AlertFact &a, const AlertFact &b) {
        return (*std::get<ProcessFact>(a.what).process)->seq < (*std::get<ProcessFact>(b.what).process)->seq;
    });
    for (const AlertFact &end : ends) {
        AlertBook::Messages more = m_book.take(end, now());
        std::move(more.begin(), more.end(), std::back_inserter(messages));
    }
    return messages;
}

/// Adds what isn't in the log.
void AlertEngine::complete(AlertFact &fact) const
{
    auto *process = std::get_if<ProcessFact>(&fact.what);
    if (process && process->isOtherwise && (*process->process)->status == ProcessStatus::Running
        && m_options.overdueAfterMs && m_book.wants(AlertCondition::Kind::Overdue))
        process->overdueAfterMs = m_options.overdueAfterMs(**process->process);
}

void AlertEngine::readLog()
{
    if (m_isStuck)
        return; // goes on once the file can be written
    const EventLog::Batch batch = m_cursor.take();
    AlertBook::Messages messages;
    if (batch.lost) {
        qCWarning(lcAlerts, "fell behind the log and starts again from a snapshot");
        if (!m_options.rules)
            messages = reloadRules();
        AlertBook::Messages more = reload(m_decided);
        std::move(more.begin(), more.end(), std::back_inserter(messages));
        m_cursor.seek(m_decided);
    }
    readEvents(batch.events, messages);
    if (!batch.lost)
        m_decided = batch.last;
    (void)commit(messages);
}

void AlertEngine::readEvents(const Events &events, AlertBook::Messages &messages)
{
    const auto add = [&messages](AlertBook::Messages &&more) {
        std::move(more.begin(), more.end(), std::back_inserter(messages));
    };
    bool areOld = false; // the rules: several that change in a row are taken over at once
    for (const Event &event : events) {
        if (takeRule(event)) {
            areOld = true;
            continue;
        }
        if (std::exchange(areOld, false))
            add(applyRules());
        for (AlertFact &fact : factsOf(event)) {
            complete(fact);
            add(m_book.take(fact, now()));
        }
    }
    if (areOld)
        add(applyRules());
}

/// Whether the event changes a rule, which is noted.
bool AlertEngine::takeRule(const Event &event)
{
    if (m_options.rules || !event.setting || !event.setting->alerts || !event.setting->alerts->rule
        || event.seq <= m_rulesSeq)
        return false;
    const KeptAlertRule &kept = *event.setting->alerts->rule;
    if (kept.isRemoved)
        m_rules.erase(kept.rule.name);
    else
        m_rules.insert_or_assign(kept.rule.name, kept.rule);
    return true;
}

/// Writes what changed, or keeps it until it can be written.
Result<void> AlertEngine::commit(const AlertBook::Messages &messages)
{
    AlertBook::Changes changes = m_book.takeChanges(now());
    if (!changes.rows.empty() || !changes.ended.empty())
        m_teller.note(changes.ended);
    if (changes.areSilencesChanged)
        m_teller.noteOther();
    AlertBook::Changes &unwritten = m_unwritten.changes;
    std::move(changes.rows.begin(), changes.rows.end(), std::back_inserter(unwritten.rows));
    std::move(changes.ended.begin(), changes.ended.end(), std::back_inserter(unwritten.ended));
    unwritten.areSilencesChanged = unwritten.areSilencesChanged || changes.areSilencesChanged;
    std::vector<OutboxEntry> made;
    for (const AlertMessage &message : messages) {
        for (OutboxEntry &entry : m_file.entriesOf(message)) {
            // That a channel is dead is told by the others.
            if (message.condition != AlertCondition::Kind::ChannelDead || entry.channel != message.name)
                made.push_back(std::move(entry));
        }
    }
    m_unwritten.entries.insert(m_unwritten.entries.end(), made.begin(), made.end());

    const bool isNews = !unwritten.rows.empty() || !unwritten.ended.empty() || unwritten.areSilencesChanged
        || !m_unwritten.entries.empty() || m_stored == 0 || m_decided - m_stored > mostUnnoted;
    Result<void> written;
    if (isNews)
        written = write();
    offer(made);
    arm();
    return written;
}

Result<void> AlertEngine::write()
{
    m_unwritten.cursor = m_decided;
    m_unwritten.epoch = m_options.lineage.epoch();
    m_unwritten.lastNumber = m_book.lastNumber();
    m_unwritten.silences = m_book.silences();
    Result<void> written = m_file.commit(m_unwritten, now());
    if (!written) {
        if (!std::exchange(m_isStuck, true))
            qCWarning(lcAlerts).noquote() << "what was decided can't be stored:" << written.error().message;
        m_again.start();
        return written;
    }
    m_unwritten = {};
    m_stored = m_decided;
    if (std::exchange(m_isStuck, false)) {
        qCInfo(lcAlerts) << "what was decided is stored again";
        // The cursor signals no more than once until something is taken.
        QMetaObject::invokeMethod(this, &AlertEngine::readLog, Qt::QueuedConnection);
    }
    return written;
}

void AlertEngine::offer(const std::vector<OutboxEntry> &entries)
{
    if (entries.empty())
        return;
    for (const OutboxEntry &entry : entries) {
        // After a crash while the file couldn't be written, the same message may be decided that is there already.
        const bool isThere = std::any_of(m_outbox.begin(), m_outbox.end(),
                                         [&entry](const OutboxEntry &other) { return other.id == entry.id; });
        if (!isThere)
            m_outbox.push_back(entry);
    }
    m_teller.noteOther();
    Q_EMIT outboxFilled();
}

void AlertEngine::checkNow()
{
    // What couldn't be written is tried again with what is due by now.
    const AlertBook::Messages messages = m_book.advance(now());
    (void)commit(messages);
}

void AlertEngine::arm()
{
    const auto due = m_book.nextDueMs();
    if (!due) {
        m_timer.stop();
        return;
    }
    m_timer.start(std::chrono::milliseconds(std::clamp<qint64>(*due - m_clock.steadyMs(), 0, longestSleepMs)));
}

AlertBook::Messages AlertEngine::applyRules()
{
    std::vector<AlertRule> rules;
    if (m_options.rules) {
        rules = *m_options.rules;
    } else {
        for (const auto &[name, rule] : m_rules)
            rules.push_back(rule);
    }
    AlertBook::Messages messages = m_book.setRules(rules, now());
    std::vector<AlertFact> facts; // a new rule learns what is wrong already
    const ProcessSource::Snapshot snapshot = m_source.snapshot();
    for (const ProcessPtr &process : snapshot.processes) {
        if (isTerminal((*process)->status) || (*process)->type == alertDeliveryType())
            continue;
        facts.push_back(factOf(process, m_clock.wallMs(), m_options.clockMoved));
        complete(facts.back());
    }
    for (const ExpectationPtr &expectation : snapshot.expectations)
        addTrouble(*expectation, facts);
    AlertBook::Messages more = m_book.takeSnapshot(facts, now());
    std::move(more.begin(), more.end(), std::back_inserter(messages));
    return messages;
}

Result<void> AlertEngine::setRules(const std::vector<AlertRule> &rules)
{
    m_options.rules = rules;
    return commit(applyRules());
}

void AlertEngine::take(const AlertFact &fact)
{
    (void)commit(m_book.take(fact, now()));
}

Result<void> AlertEngine::acknowledge(quint64 episode, const QString &who)
{
    if (!m_book.acknowledge(episode, who, now()))
        return Error{ErrorCode::UnknownAlert, u"No episode %1 is open."_s.arg(episode), u"episode"_s};
    auto stored = commit({});
    m_teller.flush();
    return stored;
}

Result<quint64> AlertEngine::addSilence(const AlertSilence &silence)
{
    const quint64 id = m_book.addSilence(silence, now());
    const auto stored = commit({});
    m_teller.flush();
    return stored ? Result<quint64>(id) : stored.error();
}

Result<void> AlertEngine::removeSilence(quint64 id)
{
    const auto messages = m_book.removeSilence(id, now());
    if (!messages)
        return Error{ErrorCode::UnknownSilence, u"There is no silence %1."_s.arg(id), u"silence"_s};
    auto stored = commit(*messages);
    m_teller.flush();
    return stored;
}

/// Changes an entry of the outbox, here and in the file.
void AlertEngine::settle(const QString &id, const std::function<void(OutboxEntry &)> &change)
{
    const auto entry = std::find_if(m_outbox.begin(), m_outbox.end(), [&id](const auto &e) { return e.id == id; });
    if (entry == m_outbox.end())
        return;
    change(*entry);
    entry->triedMs = m_clock.wallMs();
    ++entry->tries;
    const auto unwritten = std::find_if(m_unwritten.entries.begin(), m_unwritten.entries.end(),
                                        [&id](const auto &e) { return e.id == id; });
    if (unwritten != m_unwritten.entries.end())
        *unwritten = *entry;
    else if (auto stored = m_file.setOutcome(*entry); !stored)
        qCWarning(lcAlerts).noquote() << "a delivery can't be noted:" << stored.error().message;
    if (entry->state != OutboxEntry::State::Due)
        m_outbox.erase(entry);
    m_teller.noteOther();
}

void AlertEngine::delivered(const QString &id)
{
    settle(id, [](OutboxEntry &entry) {
        entry.state = OutboxEntry::State::Delivered;
        entry.reason.clear();
    });
}

void AlertEngine::failed(const QString &id, const QString &reason, Failure failure)
{
    settle(id, [&](OutboxEntry &entry) {
        entry.reason = reason;
        if (failure == Failure::Never)
            entry.state = OutboxEntry::State::GivenUp;
    });
}

} // namespace Procession
