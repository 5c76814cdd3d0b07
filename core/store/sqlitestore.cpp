// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitestore.h"

#include "archive.h"
#include "changejson.h"
#include "privatefile.h"
#include "processjson.h"
#include "processrow.h"
#include "sqliteschema.h"

#include <QJsonDocument>
#include <QLoggingCategory>
#include <QStorageInfo>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <span>
#include <unordered_set>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSqlite, "procession.store")

/// After a stop that was not orderly, events may have been numbered that were never stored. Their numbers are left
/// out, so that none is ever used twice. Far more than can be waiting for the store.
constexpr quint64 uncleanGap = 1'000'000;
/// The most bytes of states that an orderly stop writes for those who resume.
constexpr qsizetype maxTailBytes = 64 * 1024 * 1024;
/// Rows that one transaction of the history's sweep deletes.
constexpr int sweepPortion = 2000;
constexpr std::chrono::minutes sweepInterval{10};

/// About how much room a state takes in the file.
qsizetype storedBytes(const Process &process)
{
    constexpr qsizetype withoutTexts = 400;
    return withoutTexts + process.metadata.size() + process.name.size() + process.description.size()
        + process.message.size() + process.errorMessage.size();
}

/// Names the time from one start of the machine to the next.
QByteArray bootId()
{
    QFile file(u"/proc/sys/kernel/random/boot_id"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

Error damaged(const QString &path, const QString &what)
{
    return {ErrorCode::Io, u"%1: it is damaged (%2); move it away and restore a backup."_s.arg(path, what), {}};
}

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
    SqliteStatement others;
    SqliteStatement trace;
    SqliteStatement head;
};

SqliteStore::SqliteStore(ProcessTracker &tracker, EventLog &log, const Clock &clock, QString folder,
                         StoreOptions options, QObject *parent)
    : Store(tracker, log, parent)
    , m_tracker(tracker)
    , m_log(log)
    , m_clock(clock)
    , m_folder(std::move(folder))
    , m_options(options)
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
    if (const auto renamed = renameReserved(); !renamed)
        return renamed.error();
    Result<Loaded> loaded = load();
    if (!loaded)
        return loaded;
    if (const auto begun = begin(*loaded); !begun)
        return begun.error();
    m_tracker.setHistory([archive = Archive(pathIn(m_folder))](const ProcessId &id) { return archive.find(id); });
    m_idReader = std::jthread(readIds, pathIn(m_folder), std::ref(m_tracker));
    m_sweep.start(sweepInterval);
    return loaded;
}

