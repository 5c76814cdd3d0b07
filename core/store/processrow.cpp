// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processrow.h"

#include "attemptjson.h"
#include "changejson.h"
#include "demandjson.h"
#include "dependencyjson.h"
#include "processjson.h"

#include <QJsonDocument>
#include <QStringList>

#include <array>

namespace Procession::ProcessRow {

using namespace Qt::StringLiterals;

namespace {

/// Name and type; Binder and read() follow this order.
constexpr std::array<std::pair<QLatin1StringView, QLatin1StringView>, 44> columns{{
    {"created_seq"_L1, "INTEGER NOT NULL"_L1},
    {"process_id"_L1, "TEXT NOT NULL"_L1},
    {"process_type"_L1, "TEXT NOT NULL"_L1},
    {"name"_L1, "TEXT NOT NULL"_L1},
    {"description"_L1, "TEXT"_L1},
    {"created_at"_L1, "INTEGER NOT NULL"_L1},
    {"timeout"_L1, "INTEGER"_L1},
    {"heartbeat_timeout"_L1, "INTEGER"_L1},
    {"retry_policy"_L1, "TEXT"_L1},
    {"start_digest"_L1, "BLOB"_L1},
    {"pending_timeout"_L1, "INTEGER"_L1},
    {"work"_L1, "TEXT"_L1},
    {"work_here"_L1, "INTEGER"_L1},
    {"progress_timeout"_L1, "INTEGER"_L1},
    {"output_timeout"_L1, "INTEGER"_L1},
    {"max_memory"_L1, "INTEGER"_L1},
    {"max_cpu_time"_L1, "INTEGER"_L1},
    {"limit_sustain"_L1, "INTEGER"_L1},
    {"retry_on_limit"_L1, "INTEGER"_L1},
    {"priority"_L1, "INTEGER"_L1},
    {"uses"_L1, "TEXT"_L1},
    {"depends_on"_L1, "TEXT"_L1}, // with the rule
    // The columns that events change.
    {"seq"_L1, "INTEGER NOT NULL"_L1},
    {"report_seq"_L1, "INTEGER NOT NULL"_L1},
    {"status"_L1, "TEXT NOT NULL"_L1},
    {"progress"_L1, "REAL"_L1},
    {"message"_L1, "TEXT"_L1},
    {"error_message"_L1, "TEXT"_L1},
    {"metadata"_L1, "TEXT"_L1},
    {"started_at"_L1, "INTEGER"_L1},
    {"updated_at"_L1, "INTEGER NOT NULL"_L1},
    {"completed_at"_L1, "INTEGER"_L1},
    {"quiet_since"_L1, "INTEGER"_L1},
    {"attempt"_L1, "INTEGER NOT NULL"_L1},
    {"retry_status"_L1, "TEXT"_L1},
    {"retry_attempt"_L1, "INTEGER"_L1},
    {"retry_max_attempts"_L1, "INTEGER"_L1},
    {"retry_delay"_L1, "INTEGER"_L1},
    {"retry_next_at"_L1, "INTEGER"_L1},
    {"retry_last_error"_L1, "TEXT"_L1},
    {"quiet_clock"_L1, "TEXT"_L1},
    {"last_progress_at"_L1, "INTEGER"_L1},
    {"dependency"_L1, "TEXT"_L1}, // its state, and the id that failed behind a space
    {"attempts"_L1, "TEXT"_L1},   // of the current one its figures, exit and canceller; the earlier ones
}};
constexpr size_t firstChange = 22;

/// The columns of what most reports change, by the order of bindReport().
constexpr std::array reportColumns{"seq"_L1,     "report_seq"_L1, "progress"_L1,
                                   "message"_L1, "updated_at"_L1, "last_progress_at"_L1};

template <typename Format>
QString joined(Format format, size_t from = 0)
{
    QStringList parts;
    for (size_t i = from; i < columns.size(); ++i)
        parts.append(format(columns[i].first, columns[i].second));
    return parts.join(", "_L1);
}

/// Hands each value to the next column.
class Binder
{
public:
    Binder(SqliteStatement &statement, int at)
        : m_statement(statement)
        , m_at(at)
    {
    }

