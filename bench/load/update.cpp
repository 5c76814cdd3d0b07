// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "update.h"

#include <algorithm>
#include <cstdio>

namespace Procession::Bench {

namespace {

template <typename... Values>
std::string print(const char *format, Values... values)
{
    char text[512];
    const int size = std::snprintf(text, sizeof(text), format, values...);
    return std::string(text, static_cast<size_t>(size));
}

unsigned progressOf(uint32_t number)
{
    return 10 + number % 90;
}

bool isNumber(std::string_view text)
{
    return !text.empty()
        && std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

} // namespace

std::string Update::startLine() const
{
    return print(R"({"process_id":"bench-%d-%02d","process_type":"ai_task","status":"running",)"
                 R"("name":"Analysis of a construction document","description":"Checks the plans for compliance",)"
                 R"("metadata":{"document":"doc_abc123_revision_7","elapsed_minutes":0,"model":"deepseek-r1",)"
                 R"("stage":"waiting"}})"
                 "\n",
                 reporter, slot);
}

std::string Update::reportLine() const
{
    return print(R"({"process_id":"bench-%d-%02d","progress":%u,)"
                 R"("message":"Page %08u of the plans was analysed, 2 minutes elapsed",)"
                 R"("metadata_update":{"elapsed_minutes":2,"stage":"processing"}})"
                 "\n",
                 reporter, slot, progressOf(number), number);
}

std::string Update::messageBeforeTime() const
{
    return print(R"({"type":"process_update","process_id":"bench-%d-%02d","process_type":"ai_task",)"
                 R"("status":"running","name":"Analysis of a construction document","progress":%u,)"
                 R"("message":"Page %08u of the plans was analysed, 2 minutes elapsed","timestamp":)",
                 reporter, slot, progressOf(number), number);
}

bool Update::isIn(std::string_view message) const
{
    const std::string before = messageBeforeTime();
    const size_t metadata = message.find(updateMetadata);
    if (!message.starts_with(before) || metadata == std::string_view::npos || !message.ends_with('}'))
        return false;
    const size_t seq = metadata + updateMetadata.size();
    return isNumber(message.substr(before.size(), metadata - before.size()))
        && isNumber(message.substr(seq, message.size() - 1 - seq));
}

UpdatePlaces updatePlaces(std::string_view text)
{
    const auto behind = [text](std::string_view name) { return text.find(name) + name.size(); };
    return {behind("\"process_id\":\"bench-"), behind("\"progress\":"), behind("\"message\":\"Page ")};
}

} // namespace Procession::Bench
