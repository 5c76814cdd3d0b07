// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processjson.h"

#include "jsonreader.h"

#include <QJsonDocument>
#include <QLocale>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxNameLength = 512;
constexpr qsizetype maxTextLength = 8192;
constexpr qsizetype maxErrorLength = 65536;
constexpr double maxTimeoutSeconds = 366.0 * 24 * 3600;
constexpr double maxDelaySeconds = 30.0 * 24 * 3600;

/// Appends to a byte array without a call for each piece: the array is grown ahead and cut to what was written.
class Appender
{
public:
    explicit Appender(QByteArray &out)
        : m_out(out)
        , m_size(out.size())
    {
    }
    Q_DISABLE_COPY_MOVE(Appender)
    ~Appender() { m_out.resize(m_size); }

    void append(char c)
    {
        *room(1) = c;
        ++m_size;
    }
    void append(QByteArrayView bytes)
    {
        std::copy(bytes.begin(), bytes.end(), room(bytes.size()));
        m_size += bytes.size();
    }
    template <std::integral Integer>
    void append(Integer value)
    {
        constexpr qsizetype mostDigits = 24;
        char *const begin = room(mostDigits);
        m_size += std::to_chars(begin, begin + mostDigits, value).ptr - begin;
    }

private:
    /// Where the next `count` bytes may be written.
    char *room(qsizetype count)
    {
        if (m_end - m_size < count) {
            // First what is allocated already, then twice as much.
            const qsizetype capacity = m_out.capacity();
            m_end = m_size + count <= capacity ? capacity : std::max(m_size + count, 2 * capacity);
            m_out.resize(m_end);
            m_data = m_out.data();
        }
        return m_data + m_size;
    }

    QByteArray &m_out;
    qsizetype m_size;
    qsizetype m_end = 0;
    char *m_data = nullptr;
};

void appendString(Appender &out, QByteArrayView utf8)
{
    static constexpr char hex[] = "0123456789abcdef";
    const auto isPlain = [](char c) { return static_cast<uchar>(c) >= 0x20 && c != '"' && c != '\\'; };
    out.append('"');
    for (const char *at = utf8.begin(); at != utf8.end();) {
        // Most texts are plain from one end to the other.
        const char *const special = std::find_if_not(at, utf8.end(), isPlain);
        out.append(QByteArrayView(at, special));
        if (special == utf8.end())
            break;
        const char c = *special;
        at = special + 1;
        out.append('\\');
        if (c == '"' || c == '\\') {
            out.append(c);
        } else if (c == '\n') {
            out.append('n');
        } else if (c == '\t') {
            out.append('t');
        } else if (c == '\r') {
            out.append('r');
        } else {
            out.append("u00");
            out.append(hex[static_cast<uchar>(c) >> 4]);
            out.append(hex[static_cast<uchar>(c) & 0xf]);
        }
    }
    out.append('"');
}

void appendSeconds(Appender &out, qint64 milliseconds)
{
    if (milliseconds < 0) {
        out.append('-');
        milliseconds = -milliseconds;
    }
    out.append(milliseconds / 1000);
    const auto fraction = static_cast<int>(milliseconds % 1000);
    if (fraction == 0)
        return;
    out.append('.');
    out.append(static_cast<char>('0' + fraction / 100));
    if (fraction % 100 != 0)
        out.append(static_cast<char>('0' + fraction / 10 % 10));
    if (fraction % 10 != 0)
        out.append(static_cast<char>('0' + fraction % 10));
}

/// Prints one JSON object, member by member.
class ObjectWriter
{
public:
    explicit ObjectWriter(QByteArray &out)
        : m_out(out)
    {
        m_out.append('{');
    }
    Q_DISABLE_COPY_MOVE(ObjectWriter)
    ~ObjectWriter() { m_out.append('}'); }

