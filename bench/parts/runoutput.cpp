// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Output on its way into the files of processiond, over requests and through `processionctl run`, beside `cat` into a file
// and `tee`. All of them have both cores.
#include "connection.h"
#include "parts.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>

namespace Procession::Bench {

namespace {

constexpr size_t mebi = 1024 * 1024;
/// Both, where the machine has them.
const std::string bothCores = "taskset -c " + std::to_string(serverCore) + ',' + std::to_string(clientCore) + ' ';

double secondsOf(auto work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void shell(const std::string &command)
{
    if (std::system((bothCores + "sh -c '" + command + '\'').c_str()) != 0)
        throw std::runtime_error("failed: " + command);
}

/// Lines as a program prints them, some 60 bytes each, in parts of 1 MiB.
void makeSource(const std::string &path, int mebibytes)
{
    std::ofstream file(path, std::ios::binary);
    std::mt19937 random(1);
    std::string lines;
    for (long line = 0, written = 0; written < mebibytes; ++line) {
        lines += "2026-11-27T01:02:03 INFO worker-" + std::to_string(random() % 16) + " row " + std::to_string(line)
            + " took " + std::to_string(random() % 100000) + " us\n";
        if (lines.size() >= mebi) {
            file.write(lines.data(), mebi);
            lines.erase(0, mebi);
            ++written;
        }
    }
    if (!file.flush())
        throw std::runtime_error("can't write " + path);
}

/// A server with both cores.
ServerCommand serverOnBothCores(const Servers &servers)
{
    ServerCommand command = servers.processiond("normal");
    command.arguments.insert(command.arguments.begin(),
                             {"taskset", "-c", std::to_string(serverCore) + ',' + std::to_string(clientCore)});
    return command;
}

/// One client that waits for each answer before it reads the next MiB.
void post(const ServerProcess &server, const std::string &source, const std::string &id)
{
    Load::Connection connection(server.port(), server.token());
    connection.ask("POST", "/processes",
                   R"({"process_type":"ai_task","name":"output","status":"running","process_id":")" + id + "\"}", 201);
    std::ifstream file(source, std::ios::binary);
    std::string part(mebi, '\0');
    for (size_t offset = 0; file.read(part.data(), mebi); offset += mebi)
        connection.ask("POST", "/processes/" + id + "/output?offset=" + std::to_string(offset), part);
}

/// Throws where the server hasn't all of it.
void check(const ServerProcess &server, const std::string &id, size_t size)
{
    const std::string answer =
        Load::Connection(server.port(), server.token()).get("/processes/" + id + "/output/lines?count=1");
    if (answer.find("\"length\":" + std::to_string(size)) == std::string::npos)
        throw std::runtime_error("not all of the output came: " + answer);
}

} // namespace

void measureRunOutput(Bench &bench)
{
    const int mebibytes = bench.quick ? 8 : 1024;
    const int rounds = bench.quick ? 1 : 3;
    ServerProcess server(serverOnBothCores(bench.servers));
    const std::string source = server.folder() + "/source";
    const std::string copy = server.folder() + "/copy";
    makeSource(source, mebibytes);
    const std::string run = "PROCESSION_URL=http://127.0.0.1:" + std::to_string(server.port())
        + " PROCESSION_TOKEN=" + server.token() + ' ' + bench.programs + "/processionctl run --id ";
    Samples cat;
    Samples tee;
    Samples posted;
    Samples ran;
    shell("cat " + source + " > " + copy); // all find the disk alike
    for (int round = 0; round < rounds; ++round) {
        const auto rate = [&](Samples &samples, const auto &work) { samples.add(mebibytes / secondsOf(work)); };
        rate(cat, [&] { shell("cat " + source + " > " + copy + '2'); });
        std::filesystem::remove(copy + '2');
        rate(tee, [&] { shell("cat " + source + " | tee " + copy + "2 > /dev/null"); });
        std::filesystem::remove(copy + '2');
        const std::string id = std::to_string(round);
        rate(posted, [&] { post(server, source, "posted-" + id); });
        check(server, "posted-" + id, size_t(mebibytes) * mebi);
        rate(ran, [&] { shell(run + "ran-" + id + " -- cat " + source + " > /dev/null"); });
        check(server, "ran-" + id, size_t(mebibytes) * mebi);
    }
    Samples memory;
    memory.add(server.peakResidentBytes() / double(mebi));

    const std::string size = std::to_string(mebibytes) + " MiB";
    bench.report.figure("cat of " + size + " into a file", "MiB/s", cat);
    bench.report.figure("cat of " + size + " through tee into a file", "MiB/s", tee);
    bench.report.figure("requests of 1 MiB, one at a time, durability normal", "MiB/s", posted);
    bench.report.figure("processionctl run cat, from begin to end, durability normal", "MiB/s", ran);
    bench.report.figure("the server, resident at most", "MiB", memory);
    bench.report.ratio("requests / cat", ratio(posted, cat));
    bench.report.ratio("requests / tee", ratio(posted, tee));
    bench.report.ratio("run / cat", ratio(ran, cat));
    bench.report.ratio("run / tee", ratio(ran, tee));
}

} // namespace Procession::Bench
