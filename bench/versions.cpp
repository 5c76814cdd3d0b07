// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "versions.h"

#include <array>
#include <cstdio>
#include <memory>

namespace Procession::Bench {

namespace {

/// The first line that a command prints; empty where it can't be run.
std::string firstLine(const std::string &command)
{
    const std::unique_ptr<FILE, int (*)(FILE *)> output(::popen((command + " 2>/dev/null").c_str(), "r"), ::pclose);
    std::array<char, 256> line{};
    if (!output || !std::fgets(line.data(), line.size(), output.get()))
        return {};
    std::string text = line.data();
    text.erase(text.find_last_not_of(" \n") + 1);
    return text;
}

std::string ofNodeModule(const std::string &peers, const std::string &name)
{
    return firstLine("node -p \"require('" + peers + "/node/node_modules/" + name + "/package.json').version\"");
}

std::string ofPythonPackage(const std::string &name)
{
    return firstLine("/usr/bin/python3 -c 'import importlib.metadata as m; print(m.version(\"" + name + "\"))'");
}

} // namespace

std::vector<std::pair<std::string, std::string>> versions(const std::string &programs, const std::string &peers)
{
    std::vector<std::pair<std::string, std::string>> all{
        {"processiond", firstLine(programs + "/processiond --version | cut -d' ' -f2")},
        {"commit", firstLine("git -C " + peers + " describe --always --dirty")},
        {"system", firstLine(". /etc/os-release && echo \"$PRETTY_NAME\"")},
        {"node", firstLine("node --version")},
        {"fastify", ofNodeModule(peers, "fastify")},
        {"ws", ofNodeModule(peers, "ws")},
        {"BullMQ", ofNodeModule(peers, "bullmq")},
        {"graphile-worker", ofNodeModule(peers, "graphile-worker")},
        {"Redis", firstLine("redis-server --version | cut -d' ' -f3 | cut -d= -f2")},
        {"PostgreSQL", firstLine("$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)/postgres --version | cut -d' ' -f3")},
        {"Qt", QT_VERSION_USED},
        {"Python", firstLine("/usr/bin/python3 --version | cut -d' ' -f2")},
        {"FastAPI", ofPythonPackage("fastapi")},
        {"uvicorn", ofPythonPackage("uvicorn")},
        {"uvloop", ofPythonPackage("uvloop")},
        {"websockets", ofPythonPackage("websockets")},
        {"wrk", firstLine("wrk -v | cut -d' ' -f2")},
        {"sqlite3", firstLine("sqlite3 --version | cut -d' ' -f1")},
    };
    std::erase_if(all, [](const auto &entry) { return entry.second.empty(); });
    return all;
}

} // namespace Procession::Bench
