// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// From the start of processiond to its first answer, with many processes in its store, beside the sqlite3 program
// that reads the same rows.
#include "connection.h"
#include "http.h"
#include "parts.h"

#include <cstdlib>
#include <stdexcept>

namespace Procession::Bench {

namespace {

using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

} // namespace

void measureColdStart(Bench &bench)
{
    if (std::system("command -v sqlite3 >/dev/null") != 0) {
        bench.report.skip("the sqlite3 program isn't installed");
        return;
    }
    const int count = bench.quick ? 1000 : 100000;
    ServerProcess server(bench.servers.processiond("normal"));
    startProcesses(server.port(), server.token(), 0, count);
    const std::string last = "/processes/" + processId(count - 1);
    const std::string expected = Load::Connection(server.port(), server.token()).get(last);
    Samples start;
    Samples sqlite;
    const std::string read = "taskset -c " + std::to_string(serverCore) + " sqlite3 -readonly " + server.folder()
        + "/procession.db 'SELECT * FROM processes' >/dev/null";
    for (int round = 0; round < bench.rounds(); ++round) {
        server.stop();
        Clock::time_point begin = Clock::now();
        if (std::system(read.c_str()) != 0)
            throw std::runtime_error("sqlite3 can't read the store");
        sqlite.add(millisecondsSince(begin));
        begin = Clock::now();
        server.start();
        if (Load::Connection(server.port(), server.token()).get(last) != expected)
            throw std::runtime_error("a process isn't the same after a restart");
        start.add(millisecondsSince(begin));
    }
    bench.report.figure("processiond with " + std::to_string(count) + " stored processes to its first answer", "ms",
                        start);
    bench.report.figure("sqlite3 reads the same rows", "ms", sqlite);
    bench.report.goal("cold start / sqlite3", ratio(start, sqlite), Report::Bound::AtMost, 2);
}

} // namespace Procession::Bench
