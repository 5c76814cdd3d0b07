// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"
#include "safeoutput.h"

namespace Procession {

/// Prints output: as it is to a file or a pipe, and harmless on a terminal.
class OutputPrinter
{
public:
    /// `only` one stream, or both.
    explicit OutputPrinter(std::optional<OutputStream> only = {});

    void print(const OutputBytes &bytes);
    void tellCut(const OutputRange &range);
    void finish();

private:
    const std::optional<OutputStream> m_only;
    std::optional<SafeOutput> m_safe;
};

} // namespace Procession
