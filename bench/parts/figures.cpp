// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <thread>

namespace Procession::Bench {

std::map<std::string, double> printedFigures(const std::string &command)
{
    std::FILE *output = ::popen(command.c_str(), "r");
    if (!output)
        throw std::runtime_error("can't start " + command);
    std::map<std::string, double> figures;
    std::array<char, 256> line{};
    while (std::fgets(line.data(), line.size(), output)) {
        const std::string text(line.data());
        if (const size_t space = text.find(' '); space != std::string::npos)
            figures[text.substr(0, space)] = std::atof(text.c_str() + space);
    }
    if (::pclose(output) != 0)
        throw std::runtime_error(command + " failed");
    return figures;
}

void waitUntilOver(Load::Connection &connection, const std::string &type)
{
    while (connection.get("/processes?status=pending&status=running&limit=1&process_type=" + type).find("process_id")
           != std::string::npos)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

namespace {

/// Where the value of a field begins.
size_t valueAt(const std::string &process, const std::string &field)
{
    const size_t at = process.find('"' + field + "\":");
    if (at == std::string::npos)
        throw std::runtime_error("a process has no " + field);
    return at + field.size() + 3;
}

} // namespace

double numberIn(const std::string &process, const std::string &field)
{
    return std::atof(process.c_str() + valueAt(process, field));
}

std::string textIn(const std::string &process, const std::string &field)
{
    const size_t at = valueAt(process, field) + 1;
    return process.substr(at, process.find('"', at) - at);
}

std::vector<std::string> processesOf(Load::Connection &connection, const std::string &type)
{
    std::vector<std::string> all;
    for (std::string cursor; cursor != "end";) {
        const std::string page = connection.get("/processes?limit=50&process_type=" + type + cursor);
        for (size_t at = page.find("{\"process_id\""); at != std::string::npos;) {
            const size_t next = page.find("{\"process_id\"", at + 1);
            all.push_back(page.substr(at, next - at));
            at = next;
        }
        const bool goesOn = page.rfind("\"next_cursor\":\"") != std::string::npos;
        cursor = goesOn ? "&cursor=" + textIn(page, "next_cursor") : "end";
    }
    return all;
}

double quantile(const std::vector<double> &sorted, double quantile)
{
    return sorted.empty() ? 0 : sorted[static_cast<size_t>(quantile * static_cast<double>(sorted.size() - 1))];
}

} // namespace Procession::Bench
