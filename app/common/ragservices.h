// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "serverparts.h"

namespace Procession {

class RagSearch;
class WorkQueue;

/// Answers `POST /rag/query`, for Service::ask. What it is given must outlive it.
decltype(Service::ask) ragQuestionAnswer(const RagSearch &search, WorkQueue &queue);

} // namespace Procession
