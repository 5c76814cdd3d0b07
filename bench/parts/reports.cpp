// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Reports one by one and by batches, each durable as far as `normal` goes before it is answered.
#include "batchload.h"
#include "http.h"
#include "parts.h"

namespace Procession::Bench {

namespace {

constexpr size_t connections = 64;
/// As many as are answered in one piece: longer batches are answered in chunks, which the load does not read.
constexpr int batchLines = 200;

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
