// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

#include <vector>

namespace Procession {

class AlertService;
class ProcessTracker;

/// The routes of alerts and their rules. Both must outlive them.
std::vector<Route> alertRoutes(AlertService &alerts, ProcessTracker &tracker);

} // namespace Procession
