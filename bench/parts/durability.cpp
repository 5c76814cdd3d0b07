// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What bench_durability finds: acknowledged updates, each on the disk, beside plain SQLite with a transaction for each.
#include "parts.h"

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace Procession::Bench {

void measureDurability(Bench &bench)
{
    Samples plain;
    Samples one;
    Samples many;
    // Both cores: it runs its server by itself.
    const std::string command = "taskset -c " + std::to_string(serverCore) + ',' + std::to_string(clientCore) + ' '
        + bench.programs + "/bench_durability " + std::to_string(bench.length().count());
    for (int round = 0; round < bench.rounds(); ++round) {
        const std::unique_ptr<FILE, int (*)(FILE *)> output(::popen(command.c_str(), "r"), ::pclose);
        std::array<char, 256> line{};
        for (Samples *samples : {&plain, &one, &many}) {
            double rate = 0;
            // "what was measured   1234 /s   1.00"
            if (!output || !std::fgets(line.data(), line.size(), output.get()))
                throw std::runtime_error("bench_durability failed");
            const std::string text(line.data());
            const size_t end = text.rfind(" /s");
            const size_t begin = text.rfind(' ', end - 1);
            if (end == std::string::npos || (rate = std::atof(text.c_str() + begin)) <= 0)
                throw std::runtime_error("bench_durability printed " + text);
            samples->add(rate);
        }
    }
    bench.report.figure("plain SQLite, a transaction an update, durability full", "updates/s", plain);
    bench.report.figure("processiond, 1 client, durability full", "updates/s", one);
    bench.report.figure("processiond, 64 clients, durability full", "updates/s", many);
    bench.report.goal("64 clients / plain SQLite", ratio(many, plain), Report::Bound::AtLeast, 10);
}

} // namespace Procession::Bench