void SqliteStore::readIds(const std::stop_token &stop, const QString &path, ProcessTracker &tracker)
{
    SqliteConnection connection;
    Result<void> outcome = connection.open(path, SqliteConnection::Mode::ReadOnly);
    if (outcome) {
        // From the index alone; that it has those of tracked processes as well costs nothing but their room.
        auto ids = connection.prepare(u"SELECT process_id FROM processes INDEXED BY processes_by_id"_s);
        if (ids) {
            while (!stop.stop_requested() && ids->next()) {
                if (const auto id = ProcessId::fromBytes(ids->utf8(0)))
                    tracker.noteArchived(*id);
            }
            outcome = ids->outcome();
        } else {
            outcome = ids.error();
        }
    }
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
        std::pair(&statements->others, u"SELECT 1 FROM processes WHERE process_id = ? AND created_seq <> ? LIMIT 1"_s),
        std::pair(&statements->trace, u"INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s),
        std::pair(&statements->head, u"INSERT OR REPLACE INTO meta VALUES ('head', ?)"_s),
    };
    for (const auto &[statement, sql] : wanted) {
        Result<SqliteStatement> prepared = m_connection.prepare(sql);
        if (!prepared)
            return prepared.error();
        *statement = std::move(*prepared);
    }
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

Result<SqliteStore::Loaded> SqliteStore::load()
{
    const QString path = pathIn(m_folder);
    Loaded loaded;
    const auto head = m_connection.integer(u"SELECT value FROM meta WHERE key = 'head'"_s);
    const auto clean = m_connection.integer(u"SELECT value FROM meta WHERE key = 'clean'"_s);
    if (!head || !clean)
        return head ? clean.error() : head.error();
    loaded.head = static_cast<quint64>(*head);

    auto processes = m_connection.prepare(
        u"SELECT %1 FROM processes WHERE archived = 0 ORDER BY created_seq"_s.arg(ProcessRow::names()));
    if (!processes)
        return processes.error();
    while (processes->next()) {
        auto process = ProcessRow::read(*processes, 0);
        if (!process)
            return damaged(path, u"a process can't be read"_s);
        loaded.head = std::max(loaded.head, process->seq);
        loaded.lastEventMs = std::max(loaded.lastEventMs, process->updatedAt);
        loaded.processes.push_back(std::make_shared<const ProcessState>(std::move(*process)));
    }
    // The end of the rows, or of what can be read?
    if (!processes->outcome())
        return processes->outcome().error();

    if (const auto done = loadClock(loaded); !done)
        return done.error();
    Result<LogLineage> lineage = loadLineage(loaded.head);
    if (!lineage)
        return lineage.error();
    loaded.lineage = std::move(*lineage);
    loaded.wasClean = loaded.lineage.ancestors().empty() || *clean == 1;
    if (!loaded.wasClean)
        loaded.head += uncleanGap;
    else if (const auto done = loadTail(loaded); !done)
        return done.error();

    auto types = m_connection.prepare(u"SELECT name FROM types ORDER BY name"_s);
    if (!types)
        return types.error();
    while (types->next()) {
        if (const auto type = ProcessType::fromString(types->text(0)))
            loaded.types.append(*type);
    }
    if (!types->outcome())
        return types->outcome().error();
    auto policies = m_connection.prepare(u"SELECT process_type, policy FROM policies"_s);
    if (!policies)
        return policies.error();
    while (policies->next()) {
        const auto type = ProcessType::fromString(policies->text(0));
        const auto policy = retryPolicyFromJson(QJsonDocument::fromJson(policies->utf8(1).toByteArray()).object(), {});
        if (!type || !policy)
            return damaged(path, u"a retry policy can't be read"_s);
        loaded.policies.insert_or_assign(*type, *policy);
    }
    if (!policies->outcome())
        return policies->outcome().error();
    return loaded;
}

qint64 SqliteStore::clockOffset() const
{
    return m_clock.wallMs() - m_clock.steadyMs();
}

/// Works out by how much the wall clock can't be trusted. While the machine runs its steady clock goes on, whatever
/// program reads it; how long the machine was off, only the wall clock tells, and that may have been set meanwhile.
Result<void> SqliteStore::loadClock(Loaded &loaded)
{
    const auto stored = m_connection.text(u"SELECT value FROM meta WHERE key = 'clock'"_s);
    if (!stored)
        return stored.error();
    const QList<QByteArray> parts = stored->split(' ');
    const qint64 least = parts.value(1).toLongLong();
    const qint64 most = parts.value(2).toLongLong();
    const qint64 offset = clockOffset();
    const bool isAnyLive = std::any_of(loaded.processes.begin(), loaded.processes.end(),
                                       [](const ProcessPtr &one) { return isLive(**one); });
    if (!isAnyLive) {
        m_leastOffset = m_mostOffset = offset;
    } else if (!parts.value(0).isEmpty() && parts.value(0) == bootId()) {
        m_leastOffset = std::min(least, offset);
        m_mostOffset = std::max(most, offset);
    } else {
        const qint64 sinceLastEvent = std::max<qint64>(0, m_clock.wallMs() - loaded.lastEventMs);
        m_leastOffset = offset - sinceLastEvent - (most - least);
        m_mostOffset = offset;
    }
    loaded.clockMoved = std::chrono::milliseconds(offset - m_leastOffset);
    return {};
}

Result<void> SqliteStore::writeClock()
{
    return m_connection.run(u"INSERT OR REPLACE INTO meta VALUES ('clock', '%1 %2 %3')"_s.arg(
        QString::fromLatin1(bootId()), QString::number(m_leastOffset), QString::number(m_mostOffset)));
}

/// The lineage of the log that goes on after event `head`.
Result<LogLineage> SqliteStore::loadLineage(quint64 head)
{
    const auto epoch = m_connection.text(u"SELECT value FROM meta WHERE key = 'epoch'"_s);
    auto rows = m_connection.prepare(u"SELECT epoch, ended FROM epochs ORDER BY number"_s);
    if (!epoch || !rows)
        return epoch ? rows.error() : epoch.error();
    std::vector<LogLineage::Ancestor> ancestors;
    while (rows->next())
        ancestors.push_back({rows->utf8(0).toByteArray(), static_cast<quint64>(rows->integer(1))});
    if (!rows->outcome())
        return rows->outcome().error();
    return LogLineage::after({*epoch, head}, std::move(ancestors));
}

/// A process that has a name of the API for its id could not be reached: it gets another id.
Result<void> SqliteStore::renameReserved()
{
    for (const char *name : reservedNames) {
        auto rename = m_connection.prepare(
            u"UPDATE processes SET process_id = ? || ':renamed:' || created_seq WHERE process_id = ?"_s);
        if (!rename)
            return rename.error();
        const QString id = QString::fromLatin1(name);
        rename->bindText(0, id);
        rename->bindText(1, id);
        if (!rename->run())
            return rename->outcome();
        if (m_connection.changedRows() == 0)
            continue;
        qCWarning(lcSqlite).noquote() << "process" << id << "had a name of the API for its id; it is" << id
                                      << ":renamed:… from now on";
        // Who resumes would hear of the old name.
        for (const QString &statement : {u"DELETE FROM log_tail"_s, u"DELETE FROM log_tail_states"_s}) {
            if (auto done = m_connection.run(statement); !done)
                return done;
        }
    }
    return {};
}

Result<void> SqliteStore::loadTail(Loaded &loaded)
{
    const Error unreadable = damaged(pathIn(m_folder), u"the tail of the log can't be read"_s);
    auto events =
        m_connection.prepare(u"SELECT event_seq, kind, time, event_id, process FROM log_tail ORDER BY event_seq"_s);
    auto states = m_connection.prepare(
        u"SELECT event_seq, %1 FROM log_tail_states ORDER BY event_seq"_s.arg(ProcessRow::names()));
    if (!events || !states)
        return events ? states.error() : events.error();

    std::vector<quint64> keys; // of the processes, side by side: they are searched for each event
    keys.reserve(loaded.processes.size());
    for (const ProcessPtr &process : loaded.processes)
        keys.push_back((*process)->createdSeq);
    bool hasState = states->next();
    while (events->next()) {
        Event event;
        event.seq = static_cast<quint64>(events->integer(0));
        const auto kind = eventKindFromString(events->text(1));
        event.timeMs = events->integer(2);
        event.id = QUuid::fromString(events->text(3));
        if (hasState && states->integer(0) == events->integer(0)) {
            if (auto process = ProcessRow::read(*states, 1))
                event.process = std::make_shared<const ProcessState>(std::move(*process));
            hasState = states->next();
        } else {
            const auto latest =
                std::lower_bound(keys.begin(), keys.end(), static_cast<quint64>(events->integer(4))) - keys.begin();
            if (static_cast<size_t>(latest) < keys.size()) {
                const ProcessPtr &process = loaded.processes[static_cast<size_t>(latest)];
                if ((*process)->seq == event.seq)
                    event.process = process;
            }
        }
        if (!kind || !event.process || (!loaded.tail.empty() && event.seq != loaded.tail.back().seq + 1))
            return unreadable;
        event.kind = *kind;
        loaded.tail.push_back(std::move(event));
    }
    for (const SqliteStatement *rows : {&*events, &*states}) {
        if (!rows->outcome())
            return rows->outcome();
    }
    if (!loaded.tail.empty() && loaded.tail.back().seq != loaded.head)
        loaded.tail.clear(); // not of this log; nobody may resume on it
    return {};
}

Result<void> SqliteStore::begin(const Loaded &loaded)
{
    SqliteConnection::Transaction transaction(m_connection);
    if (!transaction.begun())
        return transaction.begun();
    QStringList statements{
        u"INSERT OR REPLACE INTO meta VALUES ('clean', 0)"_s,
        u"INSERT OR REPLACE INTO meta VALUES ('epoch', '%1')"_s.arg(QString::fromLatin1(loaded.lineage.epoch())),
        u"INSERT OR REPLACE INTO meta VALUES ('head', %1)"_s.arg(loaded.head),
        u"DELETE FROM epochs"_s,
    };
    for (const LogLineage::Ancestor &ancestor : loaded.lineage.ancestors()) {
        statements.append(
            u"INSERT INTO epochs (epoch, ended) VALUES ('%1', %2)"_s.arg(QString::fromLatin1(ancestor.epoch))
                .arg(ancestor.end));
    }
    for (const QString &statement : statements) {
        if (auto done = m_connection.run(statement); !done)
            return done;
    }
    if (auto done = writeClock(); !done)
        return done;
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
    // From the newest backwards, as far as it is worth the space.
    std::vector<Event> tail;
    qsizetype bytes = 0;
    const quint64 oldest = m_log.forgotten();
    for (quint64 end = m_log.head(); end > oldest && bytes < maxTailBytes;) {
        constexpr quint64 portion = 1024;
        const quint64 begin = std::max(oldest, end - std::min(end, portion));
        EventLog::Batch batch = m_log.read(begin, static_cast<qsizetype>(end - begin));
        std::move(batch.events.rbegin(), batch.events.rend(), std::back_inserter(tail));
        for (const Event &event : std::span(tail).last(batch.events.size()))
            bytes += storedBytes(**event.process);
        end = begin;
    }

    SqliteConnection::Transaction transaction(m_connection);
    if (!transaction.begun())
        return transaction.begun();
    // That of an earlier stop goes only now, since a start is waited for.
    for (const QString &statement : {u"DELETE FROM log_tail"_s, u"DELETE FROM log_tail_states"_s}) {
        if (auto done = m_connection.run(statement); !done)
            return done;
    }
    auto insert = m_connection.prepare(u"INSERT INTO log_tail VALUES (?, ?, ?, ?, ?)"_s);
    auto insertState = m_connection.prepare(u"INSERT INTO log_tail_states (event_seq, %1) VALUES (?, %2)"_s.arg(
        ProcessRow::names(), ProcessRow::placeholders()));
    if (!insert || !insertState)
        return insert ? insertState.error() : insert.error();
    std::reverse(tail.begin(), tail.end());
    for (const Event &event : tail) {
        const Process &state = **event.process;
        const auto seq = static_cast<qint64>(event.seq);
        const QByteArray id = event.id.toByteArray(QUuid::WithoutBraces);
        insert->bindInteger(0, seq);
        insert->bindUtf8(1, wireName(event.kind));
        insert->bindInteger(2, event.timeMs);
        insert->bindUtf8(3, id);
        insert->bindInteger(4, static_cast<qint64>(state.createdSeq));
        if (!insert->run())
            return insert->outcome();
        const ProcessPtr latest = m_tracker.find(state.id);
        if (latest && (*latest)->seq == event.seq)
            continue; // stored already
        insertState->bindInteger(0, seq);
        ProcessRow::bind(*insertState, 1, state);
        if (!insertState->run())
            return insertState->outcome();
    }
    if (auto marked = m_connection.run(u"INSERT OR REPLACE INTO meta VALUES ('clean', 1)"_s); !marked)
        return marked;
    return transaction.commit();
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
    if (!update.run())
        return update.outcome();
    return m_connection.changedRows() == 1 ? Result<void>() : upsert(process);
}

/// Runs a statement whose one parameter is the number of a process.
Result<void> SqliteStore::runFor(SqliteStatement &statement, quint64 createdSeq)
{
    statement.bindInteger(0, static_cast<qint64>(createdSeq));
    return statement.run();
}

Result<void> SqliteStore::write(const Group &group)
{
    if (!m_statements) {
        if (auto connected = connectFile(); !connected)
            return connected;
    }
    Result<void> written = [&]() -> Result<void> {
        SqliteConnection::Transaction transaction(m_connection);
        if (!transaction.begun())
            return transaction.begun();
        if (auto done = group.snapshot ? writeSnapshot(*group.snapshot) : writeGroup(group); !done)
            return done;
        if (auto done = runFor(m_statements->head, group.last); !done)
            return done;
        constexpr qint64 jump = 1000;
        if (const qint64 offset = clockOffset(); offset < m_leastOffset - jump || offset > m_mostOffset + jump) {
            m_leastOffset = std::min(m_leastOffset, offset);
            m_mostOffset = std::max(m_mostOffset, offset);
            if (auto done = writeClock(); !done)
                return done;
        }
        return transaction.commit();
    }();
    // After an error of the disk what the connection believes is in the file may not be there: it is opened anew.
    if (!written) {
        m_statements.reset();
        m_connection.close();
    }
    return written;
}

Result<void> SqliteStore::writeGroup(const Group &group)
{
    // Of each process only its latest state is written, in the order in which they lie in the file.
    std::vector<size_t> order(group.events.size());
    std::iota(order.begin(), order.end(), 0);
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
            if (auto done = writeTrace(group.events[*begin]); !done)
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
    return last.kind == EventKind::Archived ? runFor(m_statements->archive, process.createdSeq) : Result<void>();
}

/// Forgets the process, and those that had its id before in files of earlier versions: nothing of that id is shown
/// afterwards.
Result<void> SqliteStore::removeAll(const Process &process)
{
    for (SqliteStatement *statement : {&m_statements->removeEvents, &m_statements->remove}) {
        if (auto done = runFor(*statement, process.createdSeq); !done)
            return done;
    }
    for (SqliteStatement *statement : {&m_statements->removeOlderEvents, &m_statements->removeOlder}) {
        const QByteArrayView id = process.id.bytes();
        statement->bindUtf8(0, id);
        statement->bindInteger(1, static_cast<qint64>(process.createdSeq));
        if (!statement->run())
            return statement->outcome();
    }
    return {};
}

Result<void> SqliteStore::writeTrace(const Event &event)
{
    const Process &process = **event.process;
    SqliteStatement &trace = m_statements->trace;
    const auto textOrNull = [&trace](int at, const Text &text) {
        text.isEmpty() ? trace.bindNull(at) : trace.bindUtf8(at, text.utf8());
    };
    trace.bindInteger(0, static_cast<qint64>(process.createdSeq));
    trace.bindInteger(1, static_cast<qint64>(event.seq));
    trace.bindInteger(2, event.timeMs);
    trace.bindUtf8(3, wireName(event.kind));
    trace.bindUtf8(4, wireName(process.status));
    trace.bindInteger(5, process.attempt);
    process.progress ? trace.bindReal(6, *process.progress) : trace.bindNull(6);
    textOrNull(7, process.message);
    textOrNull(8, process.errorMessage);
    return trace.run();
}

Result<void> SqliteStore::writeSnapshot(const ProcessTracker::Snapshot &snapshot)
{
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
        if (auto done = runFor(m_statements->archive, key); !done)
            return done;
    }
    return {};
}

