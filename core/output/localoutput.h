// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputsource.h"

#include <QThreadPool>

namespace Procession {

class OutputStore;

/// Reads output from this program's own store, on threads of its own.
///
/// Threads: the one that it lives in. Owner: app/; the store must outlive it. Its destructor waits for the reads that
/// are under way.
class LocalOutput final : public OutputSource
{
public:
    explicit LocalOutput(OutputStore &store);

    std::unique_ptr<OutputPages> open(const Process &process, int attempt) override;

private:
    OutputStore &m_store;
    QThreadPool m_readers;
};

} // namespace Procession