    void bindFixedColumns(const Process &process);
    void bindChangingColumns(const Process &process);
    void bindReportColumns(const Process &process);

private:
    void bindDemand(const Demand *demand);
    void bindDependencyState(const Dependencies &dependencies);
    void null() { m_statement.bindNull(m_at++); }
    void nulls(int count)
    {
        for (int i = 0; i < count; ++i)
            null();
    }
    void integer(qint64 value) { m_statement.bindInteger(m_at++, value); }
    void sequence(quint64 value) { integer(static_cast<qint64>(value)); }
    void real(double value) { m_statement.bindReal(m_at++, value); }
    void text(QByteArrayView utf8) { m_statement.bindUtf8(m_at++, utf8); }
    void textOrNull(const Text &value) { m_statement.bindUtf8OrNull(m_at++, value.utf8()); }
    void name(QLatin1StringView value) { m_statement.bindUtf8(m_at++, value); }
    void integerOrNull(const std::optional<qint64> &value) { value ? integer(*value) : null(); }
    void durationOrNull(const std::optional<std::chrono::milliseconds> &value)
    {
        value ? integer(value->count()) : null();
    }

    SqliteStatement &m_statement;
    int m_at;
};

void Binder::bindFixedColumns(const Process &process)
{
    sequence(process.createdSeq);
    text(process.id.bytes());
    text(process.type.bytes());
    text(process.name.utf8());
    textOrNull(process.description);
    integer(process.createdAt);
    durationOrNull(process.timeout);
    durationOrNull(process.heartbeatTimeout);
    if (process.retryPolicy)
        m_statement.bindCopy(m_at++, toJson(*process.retryPolicy));
    else
        null();
    if (process.startDigest.isNull())
        null();
    else
        m_statement.bindBlob(m_at++, process.startDigest.bytes());
    durationOrNull(process.dispatch.pendingTimeout());
    if (const Work *work = process.dispatch.work()) {
        text(work->request.utf8());
        integer(work->isHere ? 1 : 0);
    } else {
        null();
        null();
    }
    if (const AttemptLimits *limits = process.dispatch.limits()) {
        durationOrNull(limits->progressTimeout);
        durationOrNull(limits->outputTimeout);
        integerOrNull(limits->maxMemory);
        durationOrNull(limits->maxCpuTime);
        durationOrNull(limits->sustain);
        limits->retriesOver ? integer(*limits->retriesOver ? 1 : 0) : null();
    } else {
        nulls(6);
    }
    bindDemand(process.dispatch.demand());
    if (const DependencyTerms *terms = process.dispatch.dependencies().terms())
        m_statement.bindCopy(m_at++, toJson(*terms));
    else
        null();
}

void Binder::bindDemand(const Demand *demand)
{
    integerOrNull(demand ? demand->priority : std::nullopt);
    if (demand && !demand->uses.empty())
        m_statement.bindCopy(m_at++, QJsonDocument(usesToJson(*demand)).toJson(QJsonDocument::Compact));
    else
        null();
}

void Binder::bindChangingColumns(const Process &process)
{
    sequence(process.seq);
    sequence(process.reportSeq);
    name(wireName(process.status));
    process.progress ? real(*process.progress) : null();
    textOrNull(process.message);
    textOrNull(process.errorMessage);
    if (process.metadata.isEmpty())
        null();
    else
        text(process.metadata.json());
    integerOrNull(process.startedAt);
    integer(process.updatedAt);
    integerOrNull(process.completedAt);
    integerOrNull(process.quietSince);
    integer(process.attempt);
    if (process.retry) {
        name(wireName(process.retry->status));
        integer(process.retry->attempt);
        integer(process.retry->maxAttempts);
        integer(process.retry->delay.count());
        integerOrNull(process.retry->nextAt);
        textOrNull(process.retry->lastError);
    } else {
        nulls(6);
    }
    if (process.quietSince)
        name(wireName(process.quietClock));
    else
        null();
    integerOrNull(process.progressedAt);
    bindDependencyState(process.dispatch.dependencies());
    if (const QByteArray attempts = attemptsToJson(process); !attempts.isEmpty())
        m_statement.bindCopy(m_at++, attempts);
    else
        null();
}

void Binder::bindDependencyState(const Dependencies &dependencies)
{
    if (dependencies.isEmpty())
        return null();
    const QLatin1StringView state = wireName(dependencies.state());
    if (dependencies.failedId().isNull())
        return name(state);
    QByteArray told(state.data(), state.size());
    m_statement.bindCopy(m_at++, told.append(' ').append(dependencies.failedId().bytes()));
}

void Binder::bindReportColumns(const Process &process)
{
    sequence(process.seq);
    sequence(process.reportSeq);
    process.progress ? real(*process.progress) : null();
    textOrNull(process.message);
    integer(process.updatedAt);
    integerOrNull(process.progressedAt);
}

/// Takes each value from the next column.
class Taker
{
public:
    Taker(const SqliteStatement &statement, int at)
        : m_statement(statement)
        , m_at(at)
    {
    }