void SqliteStore::sweepHistory()
{
    if (!m_statements || !health().ok())
        return;
    const auto count = m_connection.integer(u"SELECT count(*) FROM processes WHERE archived = 1"_s);
    if (!count)
        return;
    const qint64 surplus = std::max<qint64>(0, *count - m_options.historyCount);
    const qint64 oldest = m_options.historyAge.count() > 0 ? m_clock.wallMs() - m_options.historyAge.count() : 0;
    auto select = m_connection.prepare(
        u"SELECT created_seq, completed_at, process_id FROM processes WHERE archived = 1 AND completed_at IS NOT NULL "
        "ORDER BY completed_at LIMIT ?"_s);
    if (!select)
        return;
    select->bindInteger(0, sweepPortion);
    Rows old;
    while (select->next()) {
        if (static_cast<qint64>(old.size()) >= surplus && select->integer(1) >= oldest)
            break;
        old.emplace_back(static_cast<quint64>(select->integer(0)), ProcessId::fromBytes(select->utf8(2)));
    }
    select->reset();
    if (old.empty())
        return;

    // First they count as forgotten: a start that comes before the file says so begins a new life of the id.
    for (const auto &[key, id] : old) {
        const auto isKept = id ? isHeldOnceMore(*id, key) : Result<bool>(true);
        if (isKept && !*isKept)
            m_tracker.forgetArchived(*id);
    }
    if (!removeRows(old)) {
        for (const auto &[key, id] : old) {
            if (id)
                m_tracker.noteArchived(*id);
        }
        return;
    }
    if (old.size() == sweepPortion)
        QTimer::singleShot(0, this, &SqliteStore::sweepHistory); // groups are written in between
}

/// Whether another row has this id: one that is tracked, or of an earlier version, which let an id live twice.
Result<bool> SqliteStore::isHeldOnceMore(const ProcessId &id, quint64 createdSeq)
{
    SqliteStatement &others = m_statements->others;
    others.bindUtf8(0, id.bytes());
    others.bindInteger(1, static_cast<qint64>(createdSeq));
    const bool found = others.next();
    Result<void> outcome = others.outcome();
    others.reset();
    if (!outcome)
        return outcome.error();
    return found;
}

Result<void> SqliteStore::removeRows(const Rows &rows)
{
    SqliteConnection::Transaction transaction(m_connection);
    if (!transaction.begun())
        return transaction.begun();
    for (const auto &[key, id] : rows) {
        for (SqliteStatement *statement : {&m_statements->remove, &m_statements->removeEvents}) {
            if (auto done = runFor(*statement, key); !done)
                return done;
        }
    }
    return transaction.commit();
}

} // namespace Procession
