// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processtracker.h"

#include "dependencychain.h"
#include "importrule.h"
#include "uuid.h"

#include <QRandomGenerator>

#include <algorithm>
#include <mutex>

namespace Procession {

namespace {

/// The type of the process that the change brings in, if it brings one in.
const ProcessType *typeOfNew(const Change &change)
{
    if (const auto *start = std::get_if<PreparedStart>(&change.payload))
        return &(*start)->type;
    if (const auto *import = std::get_if<ImportChange>(&change.payload))
        return &import->process.type;
    return nullptr;
}

/// Brings the first `count` by the order of the query to the front; what is behind them is gone then.
void bringToFront(std::vector<ProcessPtr> &processes, size_t count, const ProcessQuery &query)
{
    // Each place is worked out once, rather than at each comparison.
    std::vector<std::pair<PagePosition, ProcessPtr>> placed;
    placed.reserve(processes.size());
    for (ProcessPtr &process : processes) {
        PagePosition position = positionOf(**process, query);
        placed.emplace_back(std::move(position), std::move(process));
    }
    const auto end = placed.begin() + static_cast<std::ptrdiff_t>(count);
    std::partial_sort(placed.begin(), end, placed.end(),
                      [&query](const auto &a, const auto &b) { return precedes(a.first, b.first, query); });
    std::transform(placed.begin(), end, processes.begin(), [](auto &entry) { return std::move(entry.second); });
}

} // namespace

ProcessTracker::ProcessTracker(EventLog &log, const Clock &clock, TrackerOptions options, TypeRegistry registry,
                               Draw draw)
    : ProcessSource(log, std::move(registry))
    , m_clock(clock)
    , m_options(options)
    , m_draw(draw)
{
}

double ProcessTracker::randomDraw()
{
    return QRandomGenerator::global()->generateDouble();
}

template <typename Payload>
Change ProcessTracker::prepare(Payload &&payload, const Origin &origin) const
{
    Change change;
    change.payload = std::forward<Payload>(payload);
    change.timeMs = m_clock.wallMs();
    change.id = makeUuidV7(change.timeMs);
    change.maxMetadataBytes = m_options.maxMetadataBytes;
    change.origin = origin;
    return change;
}

std::optional<ProcessPtr> ProcessTracker::currentFor(const ProcessId &id, const Change &change,
                                                     const std::optional<PastLife> &past) const
{
    if (ProcessPtr tracked = m_index.find(id))
        return tracked;
    if (!m_lookUp)
        return ProcessPtr();
    const bool begins = typeOfNew(change) != nullptr;
    const auto *remove = std::get_if<RemoveChange>(&change.payload);
    if (!begins && !(remove && !remove->keepsHistory))
        return ProcessPtr();
    if (const auto left = m_left.constFind(id); left != m_left.cend())
        return left->process;
    if (!begins || !m_archivedIds.mayHold(id))
        return ProcessPtr();
    if (past && past->asOf >= m_leftDroppedUpTo)
        return past->process; // and what went since the look would be in m_left
    return std::nullopt;
}

std::optional<Result<ProcessTracker::Started>> ProcessTracker::commit(const ProcessId &id, Change &change,
                                                                      const std::optional<PastLife> &past)
{
    const std::unique_lock lock(m_mutex);
    const ProcessType *type = typeOfNew(change);
    const ProcessType *known = type ? m_registry.find(*type) : nullptr;
    if (type && !known) {
        return Error{ErrorCode::UnknownProcessType,
                     QStringLiteral("There is no process type \"%1\"; register it with PUT /processes/types/%1 or in "
                                    "the configuration.")
                         .arg(type->toString()),
                     QStringLiteral("process_type")};
    }

    const std::optional<ProcessPtr> found = currentFor(id, change, past);
    if (!found)
        return std::nullopt;
    const ProcessPtr &current = *found;
    change.seq = m_log.head() + 1;
    if (current && mayDecideRetry(change)) {
        change.policy = m_registry.policy((*current)->type);
        change.draw = m_draw();
    }
    if (auto problem = judgeDependencies(id, current ? &**current : nullptr, change))
        return *std::move(problem);
    Result<Outcome> outcome = apply(current ? &**current : nullptr, change);
    if (!outcome) {
        Error error = outcome.error();
        if (error.code == ErrorCode::UnknownProcess)
            error.message = QStringLiteral("There is no process %1.").arg(id.toString());
        return error;
    }
    if (!outcome->changed)
        return Started{current, false};
    if (type)
        outcome->process.type = *known; // the same, and one name in memory for all

    const auto next = std::make_shared<const ProcessState>(std::move(outcome->process));
    m_log.makeRoom(); // from here on nothing may fail
    if (endsTracking(outcome->kind)) {
        m_index.remove(id);
        m_dependencies.remove(id);
        noteLeaving(id, outcome->kind == EventKind::Archived ? next : nullptr, change.seq);
    } else {
        m_index.put(next);
        if (!current)
            m_dependencies.add(**next, m_index);
    }
    put({.seq = change.seq,
         .kind = outcome->kind,
         .timeMs = change.timeMs,
         .id = change.id,
         .process = next,
         .before = current,
         .origin = change.origin});
    return Started{next, true};
}

/// Appends the event, and those that follow from it for the processes that depend on its process.
void ProcessTracker::put(Event event)
{
    if (!DependencyChain::mayFollow(event, m_index))
        return m_log.append(std::move(event));
    const auto makeChange = [this](const Process &process, quint64 seq) {
        static const Origin origin = Origin::ofServer(u"dependencies");
        Change change = prepare(DependencyChange{}, origin);
        change.seq = seq;
        change.policy = m_registry.policy(process.type);
        return change;
    };
    m_log.append(DependencyChain(m_index, m_dependencies, makeChange).follow(std::move(event)));
}

/// Remembers how the process went, until a look into the history sees it.
void ProcessTracker::noteLeaving(const ProcessId &id, ProcessPtr process, quint64 seq)
{
    if (!m_lookUp)
        return;
    if (process)
        m_archivedIds.add(id);
    else
        m_archivedIds.remove(id);
    m_left.insert(id, {std::move(process), seq});
    m_leftOrder.emplace_back(id, seq);

    constexpr size_t remembered = 256;
    while (m_leftOrder.size() > remembered && m_leftOrder.front().second <= m_log.committed()) {
        const auto &[oldest, wentAt] = m_leftOrder.front();
        m_leftDroppedUpTo = wentAt;
        if (const auto left = m_left.constFind(oldest); left != m_left.cend() && left->seq == wentAt)
            m_left.erase(left); // otherwise it went once more since
        m_leftOrder.pop_front();
    }
}

template <typename Payload>
Result<ProcessPtr> ProcessTracker::changeExisting(const ProcessId &id, Payload &&payload, const Origin &origin)
{
    Change change = prepare(std::forward<Payload>(payload), origin);
    const std::optional<Result<Started>> changed = commit(id, change, {});
    Q_ASSERT(changed); // the history is for those that begin
    if (!*changed)
        return changed->error();
    return (*changed)->process;
}

template <typename Payload>
Result<ProcessTracker::Started> ProcessTracker::begin(const ProcessId &id, Payload &&payload, const Origin &origin)
{
    if (id.isReserved()) {
        return Error{ErrorCode::InvalidField,
                     QStringLiteral("\"%1\" is a path of the API and can't be a process_id.").arg(id.toString()),
                     QStringLiteral("process_id")};
    }
    Change change = prepare(std::forward<Payload>(payload), origin);
    std::optional<PastLife> past;
    // Between a look and the change hundreds of others may be archived, and then it has to be looked again.
    constexpr int looks = 5;
    for (int look = 0; look <= looks; ++look) {
        if (auto begun = commit(id, change, past))
            return *begun;
        const quint64 asOf = m_log.head();
        Result<ProcessPtr> process = m_lookUp(id);
        if (!process)
            return process.error();
        past = PastLife{std::move(*process), asOf};
    }
    return Error{ErrorCode::Conflict,
                 QStringLiteral("So much is being archived that the history can't tell whether it holds process %1; "
                                "send it again.")
                     .arg(id.toString()),
                 {}};
}

void ProcessTracker::setHistory(HistoryLookUp lookUp)
{
    const std::unique_lock lock(m_mutex);
    m_lookUp = std::move(lookUp);
    m_archivedIds.beginLoading();
}

void ProcessTracker::forgetArchived(const ProcessId &id)
{
    const std::unique_lock lock(m_mutex);
    m_archivedIds.remove(id);
    if (const auto left = m_left.find(id); left != m_left.end())
        left->process.reset();
}

bool ProcessTracker::mayBeArchived(const ProcessId &id) const
{
    if (!m_archivedIds.mayHold(id))
        return false;
    const std::shared_lock lock(m_mutex);
    return !m_index.find(id);
}

Result<ProcessTracker::Started> ProcessTracker::start(StartChange start, const Origin &origin)
{
    if (start.id.isNull())
        start.id = ProcessId::generate(m_clock.wallMs());
    const ProcessId id = start.id;
    if (auto read = readArchivedDependencies(start.dependencies); !read)
        return read.error();
    return begin(id, PreparedStart(std::move(start)), origin);
}

Result<ProcessPtr> ProcessTracker::report(const ProcessId &id, const ReportChange &report, const Origin &origin)
{
    return changeExisting(id, report, origin);
}

Result<ProcessPtr> ProcessTracker::cancel(const ProcessId &id, const Origin &origin)
{
    return changeExisting(id, CancelChange{}, origin);
}

Result<ProcessPtr> ProcessTracker::retry(const ProcessId &id, const RetryChange &retry, const Origin &origin)
{
    return changeExisting(id, retry, origin);
}

Result<ProcessPtr> ProcessTracker::remove(const ProcessId &id, const Origin &origin)
{
    return changeExisting(id, RemoveChange{}, origin);
}

Result<ProcessPtr> ProcessTracker::archive(const ProcessId &id, const Origin &origin)
{
    return changeExisting(id, RemoveChange{.keepsHistory = true}, origin);
}

Result<ProcessTracker::Started> ProcessTracker::import(Process process, const Origin &origin)
{
    if (auto checked = checkImport(process, m_clock.wallMs()); !checked)
        return checked.error();
    const ProcessId id = process.id;
    return begin(id, ImportChange{std::move(process)}, origin);
}

Result<ProcessPtr> ProcessTracker::expire(const ProcessId &id, const ExpireChange &expiry, const Origin &origin)
{
    return changeExisting(id, expiry, origin);
}

Result<ProcessPtr> ProcessTracker::markQuiet(const ProcessId &id, const QuietChange &quiet, const Origin &origin)
{
    return changeExisting(id, quiet, origin);
}

Result<ProcessPage> ProcessTracker::query(const ProcessQuery &query) const
{
    std::optional<PagePosition> after;
    if (!query.cursor.isEmpty()) {
        const Result<PagePosition> position = PagePosition::fromCursor(query);
        if (!position)
            return position.error();
        after = *position;
    }

    const auto limit = static_cast<size_t>(std::clamp<qsizetype>(query.limit, 1, ProcessQuery::maxLimit));
    const bool byAge = query.sort == ProcessQuery::Sort::CreatedAt;
    ProcessPage page;

    // The index is walked in portions, so that a search through a million processes never keeps a writer
    // waiting for long. One more than the page holds tells whether there is a next page.
    std::optional<quint64> from = byAge && after ? std::optional(after->createdSeq) : std::nullopt;
    const bool descending = byAge && query.descending;
    const bool searches = !query.filter.text.isEmpty() || !query.filter.ids.isEmpty();
    const auto portion = static_cast<qsizetype>(searches || !byAge ? 4096 : limit + 1);
    while (!byAge || page.processes.size() <= limit) {
        std::vector<ProcessPtr> found;
        {
            const std::shared_lock lock(m_mutex);
            found = m_index.byAge(query.filter.types, query.filter.statuses, from, descending, portion);
        }
        for (const ProcessPtr &process : found) {
            from = (*process)->createdSeq;
            if (query.filter.matches(**process)
                && (byAge || !after || precedes(*after, positionOf(**process, query), query)))
                page.processes.push_back(process);
        }
        if (static_cast<qsizetype>(found.size()) < portion)
            break;
    }

    const size_t shown = std::min(page.processes.size(), limit);
    if (!byAge)
        bringToFront(page.processes, shown, query);
    if (page.processes.size() > shown) {
        page.processes.resize(shown);
        page.nextCursor = positionOf(**page.processes.back(), query).toCursor(query);
    }
    return page;
}

bool ProcessTracker::isKnownType(const ProcessType &type) const
{
    const std::shared_lock lock(m_mutex);
    return m_registry.find(type) != nullptr;
}

std::map<ProcessType, RetryPolicy> ProcessTracker::retryPolicies() const
{
    const std::shared_lock lock(m_mutex);
    return m_registry.policies();
}

std::optional<RetryPolicy> ProcessTracker::retryPolicy(const ProcessType &type) const
{
    const std::shared_lock lock(m_mutex);
    return m_registry.policy(type);
}

bool ProcessTracker::registerType(const ProcessType &type, const Origin &origin)
{
    return *changeSetting({.type = type}, origin); // only a policy can be refused
}

Result<void> ProcessTracker::setRetryPolicy(const ProcessType &type, const RetryPolicy &policy, const Origin &origin)
{
    const Result<bool> changed = changeSetting({.type = type, .policy = policy}, origin);
    return changed ? Result<void>() : changed.error();
}

bool ProcessTracker::pauseQueue(const ProcessType &type, const Origin &origin)
{
    return *changeSetting({.type = type, .pause = QueuePause{.isPaused = true, .origin = origin}}, origin);
}

bool ProcessTracker::resumeQueue(const ProcessType &type, const Origin &origin)
{
    return *changeSetting({.type = type, .pause = QueuePause{.isPaused = false, .origin = origin}}, origin);
}

Result<bool> ProcessTracker::changeSetting(Setting setting, const Origin &origin)
{
    const qint64 now = m_clock.wallMs();
    if (setting.pause)
        setting.pause->sinceMs = now;
    const std::unique_lock lock(m_mutex);
    m_log.makeRoom();
    Result<bool> changed = m_registry.apply(setting);
    if (changed && *changed) {
        m_log.append(Event{.seq = m_log.head() + 1,
                           .kind = setting.kind(),
                           .timeMs = now,
                           .id = makeUuidV7(now),
                           .process = {},
                           .origin = origin,
                           .setting = setting});
    }
    return changed;
}

Result<SchedulePtr> ProcessTracker::changeSchedule(const Text &name, decltype(ScheduleChange::payload) payload,
                                                   const Origin &origin)
{
    const qint64 now = m_clock.wallMs();
    ScheduleChange change{.seq = 0, .timeMs = now, .id = makeUuidV7(now), .payload = std::move(payload)};
    const std::unique_lock lock(m_mutex);
    const auto found = m_schedules.find(name);
    const SchedulePtr current = found == m_schedules.end() ? nullptr : found->second;
    change.seq = m_log.head() + 1;
    Result<std::optional<Schedule>> changed = apply(current.get(), change);
    if (!changed)
        return changed.error();
    if (!*changed)
        return current;
    const auto next = std::make_shared<const Schedule>(std::move(**changed));
    if (next->isRemoved)
        m_schedules.erase(found);
    else
        m_schedules.insert_or_assign(name, next);
    m_log.append(Event{.seq = change.seq,
                       .kind = eventKindOf(change),
                       .timeMs = now,
                       .id = makeUuidV7(now),
                       .process = {},
                       .origin = origin,
                       .setting = Setting{.type = {}, .schedule = next}});
    return SchedulePtr(next);
}

Result<AlertRulePtr> ProcessTracker::putAlertRule(const AlertRule &rule, bool isConfigured, const Origin &origin)
{
    return changeAlertRule({.kind = AlertRuleChange::Kind::Put, .rule = rule, .isConfigured = isConfigured}, origin);
}

Result<AlertRulePtr> ProcessTracker::removeAlertRule(const QString &name, bool isConfigured, const Origin &origin)
{
    AlertRuleChange change{.kind = AlertRuleChange::Kind::Remove, .rule = {}, .isConfigured = isConfigured};
    change.rule.name = name;
    return changeAlertRule(std::move(change), origin);
}

Result<AlertRulePtr> ProcessTracker::changeAlertRule(AlertRuleChange change, const Origin &origin)
{
    change.timeMs = m_clock.wallMs();
    const std::unique_lock lock(m_mutex);
    m_log.makeRoom();
    change.seq = m_log.head() + 1;
    Result<AlertRulePtr> changed = m_alerts.changed(change);
    if (!changed)
        return changed;
    if (!*changed)
        return m_alerts.findRule(change.rule.name);
    const bool isRemoved = (*changed)->isRemoved;
    putNews({.rule = *changed}, isRemoved ? EventKind::AlertRuleRemoved : EventKind::AlertRuleSet, change.timeMs,
            origin);
    return changed;
}

void ProcessTracker::tellAlerts(AlertNews news, const Origin &origin)
{
    const qint64 now = m_clock.wallMs();
    const std::unique_lock lock(m_mutex);
    m_log.makeRoom();
    putNews(std::move(news), EventKind::AlertsChanged, now, origin);
}

void ProcessTracker::putNews(AlertNews news, EventKind kind, qint64 timeMs, const Origin &origin)
{
    m_alerts.apply(news);
    m_log.append(Event{.seq = m_log.head() + 1,
                       .kind = kind,
                       .timeMs = timeMs,
                       .id = makeUuidV7(timeMs),
                       .process = {},
                       .origin = origin,
                       .setting = Setting{.type = {}, .alerts = std::make_shared<const AlertNews>(std::move(news))}});
}

void ProcessTracker::restore(const std::vector<ProcessPtr> &processes, const std::vector<Setting> &settings,
                             const std::vector<SchedulePtr> &schedules, const std::vector<AlertRulePtr> &alertRules,
                             const std::vector<ExpectationPtr> &expectations)
{
    const std::unique_lock lock(m_mutex);
    for (const AlertRulePtr &rule : alertRules)
        m_alerts.apply({.rule = rule});
    for (const ExpectationPtr &expectation : expectations)
        putExpectation(nullptr, expectation);
    for (const SchedulePtr &schedule : schedules)
        m_schedules.emplace(schedule->definition.name, schedule);
    m_index.reserve(static_cast<qsizetype>(processes.size()));
    for (const Setting &setting : settings)
        std::ignore = m_registry.apply(setting); // was checked when it was made
    for (const ProcessPtr &process : processes) {
        std::ignore = m_registry.apply({(*process)->type}); // where it was configured then, and isn't any more
        m_index.put(process);
    }
    for (const ProcessPtr &process : processes)
        m_dependencies.add(**process, m_index);
}

} // namespace Procession
