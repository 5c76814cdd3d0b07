// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "limitreader.h"

#include "quantityparser.h"

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds longest = std::chrono::hours(24 * 366);
constexpr qint64 leastMemory = 1024 * 1024;

std::optional<qint64> readSize(JsonReader &reader, const QJsonObject &json, QLatin1StringView key)
{
    if (!reader.has(key))
        return std::nullopt;
    const QJsonValue value = json.value(key);
    constexpr double most = 9e15;
    std::optional<qint64> bytes;
    if (value.isString())
        bytes = bytesFrom(value.toString());
    else if (value.isDouble() && value.toDouble() >= 0 && value.toDouble() <= most)
        bytes = static_cast<qint64>(value.toDouble());
    if (!bytes || *bytes < leastMemory)
        reader.fail(key, u"%1 must be a size of 1 MiB or more, such as \"512M\" or \"2G\"."_s.arg(key));
    return bytes;
}

} // namespace

std::optional<std::chrono::milliseconds> readDuration(JsonReader &reader, const QJsonObject &json,
                                                      QLatin1StringView key, std::chrono::milliseconds from)
{
    if (!reader.has(key))
        return std::nullopt;
    const QJsonValue value = json.value(key);
    std::optional<std::chrono::milliseconds> duration;
    if (value.isString())
        duration = durationFrom(value.toString());
    else
        duration = reader.seconds(key, from, longest);
    if (!duration || *duration < from || *duration > longest)
        reader.fail(key, u"%1 must be a duration, such as 90, \"15m\" or \"2h\"."_s.arg(key));
    return duration;
}

AttemptLimits readLimits(JsonReader &reader, const QJsonObject &json)
{
    AttemptLimits limits;
    if (const auto bytes = readSize(reader, json, "max_memory"_L1))
        limits.maxMemory = *bytes;
    if (const auto time = readDuration(reader, json, "max_cpu_time"_L1))
        limits.maxCpuTime = *time;
    if (const auto time = readDuration(reader, json, "limit_sustain"_L1, 0ms))
        limits.sustain = *time;
    if (const auto time = readDuration(reader, json, "output_timeout"_L1))
        limits.outputTimeout = *time;
    if (const auto time = readDuration(reader, json, "progress_timeout"_L1))
        limits.progressTimeout = *time;
    limits.retriesOver = reader.boolean("retry_over_limit"_L1);
    return limits;
}

} // namespace Procession
