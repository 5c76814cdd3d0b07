// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http.h"

namespace Procession::Bench {

/// Batches that report each of some processes once, on each of two connections. Every line of the answers is checked.
class BatchLoad
{
public:
    /// `lines` are the processes, which must have been started, and the length of a batch.
    BatchLoad(uint16_t port, const std::string &token, int lines);

    /// Reports a second.
    double run(std::chrono::duration<double> length);

private:
    bool isRight(std::string_view body) const;

    HttpLoad m_load;
    std::string m_request;
    std::vector<std::string> m_expected;
};

} // namespace Procession::Bench
