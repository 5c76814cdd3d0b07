// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragsearch.h"

namespace Procession {

/// What an AI is asked so that it answers from the passages and cites them by their numbers, from 1. Pure; any thread.
QString answerPrompt(const QString &question, const std::vector<RagPassage> &passages);

} // namespace Procession
