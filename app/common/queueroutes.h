// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

#include <vector>

namespace Procession {

class ProcessTracker;
class WorkQueue;

/// The routes of the queue of this server's own work: how it stands, and its pauses. Both must outlive the routes.
std::vector<Route> queueRoutes(const WorkQueue &queue, ProcessTracker &tracker);

} // namespace Procession
