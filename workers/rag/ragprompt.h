// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragsearch.h"

namespace Procession {

/// A prompt that has an AI answer from the passages and cite them by their numbers, from 1. Pure; any thread.
QString answerPrompt(const QString &question, const std::vector<RagPassage> &passages);

} // namespace Procession
