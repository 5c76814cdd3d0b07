// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The schema of the configuration: each key, where its value goes, and its range.
#include "alertrulejson.h"
#include "alertsummary.h"
#include "demandjson.h"
#include "jsonreader.h"
#include "schedulejson.h"
#include "settings.h"
#include "tokenfile.h"
#include "tomlreader.h"

#include <QDir>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 million = 1'000'000;
constexpr qint64 megabyte = 1024 * 1024;
constexpr qint64 gigabyte = 1024 * megabyte;
constexpr double hour = 3600;
constexpr double day = 24 * hour;
constexpr double year = 366 * day;

using Handler = TomlReader::Handler;

Handler retryPolicies(TomlReader &reader, QMap<ProcessType, RetryPolicy> &policies)
{
    const auto open = [&reader, &policies](const QString &name) -> std::optional<TomlReader::Table> {
        const auto type = ProcessType::fromString(name);
        if (!type)
            return std::nullopt;
        RetryPolicy &policy = policies[*type] = TypeRegistry().policy(*type).value_or(RetryPolicy{});
        // validate() knows the ranges.
        return TomlReader::Table{{{u"max_attempts"_s, reader.integer(policy.maxAttempts)},
                                  {u"initial_delay"_s, reader.seconds(policy.initialDelay)},
                                  {u"max_delay"_s, reader.seconds(policy.maxDelay)},
                                  {u"exponential_base"_s, reader.number(policy.exponentialBase)},
                                  {u"jitter"_s, reader.boolean(policy.jitter)}},
                                 [&policy] { return validate(policy); }};
    };
    return reader.tables(open, u"tables by process type, such as [retry_policies.ai_task]"_s);
}

Handler schedules(TomlReader &reader, QList<ScheduleDefinition> &target)
{
    const auto take = [&target](const QString &name, const QJsonObject &content) -> Result<void> {
        const auto schedule = scheduleFromJson(name, content);
        if (!schedule)
            return schedule.error();
        target.append(*schedule);
        return {};
    };
    return reader.objects(take, u"tables by the schedule's name, such as [schedules.nightly]"_s);
}

/// [alerts.channels.NAME]
Handler alertChannels(TomlReader &reader, QList<ChannelSettings> &target)
{
    const auto take = [&target](const QString &name, const QJsonObject &content) -> Result<void> {
        const auto channel = channelFromJson(name, content);
        if (!channel)
            return channel.error();
        target.append(*channel);
        return {};
    };
    return reader.objects(take, u"tables by the channel's name, such as [alerts.channels.ops]"_s);
}

/// [alerts.rules.NAME]
Handler alertRules(TomlReader &reader, QList<AlertRule> &target)
{
    const auto take = [&target](const QString &name, const QJsonObject &content) -> Result<void> {
        const auto rule = alertRuleFromJson(name, content);
        if (!rule)
            return rule.error();
        target.append(*rule);
        return {};
    };
    return reader.objects(take, u"tables by the rule's name, such as [alerts.rules.failures]"_s);
}

/// [alerts.summary]
Handler alertSummary(TomlReader &reader, std::optional<AlertSummary> &target)
{
    const auto take = [&target](const QJsonObject &content) -> Result<void> {
        const auto summary = alertSummaryFromJson(content);
        if (!summary)
            return summary.error();
        target = *summary;
        return {};
    };
    return reader.object(take, u"a table with channels, weekday, time and time_zone"_s);
}

/// [rag.collections.NAME]
Handler watchedFolders(TomlReader &reader, QList<WatchedFolder> &target)
{
    const auto take = [&target](const QString &name, const QJsonObject &content) -> Result<void> {
        JsonReader table(content);
        table.onlyKeys({"folder"_L1, "watch"_L1});
        const QString folder = table.text("folder"_L1, 4096).value_or(QString());
        if (!QDir::isAbsolutePath(folder))
            table.fail("folder"_L1, u"folder must be the absolute path of a folder."_s);
        const bool isWatched = table.boolean("watch"_L1).value_or(true);
        if (table.error())
            return *table.error();
        if (isWatched)
            target.append({name, QDir::cleanPath(folder)});
        return {};
    };
    return reader.objects(take, u"tables by the collection's name, such as [rag.collections.norms]"_s);
}

