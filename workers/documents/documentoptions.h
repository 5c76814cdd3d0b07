// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentextraction.h"
#include "documentfolders.h"

namespace Procession {

/// What the server does with documents. Plain data; what stands here is the default. The settings `[documents]`.
struct DocumentOptions
{
    DocumentFolders allowed{}; ///< also for who reads documents for another purpose
    ExtractionLimits limits{}; ///< of each document
    int maxRunning = 2;        ///< documents that are read at once
    QString program{};         ///< procession-extract; empty: where DocumentExtraction finds it

    friend bool operator==(const DocumentOptions &a, const DocumentOptions &b) = default;
};

} // namespace Procession
