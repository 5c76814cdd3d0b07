// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Measures processiond beside its peers; bench/run builds and installs what this needs.
//   bench_procession [--quick] [--peers FOLDER] [--json FILE] [PART...]
#include "parts.h"
#include "versions.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>

using namespace Procession::Bench;

namespace {

struct Part
{
    const char *name;
    void (*measure)(Bench &);
};

constexpr std::array parts{
    Part{"get", measureGet},
    Part{"list", measureList},
    Part{"feed", measureFeed},
    Part{"subscribers", measureManySubscribers},
    Part{"slow", measureSlowSubscriber},
    Part{"reports", measureReports},
    Part{"million", measureManyProcesses},
    Part{"durability", measureDurability},
    Part{"output", measureOutput},
    Part{"runoutput", measureRunOutput},
    Part{"besideoutput", measureBesideOutput},
    Part{"coldstart", measureColdStart},
    Part{"dashboard", measureDashboard},
    Part{"jobs", measureJobs},
    Part{"schedules", measureSchedules},
};

[[noreturn]] void explain()
{
    std::fputs("bench_procession [--quick] [--peers FOLDER] [--json FILE] [PART...]\nParts:", stderr);
    for (const Part &part : parts)
        std::fprintf(stderr, " %s", part.name);
    std::fputs("\n", stderr);
    std::exit(2);
}

void raiseFileLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char **argv)
{
    bool quick = false;
    std::string peers = PEERS;
    std::string json;
    std::vector<const Part *> wanted;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const auto part = std::find_if(parts.begin(), parts.end(), [&](const Part &p) { return argument == p.name; });
        if (argument == "--quick")
            quick = true;
        else if (argument == "--peers" && i + 1 < argc)
            peers = argv[++i];
        else if (argument == "--json" && i + 1 < argc)
            json = argv[++i];
        else if (part != parts.end())
            wanted.push_back(&*part);
        else
            explain();
    }
    if (wanted.empty()) {
        for (const Part &part : parts)
            wanted.push_back(&part);
    }

    raiseFileLimit();
    pinToCore(clientCore);
    const std::string programs = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    Report report(!quick);
    report.setVersions(versions(programs, peers));
    const Servers servers(programs, peers);
    Bench bench{servers, report, quick, programs};
    bool failed = false;
    for (const Part *part : wanted) {
        std::fprintf(stderr, "%s ...\n", part->name);
        report.begin(part->name);
        try {
            part->measure(bench);
        } catch (const std::exception &problem) {
            std::fprintf(stderr, "%s: %s\n", part->name, problem.what());
            report.skip(std::string("it failed: ") + problem.what());
            failed = true;
        }
    }
    std::fputs(report.markdown().c_str(), stdout);
    if (!json.empty())
        std::ofstream(json) << report.json();
    return failed ? 1 : 0;
}
