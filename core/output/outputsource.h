// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputpages.h"
#include "process.h"

#include <memory>

namespace Procession {

/// Opens the output that a server keeps, this one or another, for those who show it.
///
/// Threads: the one that it lives in. Owner: app/; outlives what it has opened.
class OutputSource
{
public:
    /// The output of that attempt of exactly this process. One that printed nothing is empty.
    virtual std::unique_ptr<OutputPages> open(const Process &process, int attempt) = 0;

protected:
    ~OutputSource() = default;
};

} // namespace Procession