    qint64 integer() { return m_statement.integer(m_at++); }
    quint64 sequence() { return static_cast<quint64>(integer()); }
    QString text() { return m_statement.text(m_at++); }
    QByteArrayView utf8() { return m_statement.utf8(m_at++); }
    Text kept() { return m_statement.keptText(m_at++); }
    QByteArrayView blob() { return m_statement.blob(m_at++); }
    /// Runs `take` where the column isn't null.
    template <typename Take>
    auto unlessNull(Take take) -> std::optional<decltype(take())>
    {
        if (!m_statement.isNull(m_at))
            return take();
        ++m_at;
        return std::nullopt;
    }
    std::optional<qint64> optionalInteger()
    {
        return unlessNull([this] { return integer(); });
    }
    std::optional<std::chrono::milliseconds> optionalDuration()
    {
        return unlessNull([this] { return std::chrono::milliseconds(integer()); });
    }
    std::optional<double> optionalReal()
    {
        return unlessNull([this] { return m_statement.real(m_at++); });
    }

    /// Nothing where it can't be read.
    std::optional<Demand> demand()
    {
        QJsonObject json;
        if (const auto priority = optionalInteger())
            json.insert(u"priority"_s, *priority);
        if (const QByteArrayView uses = utf8(); !uses.isEmpty())
            json.insert(u"uses"_s, QJsonDocument::fromJson(uses.toByteArray()).object());
        JsonReader reader(json);
        const Demand demand = demandFromJson(reader);
        return reader.error() ? std::nullopt : std::optional(demand);
    }

private:
    const SqliteStatement &m_statement;
    int m_at;
};

/// Whether the text was a state.
bool takeDependencyState(Dispatch &dispatch, const QString &text)
{
    const auto state = dependencyStateFromString(text.section(u' ', 0, 0));
    if (!state)
        return false;
    dispatch.setDependencyState(*state, ProcessId::fromString(text.section(u' ', 1)).value_or(ProcessId()));
    return true;
}

} // namespace

QString definition()
{
    return joined([](QLatin1StringView name, QLatin1StringView type) { return name + u' ' + type; });
}

QString names()
{
    return joined([](QLatin1StringView name, QLatin1StringView) { return QString(name); });
}

QString placeholders()
{
    return joined([](QLatin1StringView, QLatin1StringView) { return u"?"_s; });
}

QString assignments()
{
    return joined([](QLatin1StringView name, QLatin1StringView) { return u"%1 = excluded.%1"_s.arg(name); });
}

QString changes()
{
    return joined([](QLatin1StringView name, QLatin1StringView) { return name + " = ?"_L1; }, firstChange);
}

int changeCount()
{
    return static_cast<int>(columns.size() - firstChange);
}

void bind(SqliteStatement &statement, int at, const Process &process)
{
    Binder binder(statement, at);
    binder.bindFixedColumns(process);
    binder.bindChangingColumns(process);
}

void bindChanges(SqliteStatement &statement, int at, const Process &process)
{
    Binder(statement, at).bindChangingColumns(process);
}

QString reportChanges()
{
    QStringList parts;
    for (const QLatin1StringView name : reportColumns)
        parts.append(name + " = ?"_L1);
    return parts.join(", "_L1);
}

int reportChangeCount()
{
    return static_cast<int>(reportColumns.size());
}

bool isReport(const Process &before, const Process &process)
{
    // Made equal where a report may differ, so that no other field can be forgotten here.
    Process reported = before;
    reported.seq = process.seq;
    reported.reportSeq = process.reportSeq;
    reported.progress = process.progress;
    reported.message = process.message;
    reported.updatedAt = process.updatedAt;
    reported.progressedAt = process.progressedAt;
    return reported == process;
}

void bindReport(SqliteStatement &statement, int at, const Process &process)
{
    Binder(statement, at).bindReportColumns(process);
}

std::optional<Process> read(const SqliteStatement &statement, int at)
{
    Taker taker(statement, at);
    Process process;
    process.createdSeq = taker.sequence();
    const auto id = ProcessId::fromString(taker.text());
    const auto type = ProcessType::fromString(taker.text());
    if (!id || !type)
        return std::nullopt;
    process.id = *id;
    process.type = *type;
    process.name = taker.kept();
    process.description = taker.kept();
    process.createdAt = taker.integer();
    process.timeout = taker.optionalDuration();
    process.heartbeatTimeout = taker.optionalDuration();
    if (const QByteArrayView policy = taker.utf8(); !policy.isEmpty()) {
        const auto read = retryPolicyFromJson(QJsonDocument::fromJson(policy.toByteArray()).object(), RetryPolicy{});
        if (!read)
            return std::nullopt;
        process.retryPolicy = *read;
    }
    process.startDigest = StartDigest::fromBytes(taker.blob());
    process.dispatch.setPendingTimeout(taker.optionalDuration());
    const Text request = taker.kept();
    const bool isHere = taker.integer() == 1;
    if (!request.isEmpty())
        process.dispatch.setWork({request, isHere});
    AttemptLimits limits;
    limits.progressTimeout = taker.optionalDuration();
    limits.outputTimeout = taker.optionalDuration();
    limits.maxMemory = taker.optionalInteger();
    limits.maxCpuTime = taker.optionalDuration();
    limits.sustain = taker.optionalDuration();
    if (const auto retries = taker.optionalInteger())
        limits.retriesOver = *retries == 1;
    if (limits != AttemptLimits{})
        process.dispatch.setLimits(limits);
    if (const auto demand = taker.demand())
        process.dispatch.setDemand(*demand);
    else
        return std::nullopt;
    if (const QByteArrayView terms = taker.utf8(); !terms.isEmpty()) {
        auto read = dependencyTermsFromJson(terms);
        if (!read)
            return std::nullopt;
        process.dispatch.setDependencies(Dependencies(std::move(*read)));
    }

    process.seq = taker.sequence();
    process.reportSeq = taker.sequence();
    const auto status = statusFromString(taker.text());
    if (!status)
        return std::nullopt;
    process.status = *status;
    process.progress = taker.optionalReal();
    process.message = taker.kept();
    process.errorMessage = taker.kept();
    process.metadata = Metadata::fromJson(taker.utf8().toByteArray());
    process.startedAt = taker.optionalInteger();
    process.updatedAt = taker.integer();
    process.completedAt = taker.optionalInteger();
    process.quietSince = taker.optionalInteger();
    process.attempt = static_cast<int>(taker.integer());
    RetryState retry;
    const auto retryStatus = retryStatusFromString(taker.text());
    retry.attempt = static_cast<int>(taker.integer());
    retry.maxAttempts = static_cast<int>(taker.integer());
    retry.delay = std::chrono::milliseconds(taker.integer());
    retry.nextAt = taker.optionalInteger();
    retry.lastError = taker.kept();
    if (retryStatus) {
        retry.status = *retryStatus;
        process.retry = retry;
    }
    const auto clock = quietClockFromString(taker.text());
    if (clock && process.quietSince)
        process.quietClock = *clock;
    process.progressedAt = taker.optionalInteger();
    const QString dependency = taker.text();
    if (!process.dispatch.dependencies().isEmpty() && !takeDependencyState(process.dispatch, dependency))
        return std::nullopt;
    if (const QByteArrayView attempts = taker.utf8(); !attempts.isEmpty()) {
        const QJsonObject object = QJsonDocument::fromJson(attempts.toByteArray()).object();
        JsonReader reader(object);
        takeAttempts(process, reader);
        if (reader.error())
            return std::nullopt;
    }
    return process;
}

} // namespace Procession::ProcessRow