Handler tools(TomlReader &reader, QMap<QString, ToolDefinition> &target)
{
    const auto take = [&target](const QString &name, const QJsonObject &content) -> Result<void> {
        const auto tool = toolFromJson(name, content);
        if (!tool) {
            const Error &error = tool.error();
            return Error{error.code, u"[tools.%1]: %2"_s.arg(name, error.message), error.field};
        }
        target.insert(name, *tool);
        return {};
    };
    return reader.objects(take, u"tables by the tool's name, such as [tools.backup]"_s);
}

Handler namedLimits(TomlReader &reader, NamedLimits &target)
{
    const auto take = [&target](const QJsonObject &content) -> Result<void> {
        JsonReader limits(content);
        for (auto it = content.begin(); it != content.end() && !limits.error(); ++it) {
            const QByteArray key = it.key().toLatin1();
            if (!isLimitName(it.key())) {
                limits.fail(QLatin1StringView(key),
                            u"\"%1\" can't be a limit's name, which is %2."_s.arg(it.key(), limitNameRule()));
            }
            if (const auto total = limits.integer(QLatin1StringView(key), 1, Demand::mostOfALimit))
                target.insert_or_assign(it.key(), *total);
        }
        return limits.error() ? Result<void>(*limits.error()) : Result<void>();
    };
    return reader.object(take, u"a table of names and numbers, such as gpu = 2"_s);
}

Handler queues(TomlReader &reader, QMap<ProcessType, QueueOptions> &target)
{
    constexpr int mostRunning = 1000;
    const auto take = [&target](const QString &name, const QJsonObject &content) -> Result<void> {
        JsonReader queue(content);
        queue.onlyKeys({"max_running"_L1, "priority"_L1, "uses"_L1});
        const auto types = ProcessType::builtIn(); // what a server runs itself is of these
        const auto type = std::find(types.begin(), types.end(), ProcessType::fromString(name).value_or(ProcessType()));
        if (type == types.end())
            queue.fail("process_type"_L1, u"This server runs no work of the type %1 itself."_s.arg(name));
        QueueOptions options;
        options.maxRunning = queue.integer("max_running"_L1, 1, mostRunning);
        options.demand = demandFromJson(queue);
        if (queue.error())
            return Error{queue.error()->code, u"[queues.%1]: %2"_s.arg(name, queue.error()->message),
                         queue.error()->field};
        target.insert(*type, options);
        return {};
    };
    return reader.objects(take, u"tables by process type, such as [queues.ai_task]"_s);
}

/// A text of which `parse` makes a value, or nothing.
template <typename Value, typename Parse>
Handler parsed(TomlReader &reader, Value &target, Parse parse, const QString &wanted)
{
    return reader.understood(
        [&target, parse](const QString &text) {
            const auto value = parse(text);
            target = value.value_or(target);
            return value.has_value();
        },
        wanted);
}

/// A list of such texts, in place of the default one.
template <typename Value, typename Parse>
Handler list(TomlReader &reader, QList<Value> &target, Parse parse, const QString &wanted)
{
    const Handler each = reader.texts(
        [&target, parse](const QString &text) {
            const auto value = parse(text);
            if (value)
                target.append(*value);
            return value.has_value();
        },
        wanted);
    return [&target, each](const auto &...read) {
        target.clear();
        each(read...);
    };
}

