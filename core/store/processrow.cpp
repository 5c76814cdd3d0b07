// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processrow.h"

#include "processjson.h"

#include <QJsonDocument>
#include <QStringList>
#include <QVariant>

#include <array>

namespace Procession::ProcessRow {

using namespace Qt::StringLiterals;

namespace {

/// Name and type; bind() and read() follow this order.
constexpr std::array<std::pair<QLatin1StringView, QLatin1StringView>, 28> columns{{
    {"created_seq"_L1, "INTEGER NOT NULL"_L1},
    {"seq"_L1, "INTEGER NOT NULL"_L1},
    {"report_seq"_L1, "INTEGER NOT NULL"_L1},
    {"process_id"_L1, "TEXT NOT NULL"_L1},
    {"process_type"_L1, "TEXT NOT NULL"_L1},
    {"status"_L1, "TEXT NOT NULL"_L1},
    {"name"_L1, "TEXT NOT NULL"_L1},
    {"description"_L1, "TEXT"_L1},
    {"progress"_L1, "REAL"_L1},
    {"message"_L1, "TEXT"_L1},
    {"error_message"_L1, "TEXT"_L1},
    {"metadata"_L1, "TEXT"_L1},
    {"created_at"_L1, "INTEGER NOT NULL"_L1},
    {"started_at"_L1, "INTEGER"_L1},
    {"updated_at"_L1, "INTEGER NOT NULL"_L1},
    {"completed_at"_L1, "INTEGER"_L1},
    {"quiet_since"_L1, "INTEGER"_L1},
    {"attempt"_L1, "INTEGER NOT NULL"_L1},
    {"timeout"_L1, "INTEGER"_L1},
    {"heartbeat_timeout"_L1, "INTEGER"_L1},
    {"retry_status"_L1, "TEXT"_L1},
    {"retry_attempt"_L1, "INTEGER"_L1},
    {"retry_max_attempts"_L1, "INTEGER"_L1},
    {"retry_delay"_L1, "INTEGER"_L1},
    {"retry_next_at"_L1, "INTEGER"_L1},
    {"retry_last_error"_L1, "TEXT"_L1},
    {"retry_policy"_L1, "TEXT"_L1},
    {"start_digest"_L1, "BLOB"_L1},
}};

template <typename Format>
QString joined(Format format)
{
    QStringList parts;
    for (const auto &[name, type] : columns)
        parts.append(format(name, type));
    return parts.join(", "_L1);
}

/// Hands each value to the next column.
class Binder
{
public:
    Binder(QSqlQuery &query, int at)
        : m_query(query)
        , m_at(at)
    {
    }

    void integer(quint64 value) { bind(static_cast<qint64>(value)); }
    void integer(qint64 value) { bind(value); }
    void integer(int value) { bind(value); }
    void text(const QString &value) { bind(value); }
    void textOrNull(const QString &value) { bind(value.isEmpty() ? QVariant() : QVariant(value)); }
    void integerOrNull(const std::optional<qint64> &value) { bind(value ? QVariant(*value) : QVariant()); }
    void durationOrNull(const std::optional<std::chrono::milliseconds> &value)
    {
        bind(value ? QVariant(qint64(value->count())) : QVariant());
    }
    void bind(const QVariant &value) { m_query.bindValue(m_at++, value); }

private:
    QSqlQuery &m_query;
    int m_at;
};

/// Takes each value from the next column.
class Taker
{
public:
    Taker(const QSqlQuery &query, int at)
        : m_query(query)
        , m_at(at)
    {
    }

