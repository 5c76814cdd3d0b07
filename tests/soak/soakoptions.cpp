// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "soakoptions.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace Procession::Soak {

namespace {

struct Option
{
    const char *name;
    int SoakOptions::*value;
    int least;
    const char *help;
};

constexpr std::array options{
    Option{"--subscribers", &SoakOptions::subscribers, 1, "that read as fast as they can"},
    Option{"--stalled", &SoakOptions::stalled, 0, "that stop reading until the end"},
    Option{"--processes", &SoakOptions::processes, 1, "that are reported in turn"},
    Option{"--rate", &SoakOptions::rate, 1, "updates a second, the most"},
    Option{"--seconds", &SoakOptions::seconds, 0, "of it"},
    Option{"--reporters", &SoakOptions::reporters, 1, "connections that report at the same time"},
    Option{"--lines", &SoakOptions::lines, 1, "updates in one request"},
    Option{"--window", &SoakOptions::window, 0, "updates that a reader may be behind; 0 for any"},
    Option{"--padding", &SoakOptions::padding, 0, "bytes more in each update"},
    Option{"--log-capacity", &SoakOptions::logCapacity, 1024, "of the daemon"},
    Option{"--max-growth-mb", &SoakOptions::maxGrowthMb, 0, "that the daemon may grow by; 0 for any"},
};

[[noreturn]] void explain()
{
    std::fputs("soak runs a processiond with many subscribers and checks what each of them gets.\n\n", stderr);
    const SoakOptions defaults;
    for (const Option &option : options)
        std::fprintf(stderr, "  %-16s N   %s (%d)\n", option.name, option.help, defaults.*option.value);
    std::fputs("  --daemon       FILE  the processiond to run\n", stderr);
    std::exit(2);
}

} // namespace

SoakOptions readOptions(int argc, char **argv)
{
    SoakOptions result;
    result.daemon = PROCESSIOND;
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc)
            explain();
        const char *text = argv[i + 1];
        if (std::strcmp(argv[i], "--daemon") == 0) {
            result.daemon = text;
            continue;
        }
        bool known = false;
        for (const Option &option : options) {
            if (std::strcmp(argv[i], option.name) != 0)
                continue;
            known = true;
            int &value = result.*option.value;
            const char *end = text + std::strlen(text);
            const auto [rest, error] = std::from_chars(text, end, value);
            if (error != std::errc() || rest != end || value < option.least)
                explain();
        }
        if (!known)
            explain();
    }
    if (result.reporters > result.processes)
        explain();
    return result;
}

} // namespace Procession::Soak