    void raw(QByteArrayView key, QByteArrayView json)
    {
        begin(key);
        m_out.append(json);
    }
    void literal(QByteArrayView key, QLatin1StringView text) { ascii(key, QByteArrayView(text.data(), text.size())); }
    /// What has nothing that JSON would have to escape, such as an id.
    void ascii(QByteArrayView key, QByteArrayView text)
    {
        begin(key);
        m_out.append('"');
        m_out.append(text);
        m_out.append('"');
    }
    void text(QByteArrayView key, const Text &value)
    {
        begin(key);
        appendString(m_out, value.utf8());
    }
    void textOrNull(QByteArrayView key, const Text &value)
    {
        if (value.isEmpty())
            raw(key, "null");
        else
            text(key, value);
    }
    template <std::integral Integer>
    void integer(QByteArrayView key, Integer value)
    {
        begin(key);
        m_out.append(value);
    }
    void number(QByteArrayView key, double value)
    {
        // Most are whole, and printed as such at a fraction of the cost.
        if (constexpr double largest = 1e6; value >= 0.0 && value <= largest && std::floor(value) >= value)
            integer(key, static_cast<quint64>(value));
        else
            raw(key, QByteArray::number(value, 'g', QLocale::FloatingPointShortest));
    }
    void seconds(QByteArrayView key, qint64 milliseconds)
    {
        begin(key);
        appendSeconds(m_out, milliseconds);
    }
    void secondsOrNull(QByteArrayView key, std::optional<qint64> milliseconds)
    {
        if (milliseconds)
            seconds(key, *milliseconds);
        else
            raw(key, "null");
    }
    void secondsOrNull(QByteArrayView key, std::optional<std::chrono::milliseconds> duration)
    {
        secondsOrNull(key, duration ? std::optional<qint64>(duration->count()) : std::nullopt);
    }

private:
    void begin(QByteArrayView key)
    {
        if (!m_first)
            m_out.append(',');
        m_first = false;
        m_out.append('"');
        m_out.append(key);
        m_out.append("\":");
    }

    Appender m_out;
    bool m_first = true;
};

QByteArray retryJson(const SharedOptional<RetryState> &retry)
{
    if (!retry)
        return "null"_ba;
    QByteArray out;
    {
        ObjectWriter object(out);
        object.literal("status", wireName(retry->status));
        object.integer("attempt", retry->attempt);
        object.integer("max_attempts", retry->maxAttempts);
        object.seconds("delay", retry->delay.count());
        object.secondsOrNull("next_at", retry->nextAt);
        object.textOrNull("last_error", retry->lastError);
    }
    return out;
}

void writeProgress(ObjectWriter &object, const Process &process)
{
    if (process.progress)
        object.number("progress", *process.progress);
    else
        object.raw("progress", "null");
}

QByteArray workJson(const Work *work)
{
    if (!work)
        return "null"_ba;
    QByteArray out;
    {
        ObjectWriter object(out);
        object.raw("request", work->request.utf8());
        object.raw("here", work->isHere ? "true" : "false");
    }
    return out;
}

/// What the original did not have.
void writeExtras(ObjectWriter &object, const Process &process)
{
    object.secondsOrNull("timeout", process.timeout);
    object.secondsOrNull("heartbeat_timeout", process.heartbeatTimeout);
    object.secondsOrNull("pending_timeout", process.dispatch.pendingTimeout());
    object.raw("retry_policy", process.retryPolicy ? toJson(*process.retryPolicy) : "null"_ba);
    object.secondsOrNull("quiet_since", process.quietSince);
    object.raw("work", workJson(process.dispatch.work()));
}

QLatin1StringView defaultMessage(EventKind kind)
{
    switch (kind) {
    case EventKind::Started:
        return "Process started"_L1;
    case EventKind::Cancelled:
        return "Process cancelled"_L1;
    default:
        return "Process updated"_L1;
    }
}

} // namespace