std::optional<QString> nameFrom(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

std::optional<QString> recognitionLanguageFrom(const QString &text)
{
    return isRecognitionLanguage(text) ? std::optional(text) : std::nullopt;
}

std::optional<QString> folderFrom(const QString &text)
{
    return QDir::isAbsolutePath(text) ? std::optional(text) : std::nullopt;
}

Handler token(TomlReader &reader, QByteArray &target)
{
    return reader.checked([&target](const QString &value, const QString &key) {
        target = value.toUtf8();
        return checkToken(target, key);
    });
}

TomlReader::Handlers schema(TomlReader &reader, Settings &settings)
{
    ServerOptions &server = settings.server;
    DocumentOptions &documents = settings.documents;
    const QString url = u"the URL of a server, such as \"http://localhost:1234\""_s;
    return {
        {u"host"_s, reader.text(server.host)},
        {u"port"_s, reader.integer(server.port, 0, 65535)},
        {u"data_dir"_s, reader.text(settings.dataDir)},
        {u"token"_s, token(reader, settings.token)},
        {u"allowed_hosts"_s, list(reader, server.allowedHosts, nameFrom, u"a list of host names"_s)},
        {u"allowed_origins"_s,
         list(reader, server.allowedOrigins, nameFrom, u"a list of origins, such as \"https://ops.example.org\""_s)},
        {u"process_types"_s,
         list(reader, settings.processTypes, ProcessType::fromString,
              u"a list of names of a-z 0-9 _ that begin with a letter"_s)},
        {u"durability"_s,
         parsed(reader, settings.store.durability, durabilityFromString, u"\"full\", \"normal\" or \"memory\""_s)},
        {u"history"_s,
         reader.section({
             {u"max_age"_s, reader.seconds(settings.store.historyAge, 0, 100 * year)},
             {u"max_finished"_s, reader.integer(settings.store.historyCount, 0, 1000 * million)},
             {u"max_bytes"_s, reader.integerOrNone(settings.store.historyBytes, 16 * megabyte, 1024 * 1024 * gigabyte)},
         })},
        {u"analytics"_s,
         reader.section({
             // A question for two weeks needs the hours at their ends, and one for a year the days.
             {u"hours_max_age"_s, reader.seconds(settings.analytics.hours, 31 * day, 100 * year)},
             {u"days_max_age"_s, reader.seconds(settings.analytics.days, year, 100 * year)},
             {u"months_max_age"_s, reader.secondsOrNone(settings.analytics.months, year, 100 * year)},
             {u"max_summaries"_s, reader.integer(settings.analytics.maxCount, 10'000, 1000 * million)},
         })},
        {u"output"_s,
         reader.section({
             {u"max_bytes_per_attempt"_s,
              reader.integer(settings.output.maxBytesPerAttempt, 4 * megabyte, 1024 * gigabyte)},
             {u"max_bytes"_s, reader.integer(settings.output.maxBytes, 4 * megabyte, 1024 * 1024 * gigabyte)},
         })},
        {u"log_capacity"_s, reader.integer(settings.logCapacity, 1024, 16 * million)},
        {u"quiet_after"_s, reader.seconds(settings.deadlines.quietAfter, 0, year)},
        {u"pending_quiet_after"_s, reader.seconds(settings.deadlines.pendingQuietAfter, 0, year)},
        {u"pending_timeout"_s, reader.seconds(settings.deadlines.pendingTimeout, 0, year)},
        {u"limits"_s,
         reader.section({
             {u"max_connections"_s, reader.integer(server.maxConnections, 1, million)},
             {u"max_subscribers"_s, reader.integer(server.maxSubscribers, 0, million)},
             {u"max_header_bytes"_s, reader.integer(server.maxHeaderBytes, 1024, megabyte)},
             {u"max_body_bytes"_s, reader.integer(server.maxBodyBytes, 1024, gigabyte)},
             {u"max_batch_bytes"_s, reader.integer(server.maxBatchBytes, 1024, gigabyte)},
             {u"max_frame_bytes"_s, reader.integer(server.maxFrameBytes, 1024, gigabyte)},
             {u"max_metadata_bytes"_s, reader.integer(settings.tracker.maxMetadataBytes, 2, gigabyte)},
             {u"max_subscriber_buffer"_s, reader.integer(server.maxSubscriberBuffer, 4096, gigabyte)},
             {u"max_feed_buffer"_s, reader.integer(server.maxFeedBuffer, 65536, 64 * gigabyte)},
             {u"max_unsent_bytes"_s, reader.integer(server.maxUnsentBytes, megabyte, 64 * gigabyte)},
             {u"max_bodies_bytes"_s, reader.integer(server.maxBodiesBytes, megabyte, 64 * gigabyte)},
             {u"header_timeout"_s, reader.seconds(server.headerTimeout, 0.1, hour)},
             {u"send_timeout"_s, reader.seconds(server.sendTimeout, 0.1, hour)},
             {u"idle_timeout"_s, reader.seconds(server.idleTimeout, 0.1, day)},
             {u"ping_interval"_s, reader.seconds(server.pingInterval, 0.1, hour)},
             {u"dead_peer_timeout"_s, reader.seconds(server.deadPeerTimeout, 0.1, day)},
         })},
        {u"cleanup"_s,
         reader.section({
             {u"max_age"_s, reader.seconds(settings.cleanup.maxAge, 0, 10 * year)},
             {u"max_finished"_s, reader.integer(settings.cleanup.maxFinished, 0, 100 * million)},
         })},
        {u"documents"_s,
         reader.section({
             {u"folders"_s,
              list(reader, documents.allowed.folders, folderFrom, u"a list of absolute paths of folders"_s)},
             {u"max_running"_s, reader.integer(documents.maxRunning, 1, 64)},
             {u"max_file_bytes"_s, reader.integer(documents.limits.fileBytes, 1024, gigabyte)},
             {u"max_text_bytes"_s, reader.integer(documents.limits.textBytes, 1024, 256 * megabyte)},
             {u"max_pages"_s, reader.integer(documents.limits.pages, 1, 100'000)},
             {u"max_memory_bytes"_s, reader.integer(documents.limits.memoryBytes, 128 * megabyte, 64 * gigabyte)},
             {u"max_processor_time"_s, reader.seconds(documents.limits.processorTime, 1, day)},
             {u"max_time"_s, reader.seconds(documents.limits.time, 1, day)},
             {u"ocr"_s, reader.boolean(documents.limits.recognition.isWanted)},
             {u"ocr_languages"_s,
              list(reader, documents.limits.recognition.languages, recognitionLanguageFrom,
                   u"a list of names of tesseract's languages, such as \"rus\""_s)},
             {u"ocr_pages"_s, reader.integer(documents.limits.recognition.pages, 1, 100'000)},
             {u"ocr_time"_s, reader.seconds(documents.limits.recognition.time, 1, hour)},
         })},
        {u"retries"_s,
         reader.section({
             {u"max_concurrent"_s, reader.integer(settings.retry.maxConcurrent, 1, million)},
         })},
        {u"retry_policies"_s, retryPolicies(reader, settings.retryPolicies)},
        {u"room"_s, namedLimits(reader, settings.room.limits)},
        {u"queues"_s, queues(reader, settings.room.queues)},
        {u"schedules"_s, schedules(reader, settings.schedules)},
        {u"alerts"_s,
         reader.section({
             {u"channels"_s, alertChannels(reader, settings.alerts.channels)},
             {u"rules"_s, alertRules(reader, settings.alerts.rules)},
             {u"summary"_s, alertSummary(reader, settings.alerts.summary)},
             {u"link"_s, parsed(reader, settings.alerts.link, httpUrlFrom, url)},
         })},
        {u"tools"_s, tools(reader, settings.tools.tools)},
        {u"commands"_s,
         reader.section({
             {u"allow"_s,
              list(reader, settings.tools.allowedPrograms, folderFrom, u"a list of absolute paths of programs"_s)},
             {u"allow_any"_s, reader.boolean(settings.tools.allowsAnyProgram)},
             {u"max_running"_s, reader.integer(settings.tools.maxRunning, 1, 1000)},
         })},
        {u"ai"_s,
         reader.section({
             {u"base_url"_s, parsed(reader, settings.ai.baseUrl, httpUrlFrom, url)},
             {u"model"_s, reader.text(settings.ai.model)},
             {u"max_running"_s, reader.integer(settings.ai.maxRunning, 1, 1000)},
             {u"timeout"_s, reader.seconds(settings.ai.timeout, 0.1, year)},
             {u"stall_timeout"_s, reader.seconds(settings.ai.stallTimeout, 0.1, year)},
             {u"max_answer_bytes"_s, reader.integer(settings.ai.maxAnswerBytes, 0, gigabyte)},
         })},
        {u"rag"_s,
         reader.section({
             {u"max_file_bytes"_s, reader.integer(settings.rag.maxFileBytes, 1, gigabyte)},
             {u"max_files"_s, reader.integer(settings.rag.maxFiles, 1, 10 * million)},
             {u"parallel_files"_s, reader.integer(settings.rag.parallelFiles, 1, 64)},
             {u"embeddings_url"_s, parsed(reader, settings.rag.embeddings.url, httpUrlFrom, url)},
             {u"embeddings_model"_s, reader.text(settings.rag.embeddings.model)},
             {u"collections"_s, watchedFolders(reader, settings.rag.watched)},
             {u"embeddings_weight"_s, reader.number(settings.rag.embeddings.weight, 0, RagOptions::mostWeight)},
             {u"vectors_weight"_s, reader.number(settings.rag.vectorsWeight, 0, RagOptions::mostWeight)},
             {u"candidates"_s, reader.integer(settings.rag.candidates, 1, RagOptions::mostCandidates)},
             {u"passage_characters"_s,
              reader.integer(settings.rag.passageCharacters, RagOptions::leastPassageCharacters,
                             RagOptions::mostPassageCharacters)},
             {u"passage_overlap"_s, reader.integer(settings.rag.passageOverlap, 0, RagOptions::mostPassageOverlap)},
         })},
    };
}

} // namespace

Result<void> readSettingsFile(const QString &path, Settings &settings)
{
    TomlReader reader(path);
    return reader.read(schema(reader, settings));
}

} // namespace Procession
