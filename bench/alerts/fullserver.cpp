// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fullserver.h"

#include "pastruns.h"
#include "rollupfile.h"

#include <array>
#include <random>
#include <stdexcept>

namespace Procession::Bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int nameCount = 200;
constexpr qint64 dayMs = 24LL * 3600 * 1000;

/// A year of runs up to now, day by day.
void makeSummaries(const QString &folder, int runs, quint64 head)
{
    RollupFile file;
    if (const auto opened = file.open(RollupFile::pathIn(folder)); !opened)
        throw std::runtime_error(opened.error().message.toStdString());
    std::mt19937_64 random(20260101);
    std::uniform_real_distribution<double> flat(0, 1);
    const qint64 end = SystemClock().wallMs();
    const int each = std::max(1, runs / 365);
    for (int day = 0; day < 365; ++day) {
        std::vector<EndedRun> some(static_cast<size_t>(each));
        for (EndedRun &run : some) {
            run.seq = 1;
            run.id = id(u"p"_s);
            run.type = ProcessType::backgroundJob();
            run.name = QByteArray::fromStdString(pastName(static_cast<int>(flat(random) * nameCount)));
            run.endedAt = end - (365 - day) * dayMs + static_cast<qint64>(flat(random) * dayMs);
            run.durationMs = static_cast<qint64>(1000 * std::exp(3 * flat(random)));
            run.waitMs = static_cast<qint64>(1000 * flat(random));
            if (flat(random) < 0.02) {
                run.outcome = ProcessStatus::Failed;
                run.reason = flat(random) < 0.5 ? "no route to host" : "no space left on device";
            }
        }
        if (const auto added = file.add(some, head); !added)
            throw std::runtime_error(added.error().message.toStdString());
    }
}

} // namespace

std::string pastName(int number)
{
    return std::string("import ") + static_cast<char>('a' + number % 25) + static_cast<char>('a' + number % 8);
}

std::string manyRules(int count)
{
    static constexpr std::array conditions{
        R"({ kind = "failed" })",
        R"({ kind = "timed_out", each_attempt = true })",
        R"({ kind = "retries_exhausted" })",
        R"({ kind = "quiet" })",
        R"({ kind = "overdue" })",
        R"({ kind = "over_limit" })",
        R"({ kind = "failure_rate", more_than_percent = 5, at_least = 20, window = 900 })",
        R"({ kind = "waiting", longer_than = 86400 })",
        R"({ kind = "host_silent", longer_than = 600 })",
        R"({ kind = "missed" })",
        R"({ kind = "disk_low", free_bytes = 1 })",
        R"({ kind = "store_unwritable" })",
    };
    static constexpr std::array scopes{R"()", R"(scope = { types = ["ai_task", "background_job"], name = "import *" })",
                                       R"(scope = { name = "nothing like this*", metadata = { team = "ops" } })"};
    std::string text = "[alerts.channels.ops]\nkind = \"webhook\"\nallow_private = true\nallow_http = true\n"
                       "url = \"http://127.0.0.1:9/\"\n";
    for (int i = 0; i < count; ++i) {
        const auto at = static_cast<size_t>(i);
        const std::string condition = conditions[at % conditions.size()];
        const auto is = [&condition](const char *kind) { return condition.find(kind) != std::string::npos; };
        const bool hasScope = !is("disk_low") && !is("store_") && !is("missed");
        text += "[alerts.rules.rule-" + std::to_string(i)
            + "]\nchannels = [\"ops\"]\ncondition = " + conditions[at % conditions.size()] + "\n";
        if (hasScope)
            text += std::string(scopes[at / conditions.size() % scopes.size()]) + "\n";
    }
    return text;
}

void fillFolder(const std::string &folder, int processes, int runs)
{
    const QString path = QString::fromStdString(folder);
    const quint64 head = makePastRuns(path, processes);
    if (head == 0)
        throw std::runtime_error("the history can't be made");
    makeSummaries(path, runs, head);
}

} // namespace Procession::Bench
