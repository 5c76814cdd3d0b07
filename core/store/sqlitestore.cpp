// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitestore.h"

#include "actortable.h"
#include "archive.h"
#include "historysweep.h"
#include "logtail.h"
#include "privatefile.h"
#include "processjson.h"
#include "processrow.h"
#include "retryrule.h"
#include "sqliteschema.h"

#include <QLoggingCategory>
#include <QStorageInfo>

#include <algorithm>
#include <unordered_set>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSqlite, "procession.store")

constexpr std::chrono::minutes sweepInterval{10};

} // namespace

QLatin1StringView wireName(Durability durability)
{
    switch (durability) {
    case Durability::Full:
        return "full"_L1;
    case Durability::Normal:
        return "normal"_L1;
    case Durability::Memory:
        return "memory"_L1;
    }
    Q_UNREACHABLE();
}

std::optional<Durability> durabilityFromString(QStringView name)
{
    for (const Durability durability : {Durability::Full, Durability::Normal, Durability::Memory}) {
        if (name == wireName(durability))
            return durability;
    }
    return std::nullopt;
}

/// What is run for every group.
struct SqliteStore::Statements
{
    SqliteStatement upsert;
    SqliteStatement update;
    SqliteStatement archive;
    SqliteStatement remove;
    SqliteStatement removeEvents;
    SqliteStatement removeOlder;
    SqliteStatement removeOlderEvents;
    SqliteStatement trace;
    SqliteStatement head;
    ActorTable actors;
};

SqliteStore::SqliteStore(ProcessTracker &tracker, const Clock &clock, QString folder, StoreOptions options,
                         QObject *parent)
    : Store(tracker, parent)
    , m_clock(clock)
    , m_folder(std::move(folder))
    , m_options(options)
    , m_clockRecord(clock)
    , m_sweep(this)
{
    connect(&m_sweep, &QTimer::timeout, this, &SqliteStore::sweepHistory);
}

SqliteStore::~SqliteStore() = default;

QString SqliteStore::pathIn(const QString &folder)
{
    return folder + "/procession.db"_L1;
}

