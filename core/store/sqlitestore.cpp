// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitestore.h"

#include "alertruletable.h"
#include "archive.h"
#include "expectationtable.h"
#include "historysweep.h"
#include "logtail.h"
#include "processtable.h"
#include "retryrule.h"
#include "scheduletable.h"
#include "settingtable.h"
#include "sqliteschema.h"
#include "wirenames.h"

#include <QLoggingCategory>

#include <algorithm>
#include <unordered_set>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSqlite, "procession.store")

constexpr std::chrono::minutes sweepInterval{10};

constexpr WireNames<Durability, 3> durabilityNames{{
    {Durability::Full, "full"_L1},
    {Durability::Normal, "normal"_L1},
    {Durability::Memory, "memory"_L1},
}};

} // namespace

QLatin1StringView wireName(Durability durability)
{
    return nameIn<durabilityNames>(durability);
}

std::optional<Durability> durabilityFromString(QStringView name)
{
    return valueIn<durabilityNames>(name);
}

SqliteStore::SqliteStore(ProcessTracker &tracker, const Clock &clock, QString folder, StoreOptions options,
                         QObject *parent)
    : Store(tracker, parent)
    , m_clock(clock)
    , m_folder(std::move(folder))
    , m_options(options)
    , m_clockRecord(clock)
    , m_sweepTimer(this)
    , m_sweep(std::make_unique<HistorySweep>(
          tracker, m_folder.database(),
          [this]() -> std::optional<HistorySweep::File> {
              if (!m_processes || !health().ok())
                  return std::nullopt;
              return HistorySweep::File{m_connection, m_processes->actors()};
          },
          this))
{
    connect(&m_sweepTimer, &QTimer::timeout, this, &SqliteStore::sweepHistory);
    connect(m_sweep.get(), &HistorySweep::ended, this, &SqliteStore::historySwept);
}

SqliteStore::~SqliteStore() = default;

Result<SqliteStore::Loaded> SqliteStore::open()
{
    if (const auto taken = m_folder.take(); !taken)
        return taken.error();
    if (const auto connected = connectFile(); !connected)
        return connected.error();
    if (const auto renamed = StoreLoader::renameReserved(m_connection); !renamed)
        return renamed.error();
    Result<Loaded> loaded = StoreLoader::load(m_connection);
    if (!loaded)
        return loaded;
    const bool isAnyLive = std::any_of(loaded->processes.begin(), loaded->processes.end(),
                                       [](const ProcessPtr &one) { return isLive(**one); });
    const auto clockMoved = m_clockRecord.load(m_connection, isAnyLive, loaded->lastEventMs);
    if (!clockMoved)
        return clockMoved.error();
    loaded->clockMoved = *clockMoved;
    m_registry = m_tracker.snapshot().registry; // as configured: nothing is tracked yet
    for (const Setting &setting : loaded->settings)
        std::ignore = m_registry.apply(setting); // was checked when it was made
    if (const auto decided = decideRetries(*loaded); !decided)
        return decided.error();
    if (const auto begun = begin(*loaded); !begun)
        return begun.error();
    m_tracker.setHistory([archive = Archive(m_folder.database())](const ProcessId &id) { return archive.find(id); });
    m_idReader = std::jthread(readIds, m_folder.database(), std::ref(m_tracker));
    m_sweepTimer.start(sweepInterval);
    return loaded;
}

void SqliteStore::readIds(const std::stop_token &stop, const QString &path, ProcessTracker &tracker)
{
    const Result<void> outcome = orNoMemory([&]() -> Result<void> {
        SqliteConnection connection;
        if (auto opened = connection.open(path, SqliteConnection::Mode::ReadOnly); !opened)
            return opened;
        // From the index alone; that it has those of tracked processes as well costs nothing but their room.
        auto ids = connection.prepare(u"SELECT process_id FROM processes INDEXED BY processes_by_id"_s);
        if (!ids)
            return ids.error();
        while (!stop.stop_requested() && ids->next()) {
            if (const auto id = ProcessId::fromBytes(ids->utf8(0)))
                tracker.noteArchived(*id);
        }
        return ids->outcome();
    });
    if (!outcome) {
        qCWarning(lcSqlite).noquote() << "each start will have to look into the history:" << outcome.error().message;
    } else if (!stop.stop_requested()) {
        tracker.noteAllArchived();
    }
}

