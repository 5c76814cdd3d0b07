// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the TOML file. Apart from settings.cpp so that the parser is compiled in one place only.
#include "nearestname.h"
#include "settings.h"
#include "tokenrule.h"

#include <QDir>
#include <QFile>

#include <cmath>
#include <functional>
#include <map>
#include <vector>

#include <toml++/toml.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString fromStd(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Reads one file; the first thing that is wrong ends it.
class SettingsReader
{
public:
    SettingsReader(QString path, Settings &settings)
        : m_path(std::move(path))
        , m_settings(settings)
    {
    }

    Result<void> read(const toml::table &root)
    {
        readTable(root, {}, rootKeys());
        if (m_error)
            return *m_error;
        return {};
    }

    Error errorAt(const toml::source_region &where, const QString &message, const QString &key = {}) const
    {
        return {ErrorCode::InvalidField,
                u"%1:%2:%3: %4"_s.arg(m_path).arg(where.begin.line).arg(where.begin.column).arg(message), key};
    }

private:
    using Handler = std::function<void(const QString &key, const toml::node &node)>;
    using Handlers = std::map<QString, Handler>;

    void fail(const toml::node &node, const QString &key, const QString &wanted)
    {
        if (!m_error)
            m_error = errorAt(node.source(), u"%1 must be %2."_s.arg(key, wanted), key);
    }

    void readTable(const toml::table &table, const QString &name, const Handlers &handlers)
    {
        for (const auto &[tomlKey, node] : table) {
            const QString key = fromStd(tomlKey.str());
            const auto handler = handlers.find(key);
            if (handler == handlers.end()) {
                if (!m_error)
                    m_error = errorAt(tomlKey.source(), unknownKey(key, name, handlers), key);
            } else {
                handler->second(key, node);
            }
            if (m_error)
                return;
        }
    }

    static QString unknownKey(const QString &key, const QString &table, const Handlers &handlers)
    {
        QString message = table.isEmpty() ? u"there is no setting \"%1\""_s.arg(key)
                                          : u"there is no setting \"%1\" in [%2]"_s.arg(key, table);
        QStringList names;
        for (const auto &[name, handler] : handlers)
            names.append(name);
        if (const QString nearest = nearestName(key, names); !nearest.isEmpty())
            message += u"; did you mean \"%1\"?"_s.arg(nearest);
        return message;
    }

    // What a setting may be. Each returns a handler that puts the value where it belongs.
    Handler section(Handlers handlers)
    {
        return [this, handlers = std::move(handlers)](const QString &key, const toml::node &node) {
            if (const toml::table *table = node.as_table())
                readTable(*table, key, handlers);
            else
                fail(node, key, u"a table: [%1]"_s.arg(key));
        };
    }

    template <typename Integer>
    Handler integer(Integer &target, qint64 from, qint64 to)
    {
        return [this, &target, from, to](const QString &key, const toml::node &node) {
            const auto value = node.value_exact<int64_t>();
            if (value && *value >= from && *value <= to)
                target = static_cast<Integer>(*value);
            else
                fail(node, key, u"a whole number from %1 to %2"_s.arg(from).arg(to));
        };
    }

    Handler seconds(std::chrono::milliseconds &target, double from, double to)
    {
        return [this, &target, from, to](const QString &key, const toml::node &node) {
            const auto value = node.is_number() ? node.value<double>() : std::nullopt;
            if (value && *value >= from && *value <= to)
                target = std::chrono::milliseconds(std::llround(*value * 1000.0));
            else
                fail(node, key, u"a number of seconds from %1 to %2"_s.arg(from).arg(to));
        };
    }

    Handler number(double &target, double from, double to)
    {
        return [this, &target, from, to](const QString &key, const toml::node &node) {
            const auto value = node.is_number() ? node.value<double>() : std::nullopt;
            if (value && *value >= from && *value <= to)
                target = *value;
            else
                fail(node, key, u"a number from %1 to %2"_s.arg(from).arg(to));
        };
    }

    Handler boolean(bool &target)
    {
        return [this, &target](const QString &key, const toml::node &node) {
            if (const auto value = node.value_exact<bool>())
                target = *value;
            else
                fail(node, key, u"true or false"_s);
        };
    }

    Handler text(const std::function<void(const QString &)> &set)
    {
        return [this, set](const QString &key, const toml::node &node) {
            if (const auto value = node.value_exact<std::string>(); value && !value->empty())
                set(fromStd(*value));
            else
                fail(node, key, u"a text in quotes"_s);
        };
    }

    Handler token(QByteArray &target)
    {
        return [this, &target](const QString &key, const toml::node &node) {
            const auto value = node.value_exact<std::string>();
            if (!value || value->empty()) {
                fail(node, key, u"a text in quotes"_s);
                return;
            }
            target = QByteArray::fromStdString(*value);
            if (const auto checked = TokenRule::check(target, key); !checked)
                m_error = errorAt(node.source(), checked.error().message, key);
        };
    }

