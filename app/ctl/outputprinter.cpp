// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputprinter.h"

#include "sizetext.h"
#include "terminal.h"

namespace Procession {

using namespace Qt::StringLiterals;

OutputPrinter::OutputPrinter(std::optional<OutputStream> only)
    : m_only(only)
{
    if (Terminal::isInteractive())
        m_safe.emplace(Terminal::width(), Terminal::hasColours());
}

void OutputPrinter::print(const OutputBytes &bytes)
{
    for (const OutputChunk &chunk : bytes.chunks()) {
        if (m_only && chunk.stream != *m_only)
            continue;
        if (m_safe)
            Terminal::print(m_safe->feed(chunk.bytes));
        else
            Terminal::write(chunk.bytes);
    }
}

void OutputPrinter::tellCut(const OutputRange &range)
{
    finish();
    Terminal::printError(
        u"%1 (bytes %2 to %3) aren't kept."_s.arg(sizeText(range.to - range.from)).arg(range.from).arg(range.to - 1));
}

void OutputPrinter::finish()
{
    if (m_safe)
        Terminal::print(m_safe->finish());
}

} // namespace Procession
