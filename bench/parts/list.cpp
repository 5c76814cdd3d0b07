// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A page of 100 of the running processes, of which there are a quarter as many as processes.
#include "http.h"
#include "parts.h"

#include <memory>
#include <stdexcept>

namespace Procession::Bench {

namespace {

constexpr size_t connections = 16;

struct Subject
{
    Subject(ServerCommand command, int processes)
        : server(std::move(command))
    {
        startProcesses(server.port(), server.token(), 0, processes);
        load = std::make_unique<GetLoad>(server.port(), server.token(), connections,
                                         std::vector<std::string>{"/processes?status=running&limit=100"});
        const std::string &page = load->expected(0);
        size_t found = 0;
        for (size_t at = page.find("\"process_id\""); at != std::string::npos; at = page.find("\"process_id\"", at + 1))
            ++found;
        if (found != 100)
            throw std::runtime_error("a page has " + std::to_string(found) + " processes in place of 100");
    }

    ServerProcess server;
    std::unique_ptr<GetLoad> load;
    Samples rate;
};

} // namespace

void measureList(Bench &bench)
{
    std::vector<std::unique_ptr<Subject>> ours;
    const std::vector<int> counts = {1000, 10000, bench.quick ? 15000 : 100000};
    for (const int count : counts)
        ours.push_back(std::make_unique<Subject>(bench.servers.processiond("normal"), count));
    std::unique_ptr<Subject> fastApi;
    if (bench.servers.hasFastApi() && !bench.quick) // which takes long to fill
        fastApi = std::make_unique<Subject>(bench.servers.fastApi(), counts[1]);
    else
        bench.report.skip("FastAPI isn't installed, or would take too long to fill");

    for (int round = 0; round < bench.rounds(); ++round) {
        for (const auto &subject : ours) {
            subject->load->run(bench.length() / 5);
            subject->rate.add(subject->load->run(bench.length()));
        }
        if (fastApi)
            fastApi->rate.add(fastApi->load->run(bench.length()));
    }
    for (size_t i = 0; i < ours.size(); ++i)
        bench.report.figure("processiond, page of 100 of " + std::to_string(counts[i]), "pages/s", ours[i]->rate);
    if (fastApi) {
        bench.report.figure("FastAPI, page of 100 of " + std::to_string(counts[1]), "pages/s", fastApi->rate);
        bench.report.goal("processiond / FastAPI", ratio(ours[1]->rate, fastApi->rate), Report::Bound::AtLeast, 10);
    }
    bench.report.goal("cost of the page with " + std::to_string(counts[2]) + " processes / with 1000",
                      ratio(ours[0]->rate, ours[2]->rate), Report::Bound::AtMost, 1.3);
}

} // namespace Procession::Bench
