// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What bench_output finds: output appended to its store beside `cat` and `tee` into a file, and a long output beside a
// short one.
#include "parts.h"

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <stdexcept>

namespace Procession::Bench {

void measureOutput(Bench &bench)
{
    std::map<std::string, Samples> samples;
    const int mebibytes = bench.quick ? 8 : 1024;
    // Both cores: it compresses in the background.
    const std::string command = "taskset -c " + std::to_string(serverCore) + ',' + std::to_string(clientCore) + ' '
        + bench.programs + "/bench_output " + std::to_string(mebibytes);
    const std::unique_ptr<FILE, int (*)(FILE *)> output(::popen(command.c_str(), "r"), ::pclose);
    std::array<char, 64> name{};
    double value = 0;
    while (output && std::fscanf(output.get(), "%63s %lf", name.data(), &value) == 2)
        samples[name.data()].add(value);
    if (samples["regex_large"].isEmpty())
        throw std::runtime_error("bench_output failed");

    const std::string size = std::to_string(mebibytes) + " MiB";
    bench.report.figure("cat of " + size + " into a file", "MiB/s", samples["cat"]);
    bench.report.figure("tee of " + size + " into a file", "MiB/s", samples["tee"]);
    bench.report.figure("the store, chunks of 256 KiB, 64 MiB kept", "MiB/s", samples["bounded"]);
    bench.report.figure("the store, chunks of 256 KiB, all kept", "MiB/s", samples["kept"]);
    bench.report.ratio("64 MiB kept / cat", ratio(samples["bounded"], samples["cat"]));
    bench.report.ratio("all kept / cat", ratio(samples["kept"], samples["cat"]));
    bench.report.ratio("all kept / tee", ratio(samples["kept"], samples["tee"]));
    for (const auto &[key, what] :
         {std::pair("open", "opened, the last 100 lines"), std::pair("tail", "the last 100 lines again"),
          std::pair("line", "a line anywhere"), std::pair("read", "64 KiB anywhere"),
          std::pair("search", "text that isn't there, as it is written"),
          std::pair("anycase", "text that isn't there, in any case"),
          std::pair("regex", "a regular expression that matches nowhere")}) {
        const Samples &large = samples[std::string(key) + "_large"];
        const Samples &small = samples[std::string(key) + "_small"];
        bench.report.figure("1 MiB: " + std::string(what), "µs", small);
        bench.report.figure(size + ": " + what, "µs", large);
        bench.report.ratio(size + " / 1 MiB: " + what, ratio(large, small));
    }
}

} // namespace Procession::Bench
