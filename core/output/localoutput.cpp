// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localoutput.h"

#include "localoutputpages.h"

namespace Procession {

LocalOutput::LocalOutput(OutputStore &store)
    : m_store(store)
{
    // So many that lines show while searches and a copy go on.
    constexpr int threads = 4;
    m_readers.setMaxThreadCount(threads);
}

std::unique_ptr<OutputPages> LocalOutput::open(const Process &process, int attempt)
{
    return std::make_unique<LocalOutputPages>(m_store, OutputKey::of(process, attempt), m_readers);
}

} // namespace Procession