Result<void> SqliteStore::connectFile()
{
    closeFile();
    const bool isNew = m_folder.makeDatabase();
    if (auto opened = m_connection.open(m_folder.database(), SqliteConnection::Mode::ReadWrite); !opened)
        return opened;
    if (auto prepared = SqliteSchema::prepare(m_connection, m_folder.database()); !prepared)
        return prepared;
    if (!isNew)
        m_folder.closeToOthers(); // it is ours
    const QStringList settings{
        u"PRAGMA journal_mode = WAL"_s,
        m_options.durability == Durability::Normal ? u"PRAGMA synchronous = NORMAL"_s : u"PRAGMA synchronous = FULL"_s,
        u"PRAGMA journal_size_limit = 67108864"_s,
        u"PRAGMA cache_size = -32768"_s,
    };
    for (const QString &setting : settings) {
        if (auto set = m_connection.run(setting); !set)
            return set;
    }

    Result<ProcessTable> processes = ProcessTable::of(m_connection);
    if (!processes)
        return processes.error();
    if (auto done = m_connection.prepareAll({{&m_setMeta, u"INSERT OR REPLACE INTO meta VALUES (?, ?)"_s}}); !done)
        return done;
    m_processes = std::make_unique<ProcessTable>(std::move(*processes));
    return {};
}

void SqliteStore::closeFile()
{
    m_processes.reset();
    m_setMeta = {};
    m_connection.close();
}

/// Decides the retries that an earlier version left undecided (sqliteschema.cpp): once, by the policies of today.
Result<void> SqliteStore::decideRetries(Loaded &loaded)
{
    const auto isDue = m_connection.integer(u"SELECT value FROM meta WHERE key = 'undecided'"_s);
    if (!isDue || *isDue == 0)
        return isDue ? Result<void>() : isDue.error();
    return m_connection.inTransaction([&]() -> Result<void> {
        for (ProcessPtr &state : loaded.processes) {
            Process process = **state;
            const bool hasFailed = process.status == ProcessStatus::Failed || process.status == ProcessStatus::Timeout;
            const bool isOpen = !process.retry || process.retry->status == RetryState::Status::Failed;
            if (!hasFailed || !isOpen || process.seq == process.createdSeq)
                continue;
            decideRetry(process,
                        {.timeMs = m_clock.wallMs(),
                         .typePolicy = m_registry.policy(process.type),
                         .draw = ProcessTracker::randomDraw(),
                         .leastDelay = process.retry ? process.retry->delay : std::chrono::milliseconds(0)});
            if (auto done = m_processes->update(process); !done)
                return done;
            state = std::make_shared<const ProcessState>(std::move(process));
        }
        return m_connection.run(u"DELETE FROM meta WHERE key = 'undecided'"_s);
    });
}

template <typename Value>
Result<void> SqliteStore::setMeta(const char *key, const Value &value)
{
    return m_setMeta.runWith(QLatin1StringView(key), value);
}

Result<void> SqliteStore::begin(const Loaded &loaded)
{
    return m_connection.inTransaction([&]() -> Result<void> {
        for (const auto &done :
             {setMeta("clean", 0), setMeta("epoch", loaded.lineage.epoch()), setMeta("head", loaded.head),
              m_clockRecord.write(m_connection), m_connection.run(u"DELETE FROM epochs"_s),
              m_connection.run(u"INSERT OR IGNORE INTO meta VALUES ('known_since', ?)"_s, m_clock.wallMs())}) {
            if (!done)
                return done;
        }
        for (const LogLineage::Ancestor &ancestor : loaded.lineage.ancestors()) {
            if (auto done = m_connection.run(u"INSERT INTO epochs (epoch, ended) VALUES (?, ?)"_s, ancestor.epoch,
                                             ancestor.end);
                !done)
                return done;
        }
        return {};
    });
}

void SqliteStore::close()
{
    m_sweepTimer.stop();
    m_sweep->stop();
    m_idReader = {}; // stops it, and waits
    if (m_connection.isOpen() && drain()) {
        if (const auto written = writeTail(); !written)
            qCWarning(lcSqlite).noquote() << "clients will have to start anew:" << written.error().message;
    }
    closeFile();
    m_folder.release();
}

Result<void> SqliteStore::writeTail()
{
    return orNoMemory([this] {
        return m_connection.inTransaction([this]() -> Result<void> {
            if (auto done = LogTail::write(m_connection, m_processes->actors(), m_tracker); !done)
                return done;
            return setMeta("clean", 1);
        });
    });
}

Result<void> SqliteStore::write(const Group &group)
{
    if (!m_processes) {
        if (auto connected = connectFile(); !connected)
            return connected;
    }
    const Result<void> written = orNoMemory([&] {
        return m_connection.inTransaction([&]() -> Result<void> {
            if (auto done = group.snapshot ? writeSnapshot(*group.snapshot) : writeGroup(group); !done)
                return done;
            if (auto done = setMeta("head", group.last); !done)
                return done;
            return m_clockRecord.writeWhereSet(m_connection);
        });
    });
    // After an error of the disk the file may not be as the connection believes it is: it is opened anew.
    if (!written)
        closeFile();
    return written;
}

