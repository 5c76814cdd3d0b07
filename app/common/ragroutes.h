// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

#include <vector>

namespace Procession {

class ProcessTracker;
class RagServices;
class WorkQueue;

/// The routes of retrieval: trainings, questions and collections. A build without it has the same routes, which refuse. All
/// of these must outlive the routes.
std::vector<Route> ragRoutes(WorkQueue &queue, const ProcessTracker &tracker, const RagServices &rag);

} // namespace Procession
