// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Reports one by one and by batches, each durable as far as `normal` goes before it is answered.
#include "http.h"
#include "parts.h"

namespace Procession::Bench {

namespace {

constexpr size_t connections = 64;
constexpr size_t batchConnections = 2;
/// As many as are answered in one piece: longer batches are answered in chunks, which the load does not read.
constexpr int batchLines = 200;

/// Batches that report every process once, on each of a few connections.
class BatchLoad
{
public:
    BatchLoad(uint16_t port, const std::string &token, int lines)
        : m_load(port, batchConnections)
    {
        std::string body;
        for (int i = 0; i < lines; ++i) {
            body += R"({"process_id":")" + processId(i)
                + R"(","progress":42,"message":"page 42 was analysed"})"
                  "\n";
            m_expected.push_back(R"({"status":200,"process":{"process_id":")" + processId(i) + '"');
        }
        m_request = Load::request("POST", "/processes/batch", token, body);
    }

    /// Reports a second.
    double run(std::chrono::duration<double> length)
    {
        return static_cast<double>(m_expected.size())
            * m_load.run(
                length, [this](size_t) { return std::string_view(m_request); },
                [this](size_t, std::string_view body) { return isRight(body); });
    }

private:
    bool isRight(std::string_view body) const
    {
        for (const std::string &line : m_expected) {
            const size_t end = body.find('\n');
            if (!body.starts_with(line) || end == std::string_view::npos)
                return false;
            body.remove_prefix(end + 1);
        }
        return body.empty();
    }

    HttpLoad m_load;
    std::string m_request;
    std::vector<std::string> m_expected;
};

} // namespace

void measureReports(Bench &bench)
{
    const ServerProcess server(bench.servers.processiond("normal"));
    startProcesses(server.port(), server.token(), 0, batchLines);
    Samples gets;
    Samples patches;
    Samples batches;
    for (int round = 0; round < bench.rounds(); ++round) {
        std::vector<std::string> paths;
        for (int i = 0; i < batchLines; ++i)
            paths.push_back("/processes/" + processId(i));
        GetLoad get(server.port(), server.token(), connections, paths); // anew: the answers are other ones by now
        get.run(bench.length() / 5);
        gets.add(get.run(bench.length()));
        PatchLoad patch(server.port(), server.token(), connections, batchLines);
        patch.run(bench.length() / 5);
        patches.add(patch.run(bench.length()));
        BatchLoad batch(server.port(), server.token(), batchLines);
        batch.run(bench.length() / 5);
        batches.add(batch.run(bench.length()));
    }
    bench.report.figure("GET, 64 connections", "answers/s", gets);
    bench.report.figure("PATCH, 64 connections, durability normal", "reports/s", patches);
    bench.report.figure("batches of 200, durability normal", "reports/s", batches);
    bench.report.goal("PATCH / GET", ratio(patches, gets), Report::Bound::AtLeast, 0.4);
    bench.report.goal("batches / PATCH", ratio(batches, patches), Report::Bound::AtLeast, 6);
}

} // namespace Procession::Bench