    quint64 sequence() { return static_cast<quint64>(next().toLongLong()); }
    qint64 integer() { return next().toLongLong(); }
    QString text() { return next().toString(); }
    std::optional<qint64> optionalInteger()
    {
        const QVariant value = next();
        return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
    }
    std::optional<std::chrono::milliseconds> optionalDuration()
    {
        const auto value = optionalInteger();
        return value ? std::optional(std::chrono::milliseconds(*value)) : std::nullopt;
    }
    QVariant next() { return m_query.value(m_at++); }

private:
    const QSqlQuery &m_query;
    int m_at;
};

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

int columnCount()
{
    return static_cast<int>(columns.size());
}

void bind(QSqlQuery &query, int at, const Process &process)
{
    Binder binder(query, at);
    binder.integer(process.createdSeq);
    binder.integer(process.seq);
    binder.integer(process.reportSeq);
    binder.text(process.id.toString());
    binder.text(process.type.toString());
    binder.text(wireName(process.status));
    binder.text(process.name);
    binder.textOrNull(process.description);
    binder.bind(process.progress ? QVariant(*process.progress) : QVariant());
    binder.textOrNull(process.message);
    binder.textOrNull(process.errorMessage);
    binder.bind(process.metadata.isEmpty() ? QVariant() : QVariant(QString::fromUtf8(process.metadata.toJson())));
    binder.integer(process.createdAt);
    binder.integerOrNull(process.startedAt);
    binder.integer(process.updatedAt);
    binder.integerOrNull(process.completedAt);
    binder.integerOrNull(process.quietSince);
    binder.integer(process.attempt);
    binder.durationOrNull(process.timeout);
    binder.durationOrNull(process.heartbeatTimeout);
    if (process.retry) {
        binder.text(wireName(process.retry->status));
        binder.integer(process.retry->attempt);
        binder.integer(process.retry->maxAttempts);
        binder.durationOrNull(process.retry->delay);
        binder.integerOrNull(process.retry->nextAt);
        binder.textOrNull(process.retry->lastError);
    } else {
        for (int i = 0; i < 6; ++i)
            binder.bind({});
    }
    binder.bind(process.retryPolicy ? QVariant(QString::fromUtf8(toJson(*process.retryPolicy))) : QVariant());
    binder.bind(process.startDigest.isEmpty() ? QVariant() : QVariant(process.startDigest));
}

std::optional<Process> read(const QSqlQuery &query, int at)
{
    Taker taker(query, at);
    Process process;
    process.createdSeq = taker.sequence();
    process.seq = taker.sequence();
    process.reportSeq = taker.sequence();
    const auto id = ProcessId::fromString(taker.text());
    const auto type = ProcessType::fromString(taker.text());
    const auto status = statusFromString(taker.text());
    if (!id || !type || !status)
        return std::nullopt;
    process.id = *id;
    process.type = *type;
    process.status = *status;
    process.name = taker.text();
    process.description = taker.text();
    const QVariant progress = taker.next();
    if (!progress.isNull())
        process.progress = progress.toDouble();
    process.message = taker.text();
    process.errorMessage = taker.text();
    process.metadata = Metadata::fromJson(taker.text().toUtf8());
    process.createdAt = taker.integer();
    process.startedAt = taker.optionalInteger();
    process.updatedAt = taker.integer();
    process.completedAt = taker.optionalInteger();
    process.quietSince = taker.optionalInteger();
    process.attempt = static_cast<int>(taker.integer());
    process.timeout = taker.optionalDuration();
    process.heartbeatTimeout = taker.optionalDuration();

    RetryState retry;
    const auto retryStatus = retryStatusFromString(taker.text());
    retry.attempt = static_cast<int>(taker.integer());
    retry.maxAttempts = static_cast<int>(taker.integer());
    retry.delay = taker.optionalDuration().value_or(retry.delay);
    retry.nextAt = taker.optionalInteger();
    retry.lastError = taker.text();
    if (retryStatus) {
        retry.status = *retryStatus;
        process.retry = retry;
    }
    if (const QString policy = taker.text(); !policy.isEmpty()) {
        const auto read = retryPolicyFromJson(QJsonDocument::fromJson(policy.toUtf8()).object(), RetryPolicy{});
        if (!read)
            return std::nullopt;
        process.retryPolicy = *read;
    }
    process.startDigest = taker.next().toByteArray();
    return process;
}

} // namespace Procession::ProcessRow
