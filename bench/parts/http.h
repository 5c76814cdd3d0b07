// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpload.h"

#include <cstdint>
#include <string>
#include <vector>

namespace Procession::Bench {

/// The processes that the parts about HTTP work on: `p-0`, `p-1`, …, every fourth of which is running.
///
/// Their name, description, message and metadata are those of the contract's example.
std::string processId(int number);
/// Starts so many, by batches; throws where one is refused.
void startProcesses(uint16_t port, const std::string &token, int from, int to);
/// Bytes of text and metadata of one of them, which no server can do without.
double ownBytes(int number);

/// GETs of these paths in turn, over `connections` connections, whose answers must stay as they are now, byte for byte.
class GetLoad
{
public:
    GetLoad(uint16_t port, const std::string &token, size_t connections, const std::vector<std::string> &paths);

    /// Answers a second.
    double run(std::chrono::duration<double> length);
    const std::string &expected(size_t path) const { return m_bodies[path]; }

private:
    HttpLoad m_load;
    std::vector<std::string> m_requests;
    std::vector<std::string> m_bodies;
    std::vector<size_t> m_asked; ///< by each connection
    size_t m_next = 0;
};

/// PATCHes of `processes` processes in turn, each answer of which must show what was reported.
class PatchLoad
{
public:
    PatchLoad(uint16_t port, std::string token, size_t connections, int processes);

    double run(std::chrono::duration<double> length);

private:
    HttpLoad m_load;
    const std::string m_token;
    const int m_processes;
    int m_reports = 0;
    std::vector<std::string> m_requests; ///< of each connection
    std::vector<std::string> m_expected; ///< what its answer begins with
};

} // namespace Procession::Bench
