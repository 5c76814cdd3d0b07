// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The feed: each update its own frame to each subscriber.
#include "feedload.h"
#include "parts.h"

#include <ctime>
#include <memory>

namespace Procession::Bench {

namespace {

using Seconds = std::chrono::duration<double>;

struct Subject
{
    std::string name;
    std::unique_ptr<ServerProcess> server;
    FeedOptions options;
    Samples rate;
    Samples ofProcessor; ///< frames a second of the server's own time

    Subject(std::string subjectName, ServerCommand command, int subscribers, int batch, bool isCanned = false)
        : name(std::move(subjectName))
        , server(std::make_unique<ServerProcess>(std::move(command)))
    {
        options.port = server->port();
        options.token = server->token();
        options.subscribers = subscribers;
        options.batch = batch;
        options.starts = !isCanned;
    }
};

/// All that publish, at saturation, and the latency of ours at half of it.
void measureFanOut(Bench &bench, int subscribers, int batch)
{
    const std::string where = ", " + std::to_string(subscribers) + " subscribers, " + std::to_string(batch)
        + (batch == 1 ? " update" : " updates") + " a wake-up";
    std::vector<Subject> subjects;
    subjects.emplace_back("the limit", bench.servers.limit(), subscribers, batch, true);
    subjects.emplace_back("processiond", bench.servers.processiond("normal"), subscribers, batch);
    if (bench.servers.hasNode())
        subjects.emplace_back("Node ws", bench.servers.node(), subscribers, batch);
    std::vector<std::unique_ptr<FeedLoad>> loads;
    for (const Subject &subject : subjects)
        loads.push_back(std::make_unique<FeedLoad>(subject.options));

    Samples latency;
    Samples median;
    Samples client; // frames a second of this program's own time: what it can check at most
    for (int round = 0; round < bench.rounds(); ++round) {
        double updates = 0;
        for (size_t i = 0; i < subjects.size(); ++i) {
            loads[i]->saturate(bench.length() / 5);
            const double used = subjects[i].server->processorSeconds();
            const std::clock_t clientUsed = std::clock();
            const FeedLoad::Result result = loads[i]->saturate(bench.length());
            subjects[i].rate.add(result.framesPerSecond);
            subjects[i].ofProcessor.add(static_cast<double>(result.frames)
                                        / (subjects[i].server->processorSeconds() - used));
            if (i == 0)
                client.add(static_cast<double>(result.frames) * CLOCKS_PER_SEC
                           / static_cast<double>(std::clock() - clientUsed));
            if (i == 1)
                updates = result.updatesPerSecond;
        }
        const FeedLoad::Result half = loads[1]->pace(updates / 2, bench.length());
        latency.add(half.latency(0.99));
        median.add(half.latency(0.5));
    }
    for (const Subject &subject : subjects) {
        bench.report.figure(subject.name + where, "frames/s", subject.rate);
        bench.report.figure(subject.name + where + ", of its own time", "frames/s", subject.ofProcessor);
    }
    bench.report.figure("the load client" + where + ", of its own time", "frames/s", client);
    bench.report.figure("processiond" + where + ", half of that: report to receipt, median", "ms", median);
    bench.report.figure("processiond" + where + ", half of that: report to receipt, 99th percentile", "ms", latency);
    bench.report.ratio("processiond / the limit, of their own time" + where,
                       ratio(subjects[1].ofProcessor, subjects[0].ofProcessor));
    if (batch > 1) {
        bench.report.goal("processiond / the limit" + where, ratio(subjects[1].rate, subjects[0].rate),
                          Report::Bound::AtLeast, 0.6);
        if (subjects.size() > 2) {
            bench.report.goal("processiond / Node ws" + where, ratio(subjects[1].rate, subjects[2].rate),
                              Report::Bound::AtLeast, 10);
        }
    }
    bench.report.goal("ms from report to receipt, 99th percentile" + where, latency.median(), Report::Bound::AtMost,
                      20);
}

} // namespace

void measureFeed(Bench &bench)
{
    if (!bench.servers.hasNode())
        bench.report.skip("Node's ws isn't installed");
    for (const int subscribers : {100, 1000}) {
        for (const int batch : {1, 50})
            measureFanOut(bench, bench.quick ? subscribers / 10 : subscribers, batch);
    }
}

void measureManySubscribers(Bench &bench)
{
    const int subscribers = bench.many(5000);
    const ServerProcess server(bench.servers.processiond("normal"));
    FeedOptions options{server.port(), server.token(), 1, 4, 10, true};
    FeedLoad(options).saturate(Seconds(0.2)); // what the first of all needs
    const double before = server.residentBytes();
    options.subscribers = subscribers;
    FeedLoad load(options);
    Samples memory;
    Samples latency;
    Samples frames;
    for (int round = 0; round < bench.rounds(); ++round) {
        const FeedLoad::Result result = load.pace(100, bench.quick ? Seconds(0.2) : Seconds(4));
        frames.add(static_cast<double>(result.frames));
        latency.add(result.latency(0.99));
        memory.add((server.residentBytes() - before) / subscribers / 1024);
    }
    const std::string where = std::to_string(subscribers) + " subscribers, 100 updates/s: ";
    bench.report.figure(where + "frames, all of them delivered and in order", "a round", frames);
    bench.report.figure(where + "report to receipt, 99th percentile", "ms", latency);
    bench.report.figure(where + "memory of a subscriber, beyond the kernel's", "KiB", memory);
    bench.report.goal("KiB of a subscriber", memory.median(), Report::Bound::AtMost, 16);
}

void measureSlowSubscriber(Bench &bench)
{
    const int subscribers = bench.many(1000);
    const ServerProcess server(bench.servers.processiond("normal"));
    const FeedOptions options{server.port(), server.token(), subscribers, 4, 50, true};
    Samples alone;
    Samples beside;
    Samples growth;
    double updates = 0;
    for (int round = 0; round < bench.rounds(); ++round) {
        for (const bool isSlow : {false, true}) {
            FeedLoad load(options);
            const double before = server.residentBytes();
            if (isSlow)
                load.addStalled(1);
            // Longer than the stalled one's buffers last, which are some megabytes.
            const FeedLoad::Result saturated = load.saturate(bench.quick ? bench.length() : Seconds(3));
            if (updates == 0)
                updates = saturated.updatesPerSecond / 2;
            (isSlow ? beside : alone).add(load.pace(updates, bench.length() * 2).latency(0.99));
            if (isSlow)
                growth.add((server.residentBytes() - before) / 1024);
        }
    }
    const std::string where = std::to_string(subscribers) + " subscribers, half of saturation: ";
    bench.report.figure(where + "99th percentile of latency", "ms", alone);
    bench.report.figure(where + "the same beside one that stopped reading", "ms", beside);
    bench.report.figure("memory that the server took meanwhile", "KiB", growth);
    bench.report.goal("latency beside a slow subscriber / without", ratio(beside, alone), Report::Bound::AtMost, 1.1);
}

} // namespace Procession::Bench
