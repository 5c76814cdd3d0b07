// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A million processes: what each takes, and whether anything gets slower by the others.
#include "http.h"
#include "parts.h"

#include <memory>

namespace Procession::Bench {

namespace {

constexpr size_t connections = 64;
constexpr int few = 1000;

struct Subject
{
    Subject(ServerCommand command, int processes)
        : server(std::move(command))
    {
        const double before = server.residentBytes();
        startProcesses(server.port(), server.token(), 0, processes);
        double own = 0;
        for (int i = 0; i < processes; ++i)
            own += ownBytes(i);
        bytesEach = (server.residentBytes() - before - own) / processes;
        // Spread over all of them, so that those that are asked for don't lie side by side.
        for (int i = 0; i < few; ++i)
            paths.push_back("/processes/" + processId(static_cast<int>(int64_t(i) * processes / few)));
    }

    void measure(std::chrono::duration<double> length, int processes)
    {
        GetLoad list(server.port(), server.token(), connections, {"/processes?status=running&limit=100"});
        list.run(length / 5);
        lists.add(list.run(length));
        GetLoad get(server.port(), server.token(), connections, paths);
        get.run(length / 5);
        gets.add(get.run(length));
        PatchLoad patch(server.port(), server.token(), connections, processes);
        patch.run(length / 5);
        patches.add(patch.run(length));
    }

    ServerProcess server;
    double bytesEach;
    std::vector<std::string> paths;
    Samples lists, gets, patches;
};

} // namespace

void measureManyProcesses(Bench &bench)
{
    const int count = bench.quick ? 2000 : 1000000;
    Subject withFew(bench.servers.processiond("normal"), few);
    Subject withMany(bench.servers.processiond("normal"), count);
    for (int round = 0; round < bench.rounds(); ++round) {
        withFew.measure(bench.length(), few);
        withMany.measure(bench.length(), count);
    }
    const std::string many = std::to_string(count) + " processes";
    Samples bytes;
    bytes.add(withMany.bytesEach);
    bench.report.figure(many + ": memory of each beyond its text and metadata", "bytes", bytes);
    bench.report.goal(many + ": bytes of each beyond its text and metadata", withMany.bytesEach, Report::Bound::AtMost,
                      700);
    const auto compare = [&](const std::string &what, const Samples &a, const Samples &b) {
        bench.report.figure(what + ", 1000 processes", "answers/s", a);
        bench.report.figure(what + ", " + many, "answers/s", b);
        bench.report.goal("cost of a " + what + " with " + many + " / with 1000", ratio(a, b), Report::Bound::AtMost,
                          1.3);
    };
    compare("page of 100", withFew.lists, withMany.lists);
    compare("GET", withFew.gets, withMany.gets);
    compare("PATCH", withFew.patches, withMany.patches);
}

} // namespace Procession::Bench