Result<SqliteStore::Loaded> SqliteStore::open()
{
    if (const auto locked = lock(); !locked)
        return locked.error();
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
    m_tracker.setHistory([archive = Archive(pathIn(m_folder))](const ProcessId &id) { return archive.find(id); });
    m_idReader = std::jthread(readIds, pathIn(m_folder), std::ref(m_tracker));
    m_sweep.start(sweepInterval);
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

Result<void> SqliteStore::lock()
{
    if (!PrivateFile::makeFolder(m_folder))
        return Error{ErrorCode::Io, u"%1: the data folder can't be made."_s.arg(m_folder), {}};
    const QString lockPath = m_folder + "/procession.lock"_L1;
    auto lock = std::make_unique<QLockFile>(lockPath);
    lock->setStaleLockTime(0); // only the death of its holder ends it
    if (lock->tryLock()) {
        PrivateFile::tighten(lockPath);
        m_lock = std::move(lock);
        return {};
    }
    qint64 pid = 0;
    QString host;
    QString program;
    if (lock->error() == QLockFile::LockFailedError && lock->getLockInfo(&pid, &host, &program)) {
        return Error{
            ErrorCode::Io,
            u"%1: another server has this data folder: %2, process %3 on %4. Stop it, or choose another folder "
            "with --data-dir."_s.arg(m_folder, program)
                .arg(pid)
                .arg(host),
            {}};
    }
    if (QStorageInfo(m_folder).bytesAvailable() == 0)
        return Error{ErrorCode::Io, u"%1: the disk is full; make room."_s.arg(m_folder), {}};
    return Error{ErrorCode::Io, u"%1: the data folder can't be written to; check its permissions."_s.arg(m_folder), {}};
}

Result<void> SqliteStore::connectFile()
{
    m_statements.reset();
    // Made with its mode from the beginning; SQLite gives the files beside it the same.
    QFile file(pathIn(m_folder));
    const bool isNew = PrivateFile::create(file).ok();
    file.close();
    if (auto opened = m_connection.open(pathIn(m_folder), SqliteConnection::Mode::ReadWrite); !opened)
        return opened;
    if (auto prepared = SqliteSchema::prepare(m_connection, pathIn(m_folder)); !prepared)
        return prepared;
    if (!isNew)
        closeToOthers(); // it is ours
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

    auto statements = std::make_unique<Statements>();
    const std::array wanted{
        std::pair(&statements->upsert,
                  u"INSERT INTO processes (%1) VALUES (%2) ON CONFLICT (created_seq) DO UPDATE SET %3"_s.arg(
                      ProcessRow::names(), ProcessRow::placeholders(), ProcessRow::assignments())),
        // It leaves the index of the ids alone, which an upsert would take out and put in again.
        std::pair(&statements->update, u"UPDATE processes SET %1 WHERE created_seq = ?"_s.arg(ProcessRow::changes())),
        std::pair(&statements->archive, u"UPDATE processes SET archived = 1 WHERE created_seq = ?"_s),
        std::pair(&statements->remove, u"DELETE FROM processes WHERE created_seq = ?"_s),
        std::pair(&statements->removeEvents, u"DELETE FROM events WHERE created_seq = ?"_s),
        std::pair(&statements->removeOlder, u"DELETE FROM processes WHERE process_id = ? AND created_seq < ?"_s),
        std::pair(
            &statements->removeOlderEvents,
            u"DELETE FROM events WHERE created_seq IN (SELECT created_seq FROM processes WHERE process_id = ? AND "
            "created_seq < ?)"_s),
        std::pair(&statements->trace, u"INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s),
        std::pair(&statements->head, u"INSERT OR REPLACE INTO meta VALUES ('head', ?)"_s),
    };
    for (const auto &[statement, sql] : wanted) {
        Result<SqliteStatement> prepared = m_connection.prepare(sql);
        if (!prepared)
            return prepared.error();
        *statement = std::move(*prepared);
    }
    Result<ActorTable> actors = ActorTable::of(m_connection);
    if (!actors)
        return actors.error();
    statements->actors = std::move(*actors);
    m_statements = std::move(statements);
    return {};
}

/// Only its owner may read what others reported: earlier versions and copies may have left it otherwise.
void SqliteStore::closeToOthers() const
{
    const QString path = pathIn(m_folder);
    QStringList wereOpen;
    for (const QLatin1StringView suffix : {""_L1, "-wal"_L1, "-shm"_L1}) {
        if (PrivateFile::tighten(path + suffix))
            wereOpen.append(path + suffix);
    }
    if (!wereOpen.isEmpty())
        qCWarning(lcSqlite).noquote() << wereOpen.join(", "_L1) << "could be read by others until now; no longer";
    if (PrivateFile::isOpenToAll(m_folder)) {
        qCWarning(lcSqlite).noquote() << m_folder << "may be written by everybody, who can put another database there;"
                                      << "take that right away: chmod o-w" << m_folder;
    }
}

/// Decides the retries that an earlier version left undecided (sqliteschema.cpp): once, by the policies of today.
Result<void> SqliteStore::decideRetries(Loaded &loaded)
{
    const auto isDue = m_connection.integer(u"SELECT value FROM meta WHERE key = 'undecided'"_s);
    if (!isDue || *isDue == 0)
        return isDue ? Result<void>() : isDue.error();
    SqliteConnection::Transaction transaction(m_connection);
    if (!transaction.begun())
        return transaction.begun();
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
        if (auto done = update(process); !done)
            return done;
        state = std::make_shared<const ProcessState>(std::move(process));
    }
    if (auto done = m_connection.run(u"DELETE FROM meta WHERE key = 'undecided'"_s); !done)
        return done;
    return transaction.commit();
}

Result<void> SqliteStore::begin(const Loaded &loaded)
{
    SqliteConnection::Transaction transaction(m_connection);
    if (!transaction.begun())
        return transaction.begun();
    for (const auto &done :
         {m_connection.run(u"INSERT OR REPLACE INTO meta VALUES ('clean', 0)"_s),
          m_connection.run(u"INSERT OR REPLACE INTO meta VALUES ('epoch', ?)"_s, loaded.lineage.epoch()),
          m_statements->head.runWith(loaded.head), m_clockRecord.write(m_connection),
          m_connection.run(u"DELETE FROM epochs"_s)}) {
        if (!done)
            return done;
    }
    for (const LogLineage::Ancestor &ancestor : loaded.lineage.ancestors()) {
        if (auto done =
                m_connection.run(u"INSERT INTO epochs (epoch, ended) VALUES (?, ?)"_s, ancestor.epoch, ancestor.end);
            !done)
            return done;
    }
    return transaction.commit();
}

void SqliteStore::close()
{
    m_sweep.stop();
    m_idReader = {}; // stops it, and waits
    if (m_connection.isOpen() && drain()) {
        if (const auto written = writeTail(); !written)
            qCWarning(lcSqlite).noquote() << "clients will have to start anew:" << written.error().message;
    }
    m_statements.reset();
    m_connection.close();
    m_lock.reset();
}

Result<void> SqliteStore::writeTail()
{
    return orNoMemory([this]() -> Result<void> {
        SqliteConnection::Transaction transaction(m_connection);
        if (!transaction.begun())
            return transaction.begun();
        if (auto done = LogTail::write(m_connection, m_statements->actors, m_tracker); !done)
            return done;
        if (auto marked = m_connection.run(u"INSERT OR REPLACE INTO meta VALUES ('clean', 1)"_s); !marked)
            return marked;
        return transaction.commit();
    });
}

Result<void> SqliteStore::upsert(const Process &process)
{
    ProcessRow::bind(m_statements->upsert, 0, process);
    return m_statements->upsert.run();
}

Result<void> SqliteStore::update(const Process &process)
{
    SqliteStatement &update = m_statements->update;
    ProcessRow::bindChanges(update, 0, process);
    update.bindInteger(ProcessRow::changeCount(), static_cast<qint64>(process.createdSeq));
    if (const auto &done = update.run(); !done)
        return done;
    return m_connection.changedRows() == 1 ? Result<void>() : upsert(process);
}

Result<void> SqliteStore::write(const Group &group)
{
    if (!m_statements) {
        if (auto connected = connectFile(); !connected)
            return connected;
    }
    const Result<void> written = orNoMemory([&]() -> Result<void> {
        SqliteConnection::Transaction transaction(m_connection);
        if (!transaction.begun())
            return transaction.begun();
        if (auto done = group.snapshot ? writeSnapshot(*group.snapshot) : writeGroup(group); !done)
            return done;
        if (auto done = m_statements->head.runWith(group.last); !done)
            return done;
        if (auto done = m_clockRecord.writeWhereSet(m_connection); !done)
            return done;
        return transaction.commit();
    });
    // After an error of the disk the file may not be as the connection believes it is: it is opened anew.
    if (!written) {
        m_statements.reset();
        m_connection.close();
    }
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
        else if (auto done = writeSetting(*group.events[i].setting); !done)
            return done;
    }
    const auto keyOf = [&group](size_t i) { return (*group.events[i].process)->createdSeq; };
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return keyOf(a) < keyOf(b); });

    for (auto begin = order.begin(); begin != order.end();) {
        const quint64 key = keyOf(*begin);
        const auto end = std::find_if(begin, order.end(), [&](size_t i) { return keyOf(i) != key; });
        const Event &first = group.events[*begin];
        const Event &last = group.events[*std::prev(end)];
        if (auto done = writeState(first, last); !done)
            return done;
        for (; begin != end; ++begin) {
            if (!group.isTraced[*begin] || last.kind == EventKind::Removed)
                continue;
            if (auto done = writeTrace(key, historyEventOf(group.events[*begin])); !done)
                return done;
        }
    }
    return {};
}

