// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http.h"

#include <algorithm>
#include <stdexcept>

namespace Procession::Bench {

namespace {

constexpr int startsAtOnce = 200; // so few that their answer isn't long enough for chunks
constexpr std::string_view name = "Document Analysis";
constexpr std::string_view description = "Analyzing construction document for compliance";
constexpr std::string_view message = "AI processing in progress... 2 minutes elapsed";
constexpr std::string_view metadata = R"({"elapsed_minutes":2,"model":"deepseek-r1","stage":"processing"})";

std::string_view statusOf(int number)
{
    return number % 4 == 0 ? "running" : "pending";
}

/// Sends lines and checks that each is answered with this status.
void sendBatch(Load::Connection &connection, const std::string &lines, int status)
{
    const std::string answer = connection.ask("POST", "/processes/batch", lines);
    const std::string expected = "{\"status\":" + std::to_string(status);
    size_t at = 0;
    for (std::ptrdiff_t left = std::count(lines.begin(), lines.end(), '\n'); left > 0; --left) {
        if (answer.compare(at, expected.size(), expected) != 0)
            throw std::runtime_error("a line of a batch was refused: " + answer.substr(at, 500));
        at = answer.find('\n', at) + 1;
    }
    if (at != answer.size())
        throw std::runtime_error("a batch has more answers than lines");
}

} // namespace

std::string processId(int number)
{
    return "p-" + std::to_string(number);
}

void startProcesses(uint16_t port, const std::string &token, int from, int to)
{
    Load::Connection connection(port, token);
    std::string starts;
    std::string reports;
    for (int i = from; i < to; ++i) {
        const std::string id = processId(i);
        starts.append(R"({"process_id":")").append(id).append(R"(","process_type":"ai_task","name":")").append(name);
        starts.append(R"(","description":")").append(description).append(R"(","status":")").append(statusOf(i));
        starts.append(R"(","metadata":)").append(metadata).append("}\n");
        reports.append(R"({"process_id":")").append(id).append(R"(","progress":75,"message":")").append(message);
        reports.append("\"}\n");
        if ((i + 1) % startsAtOnce == 0 || i + 1 == to) {
            sendBatch(connection, starts, 201);
            sendBatch(connection, reports, 200);
            starts.clear();
            reports.clear();
        }
    }
}

double ownBytes(int number)
{
    return static_cast<double>(processId(number).size() + name.size() + description.size() + message.size()
                               + metadata.size());
}

GetLoad::GetLoad(uint16_t port, const std::string &token, size_t connections, const std::vector<std::string> &paths)
    : m_load(port, connections)
    , m_asked(connections)
{
    Load::Connection connection(port, token);
    for (const std::string &path : paths) {
        m_bodies.push_back(connection.get(path));
        m_requests.push_back(Load::request("GET", path, token));
    }
}

double GetLoad::run(std::chrono::duration<double> length)
{
    return m_load.run(
        length,
        [this](size_t connection) {
            m_asked[connection] = m_next++ % m_requests.size();
            return std::string_view(m_requests[m_asked[connection]]);
        },
        [this](size_t connection, std::string_view body) { return body == m_bodies[m_asked[connection]]; });
}

PatchLoad::PatchLoad(uint16_t port, std::string token, size_t connections, int processes)
    : m_load(port, connections)
    , m_token(std::move(token))
    , m_processes(processes)
    , m_requests(connections)
    , m_expected(connections)
{
}

double PatchLoad::run(std::chrono::duration<double> length)
{
    return m_load.run(
        length,
        [this](size_t connection) {
            // Running ones only: every fourth.
            const int process = m_reports % ((m_processes + 3) / 4) * 4;
            const std::string progress = std::to_string(m_reports % 100);
            const std::string text = "page " + std::to_string(m_reports++) + " was analysed";
            m_requests[connection] = Load::request("PATCH", "/processes/" + processId(process), m_token,
                                                   R"({"progress":)" + progress + R"(,"message":")" + text + "\"}");
            m_expected[connection].assign(R"({"process":{"process_id":")").append(processId(process));
            m_expected[connection].append(R"(","process_type":"ai_task","status":"running","name":")").append(name);
            m_expected[connection].append(R"(","description":")").append(description).append(R"(","progress":)");
            m_expected[connection].append(progress).append(R"(,"message":")").append(text).append(R"(","created_at":)");
            return std::string_view(m_requests[connection]);
        },
        [this](size_t connection, std::string_view body) { return body.starts_with(m_expected[connection]); });
}

} // namespace Procession::Bench
