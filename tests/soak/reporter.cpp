// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reporter.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace Procession::Soak {

namespace {

/// Starts in one request.
constexpr int startLines = 100;

} // namespace

Reporter::Reporter(const Load::DaemonProcess &daemon, const SoakOptions &options, int index, Confirmed &confirmed)
    : m_options(options)
    , m_index(index)
    , m_confirmed(confirmed)
    , m_connection(daemon.port(), daemon.token())
    , m_padding(options.padding > 0 ? ",\"padding\":\"" + std::string(static_cast<size_t>(options.padding), 'x') + '"'
                                    : std::string())
    , m_next(index)
{
}

void Reporter::startProcesses()
{
    for (int first = 0; first < m_options.processes; first += startLines) {
        std::string body;
        std::vector<int> processes;
        for (int i = first; i < std::min(first + startLines, m_options.processes); ++i) {
            body += "{\"process_id\":\"p-" + std::to_string(i)
                + "\",\"process_type\":\"ai_task\",\"status\":\"running\",\"name\":\"Document Analysis\"}\n";
            processes.push_back(i);
        }
        send(body, processes, 201);
    }
}

void Reporter::report(int count)
{
    std::string body;
    std::vector<int> processes;
    for (int i = 0; i < count; ++i) {
        const std::string step = std::to_string(++m_sent % 100);
        body += "{\"process_id\":\"p-" + std::to_string(m_next) + "\",\"progress\":" + step
            + ",\"message\":\"AI processing in progress... 2 minutes elapsed\",\"metadata_update\":{\"stage\":"
              "\"processing\",\"elapsed_minutes\":"
            + step + m_padding + "}}\n";
        processes.push_back(m_next);
        m_next += m_options.reporters;
        if (m_next >= m_options.processes)
            m_next = m_index;
    }
    send(body, processes, 200);
}

void Reporter::send(const std::string &body, const std::vector<int> &processes, int status)
{
    const std::string answer = m_connection.ask("POST", "/processes/batch", body);
    const std::string expected = "{\"status\":" + std::to_string(status) + ',';
    uint64_t seq = 0;
    size_t at = 0;
    for (const int process : processes) {
        const size_t end = answer.find('\n', at);
        const size_t seqAt = answer.rfind("\"seq\":", end);
        if (end == std::string::npos || answer.compare(at, expected.size(), expected) != 0 || seqAt < at)
            throw std::runtime_error("a report was refused: " + answer.substr(at, 500));
        std::from_chars(answer.data() + seqAt + 6, answer.data() + end, seq);
        m_confirmed.seqs[static_cast<size_t>(process)] = seq;
        at = end + 1;
    }
    uint64_t head = m_confirmed.head;
    while (head < seq && !m_confirmed.head.compare_exchange_weak(head, seq)) { }
}

} // namespace Procession::Soak
