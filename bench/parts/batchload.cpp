// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batchload.h"

namespace Procession::Bench {

namespace {

constexpr size_t batchConnections = 2;

} // namespace

BatchLoad::BatchLoad(uint16_t port, const std::string &token, int lines)
    : m_load(port, batchConnections)
{
    std::string body;
    for (int i = 0; i < lines; ++i) {
        body += R"({"process_id":")" + processId(i)
            + R"(","progress":42,"message":"page 42 was analysed"})"
              "\n";
        m_expected.push_back(R"({"status":200,"process":{"process_id":")" + processId(i) + '"');
    }
    m_request = Load::request("POST", "/processes/batch", token, body);
}

double BatchLoad::run(std::chrono::duration<double> length)
{
    return static_cast<double>(m_expected.size())
        * m_load.run(
            length, [this](size_t) { return std::string_view(m_request); },
            [this](size_t, std::string_view body) { return isRight(body); });
}

bool BatchLoad::isRight(std::string_view body) const
{
    for (const std::string &line : m_expected) {
        const size_t end = body.find('\n');
        if (!body.starts_with(line) || end == std::string_view::npos)
            return false;
        body.remove_prefix(end + 1);
    }
    return body.empty();
}

} // namespace Procession::Bench