/// Writes what the events of one process, from `first` to `last`, made of it.
Result<void> SqliteStore::writeState(const Event &first, const Event &last)
{
    const Process &process = **last.process;
    if (last.kind == EventKind::Removed)
        return removeAll(process);
    const bool isNew = first.kind == EventKind::Started || first.kind == EventKind::Imported;
    if (auto done = isNew ? upsert(process) : update(process); !done)
        return done;
    return last.kind == EventKind::Archived ? m_statements->archive.runWith(process.createdSeq) : Result<void>();
}

/// Forgets the process, and those that had its id before in files of earlier versions: nothing of that id is shown
/// afterwards.
Result<void> SqliteStore::removeAll(const Process &process)
{
    for (SqliteStatement *statement : {&m_statements->removeEvents, &m_statements->remove}) {
        if (auto done = statement->runWith(process.createdSeq); !done)
            return done;
    }
    for (SqliteStatement *statement : {&m_statements->removeOlderEvents, &m_statements->removeOlder}) {
        if (auto done = statement->runWith(process.id.bytes(), process.createdSeq); !done)
            return done;
    }
    return {};
}

Result<void> SqliteStore::writeTrace(quint64 createdSeq, const HistoryEvent &event)
{
    SqliteStatement &trace = m_statements->trace;
    trace.bindAll(createdSeq, event.seq, event.timeMs, wireName(event.kind), wireName(event.status), event.attempt);
    event.progress ? trace.bindReal(6, *event.progress) : trace.bindNull(6);
    trace.bindUtf8OrNull(7, event.message.utf8());
    trace.bindUtf8OrNull(8, event.errorMessage.utf8());
    if (auto done = m_statements->actors.bindOrigin(trace, 9, event.origin, event.seq); !done)
        return done;
    // All else of the retry follows from the event.
    event.retry ? trace.bindInteger(11, event.retry->maxAttempts) : trace.bindNull(11);
    event.retry &&event.retry->nextAt ? trace.bindInteger(12, *event.retry->nextAt) : trace.bindNull(12);
    return trace.run();
}