Text compactText(const QJsonObject &object)
{
    return Text::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void appendJsonString(QByteArray &out, QStringView text)
{
    appendJsonUtf8(out, text.toUtf8());
}

void appendJsonUtf8(QByteArray &out, QByteArrayView utf8)
{
    Appender appender(out);
    appendString(appender, utf8);
}

void appendJsonSeconds(QByteArray &out, qint64 milliseconds)
{
    Appender appender(out);
    appendSeconds(appender, milliseconds);
}

void appendJson(QByteArray &out, const Process &process)
{
    ObjectWriter object(out);
    object.ascii("process_id", process.id.bytes());
    object.ascii("process_type", process.type.bytes());
    object.literal("status", wireName(process.status));
    object.text("name", process.name);
    object.textOrNull("description", process.description);
    writeProgress(object, process);
    object.textOrNull("message", process.message);
    object.seconds("created_at", process.createdAt);
    object.secondsOrNull("started_at", process.startedAt);
    object.seconds("updated_at", process.updatedAt);
    object.secondsOrNull("completed_at", process.completedAt);
    object.textOrNull("error_message", process.errorMessage);
    object.raw("metadata", process.metadata.json());
    object.integer("attempt", process.attempt);
    object.raw("retry", retryJson(process.retry));
    object.integer("seq", process.seq);
    writeExtras(object, process);
}

QByteArray toJson(const Process &process)
{
    constexpr qsizetype withoutTexts = 512;
    QByteArray out;
    out.reserve(withoutTexts + process.metadata.size() + process.name.size() + process.description.size()
                + process.message.size() + process.errorMessage.size()
                + (process.dispatch.work() ? process.dispatch.work()->request.size() : 0));
    appendJson(out, process);
    return out;
}

QByteArray toUpdateJson(const Process &process, EventKind kind, qint64 timeMs, bool full)
{
    QByteArray out;
    out.reserve(384 + process.metadata.size());
    {
        ObjectWriter object(out);
        object.literal("type", "process_update"_L1);
        object.ascii("process_id", process.id.bytes());
        object.ascii("process_type", process.type.bytes());
        object.literal("status", wireName(process.status));
        object.text("name", process.name);
        writeProgress(object, process);
        if (process.message.isEmpty())
            object.literal("message", defaultMessage(kind));
        else
            object.text("message", process.message);
        object.seconds("timestamp", timeMs);
        object.raw("metadata", process.metadata.json());
        if (full || !process.errorMessage.isEmpty())
            object.textOrNull("error_message", process.errorMessage);
        object.integer("seq", process.seq);
        if (full) {
            object.textOrNull("description", process.description);
            object.seconds("created_at", process.createdAt);
            object.secondsOrNull("started_at", process.startedAt);
            object.seconds("updated_at", process.updatedAt);
            object.secondsOrNull("completed_at", process.completedAt);
            object.integer("attempt", process.attempt);
            object.raw("retry", retryJson(process.retry));
            writeExtras(object, process);
        }
    }
    return out;
}

QByteArray toJson(const RetryPolicy &policy)
{
    QByteArray out;
    {
        ObjectWriter object(out);
        object.integer("max_attempts", policy.maxAttempts);
        object.seconds("initial_delay", policy.initialDelay.count());
        object.seconds("max_delay", policy.maxDelay.count());
        object.number("exponential_base", policy.exponentialBase);
        object.raw("jitter", policy.jitter ? "true" : "false");
    }
    return out;
}

Result<RetryPolicy> retryPolicyFromJson(const QJsonObject &body, const RetryPolicy &defaults)
{
    JsonReader reader(body);
    reader.onlyKeys({"max_attempts"_L1, "initial_delay"_L1, "max_delay"_L1, "exponential_base"_L1, "jitter"_L1});
    RetryPolicy policy = defaults;
    policy.maxAttempts = reader.integer("max_attempts"_L1, 1, 1000).value_or(policy.maxAttempts);
    policy.initialDelay = reader.seconds("initial_delay"_L1, 0.0, maxDelaySeconds).value_or(policy.initialDelay);
    policy.maxDelay =
        reader.seconds("max_delay"_L1, 0.0, maxDelaySeconds).value_or(std::max(policy.maxDelay, policy.initialDelay));
    policy.exponentialBase = reader.number("exponential_base"_L1, 1.0, 100.0).value_or(policy.exponentialBase);
    policy.jitter = reader.boolean("jitter"_L1).value_or(policy.jitter);
    if (reader.error())
        return *reader.error();
    if (const auto valid = validate(policy); !valid)
        return valid.error();
    return policy;
}

namespace {

/// The work of a server is asked for over routes of its own, whose workers check it.
void refuseWork(JsonReader &reader)
{
    if (reader.has("work"_L1)) {
        reader.fail("work"_L1,
                    u"work is set by the server alone; POST /ai/tasks, /documents and /rag/training ask it to "
                    "do something itself."_s);
    }
}

/// What a start says; `reader` may have refused other keys before.
Result<StartChange> readStart(JsonReader &reader, qint64 wallMs)
{
    StartChange start;

    if (const auto text = reader.text("process_id"_L1, maxTextLength)) {
        if (const auto id = ProcessId::fromString(*text))
            start.id = *id;
        else
            reader.fail("process_id"_L1, u"process_id must be 1 to 128 of A-Z a-z 0-9 . _ : -"_s);
    } else {
        start.id = ProcessId::generate(wallMs);
    }

    if (const auto text = reader.text("process_type"_L1, maxTextLength)) {
        if (const auto type = ProcessType::fromString(*text))
            start.type = *type;
        else
            reader.fail("process_type"_L1, u"process_type must be a lower-case name such as ai_task (a-z, 0-9, _)."_s);
    } else {
        reader.fail("process_type"_L1, u"process_type is missing; GET /processes/types lists those that exist."_s);
    }

    start.name = reader.text("name"_L1, maxNameLength).value_or(QString());
    if (start.name.isEmpty())
        reader.fail("name"_L1, u"name is missing: say in a few words what the process does."_s);
    start.description = reader.text("description"_L1, maxTextLength).value_or(QString());
    start.metadata = reader.object("metadata"_L1).value_or(QJsonObject());

    if (const auto text = reader.text("status"_L1, maxTextLength)) {
        const auto status = statusFromString(*text);
        if (status == ProcessStatus::Pending || status == ProcessStatus::Running)
            start.status = *status;
        else
            reader.fail("status"_L1, u"A process starts as pending or running."_s);
    }
    start.timeout = reader.seconds("timeout"_L1, 0.001, maxTimeoutSeconds);
    start.heartbeatTimeout = reader.seconds("heartbeat_timeout"_L1, 0.001, maxTimeoutSeconds);
    start.pendingTimeout = reader.seconds("pending_timeout"_L1, 0.001, maxTimeoutSeconds);
    if (const auto object = reader.object("retry_policy"_L1)) {
        const auto policy = retryPolicyFromJson(*object, RetryPolicy{});
        if (policy)
            start.retryPolicy = *policy;
        else
            reader.fail("retry_policy"_L1, u"retry_policy: "_s + policy.error().message);
    }
    refuseWork(reader);

    if (reader.error())
        return *reader.error();
    return start;
}

} // namespace

Result<StartChange> startFromJson(const QJsonObject &body, qint64 wallMs)
{
    JsonReader reader(body);
    reader.onlyKeys({"process_id"_L1, "process_type"_L1, "name"_L1, "description"_L1, "metadata"_L1, "status"_L1,
                     "timeout"_L1, "heartbeat_timeout"_L1, "pending_timeout"_L1, "retry_policy"_L1, "work"_L1});
    return readStart(reader, wallMs);
}

Result<ReportChange> reportFromJson(const QJsonObject &body)
{
    JsonReader reader(body);
    reader.onlyKeys({"process_id"_L1, "status"_L1, "progress"_L1, "message"_L1, "error_message"_L1,
                     "metadata_update"_L1, "attempt"_L1, "retryable"_L1, "retry_after"_L1, "work"_L1});
    ReportChange report;

    if (const auto text = reader.text("status"_L1, maxTextLength)) {
        report.status = statusFromString(*text);
        if (!report.status)
            reader.fail("status"_L1, u"There is no status \"%1\"; GET /processes/statuses lists them."_s.arg(*text));
    }
    report.progress = reader.number("progress"_L1, 0.0, 100.0);
    report.message = reader.text("message"_L1, maxTextLength);
    report.errorMessage = reader.text("error_message"_L1, maxErrorLength);
    report.metadataUpdate = reader.object("metadata_update"_L1).value_or(QJsonObject());
    report.attempt = reader.integer("attempt"_L1, 1, 1'000'000);
    report.retryable = reader.boolean("retryable"_L1);
    report.retryAfter = reader.seconds("retry_after"_L1, 0.0, maxDelaySeconds);
    refuseWork(reader);

    if (reader.error())
        return *reader.error();
    return report;
}

namespace {

std::optional<qint64> momentFrom(JsonReader &reader, QLatin1StringView key)
{
    constexpr double farFuture = 1e11;
    const auto seconds = reader.number(key, -farFuture, farFuture);
    return seconds ? std::optional<qint64>(std::llround(*seconds * 1000.0)) : std::nullopt;
}

std::optional<RetryState> retryFrom(JsonReader &outer)
{
    const auto object = outer.object("retry"_L1);
    if (!object)
        return std::nullopt;
    JsonReader reader(*object);
    reader.onlyKeys({"status"_L1, "attempt"_L1, "max_attempts"_L1, "delay"_L1, "next_at"_L1, "last_error"_L1});
    RetryState state;
    const auto status = retryStatusFromString(reader.text("status"_L1, maxTextLength).value_or(QString()));
    if (!status)
        reader.fail("status"_L1, u"There is no such status of a retry."_s);
    state.status = status.value_or(state.status);
    state.attempt = reader.integer("attempt"_L1, 1, 1'000'000).value_or(1);
    state.maxAttempts = reader.integer("max_attempts"_L1, 1, 1'000'000).value_or(1);
    state.delay = reader.seconds("delay"_L1, 0.0, maxDelaySeconds).value_or(std::chrono::milliseconds(0));
    state.nextAt = momentFrom(reader, "next_at"_L1);
    state.lastError = reader.text("last_error"_L1, maxErrorLength).value_or(QString());
    if (reader.error())
        outer.fail("retry"_L1, u"retry: "_s + reader.error()->message);
    return state;
}

} // namespace

Result<Process> processFromJson(const QJsonObject &object)
{
    JsonReader reader(object);
    // All that appendJson() prints.
    reader.onlyKeys({"process_id"_L1,   "process_type"_L1, "status"_L1,
                     "name"_L1,         "description"_L1,  "progress"_L1,
                     "message"_L1,      "created_at"_L1,   "started_at"_L1,
                     "updated_at"_L1,   "completed_at"_L1, "error_message"_L1,
                     "metadata"_L1,     "attempt"_L1,      "retry"_L1,
                     "seq"_L1,          "timeout"_L1,      "heartbeat_timeout"_L1,
                     "retry_policy"_L1, "quiet_since"_L1,  "pending_timeout"_L1,
                     "work"_L1});
    if (reader.error())
        return *reader.error();
    // What a start may say is read as in a start; the rest says how the process went on.
    QJsonObject begin = object;
    begin.remove(u"status"_s);
    begin.remove(u"work"_s);
    JsonReader beginning(begin);
    const auto start = readStart(beginning, 0);
    if (!start)
        return start.error();
    for (const QLatin1StringView key : {"process_id"_L1, "created_at"_L1}) {
        if (!reader.has(key))
            reader.fail(key, u"%1 is missing."_s.arg(key));
    }

    Process process;
    process.id = start->id;
    process.type = start->type;
    process.name = start->name;
    process.description = start->description;
    process.metadata = Metadata(start->metadata);
    process.timeout = start->timeout;
    process.heartbeatTimeout = start->heartbeatTimeout;
    process.retryPolicy = start->retryPolicy;
    process.dispatch.setPendingTimeout(start->pendingTimeout);
    if (const auto work = reader.object("work"_L1)) {
        JsonReader workReader(*work);
        const QJsonObject request = workReader.object("request"_L1).value_or(QJsonObject());
        if (!workReader.has("request"_L1))
            workReader.fail("request"_L1, u"it must have a request."_s);
        if (workReader.error())
            reader.fail("work"_L1, u"work: "_s + workReader.error()->message);
        // What another server was asked isn't asked of this one, whatever the body says.
        process.dispatch.setWork({compactText(request), false});
    }

    const QString status = reader.text("status"_L1, maxTextLength).value_or(QString());
    if (const auto known = statusFromString(status))
        process.status = *known;
    else
        reader.fail("status"_L1, u"There is no status \"%1\"."_s.arg(status));
    process.progress = reader.number("progress"_L1, 0.0, 100.0);
    process.message = reader.text("message"_L1, maxTextLength).value_or(QString());
    process.errorMessage = reader.text("error_message"_L1, maxErrorLength).value_or(QString());
    process.attempt = reader.integer("attempt"_L1, 1, 1'000'000).value_or(1);
    process.createdAt = momentFrom(reader, "created_at"_L1).value_or(0);
    process.updatedAt = momentFrom(reader, "updated_at"_L1).value_or(process.createdAt);
    process.startedAt = momentFrom(reader, "started_at"_L1);
    process.completedAt = momentFrom(reader, "completed_at"_L1);
    process.quietSince = momentFrom(reader, "quiet_since"_L1);
    process.retry = retryFrom(reader);
    if (reader.error())
        return *reader.error();
    return process;
}

QByteArray canonicalStart(const StartChange &start)
{
    QByteArray out;
    {
        ObjectWriter object(out);
        object.ascii("process_type", start.type.bytes());
        object.text("name", start.name);
        object.text("description", start.description);
        object.raw("metadata", QJsonDocument(start.metadata).toJson(QJsonDocument::Compact));
        object.literal("status", wireName(start.status));
        object.secondsOrNull("timeout", start.timeout);
        object.secondsOrNull("heartbeat_timeout", start.heartbeatTimeout);
        object.raw("retry_policy", start.retryPolicy ? toJson(*start.retryPolicy) : "null"_ba);
        // What came later is printed only where it is set: starts of earlier versions keep their digest.
        if (start.pendingTimeout)
            object.seconds("pending_timeout", start.pendingTimeout->count());
        if (!start.work.isEmpty())
            object.raw("work", start.work.utf8());
    }
    return out;
}

} // namespace Procession
