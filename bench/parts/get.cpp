// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// GET of one process over 64 kept-alive connections: ours, the limit, fastify, FastAPI; and wrk as a second opinion.
#include "http.h"
#include "parts.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace Procession::Bench {

namespace {

constexpr size_t connections = 64;
constexpr int processes = 1000;

struct Subject
{
    Subject(std::string subjectName, ServerCommand command, bool isCanned, int count)
        : name(std::move(subjectName))
        , server(std::move(command))
    {
        std::vector<std::string> paths;
        if (!isCanned)
            startProcesses(server.port(), server.token(), 0, count);
        for (int i = 0; i < count; ++i)
            paths.push_back("/processes/" + processId(i));
        load = std::make_unique<GetLoad>(server.port(), server.token(), connections, paths);
        for (int i = 0; i < count && !isCanned; ++i) {
            if (load->expected(static_cast<size_t>(i)).find('"' + processId(i) + '"') == std::string::npos)
                throw std::runtime_error(name + " answers with another process");
        }
    }

    std::string name;
    ServerProcess server;
    std::unique_ptr<GetLoad> load;
    Samples rate;
    Samples ofProcessor; ///< answers a second of the server's own time
    Samples wrk;
};

/// What wrk counts; 0 where it isn't there.
double wrkRate(const ServerProcess &server, int seconds)
{
    const std::string command = "wrk -t1 -c64 -d" + std::to_string(seconds) + "s -H 'Authorization: Bearer "
        + server.token() + "' http://127.0.0.1:" + std::to_string(server.port()) + "/processes/" + processId(0)
        + " 2>/dev/null";
    const std::unique_ptr<FILE, int (*)(FILE *)> output(::popen(command.c_str(), "r"), ::pclose);
    char line[256];
    double rate = 0;
    while (output && std::fgets(line, sizeof(line), output.get())) {
        if (std::string_view(line).find("Non-2xx") != std::string_view::npos)
            throw std::runtime_error("wrk was refused");
        std::sscanf(line, "Requests/sec: %lf", &rate);
    }
    return rate;
}

} // namespace

void measureGet(Bench &bench)
{
    std::vector<std::unique_ptr<Subject>> subjects;
    const auto add = [&](const char *name, const ServerCommand &command, bool isCanned = false) {
        subjects.push_back(std::make_unique<Subject>(name, command, isCanned, bench.many(processes)));
    };
    add("the limit", bench.servers.limit(), true);
    add("processiond", bench.servers.processiond("full"));
    if (bench.servers.hasNode())
        add("fastify", bench.servers.node());
    else
        bench.report.skip("fastify isn't installed");
    if (bench.servers.hasFastApi())
        add("FastAPI", bench.servers.fastApi());
    else
        bench.report.skip("FastAPI isn't installed");

    const bool hasWrk = std::system("command -v wrk >/dev/null") == 0;
    for (int round = 0; round < bench.rounds(); ++round) {
        for (const auto &subject : subjects) {
            subject->load->run(bench.length() / 5); // warms up
            const double used = subject->server.processorSeconds();
            const double rate = subject->load->run(bench.length());
            subject->rate.add(rate);
            subject->ofProcessor.add(rate * bench.length().count() / (subject->server.processorSeconds() - used));
            if (hasWrk && !bench.quick)
                subject->wrk.add(wrkRate(subject->server, 1));
        }
    }
    for (const auto &subject : subjects) {
        bench.report.figure(subject->name, "answers/s", subject->rate);
        bench.report.figure(subject->name + ", of its own time", "answers/s", subject->ofProcessor);
        bench.report.figure(subject->name + ", by wrk", "answers/s", subject->wrk);
    }
    const auto versus = [&](const std::string &name, double limit) {
        for (const auto &subject : subjects) {
            if (subject->name == name) {
                bench.report.goal("processiond / " + name, ratio(subjects[1]->rate, subject->rate),
                                  Report::Bound::AtLeast, limit);
                bench.report.ratio("processiond / " + name + ", of their own time",
                                   ratio(subjects[1]->ofProcessor, subject->ofProcessor));
            }
        }
    };
    versus("the limit", 0.55);
    versus("fastify", 1.2);
    versus("FastAPI", 5);
}

} // namespace Procession::Bench