    Handler url(QUrl &target)
    {
        return [this, &target](const QString &key, const toml::node &node) {
            const auto value = node.value_exact<std::string>();
            if (const auto address = value ? httpUrlFrom(fromStd(*value)) : std::nullopt)
                target = *address;
            else
                fail(node, key, u"the URL of a server, such as \"http://localhost:1234\""_s);
        };
    }

    template <typename Value>
    Handler choice(std::optional<Value> (*fromName)(QStringView), Value &target, const QString &wanted)
    {
        return [this, fromName, &target, wanted](const QString &key, const toml::node &node) {
            const auto name = node.value_exact<std::string>();
            if (const auto value = name ? fromName(fromStd(*name)) : std::nullopt)
                target = *value;
            else
                fail(node, key, wanted);
        };
    }

    Handler texts(const std::function<bool(const QString &)> &add, const QString &wanted)
    {
        return [this, add, wanted](const QString &key, const toml::node &node) {
            const toml::array *array = node.as_array();
            if (!array) {
                fail(node, key, wanted);
                return;
            }
            for (const toml::node &element : *array) {
                const auto value = element.value_exact<std::string>();
                if (!value || !add(fromStd(*value))) {
                    fail(element, key, wanted);
                    return;
                }
            }
        };
    }

    Handler retryPolicies()
    {
        return [this](const QString &key, const toml::node &node) {
            const toml::table *types = node.as_table();
            if (!types) {
                fail(node, key, u"tables by process type, such as [retry_policies.ai_task]"_s);
                return;
            }
            for (const auto &[name, entry] : *types) {
                const auto type = ProcessType::fromString(fromStd(name.str()));
                const toml::table *table = entry.as_table();
                if (!type || !table) {
                    fail(entry, key, u"tables by process type, such as [retry_policies.ai_task]"_s);
                    return;
                }
                RetryPolicy policy = TypeRegistry().policy(*type).value_or(RetryPolicy{});
                readTable(*table, u"retry_policies."_s + type->toString(),
                          {{u"max_attempts"_s, integer(policy.maxAttempts, 1, 1000)},
                           {u"initial_delay"_s, seconds(policy.initialDelay, 0, longestDelay)},
                           {u"max_delay"_s, seconds(policy.maxDelay, 0, longestDelay)},
                           {u"exponential_base"_s, number(policy.exponentialBase, 1, 100)},
                           {u"jitter"_s, boolean(policy.jitter)}});
                if (m_error)
                    return;
                if (const auto valid = validate(policy); !valid) {
                    m_error = errorAt(entry.source(), valid.error().message, valid.error().field);
                    return;
                }
                m_settings.retryPolicies.insert(*type, policy);
            }
        };
    }