Result<void> SqliteStore::writeGroup(const Group &group)
{
    // Of each process only its latest state is written, in the order in which they lie in the file.
    std::vector<size_t> order;
    order.reserve(group.events.size());
    for (size_t i = 0; i < group.events.size(); ++i) {
        if (group.events[i].process)
            order.push_back(i);
        else if (auto done = writeSetting(group.events[i]); !done)
            return done;
    }
    const auto keyOf = [&group](size_t i) { return (*group.events[i].process)->createdSeq; };
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return keyOf(a) < keyOf(b); });

    for (auto begin = order.begin(); begin != order.end();) {
        const quint64 key = keyOf(*begin);
        const auto end = std::find_if(begin, order.end(), [&](size_t i) { return keyOf(i) != key; });
        const Event &first = group.events[*begin];
        const Event &last = group.events[*std::prev(end)];
        if (auto done = m_processes->write(first, last); !done)
            return done;
        for (; begin != end; ++begin) {
            if (!group.isTraced[*begin] || last.kind == EventKind::Removed)
                continue;
            if (auto done = m_processes->trace(group.events[*begin]); !done)
                return done;
        }
    }
    return {};
}

Result<void> SqliteStore::writeSetting(const Event &event)
{
    if (const auto &alerts = event.setting->alerts) // episodes are kept by the AlertEngine
        return alerts->rule ? AlertRuleTable::write(m_connection, *alerts->rule) : Result<void>();
    if (event.setting->schedule)
        return ScheduleTable::write(m_connection, *event.setting->schedule);
    if (event.setting->expectation)
        return ExpectationTable::write(m_connection, *event.setting->expectation);
    auto done = SettingTable::write(m_connection, m_processes->actors(), event);
    if (done)
        std::ignore = m_registry.apply(*event.setting);
    return done;
}

/// Writes the settings that are neither configured nor stored.
Result<void> SqliteStore::writeSettings(const TypeRegistry &registry)
{
    std::vector<Setting> unknown;
    for (const ProcessType &type : registry.types()) {
        if (!m_registry.find(type))
            unknown.push_back({type});
    }
    for (const auto &[type, policy] : registry.policies()) {
        if (m_registry.policy(type) != policy)
            unknown.push_back({type, policy});
    }
    for (const auto &[type, pause] : registry.pauses()) {
        if (!m_registry.pauses().contains(type))
            unknown.push_back({.type = type, .pause = pause});
    }
    for (const auto &[type, pause] : m_registry.pauses()) {
        if (!registry.pauses().contains(type))
            unknown.push_back({.type = type, .pause = QueuePause{.isPaused = false}});
    }
    for (const Setting &setting : unknown) {
        if (auto done = writeSetting({.id = {}, .process = {}, .setting = setting}); !done)
            return done;
    }
    return {};
}

Result<void> SqliteStore::writeSnapshot(const ProcessTracker::Snapshot &snapshot)
{
    if (auto done = writeSettings(snapshot.registry); !done)
        return done;
    if (auto done = ScheduleTable::replace(m_connection, snapshot.schedules); !done)
        return done;
    if (auto done = AlertRuleTable::replace(m_connection, snapshot.alerts); !done)
        return done;
    if (auto done = ExpectationTable::replace(m_connection, snapshot.expectations); !done)
        return done;
    std::unordered_set<quint64> tracked;
    for (const ProcessPtr &process : snapshot.processes) {
        tracked.insert((*process)->createdSeq);
        if (auto done = m_processes->upsert(**process); !done)
            return done;
    }
    auto stored = m_connection.prepare(u"SELECT created_seq FROM processes WHERE archived = 0"_s);
    if (!stored)
        return stored.error();
    std::vector<quint64> gone;
    while (stored->next()) {
        const auto key = static_cast<quint64>(stored->integer(0));
        if (!tracked.contains(key))
            gone.push_back(key);
    }
    if (!stored->outcome())
        return stored->outcome();
    for (const quint64 key : gone) {
        if (auto done = m_processes->archive(key, m_clock.wallMs()); !done)
            return done;
    }
    return setMeta("known_since", m_clock.wallMs()); // what happened meanwhile isn't kept
}

void SqliteStore::sweepHistory()
{
    if (m_idReader.joinable())
        m_idReader.join(); // it would go on noting ids that the sweep frees
    m_sweep->begin(
        {.endedBeforeMs = m_options.historyAge.count() > 0 ? m_clock.wallMs() - m_options.historyAge.count() : 0,
         .maxCount = m_options.historyCount,
         .maxBytes = m_options.historyBytes});
}

} // namespace Procession
