// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a processiond under the load that it was commissioned for, and checks what each subscriber gets.
#include "daemonprocess.h"
#include "reporter.h"
#include "soakoptions.h"
#include "swarm.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <future>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>

using namespace Procession;
using namespace Procession::Soak;

namespace {

using Clock = std::chrono::steady_clock;

/// How long nothing may arrive before the rest is given up.
constexpr std::chrono::seconds patience{60};
/// Starts in one request.
constexpr int startLines = 100;

void raiseFileLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Waits until `reached` says so, as long as frames keep coming.
template <typename Condition>
bool waitWhileMoving(const Swarm &swarm, Condition reached)
{
    uint64_t frames = swarm.frames();
    Clock::time_point deadline = Clock::now() + patience;
    while (!reached()) {
        if (swarm.isBroken() || Clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (swarm.frames() != frames) {
            frames = swarm.frames();
            deadline = Clock::now() + patience;
        }
    }
    return true;
}

void printMemory(const char *when, const Load::DaemonProcess &daemon)
{
    const Load::DaemonProcess::Memory memory = daemon.memory();
    std::printf("memory %-28s %7ld KiB, peak %ld KiB\n", when, memory.nowKib, memory.peakKib);
    std::fflush(stdout);
}

/// Counts what must not be.
class Verdict
{
public:
    void check(bool good, const char *what)
    {
        if (!good) {
            std::printf("FAILED: %s\n", what);
            m_good = false;
        }
    }
    int exitCode() const { return m_good ? EXIT_SUCCESS : EXIT_FAILURE; }

private:
    bool m_good = true;
};

/// One reporter's share of the updates, at its share of the rate.
void sendUpdates(Reporter &reporter, int updates, const Confirmed &confirmed, const Swarm &swarm,
                 const SoakOptions &options)
{
    const double rate = double(options.rate) / options.reporters;
    const auto window = static_cast<uint64_t>(options.window);
    const Clock::time_point begin = Clock::now();
    for (int sent = 0; sent < updates && !swarm.isBroken();) {
        const int count = std::min(options.lines, updates - sent);
        std::this_thread::sleep_until(begin + std::chrono::duration<double>(sent / rate));
        if (window > 0 && sent > 0
            && !waitWhileMoving(swarm, [&] { return swarm.slowest() + window >= confirmed.head; }))
            return;
        reporter.report(count);
        sent += count;
    }
}

void sendAllUpdates(std::deque<Reporter> &reporters, const Confirmed &confirmed, const Swarm &swarm,
                    const SoakOptions &options)
{
    const int updates = options.rate * options.seconds;
    if (updates == 0)
        return;
    const Clock::time_point begin = Clock::now();
    std::vector<std::future<void>> shares;
    for (Reporter &reporter : reporters) {
        const auto index = static_cast<int>(shares.size());
        const int share = updates / options.reporters + (index < updates % options.reporters ? 1 : 0);
        shares.push_back(
            std::async(std::launch::async, [&, share] { sendUpdates(reporter, share, confirmed, swarm, options); }));
    }
    for (std::future<void> &share : shares)
        share.get();
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    std::printf("sent   %d updates in %.1f s; then the slowest reader was %llu behind\n", updates, seconds,
                static_cast<unsigned long long>(confirmed.head - swarm.slowest()));
}

int soak(const SoakOptions &options)
{
    const Load::DaemonProcess daemon(options.daemon, options.logCapacity);
    printMemory("at the start", daemon);
    Confirmed confirmed(options.processes);
    std::deque<Reporter> reporters;
    for (int i = 0; i < options.reporters; ++i)
        reporters.emplace_back(daemon, options, i, confirmed);
    reporters.front().startProcesses();
    const long withoutSubscribers = daemon.memory().nowKib;
    printMemory("with the processes", daemon);

    Swarm swarm(daemon.port(), daemon.token(), options.processes);
    swarm.connect(options.subscribers, false);
    swarm.connect(options.stalled, true);
    const Load::DaemonProcess::Memory before = daemon.memory();
    printMemory("with the subscribers", daemon);
    std::printf("       %.1f KiB for each of %d\n",
                double(before.nowKib - withoutSubscribers) / (options.subscribers + options.stalled),
                options.subscribers + options.stalled);

    const uint64_t from = confirmed.head;
    swarm.start();
    sendAllUpdates(reporters, confirmed, swarm, options);
    const uint64_t updates = confirmed.head - from;
    Verdict verdict;
    verdict.check(updates == uint64_t(options.rate) * uint64_t(options.seconds), "not everything was sent");
    if (updates > 0) {
        verdict.check(waitWhileMoving(swarm, [&] { return swarm.slowest() >= confirmed.head; }),
                      "a subscriber that reads did not get the last update");
        printMemory("with all sent", daemon);
        swarm.release();
        verdict.check(waitWhileMoving(swarm, [&] { return swarm.slowestStalled() >= confirmed.head; }),
                      "a subscriber that stalled did not catch up");
    }
    swarm.stop();
    printMemory("at the end", daemon);

    uint64_t frames = 0;
    uint64_t bytes = 0;
    uint64_t gaps = 0;
    uint64_t disorders = 0;
    for (const Swarm::Subscriber &subscriber : swarm.subscribers()) {
        frames += subscriber.frames;
        bytes += subscriber.bytes;
        disorders += subscriber.disorders;
        if (!subscriber.stalled) {
            gaps += subscriber.gaps;
            verdict.check(subscriber.frames == updates, "a subscriber that reads did not get every update");
            verdict.check(updates == 0 || subscriber.first == from + 1, "a subscriber missed the first update");
        } else if (updates > 0) {
            std::printf("stalled: got %llu of %llu updates, the last %llu of %llu\n",
                        static_cast<unsigned long long>(subscriber.frames), static_cast<unsigned long long>(updates),
                        static_cast<unsigned long long>(subscriber.last),
                        static_cast<unsigned long long>(confirmed.head.load()));
            verdict.check(subscriber.frames < updates, "a subscriber that stalled was not conflated");
            verdict.check(subscriber.seen == confirmed.seqs, "a subscriber that stalled missed a process's last state");
        }
    }
    std::printf("frames %llu, %.1f MB; out of order %llu, gaps %llu\n", static_cast<unsigned long long>(frames),
                double(bytes) / 1e6, static_cast<unsigned long long>(disorders), static_cast<unsigned long long>(gaps));
    verdict.check(!swarm.isBroken(), "a subscriber was disconnected or got what isn't an update");
    verdict.check(disorders == 0, "updates came out of order");
    verdict.check(gaps == 0, "updates were left out for a subscriber that reads");
    const long growth = daemon.memory().peakKib - before.nowKib;
    verdict.check(options.maxGrowthMb == 0 || growth <= options.maxGrowthMb * 1024L,
                  "the daemon grew beyond its bound");
    return verdict.exitCode();
}

} // namespace

int main(int argc, char **argv)
{
    const SoakOptions options = readOptions(argc, argv);
    raiseFileLimit();
    try {
        return soak(options);
    } catch (const std::exception &error) {
        std::printf("FAILED: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