    Handler documents()
    {
        constexpr qint64 megabyte = 1024 * 1024;
        constexpr qint64 gigabyte = 1024 * megabyte;
        DocumentOptions &documents = m_settings.documents;
        return section({
            {u"folders"_s,
             texts(
                 [&documents](const QString &folder) {
                     documents.allowed.folders.append(folder);
                     return QDir::isAbsolutePath(folder);
                 },
                 u"a list of absolute paths of folders"_s)},
            {u"max_running"_s, integer(documents.maxRunning, 1, 64)},
            {u"max_file_bytes"_s, integer(documents.limits.fileBytes, 1024, gigabyte)},
            {u"max_text_bytes"_s, integer(documents.limits.textBytes, 1024, 256 * megabyte)},
            {u"max_pages"_s, integer(documents.limits.pages, 1, 100'000)},
            {u"max_memory_bytes"_s, integer(documents.limits.memoryBytes, 128 * megabyte, 64 * gigabyte)},
            {u"max_processor_time"_s, seconds(documents.limits.processorTime, 1, 24 * 3600)},
            {u"max_time"_s, seconds(documents.limits.time, 1, 24 * 3600)},
        });
    }

    Handlers rootKeys()
    {
        constexpr qint64 million = 1'000'000;
        constexpr qint64 gigabyte = 1024LL * 1024 * 1024;
        constexpr double year = 366.0 * 24 * 3600;
        ServerOptions &server = m_settings.server;
        const auto addTo = [](QStringList &list) {
            return [&list](const QString &value) {
                list.append(value);
                return !value.isEmpty();
            };
        };
        return {
            {u"host"_s, text([&server](const QString &value) { server.host = value; })},
            {u"port"_s, integer(server.port, 0, 65535)},
            {u"data_dir"_s, text([this](const QString &value) { m_settings.dataDir = value; })},
            {u"token"_s, token(m_settings.token)},
            {u"allowed_hosts"_s, texts(addTo(server.allowedHosts), u"a list of host names"_s)},
            {u"allowed_origins"_s,
             texts(addTo(server.allowedOrigins), u"a list of origins, such as \"https://ops.example.org\""_s)},
            {u"process_types"_s,
             texts(
                 [this](const QString &name) {
                     const auto type = ProcessType::fromString(name);
                     if (type)
                         m_settings.processTypes.append(*type);
                     return type.has_value();
                 },
                 u"a list of names of a-z 0-9 _ that begin with a letter"_s)},
            {u"durability"_s,
             choice<Durability>(durabilityFromString, m_settings.store.durability,
                                u"\"full\", \"normal\" or \"memory\""_s)},
            {u"history"_s,
             section({
                 {u"max_age"_s, seconds(m_settings.store.historyAge, 0, 100 * year)},
                 {u"max_finished"_s, integer(m_settings.store.historyCount, 0, 1000 * million)},
             })},
            {u"log_capacity"_s, integer(m_settings.logCapacity, 1024, 16 * million)},
            {u"quiet_after"_s, seconds(m_settings.deadlines.quietAfter, 0, year)},
            {u"pending_quiet_after"_s, seconds(m_settings.deadlines.pendingQuietAfter, 0, year)},
            {u"pending_timeout"_s, seconds(m_settings.deadlines.pendingTimeout, 0, year)},
            {u"limits"_s,
             section({
                 {u"max_connections"_s, integer(server.maxConnections, 1, million)},
                 {u"max_subscribers"_s, integer(server.maxSubscribers, 0, million)},
                 {u"max_header_bytes"_s, integer(server.maxHeaderBytes, 1024, 1024 * 1024)},
                 {u"max_body_bytes"_s, integer(server.maxBodyBytes, 1024, gigabyte)},
                 {u"max_batch_bytes"_s, integer(server.maxBatchBytes, 1024, gigabyte)},
                 {u"max_frame_bytes"_s, integer(server.maxFrameBytes, 1024, gigabyte)},
                 {u"max_metadata_bytes"_s, integer(m_settings.tracker.maxMetadataBytes, 2, gigabyte)},
                 {u"max_subscriber_buffer"_s, integer(server.maxSubscriberBuffer, 4096, gigabyte)},
                 {u"max_feed_buffer"_s, integer(server.maxFeedBuffer, 65536, 64 * gigabyte)},
                 {u"max_unsent_bytes"_s, integer(server.maxUnsentBytes, 1024 * 1024, 64 * gigabyte)},
                 {u"max_bodies_bytes"_s, integer(server.maxBodiesBytes, 1024 * 1024, 64 * gigabyte)},
                 {u"header_timeout"_s, seconds(server.headerTimeout, 0.1, 3600)},
                 {u"send_timeout"_s, seconds(server.sendTimeout, 0.1, 3600)},
                 {u"idle_timeout"_s, seconds(server.idleTimeout, 0.1, 24 * 3600)},
                 {u"ping_interval"_s, seconds(server.pingInterval, 0.1, 3600)},
                 {u"dead_peer_timeout"_s, seconds(server.deadPeerTimeout, 0.1, 24 * 3600)},
             })},
            {u"cleanup"_s,
             section({
                 {u"max_age"_s, seconds(m_settings.cleanup.maxAge, 0, 10 * year)},
                 {u"max_finished"_s, integer(m_settings.cleanup.maxFinished, 0, 100 * million)},
             })},
            {u"documents"_s, documents()},
            {u"retries"_s,
             section({
                 {u"max_concurrent"_s, integer(m_settings.retry.maxConcurrent, 1, million)},
             })},
            {u"retry_policies"_s, retryPolicies()},
            {u"ai"_s,
             section({
                 {u"base_url"_s, url(m_settings.ai.baseUrl)},
                 {u"model"_s, text([this](const QString &value) { m_settings.ai.model = value; })},
                 {u"max_running"_s, integer(m_settings.ai.maxRunning, 1, 1000)},
                 {u"timeout"_s, seconds(m_settings.ai.timeout, 0.1, year)},
                 {u"stall_timeout"_s, seconds(m_settings.ai.stallTimeout, 0.1, year)},
                 {u"max_answer_bytes"_s, integer(m_settings.ai.maxAnswerBytes, 0, gigabyte)},
             })},
            {u"rag"_s,
             section({
                 {u"max_file_bytes"_s, integer(m_settings.rag.maxFileBytes, 1, gigabyte)},
                 {u"max_files"_s, integer(m_settings.rag.maxFiles, 1, 10 * million)},
                 {u"parallel_files"_s, integer(m_settings.rag.parallelFiles, 1, 64)},
                 {u"embeddings_url"_s, url(m_settings.rag.embeddings.url)},
                 {u"embeddings_model"_s,
                  text([this](const QString &value) { m_settings.rag.embeddings.model = value; })},
             })},
        };
    }

    static constexpr double longestDelay = 30.0 * 24 * 3600;

    QString m_path;
    Settings &m_settings;
    std::optional<Error> m_error;
};

} // namespace

Result<void> readSettingsFile(const QString &path, Settings &settings)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io, u"Can't read the configuration %1: %2."_s.arg(path, file.errorString()),
                     u"config"_s};
    const QByteArray text = file.readAll();

    SettingsReader reader(path, settings);
    try {
        // Debian's build of the library reports errors by throwing.
        return reader.read(toml::parse(std::string_view(text.constData(), static_cast<size_t>(text.size()))));
    } catch (const toml::parse_error &error) {
        return reader.errorAt(error.source(), fromStd(error.description()));
    }
}

} // namespace Procession