Result<void> SqliteStore::writeSetting(const Setting &setting)
{
    auto done = setting.policy ? m_connection.run(u"INSERT OR REPLACE INTO policies VALUES (?, ?)"_s,
                                                  setting.type.bytes(), QByteArrayView(toJson(*setting.policy)))
                               : m_connection.run(u"INSERT OR IGNORE INTO types VALUES (?)"_s, setting.type.bytes());
    if (done)
        std::ignore = m_registry.apply(setting);
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
    for (const Setting &setting : unknown) {
        if (auto done = writeSetting(setting); !done)
            return done;
    }
    return {};
}

Result<void> SqliteStore::writeSnapshot(const ProcessTracker::Snapshot &snapshot)
{
    if (auto done = writeSettings(snapshot.registry); !done)
        return done;
    std::unordered_set<quint64> tracked;
    for (const ProcessPtr &process : snapshot.processes) {
        tracked.insert((*process)->createdSeq);
        if (auto done = upsert(**process); !done)
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
        if (auto done = m_statements->archive.runWith(key); !done)
            return done;
    }
    return {};
}

void SqliteStore::sweepHistory()
{
    if (!m_statements || !health().ok())
        return;
    if (m_idReader.joinable())
        m_idReader.join(); // it would go on noting ids that the sweep frees
    const qint64 endedBefore = m_options.historyAge.count() > 0 ? m_clock.wallMs() - m_options.historyAge.count() : 0;
    const auto swept =
        orNoMemory([&] { return HistorySweep::sweep(m_connection, m_tracker, endedBefore, m_options.historyCount); });
    const Result<void> done = !swept ? swept.error() : *swept ? Result<void>() : m_statements->actors.removeUnused();
    if (!done)
        qCWarning(lcSqlite).noquote() << "the history can't be swept:" << done.error().message;
    else if (*swept)
        QTimer::singleShot(0, this, &SqliteStore::sweepHistory); // groups are written in between
}

} // namespace Procession
