// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitestore.h"

#include "processjson.h"
#include "processrow.h"
#include "sqliteschema.h"

#include <QDir>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QRandomGenerator>
#include <QSqlError>
#include <QStorageInfo>

#include <algorithm>
#include <iterator>
#include <span>
#include <unordered_set>

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
    QSqlQuery upsert;
    QSqlQuery archive;
    QSqlQuery remove;
    QSqlQuery removeEvents;
    QSqlQuery trace;
    QSqlQuery head;
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
    Result<Loaded> loaded = load();
    if (!loaded)
        return loaded;
    if (const auto begun = begin(*loaded); !begun)
        return begun.error();
    m_sweep.start(sweepInterval);
    return loaded;
}

Result<void> SqliteStore::lock()
{
    if (!QDir().mkpath(m_folder))
        return Error{ErrorCode::Io, u"%1: the data folder can't be made."_s.arg(m_folder), {}};
    auto lock = std::make_unique<QLockFile>(m_folder + "/procession.lock"_L1);
    lock->setStaleLockTime(0); // only the death of its holder ends it
    if (lock->tryLock()) {
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
    // Only its owner may read what others reported; SQLite gives the files beside it the same permissions.
    std::ignore =
        QFile(pathIn(m_folder)).open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner);
    if (auto opened = m_connection.open(pathIn(m_folder), SqliteConnection::Mode::ReadWrite); !opened)
        return opened;
    if (auto prepared = SqliteSchema::prepare(m_connection, pathIn(m_folder)); !prepared)
        return prepared;
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
    const auto prepare = [this](QSqlQuery &query, const QString &sql) -> Result<void> {
        Result<QSqlQuery> prepared = m_connection.prepare(sql);
        if (!prepared)
            return prepared.error();
        query = std::move(*prepared);
        return {};
    };
    const std::array wanted{
        std::pair(&statements->upsert,
                  u"INSERT INTO processes (%1) VALUES (%2) ON CONFLICT (created_seq) DO UPDATE SET %3"_s.arg(
                      ProcessRow::names(), ProcessRow::placeholders(), ProcessRow::assignments())),
        std::pair(&statements->archive, u"UPDATE processes SET archived = 1 WHERE created_seq = ?"_s),
        std::pair(&statements->remove, u"DELETE FROM processes WHERE created_seq = ?"_s),
        std::pair(&statements->removeEvents, u"DELETE FROM events WHERE created_seq = ?"_s),
        std::pair(&statements->trace, u"INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s),
        std::pair(&statements->head, u"INSERT OR REPLACE INTO meta VALUES ('head', ?)"_s),
    };
    for (const auto &[query, sql] : wanted) {
        if (auto prepared = prepare(*query, sql); !prepared)
            return prepared;
    }
    m_statements = std::move(statements);
    return {};
}

Result<SqliteStore::Loaded> SqliteStore::load()
{
    const QString path = pathIn(m_folder);
    Loaded loaded;
    const auto head = m_connection.value(u"SELECT value FROM meta WHERE key = 'head'"_s);
    const auto clean = m_connection.value(u"SELECT value FROM meta WHERE key = 'clean'"_s);
    const auto epoch = m_connection.value(u"SELECT value FROM meta WHERE key = 'epoch'"_s);
    if (!head || !clean || !epoch)
        return head ? clean ? epoch.error() : clean.error() : head.error();
    loaded.head = static_cast<quint64>(head->toLongLong());
    loaded.epoch = epoch->toByteArray();
    loaded.wasClean = loaded.epoch.isEmpty() || clean->toInt() == 1;

    auto processes = m_connection.prepare(
        u"SELECT %1 FROM processes WHERE archived = 0 ORDER BY created_seq"_s.arg(ProcessRow::names()));
    if (!processes)
        return processes.error();
    if (const auto ran = run(*processes); !ran)
        return ran.error();
    while (processes->next()) {
        auto process = ProcessRow::read(*processes, 0);
        if (!process)
            return damaged(path, u"a process can't be read"_s);
        loaded.head = std::max(loaded.head, process->seq);
        loaded.lastEventMs = std::max(loaded.lastEventMs, process->updatedAt);
        loaded.processes.push_back(std::make_shared<const ProcessState>(std::move(*process)));
    }
    // The end of the rows, or of what can be read?
    if (processes->lastError().isValid())
        return SqliteConnection::errorOf(*processes, path);

    if (loaded.wasClean) {
        if (const auto done = loadTail(loaded); !done)
            return done.error();
    } else {
        loaded.head += uncleanGap;
        loaded.epoch.clear();
    }
    if (loaded.epoch.isEmpty())
        loaded.epoch = QByteArray::number(QRandomGenerator::system()->generate64(), 16);

    auto types = m_connection.prepare(u"SELECT name FROM types ORDER BY name"_s);
    if (!types)
        return types.error();
    if (const auto ran = run(*types); !ran)
        return ran.error();
    while (types->next()) {
        if (const auto type = ProcessType::fromString(types->value(0).toString()))
            loaded.types.append(*type);
    }
    auto policies = m_connection.prepare(u"SELECT process_type, policy FROM policies"_s);
    if (!policies)
        return policies.error();
    if (const auto ran = run(*policies); !ran)
        return ran.error();
    while (policies->next()) {
        const auto type = ProcessType::fromString(policies->value(0).toString());
        const auto policy =
            retryPolicyFromJson(QJsonDocument::fromJson(policies->value(1).toString().toUtf8()).object(), {});
        if (!type || !policy)
            return damaged(path, u"a retry policy can't be read"_s);
        loaded.policies.insert_or_assign(*type, *policy);
    }
    return loaded;
}

Result<void> SqliteStore::loadTail(Loaded &loaded)
{
    auto rows =
        m_connection.prepare(u"SELECT log_tail.event_seq, kind, time, event_id, process, %1 FROM log_tail LEFT JOIN "
                             "log_tail_states USING (event_seq) ORDER BY event_seq"_s.arg(ProcessRow::names()));
    if (!rows)
        return rows.error();
    if (auto ran = run(*rows); !ran)
        return ran;
    constexpr int stateAt = 5;
    while (rows->next()) {
        Event event;
        event.seq = static_cast<quint64>(rows->value(0).toLongLong());
        const auto kind = eventKindFromString(rows->value(1).toString());
        event.timeMs = rows->value(2).toLongLong();
        event.id = QUuid(rows->value(3).toString());
        if (rows->isNull(stateAt)) {
            const auto key = static_cast<quint64>(rows->value(4).toLongLong());
            const auto latest = std::lower_bound(
                loaded.processes.begin(), loaded.processes.end(), key,
                [](const ProcessPtr &process, quint64 createdSeq) { return (*process)->createdSeq < createdSeq; });
            if (latest != loaded.processes.end() && (**latest)->seq == event.seq)
                event.process = *latest;
        } else if (auto process = ProcessRow::read(*rows, stateAt)) {
            event.process = std::make_shared<const ProcessState>(std::move(*process));
        }
        if (!kind || !event.process || (!loaded.tail.empty() && event.seq != loaded.tail.back().seq + 1))
            return damaged(pathIn(m_folder), u"the tail of the log can't be read"_s);
        event.kind = *kind;
        loaded.tail.push_back(std::move(event));
    }
    if (rows->lastError().isValid())
        return SqliteConnection::errorOf(*rows, pathIn(m_folder));
    if (!loaded.tail.empty() && loaded.tail.back().seq != loaded.head)
        loaded.tail.clear(); // not of this log; nobody may resume on it
    return {};
}

Result<void> SqliteStore::begin(const Loaded &loaded)
{
    SqliteConnection::Transaction transaction(m_connection);
    if (!transaction.begun())
        return transaction.begun();
    const QStringList statements{
        u"INSERT OR REPLACE INTO meta VALUES ('clean', 0)"_s,
        u"INSERT OR REPLACE INTO meta VALUES ('epoch', '%1')"_s.arg(QString::fromLatin1(loaded.epoch)),
        u"INSERT OR REPLACE INTO meta VALUES ('head', %1)"_s.arg(loaded.head),
        u"DELETE FROM log_tail"_s,
        u"DELETE FROM log_tail_states"_s,
    };
    for (const QString &statement : statements) {
        if (auto done = m_connection.run(statement); !done)
            return done;
    }
    return transaction.commit();
}

void SqliteStore::close()
{
    m_sweep.stop();
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
    auto insert = m_connection.prepare(u"INSERT INTO log_tail VALUES (?, ?, ?, ?, ?)"_s);
    auto insertState =
        m_connection.prepare(u"INSERT INTO log_tail_states VALUES (?, %1)"_s.arg(ProcessRow::placeholders()));
    if (!insert || !insertState)
        return insert ? insertState.error() : insert.error();
    std::reverse(tail.begin(), tail.end());
    for (const Event &event : tail) {
        const Process &state = **event.process;
        const auto seq = static_cast<qint64>(event.seq);
        insert->bindValue(0, seq);
        insert->bindValue(1, QString(wireName(event.kind)));
        insert->bindValue(2, event.timeMs);
        insert->bindValue(3, event.id.toString(QUuid::WithoutBraces));
        insert->bindValue(4, static_cast<qint64>(state.createdSeq));
        if (auto ran = run(*insert); !ran)
            return ran;
        const ProcessPtr latest = m_tracker.find(state.id);
        if (latest && (*latest)->seq == event.seq)
            continue; // stored already
        insertState->bindValue(0, seq);
        ProcessRow::bind(*insertState, 1, state);
        if (auto ran = run(*insertState); !ran)
            return ran;
    }
    if (auto marked = m_connection.run(u"INSERT OR REPLACE INTO meta VALUES ('clean', 1)"_s); !marked)
        return marked;
    return transaction.commit();
}

Result<void> SqliteStore::run(QSqlQuery &query)
{
    if (!query.exec())
        return m_connection.errorOf(query);
    return {};
}

Result<void> SqliteStore::upsert(const Process &process)
{
    ProcessRow::bind(m_statements->upsert, 0, process);
    return run(m_statements->upsert);
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
        m_statements->head.bindValue(0, static_cast<qint64>(group.last));
        if (auto done = run(m_statements->head); !done)
            return done;
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
    // Of each process only its latest state is written.
    QHash<quint64, const Event *> latest;
    for (const Event &event : group.events)
        latest.insert((*event.process)->createdSeq, &event);

    Statements &statements = *m_statements;
    for (size_t i = 0; i < group.events.size(); ++i) {
        const Event &event = group.events[i];
        const Process &process = **event.process;
        const auto key = static_cast<qint64>(process.createdSeq);
        const bool isLatest = latest.value(process.createdSeq) == &event;
        if (event.kind == EventKind::Removed) {
            for (QSqlQuery *query : {&statements.remove, &statements.removeEvents}) {
                query->bindValue(0, key);
                if (auto ran = run(*query); !ran)
                    return ran;
            }
            continue;
        }
        if (isLatest) {
            if (auto done = upsert(process); !done)
                return done;
        }
        if (event.kind == EventKind::Archived) {
            statements.archive.bindValue(0, key);
            if (auto ran = run(statements.archive); !ran)
                return ran;
            continue;
        }
        if (!group.isTraced[i])
            continue;
        QSqlQuery &trace = statements.trace;
        trace.bindValue(0, key);
        trace.bindValue(1, static_cast<qint64>(event.seq));
        trace.bindValue(2, event.timeMs);
        trace.bindValue(3, QString(wireName(event.kind)));
        trace.bindValue(4, QString(wireName(process.status)));
        trace.bindValue(5, process.attempt);
        trace.bindValue(6, process.progress ? QVariant(*process.progress) : QVariant());
        trace.bindValue(7, process.message.isEmpty() ? QVariant() : QVariant(process.message));
        trace.bindValue(8, process.errorMessage.isEmpty() ? QVariant() : QVariant(process.errorMessage));
        if (auto ran = run(trace); !ran)
            return ran;
    }
    return {};
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
    if (auto ran = run(*stored); !ran)
        return ran;
    std::vector<qint64> gone;
    while (stored->next()) {
        if (!tracked.contains(static_cast<quint64>(stored->value(0).toLongLong())))
            gone.push_back(stored->value(0).toLongLong());
    }
    stored->finish();
    for (const qint64 key : gone) {
        m_statements->archive.bindValue(0, key);
        if (auto ran = run(m_statements->archive); !ran)
            return ran;
    }
    return {};
}

void SqliteStore::sweepHistory()
{
    if (!m_statements || !health().ok())
        return;
    const auto count = m_connection.value(u"SELECT count(*) FROM processes WHERE archived = 1"_s);
    if (!count)
        return;
    const qint64 surplus = std::max<qint64>(0, count->toLongLong() - m_options.historyCount);
    const qint64 oldest = m_options.historyAge.count() > 0 ? m_clock.wallMs() - m_options.historyAge.count() : 0;
    auto select = m_connection.prepare(
        u"SELECT created_seq, completed_at FROM processes WHERE archived = 1 AND completed_at IS NOT NULL ORDER BY "
        "completed_at LIMIT ?"_s);
    if (!select)
        return;
    select->bindValue(0, sweepPortion);
    if (!run(*select))
        return;
    std::vector<qint64> old;
    while (select->next()) {
        if (static_cast<qint64>(old.size()) >= surplus && select->value(1).toLongLong() >= oldest)
            break;
        old.push_back(select->value(0).toLongLong());
    }
    select->finish();
    if (old.empty())
        return;

    SqliteConnection::Transaction transaction(m_connection);
    if (!transaction.begun())
        return;
    for (const qint64 key : old) {
        for (QSqlQuery *query : {&m_statements->remove, &m_statements->removeEvents}) {
            query->bindValue(0, key);
            if (!run(*query))
                return;
        }
    }
    if (transaction.commit() && old.size() == sweepPortion)
        QTimer::singleShot(0, this, &SqliteStore::sweepHistory); // groups are written in between
}

} // namespace Procession
