// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentextraction.h"
#include "documentfolders.h"

namespace Procession {

/// The settings `[documents]`: which documents the server reads, and within which limits. Plain data; the values here
/// are the defaults.
struct DocumentOptions
{
    DocumentFolders allowed{}; ///< for trainings too
    ExtractionLimits limits{}; ///< of each document
    int maxRunning = 2;        ///< documents that are read at once
    QString program{};         ///< procession-extract; empty: where DocumentExtraction finds it

    friend bool operator==(const DocumentOptions &a, const DocumentOptions &b) = default;
};

} // namespace Procession
