// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a processiond under the load that it was commissioned for, and checks what each subscriber gets.
#include "daemonprocess.h"
#include "restconnection.h"
#include "soakoptions.h"
#include "swarm.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>

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

/// Sends updates and remembers what was confirmed.
class Reporter
{
public:
    Reporter(const DaemonProcess &daemon, const SoakOptions &options)
        : m_options(options)
        , m_rest(daemon.port(), daemon.token())
        , m_seqs(static_cast<size_t>(options.processes))
        , m_padding(options.padding > 0
                        ? ",\"padding\":\"" + std::string(static_cast<size_t>(options.padding), 'x') + '"'
                        : std::string())
    {
    }

    void startProcesses()
    {
        for (int first = 0; first < m_options.processes; first += startLines) {
            const int end = std::min(first + startLines, m_options.processes);
            std::string body;
            for (int i = first; i < end; ++i)
                body += "{\"process_id\":\"p-" + std::to_string(i)
                    + "\",\"process_type\":\"ai_task\",\"status\":\"running\",\"name\":\"Document Analysis\"}\n";
            send(body, first, end - first, 201);
        }
    }

    void report(int count)
    {
        std::string body;
        const int first = m_next;
        for (int i = 0; i < count; ++i) {
            const std::string step = std::to_string(++m_sent % 100);
            body += "{\"process_id\":\"p-" + std::to_string(m_next) + "\",\"progress\":" + step
                + ",\"message\":\"AI processing in progress... 2 minutes elapsed\",\"metadata_update\":{\"stage\":"
                  "\"processing\",\"elapsed_minutes\":"
                + step + m_padding + "}}\n";
            m_next = (m_next + 1) % m_options.processes;
        }
        send(body, first, count, 200);
    }

    /// The newest event of all, and of each process, as it was confirmed.
    uint64_t head() const { return m_head; }
    const std::vector<uint64_t> &seqs() const { return m_seqs; }

private:
    void send(const std::string &body, int first, int count, int status)
    {
        const std::string answer = m_rest.post("/processes/batch", body);
        const std::string expected = "{\"status\":" + std::to_string(status) + ',';
        size_t at = 0;
        for (int i = 0; i < count; ++i) {
            const size_t end = answer.find('\n', at);
            const size_t seqAt = answer.rfind("\"seq\":", end);
            if (end == std::string::npos || answer.compare(at, expected.size(), expected) != 0 || seqAt < at)
                throw std::runtime_error("a report was refused: " + answer.substr(at, 500));
            std::from_chars(answer.data() + seqAt + 6, answer.data() + end, m_head);
            m_seqs[static_cast<size_t>((first + i) % m_options.processes)] = m_head;
            at = end + 1;
        }
    }

    const SoakOptions &m_options;
    RestConnection m_rest;
    std::vector<uint64_t> m_seqs;
    const std::string m_padding;
    uint64_t m_head = 0;
    int m_next = 0;
    int m_sent = 0;
};

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

void printMemory(const char *when, const DaemonProcess &daemon)
{
    const DaemonProcess::Memory memory = daemon.memory();
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

void sendAllUpdates(Reporter &reporter, const Swarm &swarm, const SoakOptions &options)
{
    const int updates = options.rate * options.seconds;
    const Clock::time_point begin = Clock::now();
    for (int sent = 0; sent < updates && !swarm.isBroken();) {
        const int count = std::min(options.lines, updates - sent);
        std::this_thread::sleep_until(begin + std::chrono::duration<double>(double(sent) / options.rate));
        const auto window = static_cast<uint64_t>(options.window);
        if (window > 0
            && !waitWhileMoving(swarm, [&] { return swarm.slowest() + window >= reporter.head() || sent == 0; }))
            return;
        reporter.report(count);
        sent += count;
    }
    if (updates == 0)
        return;
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    std::printf("sent   %d updates in %.1f s; then the slowest reader was %llu behind\n", updates, seconds,
                static_cast<unsigned long long>(reporter.head() - swarm.slowest()));
}

int soak(const SoakOptions &options)
{
    DaemonProcess daemon(options);
    printMemory("at the start", daemon);
    Reporter reporter(daemon, options);
    reporter.startProcesses();
    const long withoutSubscribers = daemon.memory().nowKib;
    printMemory("with the processes", daemon);

    Swarm swarm(daemon.port(), daemon.token(), options.processes);
    swarm.connect(options.subscribers, false);
    swarm.connect(options.stalled, true);
    const DaemonProcess::Memory before = daemon.memory();
    printMemory("with the subscribers", daemon);
    std::printf("       %.1f KiB for each of %d\n",
                double(before.nowKib - withoutSubscribers) / (options.subscribers + options.stalled),
                options.subscribers + options.stalled);

    const uint64_t from = reporter.head();
    swarm.start();
    sendAllUpdates(reporter, swarm, options);
    const uint64_t updates = reporter.head() - from;
    Verdict verdict;
    verdict.check(updates == uint64_t(options.rate) * uint64_t(options.seconds), "not everything was sent");
    if (updates > 0) {
        verdict.check(waitWhileMoving(swarm, [&] { return swarm.slowest() >= reporter.head(); }),
                      "a subscriber that reads did not get the last update");
        printMemory("with all sent", daemon);
        swarm.release();
        verdict.check(waitWhileMoving(swarm, [&] { return swarm.slowestStalled() >= reporter.head(); }),
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
                        static_cast<unsigned long long>(reporter.head()));
            verdict.check(subscriber.frames < updates, "a subscriber that stalled was not conflated");
            verdict.check(subscriber.seen == reporter.seqs(),
                          "a subscriber that stalled missed a process's last state");
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
